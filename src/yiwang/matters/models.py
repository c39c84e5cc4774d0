"""Tables of the matter catalogue: classes, each matter as it stands, and every version it ever had."""

from __future__ import annotations

from django.db import models


class MatterClass(models.Model):
    """A class of the catalogue; `level` is 1, 2 or 3."""

    code = models.CharField(primary_key=True, max_length=60)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    parent = models.CharField(max_length=60, default="")
    level = models.IntegerField()
    pack = models.CharField(max_length=120)


class Matter(models.Model):
    """A matter as it stands now; its words live in the version row."""

    code = models.CharField(primary_key=True, max_length=160)
    version = models.IntegerField()
    content_hash = models.CharField(max_length=64)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    class_code = models.CharField(max_length=60, db_index=True)
    town_role = models.CharField(max_length=20)
    pack = models.CharField(max_length=120)


class MatterVersion(models.Model):
    """One version of a matter, never changed; `body` is the declaration as JSON."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=160)
    version = models.IntegerField()
    content_hash = models.CharField(max_length=64)
    body = models.TextField()
    pack = models.CharField(max_length=120)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="matters_version_once")]
