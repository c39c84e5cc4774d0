"""Scenes as people see them: a real instance, a real Chromium, every page watched."""
