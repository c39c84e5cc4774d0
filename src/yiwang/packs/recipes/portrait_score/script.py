"""The rehearsal that `portrait-score` brings: a fall, an objection, a word of a person; and months that pass.

Every step is one that a person could watch; every check is on what the nouns told or answer at their doors.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from yiwang.cases import api as cases
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held
from yiwang.matters import api as matters
from yiwang.packs._stage import Stage, expect
from yiwang.packs.recipes import _steps as steps
from yiwang.packs.recipes._steps import refused
from yiwang.packs.recipes.portrait_score.ledgers import objections_code, tasks_code
from yiwang.packs.recipes.portrait_score.record import PortraitScore
from yiwang.routines import api as routines
from yiwang.routines.contracts import RecordScore

WHY = "原处罚决定已依法撤销，材料齐全"


@dataclass(slots=True)
class Play(steps.Played[PortraitScore]):
    """What this recipe's rehearsals learn beside it."""

    at_first: float = 0.0
    objection: str = ""

    @property
    def routine(self) -> str:
        return f"{self.stage.pack}/{self.stage.scene_id}/score"

    @property
    def tasks(self) -> str:
        assert self.files.pack is not None
        return tasks_code(self.files.pack, self.scene)

    @property
    def objections(self) -> str:
        assert self.files.pack is not None
        return objections_code(self.files.pack, self.scene)

    def subject(self) -> Held:
        held = ledgers.find_key(self.scene.subjects.ledger, self.scene.rehearsal.record)
        assert held is not None, f"no record {self.scene.rehearsal.record}"
        return held

    def keeper(self) -> Subject:
        """Somebody of the unit that keeps the record."""
        person: Subject = self.stage.person(self.subject().unit, "handler")
        return person

    def reviewer(self) -> Subject:
        person: Subject = self.stage.account("dispatcher")
        return person

    def newest(self) -> RecordScore:
        return routines.scores(self.reviewer(), self.subject().id)[0]

    def points(self, line: str) -> float:
        return next(one.points for one in self.newest().lines if one.line == line)


def falls(stage: Stage) -> None:
    """失信降级与异议: scored in words, fallen, a case, an objection decided by another, a class by hand."""
    play = Play(stage, steps.load(stage))
    stage.step("全部对象评分定级", "Everybody is scored and classed", lambda: _scored(play))
    stage.step("每一分都说得清", "Every line says why", lambda: _explained(play))
    stage.step("得分和等级不能手工填写", "Nobody writes his own score", lambda: _not_by_hand(play))
    stage.step("按等级下达检查任务", "Inspections are given out by class", lambda: _given(play))
    stage.step("新增失信记录，扣分降级", "New records take points: the class falls", lambda: _fallen(play))
    stage.step("降级立案，派到责任单位", "The fall is a case with the unit that answers", lambda: _case(play))
    stage.step("处置、他人核查、结案", "Dealt with, checked by another, closed", lambda: _settled(play))
    stage.step("提出异议，限时答复", "An objection is filed, with its day", lambda: _objects(play))
    stage.step("提出人不能自己认定", "Who files it may not decide", lambda: _not_oneself(play))
    stage.step("没有理由不能认定", "Nothing is decided without a reason", lambda: _not_silent(play))
    stage.step("另一人认定成立，分数恢复", "Another upholds it: the points come back", lambda: _upheld(play))
    stage.step("人工定级须写原因", "A class by hand asks its reason", lambda: _not_unsaid(play))
    stage.step(
        "人工定级，写明原因和有效期", "A class by hand, with a reason and an end", lambda: _by_hand(play)
    )
    stage.step("到期自动恢复计算等级", "It ends by itself", lambda: _ended(play))
    stage.step("场景指标随之变化", "The scene's figures have moved", lambda: _figures(play))
    stage.step("场景看板画出", "The scene's board is drawn", lambda: steps.drawn(stage, play.files))


def months(stage: Stage) -> None:
    """月月评分与逾期: nothing moves twice, a month has its row, a fall is a change, overdue is told above."""
    play = Play(stage, steps.load(stage))
    stage.step("全部对象评分定级", "Everybody is scored and classed", lambda: _scored(play))
    stage.step("没有变化不重复记分", "What has not changed is not kept again", lambda: _still(play))
    stage.step(
        "异议无人答复，逾期报上级", "An objection that nobody answers is told above", lambda: _unheard(play)
    )
    stage.step("检查任务逾期", "The inspection is overdue", lambda: _overdue(play))
    stage.step("下月自动出新一期评分", "The next month has its own score", lambda: _next_month(play))
    stage.step("新增失信记录，等级变动", "New records: the class changes", lambda: _fallen(play))
    stage.step("计入等级变动率", "It counts as changed", lambda: _changed(play))


SCRIPTS: dict[str, Callable[[Stage], None]] = {"falls": falls, "months": months}


def _subjects(play: Play) -> list[Held]:
    said = play.scene.subjects
    return ledgers.walk(said.ledger, states=said.states, open_only=True)


def _class(play: Play, held: Held) -> str:
    return str(held.values.get(play.scene.subjects.class_) or "")


def _scored(play: Play) -> str:
    found = _subjects(play)
    expect(all(_class(play, one) for one in found), "somebody has no class")
    many: dict[str, int] = {}
    for one in found:
        many[_class(play, one)] = many.get(_class(play, one), 0) + 1
    play.at_first = float(play.subject().values[play.scene.subjects.score])
    shown = "，".join(f"{one.id} {many.get(one.id, 0)}" for one in play.scene.classes)
    return f"{len(found)} 个对象 subjects：{shown}"


def _explained(play: Play) -> str:
    for held in _subjects(play):
        newest = routines.scores(play.reviewer(), held.id)[0]
        total = sum(one.points for one in newest.lines)
        expect(abs(total - newest.score) < 0.01, f"{held.key}: lines give {total}, not {newest.score}")
        expect(all(one.why_zh and one.why_en for one in newest.lines), f"{held.key}: a line says nothing")
        expect(newest.basis_zh, "it does not say by which rule")
    worst = min(play.newest().lines, key=lambda one: one.points - one.most)
    return f"{play.at_first:g} 分：{worst.zh} {worst.points:g}/{worst.most:g}，{worst.why_zh}"


def _not_by_hand(play: Play) -> str:
    held = play.subject()
    values = {play.scene.subjects.score: 100}
    return refused(lambda: ledgers.change(play.keeper(), held.id, values, version=held.version))


def _given(play: Play) -> str:
    given = ledgers.walk(play.tasks)
    by_class: dict[str, int] = {}
    for task in given:
        held = ledgers.find_record(str(task.values["subject"]))
        assert held is not None
        by_class[_class(play, held)] = by_class.get(_class(play, held), 0) + 1
    for one in play.scene.classes:
        many = sum(_class(play, held) == one.id for held in _subjects(play))
        expect(
            one.share < 1 or by_class.get(one.id, 0) == many, f"{one.id}: {by_class.get(one.id, 0)} of {many}"
        )
        expect(one.share == 1 or by_class.get(one.id, 0) <= many, f"{one.id}: more than there are")
    expect(given, "nothing was given out")
    return "，".join(f"{one.id} 每 {one.days} 天 {by_class.get(one.id, 0)} 项" for one in play.scene.classes)


def _lapse(play: Play, number: int) -> None:
    """Another record in the ledger that the line counts, like the first of its samples."""
    line = next(one for one in play.scene.lines if one.id == play.scene.rehearsal.line)
    assert line.counts is not None
    like = ledgers.walk(line.counts.ledger, limit=1)[0]
    ledger = ledgers.find_ledger(line.counts.ledger)
    assert ledger is not None
    key = re.sub(r"\d+$", lambda found: str(int(found[0]) + 100 + number).zfill(len(found[0])), like.key)
    computed = {one.code for one in ledger.fields if one.computed}
    values = {name: value for name, value in like.values.items() if name not in computed}
    person = play.stage.person(like.unit, "handler")
    made = ledgers.record(
        person, line.counts.ledger, {**values, ledger.key: key, line.counts.link: play.subject().id}
    )
    for move in ledger.moves:
        # Only what has come to its state counts: taken there by the ledger's own steps.
        if line.counts.states and made.state not in line.counts.states and move.to in line.counts.states:
            by = person if move.by == "keeper" else play.reviewer()
            made = ledgers.move(by, made.id, move.code, version=made.version, reason="预演：查证属实")


def _fallen(play: Play) -> str:
    before = play.newest()
    for number in range(play.scene.rehearsal.many):
        _lapse(play, number)
    play.stage.pump()
    held, newest = play.subject(), play.newest()
    wanted = play.scene.rehearsal.falls_to
    expect(_class(play, held) == wanted, f"{newest.score:g} points: {_class(play, held)}, not {wanted}")
    expect(newest.score < before.score, f"{newest.score} is not less than {before.score}")
    line = next(one for one in newest.lines if one.line == play.scene.rehearsal.line)
    return f"{before.score:g} → {newest.score:g} 分，{wanted}：{line.why_zh}"


def _case(play: Play) -> str:
    tier = next(one for one in play.scene.classes if one.id == play.scene.rehearsal.falls_to)
    opened = [
        one.object_id
        for one in routines.deeds(play.reviewer(), play.subject().id)
        if one.what == "event" and one.routine.endswith(f"falls_{tier.id}")
    ]
    if not tier.matter:
        expect(not opened, "a case was opened")
        return "本级不立案 no case in this class"
    expect(len(opened) == 1, f"{len(opened)} events")
    [lead] = [one for one in cases.cases_of_event(opened[0]) if one.role == "lead"]
    duty = matters.resolve_duty(tier.matter, lead.area_path)
    expect(lead.lead_unit == duty.lead, f"sent to {lead.lead_unit}, not {duty.lead}")
    play.case = lead.id
    return f"{lead.number} → {lead.lead_unit_name}"


def _settled(play: Play) -> str:
    """Every unit of the case does its part; the inspector looks and closes."""
    if not play.case:
        return "本级不立案 no case in this class"
    [lead] = [one for one in cases.cases_of_event(_event(play)) if one.id == play.case]
    for one in (lead, *(one for one in cases.cases_of_event(_event(play)) if one.role == "co")):
        person = play.stage.person(one.lead_unit, "handler")
        cases.take(person, one.id)
        photo = play.stage.photo(person, f"done-{one.number}", (150, 160, 150))
        cases.handle(person, one.id, text="已约谈，整改措施落实", before=[photo], after=[photo])
    play.stage.pump()
    inspector = play.stage.account("inspector")
    photo = play.stage.photo(inspector, "checked", (120, 150, 120))
    cases.verify(inspector, play.case, passed=True, text="材料齐全，措施落实", photos=[photo])
    cases.close(inspector, play.case)
    play.stage.pump()
    row = play.lead().row
    expect(row.state == "closed", f"the case is {row.state}")
    return f"{row.number} {row.stage}"


def _event(play: Play) -> str:
    return str(play.lead().row.event_id)


def _file(play: Play) -> Held:
    person = play.keeper()
    proof = play.stage.photo(person, "decision", (200, 200, 190))
    row = ledgers.record(
        person,
        play.objections,
        {
            "number": f"YY-{clock.now():%Y%m%d}-001",
            "subject": play.subject().id,
            "kind": "objection",
            "line": play.scene.rehearsal.line,
            "grounds": "处罚决定已撤销，不应计入",
            "evidence": [proof],
        },
        unit=person.unit_id,
    )
    play.stage.pump()
    play.objection = row.id
    held = ledgers.find_record(row.id)
    assert held is not None
    return held


def _objects(play: Play) -> str:
    held = _file(play)
    due = clock.now().astimezone(clock.SHANGHAI).date() + timedelta(days=play.scene.objections.within_days)
    expect(held.values.get("due") == due.isoformat(), f"due {held.values.get('due')}")
    return f"{held.key}，{held.values['due']} 前答复 due"


def _decide(play: Play, by: Subject, reason: str) -> Any:
    held = ledgers.find_record(play.objection)
    assert held is not None
    return ledgers.move(by, held.id, "uphold", version=held.version, reason=reason)


def _not_oneself(play: Play) -> str:
    return refused(lambda: _decide(play, play.keeper(), WHY))


def _not_silent(play: Play) -> str:
    return refused(lambda: _decide(play, play.reviewer(), ""))


def _upheld(play: Play) -> str:
    play.stage.wait(timedelta(hours=2))
    _decide(play, play.reviewer(), WHY)
    play.stage.pump()
    line = next(one for one in play.newest().lines if one.line == play.scene.rehearsal.line)
    expect(line.points == line.most, f"{line.points:g} of {line.most:g}: {line.why_zh}")
    expect(play.newest().score >= play.at_first, f"{play.newest().score:g} points")
    return f"{play.newest().score:g} 分，{play.newest().grade}：{line.why_zh}"


def _say(play: Play, reason: str) -> RecordScore:
    until = clock.now().astimezone(clock.SHANGHAI).date() + timedelta(days=1)
    return routines.override(
        play.reviewer(),
        play.routine,
        play.subject().id,
        grade=play.scene.classes[-1].id,
        reason=reason,
        until=until,
    )


def _not_unsaid(play: Play) -> str:
    return refused(lambda: _say(play, ""))


def _by_hand(play: Play) -> str:
    made = _say(play, "涉嫌严重违法，正在立案调查")
    play.stage.pump()
    expect(_class(play, play.subject()) == play.scene.classes[-1].id, f"{_class(play, play.subject())}")
    expect(made.computed_grade != "" and made.overridden_by, "it does not say whose word it is")
    return f"{made.computed_grade} → {made.grade}，{made.overridden_by}，至 until {made.override_until}"


def _ended(play: Play) -> str:
    for _ in range(2):
        play.stage.wait(timedelta(days=1))
    newest = play.newest()
    expect(newest.grade == newest.computed_grade, f"{newest.grade}, computed {newest.computed_grade}")
    expect(_class(play, play.subject()) == newest.grade, f"the record says {_class(play, play.subject())}")
    return f"{newest.score:g} 分，{newest.grade}"


def _shares(play: Play) -> dict[str, float]:
    found = [_class(play, one) for one in _subjects(play)]
    best, worst = play.scene.classes[0].id, play.scene.classes[-1].id
    return {
        "scored": len(found),
        "best": 100 * found.count(best) / len(found),
        "worst": 100 * found.count(worst) / len(found),
    }


def _figures(play: Play) -> str:
    return steps.figures(play.stage, play.files, {**_shares(play), "upheld": 100})


def _still(play: Play) -> str:
    before = [len(routines.scores(play.reviewer(), one.id)) for one in _subjects(play)]
    for _ in range(2):
        play.stage.wait(timedelta(days=1))
    after = [len(routines.scores(play.reviewer(), one.id)) for one in _subjects(play)]
    expect(before == after, f"{sum(after)} rows, not {sum(before)}")
    return f"{sum(after)} 条 rows"


def _unheard(play: Play) -> str:
    held = _file(play)
    play.stage.go_to(clock.now() + timedelta(days=play.scene.objections.within_days + 2))
    play.stage.pump()
    deeds = [one for one in routines.deeds(play.reviewer(), held.id) if one.what == "words"]
    expect(len(deeds) == 1, f"told {len(deeds)} times")
    return f"{held.key} 逾期 overdue"


def _overdue(play: Play) -> str:
    play.stage.go_to(clock.now() + timedelta(days=play.scene.within_days))
    play.stage.pump()
    late = [one for one in ledgers.walk(play.tasks) if one.state == "overdue"]
    expect(late, "no task is overdue")
    deeds = [one for one in routines.deeds(play.reviewer(), late[0].id) if one.what == "words"]
    expect(len(deeds) == 1, f"told {len(deeds)} times")
    return f"{len(late)} 项 tasks"


def _next_month(play: Play) -> str:
    month = f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m}"
    for _ in range(2):
        first = min(routines.scores(play.reviewer(), play.subject().id), key=lambda one: one.day)
        if first.day[:7] != month:
            break
        play.stage.go_to(clock.now() + timedelta(days=28))
        play.stage.pump()
        month = f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m}"
    newest = play.newest()
    expect(newest.day.startswith(month), f"the newest is of {newest.day}")
    return f"{newest.day}：{newest.score:g} 分，{newest.grade}"


def _changed(play: Play) -> str:
    many = len(_subjects(play))
    return steps.figures(play.stage, play.files, {**_shares(play), "changed": 100 / many})
