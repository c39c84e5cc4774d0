"""指标 — figures with an owner, a formula, a period and a level; villages add up to the city."""
