"""Tables of 批示件: the paper with its present round, its steps, and the counter of its numbers."""

from __future__ import annotations

from django.db import models


class Instruction(models.Model):
    """A paper. `words` are the leader's own; `task` is what the units are asked for, without them.

    `area_path` is the leader's level, whose people alone read the words. `units` names who sees the paper
    (units that handle it, `@` persons, `!` the office that keeps it), `waits` whose turn it is now, in the
    same tokens. `parts` holds for each unit when it signed for and answered the present round.
    """

    id = models.CharField(primary_key=True, max_length=36)
    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120)
    words = models.TextField()
    task = models.TextField(default="")
    source_kind = models.CharField(max_length=12, default="")
    source_ref = models.CharField(max_length=300, default="")
    source_label = models.CharField(max_length=160, default="")
    leader = models.CharField(max_length=80)
    leader_name = models.CharField(max_length=80)
    entered_by = models.CharField(max_length=80)
    office = models.CharField(max_length=64, default="")
    area_path = models.CharField(max_length=255, db_index=True)
    units = models.TextField(default="")
    waits = models.TextField(default="")
    secret = models.BooleanField(default=False)
    lead_unit = models.CharField(max_length=64, default="")
    co_units = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    state = models.CharField(max_length=10)
    done = models.BooleanField(default=False)
    round = models.IntegerField(default=1)
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    due_told = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["done", "due_at"], name="command_open"),
            models.Index(fields=["state", "due_told", "due_at"], name="command_due"),
        ]


class InstructionStep(models.Model):
    """One act; never changed. `words` are the leader's, `note` everybody else's."""

    id = models.BigAutoField(primary_key=True)
    instruction_id = models.CharField(max_length=36)
    version = models.IntegerField()
    round = models.IntegerField()
    act = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80, default="")
    unit = models.CharField(max_length=64, default="")
    unit_name = models.CharField(max_length=120, default="")
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    text_zh = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    words = models.TextField(default="")
    note = models.TextField(default="")
    evidence = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instruction_id", "version"], name="command_step_once")
        ]


class InstructionNumber(models.Model):
    """The last number given in each year."""

    key = models.CharField(primary_key=True, max_length=16)
    last = models.IntegerField()
