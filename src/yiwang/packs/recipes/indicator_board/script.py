"""The rehearsal that `indicator-board` brings: a month's figures up to an alert and a briefing; and figures
that nobody supplied.

Every step is one that a person could watch; every check is on what the nouns told or answer at their doors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from yiwang.areas import api as areas
from yiwang.cases import api as cases
from yiwang.indicators import api as indicators
from yiwang.indicators.contracts import FigureSaid, Period, Value, period_of
from yiwang.kernel import clock
from yiwang.matters import api as matters
from yiwang.packs._stage import Stage, expect
from yiwang.packs.recipes import _steps as steps
from yiwang.packs.recipes._steps import refused
from yiwang.packs.recipes.indicator_board.record import FigureRow, IndicatorBoard
from yiwang.reports import api as reports
from yiwang.rules import api as rules

DAYS_MOST = 40


@dataclass(slots=True)
class Play(steps.Played[IndicatorBoard]):
    """What this recipe's rehearsals learn beside it."""

    reported: list[tuple[str, int]] = field(default_factory=list)
    """Figures and the version at which they were reported."""
    alert: str = ""
    briefing: Any = None

    @property
    def rows(self) -> tuple[FigureRow, ...]:
        return self.files.rows("sample")

    @property
    def newest(self) -> tuple[FigureRow, ...]:
        """The rows of the last month that the sample has."""
        last = max(row.month for row in self.rows)
        return tuple(row for row in self.rows if row.month == last)

    def period(self, row: FigureRow) -> Period:
        """The period by which a row's indicator is looked at."""
        one = next(one for one in self.files.record.indicators if one.code == row.indicator)
        return period_of(one.periods[0], date.fromisoformat(row.month))

    def seen(self, row: FigureRow) -> Value:
        leader = self.stage.account("leader")
        [found] = indicators.values(leader, [row.indicator], area_id=row.area, periods=[self.period(row)])
        return found


def month(stage: Stage) -> None:
    """一个月的数: from the forms of the areas to the board, the alert and the briefing."""
    play = Play(stage, steps.load(stage))
    stage.step("各地各自填报样本数", "The areas fill in the sample's figures", lambda: _filled(play))
    stage.step("未经发布不上看板", "Nothing is seen before it is published", lambda: _unseen(play))
    stage.step("填报人不能自己审核", "Who fills in may not review", lambda: _not_oneself(play))
    stage.step("另一人审核发布", "Reviewed and published by another", lambda: _published(play))
    stage.step(
        "指标与所报一致，未报的写明", "The figures are what was said; gaps are named", lambda: _figures(play)
    )
    stage.step("指标异常告警", "The figure raises an alert", lambda: _alerted(play))
    stage.step(
        "值班员核实，派到责任单位",
        "Confirmed; dispatched to the unit that answers",
        lambda: _dispatched(play),
    )
    stage.step("责任单位签收", "The unit takes the case", lambda: _taken(play))
    stage.step("编制简报，句中带数", "The briefing is written with its figures", lambda: _written(play))
    stage.step("编制人不能自己审核", "Its editor may not review it", lambda: _not_by_its_editor(play))
    stage.step("审核、签发、编号", "Reviewed, signed and numbered", lambda: _issued(play))
    stage.step("场景看板画出", "The scene's board is drawn", lambda: steps.drawn(stage, play.files))


def untold(stage: Stage) -> None:
    """未报不是零: without figures the board shows none, those late are urged, the briefing says nothing."""
    play = Play(stage, steps.load(stage))
    stage.step("到期未报，自动催报", "Past the deadline they are urged by themselves", lambda: _urged(play))
    stage.step(
        "指标为“未报”，不是零", "The figures are “not supplied”, not nought", lambda: _not_supplied(play)
    )
    stage.step("没有数就没有告警", "Where there is no number there is no alert", lambda: _silent(play))
    stage.step("简报不写没有的数", "The briefing says no number that is not there", lambda: _left_out(play))


SCRIPTS: dict[str, Callable[[Stage], None]] = {"month": month, "untold": untold}


def _filled(play: Play) -> str:
    people = set()
    for row in play.rows:
        person = steps.holder("statistician", row.area)
        said = FigureSaid(
            code=row.indicator,
            area_id=row.area,
            period=period_of("month", date.fromisoformat(row.month)),
            value=f"{row.value:g}",
            last_year="" if row.last_year is None else f"{row.last_year:g}",
        )
        kept = indicators.save(person, said)
        kept = indicators.report(person, kept.id, version=kept.version)
        play.reported.append((kept.id, kept.version))
        people.add(person.user_id)
    play.stage.pump()
    return f"{len(play.rows)} 个数 figures，{len(people)} 名填报人 people"


def _unseen(play: Play) -> str:
    shown = [row for row in play.newest if play.seen(row).value is not None]
    expect(not shown, f"{len(shown)} figures are seen already")
    return "未报 not supplied"


def _not_oneself(play: Play) -> str:
    person = steps.holder("statistician", play.rows[0].area)
    return refused(lambda: indicators.review(person, play.reported[:1]))


def _published(play: Play) -> str:
    admin = play.stage.account("figures")
    reviewed = indicators.review(admin, play.reported)
    indicators.publish(admin, [(one.id, one.version) for one in reviewed])
    play.stage.pump()
    return f"{len(reviewed)} 个数 figures，{admin.name}"


def _figures(play: Play) -> str:
    for row in play.newest:
        found = play.seen(row)
        expect(
            found.value is not None and abs(found.value - row.value) < 1e-6,
            f"{row.indicator} of {row.area}: {found.value}, not {row.value:g}",
        )
        if row.area == play.stage.city:
            play.stage.figures[row.indicator] = row.value
    first = play.newest[0]
    below = indicators.children(
        play.stage.account("leader"),
        first.indicator,
        area_id=play.stage.city,
        tree=play.files.record.indicators[0].tree,
        period=play.period(first),
    )
    gaps = [one.area_name_zh for one in below if one.value is None and not one.remainder]
    return f"{len(play.newest)} 个数一致 agree；未报 not supplied: {'、'.join(gaps) or '无 none'}"


def _alerted(play: Play) -> str:
    wanted = play.files.record.rehearsal
    play.stage.wait(timedelta(minutes=2))
    raised = [
        one
        for one in play.stage.told("rules.alert_raised", area_id=wanted.area)
        if one.data.rule_code.startswith(f"indicators/{wanted.alerts}/")
    ]
    expect(len(raised) == 1, f"{len(raised)} alerts")
    play.alert = raised[0].data.alert_id
    found = rules.get_alert(play.alert)
    expect(found.matter == play.files.declared.handles[0], f"matter {found.matter}")
    return found.sentence_zh


def _dispatched(play: Play) -> str:
    if rules.get_alert(play.alert).confirm != "auto":
        rules.end_alert(play.alert, "true", play.stage.account("duty"), reason="数据已与填报单位核对，属实")
    play.stage.pump()
    found = cases.cases_of_alert(play.alert)
    leads = [one for one in found if one.role == "lead"]
    expect(len(leads) == 1, f"{len(leads)} cases")
    path = areas.get_area(play.files.record.rehearsal.area).managed_path
    duty = matters.resolve_duty(play.files.declared.handles[0], path)
    expect(leads[0].lead_unit == duty.lead, f"dispatched to {leads[0].lead_unit}, not {duty.lead}")
    play.case = leads[0].id
    whole = play.lead()
    expect(whole.why_zh, "the dispatch does not say why")
    return f"{leads[0].number} → {'、'.join(one.lead_unit_name for one in found)}"


def _taken(play: Play) -> str:
    person = play.handler()
    cases.take(person, play.case)
    play.stage.pump()
    return f"{person.unit_name} {person.name}"


def _code(play: Play) -> str:
    return play.files.declared.reports[0].code


def _written(play: Play) -> str:
    editor = play.stage.account("dispatcher")
    play.briefing = reports.create(editor, _code(play), area_id=play.stage.city)
    content = reports.detail(editor, play.briefing.id).content
    sentences = [
        "".join(run.text for run in part.zh) for section in content.sections for part in section.parts
    ]
    said = [one for one in sentences if one]
    expect(said, "the briefing says nothing")
    numbers = {f"{row.value:g}" for row in play.newest if row.area == play.stage.city}
    expect(any(number in one for number in numbers for one in said), f"none of {numbers} in {said}")
    return said[0]


def _not_by_its_editor(play: Play) -> str:
    editor = play.stage.account("dispatcher")
    play.briefing = reports.submit(editor, play.briefing.id, version=play.briefing.version)
    return refused(lambda: reports.approve(editor, play.briefing.id, "", version=play.briefing.version))


def _issued(play: Play) -> str:
    row = play.briefing
    row = reports.approve(play.stage.account("steward"), row.id, "数已核对", version=row.version)
    row = reports.issue(play.stage.account("leader"), row.id, version=row.version)
    play.stage.pump()
    expect(row.number == 1, f"number {row.number}")
    expect(play.stage.told("reports.issued"), "nobody was told")
    return f"{row.year} 年第 {row.number} 期"


# -- figures that nobody supplied ---------------------------------------------------------------


def _urged(play: Play) -> str:
    for _ in range(DAYS_MOST):
        if play.stage.told("indicators.figure_urged"):
            break
        play.stage.wait(timedelta(days=1))
    urged = play.stage.told("indicators.figure_urged")
    expect(urged, f"nobody was urged in {DAYS_MOST} days")
    return f"{clock.now().astimezone(clock.SHANGHAI):%m-%d} 催报 urged: {len(urged)}"


def _not_supplied(play: Play) -> str:
    states = {play.seen(row).state for row in play.newest}
    values = [one for row in play.newest if (one := play.seen(row).value) is not None]
    expect(not values, f"{len(values)} have a value")
    expect(states == {"not_supplied"}, f"{states}")
    return "未报 not supplied"


def _silent(play: Play) -> str:
    raised = play.stage.told("rules.alert_raised")
    expect(not raised, f"{len(raised)} alerts")
    return "告警 alerts 0"


def _left_out(play: Play) -> str:
    editor = play.stage.account("dispatcher")
    made = reports.create(editor, _code(play), area_id=play.stage.city)
    content = reports.detail(editor, made.id).content
    said = [
        part for section in content.sections for part in section.parts if part.kind == "sentence" and part.zh
    ]
    expect(not said, f"{len(said)} sentences carry a number")
    return f"{len(content.left_out)} 句没有数，未写 sentences left out"
