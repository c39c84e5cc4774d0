"""Where a point lies: every outline in memory, under one STRtree, renewed when the map's token changes."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from yiwang.areas.contracts import LEVELS, GridHit, Located, NowhereHere, Precision
from yiwang.areas.models import AreaRow, CityRow, GridRow, MapState, OutlineRow
from yiwang.kernel.geometry import Box, check_point, distance_m, frame_of, to_wgs84

_DEPTH: dict[str, int] = {level: depth for depth, level in enumerate(LEVELS)}
_BATCH = 500


@dataclass(slots=True)
class Index:
    """A memory of all outlines of one map state."""

    token: str
    areas: list[AreaRow]
    shapes: list[BaseGeometry]
    grades: list[Precision]
    tree: shapely.STRtree
    grids: dict[str, tuple[str, str]]
    reach_m: float
    box: Box | None

    def outline_of(self, area_id: str) -> BaseGeometry | None:
        for area, shape in zip(self.areas, self.shapes, strict=True):
            if area.id == area_id:
                return shape
        return None


_lock = threading.Lock()
_index: Index | None = None


def index() -> Index:
    """The index of the present map; made anew (some 0.2 s) after a load, a move or an import."""
    global _index
    token = MapState.objects.filter(pk=1).values_list("token", flat=True).first() or ""
    known = _index
    if known is not None and known.token == token:
        return known
    with _lock:
        if _index is None or _index.token != token:
            _index = _build(token)
        return _index


def _build(token: str) -> Index:
    outlines = {row.area_id: row for row in OutlineRow.objects.all().iterator(_BATCH)}
    areas = [row for row in AreaRow.objects.filter(closed_on__isnull=True) if row.id in outlines]
    shapes = list(shapely.from_wkb([bytes(outlines[row.id].wkb) for row in areas]))
    shapely.prepare(shapes)
    grades: list[Precision] = [
        "sourced" if outlines[row.id].grade == "sourced" else "demonstration" for row in areas
    ]
    box = None
    if shapes:
        west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object)).tolist()
        box = Box(west=west, south=south, east=east, north=north)
    reach_m = max(CityRow.objects.values_list("reach_m", flat=True), default=0.0)
    return Index(
        token=token,
        areas=areas,
        shapes=shapes,
        grades=grades,
        tree=shapely.STRtree(shapes),
        grids={row.area_id: (row.scheme, row.code) for row in GridRow.objects.all()},
        reach_m=reach_m,
        box=box,
    )


def bounds() -> Box | None:
    return index().box


def locate(lon: float, lat: float, frame: str = "wgs84") -> Located:
    """See `areas.api.locate`."""
    here = index()
    check_point(lon, lat, here.box.widened(0.5) if here.box else None)
    given = frame_of(frame)
    lon, lat = to_wgs84(lon, lat, given)
    spot, beyond_m = Point(lon, lat), 0.0
    hits = here.tree.query(spot, predicate="intersects").tolist()
    if not hits:
        hits, beyond_m = _near(here, spot)
    if not hits:
        raise NowhereHere(lon=lon, lat=lat)
    divisions = sorted(
        (hit for hit in hits if here.areas[hit].kind == "division"),
        key=lambda hit: (-_DEPTH[here.areas[hit].level], here.areas[hit].id),
    )
    deepest = divisions[0]
    sourced = next((hit for hit in divisions if here.grades[hit] == "sourced"), None)
    if sourced is None:
        raise NowhereHere(lon=lon, lat=lat)
    area, trusted = here.areas[deepest], here.areas[sourced]
    return Located(
        area_id=area.id,
        level=area.level,
        name=area.name,
        managed_path=area.managed_path,
        statistical_path=area.statistical_path,
        precision=here.grades[deepest],
        sourced_id=trusted.id,
        sourced_level=trusted.level,
        sourced_name=trusted.name,
        lon=lon,
        lat=lat,
        converted_from="" if given in ("wgs84", "cgcs2000") else given,
        beyond_m=round(beyond_m, 1),
        grids=_grids(here, hits),
    )


def _near(here: Index, spot: Point) -> tuple[list[int], float]:
    """The outlines nearest to a point outside all of them, within reach; found at the edge of the sourced
    one."""
    if not here.shapes or here.reach_m <= 0:
        return [], 0.0
    near = [
        hit
        for hit in here.tree.query(spot.buffer(here.reach_m / 90_000)).tolist()
        if here.grades[hit] == "sourced"
    ]
    if not near:
        return [], 0.0
    edges = [shapely.shortest_line(here.shapes[hit], spot).coords[0] for hit in near]
    gaps = [distance_m(edge[0], edge[1], spot.x, spot.y) for edge in edges]
    best = min(range(len(near)), key=lambda at: (gaps[at], -_DEPTH[here.areas[near[at]].level]))
    if gaps[best] > here.reach_m:
        return [], 0.0
    # A hair inside the edge, so that rounding does not put the point outside again.
    edge = Point(edges[best]).buffer(1e-7)
    return here.tree.query(edge, predicate="intersects").tolist(), gaps[best]


def _grids(here: Index, hits: list[int]) -> tuple[GridHit, ...]:
    """One grid per scheme, with the people of this moment (they change without a new map)."""
    found: dict[str, int] = {}
    for hit in sorted((h for h in hits if here.areas[h].kind == "grid"), key=lambda h: here.areas[h].id):
        scheme = here.grids.get(here.areas[hit].id, ("", ""))[0]
        found.setdefault(scheme, hit)
    if not found:
        return ()
    people = GridRow.objects.in_bulk([here.areas[hit].id for hit in found.values()])
    return tuple(
        GridHit(
            scheme=scheme,
            grid_id=here.areas[hit].id,
            code=row.code,
            name=here.areas[hit].name,
            head_user=row.head_user,
            worker_user=row.worker_user,
            precision=here.grades[hit],
        )
        for scheme, hit in sorted(found.items())
        if (row := people.get(here.areas[hit].id)) is not None
    )
