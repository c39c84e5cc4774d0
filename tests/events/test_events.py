"""How alerts become events, how events join, and that a grade is a person's word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from tests.cases import city, world
from yiwang.events import api, logic
from yiwang.events.contracts import EventFilters, EventIsClosed, ReasonMissing, UnknownEvent, UnknownGrade
from yiwang.events.models import Event, EventAlert, EventStep
from yiwang.identity.api import subject_of
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]


def event_of(alert: str) -> Event:
    return Event.objects.get(pk=EventAlert.objects.get(pk=alert).event_id)


def test_a_confirmed_alert_opens_one_event_with_a_number_that_people_can_say(
    town: clock.VirtualClock,
) -> None:
    event = event_of(_pumped(world.alert()))
    assert event.number == "SJ20260302-0001"
    assert (event.state, event.kind, event.grade, event.parent_id) == ("open", "single", "", None)
    assert event.title_zh == "g1号下穿：道路积水"
    assert event.area_name == "西区西街道"


def test_numbers_count_anew_every_day_of_the_city_not_of_utc(town: clock.VirtualClock) -> None:
    _pumped(world.alert("a"))
    assert event_of(_pumped(world.alert("b"))).number == "SJ20260302-0002"
    town.set(datetime(2026, 3, 2, 16, 30, tzinfo=UTC))  # half past midnight of the third
    assert event_of(_pumped(world.alert("c"))).number.startswith("SJ20260303-")


def test_the_first_two_streets_of_one_county_make_a_rainstorm_and_the_third_enters_it(
    town: clock.VirtualClock,
) -> None:
    first, second = _pumped(world.alert("g1")), _pumped(world.alert("g2"))
    process = Event.objects.get(kind="process")
    assert process.title_zh == "西区暴雨过程"
    assert (event_of(first).parent_id, event_of(second).parent_id) == (process.id, process.id)
    third = _pumped(world.alert("g3"))
    process.refresh_from_db()
    assert event_of(third).parent_id == process.id
    assert process.children == 3
    assert process.thing_id == ""


def test_a_street_of_another_county_or_another_hazard_stays_alone(town: clock.VirtualClock) -> None:
    _pumped(world.alert("g1"))
    assert event_of(_pumped(world.alert("g2", city.EAST_TOWN))).parent_id is None
    assert event_of(_pumped(world.alert("g3", hazard="stall", matter="street-stall"))).parent_id is None
    assert not Event.objects.filter(kind="process").exists()


def test_rain_six_hours_later_is_another_rain(town: clock.VirtualClock) -> None:
    _pumped(world.alert("g1"))
    town.advance(timedelta(hours=6, minutes=1))
    assert event_of(_pumped(world.alert("g2"))).parent_id is None
    town.advance(timedelta(hours=5))
    assert event_of(_pumped(world.alert("g3"))).parent_id is not None
    assert event_of(world.AlertRow.objects.get(thing_id="g1").id).parent_id is None


def test_a_process_has_no_case_and_closes_with_its_last_event(town: clock.VirtualClock) -> None:
    from yiwang.cases.models import Case

    first, second = event_of(_pumped(world.alert("g1"))), event_of(_pumped(world.alert("g2")))
    process = Event.objects.get(kind="process")
    assert not Case.objects.filter(event_id=process.id).exists()
    with transaction.atomic():
        assert api.close(first.id, "test")
        assert not api.close(first.id, "test")
    process.refresh_from_db()
    assert process.state == "open"
    with transaction.atomic():
        api.close(second.id, "test")
    process.refresh_from_db()
    assert (process.state, process.closed_at) == ("closed", clock.now())


def test_the_same_thing_again_joins_its_open_event_and_after_its_closing_opens_another(
    town: clock.VirtualClock,
) -> None:
    first = _pumped(world.alert())
    again = _pumped(world.alert(severity="urgent"))
    assert event_of(first) == event_of(again)
    assert (event_of(first).alerts, event_of(first).severity) == (2, "urgent")
    with transaction.atomic():
        api.close(event_of(first).id, "test")
    assert event_of(_pumped(world.alert())) != event_of(first)


def test_versions_steps_and_facts_of_an_event_run_side_by_side(town: clock.VirtualClock) -> None:
    alert = _pumped(world.alert("g1"))
    _pumped(world.alert("g2"))
    _pumped(world.alert("g1"))
    event = event_of(alert)
    steps = list(
        EventStep.objects.filter(event_id=event.id).order_by("version").values_list("version", flat=True)
    )
    told = FactRow.objects.filter(subject=f"event:{event.id}").order_by("subject_version")
    assert steps == [row.subject_version for row in told] == list(range(1, event.version + 1))


def test_a_grade_is_set_by_a_person_with_a_reason_and_moves_no_other_ladder(town: clock.VirtualClock) -> None:
    event = event_of(_pumped(world.alert(severity="urgent")))
    alice = subject_of("alice")
    page = api.get_event(alice, event.id)
    assert (page.row.grade, page.suggested_grade, page.allowed) == ("", "larger", ["grade"])
    with pytest.raises(ReasonMissing):
        api.grade(alice, event.id, grade="larger", reason=" ")
    with pytest.raises(UnknownGrade):
        api.grade(alice, event.id, grade="red", reason="x")
    with pytest.raises(Forbidden):
        api.grade(subject_of("bob"), event.id, grade="larger", reason="x")
    row = api.grade(alice, event.id, grade="larger", reason="两处断交")
    assert (row.grade, row.severity) == ("larger", "urgent")
    assert "两处断交" in api.get_event(alice, event.id).history[-1].text_zh
    with transaction.atomic():
        api.close(event.id, "test")
    with pytest.raises(EventIsClosed):
        api.grade(alice, event.id, grade="major", reason="x")


def test_an_event_is_seen_by_its_area_by_its_handlers_and_by_nobody_else(town: clock.VirtualClock) -> None:
    east = event_of(_pumped(world.alert("g1", city.EAST_TOWN)))
    assert api.get_event(subject_of("town"), east.id).row.id == east.id
    assert api.get_event(subject_of("eve"), east.id).row.id == east.id  # her bureau leads the case
    with pytest.raises(UnknownEvent):
        api.get_event(subject_of("charlie"), east.id)
    assert api.list_events(subject_of("charlie")).total == 0
    assert api.list_events(subject_of("zone")).total == 0
    assert api.list_events(subject_of("alice"), EventFilters(area="449901", state="open")).total == 1
    assert api.list_events(subject_of("alice"), EventFilters(area=city.WEST)).total == 0
    assert api.list_events(subject_of("alice"), EventFilters(q=east.number)).items[0].id == east.id


def test_counts_leave_processes_out(town: clock.VirtualClock) -> None:
    _pumped(world.alert("g1"))
    _pumped(world.alert("g2"))
    since = clock.now() - timedelta(hours=1)
    counted = api.counts(subject_of("alice"), since)
    assert [(row.area_id, row.hazard, row.open) for row in counted] == [("449902", "waterlogging", 2)]


def test_the_graver_of_two_words_wins_and_an_unknown_one_is_the_lightest() -> None:
    assert logic.graver("general", "urgent") == "urgent"
    assert logic.graver("urgent", "notice") == "urgent"
    assert logic.graver("strange", "notice") == "notice"


def _pumped(alert: str) -> str:
    world.pump()
    return alert
