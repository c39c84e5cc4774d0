"""The rehearsal that `ledger-inspection` brings: a danger until it is struck off; and nobody comes.

Every step is one that a person could watch; every check is on what the nouns told or answer at their doors.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from yiwang.cases import api as cases
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held
from yiwang.matters import api as matters
from yiwang.packs._stage import Stage, expect
from yiwang.packs.recipes import _steps as steps
from yiwang.packs.recipes._steps import refused
from yiwang.packs.recipes.ledger_inspection.ledgers import BAD, GOOD, ITEM, dangers_code, tasks_code
from yiwang.packs.recipes.ledger_inspection.record import LedgerInspection
from yiwang.routines import api as routines

SOON = timedelta(minutes=20)
MISTAKEN = "现场照片显示未整改到位"


@dataclass(slots=True)
class Play(steps.Played[LedgerInspection]):
    """What this recipe's rehearsals learn beside it."""

    found: list[Held] = field(default_factory=list)

    @property
    def tasks(self) -> str:
        assert self.files.pack is not None
        return tasks_code(self.files.pack, self.scene)

    @property
    def dangers(self) -> str:
        assert self.files.pack is not None
        return dangers_code(self.files.pack, self.scene)

    def subject(self) -> Held:
        held = ledgers.find_key(self.scene.subjects.ledger, self.scene.rehearsal.record)
        assert held is not None, f"no record {self.scene.rehearsal.record}"
        return held

    def task(self) -> Held:
        """The newest inspection of the followed record."""
        return ledgers.linked(self.tasks, "subject", self.subject().id)[-1]

    def danger(self) -> Held:
        held = ledgers.find_record(self.found[0].id)
        assert held is not None
        return held

    def inspector(self) -> Subject:
        """Somebody of the unit that the inspection was given to: one who was drawn, where some were."""
        task = self.task()
        people = identity.users_of_unit(task.unit, self.scene.by.role)
        names = str(task.values.get("people") or "").split("、")
        chosen = next((one for one in people if one.name in names), people[0])
        return identity.subject_of(chosen.id)


def danger(stage: Stage) -> None:
    """查出隐患到销号: given out, noted by item, a case, put right, re-checked twice, struck off, again."""
    play = Play(stage, steps.load(stage))
    stage.step("按计划下达检查任务", "Inspections are given out by the plan", lambda: _given(play))
    stage.step("重跑计划不重复下达", "The plan run again gives out nothing", lambda: _not_again(play))
    stage.step("检查表没填完不能提交", "An unfinished checklist is refused", lambda: _not_bare(play))
    stage.step("别的单位不能代填", "Another unit may not fill it in", lambda: _not_others(play))
    stage.step("逐项检查，提交结果", "Noted item by item and submitted", lambda: _inspected(play))
    stage.step("不合格项立为隐患", "What failed is a hidden danger", lambda: _dangers(play))
    stage.step("隐患立案，派到责任单位", "Its case is with the unit that answers", lambda: _opened(play))
    stage.step("隐患不能手工销号", "Nobody strikes it off by hand", lambda: _not_by_hand(play))
    stage.step("签收整改", "Taken", lambda: _taken(play))
    stage.step("没有整改照片不能反馈", "No feedback without a photograph", lambda: _no_picture(play))
    stage.step("整改完成，待复查", "Put right, to be re-checked", lambda: _mended(play, 1))
    stage.step("整改单位不能自己复查", "Who put it right may not re-check", lambda: _not_oneself(play))
    stage.step("复查不通过，退回整改", "It does not pass and goes back", lambda: _checked(play, False))
    stage.step("重新整改", "Put right again", lambda: _mended(play, 2))
    stage.step("另一人复查通过", "It passes", lambda: _checked(play, True))
    stage.step("协办单位各自办完", "Co-units finish their part", lambda: _assisted(play))
    stage.step("结案，隐患销号", "Closed and struck off", lambda: _closed(play))
    stage.step("例行留痕", "What was done is written down", lambda: _deeds(play))
    stage.step("场景指标随之变化", "The scene's figures have moved", lambda: _figures(play))
    stage.step("场景看板画出", "The scene's board is drawn", lambda: steps.drawn(stage, play.files))
    stage.step("下一轮再查出同一问题，记为重复", "Found again in the next round", lambda: _again(play))


def overdue(stage: Stage) -> None:
    """逾期不查: the day passes, it is told above once, done late it counts as late; a task called off."""
    play = Play(stage, steps.load(stage))
    stage.step("按计划下达检查任务", "Inspections are given out by the plan", lambda: _given(play))
    stage.step("到期不查，转为逾期并报上级", "The day passes: overdue, told above", lambda: _passed(play))
    stage.step("不重复报", "It is told once", lambda: _told_once(play))
    stage.step(
        "取消任务须另一人并写明原因", "To call it off needs another, and a reason", lambda: _not_off(play)
    )
    stage.step("逾期后补查", "Done late", lambda: _inspected(play, bad=False))
    stage.step("没有隐患就没有工单", "Nothing failed: no case", lambda: _no_case(play))
    stage.step(
        "计入完成率，不计入按期率",
        "It counts as done and not as in time",
        lambda: _late_figures(play),
    )


SCRIPTS: dict[str, Callable[[Stage], None]] = {"danger": danger, "overdue": overdue}


def _expected(play: Play) -> int:
    """How many inspections the plan gives out on its first day: all of a class, or the share of it."""
    subjects, many = play.scene.subjects, 0
    for one in play.scene.every:
        where = {subjects.class_: one.class_} if one.class_ else None
        found = ledgers.walk(subjects.ledger, states=subjects.states, where=where, open_only=True)
        many += math.ceil(len(found) * one.share)
    return many


def _given(play: Play) -> str:
    given = ledgers.walk(play.tasks)
    expect(len(given) == _expected(play), f"{len(given)} tasks, not {_expected(play)}")
    task = play.task()
    by = play.scene.by
    unit = identity.unit_of_line(by.line, task.area_path, by.level or None) if by.line else None
    expect(unit is None or task.unit == unit.id, f"given to {task.unit}")
    people = [one for one in str(task.values.get("people") or "").split("、") if one]
    expect(len(people) == by.drawn, f"{len(people)} people drawn, not {by.drawn}")
    drawn = f"，选派 drawn {len(people)} 人" if people else ""
    return f"{len(given)} 项任务 tasks，{task.values['due']} 前 due{drawn}"


def _not_again(play: Play) -> str:
    before = len(ledgers.walk(play.tasks))
    play.stage.wait(timedelta(days=1))
    after = len(ledgers.walk(play.tasks))
    expect(after == before, f"{after} tasks, not {before}")
    return f"{after} 项 tasks"


def _filled(play: Play, bad: tuple[str, ...], *, by: Subject) -> dict[str, Any]:
    photo = play.stage.photo(by, f"inspected-{clock.now():%d%H%M%S}", (90, 90, 120))
    values: dict[str, Any] = {
        f"{ITEM}{one.id}": BAD if one.id in bad else GOOD for one in play.scene.checklist
    }
    return {**values, "photos": [photo], "notes": "预演检查记录"}


def _not_bare(play: Play) -> str:
    task, person = play.task(), play.inspector()
    return refused(lambda: ledgers.move(person, task.id, "submit", version=task.version))


def _not_others(play: Play) -> str:
    task = play.task()
    others = [
        one
        for one in identity.units(kind="department")
        if one.id not in task.units and identity.users_of_unit(one.id, "handler")
    ]
    other = play.stage.person(others[0].id, "handler")
    values = {f"{ITEM}{play.scene.checklist[0].id}": GOOD}
    return refused(lambda: ledgers.change(other, task.id, values, version=task.version))


def _inspected(play: Play, *, bad: bool = True) -> str:
    task, person = play.task(), play.inspector()
    chosen = play.scene.rehearsal.bad if bad else ()
    row = ledgers.change(person, task.id, _filled(play, chosen, by=person), version=task.version)
    ledgers.move(person, task.id, "submit", version=row.version)
    play.stage.pump()
    last = play.subject().values.get(play.scene.subjects.last)
    today = clock.now().astimezone(clock.SHANGHAI).date().isoformat()
    expect(last == today, f"last inspected {last}")
    return f"{person.name}：{len(play.scene.checklist)} 项 items，{len(chosen)} 项不合格 fail"


def _dangers(play: Play) -> str:
    play.found = ledgers.linked(play.dangers, "subject", play.subject().id)
    wanted = play.scene.rehearsal.bad
    expect(sorted(one.values["item"] for one in play.found) == sorted(wanted), f"{len(play.found)} dangers")
    play.found.sort(key=lambda one: wanted.index(one.values["item"]))
    expect(not any(one.values["again"] for one in play.found), "the first time counts as repeated")
    return "，".join(one.title for one in play.found)


def _opened(play: Play) -> str:
    dispatcher = play.stage.account("dispatcher")
    events = [one.object_id for one in routines.deeds(dispatcher, play.danger().id) if one.what == "event"]
    expect(len(events) == 1, f"{len(events)} events")
    family = cases.cases_of_event(events[0])
    lead = [one for one in family if one.role == "lead"]
    expect(len(lead) == 1, f"{len(lead)} cases")
    play.case = lead[0].id
    row = play.lead().row
    grade = next(one for one in play.scene.grades if one.id == play.danger().values["grade"])
    duty = matters.resolve_duty(grade.matter, row.area_path)
    expect((row.flow, row.lead_unit) == ("rectify", duty.lead), f"{row.flow}, {row.lead_unit}")
    running = {one.name for one in play.lead().clocks if one.stopped_at is None and one.due_at is not None}
    expect("total" in running, f"running are {sorted(running)}")
    expect(play.danger().state == "rectifying", f"the danger is {play.danger().state}")
    return f"{row.number} → {row.lead_unit_name}；{len(running)} 个时钟 clocks"


def _not_by_hand(play: Play) -> str:
    held, person = play.danger(), play.inspector()
    return refused(lambda: ledgers.move(person, held.id, "strike_off", version=held.version))


def _taken(play: Play) -> str:
    play.stage.wait(SOON)
    cases.take(play.handler(), play.case)
    play.stage.pump()
    return _at(play, "taken", "rectifying")


def _no_picture(play: Play) -> str:
    return refused(lambda: cases.handle(play.handler(), play.case, text="已整改"))


def _mended(play: Play, number: int) -> str:
    play.stage.wait(SOON)
    person = play.handler()
    before = play.stage.photo(person, f"mended-{number}-before", (120, 80, 60))
    after = play.stage.photo(person, f"mended-{number}-after", (120, 150 + number, 120))
    cases.handle(person, play.case, text="已按要求整改到位", before=[before], after=[after])
    play.stage.pump()
    return _at(play, "handled", "rectified")


def _not_oneself(play: Play) -> str:
    return refused(lambda: cases.verify(play.handler(), play.case, passed=True, text="自己看过了"))


def _checked(play: Play, passed: bool) -> str:
    inspector = play.stage.account("inspector")
    photo = play.stage.photo(inspector, f"checked-{passed}", (120, 150, 120))
    cases.verify(
        inspector, play.case, passed=passed, text="现场符合要求" if passed else MISTAKEN, photos=[photo]
    )
    play.stage.pump()
    return _at(play, "verified", "rectified") if passed else _at(play, "taken", "rectifying")


def _assisted(play: Play) -> str:
    subs = [one for one in cases.cases_of_event(play.lead().row.event_id) if one.role == "co"]
    for sub in subs:
        person = play.stage.person(sub.lead_unit, "handler")
        cases.take(person, sub.id)
        after = play.stage.photo(person, f"assisted-{sub.number}", (140, 140, 160))
        cases.handle(person, sub.id, text="已按分工完成", before=[after], after=[after])
    play.stage.pump()
    return f"{len(subs)} 个协办 co-units"


def _closed(play: Play) -> str:
    cases.close(play.stage.account("inspector"), play.case)
    play.stage.pump()
    return _at(play, "closed", "struck_off")


def _at(play: Play, stage: str, state: str) -> str:
    row, held = play.lead().row, play.danger()
    expect((row.stage, held.state) == (stage, state), f"the case is {row.stage}, the danger {held.state}")
    return f"{row.number} {row.stage}，{held.key} {held.state}"


def _again(play: Play) -> str:
    """The next round of the followed record; the same item fails."""
    first = play.task()
    class_ = str(play.subject().values.get(play.scene.subjects.class_) or "")
    every = next(one for one in play.scene.every if one.class_ in ("", class_))
    play.stage.wait(timedelta(days=every.days - min(play.scene.within_days, every.days) + 1))
    task, person = play.task(), play.inspector()
    expect(task.id != first.id, "no second inspection was given out")
    item = play.scene.rehearsal.bad[0]
    row = ledgers.change(person, task.id, _filled(play, (item,), by=person), version=task.version)
    ledgers.move(person, task.id, "submit", version=row.version)
    play.stage.pump()
    newest = ledgers.linked(play.dangers, "subject", play.subject().id)[-1]
    expect(newest.values["again"] is True, "it does not count as repeated")
    return f"{task.values['due']}：{newest.title}"


def _deeds(play: Play) -> str:
    page = routines.list_routines(
        play.stage.account("leader"), scene=f"{play.stage.pack}/{play.stage.scene_id}"
    )
    plan = next(one for one in page.items if one.kind == "plan")
    expect(plan.did > 0 and plan.next_at is not None, "the plan did nothing or has no next time")
    return f"{page.total} 个例行 routines，做了 did {sum(one.did for one in page.items)} 次"


def _figures(play: Play) -> str:
    """Of this month: what was found, what of it is struck off, how much of what is due was inspected."""
    newest = ledgers.linked(play.dangers, "subject", play.subject().id)[-1]
    month = f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m}"
    made = [
        one
        for one in ledgers.walk(play.dangers)
        if f"{one.made_at.astimezone(clock.SHANGHAI):%Y-%m}" == month
    ]
    again = sum(bool(one.values["again"]) for one in made)
    struck = sum(one.state == "struck_off" for one in made)
    expect(newest.id in {one.id for one in made}, "the newest danger is of another month")
    due = [one for one in ledgers.walk(play.tasks) if str(one.values["due"]).startswith(month)]
    wanted = {
        "dangers": len(made),
        "again": 100 * again / len(made),
        "rectified": 100 * struck / len(made),
    }
    if due:
        wanted["inspected"] = 100 * sum(one.state == "done" for one in due) / len(due)
    return steps.figures(play.stage, play.files, wanted)


def _passed(play: Play) -> str:
    due = clock.now() + timedelta(days=play.scene.within_days + 2)
    play.stage.go_to(due)
    play.stage.pump()
    task = play.task()
    expect(task.state == "overdue", f"the task is {task.state}")
    told = play.stage.told("messages.sent") or play.stage.told("ledgers.moved", record_id=task.id)
    expect(told, "nothing was told")
    return f"{task.key} 逾期 overdue，应于 due {task.values['due']}"


def _told_once(play: Play) -> str:
    before = len(play.stage.told("ledgers.moved", record_id=play.task().id))
    play.stage.wait(timedelta(days=1))
    after = len(play.stage.told("ledgers.moved", record_id=play.task().id))
    expect(before == after == 1, f"moved {after} times")
    return f"{after} 次 once"


def _not_off(play: Play) -> str:
    task, person = play.task(), play.inspector()
    return refused(lambda: ledgers.move(person, task.id, "call_off", version=task.version, reason="不想查"))


def _no_case(play: Play) -> str:
    expect(not steps.opened(play.stage, play.files), "a case was opened")
    expect(not ledgers.walk(play.dangers), "there is a danger")
    return "隐患 dangers 0，工单 cases 0"


def _late_figures(play: Play) -> str:
    month = f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m}"
    of = [one for one in ledgers.walk(play.tasks) if str(one.values["due"]).startswith(month)]
    done = sum(one.state == "done" for one in of)
    expect(of, "no task is due in this month")
    return steps.figures(play.stage, play.files, {"inspected": 100 * done / len(of), "inspected_in_time": 0})
