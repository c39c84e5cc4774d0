"""Tables of 算法仓库: versions of models, what happened to each, and what they said of texts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class ModelRow(models.Model):
    """One trained model for one purpose. What it is never changes; only its state does.

    `file` is the SHA-256 of the model and its name in the data folder; `content` is that of the rows that it
    learnt from.
    """

    id = models.CharField(primary_key=True, max_length=36)
    purpose = models.CharField(max_length=60)
    number = models.IntegerField()
    state = models.CharField(max_length=8)
    rows = models.IntegerField()
    labels = models.IntegerField()
    evaluation = models.TextField()
    basis = models.CharField(max_length=500)
    content = models.CharField(max_length=64)
    file = models.CharField(max_length=64)
    trained_at = models.DateTimeField()
    trained_by = models.CharField(max_length=80)
    shadowed_at = models.DateTimeField(null=True)
    activated_at = models.DateTimeField(null=True)
    activated_by = models.CharField(max_length=80, default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "number"], name="algorithms_number"),
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(state="active"), name="algorithms_one_active"
            ),
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(state="shadow"), name="algorithms_one_shadow"
            ),
        ]


class CountRow(models.Model):
    """The last number given to a version of each purpose."""

    key = models.CharField(primary_key=True, max_length=60)
    last = models.IntegerField()


class LineRow(models.Model):
    """A change of state, and who made it; never changed."""

    id = models.BigAutoField(primary_key=True)
    model_id = models.CharField(max_length=36)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    before = models.CharField(max_length=8)
    after = models.CharField(max_length=8)
    reason = models.CharField(max_length=500, default="")

    class Meta:
        indexes = [models.Index(fields=["model_id", "id"], name="algorithms_line")]


class JudgementRow(models.Model):
    """What one version said of one text, and the truth ("" while nobody knows it). `id`: version:text."""

    id = models.CharField(primary_key=True, max_length=140)
    purpose = models.CharField(max_length=60)
    text_id = models.CharField(max_length=100)
    model_id = models.CharField(max_length=36)
    label = models.TextField()
    confidence = models.FloatField()
    said_at = models.DateTimeField()
    truth = models.TextField(default="")
    known_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["purpose", "text_id"], name="algorithms_judged_text"),
            models.Index(fields=["model_id", "said_at"], name="algorithms_judged_model"),
        ]
