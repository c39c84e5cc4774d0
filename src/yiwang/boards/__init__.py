"""看板 — one definition of what is looked at, drawn on wall, desk and phone, with a life cycle."""
