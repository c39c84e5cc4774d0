"""Tables of sensing. Readings are not here: they live in the stream and the lake; only the newest one is
kept."""

from __future__ import annotations

from django.db import models

MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"


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
    description = models.TextField(default="")
    details = models.JSONField(default=dict)
    placed = models.BooleanField(default=True)
    """False while nobody has said where it stands: lon and lat then stand for the area alone."""
    made_by = models.CharField(max_length=120, default="")
    """Who made it through SensorThings; empty where a pack declared it."""
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "id"], name="sensing_thing_area"),
            # Counted from this index alone: how many of each kind stand in each place.
            models.Index(fields=["area_path", "kind", "retired_at", "id"], name="sensing_thing_coverage"),
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
    description = models.TextField(default="")
    observation_type = models.CharField(max_length=200, default=MEASUREMENT)
    unit_of_measurement = models.JSONField(default=dict)
    observed_area = models.JSONField(null=True)
    details = models.JSONField(default=dict)
    sensor = models.ForeignKey("Sensor", null=True, on_delete=models.PROTECT, related_name="datastreams")
    observed_property = models.ForeignKey(
        "ObservedProperty", null=True, on_delete=models.PROTECT, related_name="datastreams"
    )
    feature = models.ForeignKey(
        "FeatureOfInterest", null=True, on_delete=models.SET_NULL, related_name="datastreams"
    )
    """The feature of interest of readings that name none."""
    made_by = models.CharField(max_length=120, default="")
    version = models.IntegerField(default=1)
    retired_at = models.DateTimeField(null=True)


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
    more = models.TextField(null=True)
    """What else was said with the reading, as in the stream."""


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


# -- what SensorThings knows beside things, datastreams and readings. A pack's things have theirs too, written
# -- with them; `made_by` is empty there.


class Sensor(models.Model):
    """传感器: the procedure behind datastreams; of declared things it is their model."""

    id = models.CharField(primary_key=True, max_length=160)
    name = models.CharField(max_length=255)
    description = models.TextField(default="")
    encoding_type = models.CharField(max_length=200, default="")
    metadata = models.JSONField(null=True)
    details = models.JSONField(default=dict)
    made_by = models.CharField(max_length=120, default="")
    version = models.IntegerField(default=1)
    retired_at = models.DateTimeField(null=True)


class ObservedProperty(models.Model):
    """观测属性"""

    id = models.CharField(primary_key=True, max_length=160)
    name = models.CharField(max_length=255)
    definition = models.TextField(default="")
    description = models.TextField(default="")
    details = models.JSONField(default=dict)
    made_by = models.CharField(max_length=120, default="")
    version = models.IntegerField(default=1)
    retired_at = models.DateTimeField(null=True)


class Place(models.Model):
    """What a place on the earth keeps: GeoJSON in WGS 84, the box around it, and whose it is."""

    id = models.CharField(primary_key=True, max_length=160)
    name = models.CharField(max_length=255)
    description = models.TextField(default="")
    encoding_type = models.CharField(max_length=200, default="")
    shape = models.JSONField(null=True)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    details = models.JSONField(default=dict)
    area_path = models.CharField(max_length=255, default="")
    units = models.TextField(default="")
    pack = models.CharField(max_length=120, default="")
    made_by = models.CharField(max_length=120, default="")
    version = models.IntegerField(default=1)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Location(Place):
    """位置"""

    things = models.ManyToManyField(Thing, related_name="locations")


class HistoricalLocation(models.Model):
    """历史位置: where a thing was from this moment on."""

    id = models.CharField(primary_key=True, max_length=160)
    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="historical_locations")
    time = models.DateTimeField()
    locations = models.ManyToManyField(Location, related_name="historical_locations")
    made_by = models.CharField(max_length=120, default="")
    version = models.IntegerField(default=1)
    retired_at = models.DateTimeField(null=True)


class FeatureOfInterest(Place):
    """观测对象; of most readings it is the location of their thing."""

    location = models.ForeignKey(Location, null=True, on_delete=models.SET_NULL, related_name="features")
    named_by = models.ManyToManyField(Datastream, related_name="named_features")
    """Datastreams of which some reading names this feature though it is not their own."""


class ObservationTally(models.Model):
    """How many readings of a datastream the lake holds as current, and from when to when.

    Moves with the lake's commits (`StreamPosition` "tally"); what the stream holds beyond is counted when
    asked.
    """

    datastream = models.OneToOneField(
        Datastream, primary_key=True, on_delete=models.CASCADE, related_name="tally"
    )
    readings = models.BigIntegerField(default=0)
    oldest_at = models.DateTimeField(null=True)
    newest_at = models.DateTimeField(null=True)
