"""The rehearsal that `intake-reply` brings: a citizen is satisfied at once, another only the second time.

Every step is one that a person could watch; every check is on what the nouns told or answer at their doors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from yiwang.algorithms import api as algorithms
from yiwang.appeals import api as appeals
from yiwang.appeals.contracts import NewAppeal, Reporter
from yiwang.cases import api as cases
from yiwang.identity.contracts import Subject
from yiwang.matters import api as matters
from yiwang.packs._stage import Stage, expect
from yiwang.packs.recipes import _steps as steps
from yiwang.packs.recipes._form import SceneFiles
from yiwang.packs.recipes._steps import refused
from yiwang.packs.recipes.intake_reply.record import AppealRow, IntakeReply

OPERATOR, CALLER = "operator", "operator2"


@dataclass(slots=True)
class Play(steps.Played[IntakeReply]):
    """What this recipe's rehearsals learn beside it."""

    row: AppealRow
    made: dict[str, str] = field(default_factory=dict)
    """The appeal of each row of the sample."""

    @property
    def appeal(self) -> str:
        return self.made[self.row.id]

    @property
    def event(self) -> str:
        return str(self.look().row.event_id)

    @property
    def counted(self) -> int:
        """How many of the sample the figures count: reports are confidential, and no figure tells of them."""
        return sum(row.kind != "report" for row in self.files.rows("sample"))

    def look(self) -> Any:
        return appeals.get_appeal(self.stage.account(OPERATOR), self.appeal)


def reply(stage: Stage) -> None:
    """办结满意: from the first word to the rating."""
    play = _answered(stage, "appeal")
    stage.step("承办单位不能自己回访", "The handler's own unit may not call back", lambda: _not_oneself(play))
    stage.step("回访：已解决、满意", "Called back: solved and satisfied", lambda: _called(play, True))
    stage.step("结案，诉求与事件关闭", "Case, appeal and event are closed", lambda: _closed(play))
    stage.step(
        "从案件追溯到原话和每一步", "The case explains itself to the citizen's words", lambda: _explain(play)
    )
    stage.step("诉求、工单两本账守恒", "The books of appeals and cases balance", lambda: _books(play))
    wanted = {
        "accepted": play.counted, "opened": play.counted, "responded": 100, "in_time": 100,
        "solved": 100, "satisfied": 100, "redone": 0,
    }  # fmt: skip
    stage.step(
        "场景指标随之变化", "The scene's figures have moved", lambda: steps.figures(stage, play.files, wanted)
    )
    stage.step("场景看板画出", "The scene's board is drawn", lambda: steps.drawn(stage, play.files))


def redo(stage: Stage) -> None:
    """不满意重办: the citizen says no; the case is looked into and redone by the next higher unit."""
    play = _answered(stage, "redone")
    held = play.lead().row.lead_unit
    stage.step("回访：未解决、不满意", "Called back: unsolved, dissatisfied", lambda: _called(play, False))
    stage.step("转合理性审查，不得结案", "Looked into; it cannot be closed", lambda: _unsatisfied(play))
    stage.step("上一级单位重办", "Redone by the next higher unit", lambda: _redone(play, held))
    stage.step("只能重办一次", "It can be redone only once", lambda: _taken_again(play))
    stage.step("再次答复", "Replied again", lambda: _replied(play))
    stage.step("回访：已解决、满意", "Called back: solved and satisfied", lambda: _called(play, True))
    stage.step("结案，诉求与事件关闭", "Case, appeal and event are closed", lambda: _closed(play))
    wanted = {"accepted": play.counted, "redone": 100, "satisfied": 100}
    stage.step(
        "场景指标随之变化", "The scene's figures have moved", lambda: steps.figures(stage, play.files, wanted)
    )


SCRIPTS: dict[str, Callable[[Stage], None]] = {"reply": reply, "redo": redo}


def _answered(stage: Stage, follows: str) -> Play:
    """All that both variants begin with: taken in, classified, dispatched, handled, replied."""
    files: SceneFiles[IntakeReply] = steps.load(stage)
    followed = getattr(files.record.rehearsal, follows)
    play = Play(stage, files, next(row for row in files.rows("sample") if row.id == followed))
    stage.step(
        "从事项目录训练模型，另一人启用",
        "A model of the catalogue, put in force by another",
        lambda: _model(play),
    )
    stage.step("各渠道登记样本诉求", "The sample's appeals are taken in", lambda: _intake(play))
    stage.step("模型给出事项建议", "The model suggests the matter", lambda: _classified(play))
    stage.step(
        "受理派单，直达责任单位", "Accepted; straight to the unit that answers", lambda: _dispatched(play)
    )
    stage.step("派单依据与时限", "The dispatch says why; the clocks run", lambda: _clocks(play))
    stage.step("主办签收并首次联系市民", "Taken; the citizen is contacted first", lambda: _taken(play))
    stage.step("材料不齐不能办结", "No handling without what is asked for", lambda: _not_bare(play))
    stage.step("办理并反馈", "Handled and reported back", lambda: _handled(play))
    stage.step("审核后答复市民", "Reviewed; the citizen has the reply", lambda: _replied(play))
    return play


def _model(play: Play) -> str:
    first, second = play.stage.account("steward"), play.stage.account("steward2")
    made = appeals.train(first)
    said = refused(lambda: algorithms.activate(made.id, first, reason="自己启用"))
    algorithms.activate(made.id, second, reason="目录用词已核对")
    play.stage.pump()
    return f"{made.labels} 个事项 matters；{said}"


def _intake(play: Play) -> str:
    operator, channels = play.stage.account(OPERATOR), set()
    for row in play.files.rows("sample"):
        made = appeals.register(
            operator,
            NewAppeal(
                kind=row.kind,
                channel=row.channel,
                text=row.text,
                reporter=Reporter(name=row.person, phone=row.phone),
                area=row.area,
                lon=row.lon,
                lat=row.lat,
                place=row.place,
                key=f"{play.stage.scene_id}:{row.id}",
                demonstration=True,
            ),
        )
        play.made[row.id] = made.id
        channels.add(row.channel)
    play.stage.pump()
    again = play.look().row
    expect((again.state, again.stage) == ("open", "registered"), f"{again.state}, {again.stage}")
    expect(play.row.phone not in again.phone, "the telephone number is shown")
    return f"{len(play.made)} 件 appeals，{len(channels)} 个渠道 channels，电话显示为 {again.phone}"


def _classified(play: Play) -> str:
    operator, right = play.stage.account(OPERATOR), 0
    for row in play.files.rows("sample"):
        found = appeals.get_appeal(operator, play.made[row.id])
        told = (found.suggestion or {}).get("choices") or []
        right += row.matter in [one["label"] for one in told]
        if row.urgency:
            expect(found.row.urgency == row.urgency, f"{row.id}: {found.row.urgency}, not {row.urgency}")
        if row is play.row:
            expect(told, "the model suggests nothing")
            expect(told[0]["label"] == row.matter, f"{row.id}: {told[0]['name_zh']} ({told[0]['label']})")
    share, wanted = right / len(play.made), play.files.record.rehearsal.recognised
    expect(share >= wanted, f"{right} of {len(play.made)} in the first three, {wanted:.0%} are wanted")
    return f"前三含应归事项 among the first three: {right}/{len(play.made)}"


def _dispatched(play: Play) -> str:
    for row in play.files.rows("sample"):
        appeals.dispatch(play.stage.account(OPERATOR), play.made[row.id], matter=row.matter)
    play.stage.pump()
    shown = play.look().row
    expect(shown.event_id, "no event was opened")
    duty = matters.resolve_duty(play.row.matter, shown.area_path)
    family = cases.cases_of_event(shown.event_id)
    leads = [one for one in family if one.role == "lead"]
    expect(len(leads) == 1, f"{len(leads)} lead cases")
    expect(leads[0].lead_unit == duty.lead, f"dispatched to {leads[0].lead_unit}, not {duty.lead}")
    expect(leads[0].lead_unit != play.files.record.hotline, "the hotline handles what it will call back")
    co_units = {one.unit for one in duty.co_units}
    expect({one.lead_unit for one in family if one.role == "co"} == co_units, "other co-units")
    play.case = leads[0].id
    return f"{leads[0].number} → {'、'.join(one.lead_unit_name for one in family)}"


def _clocks(play: Play) -> str:
    whole = play.lead()
    expect(whole.why_zh and whole.why_en, "the dispatch does not say why")
    running = {one.name for one in whole.clocks if one.stopped_at is None and one.due_at is not None}
    matter = play.files.catalogue[play.row.matter]
    wanted = {one.clock for one in matter.limits} & {"take", "contact", "handle", "total"}
    expect(wanted <= running, f"running are {sorted(running)}")
    return f"{whole.why_zh}；{len(running)} 个时钟 clocks"


def _handlers(play: Play) -> list[tuple[str, Subject]]:
    """Each open case of the family with somebody of its unit; the co-units first."""
    family = sorted(cases.cases_of_event(play.event), key=lambda one: one.role != "co")
    return [
        (one.id, play.stage.person(one.lead_unit, "handler"))
        for one in family
        if one.stage in ("dispatched", "taken")
    ]


def _taken(play: Play) -> str:
    play.stage.wait(timedelta(minutes=20))
    said = []
    for case, person in _handlers(play):
        cases.take(person, case)
        said.append(f"{person.unit_name} {person.name}")
    play.stage.wait(timedelta(minutes=20))
    lead = next(person for case, person in _handlers(play) if case == play.case)
    cases.contact(lead, play.case, text="已电话联系，说明处置安排")
    play.stage.pump()
    expect(play.look().row.contacted_at is not None, "the appeal does not know of the contact")
    return "、".join(said)


def _not_bare(play: Play) -> str:
    if not play.files.catalogue[play.row.matter].photos:
        return "此事项不要求照片 no photos asked for"
    case, person = next(one for one in _handlers(play) if one[0] == play.case)
    return refused(lambda: cases.handle(person, case, text="已处置"))


def _handled(play: Play) -> str:
    play.stage.wait(timedelta(hours=1))
    done = 0
    for case, person in _handlers(play):
        before = play.stage.photo(person, f"{case[-6:]}-before-{play.stage.clock.now():%d%H%M}", (60, 60, 60))
        after = play.stage.photo(
            person, f"{case[-6:]}-after-{play.stage.clock.now():%d%H%M}", (150, 170, 150)
        )
        cases.handle(person, case, text="已到现场核实并整改，向诉求人说明", before=[before], after=[after])
        done += 1
    play.stage.pump()
    stage = play.lead().row.stage
    expect(stage == "handled", f"the case is {stage}")
    return f"{done} 个承办单位 units"


def _replied(play: Play) -> str:
    dispatcher = play.stage.account("dispatcher")
    cases.review(dispatcher, play.case, passed=True, reply="经现场核查，问题已整改，并将不定时复查。")
    play.stage.pump()
    shown = play.look().row
    expect(shown.stage == "replied", f"the appeal is {shown.stage}")
    expect(play.stage.told("appeals.replied", appeal_id=play.appeal), "nobody was told of the reply")
    return f"{shown.number} 待回访 to be called back"


def _not_oneself(play: Play) -> str:
    person = play.handler()
    return refused(
        lambda: appeals.call_back(
            person, play.appeal, reached=True, solved="solved", satisfaction="satisfied", text="我们问过了"
        )
    )


def _called(play: Play, pleased: bool) -> str:
    caller = play.stage.account(CALLER)
    expect(caller.unit_id == play.files.record.hotline, f"{caller.unit_id} calls back")
    solved, satisfaction = ("solved", "satisfied") if pleased else ("unsolved", "dissatisfied")
    appeals.call_back(
        caller, play.appeal, reached=True, solved=solved, satisfaction=satisfaction, text="电话回访"
    )
    play.stage.pump()
    shown = play.look().row
    expect(
        (shown.solved, shown.satisfaction) == (solved, satisfaction), f"{shown.solved}, {shown.satisfaction}"
    )
    return f"{caller.unit_name} {caller.name}"


def _unsatisfied(play: Play) -> str:
    row = play.lead().row
    expect((row.stage, row.state) == ("unsatisfied", "open"), f"{row.stage}, {row.state}")
    return refused(lambda: cases.close(play.stage.account("inspector"), play.case))


def _redone(play: Play, held: str) -> str:
    cases.redo(play.stage.account("dispatcher"), play.case, reason="回访反映问题仍在，责令重办")
    play.stage.pump()
    row = play.lead().row
    expect(row.stage == "dispatched", f"the case is {row.stage}")
    expect(row.lead_unit != held, "it went back to the same unit")
    return f"→ {row.lead_unit_name}"


def _taken_again(play: Play) -> str:
    play.stage.wait(timedelta(minutes=30))
    for case, person in _handlers(play):
        cases.take(person, case)
    _handled(play)
    allowed = play.lead().allowed
    expect("redo" not in allowed, f"allowed are {allowed}")
    return "重办后的办理已反馈 handled again"


def _closed(play: Play) -> str:
    row, shown = play.lead().row, play.look().row
    expect(row.state == "closed", f"the case is {row.state}")
    expect(shown.state == "closed", f"the appeal is {shown.state}")
    expect(play.stage.told("events.closed", event_id=shown.event_id), "the event is still open")
    return f"{row.number}，历时 {(row.closed_at - row.opened_at).total_seconds() / 3600:.1f} 小时 hours"


def _explain(play: Play) -> str:
    chain = cases.explain(play.stage.account("dispatcher"), play.case)
    expect(chain.event is not None and chain.steps and chain.facts, "a link of the chain is missing")
    acts = [one.act for one in play.look().history]
    expect({"registered", "dispatch", "call_back"} <= set(acts), f"the history has {acts}")
    return f"{len(chain.steps)} 步 steps，{len(chain.facts)} 个事实 facts"


def _books(play: Play) -> str:
    book, law = appeals.books(), cases.conservation()
    expect(book.balanced, f"{book}")
    opened = law.pop("opened")
    expect(opened == sum(law.values()), f"{opened} opened, {law}")
    appeals_zh = f"登记 {book.registered} = 在办 {book.open} + 办结 {book.closed}"
    return f"{appeals_zh}；立案 {opened} = 在办 {law['open']} + 办结 {law['closed']}"
