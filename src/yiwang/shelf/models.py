"""Tables of the shelf: each topic as it was found last, whom it is granted to, how many people looked."""

from __future__ import annotations

from django.db import models


class TopicEntry(models.Model):
    """A topic. `found` is what it really has (contracts.TopicFound) as JSON, read again by the look; `roles`
    and `units` are whom it is granted to. Only a grant moves `version`."""

    id = models.CharField(primary_key=True, max_length=80)
    number = models.CharField(max_length=40)
    active = models.BooleanField(default=True)
    found = models.JSONField()
    matters = models.JSONField(default=list)
    """Its matters, and the towns in which nobody leads them (contracts.TopicMatter without cases)."""
    own_units = models.TextField(default="")
    """Lead, co-units and operator: they see their topic without a grant."""
    roles = models.JSONField(default=list)
    units = models.TextField(default="")
    area_path = models.CharField(max_length=255, default="")
    looked_at = models.DateTimeField()
    version = models.IntegerField()


class TopicStep(models.Model):
    """One grant or its end; never changed."""

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=80)
    version = models.IntegerField()
    act = models.CharField(max_length=12)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80, default="")
    unit_name = models.CharField(max_length=120, default="")
    at = models.DateTimeField()
    text_zh = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    note = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "version"], name="shelf_step_once")]


class VisitDay(models.Model):
    """How many people looked at a topic on a day. Nothing says who."""

    id = models.CharField(primary_key=True, max_length=100)
    topic = models.CharField(max_length=80)
    day = models.DateField(db_index=True)
    people = models.IntegerField(default=0)


class VisitSalt(models.Model):
    """The key of a day's marks; gone with them when the day is over."""

    day = models.DateField(primary_key=True)
    salt = models.CharField(max_length=64)


class VisitMark(models.Model):
    """That somebody was counted today: a keyed digest of topic and person, so that he counts once."""

    id = models.CharField(primary_key=True, max_length=64)
    day = models.DateField(db_index=True)
