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


class InstallRow(models.Model):
    """One act on a topic of a running city: installed, upgraded or removed. The newest of a pack stands.

    `content_hash` names the folder of its files; "" after a removal. `changes`: what it added, changed and
    took away, by kind. `publisher` is "" where nobody known has signed.
    """

    id = models.BigAutoField(primary_key=True)
    pack = models.CharField(max_length=80, db_index=True)
    act = models.CharField(max_length=10)
    version = models.CharField(max_length=20)
    content_hash = models.CharField(max_length=16)
    publisher = models.CharField(max_length=40)
    changes = models.JSONField()
    actor = models.CharField(max_length=80)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
