"""Events that dispatched appeals open: once, with their source, and hidden where the appeal is."""

from __future__ import annotations

import pytest

from tests.appeals import town as city
from yiwang.appeals import api as appeals
from yiwang.appeals import tasks as appeals_tasks
from yiwang.appeals.models import Appeal
from yiwang.events import api
from yiwang.events.contracts import EventFilters, UnknownEvent
from yiwang.events.models import Event
from yiwang.identity.api import FactSight
from yiwang.kernel import clock
from yiwang.kernel.facts import split_units
from yiwang.kernel.models import FactRow

assert appeals_tasks
pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]
who = city.who


@pytest.fixture(autouse=True)
def hotline(db: None, wound: clock.VirtualClock) -> None:
    city.settle()


def test_a_dispatched_appeal_is_an_event_with_its_matter_place_urgency_and_source() -> None:
    row = city.send(city.ask(urgency="important"))
    event = api.get_event(who("alice"), row.event_id)
    assert (event.row.kind, event.row.severity, event.row.alerts, event.row.appeals) == (
        "single",
        "important",
        0,
        1,
    )
    assert event.row.source == f"appeal:{row.id}"
    assert event.row.title_zh.startswith("道路积水：")
    assert row.number in event.history[0].text_zh


def test_two_appeals_of_one_place_are_no_process_by_themselves() -> None:
    first, second = city.send(city.ask()), city.send(city.ask())
    assert first.event_id != second.event_id
    assert not Event.objects.filter(kind="process").exists()


def test_the_event_of_a_confidential_appeal_is_hidden_and_says_nothing_of_its_words() -> None:
    row = city.send(city.ask(kind="report", text="城管队长收钱", public_text=""))
    seen = {
        login: bool(api.list_events(who(login), EventFilters()).items)
        for login in ("alice", "olga", "town", "leo", "irene")
    }
    assert seen == {"alice": True, "olga": True, "town": False, "leo": False, "irene": False}
    event = api.get_event(who("alice"), row.event_id)
    assert event.row.secret
    assert "队长" not in repr(event)
    told = FactRow.objects.get(fact_type="events.opened")
    assert told.secret
    assert "队长" not in told.data


def test_a_unit_complained_of_sees_neither_the_event_nor_its_grade() -> None:
    row = city.send(city.ask(text="态度恶劣", against=("et-zf",)))
    with pytest.raises(UnknownEvent):
        api.get_event(who("tessa"), row.event_id)
    with pytest.raises(UnknownEvent):
        api.grade(who("tessa"), row.event_id, grade="general", reason="一般")
    assert api.get_event(who("leo"), row.event_id).row.id == row.event_id
    told = FactRow.objects.get(fact_type="events.opened")
    for login, sees in (("tessa", False), ("leo", True)):
        assert sees is FactSight(who(login)).sees(
            fact_type=told.fact_type,
            area_path=told.area_path,
            units=split_units(told.units),
            secret=told.secret,
        )


def test_the_handlers_of_its_case_see_the_event_and_its_appeals_masked() -> None:
    row = city.send(city.ask())
    assert "|c-cgj|" not in Appeal.objects.get(pk=row.id).units
    api.add_units(row.event_id, ["c-cgj"], "system:cases")
    assert "|c-cgj|" in Appeal.objects.get(pk=row.id).units
    assert api.get_event(who("bob"), row.event_id)
    assert appeals.get_appeal(who("bob"), row.id).row.reporter == "李**"
    (shown,) = appeals.of_event(row.event_id)
    assert (shown.reporter, shown.phone) == ("李**", "138****5678")
