"""Clocks on the virtual clock: working time, lamps, near-due and overdue once each, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from yiwang.areas import api as areas
from yiwang.cases import api
from yiwang.cases.models import Case, CaseAlert, CaseClock
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.clock import SHANGHAI
from yiwang.kernel.models import FactRow

from . import city, world
from .papers import messages_to

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]
Who = Callable[[str], Subject]


def opened(**said: object) -> Case:
    alert = world.alert(**said)  # type: ignore[arg-type]
    world.pump()
    return Case.objects.get(pk=CaseAlert.objects.get(pk=alert).case_id)


def lamp(who: Who, case: Case) -> str:
    return api.get_case(who("alice"), case.id).row.lamp


def test_near_due_and_overdue_are_each_told_once(town: clock.VirtualClock, who: Who) -> None:
    case = opened()
    assert lamp(who, case) == "green"
    town.advance(timedelta(minutes=24))
    world.pump()
    assert lamp(who, case) == "yellow"
    town.advance(timedelta(minutes=7))
    world.pump()
    world.pump()
    assert lamp(who, case) == "red"
    told = FactRow.objects.filter(subject=f"case:{case.id}").order_by("subject_version")
    types = [row.fact_type for row in told]
    assert types == ["cases.opened", "cases.dispatched", "cases.near_due", "cases.overdue"]
    assert len(messages_to("c-cgj", "case_overdue")) == 1
    assert len(messages_to("c-cgj", "case_near_due")) == 1


def test_a_clock_that_stops_in_time_is_never_told_overdue(town: clock.VirtualClock, who: Who) -> None:
    case = opened()
    town.advance(timedelta(minutes=10))
    api.take(who("bob"), case.id)
    town.advance(timedelta(minutes=60))
    world.pump()
    assert lamp(who, case) == "green"
    assert not FactRow.objects.filter(subject=f"case:{case.id}", fact_type="cases.overdue").exists()


def test_a_case_taken_late_is_green_again_but_stays_marked(town: clock.VirtualClock, who: Who) -> None:
    case = opened()
    town.advance(timedelta(minutes=40))
    api.take(who("bob"), case.id)
    row = api.get_case(who("bob"), case.id).row
    assert (row.lamp, row.late) == ("green", True)
    take = next(one for one in api.get_case(who("bob"), case.id).clocks if one.name == "take")
    assert take.lamp == "red"


def test_the_total_of_two_working_days_skips_the_weekend_and_says_so(
    town: clock.VirtualClock, who: Who
) -> None:
    town.set(datetime(2026, 3, 6, 2, 0, tzinfo=UTC))  # a Friday
    case = opened()
    total = CaseClock.objects.get(case_id=case.id, name="total")
    assert total.due_at is not None
    assert total.due_at.astimezone(SHANGHAI).strftime("%a %m-%d") == "Tue 03-10"
    assert "03-07—03-08休息不计" in total.why_zh
    assert "依据事项“道路积水”flooded-street v1" in total.why_zh


def test_a_stop_day_of_the_area_moves_the_limit_and_that_of_another_area_does_not(
    town: clock.VirtualClock,
) -> None:
    day = datetime(2026, 3, 3, tzinfo=UTC).date()
    areas.declare_stop("449902", day, day, "台风五停", actor="alice")
    stopped, free = opened(), opened(thing_id="g2", path=city.ZONE_TOWN)
    due = {
        case.id: CaseClock.objects.get(case_id=case.id, name="total").due_at.astimezone(SHANGHAI).day  # type: ignore[union-attr]
        for case in (stopped, free)
    }
    assert due == {stopped.id: 5, free.id: 4}


def test_a_year_without_a_calendar_leaves_the_limit_open_and_says_so(
    town: clock.VirtualClock, who: Who
) -> None:
    town.set(datetime(2029, 3, 5, 2, 0, tzinfo=UTC))
    case = opened()
    total = CaseClock.objects.get(case_id=case.id, name="total")
    assert total.due_at is None
    assert "2029" in total.why_zh
    assert CaseClock.objects.get(case_id=case.id, name="take").due_at is not None  # 7×24 needs no calendar
    town.advance(timedelta(days=30))
    world.pump()
    assert not FactRow.objects.filter(fact_type="cases.overdue", data__contains='"clock":"total"').exists()


def test_the_list_knows_lamps_as_the_rows_do(town: clock.VirtualClock, who: Who) -> None:
    opened()
    town.advance(timedelta(minutes=26))
    opened(thing_id="g2")
    town.advance(timedelta(minutes=6))
    opened(thing_id="g3")
    world.pump()
    seen = {}
    for colour in ("green", "yellow", "red"):
        rows = api.list_cases(who("alice"), api.Filters(lamp=colour)).items
        assert all(row.lamp == colour for row in rows)
        seen[colour] = len(rows)
    assert sum(seen.values()) == api.list_cases(who("alice"), api.Filters()).total
    assert seen["red"] == 2
