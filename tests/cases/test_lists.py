"""Lists, their filters and their cost; the export; what the routes let through."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.identity.people import PASSWORD, hashed
from yiwang.areas.contracts import AreaMoved
from yiwang.cases import api
from yiwang.cases.contracts import CaseChanged, UnknownFilter
from yiwang.cases.models import Case, CaseAlert
from yiwang.events import api as events
from yiwang.events.contracts import EventFilters
from yiwang.identity.api import Subject
from yiwang.identity.contracts import ListExported
from yiwang.identity.models import User
from yiwang.kernel import clock, facts, pages, search
from yiwang.kernel.sheets import MEDIA_TYPE
from yiwang.matters import api as matters

from . import city, world
from .papers import photo

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]
Who = Callable[[str], Subject]
COUNTS = Path(__file__).parent.parent / "golden" / "query_counts_cases.json"


def opened(thing: str = "g1", path: str = city.WEST_TOWN, **said: Any) -> Case:
    alert = world.alert(thing, path, **said)
    world.pump()
    return Case.objects.get(pk=CaseAlert.objects.get(pk=alert).case_id)


@pytest.fixture
def browser(town: clock.VirtualClock, settings: Any) -> Callable[[str], Client]:
    """A signed-in browser of a person, with its CSRF token, on the real routes of the house."""
    settings.ROOT_URLCONF = "yiwang.app.urls"

    def sign_in(login: str) -> Client:
        User.objects.filter(pk=login).update(password=hashed(), password_changed_at=clock.now())
        client = Client()
        answer = client.post(
            "/api/session", {"login": login, "password": PASSWORD}, content_type="application/json"
        )
        assert answer.status_code == 200, answer.content
        client.defaults["HTTP_X_CSRF_TOKEN"] = answer.json()["csrf"]
        return client

    return sign_in


def test_filters_narrow_a_list_and_never_widen_it(town: clock.VirtualClock, who: Who) -> None:
    west, east = opened(), opened("g3", city.EAST_TOWN)
    order = opened("g9", outcome="device_fault", matter=None)
    alice = who("alice")

    def ids(**said: Any) -> set[str]:
        return {row.id for row in api.list_cases(alice, api.Filters(**said)).items}

    sub = Case.objects.get(parent_id=west.id)
    assert ids(role="lead", kind="city") == {west.id, east.id}
    assert ids(kind="maintenance") == {order.id}
    assert ids(unit="c-jj") == {sub.id}
    assert ids(area="449901") == {east.id}
    assert ids(area=city.EAST) == {east.id}
    assert ids(q=west.number) == {west.id, sub.id}
    assert ids(q="塘㙍") == {east.id}
    assert ids(event=east.event_id) == {east.id}
    assert ids(hazard="nothing") == set()
    Case.objects.filter(pk=east.id).update(demonstration=True, state="closed", closed_at=clock.now())
    assert ids(demonstration=True) == {east.id}
    assert ids(state="closed", closed_since=clock.now()) == {east.id}
    assert ids(closed_since=clock.now() + timedelta(seconds=1)) == set()
    assert {row.id for row in api.list_cases(who("eve"), api.Filters(area="449902")).items} == set()
    with pytest.raises(UnknownFilter):
        ids(stage="asleep")


def test_mine_is_what_waits_for_me(town: clock.VirtualClock, who: Who) -> None:
    case = opened()
    sub = Case.objects.get(parent_id=case.id)

    def mine(login: str) -> list[str]:
        return [row.id for row in api.list_cases(who(login), api.Filters(mine=True)).items]

    assert (mine("bob"), mine("tom"), mine("irene"), mine("alice")) == ([case.id], [sub.id], [], [])
    api.take(who("bob"), case.id)
    picture = photo(who("bob"), case)
    api.handle(who("bob"), case.id, text="已抽排", before=[picture], after=[picture])
    assert mine("bob") == []
    world.clear(case.alert_id)
    world.pump()
    assert mine("irene") == [case.id]
    api.verify(who("irene"), case.id, passed=True)
    assert mine("alice") == [case.id]


def test_the_nearest_limit_comes_first_when_asked(town: clock.VirtualClock, who: Who) -> None:
    first = opened()
    town.advance(timedelta(minutes=5))
    opened("g2")
    rows = api.list_cases(who("alice"), api.Filters(role="lead"), sort="due").items
    assert rows[0].id == first.id
    rows = api.list_cases(who("alice"), api.Filters(role="lead")).items
    assert rows[-1].id == first.id


@pytest.mark.parametrize("few", [0, 10_000], ids=["a frequent word", "a rare word"])
def test_a_word_by_the_nearest_limit_has_one_order_however_frequent_it_is(
    town: clock.VirtualClock, who: Who, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """First what has a limit, then the newest: where the word is frequent that is two walks, put together."""
    monkeypatch.setattr(search, "FEW", few)
    monkeypatch.setattr(search, "MANY", few)
    monkeypatch.setattr(pages, "MOST_COUNTED", 1)
    alice, ended = who("alice"), []
    for number in range(5):
        town.advance(timedelta(minutes=7))
        case = opened(f"x{number}")
        if number % 2:
            ended.append(api.void(alice, case.id, reason="误报").id)
    Case.objects.filter(pk=Case.objects.filter(state="open").earliest("opened_at").pk).update(due_at=None)
    far = clock.now() + timedelta(days=999)
    order = sorted(
        Case.objects.all(),
        key=lambda one: (one.due_at or far, -one.opened_at.timestamp(), [-ord(letter) for letter in one.id]),
    )
    word = Case.objects.all()[0].area_name[-2:]
    for state in ("", "open", "void"):
        filters = api.Filters(q=word, state=state)
        wanted = [one.id for one in order if state in ("", one.state)]
        found = [
            row.id
            for page in range(1, 8)
            for row in api.list_cases(alice, filters, sort="due", page=page, size=2).items
        ]
        assert found == wanted, state
    assert set(ended) <= {one.id for one in order if one.due_at is None}


def test_a_list_costs_the_same_number_of_queries_however_long_it_is(
    town: clock.VirtualClock, who: Who
) -> None:
    """The baseline stands in a file that a reviewer reads; a change of it is a change of cost."""
    alice = who("alice")
    asked: dict[str, Callable[[], object]] = {
        "list_cases": lambda: api.list_cases(alice, api.Filters()),
        "list_cases_mine_by_due": lambda: api.list_cases(alice, api.Filters(mine=True), sort="due"),
        "export_cases": lambda: api.sheet(alice, api.Filters()),
        "get_case": lambda: api.get_case(alice, Case.objects.values_list("id", flat=True)[0]),
        "list_events": lambda: events.list_events(alice),
        "list_matters": lambda: matters.list_matters(),
    }

    def cost() -> dict[str, int]:
        counted = {}
        for name, ask in asked.items():
            with CaptureQueriesContext(connection) as queries:
                ask()
            counted[name] = len(queries)
        return counted

    opened()
    cost()  # what is kept in mind from now on
    one = cost()
    for number in range(6):
        opened(f"x{number}")
    assert cost() == one
    assert one == json.loads(COUNTS.read_text())


def test_a_sheet_holds_the_scope_of_the_list(town: clock.VirtualClock, who: Who) -> None:
    opened()
    opened("g3", city.EAST_TOWN)
    sheet = api.sheet(who("bob"), api.Filters())
    assert sheet.headings[0] == "案件编号"
    assert {len(row) for row in sheet.rows} == {len(sheet.headings)}
    numbers = [row[0] for row in sheet.rows]
    assert numbers == [row.number for row in api.list_cases(who("bob"), api.Filters()).items]


def test_charlie_gets_the_same_answer_for_a_foreign_case_and_for_none(
    browser: Callable[[str], Client],
) -> None:
    case = opened("g3", city.EAST_TOWN)
    charlie = browser("charlie")
    foreign = charlie.get(f"/api/cases/{case.id}")
    nowhere = charlie.get("/api/cases/nowhere")
    assert (foreign.status_code, nowhere.status_code) == (404, 404)
    assert foreign.json()["code"] == nowhere.json()["code"] == "cases.unknown_case"
    assert charlie.get(f"/api/cases/{case.id}/explain").status_code == 404
    assert charlie.post(f"/api/cases/{case.id}/take", {}, content_type="application/json").status_code == 404
    assert charlie.get("/api/cases").json()["total"] == 0
    assert charlie.get(f"/api/events/{case.event_id}").status_code == 404


def test_bob_takes_his_case_over_http_once(browser: Callable[[str], Client]) -> None:
    case = opened()
    bob = browser("bob")
    listed = bob.get("/api/cases?mine=1").json()
    assert [row["id"] for row in listed["items"]] == [case.id]
    assert listed["items"][0]["lamp"] == "green"
    taken = bob.post(f"/api/cases/{case.id}/take", {}, content_type="application/json")
    assert (taken.status_code, taken.json()["row"]["stage"]) == (200, "taken")
    again = bob.post(f"/api/cases/{case.id}/take", {}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "cases.not_now")
    assert "签收" in again.json()["zh"]
    refused = bob.post(f"/api/cases/{case.id}/urge", {"text": "快"}, content_type="application/json")
    assert refused.status_code == 403
    empty = bob.post(f"/api/cases/{case.id}/handle", {"text": ""}, content_type="application/json")
    assert (empty.status_code, empty.json()["code"]) == (422, "cases.words_missing")
    answer = bob.get("/api/cases/export.xlsx?mine=1")
    assert answer.status_code == 200
    assert answer["Content-Type"] == MEDIA_TYPE
    assert load_workbook(io.BytesIO(answer.content)).active.max_row == 2


@pytest.mark.parametrize("what", ["cases", "events", "alerts", "things"])
def test_a_list_leaves_with_the_fact_of_who_took_what(what: str, browser: Callable[[str], Client]) -> None:
    opened()
    alice = browser("alice")
    answer = alice.get(f"/api/{what}/export.xlsx", {"q": "塘", "page": "2"})
    assert answer.status_code == 200, answer.content
    taken = facts.FactRow.objects.get(fact_type=ListExported.fact_type)
    rows = load_workbook(io.BytesIO(answer.content)).active.max_row - 1
    assert taken.actor == "alice"
    assert json.loads(taken.data) == {"what": what, "rows": rows, "filters": {"q": "塘"}}


def test_the_whole_flow_of_acts_has_its_routes(browser: Callable[[str], Client]) -> None:
    case = opened()
    alice, bob = browser("alice"), browser("bob")

    def post(client: Client, act: str, **body: Any) -> dict[str, Any]:
        answer = client.post(f"/api/cases/{case.id}/{act}", body, content_type="application/json")
        assert answer.status_code == 200, answer.content
        said: dict[str, Any] = answer.json()
        return said

    said = post(bob, "return", reason="归水务", duty_item="PS-03", proposed_unit="c-swj")
    assert said["row"]["stage"] == "returned"
    assert post(alice, "refuse_return", reason="职责清单第一条")["row"]["stage"] == "dispatched"
    assert post(alice, "urge", text="请尽快")["row"]["stage"] == "dispatched"
    assert len(post(alice, "add_co_unit", unit="c-ps", task_zh="开泵")["sub_cases"]) == 2
    assert post(bob, "transfer", unit="e-cgj", reason="就近")["row"]["lead_unit"] == "e-cgj"
    assert post(alice, "re_dispatch", unit="c-cgj", reason="收回")["row"]["lead_unit"] == "c-cgj"
    assert post(alice, "void", reason="测试")["row"]["state"] == "void"
    event = alice.get(f"/api/events/{case.event_id}").json()
    assert event["row"]["state"] == "closed"
    matter = alice.get("/api/matters/flooded-street?version=1").json()
    assert matter["code"] == "flooded-street"
    assert alice.get("/api/matters?q=积水").json()["total"] == 1
    assert alice.get("/api/matters/none").status_code == 404


def test_counts_are_by_county_and_hazard_within_the_scope(town: clock.VirtualClock, who: Who) -> None:
    opened()
    opened("g3", city.EAST_TOWN)
    opened("g9", outcome="device_fault", matter=None)
    since = clock.now() - timedelta(hours=12)
    counted = {(row.area_id, row.kind): row.open for row in api.counts(who("alice"), since)}
    assert counted == {("449901", "city"): 1, ("449902", "city"): 1, ("449902", "maintenance"): 1}
    assert {row.area_id for row in api.counts(who("town"), since)} == {"449901"}


def test_open_cases_and_events_follow_a_moved_town_and_closed_ones_keep_their_day(
    town: clock.VirtualClock, who: Who
) -> None:
    closed, stays_open = opened(), opened("g2")
    api.void(who("alice"), closed.id, reason="测试")
    before = {row.id: row for row in api.list_cases(who("alice"), api.Filters()).items}
    position = facts.last_position()
    with transaction.atomic():
        facts.tell(
            AreaMoved(
                area_id="449902001",
                on="2026-03-02",
                moves=[{"tree": "managed", "old": city.WEST_TOWN, "new": f"{city.ZONE}449902001/"}],
                reason="划归开发区",
            ),
            subject="area:449902001",
            version=1,
            actor="test",
        )
    world.pump()
    assert Case.objects.get(pk=stays_open.id).area_path == f"{city.ZONE}449902001/"
    assert Case.objects.get(pk=stays_open.id).county_id == "zone"
    assert Case.objects.get(pk=closed.id).area_path == city.WEST_TOWN
    assert {row.id for row in api.list_cases(who("zone"), api.Filters(role="lead")).items} == {stays_open.id}
    assert [row.id for row in events.list_events(who("zone"), EventFilters(kind="single")).items] == [
        stays_open.event_id
    ]
    rows = before
    for row in facts.read(position, limit=1_000):
        told = facts.told(row)
        if isinstance(told.data, CaseChanged):
            rows = api.with_fact(rows, told, clock.now())  # type: ignore[arg-type]
    assert rows == {row.id: row for row in api.list_cases(who("alice"), api.Filters()).items}


def test_a_case_is_found_by_its_words_by_whom_it_is_for(town: clock.VirtualClock, who: Who) -> None:
    case = opened("g3", city.EAST_TOWN)

    def found(login: str, words: str) -> set[tuple[str, str]]:
        seen = {("case", row.id) for row in api.list_cases(who(login), api.Filters(q=words)).items}
        return seen | {
            ("event", row.id) for row in events.list_events(who(login), EventFilters(q=words)).items
        }

    assert found("eve", "塘㙍镇") == {("case", case.id), ("event", case.event_id)}
    assert found("charlie", "塘㙍镇") == set()
    api.re_dispatch(who("alice"), case.id, unit="c-swj", reason="管养在水务")
    assert ("case", case.id) in found("walter", "市水务局")
