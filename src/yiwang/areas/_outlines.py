"""Outlines for maps: GeoJSON, simplified to what a screen shows, kept in memory under the map's token."""

from __future__ import annotations

import hashlib
import threading

import msgspec
import numpy as np
import shapely
from shapely.geometry import mapping

from yiwang.areas._index import index
from yiwang.areas.contracts import Level

#: How far a drawn edge may stray, in degrees (0.0005 is some 50 m).
_STRAY = {"province": 0.005, "city": 0.002, "county": 0.0005, "town": 0.0003, "village": 0.0002, "grid": 0.0}
_DIGITS = 5
_KEPT = 64

_lock = threading.Lock()
_kept: dict[tuple[str, str, str, str], tuple[str, bytes]] = {}


def collection(level: Level, within_path: str = "", scheme: str = "") -> tuple[str, bytes]:
    """(ETag, GeoJSON) of the outlines of a level below a managed path. Functional districts count as
    counties."""
    here = index()
    key = (here.token, level, within_path, scheme)
    with _lock:
        if key in _kept:
            return _kept[key]
    chosen = [
        at
        for at, area in enumerate(here.areas)
        if area.level == level
        and area.managed_path.startswith(within_path)
        and (not scheme or here.grids.get(area.id, ("", ""))[0] == scheme)
    ]
    shapes = np.array([here.shapes[at] for at in chosen], dtype=object)
    if len(shapes):
        simple = shapely.simplify(shapes, _STRAY[level], preserve_topology=True)
        shapes = np.where(shapely.is_empty(simple), shapes, simple)
        shapes = shapely.transform(shapes, lambda points: np.round(points, _DIGITS))
    features = []
    for at, shape in zip(chosen, shapes, strict=True):
        area = here.areas[at]
        features.append(
            {
                "type": "Feature",
                "id": area.id,
                "properties": {
                    "id": area.id,
                    "name": area.name,
                    "short_name": area.short_name,
                    "name_en": area.name_en,
                    "level": area.level,
                    "kind": area.kind,
                    "geometry": here.grades[at],
                    "parent": area.managed_parent,
                    "path": area.managed_path,
                    "lon": area.lon,
                    "lat": area.lat,
                },
                "geometry": mapping(shape),
            }
        )
    body = msgspec.json.encode({"type": "FeatureCollection", "features": features})
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    with _lock:
        if len(_kept) >= _KEPT:
            _kept.clear()
        _kept[key] = (tag, body)
    return tag, body
