"""Tables of 例行: what is declared, what each run did, and what was done once for a record."""

from __future__ import annotations

from django.db import models


class RoutineRow(models.Model):
    """A routine as it is declared now; `id` is `topic/scene/code`, `hears` the ledgers that it listens to.
    `next_at` is when it runs by itself, `cursor` where a round too long for one go has come to; `keeps` is
    what its kind remembers."""

    id = models.CharField(primary_key=True, max_length=200)
    scene = models.CharField(max_length=120, db_index=True)
    kind = models.CharField(max_length=30)
    ledger = models.CharField(max_length=60)
    hears = models.TextField(default="")
    body = models.JSONField()
    active = models.BooleanField(default=True)
    demonstration = models.BooleanField(default=False)
    declared_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    cursor = models.CharField(max_length=80, default="")
    keeps = models.JSONField(default=dict)
    did = models.IntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    asked_by = models.CharField(max_length=80, default="")
    """Who asked for the round that comes next; empty where it comes by itself."""
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["ledger", "active"], name="routines_of_ledger"),
            models.Index(fields=["active", "next_at"], name="routines_due"),
        ]


class RoutineRun(models.Model):
    """One round of a routine that runs by itself: how many records it looked at, for how many it did
    something; and each time that one which hears could not do what it should. A note that is a failure says
    `failed`, and perhaps the `record`."""

    id = models.BigAutoField(primary_key=True)
    routine = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    looked = models.IntegerField(default=0)
    did = models.IntegerField(default=0)
    notes = models.JSONField(default=list)
    by = models.CharField(max_length=80, default="")

    class Meta:
        indexes = [models.Index(fields=["routine", "began_at"], name="routines_runs")]


class Deed(models.Model):
    """What a routine did for a record, once: `key` says the routine, the record and the occasion."""

    key = models.CharField(primary_key=True, max_length=330)
    routine = models.CharField(max_length=200)
    record_id = models.CharField(max_length=36, db_index=True)
    what = models.CharField(max_length=12)
    object_id = models.CharField(max_length=36, default="", db_index=True)
    state = models.CharField(max_length=12, default="")
    area_path = models.CharField(max_length=255, default="")
    at = models.DateTimeField()
    """`what`: event, record, move, words, task. `object_id`: the event or the record. `state`: of an event's
    cases, empty or ended."""


class ScoreRow(models.Model):
    """A score of a record as it stood at the end of a day, with its lines; a day on which nothing moved has
    none, but for the first of each month."""

    id = models.BigAutoField(primary_key=True)
    routine = models.CharField(max_length=200)
    record_id = models.CharField(max_length=36)
    day = models.DateField()
    score = models.FloatField()
    grade = models.CharField(max_length=40)
    from_grade = models.CharField(max_length=40, default="")
    computed_grade = models.CharField(max_length=40)
    overridden = models.BooleanField(default=False)
    lines = models.JSONField(default=list)
    made_at = models.DateTimeField()
    version = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["routine", "record_id", "day"], name="routines_one_score")
        ]
        indexes = [models.Index(fields=["record_id", "day"], name="routines_scores")]


class OverrideRow(models.Model):
    """A class set by a person, with the reason and the last day on which it holds."""

    id = models.BigAutoField(primary_key=True)
    routine = models.CharField(max_length=200)
    record_id = models.CharField(max_length=36, db_index=True)
    grade = models.CharField(max_length=40)
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=120, default="")
    until = models.DateField()
    made_at = models.DateTimeField()
