"""The entities of SensorThings over our tables: their properties, their relations, and who sees them.

Everything here is data: the reader, the writer and the translation of filters walk these declarations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Model

from yiwang.sensing import models

Sort = Literal["text", "json", "geo", "time", "interval"]


@dataclass(frozen=True, slots=True)
class Property:
    """`column` is the column behind it; an interval has two (`start`, `end` by ORM path) and is told only."""

    name: str
    column: str
    sort: Sort = "text"
    required: bool = False
    told_only: bool = False
    end: str = ""
    limit: int = 0
    """Longest text, 0 without a limit."""


@dataclass(frozen=True, slots=True)
class Relation:
    """`path` leads to the target in the ORM, `back` from the target here. Relations of readings have none."""

    name: str
    target: str
    many: bool
    path: str = ""
    back: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    name: str
    plural: str
    model: type[Model] | None
    properties: tuple[Property, ...]
    relations: tuple[Relation, ...]
    fixed: tuple[str, ...] = ()
    """Lines of sight as keyword arguments of `Scope.q`: area, units; empty for what all may see."""

    def find_property(self, name: str) -> Property | None:
        return next((one for one in self.properties if one.name == name), None)

    def find_relation(self, name: str) -> Relation | None:
        return next((one for one in self.relations if one.name == name), None)

    @property
    def table(self) -> type[Model]:
        assert self.model is not None
        return self.model


_NAME = Property("name", "name", required=True, limit=120)
_LONG_NAME = Property("name", "name", required=True, limit=255)
_DESCRIPTION = Property("description", "description", required=True)
_DETAILS = Property("properties", "details", "json")
_ENCODING = Property("encodingType", "encoding_type", required=True, limit=200)

ENTITIES: tuple[Entity, ...] = (
    Entity(
        "Thing", "Things", models.Thing,
        (Property("name", "name", required=True, limit=200), _DESCRIPTION, _DETAILS),
        (
            Relation("Locations", "Location", True, "locations", "things"),
            Relation("HistoricalLocations", "HistoricalLocation", True, "historical_locations", "thing"),
            Relation("Datastreams", "Datastream", True, "datastreams", "thing"),
        ),
        ("area_path", "units"),
    ),
    Entity(
        "Location", "Locations", models.Location,
        (_LONG_NAME, _DESCRIPTION, _ENCODING, Property("location", "shape", "geo", required=True), _DETAILS),
        (
            Relation("Things", "Thing", True, "things", "locations"),
            Relation(
                "HistoricalLocations", "HistoricalLocation", True, "historical_locations", "locations"
            ),
        ),
        ("area_path", "units"),
    ),
    Entity(
        "HistoricalLocation", "HistoricalLocations", models.HistoricalLocation,
        (Property("time", "time", "time", required=True),),
        (
            Relation("Thing", "Thing", False, "thing", "historical_locations", required=True),
            Relation("Locations", "Location", True, "locations", "historical_locations", required=True),
        ),
        ("thing__area_path", "thing__units"),
    ),
    Entity(
        "Datastream", "Datastreams", models.Datastream,
        (
            _NAME,
            _DESCRIPTION,
            Property("observationType", "observation_type", required=True, limit=200),
            Property("unitOfMeasurement", "unit_of_measurement", "json", required=True),
            Property("observedArea", "observed_area", "geo"),
            Property(
                "phenomenonTime", "tally__oldest_at", "interval", told_only=True, end="tally__newest_at"
            ),
            _DETAILS,
        ),
        (
            Relation("Thing", "Thing", False, "thing", "datastreams", required=True),
            Relation("Sensor", "Sensor", False, "sensor", "datastreams", required=True),
            Relation(
                "ObservedProperty", "ObservedProperty", False, "observed_property", "datastreams",
                required=True,
            ),
            Relation("Observations", "Observation", True),
        ),
        ("thing__area_path", "thing__units"),
    ),
    Entity(
        "Sensor", "Sensors", models.Sensor,
        (_LONG_NAME, _DESCRIPTION, _ENCODING, Property("metadata", "metadata", "json", required=True),
         _DETAILS),
        (Relation("Datastreams", "Datastream", True, "datastreams", "sensor"),),
    ),
    Entity(
        "ObservedProperty", "ObservedProperties", models.ObservedProperty,
        (_LONG_NAME, Property("definition", "definition", required=True), _DESCRIPTION, _DETAILS),
        (Relation("Datastreams", "Datastream", True, "datastreams", "observed_property"),),
    ),
    Entity(
        "Observation", "Observations", None,
        (
            Property("phenomenonTime", "phenomenonTime", "interval"),
            Property("resultTime", "resultTime", "time"),
            Property("result", "result", "json", required=True),
            Property("resultQuality", "resultQuality", "json"),
            Property("validTime", "validTime", "interval"),
            Property("parameters", "parameters", "json"),
        ),
        (
            Relation("Datastream", "Datastream", False, required=True),
            Relation("FeatureOfInterest", "FeatureOfInterest", False),
        ),
    ),
    Entity(
        "FeatureOfInterest", "FeaturesOfInterest", models.FeatureOfInterest,
        (_LONG_NAME, _DESCRIPTION, _ENCODING, Property("feature", "shape", "geo", required=True), _DETAILS),
        (Relation("Observations", "Observation", True),),
        ("area_path", "units"),
    ),
)  # fmt: skip

BY_NAME: Mapping[str, Entity] = {one.name: one for one in ENTITIES}
BY_PLURAL: Mapping[str, Entity] = {one.plural: one for one in ENTITIES}
OBSERVATION = BY_NAME["Observation"]
DATASTREAM = BY_NAME["Datastream"]
FEATURE = BY_NAME["FeatureOfInterest"]
THING = BY_NAME["Thing"]
LOCATION = BY_NAME["Location"]


def quoted(id_: Any) -> str:
    """An id as it stands in an address."""
    return "'" + str(id_).replace("'", "''") + "'"
