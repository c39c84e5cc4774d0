"""态势感知中心 — the overview of the city, the duty desk, and one search over what a person may see."""
