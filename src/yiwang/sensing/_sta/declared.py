"""What SensorThings tells of things that packs declare: written with them, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from yiwang.kernel import clock
from yiwang.kernel.units import find_unit
from yiwang.sensing.declarations import PropertyDeclaration, ThingDeclaration, ThingModelDeclaration
from yiwang.sensing.models import (
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    ObservedProperty,
    Sensor,
    Thing,
)

GEOJSON = "application/geo+json"
TEXT = "text/plain"
CHUNK = 200


def unit_of_measurement(code: str) -> dict[str, str]:
    """SensorThings' unit of a UCUM code."""
    unit = find_unit(code)
    return {
        "name": unit.zh if unit else code,
        "symbol": unit.symbol if unit else code,
        "definition": f"ucum:{code}",
    }


def details(thing: ThingDeclaration, kind: str, pack: str) -> dict[str, Any]:
    """SensorThings' `properties` of a declared thing."""
    return {
        "model": thing.model,
        "kind": kind,
        "name_en": thing.name_en,
        "address": thing.address,
        "owner_unit": thing.owner_unit,
        "maintainer_unit": thing.maintainer_unit,
        "demonstration": thing.demonstration,
        "pack": pack,
    }


def model_declared(model: ThingModelDeclaration) -> None:
    """A model is the sensor of its things; each of its properties is an observed property."""
    Sensor.objects.update_or_create(
        pk=model.code,
        defaults={
            "name": model.name,
            "description": model.name_en or model.name,
            "encoding_type": TEXT,
            "metadata": model.code,
            "details": {"kind": model.kind},
        },
    )
    for one in model.properties:
        ObservedProperty.objects.update_or_create(pk=f"{model.code}.{one.code}", defaults=_observed(one))


def _observed(one: PropertyDeclaration) -> dict[str, Any]:
    return {
        "name": one.name,
        "description": one.name_en or one.name,
        "definition": f"urn:yiwang:quantity:{one.kind}",
        "details": {"kind": one.kind, "unit": one.unit},
    }


def things_declared(rows: Sequence[Thing], moved: Iterable[str]) -> None:
    """Places and features of interest of declared things; a new history entry for those that moved."""
    columns = {
        "name", "description", "encoding_type", "shape", "west", "south", "east", "north", "area_path",
        "units", "pack",
    }  # fmt: skip
    places: tuple[Any, ...] = (Location, FeatureOfInterest)
    for model in places:
        model._default_manager.bulk_create(
            [model(id=row.pk, **_place(row)) for row in rows],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=sorted(columns),
            batch_size=CHUNK,
        )
    link = Location.things.through
    link._default_manager.bulk_create(
        [link(location_id=row.pk, thing_id=row.pk) for row in rows], ignore_conflicts=True, batch_size=CHUNK
    )
    gone = set(moved)
    history = [
        HistoricalLocation(id=f"{row.pk}.{row.version}", thing_id=row.pk, time=clock.now())
        for row in rows
        if row.pk in gone
    ]
    HistoricalLocation.objects.bulk_create(history, ignore_conflicts=True, batch_size=CHUNK)
    was_at = HistoricalLocation.locations.through
    was_at._default_manager.bulk_create(
        [was_at(historicallocation_id=one.pk, location_id=one.thing_id) for one in history],
        ignore_conflicts=True,
        batch_size=CHUNK,
    )


def _place(row: Thing) -> dict[str, Any]:
    return {
        "name": row.name,
        "description": row.address or row.name,
        "encoding_type": GEOJSON,
        "shape": {"type": "Point", "coordinates": [row.lon, row.lat]},
        "west": row.lon,
        "south": row.lat,
        "east": row.lon,
        "north": row.lat,
        "area_path": row.area_path,
        "units": row.units,
        "pack": row.pack,
    }
