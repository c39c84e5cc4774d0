"""Figures as series, whole and oldest first, for the nouns below that judge and foresee series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area, Level
from yiwang.identity.api import Subject
from yiwang.indicators import _published, logic, series
from yiwang.indicators._reading import Sight, of_area, parts_of_each, paths_of_each, today
from yiwang.indicators.contracts import Period, PeriodKind, Tree, period_of
from yiwang.indicators.declarations import IndicatorDeclaration
from yiwang.kernel import clock

BACK: dict[PeriodKind, int] = {"day": 71, "week": 60, "month": 61, "quarter": 25, "year": 11, "to_date": 25}
"""Periods that are read: what a baseline and a forecast learn from."""
CYCLE: dict[PeriodKind, int] = {"day": 7, "week": 52, "month": 12, "quarter": 4, "year": 1, "to_date": 12}
"""After how many periods a like one comes."""
PAGE = "/desk/indicators/one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A figure in one period, with the rows beneath it; `over`: the period has ended."""

    period: Period
    value: float | None
    n: int
    position: int
    over: bool

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.period.first, time(), clock.SHANGHAI)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.period.last + timedelta(days=1), time(), clock.SHANGHAI)


def series_id(code: str, tree: Tree, kind: PeriodKind, area_id: str) -> str:
    return f"indicators/{code}|{tree}|{kind}|{area_id}"


def page_of(code: str, tree: Tree, period: Period, area_id: str) -> str:
    asked = {
        "code": code,
        "area": area_id,
        "tree": tree,
        "period": period.kind,
        "day": period.last.isoformat(),
    }
    return f"{PAGE}?{urlencode(asked)}"


def sight() -> Sight:
    return Sight(Subject.system("indicators"))


def places(one: IndicatorDeclaration, levels: Sequence[Level]) -> Iterator[Area]:
    """The areas of some levels in the tree that the figure is published in."""
    for level in levels:
        yield from areas.subtree("/", level, one.tree)


def told(
    seen: Sight, one: IndicatorDeclaration, those: Sequence[Area], kind: PeriodKind
) -> Iterator[tuple[Area, list[Told]]]:
    """The figure of each area up to the present period, from the first period on that has anything; all areas
    from one look at what is counted."""
    now = today()
    period = _newest(one, kind, now)
    periods = [period]
    while len(periods) < BACK[kind]:
        periods.append(series.before(periods[-1], merged=one.merged))
    for area, found in _values(seen, one, those, periods[::-1]):
        some = (place for place, each in enumerate(found) if each.n or one.kind == "published")
        yield area, found[next(some, len(found)) :]


def _newest(one: IndicatorDeclaration, kind: PeriodKind, now: date) -> Period:
    if one.kind == "published":
        return _published.newest_ended(one, kind, now)
    return period_of(kind, now)


def _values(
    seen: Sight, one: IndicatorDeclaration, those: Sequence[Area], periods: Sequence[Period]
) -> Iterator[tuple[Area, list[Told]]]:
    now = today()
    if one.kind == "published" or one.formula is None or one.formula.rests_on:
        for area in those:
            yield (
                area,
                [
                    Told(
                        period=each.period,
                        value=each.value,
                        n=each.n,
                        position=each.fact_position,
                        over=now > each.period.last,
                    )
                    for each in of_area(seen, one, area, one.tree, periods)
                ],
            )
        return
    groups = paths_of_each(those, one.tree)
    found = parts_of_each(one, one.tree, groups, periods)
    for area in those:
        yield (
            area,
            [
                Told(
                    period=period,
                    value=logic.value_of(one.formula.way, one.unit, found[area.id, period].parts),
                    n=found[area.id, period].parts.n,
                    position=found[area.id, period].position,
                    over=now > period.last,
                )
                for period in periods
            ],
        )
