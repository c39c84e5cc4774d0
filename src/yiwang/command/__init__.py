"""批示件 — a leader's own words on paper, given to units with a deadline, reported on, closed."""
