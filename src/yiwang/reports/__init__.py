"""简报 — dailies, weeklies, monthlies, specials and shift reports, each sentence carrying its figures."""
