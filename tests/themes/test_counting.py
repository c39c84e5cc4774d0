"""Appeals are counted from their facts: in any order, told twice, all over again; and rows add up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.cases import city
from yiwang.areas import api as areas
from yiwang.identity.api import Subject
from yiwang.kernel import chance, clock, facts
from yiwang.kernel.ids import new_id
from yiwang.themes import _counting as counting
from yiwang.themes import api
from yiwang.themes.api import AppealFilters
from yiwang.themes.models import AppealSeen, Cell, EventLead

from . import world

Who = Callable[[str], Subject]


def state() -> list[Any]:
    seen = AppealSeen.objects.order_by("id").values()
    return [list(seen), list(Cell.objects.order_by("id").values())]


def busy_days(town: clock.VirtualClock) -> None:
    """Appeals of all sorts: joined, unjoined, voided, merged, secret, against a unit, not dispatched yet."""
    first = world.appeal("449901001")
    event = new_id()
    with world.transaction.atomic():
        first.link(event)
    second = world.appeal(world.VILLAGE, event=event)
    town.advance(timedelta(days=1))
    with world.transaction.atomic():
        world.appeal("449902001").void()
        world.appeal("449901001").merge(first)
        world.Spoken(area="449901070", matter="").register(repeated=True)
        second.join(new_id())
    world.appeal("449902001", "flooded-street", secret=True)
    world.appeal("449902001", "flooded-street", against=("w-zf",), path=city.CITY)
    world.pump("kernel.sequencer")


def test_facts_in_any_order_and_told_twice_leave_the_same_counts(town: clock.VirtualClock) -> None:
    busy_days(town)
    told = [facts.told(row) for row in facts.read(0, limit=500)]
    heard = [one for one in told if one.fact_type.startswith("appeals.")]
    for one in heard:
        counting.hear(one)
    expected = state()
    assert expected[0]
    for seed in range(5):
        for table in (AppealSeen, Cell, EventLead):
            table.objects.all().delete()
        mixed = heard * 2
        chance.rng("themes.mixed", seed).shuffle(mixed)
        for one in mixed:
            counting.hear(one)
        assert state() == expected


def test_counts_can_be_rebuilt_from_the_facts(town: clock.VirtualClock) -> None:
    busy_days(town)
    world.pump()
    before = state()
    Cell.objects.all().delete()
    AppealSeen.objects.update(matter="nonsense")
    assert api.rebuild() > 0
    assert state() == before


def test_a_cell_leaves_out_what_is_confidential_void_or_merged(town: clock.VirtualClock) -> None:
    busy_days(town)
    world.pump()
    counted = {(cell.place_path, cell.matter): cell.appeals for cell in Cell.objects.all()}
    assert counted[(city.EAST_TOWN, "street-stall")] == 1  # its repeat was merged into it
    assert (city.WEST_TOWN, "street-stall") not in counted  # voided
    # The confidential one is nowhere; the one against the west district is counted above it.
    assert counted[(city.CITY, "flooded-street")] == 1
    assert (city.WEST_TOWN, "flooded-street") not in counted


def test_a_complaint_against_a_unit_counts_above_its_area_however_it_was_told(
    town: clock.VirtualClock,
) -> None:
    world.appeal("449902001", against=("w-zf",))  # told at its own place
    world.appeal(world.VILLAGE, against=("et-zf",))  # a town's government
    world.appeal("449901001", against=("c-cgj",))  # a bureau of the city
    world.pump()
    counted = {cell.place_path: cell.appeals for cell in Cell.objects.all()}
    assert counted == {city.CITY: 2, city.EAST: 1}


def test_two_appeals_of_one_event_are_one_event(town: clock.VirtualClock) -> None:
    event = new_id()
    world.appeal("449901001", event=event)
    world.appeal("449901001", event=event)
    world.appeal("449901001")
    world.pump()
    cell = Cell.objects.get()
    assert (cell.appeals, cell.events) == (3, 2)


@pytest.mark.parametrize("by", ["area", "matter", "class", "unit"])
@pytest.mark.parametrize("login", ["alice", "eve", "town"])
def test_the_rows_of_a_ranking_add_up_and_each_opens_to_its_appeals(
    town: clock.VirtualClock, who: Who, by: str, login: str
) -> None:
    busy_days(town)
    world.pump()
    subject = who(login)
    found = api.ranking(subject, by, AppealFilters())
    whole = api.list_appeals(subject, AppealFilters(area=found.under), size=200)
    assert found.total == sum(row.count for row in found.rows) == whole.total
    for row in found.rows:
        asked = {
            "area": AppealFilters(area=row.key, own=row.own),
            "matter": AppealFilters(area=found.under, kind="matter", theme=row.key),
            "class": AppealFilters(area=found.under, kind="class", theme=row.key),
            "unit": AppealFilters(area=found.under, unit=row.key),
        }[by]
        assert api.list_appeals(subject, asked).total == row.count


def test_children_add_up_to_their_parent_all_over_the_tree(town: clock.VirtualClock, who: Who) -> None:
    draw = chance.rng("themes.tree")
    places = [area_id for area_id, _, level, _ in city.AREAS if level not in ("province", "city")]
    for _ in range(60):
        world.appeal(draw.choice(places), draw.choice(["street-stall", "flooded-street"]))
    world.pump()
    alice = who("alice")
    waiting = ["4499"]
    while waiting:
        here = waiting.pop()
        found = api.ranking(alice, "area", AppealFilters(area=here))
        assert found.total == api.list_appeals(alice, AppealFilters(area=here)).total
        assert found.total == sum(row.count for row in found.rows)
        for row in found.rows:
            if not row.own:
                below = api.ranking(alice, "area", AppealFilters(area=row.key))
                assert below.total == row.count
                waiting.append(row.key)
    assert api.ranking(alice, "area", AppealFilters(area="4499")).total == 60


def test_nobody_sees_a_complaint_against_his_own_unit_nor_a_confidential_one(
    town: clock.VirtualClock, who: Who
) -> None:
    busy_days(town)
    world.pump()
    west = api.list_appeals(who("charlie"), AppealFilters(), size=200).items
    assert not [row for row in west if row.matter == "flooded-street"]
    assert [row for row in api.list_appeals(who("alice"), AppealFilters()).items if row.matter] != []


def test_a_town_that_moves_takes_its_counts_along(town: clock.VirtualClock, who: Who) -> None:
    world.appeal("449901001")
    world.pump()
    areas.move_area("449901001", "449902", on=clock.now().date(), actor="alice", reason="区划调整")
    world.pump()
    assert Cell.objects.get().place_path == f"{city.WEST}449901001/"
    found = api.ranking(who("alice"), "area", AppealFilters(area="4499"))
    assert {row.key: row.count for row in found.rows} == {"449902": 1}


def test_what_comes_again_is_listed_once_each(town: clock.VirtualClock, who: Who) -> None:
    event = new_id()
    first = world.appeal("449901001", event=event)
    world.appeal("449901001", event=event)
    with world.transaction.atomic():
        world.Spoken(area="449901001", matter="street-stall").register(repeated=True).merge(first)
    busy = world.appeal("449902001", "flooded-street", event=new_id())
    with world.transaction.atomic():
        busy.round += 1
        busy.tell(world.AppealLinked, event_id="e2")
    world.pump()
    found = {row.kind: row for row in api.repeated(who("alice"), AppealFilters()).items}
    assert (found["event"].appeals, found["event"].event_id) == (2, event)
    assert found["person"].key == first.id
    assert (found["redo"].rounds, found["redo"].matter) == (2, "flooded-street")


def test_what_is_answered_at_once_counts_under_the_matter_it_was_registered_with(
    town: clock.VirtualClock,
) -> None:
    with world.transaction.atomic():
        world.Spoken(area="449901001", matter="").register(matter="street-stall")
    world.pump()
    assert [(one.matter, one.appeals) for one in Cell.objects.all()] == [("street-stall", 1)]
