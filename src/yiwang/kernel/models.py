"""Tables of the kernel: facts, where each consumer stands, parked facts, and leases."""

from __future__ import annotations

from django.db import models


class FactRow(models.Model):
    """One fact, written in the transaction of its change; on PostgreSQL `position` comes later, from the
    sequencer.
    """

    id = models.CharField(primary_key=True, max_length=36)
    position = models.BigIntegerField(null=True, unique=True)
    fact_type = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    subject_version = models.IntegerField()
    actor = models.CharField(max_length=80)
    area_path = models.CharField(max_length=255, default="")
    units = models.TextField(default="")
    secret = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    data = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "subject_version"], name="kernel_fact_version"),
        ]
        indexes = [
            models.Index(
                fields=["recorded_at"], name="kernel_fact_waiting", condition=models.Q(position__isnull=True)
            ),
            models.Index(fields=["fact_type", "position"], name="kernel_fact_type"),
        ]


class ConsumerPosition(models.Model):
    """How far a consumer has come; moves in the transaction of the consumer's effect."""

    name = models.CharField(primary_key=True, max_length=80)
    position = models.BigIntegerField(default=0)


class ParkedFact(models.Model):
    """A fact that a consumer could not take after several tries; shown by the health page."""

    id = models.BigAutoField(primary_key=True)
    consumer = models.CharField(max_length=80)
    position = models.BigIntegerField()
    error = models.TextField()
    parked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consumer", "position"], name="kernel_parked_once"),
        ]


class LeaseRow(models.Model):
    """Who runs a background task now; `fence` grows with every new holder."""

    name = models.CharField(primary_key=True, max_length=80)
    holder = models.CharField(max_length=80, default="")
    fence = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField()


class SearchEntry(models.Model):
    """A row that can be found by its words; which words, `kernel.search` decides.

    The index itself (FTS5 or a tsvector) hangs on `tokens` and is made by the migration.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    ref = models.CharField(max_length=160)
    tokens = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "ref"], name="kernel_search_once"),
        ]
