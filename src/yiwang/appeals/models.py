"""Tables of appeals: the appeal, who appealed (apart), its history, replies, call-backs, looks, uploads."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Appeal(models.Model):
    """One person's matter. `units` are who registered it and all who handle or handled it; `against` the
    units complained of. `due_at` is until when it is to be accepted, while it waits for that."""

    id = models.CharField(primary_key=True, max_length=36)
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=12)
    channel = models.CharField(max_length=12)
    text = models.TextField()
    public_text = models.TextField(default="")
    confidential = models.BooleanField(default=False)
    sensitive = models.BooleanField(default=False)
    repeated = models.BooleanField(default=False)
    collective = models.BooleanField(default=False)
    urgency = models.CharField(max_length=12)
    matter = models.CharField(max_length=160, default="")
    matter_zh = models.CharField(max_length=120, default="")
    matter_en = models.CharField(max_length=120, default="")
    area_id = models.CharField(max_length=40)
    area_path = models.CharField(max_length=255, db_index=True)
    area_name = models.CharField(max_length=160)
    place = models.CharField(max_length=300, default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    state = models.CharField(max_length=12)
    stage = models.CharField(max_length=12)
    outcome = models.CharField(max_length=16, default="")
    outcome_code = models.CharField(max_length=40, default="")
    event_id = models.CharField(max_length=36, default="", db_index=True)
    waits_for = models.CharField(max_length=36, default="", db_index=True)
    parent_id = models.CharField(max_length=36, default="", db_index=True)
    merged_into = models.CharField(max_length=36, default="")
    units = models.TextField(default="")
    secret = models.BooleanField(default=False)
    against = models.TextField(default="")
    attachments = models.JSONField(default=list)
    recording_id = models.CharField(max_length=80, default="")
    external_no = models.CharField(max_length=80, default="", db_index=True)
    suggestion = models.JSONField(null=True)
    round = models.IntegerField(default=0)
    attempts = models.IntegerField(default=0)
    reached = models.BooleanField(default=False)
    called_back = models.BooleanField(default=False)
    solved = models.CharField(max_length=10, default="")
    satisfaction = models.CharField(max_length=14, default="")
    rated = models.CharField(max_length=14, default="")
    registered_by = models.CharField(max_length=80)
    registered_at = models.DateTimeField()
    contacted_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_told = models.BooleanField(default=False)
    demonstration = models.BooleanField(default=False)
    version = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["state", "registered_at"], name="appeals_state_registered"),
            models.Index(fields=["stage", "registered_at"], name="appeals_stage_registered"),
            models.Index(fields=["registered_at"], name="appeals_registered"),
            models.Index(fields=["due_at"], name="appeals_waiting_due", condition=Q(stage="registered")),
        ]


class AppealReporter(models.Model):
    """Who appealed: apart from the appeal, so that no list, export or index of appeals holds it by mistake.

    `person` is what the same person is known by (his number, or the channel's own reference).
    """

    appeal_id = models.CharField(primary_key=True, max_length=36)
    name = models.CharField(max_length=80, default="")
    phone = models.CharField(max_length=40, default="")
    address = models.CharField(max_length=300, default="")
    ref = models.CharField(max_length=80, default="")
    person = models.CharField(max_length=64, default="", db_index=True)
    tracking = models.CharField(max_length=32, unique=True)
    given_key = models.CharField(max_length=64, null=True, unique=True)
    given_digest = models.CharField(max_length=64, default="")


class AppealStep(models.Model):
    """One change of an appeal, kept as its own row; `changed` holds the new values, so that history alone
    rebuilds the state. `note` is internal; `said` is what the citizen is told."""

    id = models.BigAutoField(primary_key=True)
    appeal_id = models.CharField(max_length=36)
    version = models.IntegerField()
    act = models.CharField(max_length=20)
    state = models.CharField(max_length=12)
    stage = models.CharField(max_length=12)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80, default="")
    unit = models.CharField(max_length=64, default="")
    unit_name = models.CharField(max_length=120, default="")
    at = models.DateTimeField()
    text_zh = models.CharField(max_length=500)
    text_en = models.CharField(max_length=500)
    note = models.TextField(default="")
    said = models.TextField(default="")
    changed = models.JSONField(default=dict)
    key = models.CharField(max_length=120, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal_id", "version"], name="appeals_step_once")]


class AppealReply(models.Model):
    """A reply that an appeal received, one for each round."""

    id = models.BigAutoField(primary_key=True)
    appeal_id = models.CharField(max_length=36)
    round = models.IntegerField()
    event_id = models.CharField(max_length=36, default="")
    case_number = models.CharField(max_length=32, default="")
    text = models.TextField()
    unit = models.CharField(max_length=64, default="")
    unit_name = models.CharField(max_length=120, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal_id", "round"], name="appeals_reply_once")]


class AppealCallBack(models.Model):
    """One attempt of a call-back; `by_citizen` where he rated it himself."""

    id = models.BigAutoField(primary_key=True)
    appeal_id = models.CharField(max_length=36)
    round = models.IntegerField()
    attempt = models.IntegerField()
    reached = models.BooleanField()
    solved = models.CharField(max_length=10, default="")
    satisfaction = models.CharField(max_length=14, default="")
    text = models.TextField(default="")
    by_citizen = models.BooleanField(default=False)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal_id", "round", "attempt"], name="appeals_call_back_once"),
        ]


class AppealLook(models.Model):
    """Somebody looked at personal data; counted by the hour."""

    id = models.BigAutoField(primary_key=True)
    appeal_id = models.CharField(max_length=36, db_index=True)
    who = models.CharField(max_length=80)
    purpose = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["who", "at"], name="appeals_look_who")]


class AppealUpload(models.Model):
    """A photograph of a citizen who has no account; whoever holds the token may put it to one appeal."""

    token_digest = models.CharField(primary_key=True, max_length=64)
    document_id = models.CharField(max_length=36)
    appeal_id = models.CharField(max_length=36, default="")
    at = models.DateTimeField()


class AppealSource(models.Model):
    """Another system that hands in appeals; kept is only the digest of its key, which it signs with, and
    whether it answers what we send it."""

    id = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=120)
    area_id = models.CharField(max_length=40)
    channel = models.CharField(max_length=12)
    key_digest = models.CharField(max_length=64)
    url = models.CharField(max_length=300, default="")
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    demonstration = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    away_since = models.DateTimeField(null=True)
    away_why = models.CharField(max_length=200, default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key_digest"], condition=~Q(key_digest=""), name="appeals_source_key_once"
            ),
        ]


class AppealPace(models.Model):
    """How often something was done by somebody within an hour."""

    key = models.CharField(primary_key=True, max_length=100)
    since = models.DateTimeField()
    times = models.IntegerField()


class AppealNumber(models.Model):
    """The last number given on a day; the row is locked while the next one is taken."""

    key = models.CharField(primary_key=True, max_length=16)
    last = models.IntegerField()


class ExchangeOrder(models.Model):
    """An order that another hotline shares with us: how far its messages came, and how far ours."""

    id = models.CharField(primary_key=True, max_length=130)
    source_id = models.CharField(max_length=40)
    external_no = models.CharField(max_length=80)
    appeal_id = models.CharField(max_length=36, default="", db_index=True)
    received = models.IntegerField(default=0)
    given = models.IntegerField(default=0)
    version = models.IntegerField(default=1)


class ExchangeIn(models.Model):
    """A message that came in: held until those before it are there, then taken, or refused and why."""

    id = models.CharField(primary_key=True, max_length=140)
    order_id = models.CharField(max_length=130)
    source_id = models.CharField(max_length=40)
    external_no = models.CharField(max_length=80)
    seq = models.IntegerField()
    kind = models.CharField(max_length=20)
    body = models.JSONField()
    hash = models.CharField(max_length=64)
    day = models.CharField(max_length=8)
    state = models.CharField(max_length=8)
    failure = models.CharField(max_length=300, default="")
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order_id", "seq"], name="appeals_in_once")]
        indexes = [models.Index(fields=["source_id", "day"], name="appeals_in_day")]


class ExchangeConflict(models.Model):
    """A second message with a number that another had: not taken, kept to be looked at."""

    id = models.BigAutoField(primary_key=True)
    source_id = models.CharField(max_length=40, db_index=True)
    external_no = models.CharField(max_length=80)
    seq = models.IntegerField()
    hash = models.CharField(max_length=64)
    body = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_id", "external_no", "seq", "hash"], name="appeals_conflict_once"
            )
        ]


class ExchangeOut(models.Model):
    """A message that goes out: written with the act that it tells, sent afterwards, again until taken."""

    id = models.CharField(primary_key=True, max_length=140)
    order_id = models.CharField(max_length=130)
    source_id = models.CharField(max_length=40)
    external_no = models.CharField(max_length=80)
    seq = models.IntegerField()
    kind = models.CharField(max_length=20)
    said_at = models.CharField(max_length=40)
    body = models.JSONField()
    hash = models.CharField(max_length=64)
    day = models.CharField(max_length=8)
    state = models.CharField(max_length=8)
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order_id", "seq"], name="appeals_out_once")]
        indexes = [
            models.Index(fields=["state", "next_at"], name="appeals_out_due"),
            models.Index(fields=["source_id", "day"], name="appeals_out_day"),
        ]


class ExchangeDay(models.Model):
    """A day that was compared with the other side."""

    id = models.CharField(primary_key=True, max_length=50)
    source_id = models.CharField(max_length=40)
    day = models.CharField(max_length=8)
    ours = models.IntegerField()
    theirs = models.IntegerField()
    differences = models.IntegerField()
    checked_at = models.DateTimeField()
    version = models.IntegerField(default=1)


class ExchangeDifference(models.Model):
    """An order of a day on which both sides do not agree."""

    id = models.BigAutoField(primary_key=True)
    source_id = models.CharField(max_length=40)
    day = models.CharField(max_length=8)
    external_no = models.CharField(max_length=80)
    what = models.CharField(max_length=14)
    ours = models.CharField(max_length=80)
    theirs = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["source_id", "day"], name="appeals_difference_day")]


class Call(models.Model):
    """A telephone call at the switch. The number is the caller's: shown in clear only for a purpose."""

    id = models.CharField(primary_key=True, max_length=36)
    source_id = models.CharField(max_length=40)
    call_id = models.CharField(max_length=80)
    number = models.CharField(max_length=40, default="")
    person = models.CharField(max_length=64, default="", db_index=True)
    line = models.CharField(max_length=40, default="")
    area_path = models.CharField(max_length=255)
    state = models.CharField(max_length=8)
    arrived_at = models.DateTimeField()
    taken_by = models.CharField(max_length=80, default="")
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    recording_id = models.CharField(max_length=80, default="")
    appeal_id = models.CharField(max_length=36, default="")
    demonstration = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source_id", "call_id"], name="appeals_call_once")]
        indexes = [models.Index(fields=["state", "arrived_at"], name="appeals_call_waiting")]


class CallTransfer(models.Model):
    """A call handed on to 110, 119 or 120: who asked, and what became of it."""

    id = models.CharField(primary_key=True, max_length=36)
    call_id = models.CharField(max_length=36, db_index=True)
    target = models.CharField(max_length=40)
    reason = models.CharField(max_length=500, default="")
    outcome = models.CharField(max_length=12, default="asked")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["asked_at"], name="appeals_transfer_asked", condition=models.Q(outcome="asked")
            )
        ]
