"""总装 — the only place that knows every noun: settings, HTTP, workers, commands."""
