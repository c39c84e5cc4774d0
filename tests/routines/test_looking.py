"""What is set in motion is seen: when it ran, what it made, what failed and why; it is run by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.cases import city
from tests.routines.conftest import pump, words
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow, ParkedFact
from yiwang.ledgers import api as ledgers
from yiwang.routines import api
from yiwang.routines.contracts import RoutineFaults, RunsByHearing, UnknownRoutine
from yiwang.routines.declarations import Every, Following, Opens, Plan, Reaction, Sets, When, Writes
from yiwang.routines.models import RoutineRun

pytestmark = [pytest.mark.django_db, pytest.mark.database]
Who = Callable[[str], Subject]
PLAN = Plan(
    code="rounds",
    name=words("定期检查"),
    ledger="sites",
    into="tasks",
    values={
        "number": "{key}-{due}",
        "name": "{title}检查",
        "village": "{village}",
        "site": "{id}",
        "due": "{due}",
    },
    link="site",
    every=(Every(days=30),),
)
COPIES = Reaction(
    code="copies",
    name=words("登记隐患"),
    ledger="tasks",
    when=When(moves=("submit",)),
    writes=(Writes(into="dangers", values={"number": "{key}", "name": "{title}"}),),
)
BACK = Reaction(
    code="back",
    name=words("再查"),
    ledger="dangers",
    when=When(recorded=True),
    writes=(Writes(into="tasks", values={"number": "{key}-again", "name": "{title}"}),),
)


def site(number: str, village: str = city.EAST_TOWN, unit: str = "") -> Any:
    values = {"number": number, "name": f"单位{number}", "village": village.strip("/").split("/")[-1]}
    return ledgers.record(Subject.system("test"), "sites", values, unit=unit)


@pytest.fixture
def steward(town: clock.VirtualClock, who: Who) -> Subject:
    return who("steward")


def test_a_round_is_seen_with_what_it_made_for_whom_it_may_be_seen(
    town: clock.VirtualClock, steward: Subject, who: Who
) -> None:
    api.declare([PLAN], scene="fire/rounds")
    site("A-1")
    site("B-1", city.WEST_TOWN, "w-zf")
    pump()
    (card,) = api.list_routines(steward, topic="fire").items
    assert (card.made, card.looked, card.failed, card.did) == (2, 2, 0, 2)
    assert card.last_at is not None
    assert card.next_at is not None
    assert card.may_run
    assert card.does_zh == "每 30 天轮到一次，给出一条检查任务"
    assert api.list_routines(steward, topic="fir").total == 0
    whole = api.get_routine(steward, "fire/rounds/rounds")
    assert ({one.key for one in whole.made}, whole.hidden) == ({"A-1", "B-1"}, 0)
    # Somebody of the east sees the deeds of the east, and that there are others.
    local = api.get_routine(who("eve"), "fire/rounds/rounds")
    assert [one.key for one in local.made] == ["A-1"]
    assert local.hidden == 1
    assert not local.card.may_run


def test_it_is_run_by_hand_by_who_may_and_gives_nothing_twice(
    town: clock.VirtualClock, steward: Subject, who: Who
) -> None:
    api.declare([PLAN, COPIES], scene="fire/rounds")
    site("A-1")
    pump()
    town.advance(timedelta(hours=1))
    with pytest.raises(Forbidden):
        api.run(who("bob"), "fire/rounds/rounds")
    with pytest.raises(RunsByHearing):
        api.run(steward, "fire/rounds/copies")
    with pytest.raises(UnknownRoutine):
        api.run(steward, "fire/rounds/nowhere")
    for _ in range(2):
        api.run(steward, "fire/rounds/rounds")
    assert FactRow.objects.filter(fact_type="routines.asked").count() == 1
    pump()
    whole = api.get_routine(steward, "fire/rounds/rounds")
    assert [(one.did, one.by_name) for one in whole.rounds] == [(0, "steward"), (1, "")]
    town.advance(timedelta(days=1))
    pump()
    assert api.get_routine(steward, "fire/rounds/rounds").rounds[0].by_name == ""


def test_what_could_not_be_done_is_said_with_its_reason_and_the_rest_goes_on(
    town: clock.VirtualClock, steward: Subject, who: Who
) -> None:
    bad = replace(
        COPIES,
        code="bad",
        name=words("写错的"),
        when=When(recorded=True),
        writes=(Writes(into="dangers", values={"number": "{key}-x"}),),  # its name is required
    )
    good = replace(
        bad,
        code="good",
        name=words("写对的"),
        writes=(Writes(into="dangers", values=COPIES.writes[0].values),),
    )
    api.declare([bad, good], scene="fire/rounds")
    ledgers.record(Subject.system("test"), "tasks", {"number": "T-1", "name": "检查"})
    pump()
    cards = {card.id: card for card in api.list_routines(steward).items}
    assert (cards["fire/rounds/bad"].failed, cards["fire/rounds/bad"].did) == (1, 0)
    assert (cards["fire/rounds/good"].failed, cards["fire/rounds/good"].did) == (0, 1)
    assert not ParkedFact.objects.exists()
    assert RoutineRun.objects.filter(routine="fire/rounds/bad").count() == 1
    said = api.get_routine(steward, "fire/rounds/bad").rounds[0].failed_zh
    assert len(said) == 1
    # A refusal may name a record: others learn that, not what.
    assert "数据管理员" in api.get_routine(who("bob"), "fire/rounds/bad").rounds[0].failed_zh[0]
    assert "数据管理员" not in said[0]


def test_routines_that_set_each_other_off_are_refused_with_both_names(town: clock.VirtualClock) -> None:
    begun = replace(COPIES, when=When(recorded=True))
    with pytest.raises(RoutineFaults) as refused:
        api.declare([begun, BACK], scene="fire/rounds")
    said = refused.value.details["faults"][0]["zh"]
    assert "登记隐患" in said
    assert "再查" in said
    api.declare([begun], scene="fire/rounds")
    with pytest.raises(RoutineFaults) as refused:  # also where the other one is another topic's
        api.declare([BACK], scene="housing/rounds")
    assert "fire/rounds/copies" in refused.value.details["faults"][0]["zh"]
    assert "housing/rounds/back" in refused.value.details["faults"][0]["zh"]
    # What a person does in between ends the chain.
    api.declare([COPIES], scene="fire/rounds")
    api.declare([BACK], scene="housing/rounds")


@pytest.mark.parametrize(
    "one",
    [
        Reaction(
            code="own", name=words("自己"), ledger="sites", when=When(fields=("name",)),
            sets=(Sets(values={"name": "{title}！"}),),
        ),
        Reaction(
            code="own", name=words("自己"), ledger="tasks", when=When(moves=("overdue",)), moves="overdue"
        ),
        replace(BACK, code="own", ledger="tasks", name=words("自己")),
    ],
)  # fmt: skip
def test_a_routine_that_sets_itself_off_is_refused(town: clock.VirtualClock, one: Reaction) -> None:
    with pytest.raises(RoutineFaults) as refused:
        api.declare([one], scene="fire/rounds")
    assert "触发自己" in refused.value.details["faults"][0]["zh"]


def test_a_circle_through_a_case_that_is_dispatched_by_itself_is_one(town: clock.VirtualClock) -> None:
    opens = Reaction(
        code="opens", name=words("立案"), ledger="dangers", when=When(moves=("begin",)),
        opens=Opens(matter="street-stall", title=words("{title}")),
    )  # fmt: skip
    along = Following(code="along", name=words("随案"), ledger="dangers", steps={"dispatched": "begin"})
    with pytest.raises(RoutineFaults) as refused:
        api.declare([opens, along], scene="fire/rounds")
    assert "立案" in refused.value.details["faults"][0]["zh"]
    api.declare([opens, replace(along, steps={"closed": "end"})], scene="fire/rounds")
