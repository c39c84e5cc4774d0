"""Tables of 简报: publications, briefings, their acts, and the numbers given."""

from __future__ import annotations

from django.db import models


class TemplateEntry(models.Model):
    """A publication as its source declares it. `declared_at`: nothing is made for times before it."""

    code = models.CharField(primary_key=True, max_length=60)
    content = models.JSONField()
    source = models.CharField(max_length=80)
    active = models.BooleanField(default=True)
    edition = models.IntegerField(default=1)
    declared_at = models.DateTimeField()


class Briefing(models.Model):
    """One issue of a publication about one area.

    `slot` is the scheduled moment that it was made for, null where somebody asked. `made` is what was
    generated, `content` what stands now; both hold every number with its source. `units` are those who keep
    it, `sent_to` those it went to (tokens of the scope). `hands` are the people who worked on its words.
    """

    id = models.CharField(primary_key=True, max_length=36)
    template = models.CharField(max_length=60)
    template_edition = models.IntegerField()
    kind = models.CharField(max_length=10)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    area_id = models.CharField(max_length=64)
    area_name = models.CharField(max_length=120)
    area_name_en = models.CharField(max_length=200, default="")
    area_path = models.CharField(max_length=255, db_index=True)
    issuer = models.CharField(max_length=64, default="")
    issuer_name = models.CharField(max_length=120, default="")
    units = models.TextField(default="")
    sent_to = models.TextField(default="")
    first = models.DateField()
    last = models.DateField()
    label_zh = models.CharField(max_length=40)
    label_en = models.CharField(max_length=40)
    slot = models.CharField(max_length=16, null=True)
    state = models.CharField(max_length=10)
    year = models.IntegerField(null=True)
    number = models.IntegerField(null=True)
    made = models.JSONField()
    content = models.JSONField()
    hands = models.JSONField(default=list)
    made_at = models.DateTimeField(db_index=True)
    position = models.BigIntegerField()
    reviewed_by = models.CharField(max_length=80, default="")
    signed_by = models.CharField(max_length=80, default="")
    issued_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")
    replaces = models.CharField(max_length=36, default="")
    replaced_by = models.CharField(max_length=36, default="")
    version = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["template", "area_id", "year", "number"], name="reports_number_once"
            ),
            models.UniqueConstraint(fields=["template", "area_id", "slot"], name="reports_slot_once"),
        ]


class BriefingStep(models.Model):
    """One act on a briefing; never changed."""

    id = models.BigAutoField(primary_key=True)
    briefing = models.CharField(max_length=36)
    version = models.IntegerField()
    act = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80, default="")
    unit_name = models.CharField(max_length=120, default="")
    at = models.DateTimeField()
    text_zh = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    note = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["briefing", "version"], name="reports_step_once")]


class IssueNumber(models.Model):
    """The last number given to a publication of an area in a year: written in the act of issuing alone."""

    key = models.CharField(primary_key=True, max_length=160)
    last = models.IntegerField()
