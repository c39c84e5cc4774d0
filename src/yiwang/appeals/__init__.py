"""诉求 — a citizen's words: each with its own number, reply, call-back and rating; never the case itself."""
