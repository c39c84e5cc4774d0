"""感知覆盖: where things stand and how many of them are heard, and the places where there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Round

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area, Level
from yiwang.identity.api import Scope
from yiwang.kernel import clock
from yiwang.sensing._device_shapes import CoverageGaps, CoverageRow, GapArea, GapLine
from yiwang.sensing._things import filtered, visible
from yiwang.sensing.models import Device, Thing, ThingStanding

MOST_BLANK = 200
PER_DEGREE = 20  # where nobody says how much the map shows


def coverage(scope: Scope, area_path: str) -> list[CoverageRow]:
    """How the visible things stand by kind, for each area right below `area_path` and for itself.

    Counted piece by piece: a join of everything that stands in a city with when it was heard takes seconds.
    """
    now = clock.now()
    rows = visible(scope).filter(area_path__startswith=area_path)  # scope: narrows what it let through
    heard = ThingStanding.objects.filter(thing=OuterRef("pk"))
    total = _sums(rows, area_path)
    silent = _sums(
        rows.filter(pk__in=ThingStanding.objects.filter(silent_at__lte=now).values("pk")), area_path
    )
    never = _sums(rows.filter(~Exists(heard)), area_path)
    enrolled = _sums(rows.filter(pk__in=Device.objects.exclude(token_digest="").values("pk")), area_path)
    return [
        CoverageRow(
            area_path=path,
            kind=kind,
            total=count,
            online=count - silent[path, kind] - never[path, kind],
            silent=silent[path, kind],
            never=never[path, kind],
            enrolled=enrolled[path, kind],
        )
        for (path, kind), count in sorted(total.items())
    ]


def _sums(rows: QuerySet[Thing], area_path: str) -> Counter[tuple[str, str]]:
    """How many things by the area right below `area_path` that they lie in, and kind."""
    sums: Counter[tuple[str, str]] = Counter()
    for path, kind, count in rows.order_by().values_list("area_path", "kind").annotate(n=Count("pk")):
        below = path[len(area_path) :].split("/")[0]
        sums[f"{area_path}{below}/" if below else area_path, kind] += count
    return sums


def cells(things: QuerySet[Thing], divided: int) -> list[dict[str, Any]]:
    """Many things as GeoJSON points of a grid, each with how many stand there and how many are silent.

    `divided`: cells in a degree, also in each id (`cell/20/…`); 20 are cells of about 5 km.
    """
    now = clock.now()
    silent = ThingStanding.objects.filter(silent_at__lte=now).values("pk")
    counted = (
        things.order_by()
        .annotate(x=Round(F("lon") * divided), y=Round(F("lat") * divided))
        .values("x", "y")
        .annotate(n=Count("pk"), silent=Count("pk", filter=Q(pk__in=silent)))
    )
    return [
        {
            "type": "Feature",
            "id": f"cell/{divided}/{row['x']:.0f}/{row['y']:.0f}",
            "geometry": {"type": "Point", "coordinates": [row["x"] / divided, row["y"] / divided]},
            "properties": {
                "count": row["n"],
                "silent": row["silent"],
                "state": "silent" if row["silent"] > row["n"] / 2 else "online",
            },
        }
        for row in counted
    ]


def gaps(scope: Scope, area: Area, level: Level, filters: Mapping[str, Any]) -> CoverageGaps:
    """Which areas of `level` below `area` hold none of the filtered things; filters: kind, model."""
    path = area.managed_path
    rows = filtered(scope, filters, clock.now()).filter(area_path__startswith=path)  # scope: as above
    held: set[str] = set()
    for one in rows.order_by().values_list("area_path", flat=True).distinct():
        held.update(one[: at + 1] for at, letter in enumerate(one) if letter == "/")
    places = [one for one in areas.subtree(path, level) if one.managed_path != path]
    below = {one.id: one for one in areas.children(area.id)}
    counts = {one: [0, 0] for one in below}
    for place in places:
        first = place.managed_path[len(path) :].split("/")[0]
        if first in counts:
            counts[first][0] += 1
            counts[first][1] += place.managed_path in held
    blank = [one for one in places if one.managed_path not in held]
    above = areas.areas(sorted({one.managed_parent or "" for one in blank[:MOST_BLANK]}))
    return CoverageGaps(
        level=level,
        total=len(places),
        covered=len(places) - len(blank),
        lines=[
            GapLine(area_id=one, area_name=below[one].name, total=total, covered=covered)
            for one, (total, covered) in counts.items()
            if total
        ],
        blank=[
            GapArea(
                area_id=one.id,
                name=one.name,
                above=above[one.managed_parent].name if one.managed_parent in above else "",
            )
            for one in blank[:MOST_BLANK]
        ],
    )
