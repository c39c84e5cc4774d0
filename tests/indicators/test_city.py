"""Figures of the small city, from facts of real cases: they agree with the rates of cases, add up through the
door, and open to the very cases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.cases import city, hotline, world
from yiwang.areas.models import AreaRow
from yiwang.cases import api as cases
from yiwang.cases import tasks as cases_tasks
from yiwang.cases.models import Case
from yiwang.events import tasks as events_tasks
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, reset_password
from yiwang.indicators import api
from yiwang.indicators import tasks as indicator_tasks
from yiwang.indicators._refusals import (
    NoSuchDimension,
    NoSuchPeriod,
    NotMadeOfRows,
    OutsideYourArea,
    UnknownIndicator,
)
from yiwang.indicators.contracts import Period, Tree, Value, period_of
from yiwang.kernel import clock, tasks
from yiwang.kernel.models import ParkedFact

assert cases_tasks
assert events_tasks
assert indicator_tasks
pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]
CITY, EAST, WEST, WEST_TOWN = "4499", "449901", "449902", "449902001"
RATES = {
    "cases.in_time": "finish",
    "cases.responded": "contact",
    "cases.solved": "solved",
    "cases.satisfied": "satisfied",
    "cases.first_right": "first",
    "cases.returned": "return",
}


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    hotline.settle()
    # The zone is governed by itself and counted with the county that it lies in.
    AreaRow.objects.filter(pk="zone").update(statistical_path="", statistical_parent=None)
    AreaRow.objects.filter(pk="449901070").update(
        statistical_path=f"{city.EAST}449901070/", statistical_parent=EAST
    )
    return wound


def who(login: str) -> Subject:
    return identity.subject_of(login)


def pump() -> None:
    """Facts go their way until every figure is counted."""
    world.pump()
    names = [one.name for one in tasks.registered() if "indicators." in one.name]
    assert len(names) > 10
    world.pump("kernel.sequencer", *names)
    assert not ParkedFact.objects.exists()


def month() -> Period:
    return period_of("month", clock.now().astimezone(clock.SHANGHAI).date())


def value(code: str, area: str = CITY, login: str = "alice", tree: Tree = "managed") -> Value:
    return api.values(who(login), [code], area_id=area, tree=tree, periods=[month()])[0]


def below(code: str, area: str = CITY, tree: Tree = "managed") -> dict[str, float | None]:
    found = api.children(who("alice"), code, area_id=area, tree=tree, period=month())
    return {("rest" if one.remainder else one.area_id): one.value for one in found}


def some_cases(town: clock.VirtualClock) -> list[Case]:
    """Cases in two counties: two finished, one called back unsolved, one returned, one left to be late."""
    made = [hotline.appeal() for _ in range(3)]
    made += [hotline.appeal(area=EAST), hotline.appeal(area="449901070")]
    hotline.called_back(hotline.replied(made[0]))
    hotline.called_back(hotline.replied(made[1]), "unsolved", "dissatisfied")
    cases.return_(who("bob"), made[2].id, reason="不归我", duty_item="PS-01", proposed_unit="c-swj")
    cases.void(who("alice"), hotline.appeal().id, reason="误报")
    pump()
    town.advance(timedelta(days=8))
    pump()
    return made


def test_the_city(town: clock.VirtualClock) -> None:
    made = some_cases(town)
    now = clock.now()
    first = now.astimezone(clock.SHANGHAI).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    said = cases.rates(who("alice"), first, now + timedelta(seconds=1))
    rates = {one.code: one.raw for one in said.rates}
    # Every rate is the one that cases count, with both its parts.
    for code, rate in RATES.items():
        one = value(code)
        assert (one.numerator, one.denominator) == (rates[rate].numerator, rates[rate].denominator), code
        share = rates[rate].share
        assert one.value == (None if share is None else pytest.approx(share * 100)), code
    assert any(rates[rate].numerator for rate in RATES.values())
    opened = value("cases.opened")
    assert opened.value == rates["finish"].n == len(made)
    assert opened.fact_position > 0
    assert value("appeals.accepted").value == len(made)  # the one that was voided is not counted
    # Children sum to the parent, in both trees; the zone moves between counties and the city stays.
    managed, statistical = below("cases.opened"), below("cases.opened", tree="statistical")
    assert sum(x or 0 for x in managed.values()) == opened.value
    assert sum(x or 0 for x in statistical.values()) == value("cases.opened", tree="statistical").value
    assert value("cases.opened", tree="statistical").value == opened.value
    assert managed["zone"] == 1
    assert "zone" not in statistical
    assert statistical[EAST] == 2
    assert below("cases.opened", EAST)["rest"] == 1  # it lies at the county, in no town
    # A rate of the parent comes from its parts, not from the rates of its children.
    parts = api.children(who("alice"), "cases.closed_rate", area_id=CITY, tree="managed", period=month())
    whole = value("cases.closed_rate")
    assert whole.numerator == sum(one.numerator or 0 for one in parts)
    assert whole.denominator == sum(one.denominator or 0 for one in parts)
    # The rows beneath are the very cases.
    page = api.rows(who("alice"), "cases.opened", area_id=CITY, tree="managed", period=month())
    assert sorted(one.id for one in page.items) == sorted(one.id for one in made)
    assert (page.total, page.sum, page.hidden, page.after) == (len(made), opened.value, 0, None)
    assert page.items[0].page == f"/cases/{page.items[0].id}"
    late = api.rows(
        who("alice"), "cases.in_time", area_id=CITY, tree="managed", period=month(), side="denominator"
    )
    assert late.sum == value("cases.in_time").denominator
    # By unit; the members sum to the whole.
    by_unit = api.values(who("alice"), ["cases.opened"], area_id=CITY, periods=[month()], dimension="unit")
    assert sum(one.value or 0 for one in by_unit) == opened.value
    assert "市城管局" in {one.member_name_zh for one in by_unit}
    days = api.history(who("alice"), "cases.opened", area_id=CITY, tree="managed", kind="day", count=9)
    assert sum(one.value or 0 for one in days) == opened.value
    today = period_of("day", now.astimezone(clock.SHANGHAI).date() - timedelta(days=8))
    by_day = api.children(who("alice"), "cases.opened", area_id=CITY, tree="managed", period=today)
    assert sum(one.value or 0 for one in by_day) == opened.value
    week = period_of("week", today.first)
    slow = api.values(who("alice"), ["cases.hours_p90", "cases.units"], area_id=CITY, periods=[week, week])
    wanted = [value(code).value for code in ("cases.hours_p90", "cases.units")]
    assert [one.value for one in slow] == [wanted[0], wanted[0], wanted[1], wanted[1]]
    assert wanted[1]
    year = api.values(
        who("alice"),
        ["cases.opened"],
        area_id=CITY,
        periods=[period_of("to_date", month().last), period_of("year", month().last)],
    )
    assert [one.value for one in year] == [opened.value, opened.value]
    assert {one.code for one in api.movers(who("alice"), area_id=CITY)} == set()  # nothing to compare with
    _scopes(made)
    _refusals()
    _over_http(made)


def _scopes(made: list[Case]) -> None:
    """A county sees itself and below; a unit that owns a figure sees it everywhere."""
    assert value("cases.opened", WEST, "wendy").value == 3
    assert value("cases.opened", WEST_TOWN, "wendy").value == 3
    for area in (CITY, EAST):
        with pytest.raises(OutsideYourArea):
            value("cases.opened", area, "wendy")
    with pytest.raises(OutsideYourArea):
        value("cases.opened", "nowhere")
    page = api.rows(who("wendy"), "cases.opened", area_id=WEST, tree="managed", period=month())
    assert (len(page.items), page.hidden, page.total) == (3, 0, 3)
    assert {one.id for one in page.items} <= {one.id for one in made}


def _refusals() -> None:
    with pytest.raises(UnknownIndicator):
        value("cases.opened_not")
    with pytest.raises(NoSuchPeriod):
        api.history(who("alice"), "cases.units", area_id=CITY, tree="managed", kind="to_date", count=1)
    odd = Period(kind="month", first=month().first + timedelta(days=1), last=month().last)
    with pytest.raises(NoSuchPeriod):
        api.values(who("alice"), ["cases.opened"], area_id=CITY, periods=[odd])
    with pytest.raises(NoSuchDimension):
        api.values(who("alice"), ["cases.opened"], area_id=CITY, periods=[month()], dimension="1; DROP TABLE")
    assert NotMadeOfRows.status == 422


def _over_http(made: list[Case]) -> None:
    password = reset_password("wendy")
    browser = Client()
    browser.post("/api/session", {"login": "wendy", "password": password}, content_type="application/json")
    asked = {"area": WEST}
    found = browser.get("/api/indicators/values", {**asked, "codes": ["cases.opened", "cases.in_time"]})
    assert found.status_code == 200, found.content
    assert [one["code"] for one in found.json()] == ["cases.opened", "cases.in_time"]
    assert found.json()[0]["value"] == 3
    for rest in ("children", "history", "rows", "revisions"):
        assert browser.get(f"/api/indicators/cases.opened/{rest}", asked).status_code == 200, rest
    assert browser.get("/api/indicators/cases.opened").json()["name_zh"] == "立案件数"
    assert len(browser.get("/api/indicators").json()) > 12
    assert browser.get("/api/indicators/movers", asked).json() == []
    refused = browser.get("/api/indicators/values", {"area": CITY, "codes": ["cases.opened"]})
    assert (refused.status_code, refused.json()["code"]) == (404, "indicators.outside")


test_the_city = pytest.mark.urls("tests.indicators.urls")(test_the_city)


def test_a_complaint_against_a_unit_counts_above_its_area() -> None:
    """No count betrays it to the unit complained of."""
    from yiwang.indicators._noting import areas_of, placed

    city.settle()
    known = areas_of([city.WEST_TOWN])
    managed, statistical = placed(city.WEST_TOWN, "|c-cgj|^w-zf|", known)
    assert (managed, statistical) == (city.CITY, city.CITY)
    assert placed(city.WEST_TOWN, "|c-cgj|", known)[0] == city.WEST_TOWN
