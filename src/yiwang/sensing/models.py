"""Tables of sensing. Readings are not here: they live in the stream and the lake; only the newest one is
kept."""

from __future__ import annotations

from django.db import models


class ThingModel(models.Model):
    """物模型"""

    code = models.CharField(primary_key=True, max_length=80)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, default="")
    kind = models.CharField(max_length=80)
    properties = models.JSONField(default=list)
    commands = models.JSONField(default=list)
    composite = models.BooleanField(default=False)
    pack = models.CharField(max_length=120, default="")
    digest = models.CharField(max_length=64)
    version = models.IntegerField(default=1)
    declared_at = models.DateTimeField()


class Thing(models.Model):
    """物"""

    id = models.CharField(primary_key=True, max_length=80)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, default="")
    model = models.ForeignKey(ThingModel, on_delete=models.PROTECT, related_name="things")
    kind = models.CharField(max_length=80)
    lon = models.FloatField()
    lat = models.FloatField()
    h3 = models.CharField(max_length=20, default="")
    area_id = models.CharField(max_length=60)
    area_path = models.CharField(max_length=255)
    units = models.TextField(default="")
    address = models.CharField(max_length=200, default="")
    owner_unit = models.CharField(max_length=80)
    maintainer_unit = models.CharField(max_length=80)
    warranty_until = models.DateField(null=True)
    demonstration = models.BooleanField(default=False)
    silent_after_s = models.IntegerField(default=900)
    city_code = models.CharField(max_length=64, default="")
    part_of = models.CharField(max_length=80, default="")
    """Id of the composite thing it is a part of, e.g. of the 智慧灯杆; empty where it stands alone."""
    role = models.CharField(max_length=80, default="")
    """What it is in that thing, e.g. 摄像机."""
    trial = models.BooleanField(default=False)
    """Enrolled and not heard yet: its first readings are held to the ranges of its model."""
    pack = models.CharField(max_length=120, default="")
    digest = models.CharField(max_length=64)
    version = models.IntegerField(default=1)
    declared_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "id"], name="sensing_thing_area"),
            models.Index(fields=["kind", "id"], name="sensing_thing_kind"),
            models.Index(fields=["name", "id"], name="sensing_thing_name"),
            models.Index(fields=["part_of", "id"], name="sensing_thing_part"),
            models.Index(fields=["maintainer_unit", "id"], name="sensing_thing_maintainer"),
            models.Index(fields=["warranty_until", "id"], name="sensing_thing_warranty"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["city_code"], condition=~models.Q(city_code=""), name="sensing_thing_city_code"
            )
        ]


class Datastream(models.Model):
    """数据流"""

    id = models.CharField(primary_key=True, max_length=160)
    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="datastreams")
    property = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, default="")
    unit = models.CharField(max_length=32)
    kind = models.CharField(max_length=40)
    valid_min = models.FloatField(null=True)
    valid_max = models.FloatField(null=True)
    expected_every_s = models.IntegerField()
    place = models.IntegerField(default=0)
    mark = models.BigIntegerField(default=0, db_index=True)
    """The registry's mark of its last change."""


class LatestValue(models.Model):
    """The newest reading of a datastream by observation time; a later revision of the same instant replaces
    it."""

    datastream = models.OneToOneField(
        Datastream, primary_key=True, on_delete=models.CASCADE, related_name="newest"
    )
    observed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    value = models.FloatField()
    quality = models.SmallIntegerField(default=0)
    seq = models.BigIntegerField()


class ThingStanding(models.Model):
    """When a thing was last heard; no row means never. `silent_at` is when it counts as silent without
    more."""

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.CASCADE, related_name="standing")
    last_received_at = models.DateTimeField()
    silent_at = models.DateTimeField(db_index=True)


class Source(models.Model):
    """数据来源 with the digest of its token; the token itself is shown once and kept nowhere."""

    id = models.CharField(primary_key=True, max_length=80)
    name = models.CharField(max_length=120)
    unit_id = models.CharField(max_length=80, default="")
    things = models.JSONField(default=list)
    pack = models.CharField(max_length=120, default="")
    token_digest = models.CharField(max_length=64, default="", db_index=True)
    issued_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, default="")
    version = models.IntegerField(default=1)


class Device(models.Model):
    """设备凭证: the token of one thing that speaks for itself, as its digest; no digest means revoked."""

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.CASCADE, related_name="device")
    token_digest = models.CharField(max_length=64, default="", db_index=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    mark = models.BigIntegerField(default=0, db_index=True)
    version = models.IntegerField(default=1)


class Command(models.Model):
    """下行命令: what a person asked of a thing, and what became of it. States: queued, sent, done, refused,
    failed, expired, withdrawn."""

    id = models.CharField(primary_key=True, max_length=36)
    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="orders")
    code = models.CharField(max_length=80)
    parameters = models.JSONField(default=dict)
    reason = models.CharField(max_length=400, default="")
    state = models.CharField(max_length=12, default="queued")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=400, default="")
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["thing", "state", "id"], name="sensing_command_thing"),
            models.Index(fields=["state", "expires_at"], name="sensing_command_due"),
        ]


class RegistryMark(models.Model):
    """One row that moves with every change of sources, devices and datastreams, so that doors know when to
    read again: the rows that bear a later mark, or everything where `whole` is later than what they know."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    mark = models.BigIntegerField(default=0)
    whole = models.BigIntegerField(default=0)


class StreamPosition(models.Model):
    """How far a reader of the observation stream has come; moves in the transaction of its effect."""

    name = models.CharField(primary_key=True, max_length=80)
    seq = models.BigIntegerField(default=0)


class Connector(models.Model):
    """接入连接: a platform or a device port, what it declared and how it fares; its source has its id."""

    id = models.CharField(primary_key=True, max_length=80)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    pack = models.CharField(max_length=120, default="")
    unit_id = models.CharField(max_length=80, default="")
    area_path = models.CharField(max_length=255)
    units = models.TextField(default="")
    declaration = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    version = models.IntegerField(default=1)
    declared_at = models.DateTimeField()

    seen_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    newest_observed_at = models.DateTimeField(null=True)
    frames = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    malformed = models.BigIntegerField(default=0)
    unmapped = models.BigIntegerField(default=0)
    back_filled = models.BigIntegerField(default=0)
    gaps = models.IntegerField(default=0)
    trouble_zh = models.TextField(default="")
    trouble_en = models.TextField(default="")
    trouble_at = models.DateTimeField(null=True)
    cursor_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="sensing_connector_due")]


class ConnectorGap(models.Model):
    """缺口: a stretch of observation time in which nothing came; `covered`: a bit for each reading due."""

    connector = models.ForeignKey(Connector, on_delete=models.CASCADE, related_name="stretches")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    slots = models.IntegerField()
    covered = models.BinaryField(default=bytes)
    filled = models.IntegerField(default=0)
    detected_at = models.DateTimeField()
    filled_at = models.DateTimeField(null=True)
    asked = models.IntegerField(default=0)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["connector", "begins_at"], name="sensing_gap_begins")]


class KeptFrame(models.Model):
    """待查报文: what came and could not be taken, as it came; the newest of each connector."""

    connector = models.ForeignKey(Connector, on_delete=models.CASCADE, related_name="kept")
    received_at = models.DateTimeField()
    peer = models.CharField(max_length=80, default="")
    station = models.CharField(max_length=80, default="")
    code = models.CharField(max_length=60)
    zh = models.TextField()
    en = models.TextField()
    size = models.IntegerField()
    raw = models.BinaryField()
