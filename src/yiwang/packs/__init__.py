"""专题包 — loads the N: topics and scenes as declarations, and rehearses them through the real loop."""
