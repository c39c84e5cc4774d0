"""例行: what a record sets in motion happens once, goes along with its case, and comes round by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.routines.conftest import pump, words
from yiwang.cases import api as cases
from yiwang.events.models import Event
from yiwang.identity.api import Subject
from yiwang.kernel import clock, facts
from yiwang.kernel.models import FactRow
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import NotYourRecord, RecordFaults
from yiwang.ledgers.declarations import Condition
from yiwang.messages.models import AddressRow, MessageRow
from yiwang.routines import api
from yiwang.routines import tasks as routine_tasks
from yiwang.routines.contracts import RoutineFaults, UnknownRoutine
from yiwang.routines.declarations import (
    Doer,
    Every,
    Following,
    Opens,
    Plan,
    Reaction,
    Sets,
    Tells,
    When,
    Writes,
)
from yiwang.routines.models import Deed, RoutineRow, RoutineRun

pytestmark = [pytest.mark.django_db, pytest.mark.database]
Who = Callable[[str], Subject]
VILLAGE = "449901001201"
FINDS = Reaction(
    code="exits",
    name=words("不合格立隐患"),
    ledger="tasks",
    when=When(moves=("submit",), where=(Condition(field="exits", is_=("bad",)),)),
    writes=(
        Writes(
            into="dangers",
            values={
                "number": "{key}-1",
                "name": "{title}：{exits}",
                "village": "{village}",
                "site": "{site}",
            },
            repeated="before",
            same=("site",),
        ),
    ),
)
OPENS = Reaction(
    code="opens",
    name=words("隐患立案"),
    ledger="dangers",
    when=When(recorded=True),
    opens=Opens(matter="street-stall", title=words("隐患：{title}")),
)
FOLLOWS = Following(
    code="follows",
    name=words("随案销号"),
    ledger="dangers",
    steps={"dispatched": "begin", "closed": "end", "voided": "end"},
)
LATE = Reaction(
    code="late",
    name=words("检查逾期"),
    ledger="tasks",
    when=When(passes="due", states=("planned",)),
    moves="overdue",
    tells=Tells(title=words("检查任务逾期：{title}"), above="inspector"),
)
DONE = Reaction(
    code="done",
    name=words("记检查日期"),
    ledger="tasks",
    when=When(moves=("submit",)),
    sets=(Sets(link="site", values={"last": "{today}"}),),
)
PLAN = Plan(
    code="plan",
    name=words("检查计划"),
    ledger="sites",
    into="tasks",
    values={
        "number": "{key}-{due}",
        "name": "{title}",
        "village": "{village}",
        "site": "{id}",
        "due": "{due}",
        "people": "{people}",
    },
    link="site",
    class_="level",
    last="last",
    every=(Every(class_="high", days=30), Every(class_="low", days=90, share=0.5)),
    within_days=10,
    by=Doer(line="urban_management", drawn=1),
)


def site(who: Who, number: int, level: str = "high") -> str:
    values = {"number": f"D-{number}", "name": f"第{number}单位", "village": VILLAGE, "level": level}
    return ledgers.record(who("eve"), "sites", values).id


def task(who: Who, number: str = "T-1", **values: Any) -> Any:
    said = {"number": number, "name": "检查", "village": VILLAGE, "exits": "bad", **values}
    return ledgers.record(who("eve"), "tasks", said)


def of(code: str) -> list[Any]:
    return ledgers.walk(code)


def test_a_bad_item_becomes_a_danger_and_that_an_event_with_its_case(
    town: clock.VirtualClock, who: Who
) -> None:
    api.declare([FINDS, OPENS, FOLLOWS], scene="t/s")
    place = site(who, 1)
    row = task(who, site=place)
    ledgers.move(who("eve"), row.id, "submit", version=row.version)
    pump()
    [danger] = of("dangers")
    assert (danger.key, danger.title, danger.values["before"]) == ("T-1-1", "检查：不合格", False)
    event = Event.objects.get()
    assert (event.source, event.title_zh) == (f"record:{danger.id}", "隐患：检查：不合格")
    assert event.area_path == danger.area_path
    [case] = cases.cases_of_event(event.id)
    assert case.lead_unit == "et-zf"
    assert danger.state == "rectifying"
    step = ledgers.detail(who("eve"), danger.id).steps[0]
    assert (step.act, step.actor_name, case.number in step.reason) == ("begin", "", True)
    [deed] = api.deeds(who("eve"), danger.id)
    [unit] = deed.units
    assert (unit.unit, unit.answered_at, unit.late) == ("et-zf", None, False)
    assert unit.due_at is not None
    clock_at = unit.due_at + timedelta(minutes=1)
    town.advance(clock_at - clock.now())
    [unit] = api.deeds(who("eve"), danger.id)[0].units
    assert (unit.unit_name, unit.due_at, unit.late) == (
        case.lead_unit_name,
        clock_at - timedelta(minutes=1),
        True,
    )


def test_told_again_it_happens_once(town: clock.VirtualClock, who: Who) -> None:
    api.declare([FINDS, OPENS, FOLLOWS], scene="t/s")
    row = task(who)
    ledgers.move(who("eve"), row.id, "submit", version=row.version)
    pump()
    for fact in FactRow.objects.order_by("position"):
        if fact.fact_type.startswith("ledgers.") and "record_id" in fact.data:
            routine_tasks.hear_record(facts.told(fact))  # type: ignore[arg-type]
    pump()
    assert (len(of("dangers")), Event.objects.count()) == (1, 1)
    assert Deed.objects.filter(what="event").count() == 1


def test_what_passes_does_nothing(town: clock.VirtualClock, who: Who) -> None:
    api.declare([FINDS, OPENS], scene="t/s")
    row = task(who, exits="good")
    ledgers.move(who("eve"), row.id, "submit", version=row.version)
    pump()
    assert of("dangers") == []


def test_the_record_ends_with_its_case_and_a_second_one_counts_as_repeated(
    town: clock.VirtualClock, who: Who
) -> None:
    api.declare([FINDS, OPENS, FOLLOWS], scene="t/s")
    place = site(who, 1)
    for number in ("T-1", "T-2"):
        row = task(who, number, site=place)
        ledgers.move(who("eve"), row.id, "submit", version=row.version)
        pump()
    first, second = of("dangers")
    assert [first.values["before"], second.values["before"]] == [False, True]
    [case] = cases.cases_of_event(Deed.objects.get(record_id=first.id, what="event").object_id)
    cases.void(who("alice"), case.id, reason="重复登记，作废")
    pump()
    assert [one.state for one in of("dangers")] == ["struck_off", "rectifying"]


def test_a_step_of_ours_is_nobodys(town: clock.VirtualClock, who: Who) -> None:
    row = task(who)
    with pytest.raises(NotYourRecord):
        ledgers.move(who("eve"), row.id, "overdue", version=row.version)
    place = site(who, 1)
    with pytest.raises(RecordFaults) as refused:
        ledgers.change(who("eve"), place, {"last": "2026-01-01"}, version=1)
    assert "由系统计算" in refused.value.sentence("zh")


def test_what_is_overdue_moves_and_is_told_above_once(town: clock.VirtualClock, who: Who) -> None:
    api.declare([LATE], scene="t/s")
    today = clock.now().date()
    task(who, "T-1", due=(today + timedelta(days=1)).isoformat())
    task(who, "T-2", due=(today + timedelta(days=9)).isoformat())
    pump()
    town.advance(timedelta(days=2))
    pump()
    assert {one.key: one.state for one in of("tasks")} == {"T-1": "late", "T-2": "planned"}
    town.advance(timedelta(hours=3))
    pump()
    [told] = MessageRow.objects.filter(kind="routine")
    assert told.title_zh == "检查任务逾期：检查"
    addressed = AddressRow.objects.filter(message_id=told.id).values_list("unit", "user")
    assert set(addressed) == {("e-cgj", ""), ("", "bob"), ("", "irene")}


def test_a_plan_gives_each_its_task_in_turn(town: clock.VirtualClock, who: Who) -> None:
    first = site(who, 1)
    api.declare([PLAN, DONE], scene="t/s")
    pump()
    [given] = of("tasks")
    assert (given.values["site"], given.unit, given.values["people"]) == (first, "e-cgj", "eve")
    town.advance(timedelta(days=1))
    pump()
    assert len(of("tasks")) == 1, "no second while the first is open"
    ledgers.move(who("eve"), given.id, "submit", version=given.version)
    pump()
    held = ledgers.find_record(first)
    assert held.values["last"] == clock.now().astimezone(clock.SHANGHAI).date().isoformat()
    town.advance(timedelta(days=19))
    pump()
    assert len(of("tasks")) == 1
    town.advance(timedelta(days=2))
    pump()
    assert len(of("tasks")) == 2


def test_a_share_is_drawn_once_a_round_and_the_same_again(town: clock.VirtualClock, who: Who) -> None:
    for number in range(9):
        site(who, number, "low")
    api.declare([PLAN], scene="t/s")
    pump()
    drawn = [one.values["site"] for one in of("tasks")]
    assert len(drawn) == 5
    RoutineRow.objects.update(keeps={}, next_at=clock.now())
    pump()
    assert [one.values["site"] for one in of("tasks")] == drawn
    note = RoutineRun.objects.order_by("id").first().notes[0]["zh"]
    assert note.endswith("9 个中随机抽取 5 个")


def test_what_is_no_longer_declared_stops(town: clock.VirtualClock, who: Who) -> None:
    api.declare([OPENS], scene="t/s")
    api.declare([OPENS], scene="t/s")
    assert RoutineRow.objects.get().version == 1
    api.declare([], scene="t/s")
    values = {"number": "Y-1", "name": "隐患", "village": VILLAGE}
    ledgers.record(who("eve"), "dangers", values)
    pump()
    assert not Event.objects.exists()


def test_a_routine_over_what_is_not_there_is_refused(town: clock.VirtualClock) -> None:
    broken = replace(OPENS, when=When(moves=("nowhere",)))
    with pytest.raises(RoutineFaults) as refused:
        api.declare([broken, replace(LATE, ledger="nothing"), LATE], scene="t/s")
    named = [(one["code"], one["zh"]) for one in refused.value.details["faults"]]
    assert named == [
        ("opens", "台账里没有“nowhere”。"),
        ("late", "台账里没有“nothing”。"),
        ("late", "例行“late”重复。"),
    ]
    assert not RoutineRow.objects.exists()


def test_the_list_says_what_runs_and_what_was_done(town: clock.VirtualClock, who: Who) -> None:
    api.declare([FINDS, PLAN], scene="t/s")
    place = site(who, 1)
    pump()
    town.advance(timedelta(days=1))
    pump()
    page = api.list_routines(who("eve"))
    cards = {one.id: one for one in page.items}
    assert (cards["t/s/plan"].did, cards["t/s/exits"].did) == (1, 0)
    shown = api.get_routine(who("eve"), "t/s/plan")
    assert [(one.looked, one.did) for one in shown.rounds] == [(1, 0), (1, 1)]
    [deed] = api.deeds(who("eve"), place)
    assert (deed.what, deed.object_id) == ("record", of("tasks")[0].id)
    with pytest.raises(UnknownRoutine):
        api.get_routine(who("eve"), "t/s/none")
