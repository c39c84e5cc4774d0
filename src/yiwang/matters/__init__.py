"""治理事项 — the catalogue of what a city answers for: who leads, within what time, by which steps, closed by which standard."""
