"""The indicators and the board that a scene brings: measures that officials know, narrowed to its own rows.

Every figure is counted by the common engine, of cases, appeals and alerts; nothing here computes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from yiwang.boards.declarations import Board, Part
from yiwang.indicators.contracts import PeriodKind
from yiwang.indicators.declarations import (
    Condition,
    Formula,
    IndicatorDeclaration,
    Quotient,
    Threshold,
)
from yiwang.indicators.declarations import Part as Counted
from yiwang.kernel.declarations import Problem, Words
from yiwang.packs.declarations import Aim, Pack, SceneHead
from yiwang.packs.recipes._measures import ALL as _ALL
from yiwang.packs.recipes._measures import RECORDS, Measure
from yiwang.packs.recipes._measures import in_states as _in
from yiwang.packs.recipes._measures import outcome as _outcome
from yiwang.packs.recipes._measures import over_records as _records
from yiwang.packs.recipes._measures import ratio_of as _ratio
from yiwang.packs.recipes._measures import share as _share

PERIODS: tuple[PeriodKind, ...] = ("day", "week", "month", "quarter", "year", "to_date")
LONGEST = 60
WIDE = 12
"""Columns of a board."""
IN_A_ROW = 4
MOST_FIGURES = 8
OWNER = "data"
"""The line whose unit answers for figures that the platform counts itself."""


MEASURES: dict[str, Measure] = {
    **RECORDS,
    "alerts": Measure(
        name=Words(zh="告警数", en="alerts"),
        definition=Words(
            zh="规则产生的告警数，迟到补判的和维护期内的不计",
            en="alerts raised by rules, without late ones and those under maintenance",
        ),
        of="alerts",
        by="raised_day",
        formula=Formula(sum=Counted(column="counted")),
        direction="down",
    ),
    "false_alarms": Measure(
        name=Words(zh="误报率", en="false alarms"),
        definition=Words(zh="判为误报的告警 ÷ 已了结的告警", en="alerts judged false ÷ alerts ended"),
        of="alerts",
        by="raised_day",
        formula=Formula(
            ratio=Quotient(numerator=_outcome(is_=("false_alarm",)), denominator=_outcome(is_not=("",)))
        ),
        unit="%",
        direction="down",
        decimals=1,
    ),
    "accepted": Measure(
        name=Words(zh="受理量", en="appeals accepted"),
        definition=Words(
            zh="登记的诉求件数，作废和并为重复的不计",
            en="appeals registered, without those voided or merged as repeats",
        ),
        of="appeals",
        by="registered_day",
        formula=Formula(sum=Counted(column="counted")),
    ),
    "found": Measure(
        name=Words(zh="巡查发现", en="findings"),
        definition=Words(
            zh="网格巡查上报的件数，作废和并为重复的不计",
            en="findings reported on patrol, without those voided or merged as repeats",
        ),
        of="appeals",
        by="registered_day",
        formula=Formula(sum=Counted(column="counted", where=(Condition(column="channel", is_=("grid",)),))),
    ),
    "repeated": Measure(
        name=Words(zh="重复反映", en="repeated appeals"),
        definition=Words(
            zh="同一人就同类事项再次反映的件数", en="appeals by which the same person comes back"
        ),
        of="appeals",
        by="registered_day",
        formula=Formula(sum=Counted(column="repeated", where=(Condition(column="counted", least=1),))),
        direction="down",
    ),
    "opened": Measure(
        name=Words(zh="立案件数", en="cases opened"),
        definition=Words(
            zh="主办工单件数，作废、并案、撤诉、转出的不计",
            en="lead cases, without void, merged, withdrawn and transferred ones",
        ),
        of="cases",
        by="opened_day",
        formula=Formula(sum=Counted(column="living")),
    ),
    "responded": Measure(
        name=Words(zh="按时响应率", en="first contact in time"),
        definition=Words(
            zh="时限内首次联系 ÷（已联系 + 超时未联系）", en="contacted in time ÷ (contacted + overdue)"
        ),
        of="cases",
        by="opened_day",
        formula=_ratio("contact"),
        unit="%",
        direction="up",
        decimals=1,
    ),
    "in_time": Measure(
        name=Words(zh="按时办结率", en="finished in time"),
        definition=Words(
            zh="总时限内办结 ÷（已办结 + 超总时限未办结）",
            en="finished within the total limit ÷ (finished + overdue)",
        ),
        of="cases",
        by="opened_day",
        formula=_ratio("finish"),
        unit="%",
        direction="up",
        decimals=1,
    ),
    "returned": Measure(
        name=Words(zh="退单率", en="returned"),
        definition=Words(zh="退过单的工单 ÷ 派出的工单", en="cases returned ÷ cases dispatched"),
        of="cases",
        by="opened_day",
        formula=_ratio("return"),
        unit="%",
        direction="down",
        decimals=1,
    ),
    "redone": Measure(
        name=Words(zh="重办率", en="redone"),
        definition=Words(zh="重办的工单 ÷ 已答复的工单", en="cases redone ÷ cases replied to"),
        of="cases",
        by="opened_day",
        formula=_ratio("redo"),
        unit="%",
        direction="down",
        decimals=1,
    ),
    "solved": Measure(
        name=Words(zh="解决率", en="solved"),
        definition=Words(zh="回访认为已解决 ÷ 回访到的", en="solved by the citizen's word ÷ those reached"),
        of="cases",
        by="opened_day",
        formula=_ratio("solved"),
        unit="%",
        direction="up",
        decimals=1,
    ),
    "satisfied": Measure(
        name=Words(zh="满意率", en="satisfied"),
        definition=Words(zh="回访满意 ÷ 回访到的", en="satisfied ÷ those reached"),
        of="cases",
        by="opened_day",
        formula=_ratio("satisfied"),
        unit="%",
        direction="up",
        decimals=1,
    ),
    "hours": Measure(
        name=Words(zh="平均办理时长", en="hours from opening to closing"),
        definition=Words(
            zh="办结工单从立案到结案的平均小时数", en="mean hours from opening to closing of closed cases"
        ),
        of="cases",
        by="opened_day",
        formula=Formula(mean=Counted(column="hours")),
        unit="h",
        direction="down",
        decimals=1,
    ),
    "inspected": Measure(
        name=Words(zh="检查完成率", en="inspections done"),
        definition=Words(
            zh="应查期限在本期的任务中已检查的 ÷ 全部（取消的不计）",
            en="inspections done ÷ those due in the period, without those called off",
        ),
        of="records",
        by="due_day",
        formula=_share(_in("done"), _ALL),
        unit="%",
        direction="up",
        decimals=1,
    ),
    "inspected_in_time": Measure(
        name=Words(zh="按期检查率", en="inspected in time"),
        definition=Words(
            zh="应查期限内完成的 ÷ 应查期限在本期的任务（取消的不计）",
            en="done by the day due ÷ those due in the period, without those called off",
        ),
        of="records",
        by="due_day",
        formula=_share(
            Counted(
                column="counted",
                where=(Condition(column="state", is_=("done",)), Condition(column="late", most=0)),
            ),
            _ALL,
        ),
        unit="%",
        direction="up",
        decimals=1,
    ),
    "dangers": Measure(
        name=Words(zh="发现隐患数", en="hidden dangers found"),
        definition=Words(zh="检查发现的隐患数，撤销的不计", en="found by inspections, without those dropped"),
        of="records",
        by="made_day",
        formula=Formula(sum=Counted(column="counted")),
    ),
    "major": Measure(
        name=Words(zh="重大隐患数", en="major dangers"),
        definition=Words(zh="其中重大隐患的数量", en="those of them that are major"),
        of="records",
        by="made_day",
        formula=Formula(sum=Counted(column="counted")),
        direction="down",
    ),
    "rectified": Measure(
        name=Words(zh="隐患整改率", en="dangers put right"),
        definition=Words(zh="复查通过已销号的隐患 ÷ 发现的隐患", en="struck off ÷ found"),
        of="records",
        by="made_day",
        formula=_share(_in("struck_off"), _ALL),
        unit="%",
        direction="up",
        decimals=1,
    ),
    "again": Measure(
        name=Words(zh="重复隐患率", en="found again"),
        definition=Words(
            zh="同一对象同一检查项以前查出过的 ÷ 发现的隐患",
            en="the same item of the same subject before ÷ found",
        ),
        of="records",
        by="made_day",
        formula=_share(Counted(column="counted", where=(Condition(column="result", is_=("true",)),)), _ALL),
        unit="%",
        direction="down",
        decimals=1,
    ),
}


_HANDED_OVER = _in("complete", "disputed", "settled")
_DECIDED = _in("granted", "refused")
_HANDED_IN = (Condition(column="state", is_not=("draft", "withdrawn")),)


def _scored(one: Counted, *, least: float | None = None, most: float | None = None) -> Counted:
    return replace(one, where=(*one.where, Condition(column="score", least=least, most=most)))


MEASURES |= {
    "on_way": _records(
        "在途批次",
        "on the way",
        "已出发、尚未办结的批次，待发和作废的不计",
        "batches that have set out and are not complete, without those to set out and cancelled",
        Formula(
            sum=Counted(
                column="counted",
                where=(
                    Condition(column="ended", most=0),
                    Condition(column="state", is_not=("prepared", "ready", "barred", "disputed")),
                ),
            )
        ),
    ),
    "on_time": _records(
        "按时交接率",
        "handed over in time",
        "各环节都按时的批次 ÷ 已完成交接的批次",
        "batches of which no step was late ÷ batches handed over",
        _share(_scored(_HANDED_OVER, most=0), _HANDED_OVER),
        unit="%",
        direction="up",
        decimals=1,
    ),
    "differing": _records(
        "数量差异率",
        "amounts that differ",
        "交接数量不符的批次 ÷ 已完成交接的批次",
        "batches whose amounts differ ÷ batches handed over",
        _share(_in("disputed", "settled"), _HANDED_OVER),
        unit="%",
        direction="down",
        decimals=1,
    ),
    "off_route": replace(
        MEASURES["alerts"],
        name=Words(zh="偏离次数", en="times off the route"),
        definition=Words(
            zh="偏离核准线路的告警数，迟到补判的不计", en="alerts for leaving the route, without late ones"
        ),
    ),
    "applied": _records(
        "申请件数",
        "applications",
        "已提交的申请件数，撤回的不计",
        "applications handed in, without withdrawn ones",
        Formula(sum=Counted(column="counted", where=_HANDED_IN)),
    ),
    "first_time": _records(
        "一次通过率",
        "passed at once",
        "没有退回补正的 ÷ 已决定的申请",
        "never sent back ÷ applications that were decided",
        _share(_scored(_DECIDED, most=0), _DECIDED),
        unit="%",
        direction="up",
        decimals=1,
    ),
    "corrected": _records(
        "补正率",
        "sent back",
        "退回补正过的 ÷ 已提交的申请",
        "sent back at least once ÷ applications handed in",
        _share(
            _scored(Counted(column="counted", where=_HANDED_IN), least=1),
            Counted(column="counted", where=_HANDED_IN),
        ),
        unit="%",
        direction="down",
        decimals=1,
    ),
    "granted": _records(
        "准予率",
        "granted",
        "准予的 ÷ 已决定的申请",
        "granted ÷ applications that were decided",
        _share(_in("granted"), _DECIDED),
        unit="%",
        decimals=1,
    ),
    "took": _records(
        "平均用时",
        "time taken",
        "从填报到决定的平均小时数，含补正",
        "mean hours from the first entry to the decision",
        Formula(mean=_in("granted", "refused", column="hours")),
        unit="h",
        direction="down",
        decimals=1,
    ),
    "certificates": _records(
        "有效证照数",
        "valid certificates",
        "已发出、仍有效的证照数",
        "certificates that were issued and are valid",
        Formula(sum=_in("valid")),
    ),
}
SOURCES = {
    "cases": Words(zh="工单", en="cases"),
    "appeals": Words(zh="诉求办理", en="appeals"),
    "alerts": Words(zh="研判", en="rules"),
    "records": Words(zh="台账", en="ledgers"),
    "scores": Words(zh="评分", en="scores"),
}


def code_of(pack: str, scene: str, measure: str) -> str:
    """The code of a scene's figure."""
    return f"{pack}.{scene}.{measure}"


def figures(
    pack: Pack,
    scene: SceneHead,
    measures: Sequence[str],
    *,
    where: Mapping[str, tuple[Condition, ...]],
    aims: Mapping[Any, Aim],
) -> tuple[IndicatorDeclaration, ...]:
    """The measures of a scene. `where` narrows the rows of each table, or of one measure by its own name;
    `aims` are what they are to reach."""
    made = []
    for name in measures:
        one = MEASURES[name]
        aim = aims.get(name)
        made.append(
            IndicatorDeclaration(
                code=code_of(pack.id, scene.id, name),
                name=Words(zh=f"{scene.name.zh}·{one.name.zh}", en=f"{scene.name.en}: {one.name.en}"),
                definition=Words(
                    zh=f"{scene.name.zh}：{one.definition.zh}", en=f"{scene.name.en}: {one.definition.en}"
                ),
                source=SOURCES[one.of],
                unit=one.unit,
                direction=one.direction,
                periods=PERIODS,
                owner=OWNER,
                provisional=scene.demonstration,
                decimals=one.decimals,
                thresholds=(Threshold(good=aim.good, watch=aim.watch),) if aim else (),
                formula=narrowed(
                    replace(one.formula, of=one.of, by=one.by),
                    where[name] if name in where else where[one.of],
                ),
            )
        )
    return tuple(made)


def narrowed(formula: Formula, where: tuple[Condition, ...]) -> Formula:
    """The same formula over the rows that also meet these conditions."""

    def part(one: Counted | None) -> Counted | None:
        return replace(one, where=(*one.where, *where)) if one is not None else None

    ratio = formula.ratio
    if ratio is not None:
        ratio = Quotient(
            numerator=replace(ratio.numerator, where=(*ratio.numerator.where, *where)),
            denominator=replace(ratio.denominator, where=(*ratio.denominator.where, *where)),
        )
    return replace(
        formula,
        ratio=ratio,
        count=part(formula.count),
        sum=part(formula.sum),
        mean=part(formula.mean),
        distinct=part(formula.distinct),
    )


def wrong_aims(aims: Mapping[Any, Aim]) -> Iterator[Problem]:
    """Aims that contradict the direction of their measure."""
    for name, aim in aims.items():
        one = MEASURES[name]
        up = one.direction == "up"
        if one.direction != "none" and (aim.good < aim.watch) == up:
            rule = "越大越好，good 应不低于 watch" if up else "越小越好，good 应不高于 watch"
            yield Problem(
                at=("aims", name),
                code="aim.direction",
                zh=f"“{one.name.zh}”{rule}。",
                en=f"Of “{one.name.en}” {'more' if up else 'less'} is better: good and watch contradict.",
                cure_zh="对调两个数。",
                cure_en="Exchange the two numbers.",
            )


def board_code(pack: str, scene: str) -> str:
    """The code of a scene's default board."""
    return f"{pack}-{scene}"


def board(
    pack: Pack,
    scene: SceneHead,
    made: Sequence[IndicatorDeclaration],
    matters: Sequence[str],
    *,
    drawn: str = "",
) -> Board:
    """The default board: the figures, where and when, how the areas stand, and the open cases.

    `drawn`: the measure on the map and in the course, if it is not the first.
    """
    first = next((one for one in made if one.code.endswith(f".{drawn}")), made[0])
    rates = [one for one in made if one.unit == "%"]
    shown = made[:MOST_FIGURES]
    parts = [
        Part(id=_slug(one.code), kind="figure", indicators=(one.code,), width=width, height=2)
        for one, width in zip(shown, widths(len(shown)), strict=True)
    ]
    parts += [
        Part(id="map", kind="map", title=first.name, indicators=(first.code,), width=6, height=5),
        Part(id="course", kind="trend", title=first.name, indicators=(first.code,), width=6, height=3),
    ]
    if rates:
        parts.append(
            Part(id="areas", kind="rank", title=rates[0].name, indicators=(rates[0].code,), width=6, height=2)
        )
    if len(matters) == 1:
        parts.append(
            Part(
                id="open",
                kind="list",
                title=Words(zh="在办工单", en="Open cases"),
                rows="cases",
                where={"matter": matters[0], "state": "open"},
                width=12,
                height=3,
            )
        )
    return Board(
        code=board_code(pack.id, scene.id),
        title=scene.name,
        about=Words(zh=f"{pack.name.zh}·{scene.name.zh}", en=f"{pack.name.en}: {scene.name.en}"),
        owner=pack.lead_unit,
        parts=tuple(parts),
    )


def widths(many: int) -> list[int]:
    """So many figures in full rows, as even as can be: none stands alone beside what is higher."""
    rows = -(-many // IN_A_ROW)
    longest = -(-many // rows) if rows else 0
    return [WIDE // min(longest, many - at // longest * longest) for at in range(many)]


def _slug(code: str) -> str:
    return code.rpartition(".")[2].replace("_", "-")
