"""文件与证据 — photographs as evidence: re-encoded, stripped of hidden data, kept by content, seen within
scope."""
