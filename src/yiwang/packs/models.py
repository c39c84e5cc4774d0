"""Tables of packs: what was loaded, in which content, or why it was not."""

from __future__ import annotations

from django.db import models


class PackRow(models.Model):
    """One topic as it was last read. `body` is its list row (contracts.PackRow) as JSON."""

    id = models.CharField(primary_key=True, max_length=80)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10)
    content_hash = models.CharField(max_length=16)
    loaded_hash = models.CharField(max_length=16, default="")
    body = models.JSONField()
    faults = models.JSONField(default=list)
    loaded_at = models.DateTimeField()


class SceneRow(models.Model):
    """A scene in force: under this key the nouns below keep what it declared."""

    key = models.CharField(primary_key=True, max_length=160)
    pack = models.CharField(max_length=80, db_index=True)
