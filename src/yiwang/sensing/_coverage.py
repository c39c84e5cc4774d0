"""感知覆盖: where things stand and how many of them are heard, and the places where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area, Level
from yiwang.identity.api import Scope
from yiwang.kernel import clock
from yiwang.sensing._device_shapes import CoverageGaps, CoverageRow, GapArea, GapLine
from yiwang.sensing._things import filtered, in_state, visible

MOST_BLANK = 200


def coverage(scope: Scope, area_path: str) -> list[CoverageRow]:
    """How the visible things stand by kind, for each area right below `area_path` and for itself."""
    now = clock.now()
    rows = visible(scope).filter(area_path__startswith=area_path)  # scope: narrows what it let through
    counted = rows.values_list("area_path", "kind").annotate(
        total=Count("pk"),
        online=Count("pk", filter=in_state("online", now)),
        silent=Count("pk", filter=in_state("silent", now)),
        enrolled=Count("pk", filter=Q(device__isnull=False) & ~Q(device__token_digest="")),
    )
    sums: dict[tuple[str, str], list[int]] = {}
    for path, kind, *numbers in counted.order_by("area_path", "kind"):
        below = path[len(area_path) :].split("/")[0]
        group = f"{area_path}{below}/" if below else area_path
        before = sums.setdefault((group, kind), [0, 0, 0, 0])
        sums[group, kind] = [a + b for a, b in zip(before, numbers, strict=True)]
    return [
        CoverageRow(
            area_path=path,
            kind=kind,
            total=total,
            online=online,
            silent=silent,
            never=total - online - silent,
            enrolled=enrolled,
        )
        for (path, kind), (total, online, silent, enrolled) in sorted(sums.items())
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
