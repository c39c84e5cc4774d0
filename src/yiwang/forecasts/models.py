"""Table of forecasts: one of each series, as it was made last."""

from __future__ import annotations

from django.db import models


class ForecastRow(models.Model):
    """A forecast; `digest` is of what it was made from and how."""

    id = models.CharField(primary_key=True, max_length=160)
    area_path = models.CharField(max_length=255)
    units = models.TextField(default="")
    digest = models.CharField(max_length=64)
    content = models.TextField()
    made_at = models.DateTimeField()
