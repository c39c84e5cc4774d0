"""Tables of events: the event, the alerts that made it, and its history."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Event(models.Model):
    """What happened where. `kind` process (过程) is the parent of several; it has no thing of its own."""

    id = models.CharField(primary_key=True, max_length=36)
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=10)
    hazard = models.CharField(max_length=60)
    matter = models.CharField(max_length=160, default="")
    title_zh = models.CharField(max_length=360)
    title_en = models.CharField(max_length=360)
    area_id = models.CharField(max_length=40)
    area_path = models.CharField(max_length=255, db_index=True)
    area_name = models.CharField(max_length=120)
    join_area_id = models.CharField(max_length=40, default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    severity = models.CharField(max_length=12)
    grade = models.CharField(max_length=16, default="")
    state = models.CharField(max_length=8)
    parent_id = models.CharField(max_length=36, null=True, db_index=True)
    source = models.CharField(max_length=80)
    thing_id = models.CharField(max_length=120, default="")
    units = models.TextField(default="")
    secret = models.BooleanField(default=False)
    against = models.TextField(default="")
    appeals = models.IntegerField(default=0)
    alerts = models.IntegerField(default=0)
    children = models.IntegerField(default=0)
    demonstration = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    joined_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    version = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hazard", "thing_id"],
                condition=Q(state="open", kind="single") & ~Q(thing_id=""),
                name="events_one_open_per_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "opened_at"], name="events_state_opened"),
            # What a new event looks for, however many it follows: its open process, or those still alone.
            # (Not by `joined_at`: a row whose indexed fields stay is changed in its place.)
            models.Index(
                fields=["hazard", "join_area_id"],
                condition=Q(state="open", kind="process"),
                name="events_open_process",
            ),
            models.Index(
                fields=["hazard", "join_area_id", "opened_at"],
                condition=Q(state="open", kind="single", parent_id=None),
                name="events_open_alone",
            ),
        ]


class EventAlert(models.Model):
    """An alert belongs to exactly one event, however often it is told."""

    alert_id = models.CharField(primary_key=True, max_length=36)
    event_id = models.CharField(max_length=36, db_index=True)
    how = models.CharField(max_length=8)
    joined_at = models.DateTimeField()


class EventAppeal(models.Model):
    """A dispatched appeal opens exactly one event, however often it is told; after a 拆案 it is dispatched
    anew. `key` is the appeal and the version that it was dispatched with."""

    key = models.CharField(primary_key=True, max_length=60)
    appeal_id = models.CharField(max_length=36, db_index=True)
    event_id = models.CharField(max_length=36, db_index=True)
    opened_at = models.DateTimeField()


class EventStep(models.Model):
    """One change of an event, kept as its own row."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.CharField(max_length=36)
    version = models.IntegerField()
    act = models.CharField(max_length=20)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    text_zh = models.CharField(max_length=500)
    text_en = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event_id", "version"], name="events_step_once")]


class EventNumber(models.Model):
    """The last number given on a day for a prefix; the row is locked while the next one is taken."""

    key = models.CharField(primary_key=True, max_length=16)
    last = models.IntegerField()
