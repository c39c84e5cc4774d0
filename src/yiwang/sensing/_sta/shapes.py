"""Geometries: GeoJSON in and out, the box around, and which rows' shapes stand in a relation to another."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from yiwang.sensing._sta.entities import Entity, Property

_TESTS: dict[str, Callable[[Any, Any], Any]] = {
    "geo.intersects": shapely.intersects,
    "st_intersects": shapely.intersects,
    "st_equals": shapely.equals,
    "st_disjoint": shapely.disjoint,
    "st_touches": shapely.touches,
    "st_within": shapely.within,
    "st_overlaps": shapely.overlaps,
    "st_crosses": shapely.crosses,
    "st_contains": shapely.contains,
}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq, "gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le,
}  # fmt: skip


def geometry_of(value: Any) -> BaseGeometry | None:
    """The geometry of GeoJSON (a Feature counts by its geometry); None where it is none."""
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = value.get("geometry")
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        return None
    try:
        found = shape(value)
        shapely.get_coordinates(found)
    except (
        shapely.GEOSException,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        RecursionError,
    ):
        return None
    return None if found.is_empty else found


def box(found: BaseGeometry | None) -> dict[str, float | None]:
    """The columns of the box around a geometry."""
    west, south, east, north = found.bounds if found is not None else (None,) * 4
    return {"west": west, "south": south, "east": east, "north": north}


def geojson(found: BaseGeometry) -> Any:
    return mapping(found)


def _shapes(entity: Entity, told: Property | None, near: BaseGeometry | None) -> tuple[list[str], list[Any]]:
    """Ids and geometries of an entity's rows; of those with a box only the ones that may touch `near`.

    What the caller may not see is left out later, by the query that these ids go into.
    """
    assert told is not None
    rows = entity.table._default_manager.filter(**{f"{told.column}__isnull": False})
    if near is not None and hasattr(entity.table, "west"):
        west, south, east, north = near.bounds
        rows = rows.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)
    ids, found = [], []
    for pk, value in rows.values_list("pk", told.column).iterator(chunk_size=2000):
        geometry = geometry_of(value)
        if geometry is not None:
            ids.append(pk)
            found.append(geometry)
    return ids, found


def matching(
    entity: Entity,
    told: Property | None,
    name: str,
    other: BaseGeometry,
    pattern: str,
    *,
    turned: bool,
) -> set[str]:
    """Ids of rows whose geometry stands in relation `name` to `other` (or `other` to it, where `turned`)."""
    ids, found = _shapes(entity, told, None if name in ("st_disjoint", "st_relate") else other)
    if not ids:
        return set()
    shapely.prepare(other)
    sides: Any = (other, found) if turned else (found, other)
    related: Callable[..., Any] = shapely.relate_pattern
    holds = related(*sides, pattern) if name == "st_relate" else _TESTS[name](*sides)
    return {pk for pk, true in zip(ids, holds, strict=True) if true}


def measuring(
    entity: Entity, told: Property | None, other: BaseGeometry | None, word: str, bar: float
) -> set[str]:
    """Ids of rows whose distance to `other`, or whose length without one, compares with `bar`.

    In degrees, the unit of the coordinate system.
    """
    near = other.buffer(bar) if other is not None and word in ("lt", "le") and 0 < bar < 360 else None
    ids, found = _shapes(entity, told, near)
    if not ids:
        return set()
    sizes = shapely.length(found) if other is None else shapely.distance(found, other)
    return {pk for pk, true in zip(ids, _COMPARE[word](sizes, bar), strict=True) if true}
