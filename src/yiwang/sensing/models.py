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
            models.Index(fields=["kind", "id"], name="sensing_thing_kind"),
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


class RegistryMark(models.Model):
    """One row that moves with every change of sources and datastreams, so that doors know when to read
    again."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    mark = models.BigIntegerField(default=0)


class StreamPosition(models.Model):
    """How far a reader of the observation stream has come; moves in the transaction of its effect."""

    name = models.CharField(primary_key=True, max_length=80)
    seq = models.BigIntegerField(default=0)


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
