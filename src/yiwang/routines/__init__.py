"""例行 — what records of ledgers set in motion: events, records, moves, words; and what is due by itself."""
