"""Tables of rules: rule versions, alerts, the episodes that an alert stands for, and what the judge
remembers.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class RuleVersion(models.Model):
    """One version of a rule. What it says never changes; only whether it is in force does."""

    id = models.CharField(primary_key=True, max_length=36)
    code = models.CharField(max_length=160)
    version = models.CharField(max_length=16)
    pack = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, default="")
    kind = models.CharField(max_length=16)
    declaration = models.TextField()
    severity = models.CharField(max_length=12)
    confirm = models.CharField(max_length=16)
    hazard = models.CharField(max_length=60)
    matter = models.CharField(max_length=160, null=True)
    fault = models.BooleanField()
    active = models.BooleanField()
    declared_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    changes = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="rules_rule_version"),
            models.UniqueConstraint(fields=["code"], condition=Q(active=True), name="rules_one_in_force"),
        ]


class AlertRow(models.Model):
    """One alert. A change is claimed by a conditional update on `version`."""

    id = models.CharField(primary_key=True, max_length=36)
    key = models.CharField(max_length=400, unique=True)
    rule_id = models.CharField(max_length=36)
    rule_code = models.CharField(max_length=160)
    rule_name = models.CharField(max_length=120)
    rule_version = models.CharField(max_length=16)
    rule_kind = models.CharField(max_length=16)
    hazard = models.CharField(max_length=60)
    matter = models.CharField(max_length=160, null=True)
    severity = models.CharField(max_length=12)
    confirm = models.CharField(max_length=16)
    fault = models.BooleanField()
    late = models.BooleanField(default=False)
    thing_id = models.CharField(max_length=120)
    thing_name = models.CharField(max_length=200)
    datastream_id = models.CharField(max_length=160)
    area_id = models.CharField(max_length=40)
    area_path = models.CharField(max_length=255)
    area_name = models.CharField(max_length=200, default="")
    units = models.TextField(default="")
    secret = models.BooleanField(default=False)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    started_at = models.DateTimeField()
    observed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    value = models.FloatField(null=True)
    limit = models.FloatField(null=True)
    unit = models.CharField(max_length=32)
    sentence_zh = models.CharField(max_length=300)
    sentence_en = models.CharField(max_length=400)
    state = models.CharField(max_length=8)
    outcome = models.CharField(max_length=16, null=True)
    reason = models.CharField(max_length=500, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, default="")
    cleared_at = models.DateTimeField(null=True)
    peak = models.FloatField(null=True)
    episodes = models.IntegerField(default=1)
    version = models.IntegerField()
    demonstration = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["state", "raised_at"], name="rules_alert_state"),
            models.Index(fields=["raised_at"], name="rules_alert_raised"),
            models.Index(fields=["thing_id", "hazard", "raised_at"], name="rules_alert_thing"),
            models.Index(fields=["datastream_id", "started_at"], name="rules_alert_series"),
            models.Index(fields=["rule_code", "outcome"], name="rules_alert_rule"),
            models.Index(fields=["area_path"], name="rules_alert_area"),
        ]


class EpisodeRow(models.Model):
    """One breach as the judge saw it, and the alert that stands for it.

    The key is the same whenever the same readings are judged again, so a second judgement finds it and stops.
    """

    key = models.CharField(primary_key=True, max_length=400)
    alert_id = models.CharField(max_length=36, db_index=True)
    started_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)


class JudgeState(models.Model):
    """What a judge knew after reading the stream up to `seq`; reading on from there says the same."""

    partition = models.CharField(primary_key=True, max_length=40)
    seq = models.BigIntegerField()
    taken_at = models.DateTimeField()
    state = models.BinaryField()
