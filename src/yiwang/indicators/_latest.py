"""What is known of a figure now: the period that a day means, and the last that was published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yiwang.identity.api import Subject
from yiwang.indicators import _published
from yiwang.indicators._once import once
from yiwang.indicators._reading import Sight, today
from yiwang.indicators._registry import registry
from yiwang.indicators.contracts import Definition, Period, PeriodKind, Value, period_of
from yiwang.indicators.models import Figure


def meant(found: Definition, kind: PeriodKind, day: date) -> Period:
    """The period of a figure that a day means; of a published one never one that is still running."""
    if found.kind == "published":
        return _published.newest_ended(found, kind, today(), day)
    return period_of(kind, day, merged=found.merged)


def retired(codes: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The Chinese and English names of those figures that were in force once and are no more."""
    known, day = once(registry), today()
    lapsed = {code: known.versions(code) for code in codes if known.on(code, day) is None}
    ended = {
        code: max(held, key=lambda one: one.effective_from)
        for code, held in lapsed.items()
        if any(one.effective_from <= day.isoformat() for one in held)
    }
    return {code: (one.name.zh, one.name.en) for code, one in ended.items()}


def newest(subject: Subject, codes: Sequence[str], area_id: str) -> dict[str, tuple[Value, str]]:
    """Of figures that are filled in, each as it was published last for an area, with its note; nothing where
    none ever was. Raises UnknownIndicator, OutsideYourArea."""
    sight, made = Sight(subject), {}
    rows = {
        row.code: row
        for row in Figure.objects.filter(
            code__in=list(codes), area_id=area_id, published__isnull=False
        ).order_by("last_day")
    }
    for code, row in rows.items():
        one = sight.get(code)
        area = sight.area(area_id, sight.owner(one.owner))
        period = Period(kind=row.kind, first=row.first_day, last=row.last_day)  # type: ignore[arg-type]
        made[code] = (_published.of_area(sight.aims, one, area, one.tree, [period], today())[0], row.note)
    return made


def target_of(subject: Subject, code: str, area_id: str) -> tuple[float, int] | None:
    """The newest target of a figure for an area, and its year: set here, else declared. Raises
    UnknownIndicator, OutsideYourArea."""
    sight = Sight(subject)
    one = sight.get(code)
    area = sight.area(area_id, sight.owner(one.owner))
    found = (sight.aims.target(one, area, year) for year in sight.aims.years(one))
    return next(((aim.value, aim.year) for aim in found if aim is not None), None)
