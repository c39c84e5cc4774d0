"""Tables of cases: the flow, the case, its steps, its clocks and their log, the alerts that it answers, and
what is asked, ordered and decided about it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class CaseFlow(models.Model):
    """One version of a flow, whole: what a case that began with it finishes on.

    `number` counts what became of the flow; the version with the highest is the one that new cases get, until
    it is retired with the pack that declared it.
    """

    id = models.CharField(primary_key=True, max_length=80)
    code = models.CharField(max_length=60, db_index=True)
    version = models.CharField(max_length=16)
    body = models.JSONField()
    pack = models.CharField(max_length=80, default="")
    number = models.IntegerField(default=0)
    declared_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class Case(models.Model):
    """A case or, with `role` co, a sub-case. `units` are all who handle or handled it, `!` who supervises.

    `relation` of a sub-case: `co` 协办, `down` 下派, `whistle` 吹哨; `under_id` is the sub-case that assigned
    it down, where its parent did not. `limits_version` is the version of the matter whose limits hold, where
    it is another than that which the case began with. `against` are the units complained of. `first_*` and
    the counts and marks from `returns` on are what rates are counted from.
    """

    id = models.CharField(primary_key=True, max_length=36)
    number = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=12)
    role = models.CharField(max_length=6)
    relation = models.CharField(max_length=8, default="")
    under_id = models.CharField(max_length=36, default="")
    flow = models.CharField(max_length=60, default="device")
    flow_version = models.CharField(max_length=16, default="")
    parent_id = models.CharField(max_length=36, null=True, db_index=True)
    event_id = models.CharField(max_length=36, default="", db_index=True)
    alert_id = models.CharField(max_length=36, default="")
    thing_id = models.CharField(max_length=120, default="")
    hazard = models.CharField(max_length=60, default="")
    matter = models.CharField(max_length=160, default="")
    matter_version = models.IntegerField(default=0)
    limits_version = models.IntegerField(default=0)
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
    against = models.TextField(default="")
    stage = models.CharField(max_length=12)
    stage_before = models.CharField(max_length=12, default="")
    state = models.CharField(max_length=12)
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
    first_unit = models.CharField(max_length=64, default="")
    first_wrong = models.CharField(max_length=20, default="")
    returns = models.IntegerField(default=0)
    denials = models.IntegerField(default=0)
    granted = models.IntegerField(default=0)
    dispute = models.CharField(max_length=8, default="")
    redone = models.IntegerField(default=0)
    extended = models.IntegerField(default=0)
    taken_in_time = models.BooleanField(null=True)
    contacted_at = models.DateTimeField(null=True)
    contacted_in_time = models.BooleanField(null=True)
    done_in_time = models.BooleanField(null=True)
    asked_back = models.IntegerField(default=0)
    solved = models.IntegerField(default=0)
    rated = models.IntegerField(default=0)
    satisfied = models.IntegerField(default=0)
    unreached = models.IntegerField(default=0)
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
            models.Index(fields=["role", "opened_at"], name="cases_role_opened"),
            models.Index(fields=["opened_at"], name="cases_opened"),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="cases_open_due"),
            models.Index(fields=["lon", "lat"], condition=Q(state="open"), name="cases_open_place"),
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
    """One clock of a case. A stopped clock is never started again: a new one begins beside it.

    Its deadline can be reckoned anew at any time: the limit, or the time left (`left_us` microseconds, of
    working time where the limit is), counted from `counted_from`, and then each extension of `extras`
    (`[kind, amount]`). Paused, it has no deadline and keeps what is left.
    """

    id = models.BigAutoField(primary_key=True)
    case_id = models.CharField(max_length=36, db_index=True)
    name = models.CharField(max_length=12)
    unit = models.CharField(max_length=64, default="")
    limit_kind = models.CharField(max_length=14)
    limit_amount = models.FloatField()
    limit_at = models.CharField(max_length=32, default="")
    started_at = models.DateTimeField()
    counted_from = models.DateTimeField(null=True)
    left_us = models.BigIntegerField(null=True)
    extras = models.JSONField(default=list)
    paused_at = models.DateTimeField(null=True)
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
    clock = models.CharField(max_length=12)
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


class CaseExtension(models.Model):
    """An extension (延期) asked by the holder before expiry, and its decision on the dispatcher's side."""

    id = models.CharField(primary_key=True, max_length=36)
    case_id = models.CharField(max_length=36, db_index=True)
    unit = models.CharField(max_length=64)
    unit_name = models.CharField(max_length=120)
    limit_kind = models.CharField(max_length=14)
    limit_amount = models.FloatField()
    reason = models.TextField()
    state = models.CharField(max_length=8)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, default="")
    decision = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id"], condition=Q(state="asked"), name="cases_one_extension_asked"
            ),
        ]


class CaseSuspension(models.Model):
    """A suspension (挂起) for a listed reason; it ends by itself at `until`."""

    id = models.CharField(primary_key=True, max_length=36)
    case_id = models.CharField(max_length=36, db_index=True)
    unit = models.CharField(max_length=64)
    unit_name = models.CharField(max_length=120)
    reason = models.CharField(max_length=40)
    text = models.TextField()
    begun_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id"], condition=Q(ended_at=None), name="cases_one_suspension_running"
            ),
        ]
        indexes = [
            models.Index(fields=["until"], condition=Q(ended_at=None), name="cases_suspension_until"),
        ]


class CaseOrder(models.Model):
    """A supervision order (督办) of a named authority: number, deadline, the reply it asks for, 销号."""

    id = models.CharField(primary_key=True, max_length=36)
    number = models.CharField(max_length=32, unique=True)
    case_id = models.CharField(max_length=36, db_index=True)
    clock = models.CharField(max_length=12)
    authority = models.CharField(max_length=64)
    authority_name = models.CharField(max_length=120)
    text = models.TextField()
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=80)
    state = models.CharField(max_length=10)
    reply = models.TextField(default="")
    replied_at = models.DateTimeField(null=True)
    replied_by = models.CharField(max_length=80, default="")
    signed_off_at = models.DateTimeField(null=True)
    signed_off_by = models.CharField(max_length=80, default="")
    note = models.TextField(default="")


class CaseDispute(models.Model):
    """A dispute (争议) over who answers: the acting unit of 先办后议, and the ruling."""

    id = models.CharField(primary_key=True, max_length=36)
    case_id = models.CharField(max_length=36, db_index=True)
    why = models.CharField(max_length=20)
    unit = models.CharField(max_length=64)
    unit_name = models.CharField(max_length=120)
    opened_at = models.DateTimeField()
    acting_unit = models.CharField(max_length=64, default="")
    acting_unit_name = models.CharField(max_length=120, default="")
    acting_at = models.DateTimeField(null=True)
    ruled_unit = models.CharField(max_length=64, default="")
    ruled_unit_name = models.CharField(max_length=120, default="")
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.CharField(max_length=80, default="")
    ruling = models.TextField(default="")
    draft = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id"], condition=Q(ruled_at=None), name="cases_one_open_dispute"
            ),
        ]


class CaseSigner(models.Model):
    """A unit asked to sign (会签) before the case goes on, and what it answered."""

    id = models.CharField(primary_key=True, max_length=36)
    case_id = models.CharField(max_length=36, db_index=True)
    unit = models.CharField(max_length=64)
    unit_name = models.CharField(max_length=120)
    about = models.TextField()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8)
    text = models.TextField(default="")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "unit"], condition=Q(state="asked"), name="cases_one_signature_asked"
            ),
        ]


class CaseExclusion(models.Model):
    """An exclusion from the rates (考核剔除): asked with evidence, decided by another side."""

    id = models.CharField(primary_key=True, max_length=36)
    case_id = models.CharField(max_length=36, db_index=True)
    figure = models.CharField(max_length=16)
    unit = models.CharField(max_length=64)
    unit_name = models.CharField(max_length=120)
    reason = models.TextField()
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=8)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, default="")
    decision = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "figure"],
                condition=Q(state__in=("asked", "granted")),
                name="cases_one_exclusion_per_figure",
            ),
        ]
