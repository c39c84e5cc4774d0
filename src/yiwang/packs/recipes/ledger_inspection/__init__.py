"""The recipe `ledger-inspection`: ledger → inspection plan → hidden danger → rectification → re-check."""

from __future__ import annotations

from yiwang.kernel.declarations import Words
from yiwang.packs.recipes._form import Recipe, Variant
from yiwang.packs.recipes.ledger_inspection import expansion
from yiwang.packs.recipes.ledger_inspection.record import LedgerInspection

RECIPE = Recipe(
    code="ledger-inspection",
    name=Words(zh="台账检查", en="Ledger and inspection"),
    flow=Words(
        zh="台账 → 检查计划（分类、双随机）→ 逐项检查 → 隐患 → 整改 → 他人复查 → 销号；逾期报上级",
        en="ledger → plan (by class, or drawn by chance) → items → hidden danger → put right → "
        "re-checked by another → struck off; what is overdue is told above",
    ),
    about=Words(
        zh="对象有台账、要定期上门查、查出问题要整改销号的场景：消防、特种设备、危化品、自建房、案卷评查。",
        en="Where subjects stand in a ledger and are visited in turn: fire, lifts, chemicals, houses, files.",
    ),
    record=LedgerInspection,
    problems=expansion.problems,
    expand=expansion.expand,
    becomes=(
        Words(
            zh="两个台账：检查任务、隐患（ledgers）。",
            en="Two ledgers: inspections, and hidden dangers (ledgers).",
        ),
        Words(
            zh="检查计划、不合格立隐患、隐患立案、随案销号、逾期报上级（routines）。",
            en="The plan, dangers from items that fail, their cases and ends, what is overdue (routines).",
        ),
        Words(
            zh="整改事项及其职责、时限，走隐患整改线（matters）。",
            en="The matters of rectification on the flow `rectify` (matters).",
        ),
        Words(zh="指标和一块默认看板。", en="Figures and a default board."),
    ),
    measures=expansion.MEASURES,
    variants=(
        Variant(
            code="danger", name=Words(zh="查出隐患到销号", en="a danger until it is struck off"), drawn=True
        ),
        Variant(code="overdue", name=Words(zh="逾期不查", en="nobody comes")),
    ),
    script="yiwang.packs.recipes.ledger_inspection.script",
)
