"""The rehearsal that `patrol-evidence` brings: a finding through the seven steps; a small one on the spot.

Every step is one that a person could watch; every check is on what the nouns told or answer at their doors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from yiwang.appeals import api as appeals
from yiwang.cases import api as cases
from yiwang.identity.api import Subject
from yiwang.matters import api as matters
from yiwang.packs._stage import Stage, expect
from yiwang.packs.recipes import _steps as steps
from yiwang.packs.recipes._steps import refused
from yiwang.packs.recipes.patrol_evidence.record import FindingRow, PatrolEvidence

SOON = timedelta(minutes=20)


@dataclass(slots=True)
class Play(steps.Played[PatrolEvidence]):
    """What this recipe's rehearsals learn beside it."""

    made: dict[str, str] = field(default_factory=dict)
    """The report of each row of the sample."""

    def row(self, name: str) -> FindingRow:
        found: FindingRow = next(row for row in self.files.rows("sample") if row.id == name)
        return found

    @property
    def followed(self) -> FindingRow:
        return self.row(self.files.record.rehearsal.finding)

    def look(self, row: FindingRow) -> Any:
        return appeals.get_appeal(self.stage.account("dispatcher"), self.made[row.id]).row


def steps_of_seven(stage: Stage) -> None:
    """七步闭环: reported, filed, sent, mended, checked twice, closed, rated."""
    play = Play(stage, steps.load(stage))
    stage.step(
        "网格员巡查上报，附照片和位置",
        "Findings are reported with picture and place",
        lambda: _reported(play),
    )
    stage.step("受理，信息收集", "Accepted: the information is gathered", lambda: _accepted(play))
    stage.step("核实立案", "Filed", lambda: _filed(play))
    stage.step("派遣到责任单位", "Sent to the unit that answers", lambda: _sent(play))
    stage.step("签收", "Taken", lambda: _taken(play))
    stage.step("缺前后照片不能反馈", "No feedback without both photographs", lambda: _not_bare(play))
    stage.step("处置并上传前后照片", "Mended, with photographs before and after", lambda: _mended(play, 1))
    stage.step("处置单位不能自己核查", "Who mends may not check", lambda: _not_oneself(play))
    stage.step("核查不通过，退回重做", "It does not pass and goes back", lambda: _checked(play, False))
    stage.step("重新处置", "Mended again", lambda: _mended(play, 2))
    stage.step("核查通过", "It passes", lambda: _checked(play, True))
    stage.step("结案并综合评价", "Closed and rated", lambda: _closed(play))
    stage.step("前后照片留在案中", "The evidence stays with the case", lambda: _evidence(play))
    wanted = {"found": len(play.made), "opened": 1, "in_time": 100, "returned": 0}
    stage.step(
        "场景指标随之变化", "The scene's figures have moved", lambda: steps.figures(stage, play.files, wanted)
    )
    stage.step("场景看板画出", "The scene's board is drawn", lambda: steps.drawn(stage, play.files))


def spot(stage: Stage) -> None:
    """当场处置: a small finding is settled where it is seen, with evidence and in one's own grid only."""
    play = Play(stage, steps.load(stage))
    stage.step("没有照片不能当场办结", "Nothing is settled without a photograph", lambda: _spot_bare(play))
    stage.step("不是自己的网格不能当场办结", "Not in another's grid", lambda: _spot_elsewhere(play))
    stage.step("当场处置，附前后照片", "Settled on the spot, with both photographs", lambda: _spot(play))
    stage.step("不立案，不派单", "No case, nobody is sent", lambda: _no_case(play))
    wanted = {"found": 1}
    stage.step(
        "场景指标随之变化", "The scene's figures have moved", lambda: steps.figures(stage, play.files, wanted)
    )


SCRIPTS: dict[str, Callable[[Stage], None]] = {"steps": steps_of_seven, "spot": spot}


def _report(play: Play, row: FindingRow, by: Subject, *, evidence: bool = True) -> str:
    before = play.stage.photo(by, f"{row.id}-before", (90, 70, 40))
    after = [play.stage.photo(by, f"{row.id}-after", (150, 170, 150))] if row.handled and evidence else []
    made = appeals.report_from_grid(
        by,
        text=row.text,
        area=row.area if row.lon is None else "",
        lon=row.lon,
        lat=row.lat,
        matter=row.matter,
        photos=[before],
        handled=row.handled,
        evidence=after,
        key=f"{play.stage.scene_id}:{row.id}:{by.user_id}:{evidence}",
    )
    play.made[row.id] = made.id
    return made.number


def _reported(play: Play) -> str:
    people = set()
    for row in play.files.rows("sample"):
        worker = steps.holder("grid_worker", row.area)
        _report(play, row, worker)
        people.add(worker.user_id)
    play.stage.pump()
    shown = play.look(play.followed)
    expect(shown.channel == "grid", f"channel {shown.channel}")
    expect(shown.attachments, "the photograph is not there")
    return f"{len(play.made)} 件发现 findings，{len(people)} 名网格员 grid workers"


def _accepted(play: Play) -> str:
    row = play.followed
    appeals.dispatch(play.stage.account("dispatcher"), play.made[row.id], matter=row.matter)
    play.stage.pump()
    family = cases.cases_of_event(play.look(row).event_id)
    expect(len(family) == 1, f"{len(family)} cases")
    play.case = family[0].id
    expect((family[0].flow, family[0].stage) == ("grid", "opened"), f"{family[0].flow}, {family[0].stage}")
    return str(family[0].number)


def _filed(play: Play) -> str:
    cases.establish(play.stage.account("inspector"), play.case, text="网格员照片清楚，属实")
    play.stage.pump()
    return _at(play, "filed")


def _sent(play: Play) -> str:
    shown = play.look(play.followed)
    duty = matters.resolve_duty(play.followed.matter, shown.area_path)
    cases.dispatch(play.stage.account("dispatcher"), play.case, unit=duty.lead, reason=duty.why_zh)
    play.stage.pump()
    row = play.lead().row
    expect(row.lead_unit == duty.lead, f"sent to {row.lead_unit}, not {duty.lead}")
    running = {one.name for one in play.lead().clocks if one.stopped_at is None and one.due_at is not None}
    expect("total" in running, f"running are {sorted(running)}")
    return f"→ {row.lead_unit_name}；{len(running)} 个时钟 clocks"


def _taken(play: Play) -> str:
    play.stage.wait(SOON)
    cases.take(play.handler(), play.case)
    play.stage.pump()
    return _at(play, "taken")


def _not_bare(play: Play) -> str:
    after = play.stage.photo(play.handler(), "after-only", (150, 170, 150))
    return refused(lambda: cases.handle(play.handler(), play.case, text="已清理", after=[after]))


def _mended(play: Play, number: int) -> str:
    play.stage.wait(SOON)
    person = play.handler()
    before = play.stage.photo(person, f"mended-{number}-before", (90, 70, 40))
    after = play.stage.photo(person, f"mended-{number}-after", (150, 160 + number, 150))
    cases.handle(person, play.case, text="已清理到位", before=[before], after=[after])
    play.stage.pump()
    return _at(play, "handled")


def _not_oneself(play: Play) -> str:
    return refused(lambda: cases.verify(play.handler(), play.case, passed=True, text="自己看过了"))


def _checked(play: Play, passed: bool) -> str:
    inspector = play.stage.account("inspector")
    photo = play.stage.photo(inspector, f"checked-{passed}", (120, 150, 120))
    cases.verify(
        inspector,
        play.case,
        passed=passed,
        text="现场已恢复" if passed else "岸坡仍有残留",
        photos=[photo],
    )
    play.stage.pump()
    return _at(play, "verified" if passed else "taken")


def _closed(play: Play) -> str:
    inspector = play.stage.account("inspector")
    cases.close(inspector, play.case)
    play.stage.pump()
    expect(play.lead().row.state == "closed", f"the case is {play.lead().row.state}")
    cases.rate(inspector, play.case, mark=4, text="一次返工，按时办结")
    play.stage.pump()
    shown = play.look(play.followed)
    expect(shown.state == "closed", f"the report is {shown.state}")
    return _at(play, "rated")


def _evidence(play: Play) -> str:
    found = [step for step in play.lead().steps if step.act == "handle"]
    expect(len(found) == 2, f"{len(found)} handlings in the history")
    expect(all(step.before and step.after for step in found), "a photograph is missing")
    return f"{sum(len(step.before) + len(step.after) for step in found)} 张照片 photographs"


def _at(play: Play, stage: str) -> str:
    row = play.lead().row
    expect(row.stage == stage, f"the case is {row.stage}, not {stage}")
    return f"{row.number} {row.stage}"


def _spot_row(play: Play) -> FindingRow:
    return play.row(play.files.record.rehearsal.spot)


def _spot_bare(play: Play) -> str:
    row = _spot_row(play)
    return refused(lambda: _report(play, row, steps.holder("grid_worker", row.area), evidence=False))


def _spot_elsewhere(play: Play) -> str:
    row = _spot_row(play)
    others = [one.area for one in play.files.rows("sample") if one.area != row.area]
    expect(others, "the sample has findings of one village only")
    return refused(lambda: _report(play, row, steps.holder("grid_worker", others[0])))


def _spot(play: Play) -> str:
    row = _spot_row(play)
    number = _report(play, row, steps.holder("grid_worker", row.area))
    play.stage.pump()
    shown = play.look(row)
    expect((shown.state, shown.outcome) == ("closed", "self_handled"), f"{shown.state}, {shown.outcome}")
    return number


def _no_case(play: Play) -> str:
    expect(not steps.opened(play.stage, play.files), "a case was opened")
    expect(appeals.books().balanced, "the books of appeals do not balance")
    return "工单 cases 0"
