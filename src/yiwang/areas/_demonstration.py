"""Outlines below county, generated because no open source has them: the same on every machine, never real.

Towns are the Voronoi cells of their points inside the county; villages and grids are the cells of seeded
points inside the town and the village. Everything that comes from here is graded "demonstration".
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import shapely
from shapely.geometry import MultiPoint, Point
from shapely.geometry.base import BaseGeometry

from yiwang.kernel.chance import rng

Spot: TypeAlias = tuple[float, float]


def spread(
    outline: BaseGeometry, count: int, chance: random.Random, taken: Sequence[Spot] = ()
) -> list[Spot]:
    """`count` points inside the outline, each the farthest of a few tries from all before it (Mitchell
    1991)."""
    west, south, east, north = outline.bounds
    tries = max(64, count * 24)
    found: list[Spot] = []
    while len(found) < count * 4:
        drawn = np.array([(chance.uniform(west, east), chance.uniform(south, north)) for _ in range(tries)])
        inside = shapely.contains_xy(outline, drawn[:, 0], drawn[:, 1])
        found.extend((float(lon), float(lat)) for lon, lat in drawn[inside])
    chosen: list[Spot] = list(taken)
    pool = np.array(found)
    for index in range(count):
        if not chosen:
            best = 0
        else:
            near = pool[index % 3 :: 3]
            gaps = ((near[:, None, :] - np.array(chosen)[None, :, :]) ** 2).sum(axis=2).min(axis=1)
            best = index % 3 + 3 * int(gaps.argmax())
        chosen.append((float(pool[best, 0]), float(pool[best, 1])))
    return chosen[len(taken) :]


def cells(outline: BaseGeometry, spots: Sequence[Spot]) -> list[BaseGeometry]:
    """The Voronoi cell of each spot, cut to the outline; together they are the outline."""
    if len(spots) == 1:
        return [outline]
    diagram = shapely.voronoi_polygons(MultiPoint(spots), extend_to=outline.envelope, ordered=True)
    cut = shapely.intersection(np.array(shapely.get_parts(diagram)), outline)
    return [_surfaces(shape) for shape in cut]


def _surfaces(shape: BaseGeometry) -> BaseGeometry:
    """Only the polygons: a cut along an edge may leave a point or a line beside them."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    return shapely.union_all([part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"])


def inside(outline: BaseGeometry, spot: Spot) -> Spot:
    """The spot, or where it lies outside the outline the nearest spot that is well inside."""
    if outline.contains(Point(spot)):
        return spot
    heart = outline.representative_point()
    edge = shapely.shortest_line(outline, Point(spot)).coords[0]
    return edge[0] + (heart.x - edge[0]) * 0.05, edge[1] + (heart.y - edge[1]) * 0.05


def divide(
    outline: BaseGeometry, children: Sequence[str], known: Mapping[str, Spot], name: str, seed: int
) -> dict[str, tuple[Spot, BaseGeometry]]:
    """The outline divided among `children`: at their known points, or at seeded ones. Order does not
    matter."""
    ordered = sorted(children)
    places = {child: inside(outline, known[child]) for child in ordered if child in known}
    rest = [child for child in ordered if child not in places]
    drawn = spread(outline, len(rest), rng(f"areas:{name}", seed), list(places.values())) if rest else []
    places.update(zip(rest, drawn, strict=True))
    shapes = cells(outline, [places[child] for child in ordered])
    return {child: (places[child], shape) for child, shape in zip(ordered, shapes, strict=True)}
