"""研判 — rules that watch series and raise alerts, and what becomes of each alert."""
