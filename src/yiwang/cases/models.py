"""Tables of cases: the case, its steps, its clocks and their log, its returns, and the alerts that it
answers.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Case(models.Model):
    """A case or, with `role` co, the sub-case of a co-unit. `units` are all who handle or handled it."""

    id = models.CharField(primary_key=True, max_length=36)
    number = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=12)
    role = models.CharField(max_length=6)
    parent_id = models.CharField(max_length=36, null=True, db_index=True)
    event_id = models.CharField(max_length=36, default="", db_index=True)
    alert_id = models.CharField(max_length=36, default="")
    thing_id = models.CharField(max_length=120, default="")
    hazard = models.CharField(max_length=60, default="")
    matter = models.CharField(max_length=160, default="")
    matter_version = models.IntegerField(default=0)
    matter_zh = models.CharField(max_length=120, default="")
    matter_en = models.CharField(max_length=120, default="")
    title_zh = models.CharField(max_length=360)
    title_en = models.CharField(max_length=360)
    task_zh = models.CharField(max_length=200, default="")
    task_en = models.CharField(max_length=200, default="")
    severity = models.CharField(max_length=12)
    area_id = models.CharField(max_length=40)
    area_path = models.CharField(max_length=255, db_index=True)
    area_name = models.CharField(max_length=120)
    county_id = models.CharField(max_length=40, default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    lead_unit = models.CharField(max_length=64, default="")
    lead_unit_name = models.CharField(max_length=120, default="")
    rule_id = models.CharField(max_length=80, default="")
    why_zh = models.TextField(default="")
    why_en = models.TextField(default="")
    units = models.TextField(default="")
    secret = models.BooleanField(default=False)
    stage = models.CharField(max_length=12)
    stage_before = models.CharField(max_length=12, default="")
    state = models.CharField(max_length=8)
    verification = models.CharField(max_length=10)
    needs_reading = models.BooleanField()
    photos = models.CharField(max_length=40, default="")
    reading_normal_at = models.DateTimeField(null=True)
    near_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    stage_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    merged_into = models.CharField(max_length=36, default="")
    demonstration = models.BooleanField(default=False)
    version = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event_id"],
                condition=Q(role="lead", kind="city", state="open"),
                name="cases_one_open_per_event",
            ),
            models.UniqueConstraint(
                fields=["thing_id"],
                condition=Q(role="lead", kind="maintenance", state="open") & ~Q(thing_id=""),
                name="cases_one_open_order_per_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "opened_at"], name="cases_state_opened"),
            models.Index(fields=["lead_unit", "state"], name="cases_unit_state"),
            models.Index(fields=["stage", "due_at"], name="cases_stage_due"),
        ]


class CaseAlert(models.Model):
    """An alert belongs to exactly one case, however often it is told."""

    alert_id = models.CharField(primary_key=True, max_length=36)
    case_id = models.CharField(max_length=36, db_index=True)
    joined_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)


class CaseStep(models.Model):
    """One act, written with the version that it claimed: per case one order of steps, none twice."""

    id = models.BigAutoField(primary_key=True)
    case_id = models.CharField(max_length=36)
    version = models.IntegerField()
    act = models.CharField(max_length=20)
    from_stage = models.CharField(max_length=12)
    to_stage = models.CharField(max_length=12)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80)
    unit = models.CharField(max_length=64, default="")
    unit_name = models.CharField(max_length=120, default="")
    at = models.DateTimeField()
    text = models.TextField(default="")
    text_zh = models.TextField(default="")
    text_en = models.TextField(default="")
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    details = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_id", "version"], name="cases_step_once")]


class CaseClock(models.Model):
    """One clock of a case. A stopped clock is never started again: a new one begins beside it."""

    id = models.BigAutoField(primary_key=True)
    case_id = models.CharField(max_length=36, db_index=True)
    name = models.CharField(max_length=8)
    unit = models.CharField(max_length=64, default="")
    limit_kind = models.CharField(max_length=14)
    limit_amount = models.FloatField()
    limit_at = models.CharField(max_length=32, default="")
    started_at = models.DateTimeField()
    near_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    near_told = models.BooleanField(default=False)
    due_told = models.BooleanField(default=False)
    why_zh = models.TextField()
    why_en = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "name"], condition=Q(stopped_at=None), name="cases_one_running_clock"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(stopped_at=None, due_told=False), name="cases_clock_due"
            ),
            models.Index(
                fields=["near_at"], condition=Q(stopped_at=None, near_told=False), name="cases_clock_near"
            ),
        ]


class CaseClockLine(models.Model):
    """Why a limit is what it is: one line for each start, stop and change."""

    id = models.BigAutoField(primary_key=True)
    case_id = models.CharField(max_length=36, db_index=True)
    clock = models.CharField(max_length=8)
    at = models.DateTimeField()
    old_due_at = models.DateTimeField(null=True)
    new_due_at = models.DateTimeField(null=True)
    why_zh = models.TextField()
    why_en = models.TextField()


class CaseReturn(models.Model):
    """A return (退单) and its decision; what first-dispatch accuracy is later counted from."""

    id = models.CharField(primary_key=True, max_length=36)
    case_id = models.CharField(max_length=36, db_index=True)
    unit = models.CharField(max_length=64)
    unit_name = models.CharField(max_length=120)
    reason = models.TextField()
    duty_item = models.CharField(max_length=120)
    proposed_unit = models.CharField(max_length=64)
    proposed_unit_name = models.CharField(max_length=120)
    state = models.CharField(max_length=8)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, default="")
    decision = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id"], condition=Q(state="asked"), name="cases_one_return_asked"
            ),
        ]


class CaseNumber(models.Model):
    """The last number given on a day for a prefix; the row is locked while the next one is taken."""

    key = models.CharField(primary_key=True, max_length=16)
    last = models.IntegerField()
