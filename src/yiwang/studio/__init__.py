"""场景工作室 — where an analyst writes a scene, rehearses it beside the city, and hands it in."""
