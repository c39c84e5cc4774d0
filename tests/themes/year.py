"""A made-up year of a made-up city, with bursts planted in it: what the look for signals is tried on."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from random import Random

from yiwang.kernel import chance
from yiwang.themes.logic import Key

CITY = "/44/4499/"
COUNTIES, TOWNS, VILLAGES = 3, 3, 4
CLASSES, MATTERS = 10, 6
WEEKDAY = (1.2, 1.1, 1.0, 1.0, 1.0, 0.8, 0.7)
Row = tuple[int, str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A burst: its theme and area, the day it is over, over how many days, and how many appeals."""

    key: Key
    last: int
    days: int
    many: int
    strong: bool


def paths() -> list[str]:
    """The villages."""
    return [
        f"{CITY}c{county}/t{county}{town}/v{county}{town}{village}/"
        for county in range(COUNTIES)
        for town in range(TOWNS)
        for village in range(VILLAGES)
    ]


def above(path: str) -> list[str]:
    """The village, its town, its county, the city."""
    parts = path.strip("/").split("/")
    return [f"/{'/'.join(parts[:n])}/" for n in range(len(parts), 1, -1)]


def levels() -> dict[str, str]:
    named = ("city", "county", "town", "village")
    return {one: named[one.count("/") - 3] for path in paths() for one in above(path)}


def parts() -> dict[str, frozenset[str]]:
    return {f"k{a}": frozenset(f"k{a}m{b}" for b in range(MATTERS)) for a in range(CLASSES)}


def poisson(mean: float, draw: Random) -> int:
    """Knuth's: enough for small means."""
    limit, many, product = exp(-mean), 0, draw.random()
    while product > limit:
        many += 1
        product *= draw.random()
    return many


def quiet(days: int, seed: int) -> list[Row]:
    """A year in which nothing happens: rates that differ by village and matter, weekdays, a slow season, and
    now and then two or three people about one thing."""
    draw = chance.rng("themes.year", seed)
    villages = paths()
    weight = {path: draw.lognormvariate(0, 0.6) for path in villages}
    common = {matter: draw.lognormvariate(0, 1.2) for held in parts().values() for matter in held}
    rows: dict[tuple[int, str, str], int] = {}
    ordered = sorted(weight), sorted(common)
    for day in range(days):
        season = 1 + 0.2 * ((day % 180) / 180 - 0.5)
        many = poisson(45 * WEEKDAY[day % 7] * season, draw)
        chosen = zip(
            draw.choices(ordered[0], [weight[one] for one in ordered[0]], k=many),
            draw.choices(ordered[1], [common[one] for one in ordered[1]], k=many),
            strict=True,
        )
        for path, matter in chosen:
            again = 1 + (draw.random() < 0.04) + (draw.random() < 0.01)
            rows[(day, matter, path)] = rows.get((day, matter, path), 0) + again
    return [(day, matter, path, many) for (day, matter, path), many in sorted(rows.items())]


def planted(seed: int, first: int, last: int) -> list[Planted]:
    """Bursts of all sizes, each alone in its fortnight."""
    draw = chance.rng("themes.planted", seed)
    villages, matters = paths(), sorted(matter for held in parts().values() for matter in held)
    found = []
    kinds = [(3, 14, True), (3, 4, False), (7, 30, True), (1, 12, True), (3, 3, False), (7, 16, True)]
    for at, end in enumerate(range(first, last, 14)):
        days, many, strong = kinds[at % len(kinds)]
        path = villages[draw.randrange(len(villages))]
        area = above(path)[0 if many < 20 else 1]
        key = Key("matter", matters[draw.randrange(len(matters))], area)
        found.append(Planted(key=key, last=end, days=days, many=many, strong=strong))
    return found


def rows_of(burst: Planted, seed: int) -> list[Row]:
    """The appeals of a burst, spread over its days and the villages of its area."""
    draw = chance.rng(f"themes.burst.{burst.key}", seed)
    inside = [path for path in paths() if path.startswith(burst.key.path)]
    rows: dict[tuple[int, str], int] = {}
    for _ in range(burst.many):
        where = (burst.last - draw.randrange(burst.days), inside[draw.randrange(len(inside))])
        rows[where] = rows.get(where, 0) + 1
    return [(day, burst.key.theme, path, many) for (day, path), many in sorted(rows.items())]
