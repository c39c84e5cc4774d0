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


class KnowledgeEntryRow(models.Model):
    """A knowledge entry (知识条目). The text columns hold what stands: the published text, or the newest one
    as long as none was published; every text lies in `KnowledgeVersionRow`.
    """

    id = models.CharField(primary_key=True, max_length=36)
    number = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=12)
    # "" | draft | asked: how far a newer text has come while an older one stands.
    revision = models.CharField(max_length=8, default="")
    title = models.CharField(max_length=100)
    answer = models.TextField()
    questions = models.TextField(default="")
    keywords = models.TextField(default="")
    matters = models.TextField(default="")
    area_id = models.CharField(max_length=64, default="")
    area_path = models.CharField(max_length=255, default="")
    unit = models.CharField(max_length=64)
    unit_name = models.CharField(max_length=120)
    public = models.BooleanField(default=False)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    review_due = models.DateField(null=True)
    # What was said once of this text: that it ends soon, that it is to be looked at again.
    warned = models.BooleanField(default=False)
    review_told = models.BooleanField(default=False)
    text_number = models.IntegerField(default=1)
    live_number = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    demonstration = models.BooleanField(default=False)
    # What a pack declared it: its own code for it, and the hash of what it said last.
    source = models.CharField(max_length=160, default="", db_index=True)
    declared = models.CharField(max_length=64, default="")
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["state", "valid_until"], name="documents_knowledge_until"),
            models.Index(fields=["unit", "state"], name="documents_knowledge_unit"),
        ]


class KnowledgeVersionRow(models.Model):
    """One text of an entry: whose, when, why, and who let it out."""

    id = models.CharField(primary_key=True, max_length=36)
    entry_id = models.CharField(max_length=36)
    number = models.IntegerField()
    body = models.JSONField()
    written_by = models.CharField(max_length=80)
    written_by_name = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    why = models.TextField(default="")
    reviewed_by = models.CharField(max_length=80, default="")
    reviewed_by_name = models.CharField(max_length=120, default="")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry_id", "number"], name="documents_one_knowledge_text")
        ]


class KnowledgeStepRow(models.Model):
    """What was done to an entry, one row an act, never changed."""

    id = models.CharField(primary_key=True, max_length=36)
    entry_id = models.CharField(max_length=36, db_index=True)
    version = models.IntegerField()
    at = models.DateTimeField()
    act = models.CharField(max_length=16)
    state = models.CharField(max_length=12)
    revision = models.CharField(max_length=8, default="")
    text_number = models.IntegerField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=120)
    unit_name = models.CharField(max_length=120, default="")
    note = models.TextField(default="")


class KnowledgeCorrectionRow(models.Model):
    """What somebody says is wrong with an entry (纠错), and what its unit answered."""

    id = models.CharField(primary_key=True, max_length=36)
    entry_id = models.CharField(max_length=36, db_index=True)
    text_number = models.IntegerField()
    unit = models.CharField(max_length=64)
    state = models.CharField(max_length=10)
    text = models.TextField()
    asked_by = models.CharField(max_length=80)
    asked_by_name = models.CharField(max_length=120)
    asked_unit_name = models.CharField(max_length=120, default="")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    due_told = models.BooleanField(default=False)
    answer = models.TextField(default="")
    answered_by = models.CharField(max_length=80, default="")
    answered_by_name = models.CharField(max_length=120, default="")
    answered_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="documents_knowledge_due")]


class KnowledgeNumber(models.Model):
    """The last number given; the row is locked while the next one is taken."""

    key = models.CharField(primary_key=True, max_length=16)
    last = models.IntegerField()


class KnowledgeMark(models.Model):
    """One value under a name: the stamp of the last change, and the terms that a city set."""

    key = models.CharField(primary_key=True, max_length=16)
    value = models.TextField()
    version = models.IntegerField(default=1)
