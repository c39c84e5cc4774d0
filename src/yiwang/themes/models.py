"""Tables of 未诉先办: what was heard of each appeal, counts by day, signals, monthly themes, their steps."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class AppealSeen(models.Model):
    """What the facts have said of one appeal. No words of a citizen, no name, no number of his.

    Each group of columns keeps the version of the fact that it was taken from, so that facts in any order,
    and told twice, leave the same row. `area_path` is the line by which it is seen, `place_path` where it is
    counted (down to the village).
    """

    id = models.CharField(primary_key=True, max_length=36)
    number = models.CharField(max_length=24)
    kind = models.CharField(max_length=12)
    channel = models.CharField(max_length=12)
    day = models.DateField(null=True)
    registered_at = models.DateTimeField(null=True)
    repeated = models.BooleanField(default=False)
    collective = models.BooleanField(default=False)
    rounds = models.IntegerField(default=0)
    merged_into = models.CharField(max_length=36, default="")
    demonstration = models.BooleanField(default=False)
    told_version = models.IntegerField(default=0)
    state = models.CharField(max_length=12, default="")
    area_path = models.CharField(max_length=255, default="")
    units = models.TextField(default="")
    secret = models.BooleanField(default=False)
    placed_version = models.IntegerField(default=0)
    matter = models.CharField(max_length=160, default="")
    area_id = models.CharField(max_length=40, default="")
    place_path = models.CharField(max_length=255, default="")
    against = models.TextField(default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    joined_version = models.IntegerField(default=0)
    event_id = models.CharField(max_length=36, default="", db_index=True)
    unit = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [
            models.Index(fields=["day", "matter"], name="themes_seen_day"),
            models.Index(fields=["matter", "place_path", "day"], name="themes_seen_cell"),
        ]


class EventLead(models.Model):
    """The unit that answers for an event's case now; `position` of the fact that said so."""

    event_id = models.CharField(primary_key=True, max_length=36)
    unit = models.CharField(max_length=64)
    position = models.BigIntegerField()


class Cell(models.Model):
    """Appeals of one matter in one place on one day (Shanghai). Confidential ones are not in it, nor those
    that were voided or merged as the same person's repeat."""

    id = models.CharField(primary_key=True, max_length=440)
    day = models.DateField(db_index=True)
    matter = models.CharField(max_length=160)
    place_path = models.CharField(max_length=255)
    appeals = models.IntegerField()
    events = models.IntegerField()
    repeated = models.IntegerField()
    demonstration = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["matter", "day"], name="themes_cell_matter")]


class Signal(models.Model):
    """One episode of something unusual: a theme in an area. Figures are those of the newest look while it is
    open, and of the last one after it; `count` is without the same persons' repeats (`repeated`)."""

    id = models.CharField(primary_key=True, max_length=36)
    kind = models.CharField(max_length=8)
    theme = models.CharField(max_length=160)
    theme_zh = models.CharField(max_length=120)
    theme_en = models.CharField(max_length=120)
    area_id = models.CharField(max_length=40)
    area_name = models.CharField(max_length=160)
    area_path = models.CharField(max_length=255, db_index=True)
    level = models.CharField(max_length=10)
    grade = models.CharField(max_length=6)
    state = models.CharField(max_length=6)
    window = models.IntegerField()
    count = models.IntegerField()
    events = models.IntegerField()
    repeated = models.IntegerField()
    usual = models.FloatField()
    factor = models.FloatField()
    p = models.FloatField()
    peak = models.IntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    units = models.TextField(default="")
    secret = models.BooleanField(default=False)
    demonstration = models.BooleanField(default=False)
    version = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "theme", "area_id"], condition=Q(state="open"), name="themes_one_episode"
            )
        ]
        indexes = [models.Index(fields=["state", "raised_at"], name="themes_signal_state")]


class SignalStep(models.Model):
    """One change of a signal; never changed. `figures` are those of that moment."""

    id = models.BigAutoField(primary_key=True)
    signal_id = models.CharField(max_length=36)
    version = models.IntegerField()
    act = models.CharField(max_length=10)
    at = models.DateTimeField()
    figures = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["signal_id", "version"], name="themes_signal_once")]


class Look(models.Model):
    """The last look for signals: the day, and the newest fact that was counted when it was taken."""

    key = models.CharField(primary_key=True, max_length=20)
    day = models.DateField()
    position = models.BigIntegerField()
    at = models.DateTimeField()
    weeks = models.IntegerField(default=0)


class MonthlyTheme(models.Model):
    """每月一题: what one month is given to. `units` are lead, co-units and who signs it, as tokens."""

    id = models.CharField(primary_key=True, max_length=36)
    number = models.CharField(max_length=16, unique=True)
    month = models.CharField(max_length=7)
    title = models.CharField(max_length=100)
    problem = models.TextField()
    measures = models.TextField(default="")
    signal_id = models.CharField(max_length=36, default="")
    themes = models.JSONField(default=list)
    areas = models.JSONField(default=list)
    area_path = models.CharField(max_length=255, db_index=True)
    lead_unit = models.CharField(max_length=64, default="")
    co_units = models.JSONField(default=list)
    leader = models.CharField(max_length=80, default="")
    tasks = models.JSONField(default=list)
    baseline_months = models.IntegerField(default=3)
    state = models.CharField(max_length=10)
    units = models.TextField(default="")
    secret = models.BooleanField(default=False)
    proposed_by = models.CharField(max_length=80)
    adopted_by = models.CharField(max_length=80, default="")
    adopted_on = models.DateField(null=True)
    asked_by = models.CharField(max_length=80, default="")
    signed_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    fall = models.JSONField(null=True)
    version = models.IntegerField()


class ThemeNumber(models.Model):
    """The last number given in each month."""

    key = models.CharField(primary_key=True, max_length=16)
    last = models.IntegerField()


class ThemeStep(models.Model):
    """One act on a monthly theme; `changed` holds the new values, so that history alone rebuilds it."""

    id = models.BigAutoField(primary_key=True)
    theme_id = models.CharField(max_length=36)
    version = models.IntegerField()
    act = models.CharField(max_length=16)
    state = models.CharField(max_length=10)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80, default="")
    unit = models.CharField(max_length=64, default="")
    unit_name = models.CharField(max_length=120, default="")
    at = models.DateTimeField()
    text_zh = models.CharField(max_length=500)
    text_en = models.CharField(max_length=500)
    note = models.TextField(default="")
    changed = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme_id", "version"], name="themes_step_once")]
