"""治理事项 — the catalogue of what a city answers for: who leads, how fast, by which steps and standard."""
