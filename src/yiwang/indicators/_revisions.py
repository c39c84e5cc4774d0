"""How values that stood as final were changed."""

from __future__ import annotations

from typing import Any

from yiwang.identity.api import Subject
from yiwang.indicators import logic
from yiwang.indicators._reading import Sight, paths_of
from yiwang.indicators.contracts import Period, RevisionRow, Tree
from yiwang.indicators.logic import Parts
from yiwang.indicators.models import Revision


def revisions(subject: Subject, code: str, *, area_id: str, tree: Tree, period: Period) -> list[RevisionRow]:
    """How a value that stood as final was changed: old and new value, and why; oldest first."""
    sight = Sight(subject)
    newest = sight.get(code)
    area = sight.area(area_id, sight.owner(newest.owner))
    rows = Revision.objects.filter(
        code=code,
        tree=tree,
        area_path__in=paths_of(area, tree),
        kind=period.kind,
        first_day=period.first,
    )
    if newest.collect is not None:
        # A figure that was filled in is known by the period asked for and by its last day.
        rows = Revision.objects.filter(
            code=code, area_path=area.managed_path, kind=newest.collect.asked, last_day=period.last
        )
    return [
        RevisionRow(
            revision=row.revision,
            old=_value(sight, row, row.old),
            new=_value(sight, row, row.new),
            why_zh=row.why_zh,
            why_en=row.why_en,
            fact_position=row.position,
            at=row.at,
        )
        for row in rows.order_by("id")
    ]


def _value(sight: Sight, row: Revision, parts: list[Any]) -> float | None:
    one = sight.known.on(row.code, row.first_day)
    if one is None or one.formula is None:
        return float(parts[0]) if parts[0] is not None else None
    return logic.value_of(one.formula.way, one.unit, Parts(parts[1], parts[2], parts[3], parts[0]))
