"""Flows as data: faults come all at once, and a case finishes on the version that it began with."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from yiwang.cases import _flows as flows
from yiwang.cases import api
from yiwang.cases._known import ACTS, CONDITIONS, SYSTEM_ACTS
from yiwang.cases.contracts import CoUnitsUnfinished, FlowIsShipped, UnknownFlow
from yiwang.cases.declarations import ACTS as ACT_NAMES
from yiwang.cases.declarations import CONDITIONS as CONDITION_NAMES
from yiwang.cases.declarations import Flow, Move, Stage
from yiwang.cases.models import Case, CaseAlert, CaseFlow
from yiwang.identity import api as identity
from yiwang.kernel import clock
from yiwang.kernel.declarations import Words, load_yaml
from yiwang.kernel.models import FactRow
from yiwang.matters import api as matters
from yiwang.matters.declarations import UnitRef

from . import city, world

GOOD = """
code: short
name: {zh: 短, en: Short}
stages:
  - {code: opened, zh: 待分拨, en: awaiting dispatch, starts: [total]}
  - {code: dispatched, zh: 待签收, en: awaiting take, starts: [take]}
  - {code: closed, zh: 已结案, en: closed, ends: true}
moves:
  - {act: dispatch, from: [opened], to: dispatched}
  - {act: close, from: [dispatched], to: closed}
"""


def faults(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "flow.yaml"
    file.write_text(text, encoding="utf-8")
    return [fault.zh for fault in load_yaml(file, Flow, name="flow.yaml").faults]


def short(**changes: object) -> Flow:
    flow = Flow(
        code="short",
        name=Words(zh="短", en="Short"),
        stages=(
            Stage(code="opened", zh="待分拨", en="awaiting dispatch", starts=("total",), unfinished=True),
            Stage(code="dispatched", zh="待签收", en="awaiting take", starts=("take",), unfinished=True),
            Stage(code="taken", zh="处置中", en="in hand", stops=("take",), unfinished=True),
            Stage(code="verified", zh="核查通过", en="verified"),
            Stage(code="closed", zh="已结案", en="closed", ends=True),
        ),
        moves=(
            Move(act="dispatch", from_=("opened",), to="dispatched"),
            Move(act="take", from_=("dispatched",), to="taken"),
            Move(act="handle", from_=("taken",), to="verified"),
            Move(act="close", from_=("verified",), to="closed"),
        ),
    )
    return replace(flow, **changes)  # type: ignore[arg-type]


def test_a_sound_flow_has_no_faults(tmp_path: Path) -> None:
    assert faults(tmp_path, GOOD) == []
    assert list(short().problems()) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("act: dispatch", "act: despatch", "despatch"),
        ("to: dispatched}", "to: dispached}", "没有环节“dispached”"),
        ("from: [dispatched]", "from: [sent]", "没有环节“sent”"),
        ("starts: [take]", "starts: [tack]", "tack"),
        ("to: closed}", "to: closed, when: [sunny]}", "sunny"),
        (", ends: true", "", "没有一个环节是终点"),
        ("from: [dispatched], to: closed", "from: [dispatched]", "环节“closed”从“opened”走不到"),
        ("act: close,", "act: verify,", "result"),
        ("to: closed}", "to: closed, whom: [lead]}", "whom"),
        ("code: dispatched", "code: opened", "opened"),
    ],
)
def test_each_wrong_flow_is_told_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = faults(tmp_path, GOOD.replace(old, new, 1))
    assert any(said in one for one in found), found


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("to: dispatched}", "to: nowhere}").replace(", ends: true", "")
    assert len(faults(tmp_path, text)) >= 4  # no such stage, no end, two stages out of reach


def test_a_stage_from_which_no_end_can_be_reached_is_a_fault() -> None:
    flow = short(moves=(*short().moves, Move(act="suspend", from_=("taken",), to="asleep")))
    flow = replace(flow, stages=(*flow.stages, Stage(code="asleep", zh="沉睡", en="asleep")))
    assert ["走不到任何终点" in one.zh for one in flow.problems()] == [True]
    back = replace(flow, moves=(*flow.moves, Move(act="resume", from_=("asleep",), to="back")))
    assert list(back.problems()) == []


def test_a_move_that_is_never_taken_is_a_fault() -> None:
    flow = short(moves=(*short().moves, Move(act="take", from_=("dispatched",), to="verified")))
    assert ["永远不会用到" in one.zh for one in flow.problems()] == [True]


def test_the_code_knows_every_act_and_condition_that_a_flow_may_name() -> None:
    assert set(ACT_NAMES) == set(ACTS) | (set(ACT_NAMES) & set(SYSTEM_ACTS))
    assert not set(ACTS) - set(ACT_NAMES)
    assert set(CONDITION_NAMES) == set(CONDITIONS)


@pytest.mark.parametrize("code", ["device", "hotline", "grid"])
def test_the_shipped_flows_are_sound_and_come_back_as_they_were_kept(code: str) -> None:
    line = flows.shipped()[code]
    assert list(line.flow.problems()) == []
    kept = flows.flow_of(asdict(line.flow))
    assert (kept, flows.version_of(kept)) == (line.flow, line.version)


def test_the_grid_line_has_the_seven_steps_of_the_standard() -> None:
    line = flows.shipped()["grid"]
    names = {stage.zh for stage in line.flow.stages}
    steps = {"信息收集", "案件建立", "任务派遣", "任务处理", "处理反馈", "核查结案", "综合评价"}
    assert steps <= names
    assert line.flow.stands == "GB/T 30428"


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.usefixtures("bus")
class TestRunning:
    def opened(self, **said: object) -> Case:
        alert = world.alert(**said)  # type: ignore[arg-type]
        world.pump()
        return Case.objects.get(pk=CaseAlert.objects.get(pk=alert).case_id)

    def declare(self, *moves: Move) -> None:
        api.declare_flows([short(moves=(*short().moves, *moves))], pack="test")
        matters.declare([replace(city.STALL, flow="short")], pack="test")

    def test_a_matter_names_its_flow_and_a_case_finishes_on_its_version(
        self, town: clock.VirtualClock
    ) -> None:
        self.declare()
        first = self.opened(matter="street-stall", hazard="stall")
        self.declare(Move(act="urge", from_=("dispatched",)))
        second = self.opened(matter="street-stall", hazard="stall", thing_id="g2")
        assert first.flow == second.flow == "short"
        assert first.flow_version != second.flow_version
        alice = identity.subject_of("alice")
        assert "urge" not in api.get_case(alice, first.id).allowed
        assert "urge" in api.get_case(alice, second.id).allowed
        assert api.get_flow("short").row.version == second.flow_version
        assert api.get_flow("short", first.flow_version).row.version == first.flow_version
        assert FactRow.objects.filter(fact_type="cases.flow_declared").count() == 2

    @pytest.mark.parametrize(
        ("joins", "done", "closes"),
        [
            ("all", 1, False),
            ("all", 2, True),
            ("any", 0, False),
            ("any", 1, True),
            ("lead", 0, True),
        ],
    )
    def test_a_lead_case_waits_for_all_any_or_none_of_its_sub_cases(
        self, town: clock.VirtualClock, joins: str, done: int, closes: bool
    ) -> None:
        api.declare_flows([short(joins=joins)], pack="test")
        first = city.FLOOD.duty_rules[0]
        water = replace(first.co_units[0], unit=UnitRef(unit="c-swj"))
        rules = (replace(first, co_units=(*first.co_units, water)),)
        matters.declare([replace(city.FLOOD, flow="short", photos=(), duty_rules=rules)], pack="test")
        case = self.opened()
        subs = Case.objects.filter(parent_id=case.id).order_by("lead_unit")
        assert [one.lead_unit for one in subs] == ["c-jj", "c-swj"]
        holders = {"c-jj": "tom", "c-swj": "walter", "c-cgj": "bob"}
        for one in [*subs[:done], case]:
            holder = identity.subject_of(holders[one.lead_unit])
            api.take(holder, one.id)
            api.handle(holder, one.id, text="已完成")
        irene = identity.subject_of("irene")
        if not closes:
            with pytest.raises(CoUnitsUnfinished):
                api.close(irene, case.id)
            return
        api.close(irene, case.id)
        assert set(Case.objects.values_list("state", flat=True)) == {"closed"}

    def test_the_same_words_declare_nothing_and_a_shipped_code_is_taken(
        self, town: clock.VirtualClock
    ) -> None:
        assert api.declare_flows([short()], pack="test") == ["short"]
        assert api.declare_flows([short()], pack="test") == []
        with pytest.raises(FlowIsShipped):
            api.declare_flows([short(code="device")], pack="test")
        with pytest.raises(UnknownFlow):
            api.get_flow("nowhere")

    def test_a_case_goes_on_by_a_flow_that_went_with_its_pack(self, town: clock.VirtualClock) -> None:
        lately = Stage(code="lately", zh="待认领", en="to be claimed", starts=("take",), unfinished=True)
        moves = tuple(
            replace(one, to=one.to.replace("dispatched", "lately"),
                    from_=tuple(at.replace("dispatched", "lately") for at in one.from_))
            for one in short().moves
        )  # fmt: skip
        stages = tuple(lately if one.code == "dispatched" else one for one in short().stages)
        api.declare_flows([short(stages=stages, moves=moves)], pack="test")
        matters.declare([replace(city.STALL, flow="short")], pack="test")
        case = self.opened(matter="street-stall", hazard="stall")
        waits = api.Filters(mine=True)
        assert case.stage == "lately"
        alice = identity.subject_of("alice")
        before = api.list_cases(alice, waits).total, api.get_case(alice, case.id).allowed
        assert api.retire_flows(pack="test") == ["short"]
        assert api.retire_flows(pack="test") == []
        assert "short" not in {one.code for one in api.flows()}
        assert (api.list_cases(alice, waits).total, api.get_case(alice, case.id).allowed) == before
        assert [one.id for one in api.list_cases(alice, api.Filters(stage="lately")).items] == [case.id]

    def test_the_version_of_a_running_case_is_kept_whole(self, town: clock.VirtualClock) -> None:
        case = self.opened()
        row = CaseFlow.objects.get(code="device", version=case.flow_version)
        assert flows.version_of(flows.flow_of(row.body)) == case.flow_version

    def test_a_flow_is_drawn_with_names_permissions_and_where_back_leads(
        self, town: clock.VirtualClock
    ) -> None:
        drawn = api.get_flow("device")
        assert [stage.code for stage in drawn.stages if stage.first] == ["opened"]
        take = next(move for move in drawn.moves if move.act == "take")
        assert (take.act_zh, take.from_stage, take.to_stage, take.permission, take.by) == (
            "签收",
            "dispatched",
            "taken",
            "cases.take",
            "holder",
        )
        back = {move.to_stage for move in drawn.moves if move.act == "refuse_return"}
        assert back == {"dispatched", "taken"}
        assert {one.code for one in api.flows()} >= {"device", "hotline", "grid"}
