"""专题货架 — every topic in one place: what it really has, how fresh it is, who sees it."""
