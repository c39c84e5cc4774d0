"""湖 — the append-only history: Delta tables with one writer each, read through one query door."""
