"""The recipe `indicator-board`: data → indicators → board → alert → briefing."""

from __future__ import annotations

from yiwang.kernel.declarations import Words
from yiwang.packs.recipes._form import Recipe, Table, Variant
from yiwang.packs.recipes.indicator_board import expansion
from yiwang.packs.recipes.indicator_board.record import FigureRow, IndicatorBoard

RECIPE = Recipe(
    code="indicator-board",
    name=Words(zh="指标看板", en="Indicator board"),
    flow=Words(
        zh="归集 → 审核发布 → 指标 → 看板 → 异常告警 → 核实派单 → 简报",
        en="collect → review and publish → indicators → board → alert → confirm and dispatch → briefing",
    ),
    about=Words(
        zh="靠各地各部门按期报数或由系统算数，要上看板、要预警、要出简报的场景：经济运行、商务、财政、民生实事。",
        en="Where figures are reported each period, or counted, for a board, an alert and a briefing.",
    ),
    record=IndicatorBoard,
    tables={"sample": Table(at=("sample", "file"), row=FigureRow)},
    problems=expansion.problems,
    expand=expansion.expand,
    becomes=(
        Words(
            zh="指标及其填报、目标、阈值和异常告警。",
            en="Indicators with their collection, targets, thresholds and alerts (indicators).",
        ),
        Words(
            zh="一块看板。",
            en="A board (boards).",
        ),
        Words(
            zh="异常核实后的事项、职责和时限。",
            en="The matter of a confirmed alert, with duties and limits (matters).",
        ),
        Words(
            zh="一种简报：每个指标几句话，各地一张表。",
            en="A briefing: sentences for each figure, a table of the areas (reports).",
        ),
    ),
    variants=(
        Variant(code="month", name=Words(zh="一个月的数", en="the figures of a month"), drawn=True),
        Variant(code="untold", name=Words(zh="未报不是零", en="not supplied is not nought")),
    ),
    script="yiwang.packs.recipes.indicator_board.script",
)
