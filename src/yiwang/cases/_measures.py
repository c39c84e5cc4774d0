"""What one case adds to the rates of domain.md: the very counting of `_rates`, for nouns above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case as Either
from django.db.models import IntegerField, Value, When

from yiwang.cases._rates import NEVER, SPECS
from yiwang.cases._shapes import CaseMeasure
from yiwang.cases.models import Case
from yiwang.kernel import clock


def measured(case_ids: Sequence[str]) -> list[CaseMeasure]:
    """The lead cases among `case_ids` as they count now, in order of id. Unscoped: for figures, no rows for a
    person."""
    now = clock.now()
    marks: dict[str, Any] = {}
    for code, spec in SPECS.items():
        if not spec.of:
            marks[f"of_{code}"] = _flag(spec.counts(now))
            marks[f"so_{code}"] = _flag(spec.counts(now) & spec.hits)
    rows = Case.objects.filter(pk__in=case_ids, role="lead").annotate(**marks).order_by("pk")
    return [_measure(row) for row in rows]


def _flag(where: Any) -> Either:
    return Either(When(where, then=Value(1)), default=Value(0), output_field=IntegerField())


def _measure(row: Case) -> CaseMeasure:
    living = row.state not in NEVER
    parts: dict[str, tuple[int, int]] = {}
    for code, spec in SPECS.items():
        so, of = (spec.so, spec.of) if spec.of else (f"so_{code}", (f"of_{code}",))
        parts[code] = (int(getattr(row, so)), sum(int(getattr(row, one)) for one in of)) if living else (0, 0)
    return CaseMeasure(
        id=row.id,
        number=row.number,
        kind=row.kind,
        flow=row.flow,
        matter=row.matter,
        title_zh=row.title_zh,
        title_en=row.title_en,
        severity=row.severity,
        state=row.state,
        living=living,
        area_id=row.area_id,
        area_path=row.area_path,
        area_name=row.area_name,
        lead_unit=row.lead_unit,
        lead_unit_name=row.lead_unit_name,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        parts=parts,
    )
