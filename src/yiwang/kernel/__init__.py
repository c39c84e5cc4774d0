"""内核 — what every noun stands on: ids, clock, errors, facts, tasks and the bus; imports nothing of ours."""
