"""台账 — typed records that packs declare, with versions and history, each under a 城市码."""
