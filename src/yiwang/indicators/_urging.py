"""What is not reported by its deadline is urged once by the house itself, without anybody asking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.identity.api import Subject
from yiwang.indicators import _figures as figures
from yiwang.indicators._reading import today
from yiwang.indicators._registry import registry
from yiwang.indicators.contracts import Period, period_of
from yiwang.indicators.declarations import Collection, IndicatorDeclaration
from yiwang.indicators.models import Figure
from yiwang.kernel import clock
from yiwang.kernel.tasks import Lease

SYSTEM = Subject.system("indicators")
APART = timedelta(seconds=60)
DAYS_OF_A_MONTH = 15
"""At least so many working days has a month: how far back a figure may still have been waited for."""


class UrgeTask:
    """An area without people who fill in is left to those who collect: nobody there could do anything."""

    name = "indicators.urging"
    wakes: tuple[str, ...] = ()
    every = 120.0
    pause = 60.0

    def __init__(self) -> None:
        self._looked: datetime | None = None

    def pump(self, lease: Lease) -> int:
        if self._looked is not None and not clock.has_passed(self._looked, APART):
            return 0  # nobody is late again within the minute
        done, self._looked = 0, clock.now()
        for one, how, area, period in list(_late()):
            with transaction.atomic():
                lease.hold()
                done += len(figures.urged(SYSTEM, one, how, area, period, key="by-itself", by_itself=True))
        return done


Late = tuple[IndicatorDeclaration, Collection, Area, Period]


def _late() -> Iterator[Late]:
    """What is past its deadline, not reported and not urged by the house yet."""
    asked = [(one, one.collect) for one in registry().current() if one.collect and not one.collect.on_demand]
    staffed = figures.staffed() if asked else frozenset()
    roots = areas.roots() if staffed else ()
    cities = [each for root in roots for each in areas.subtree(root.managed_path, "city")]
    staff: dict[tuple[str, str], list[Area]] = {}
    for one, how in asked if cities else ():
        if (one.tree, how.level) not in staff:
            those = {each.id: each for city in cities for each in figures.suppliers(one, how, city)}
            staff[one.tree, how.level] = [each for each in those.values() if each.managed_path in staffed]
        people = staff[one.tree, how.level]
        month = period_of("month", today()).previous()
        for _ in range(1 + how.due_after // DAYS_OF_A_MONTH):
            period = figures.asked(one, how, month)
            if people and period.last == month.last:
                for area in _silent(one, how, period, people):
                    yield one, how, area, period
            month = month.previous()


def _silent(
    one: IndicatorDeclaration, how: Collection, period: Period, people: Sequence[Area]
) -> Iterator[Area]:
    rows = Figure.objects.filter(code=one.code, kind=period.kind, last_day=period.last)
    told = {row.area_id for row in rows if row.reminded or row.state not in figures.ACTS["urge"][0]}
    for area in people:
        due = None if area.id in told else figures.due_at(how, period, area)
        if due is not None and clock.now() > due:
            yield area
