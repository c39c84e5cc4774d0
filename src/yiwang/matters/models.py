"""Tables of the matter catalogue: classes, each matter as it stands, every version, and drafts of changes."""

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
    """A matter as it was declared last; its words live in the version row.

    `pack_hash` is what its pack said last: where it differs from `content_hash` the city has amended the
    matter. `words` are its keywords, for the search of the list. `retired_at`: nobody declares it any more,
    so nothing new is opened for it; `standings` counts how often it went or came back.
    """

    code = models.CharField(primary_key=True, max_length=160)
    version = models.IntegerField()
    content_hash = models.CharField(max_length=64)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    class_code = models.CharField(max_length=60, db_index=True)
    town_role = models.CharField(max_length=20)
    pack = models.CharField(max_length=120)
    pack_hash = models.CharField(max_length=64, default="")
    words = models.TextField(default="")
    retired_at = models.DateTimeField(null=True)
    standings = models.IntegerField(default=0)


class MatterVersion(models.Model):
    """One version of a matter, never changed; `body` is the declaration as JSON.

    `source` says where it came from: `pack`, `import` or `draft:<id>`.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=160)
    version = models.IntegerField()
    content_hash = models.CharField(max_length=64)
    body = models.TextField()
    pack = models.CharField(max_length=120)
    declared_at = models.DateTimeField()
    declared_by = models.CharField(max_length=80, default="")
    source = models.CharField(max_length=60, default="pack")
    effective_from = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="matters_version_once")]


class MatterDraft(models.Model):
    """A change of the duty list or of a whole matter that somebody proposes, until another person decides.

    `kind`: `rule` (body is a duty rule), `removal` (`rule_code` goes), `matter` (body is the whole matter).
    """

    id = models.CharField(primary_key=True, max_length=36)
    code = models.CharField(max_length=160, db_index=True)
    kind = models.CharField(max_length=10)
    rule_code = models.CharField(max_length=160, default="")
    body = models.TextField(default="")
    base_version = models.IntegerField()
    reason_zh = models.CharField(max_length=500, default="")
    source = models.CharField(max_length=200, default="")
    state = models.CharField(max_length=10, default="asked")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, default="")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, default="")
    matter_version = models.IntegerField(default=0)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["state", "asked_at"], name="matters_draft_state")]
