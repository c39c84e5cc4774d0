"""Tables of the studio: drafts of packs, every saved version, the acts, and rehearsals."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class StudioDraft(models.Model):
    """A pack that somebody writes. `files` is what was saved last (path → text), as version `number`; `units`
    and `area_path` say whose it is. `hands` saved it: none of them judges it."""

    id = models.CharField(primary_key=True, max_length=36)
    topic = models.CharField(max_length=80)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200)
    origin = models.CharField(max_length=160)
    unit = models.CharField(max_length=64)
    units = models.TextField(default="")
    area_path = models.CharField(max_length=255, db_index=True)
    state = models.CharField(max_length=10)
    number = models.IntegerField(default=1)
    files = models.JSONField(default=dict)
    hands = models.JSONField(default=list)
    author = models.CharField(max_length=80)
    author_name = models.CharField(max_length=120, default="")
    reviewed_by = models.CharField(max_length=80, default="")
    editor = models.CharField(max_length=80, default="")
    editor_name = models.CharField(max_length=120, default="")
    edited_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField()
    version = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["state", "saved_at"], name="studio_draft_state")]


class StudioVersion(models.Model):
    """A draft as it was saved; never changed."""

    id = models.BigAutoField(primary_key=True)
    draft = models.CharField(max_length=36)
    number = models.IntegerField()
    files = models.JSONField()
    note = models.CharField(max_length=300, default="")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=120, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="studio_version_once")]


class StudioStep(models.Model):
    """One act on a draft; never changed."""

    id = models.BigAutoField(primary_key=True)
    draft = models.CharField(max_length=36)
    version = models.IntegerField()
    act = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    number = models.IntegerField()
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80, default="")
    unit_name = models.CharField(max_length=120, default="")
    at = models.DateTimeField()
    text_zh = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    note = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "version"], name="studio_step_once")]


class StudioRun(models.Model):
    """A rehearsal of a saved version. At most one of a person is queued or runs."""

    id = models.CharField(primary_key=True, max_length=36)
    draft = models.CharField(max_length=36, db_index=True)
    number = models.IntegerField()
    state = models.CharField(max_length=10)
    lines = models.JSONField(default=list)
    error = models.TextField(default="")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=120, default="")
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=80, default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["by"], condition=Q(state__in=("queued", "running")), name="studio_one_run_each"
            )
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="studio_run_state")]
