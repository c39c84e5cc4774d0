"""物、数据流、观测 — what a city measures, with what, and every reading that came in."""
