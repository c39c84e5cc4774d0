"""Tables of rules: rule versions and their drafts, alerts and the episodes they stand for, maintenance
windows, quiet hours, and what the judge remembers.
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
    author = models.CharField(max_length=80, default="")
    reviewer = models.CharField(max_length=80, default="")
    reason = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="rules_rule_version"),
            models.UniqueConstraint(fields=["code"], condition=Q(active=True), name="rules_one_in_force"),
        ]


class DraftRow(models.Model):
    """A rule that somebody proposes, until another person has approved or refused it."""

    id = models.CharField(primary_key=True, max_length=36)
    code = models.CharField(max_length=160, db_index=True)
    base_version = models.CharField(max_length=16, default="")
    rule_version = models.CharField(max_length=16)
    declaration = models.TextField()
    reason = models.CharField(max_length=500, default="")
    state = models.CharField(max_length=12)
    author = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reviewer = models.CharField(max_length=80, default="")
    reviewed_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, default="")
    preview = models.TextField(default="")
    rule_id = models.CharField(max_length=36, default="")
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["state", "changed_at"], name="rules_draft_state")]


class WindowRow(models.Model):
    """检修时段: alerts that match are kept but nobody is called before it is over."""

    id = models.CharField(primary_key=True, max_length=36)
    thing_id = models.CharField(max_length=120, default="")
    area_id = models.CharField(max_length=40, default="")
    area_path = models.CharField(max_length=255, default="")
    units = models.TextField(default="")
    rule_code = models.CharField(max_length=160, default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    reason = models.CharField(max_length=500)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    cancelled_by = models.CharField(max_length=80, default="")
    cancelled_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)


class QuietRow(models.Model):
    """免打扰时段: at these hours alerts of low severity wait. Hours are minutes of the local day."""

    id = models.CharField(primary_key=True, max_length=36)
    area_id = models.CharField(max_length=40)
    area_path = models.CharField(max_length=255)
    from_minute = models.IntegerField()
    to_minute = models.IntegerField()
    severities = models.CharField(max_length=40)
    deliver = models.BooleanField()
    reason = models.CharField(max_length=500)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    cancelled_by = models.CharField(max_length=80, default="")
    cancelled_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)


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
    usual = models.FloatField(null=True)
    members = models.TextField(default="")
    held = models.CharField(max_length=12, default="")
    held_by = models.CharField(max_length=36, default="")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=80, default="")
    series = models.CharField(max_length=160, default="")
    page = models.CharField(max_length=300, default="")
    position = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["series"], condition=~Q(series=""), name="rules_alert_pushed"),
            models.Index(fields=["held"], condition=~Q(held=""), name="rules_alert_held"),
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


class SeriesRow(models.Model):
    """A series that is pushed down. `judged` is by version of a rule: up to which period that is over it has
    judged. `digest` is of the points and the rules of the last time."""

    id = models.CharField(primary_key=True, max_length=160)
    judged = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, default="")


class JudgeState(models.Model):
    """What a judge knew after reading the stream up to `seq`; reading on from there says the same."""

    partition = models.CharField(primary_key=True, max_length=40)
    seq = models.BigIntegerField()
    taken_at = models.DateTimeField()
    state = models.BinaryField()
