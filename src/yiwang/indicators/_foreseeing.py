"""Figures that are foreseen are pushed down whenever one of their periods that are over may have moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from yiwang.areas.contracts import Area
from yiwang.forecasts import api as forecasts
from yiwang.forecasts.contracts import Coming, Forecast, Past, Series
from yiwang.identity.api import Subject
from yiwang.indicators import series as through_time
from yiwang.indicators._charge import course, reach
from yiwang.indicators._pushing import BACK, CYCLE, Told, places, series_id, sight, told
from yiwang.indicators._reading import Sight, today
from yiwang.indicators._registry import registry
from yiwang.indicators._watching import Mark, Marks
from yiwang.indicators.contracts import PeriodKind, Tree, period_of
from yiwang.indicators.declarations import AlarmLevel, IndicatorDeclaration
from yiwang.kernel import clock
from yiwang.kernel.tasks import Lease

LEVELS: tuple[AlarmLevel, ...] = ("province", "city", "county")
"""Below a county a figure of one period is a handful of rows, of which nothing follows for the next."""
AHEAD: dict[PeriodKind, int] = {"month": 3, "day": 7}
"""The kinds of periods that are foreseen, and how far."""
APART = timedelta(minutes=10)


class ForesightTask:
    """Makes forecasts anew, one figure at a time; what it forgets with a restart it looks at again."""

    name = "indicators.foresee"
    wakes = ()
    every = 30.0
    pause = 2.0

    def __init__(self) -> None:
        self.seen: dict[str, Mark] = {}
        self.at: datetime | None = None
        self.waiting: list[IndicatorDeclaration] = []

    def pump(self, lease: Lease) -> int:
        if not self.waiting:
            if self.at is not None and not clock.has_passed(self.at, APART):
                return 0
            self.at, now = clock.now(), Marks()
            found = [one for one in registry().current() if foreseen(one) and now.has(one)]
            self.waiting = [one for one in found if self.seen.get(one.code) != now.of(one)]
            self.seen = {one.code: now.of(one) for one in found}
            if not self.waiting:
                return 0
        one, seen = self.waiting.pop(), sight()
        those = list(places(one, LEVELS))
        for kind in AHEAD:
            if kind in one.periods:
                for area, each in told(seen, one, those, kind):
                    forecasts.foresee(series_of(seen, one, area, kind, each), lease)
        return 1


def forecast(subject: Subject, code: str, *, area_id: str, tree: Tree, kind: PeriodKind) -> Forecast:
    """预测 of a figure as it is kept of an area; over the rows of a charge it is made when it is asked for.
    Raises UnknownIndicator, OutsideYourArea."""
    seen = Sight(subject)
    one = seen.get(code)
    held = reach(seen, area_id, seen.owner(one.owner))
    if held.units is None or kind not in AHEAD or held.area.level not in LEVELS or not foreseen(one):
        return forecasts.of_figure(code, seen.scope, area=area_id, tree=tree, period=kind)
    found = course(subject, [code], area_id=area_id, tree=tree, kind=kind, count=BACK[kind])[code]
    lay = [
        Told(
            period=each.period,
            value=each.value,
            n=each.n,
            position=each.fact_position,
            over=today() > each.period.last,
        )
        for each in found
    ]
    return forecasts.made(series_of(seen, one, held.area, kind, lay))


def foreseen(one: IndicatorDeclaration) -> bool:
    """What is made from others is no series of its own."""
    return any(kind in one.periods for kind in AHEAD) and not (one.formula and one.formula.rests_on)


def series_of(
    seen: Sight, one: IndicatorDeclaration, area: Area, kind: PeriodKind, found: Sequence[Told]
) -> Series:
    """One figure of one area with the periods to come, the present one first."""
    past = [each for each in found if each.over]
    owner = seen.owner(one.owner)
    coming = [period_of(kind, (past[-1].period.last if past else _yesterday()) + timedelta(days=1))]
    while len(coming) < AHEAD[kind]:
        coming.append(period_of(kind, coming[-1].last + timedelta(days=1)))
    if one.merged:
        coming = list(dict.fromkeys(through_time.normal(each, merged=True) for each in coming))
    share = one.unit == "%"
    return Series(
        id=series_id(one.code, one.tree, kind, area.id),
        area_path=area.managed_path or area.statistical_path,
        units=(owner,) if owner else (),
        cycle=CYCLE[kind] - (kind == "month" and one.merged),
        past=tuple(
            Past(first=each.period.first, last=each.period.last, value=each.value, position=each.position)
            for each in past
        ),
        coming=tuple(
            Coming(first=each.first, last=each.last, label_zh=each.label_zh, label_en=each.label_en)
            for each in coming
        ),
        low=0.0 if share or one.additive else None,
        high=100.0 if share else None,
    )


def _yesterday() -> date:
    return today() - timedelta(days=1)
