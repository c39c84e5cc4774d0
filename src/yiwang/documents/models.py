"""Tables of 文件与证据. The bytes lie in the data folder under their own hash; the row says whose they
are."""

from __future__ import annotations

from django.db import models


class DocumentRow(models.Model):
    """One upload. Two uploads of one picture are two rows over one file."""

    id = models.CharField(primary_key=True, max_length=36)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=20)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    original_sha256 = models.CharField(max_length=64)
    width = models.IntegerField()
    height = models.IntegerField()
    taken_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    uploaded_by = models.CharField(max_length=40)
    uploaded_at = models.DateTimeField()
    area_path = models.CharField(max_length=255, default="", db_index=True)
    units = models.TextField(default="")
    secret = models.BooleanField(default=False)
    version = models.IntegerField(default=1)
