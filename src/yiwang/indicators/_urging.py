"""What is not reported by its deadline is urged once by the house itself, without anybody asking."""

from __future__ import annotations

from collections.abc import Iterator

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
DAYS_OF_A_MONTH = 15
"""At least so many working days has a month: how far back a figure may still have been waited for."""


class UrgeTask:
    """An area without people who fill in is left to those who collect: nobody there could do anything."""

    name = "indicators.urging"
    wakes: tuple[str, ...] = ()
    every = 120.0
    pause = 60.0

    def pump(self, lease: Lease) -> int:
        done = 0
        for one, how, area, period in list(_late()):
            with transaction.atomic():
                lease.hold()
                done += len(figures.urged(SYSTEM, one, how, area, period, key="by-itself", by_itself=True))
        return done


Late = tuple[IndicatorDeclaration, Collection, Area, Period]


def _late() -> Iterator[Late]:
    """What is past its deadline, not reported and not urged by the house yet."""
    staffed: dict[str, bool] = {}
    for one in registry().current():
        if one.collect is None or one.collect.on_demand:
            continue
        month = period_of("month", today()).previous()
        for _ in range(1 + one.collect.due_after // DAYS_OF_A_MONTH):
            period = figures.asked(one, one.collect, month)
            if period.last == month.last:
                for area in _silent(one, one.collect, period, staffed):
                    yield one, one.collect, area, period
            month = month.previous()


def _silent(
    one: IndicatorDeclaration, how: Collection, period: Period, staffed: dict[str, bool]
) -> Iterator[Area]:
    rows = Figure.objects.filter(code=one.code, kind=period.kind, last_day=period.last)
    told = {row.area_id for row in rows if row.reminded or row.state not in figures.ACTS["urge"][0]}
    cities = [each for root in areas.roots() for each in areas.subtree(root.managed_path, "city")]
    for area in {each.id: each for city in cities for each in figures.suppliers(one, how, city)}.values():
        if area.id not in staffed:
            staffed[area.id] = any(figures.fillers(area))
        due = None if area.id in told or not staffed[area.id] else figures.due_at(how, period, area)
        if due is not None and clock.now() > due:
            yield area
