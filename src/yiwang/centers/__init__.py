"""四个中心 — desks that read the nouns and ask them to act; no tables, no rules."""
