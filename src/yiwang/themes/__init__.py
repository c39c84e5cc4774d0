"""未诉先办、每月一题 — where appeals gather before anybody asks, and what the city takes on because of it."""
