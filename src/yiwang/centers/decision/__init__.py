"""决策中心 — the mission's own targets, each with the figure that tells how far the city is."""
