"""Boards with figures of the small city: drawn, drilled, narrowed; the cockpit takes changes apart."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.cases import city, hotline
from tests.indicators import rows
from tests.indicators.rows import Book
from tests.indicators.test_city import CITY, EAST, WEST, WEST_TOWN, pump, town, who
from yiwang.boards import _declare, api, logic
from yiwang.boards._refusals import UnknownNode, UnknownTopic
from yiwang.boards.contracts import BoardFaults
from yiwang.boards.declarations import Board
from yiwang.cases.models import Case
from yiwang.forecasts import api as forecasts
from yiwang.forecasts.contracts import Coming, Forecast, Past, Series
from yiwang.identity.models import Charge, Grant, User
from yiwang.indicators import api as indicators
from yiwang.indicators._refusals import OutsideYourArea
from yiwang.indicators._sources import RATES
from yiwang.indicators._watching import WatchTask
from yiwang.indicators.contracts import Value, period_of
from yiwang.indicators.declarations import Formula, IndicatorDeclaration, Part
from yiwang.kernel import clock, shapes, tasks
from yiwang.kernel.declarations import DeclarationFaults, Words
from yiwang.rules.models import AlertRow

__all__ = ["town"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bus")]


def leader(login: str, *, unit: str = "", path: str = "/44/4499/") -> None:
    """A leader in charge of the whole area, or of one unit."""
    User.objects.create(id=login, login=login, name=login, unit_id="c-zf", post="领导", area_path=path)
    Grant.objects.create(
        id=f"{login}:leader",
        user_id=login,
        role="leader",
        kind="standing",
        granted_by="test",
        starts_at=clock.now() - timedelta(days=1),
    )
    Charge.objects.create(user_id=login, area_path=path, line="" if unit else "*", unit_id=unit)


def test_every_built_in_board_is_sound_and_loads_once(town: clock.VirtualClock) -> None:
    try:
        told = api.load()
    except DeclarationFaults as wrong:
        pytest.fail("\n".join(fault.show("en") for fault in wrong.found))
    assert told.taken == ["appeals", "handling", "operations", "statistics"]
    assert api.load().unchanged == told.taken
    files = _declare.read(_declare.SHIPPED)
    assert all(part.title for file in files for part in file.get().parts if part.kind in ("list", "table"))


def test_a_board_is_drawn_drilled_and_narrowed(town: clock.VirtualClock) -> None:
    made = [hotline.appeal(area=area) for area in (WEST_TOWN, WEST_TOWN, EAST, "449901070")]
    pump()
    api.load()
    whole = api.view(who("alice"), "operations")
    parts = {part.id: part for part in whole.parts}
    assert parts["opened"].cells[0].value == len(made)
    # What the table says of those below sums to what the figure says of the whole, in both trees.
    opened = [cell for cell in parts["below"].lines if cell.code == "cases.opened"]
    assert sum(cell.value or 0 for cell in opened) == len(made)
    assert {cell.area_id for cell in parts["where"].lines} >= {EAST, WEST, "zone"}
    counted = api.view(who("alice"), "operations", tree="statistical")
    lines = {cell.area_id: cell.value for part in counted.parts if part.id == "where" for cell in part.lines}
    assert "zone" not in lines
    assert sum(one or 0 for one in lines.values()) == len(made)
    below = api.view(who("alice"), "operations", area=WEST)
    assert [part.cells[0].value for part in below.parts if part.id == "opened"] == [2]
    assert [one.id for one in below.trail] == [CITY, WEST]
    # A chosen matter narrows what knows it; what cannot follow says so.
    matter = parts["matters"].lines[0].member
    narrowed = api.view(who("alice"), "operations", dimension="matter", member=matter)
    seen = {part.id: part for part in narrowed.parts}
    assert seen["opened"].cells[0].member == matter
    assert seen["opened"].follows
    assert not seen["alerts"].follows
    assert not seen["below"].follows
    assert seen["where"].follows
    assert sum(one.value or 0 for one in seen["where"].lines) == seen["opened"].cells[0].value
    # Where it was chosen the others stay, to be chosen instead.
    assert [one.member for one in seen["matters"].lines] == [one.member for one in parts["matters"].lines]
    # One figure by itself: the areas below sum to it.
    one = api.figure(who("alice"), "cases.opened")
    assert (one.sum, one.apart, one.cell.value) == (len(made), 0, len(made))
    assert one.series[-1].value == len(made)
    assert {line.indicator.code for line in api.catalogue(who("alice"))} >= {"cases.opened", "cases.in_time"}


def test_a_chosen_member_narrows_areas_other_dimensions_and_lists(town: clock.VirtualClock) -> None:
    for area in (WEST_TOWN, EAST):
        hotline.appeal(area=area)
    hotline.appeal("street-stall", WEST_TOWN)
    pump()
    part = {"indicators": ["appeals.accepted"]}
    api.create(
        who("alice"),
        {
            "code": "cross", "title": {"zh": "筛", "en": "cross"},
            "parts": [
                {"id": "all", "kind": "figure", **part},
                {"id": "areas", "kind": "rank", **part},
                {"id": "channels", "kind": "rank", "by": "channel", **part},
                {"id": "matters", "kind": "rank", "by": "matter", **part},
                {"id": "those", "kind": "list", "rows": "appeals", "title": {"zh": "诉求", "en": "Appeals"}},
                {"id": "cases", "kind": "list", "rows": "cases", "title": {"zh": "案件", "en": "Cases"}},
            ],
        },
    )  # fmt: skip
    whole = {one.id: one for one in api.view(who("alice"), "cross", draft=True).parts}
    said = {one.member: one.value for one in whole["matters"].lines}
    assert len(said) == 2
    for member, value in said.items():
        told = api.view(who("alice"), "cross", dimension="matter", member=member, draft=True)
        seen = {one.id: one for one in told.parts}
        assert seen["all"].cells[0].value == value
        for other in ("areas", "channels"):
            assert sum(one.value or 0 for one in seen[other].lines) == value, other
        assert {one.member: one.value for one in seen["matters"].lines} == said
        assert (seen["those"].follows, seen["cases"].follows) == (True, False)


def test_a_trend_shows_what_is_foreseen_of_the_whole_and_of_now(town: clock.VirtualClock) -> None:
    hotline.appeal(area=EAST)
    pump()
    api.load()
    held = tasks.acquire("indicators.foresee", "test")
    assert held is not None
    first = period_of("month", clock.now().date())
    past = [
        Past(first=date(2020, 1, 1), last=date(2020, 1, 1), value=100.0 + place % 12, position=1)
        for place in range(48)
    ]
    coming = (Coming(first=first.first, last=first.last, label_zh="本月", label_en="this month"),)
    series = Series(
        id=f"indicators/cases.opened|managed|month|{CITY}", area_path=city.CITY, units=(), cycle=12,
        past=tuple(past), coming=coming, low=0.0,
    )  # fmt: skip
    forecasts.foresee(series, held)

    def course(**asked: str) -> list[tuple[str, float]]:
        told = api.view(who("alice"), "operations", **asked)  # type: ignore[arg-type]
        part = next(one for one in told.parts if one.id == "course")
        return [(one.code, one.steps[0].value) for one in part.forecasts]

    assert course() == [("cases.opened", 100.0)]
    assert course(dimension="kind", member="city") == []
    assert course(area=EAST) == []
    assert course(kind="quarter") == []


def test_a_dimension_that_no_indicator_has_is_a_fault(town: clock.VirtualClock) -> None:
    part = {"id": "a", "kind": "rank", "indicators": ["cases.opened"], "by": "weather"}
    with pytest.raises(BoardFaults) as refused:
        api.create(who("alice"), {"code": "x1", "title": {"zh": "一", "en": "one"}, "parts": [part]})
    assert [one["path"] for one in refused.value.details["faults"]] == [["parts", 0, "by"]]


def test_the_cockpit_shows_what_moved_in_a_charge_and_takes_it_apart(town: clock.VirtualClock) -> None:
    for _ in range(2):
        hotline.appeal()
    pump()
    town.advance(timedelta(days=31))
    for _ in range(3):
        hotline.appeal()
    hotline.appeal(area=EAST)
    pump()
    leader("mayor")
    leader("water", unit="c-swj")
    seen = api.cockpit(who("mayor"))
    moved = {one.indicator.code: one.cell for one in seen.figures}
    assert len(moved) <= 5
    assert (moved["cases.opened"].change_previous or 0) > 0
    found = api.causes(who("mayor"), "cases.opened")
    assert found.change
    assert found.change == (found.cell.value or 0) - (found.before.value or 0)
    for group in found.groups:
        assert group.explained
        assert sum(one.contribution for one in group.causes) == pytest.approx(found.change), group.by
        assert sum(one.share or 0 for one in group.causes) == pytest.approx(1), group.by
    assert api.cockpit(who("water")).figures == []  # none of these figures is owned by his charge
    chosen = api.subscribe(who("mayor"), ["appeals.accepted"])
    assert [one.indicator.code for one in chosen.figures if one.subscribed] == ["appeals.accepted"]
    assert next(one.why for one in chosen.figures if one.subscribed)[0] == "subscribed"
    assert api.subscribe(who("mayor"), []).subscribed == []


def test_contributions_to_a_ratio_add_up_to_its_change_exactly() -> None:
    def part(area: str, numerator: float, denominator: float) -> Value:
        return Value(
            code="x", version=1, area_id=area, area_path="/", area_name_zh=area, area_name_en=area,
            period=period_of("month", date(2026, 3, 1)), value=None, numerator=numerator,
            denominator=denominator, n=1, state="final",
            revision=0, target=None, change_previous=None, change_year=None, progress_gap=None, level=None,
            fact_position=1, computed_at=datetime(2026, 3, 1, tzinfo=UTC),
        )  # fmt: skip

    before = [part("a", 90, 100), part("b", 10, 50)]
    now = [part("a", 40, 80), part("b", 60, 90), part("c", 5, 5)]
    parts = logic.contributions(now, before, additive=False)
    assert parts is not None
    assert sum(parts.values()) == pytest.approx(105 / 175 - 100 / 150)
    assert parts["c"] > 0 > parts["a"]
    assert logic.contributions(now, [part("a", 0, 0)], additive=False) is None


def test_the_cockpit_of_a_charge_counts_the_rows_that_its_units_handle(town: clock.VirtualClock) -> None:
    hotline.appeal()
    pump()
    town.advance(timedelta(days=31))
    for _ in range(3):
        hotline.appeal()
    hotline.appeal(area=EAST)
    pump()
    leader("works", unit="c-cgj")
    leader("water", unit="c-swj")
    whole = api.figure(who("alice"), "cases.opened").cell.value
    seen = api.cockpit(who("works"))
    moved = {one.indicator.code: one.cell for one in seen.figures}
    theirs = Case.objects.filter(units__contains="|c-cgj|", role="lead").count()
    assert theirs
    assert seen.charge == ["市城管局"]
    found = api.causes(who("works"), "cases.opened")
    now, before = found.cell.value or 0, found.before.value or 0
    assert (now + before, moved["cases.opened"].value) == (theirs, now)
    assert whole is not None
    assert now <= whole
    assert [one.by for one in found.groups][:2] == ["unit", "area"]
    units = found.groups[0]
    assert "c-cgj" in [one.key for one in units.causes]
    areas = next(one for one in found.groups if one.by == "area")
    assert sum(one.contribution for one in areas.causes) == pytest.approx(found.change)
    # The rows beneath are the very ones, and none of them is hidden from him.
    beneath = indicators.rows(
        who("works"),
        "cases.opened",
        area_id=CITY,
        tree="managed",
        period=period_of("month", town.now().date()),
    )
    assert (beneath.total, beneath.hidden, len(beneath.items)) == (now, 0, now)
    # The figure's own page and the catalogue show him the same, and say that it is his charge's.
    page = api.figure(who("works"), "cases.opened")
    assert page.charged
    assert (page.cell.value, page.sum, page.apart) == (now, now, 0)
    assert [one.value for one in page.series[-2:]] == [before, now]
    listed = {one.indicator.code: one.cell for one in api.catalogue(who("works"))}
    assert listed["cases.opened"] is not None
    assert listed["cases.opened"].value == now
    assert listed["stat.retail"] is None
    with pytest.raises(OutsideYourArea):
        api.figure(who("works"), "stat.retail")
    assert not api.figure(who("alice"), "cases.opened").charged
    # A board draws the same for him, and for who sees the whole area all of it.
    api.load()
    board = api.view(who("works"), "operations")
    parts = {part.id: part for part in board.parts}
    assert board.charged
    assert [one.value for one in parts["opened"].cells] == [now]
    assert sum(one.value or 0 for one in parts["below"].lines if one.code == "cases.opened") == now
    assert sum(one.value or 0 for one in parts["matters"].lines) == now
    courses = [part.series for part in board.parts if part.kind == "trend"]
    assert [before, now] in [
        [one.value for one in each if one.code == "cases.opened"][-2:] for each in courses
    ]
    every = api.view(who("alice"), "operations")
    assert not every.charged
    assert next(part for part in every.parts if part.id == "opened").cells[0].value == whole
    chosen = api.view(who("works"), "operations", dimension="matter", member=parts["matters"].lines[0].member)
    few = {part.id: part for part in chosen.parts}
    assert few["opened"].cells[0].value == parts["matters"].lines[0].value
    assert few["course"].series[-1].code == "cases.closed"
    last = [one.value for one in few["course"].series if one.code == "cases.opened"][-1]
    assert last == parts["matters"].lines[0].value
    assert [one.member for one in few["matters"].lines] == [one.member for one in parts["matters"].lines]
    # Somebody in charge of what nobody has handled sees no figure of others.
    assert api.cockpit(who("water")).figures == []
    with pytest.raises(OutsideYourArea):
        indicators.charged(who("works"), area_id="no-such-area", period=period_of("month", town.now().date()))


def past(book: Book, units: str, months: list[int], day: str = "15", *, skip: int = 1) -> None:
    """So many cases of a unit in each of the months that end `skip` months ago, oldest first."""
    month = period_of("month", clock.now().date())
    for _ in range(skip):
        month = month.previous()
    for many in reversed(months):
        book.note(
            book.row(f"{units}{month.first}{number}", (f"{city.CITY}{WEST}/", f"{city.CITY}{WEST}/"))
            | {"secret": False, "living": 1, "units": units, "opened_day": f"{month.first:%Y-%m}-{day}"}
            | {"closed_day": None, "closed": 0, "hours": None}
            | {f"{rate}_{side}": 0 for rate in RATES for side in ("of", "so")}
            for number in range(many)
        )
        month = month.previous()


def test_a_figure_stands_in_the_cockpit_when_it_moves_unlike_itself(town: clock.VirtualClock) -> None:
    book = Book(random.Random(4))
    past(book, "|c-cgj|", [40, 44, 40, 44, 40, 44, 40])
    past(book, "|c-cgj|", [90], f"{clock.now().day:02}", skip=0)
    rows.count()
    leader("mayor")
    leader("works", unit="c-cgj")
    for login in ("mayor", "works"):
        found = {one.indicator.code: one for one in api.cockpit(who(login)).figures}
        opened = found["cases.opened"]
        assert opened.why == ["unusual"], login
        assert opened.ordinary == pytest.approx(max(4 / 44, 90**-0.5), rel=0.05)
        assert (opened.cell.change_previous or 0) == pytest.approx(50 / 40)
    # A month that still runs has not fallen: its sum is not over.
    town.advance(timedelta(days=31))
    assert "cases.opened" not in {one.indicator.code for one in api.cockpit(who("works")).figures}


def test_a_charge_has_its_own_revisions_and_forecast(town: clock.VirtualClock) -> None:
    book = Book(random.Random(5))
    past(book, "|c-cgj|", [3 + (number % 12 == 6) * 4 for number in range(30)])
    past(book, "|c-swj|", [1] * 3)
    rows.count()
    leader("works", unit="c-cgj")
    leader("water", unit="c-swj")
    for key in ("|c-cgj|", "|c-swj|"):
        last = f"{key}{period_of('month', clock.now().date()).previous().first}0"
        book.note([book.latest[last] | {"living": 0}])
        rows.count()
    month = period_of("month", clock.now().date()).previous()

    def revised(login: str) -> list[tuple[int, float | None, float | None, str]]:
        told = indicators.revisions(who(login), "cases.opened", area_id=CITY, tree="managed", period=month)
        return [(one.revision, one.old, one.new, one.why_zh) for one in told]

    assert [one[:3] for one in revised("alice")] == [(1, 4.0, 3.0), (2, 3.0, 2.0)]
    # Each charge is told of its own rows alone, by number too.
    [(number, old, new, why)] = revised("works")
    assert (number, old, new) == (1, 3.0, 2.0)
    assert "c-cgj" in why
    assert "c-swj" not in why
    assert [one[:3] for one in revised("water")] == [(1, 1.0, 0.0)]
    page = api.figure(who("works"), "cases.opened", day=month.last)
    assert (page.charged, page.cell.state, page.cell.revision) == (True, "revised", 1)
    assert [one.value for one in page.series[-2:]] == [3.0, 2.0]

    def foreseen(login: str, code: str = "cases.opened") -> Forecast:
        return indicators.forecast(who(login), code, area_id=CITY, tree="managed", kind="month")

    made = foreseen("works")
    assert made.standing in ("model", "naive")
    assert made.steps[0].first == period_of("month", clock.now().date()).first
    assert all(0 <= one.low <= one.value <= one.high for one in made.steps)
    assert (foreseen("water").standing, foreseen("water").periods) == ("short", 3)
    with pytest.raises(OutsideYourArea):
        indicators.revisions(who("works"), "stat.retail", area_id=CITY, tree="statistical", period=month)


def test_who_owns_one_figure_of_a_table_sees_no_other_of_it_whole(town: clock.VirtualClock) -> None:
    book = Book(random.Random(6))
    past(book, "|c-cgj|", [5])
    past(book, "|c-swj|", [7])
    rows.count()
    words = Words(zh="甲", en="a")
    indicators.declare(
        [
            IndicatorDeclaration(
                code=code, name=words, definition=words, source=words, unit="1", periods=("month",),
                owner=owner, formula=Formula(of="cases", by="opened_day", count=Part()),
            )
            for code, owner in (("own.cases", "urban_management"), ("theirs.cases", "water"))
        ],
        source="test",
    )  # fmt: skip
    leader("works", unit="c-cgj")
    month = period_of("month", clock.now().date()).previous()
    for codes in (["own.cases", "theirs.cases"], ["theirs.cases", "own.cases"]):
        told = indicators.charged(who("works"), codes, area_id=CITY, period=month)
        assert {one.code: one.value for one in told if one.period == month} == {
            "own.cases": 12, "theirs.cases": 5,
        }, codes  # fmt: skip
        found = indicators.course(who("works"), codes, area_id=CITY, count=1, until=month)
        assert (found["own.cases"][0].value, found["theirs.cases"][0].value) == (12, 5)
    assert api.causes(who("works"), "theirs.cases").before.value == 5


def test_a_leader_follows_a_topic_with_all_of_its_figures(town: clock.VirtualClock) -> None:
    book = Book(random.Random(8))
    past(book, "|c-cgj|", [5])
    past(book, "|c-cgj|", [5], f"{clock.now().day:02}", skip=0)
    rows.count()
    words = Words(zh="甲", en="a")
    indicators.declare(
        [
            IndicatorDeclaration(
                code=f"gas.{name}", name=words, definition=words, source=words, unit="1", periods=("month",),
                owner="water", formula=Formula(of="cases", by="opened_day", count=Part()),
            )
            for name in ("one", "two")
        ],
        source="gas",
    )  # fmt: skip
    said = {"parts": [{"id": "a", "kind": "figure", "indicators": ["gas.one"]}]}
    board = shapes.convert({"code": "gas-board", "title": {"zh": "燃气", "en": "Gas"}, **said}, Board)
    api.declare([board], source="gas")
    leader("mayor")
    plain = api.cockpit(who("mayor"))
    assert (plain.boards, [one.subscribed for one in plain.figures if one.subscribed]) == ([], [])
    with pytest.raises(UnknownTopic):
        api.subscribe(who("mayor"), ["topic:water"])
    found = api.subscribe(who("mayor"), ["topic:gas", "cases.opened"])
    asked = {one.indicator.code for one in found.figures if "subscribed" in one.why}
    assert asked == {"gas.one", "gas.two", "cases.opened"}
    assert [(one.topic, one.code, one.title_en) for one in found.boards] == [("gas", "gas-board", "Gas")]
    assert found.subscribed == ["cases.opened", "topic:gas"]
    # What a topic brings later is followed too; a topic that went away asks for nothing.
    indicators.declare([], source="gas")
    api.declare([], source="gas")
    gone = api.cockpit(who("mayor"))
    assert (gone.boards, {one.indicator.code for one in gone.figures if one.subscribed}) == (
        [],
        {"cases.opened"},
    )


def test_the_business_graph_leads_from_a_figure_to_matters_units_and_owner(town: clock.VirtualClock) -> None:
    seen = api.graph(who("alice"), kind="indicator", code="cases.opened")
    columns = {column.kind: column for column in seen.columns}
    assert list(columns) == ["duty", "matter", "flow", "table", "indicator", "owner"]
    assert [one.code for one in columns["table"].nodes] == ["cases"]
    assert "c-cgj" in [one.code for one in columns["duty"].nodes]
    # Every edge joins two nodes that are drawn, and leads one column to the right.
    keys = [node.key for column in seen.columns for node in column.nodes]
    order = [column.kind for column in seen.columns]
    assert seen.edges
    for edge in seen.edges:
        assert {edge.left, edge.right} <= set(keys)
        left, right = (order.index(key.split(":")[0]) for key in (edge.left, edge.right))
        assert right == left + 1
    # From a unit one sees its matters and their figures; from a matter the unit that leads it.
    unit = api.graph(who("alice"), kind="duty", code="c-cgj")
    matter = next(one for column in unit.columns if column.kind == "matter" for one in column.nodes)
    assert matter.near
    back = api.graph(who("alice"), kind="matter", code=matter.code)
    assert "c-cgj" in [one.code for one in back.columns[0].nodes]
    assert any(one.code == "cases.opened" for one in back.columns[4].nodes)
    with pytest.raises(UnknownNode):
        api.graph(who("alice"), kind="matter", code="no-such-matter")


def test_the_alerts_of_a_charge_stand_in_its_cockpit(town: clock.VirtualClock) -> None:
    book = Book(random.Random(9))
    late = {f"{rate}_{side}": 0 for rate in RATES for side in ("of", "so")} | {"finish_of": 1}
    book.note(
        book.row(f"k{number}", (f"{city.CITY}{WEST}/", f"{city.CITY}{WEST}/"))
        | {"secret": False, "living": 1, "units": "|c-cgj|", "opened_day": f"{clock.now():%Y-%m-%d}"}
        | late
        for number in range(40)
    )
    rows.count()
    held = tasks.acquire("indicators.watch", "test")
    assert held is not None
    WatchTask().pump(held)
    leader("mayor")
    shown = api.cockpit(who("mayor")).alerts
    assert shown.open == AlertRow.objects.filter(state="open").count() > 0
    assert all("按时办结率" in one.sentence_zh for one in shown.first)
    assert {CITY, WEST} >= {one.area_id for one in shown.first}
