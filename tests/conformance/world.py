"""The words of SensorThings that the conformance tests share, and the small world they read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.conformance.conftest import Client

PROPERTIES = {
    "Things": {"name", "description", "properties"},
    "Locations": {"name", "description", "encodingType", "location"},
    "HistoricalLocations": {"time"},
    "Datastreams": {"name", "description", "observationType", "unitOfMeasurement"},
    "Sensors": {"name", "description", "encodingType", "metadata"},
    "ObservedProperties": {"name", "description", "definition"},
    "Observations": {"phenomenonTime", "result", "resultTime"},
    "FeaturesOfInterest": {"name", "description", "encodingType", "feature"},
}
RELATIONS = {
    "Things": {"Locations", "HistoricalLocations", "Datastreams"},
    "Locations": {"Things", "HistoricalLocations"},
    "HistoricalLocations": {"Thing", "Locations"},
    "Datastreams": {"Thing", "Sensor", "ObservedProperty", "Observations"},
    "Sensors": {"Datastreams"},
    "ObservedProperties": {"Datastreams"},
    "Observations": {"Datastream", "FeatureOfInterest"},
    "FeaturesOfInterest": {"Observations"},
}
PLURAL = {
    "Thing": "Things", "Datastream": "Datastreams", "Sensor": "Sensors",
    "ObservedProperty": "ObservedProperties", "FeatureOfInterest": "FeaturesOfInterest",
}  # fmt: skip
KINDS = sorted(PROPERTIES)
SENSOR = {"name": "DS18B20", "description": "d", "encodingType": "application/pdf", "metadata": "http://m"}
OBSERVED = {"name": "temperature", "definition": "http://qudt/T", "description": "d"}
CELSIUS = {"name": "degree", "symbol": "Cel", "definition": "ucum:Cel"}


def location(name: str, lon: float, lat: float) -> dict[str, Any]:
    return {
        "name": name,
        "description": "somewhere",
        "encodingType": "application/geo+json",
        "location": {"type": "Point", "coordinates": [lon, lat]},
    }


def datastream(name: str, *observations: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "description": "a datastream",
        "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        "unitOfMeasurement": CELSIUS,
        "Sensor": SENSOR,
        "ObservedProperty": OBSERVED,
        **({"Observations": list(observations)} if observations else {}),
        **more,
    }


def at(day: int, result: Any, **more: Any) -> dict[str, Any]:
    return {"phenomenonTime": f"2015-03-{day:02d}T00:00:00.000Z", "result": result, **more}


@dataclass
class World:
    """What the reading tests read."""

    client: Client
    thing: str
    stream: str


def build(served: Client) -> World:
    """Two things; ten readings of the first day by day, two of the second."""
    thing = served.post(
        "Things",
        {
            "name": "camera lantern 1",
            "description": "first",
            "properties": {"reference": "A", "height": 4},
            "Locations": [location("here", 110.36, 21.27)],
            "Datastreams": [datastream("warmth", *(at(day, day) for day in range(1, 11)))],
        },
    )
    served.post(
        "Things",
        {
            "name": "camera lantern 2",
            "description": "second",
            "properties": {"reference": "B", "height": 9},
            "Locations": [location("there", 110.9, 21.9)],
            "Datastreams": [datastream("cold", at(1, -1), at(2, -2))],
        },
    )
    return World(served, thing, served.values(f"{thing}/Datastreams")[0]["@iot.selfLink"])


def counted(world: World, path: str) -> int:
    sign = "&" if "?" in path else "?"
    return int(world.client.get(f"{path}{sign}$count=true&$top=0")["@iot.count"])
