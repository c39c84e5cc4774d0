"""Tables of 台账. A record is one row whatever its ledger: its values as JSON, those that lists are narrowed
and ordered by also in columns with an index.
"""

from __future__ import annotations

from django.db import models

from yiwang.ledgers.declarations import MISSING


class LedgerRow(models.Model):
    """A ledger as it is declared now; `slots` says which column holds which field."""

    code = models.CharField(primary_key=True, max_length=60)
    pack = models.CharField(max_length=80)
    grade = models.IntegerField()
    body = models.JSONField()
    slots = models.JSONField(default=dict)
    active = models.BooleanField(default=True)
    demonstration = models.BooleanField(default=False)
    declared_at = models.DateTimeField()
    version = models.IntegerField(default=1)


class LedgerRecord(models.Model):
    """A record. `units`: who answers for it. `spread` is by chance but fixed: in its order any part of the
    records is a fair sample of them, for a map that cannot draw a million.
    """

    id = models.CharField(primary_key=True, max_length=36)
    ledger = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    city_code = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=40)
    ended = models.BooleanField(default=False)
    values = models.JSONField()
    unit = models.CharField(max_length=64, default="")
    units = models.TextField(default="")
    area_id = models.CharField(max_length=64)
    area_path = models.CharField(max_length=255)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    spread = models.IntegerField()
    t1 = models.CharField(max_length=120, default="")
    t2 = models.CharField(max_length=120, default="")
    t3 = models.CharField(max_length=120, default="")
    t4 = models.CharField(max_length=120, default="")
    n1 = models.FloatField(default=MISSING)
    n2 = models.FloatField(default=MISSING)
    n3 = models.FloatField(default=MISSING)
    demonstration = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ledger", "key"], name="ledgers_one_key")]
        indexes = [
            models.Index(fields=["ledger", "made_at", "id"], name="ledgers_newest"),
            models.Index(fields=["ledger", "state", "made_at", "id"], name="ledgers_in_state"),
            models.Index(
                fields=["ledger", "area_path"],
                opclasses=["varchar_ops", "varchar_pattern_ops"],
                name="ledgers_below",
            ),
            models.Index(fields=["ledger", "lon", "lat"], name="ledgers_placed"),
            models.Index(fields=["ledger", "spread"], name="ledgers_spread"),
            models.Index(fields=["ledger", "t1", "made_at", "id"], name="ledgers_t1"),
            models.Index(fields=["ledger", "t2", "made_at", "id"], name="ledgers_t2"),
            models.Index(fields=["ledger", "t3", "made_at", "id"], name="ledgers_t3"),
            models.Index(fields=["ledger", "t4", "made_at", "id"], name="ledgers_t4"),
            models.Index(fields=["ledger", "n1", "id"], name="ledgers_n1"),
            models.Index(fields=["ledger", "n2", "id"], name="ledgers_n2"),
            models.Index(fields=["ledger", "n3", "id"], name="ledgers_n3"),
        ]


class LedgerStep(models.Model):
    """What was done to a record, one row a version, never changed: the fields with their old and new values,
    the states, the reason."""

    id = models.CharField(primary_key=True, max_length=36)
    record_id = models.CharField(max_length=36)
    version = models.IntegerField()
    act = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=120, default="")
    unit_name = models.CharField(max_length=120, default="")
    changes = models.JSONField(default=list)
    from_state = models.CharField(max_length=40, default="")
    to_state = models.CharField(max_length=40, default="")
    reason = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record_id", "version"], name="ledgers_one_step")]


class LedgerLook(models.Model):
    """Somebody looked at personal data of a record, and said what for."""

    id = models.BigAutoField(primary_key=True)
    record_id = models.CharField(max_length=36, db_index=True)
    who = models.CharField(max_length=80)
    purpose = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["who", "at"], name="ledgers_looked")]


class CityCodeNumber(models.Model):
    """The last number given of a class of 城市码."""

    key = models.CharField(primary_key=True, max_length=40)
    last = models.BigIntegerField(default=0)
