"""The recipe `portrait-score`: portrait → score → differentiated supervision."""

from __future__ import annotations

from yiwang.kernel.declarations import Words
from yiwang.packs.recipes._form import Recipe, Variant
from yiwang.packs.recipes.portrait_score import expansion
from yiwang.packs.recipes.portrait_score.record import PortraitScore

RECIPE = Recipe(
    code="portrait-score",
    name=Words(zh="画像评分", en="Portrait and score"),
    flow=Words(
        zh="台账画像 → 逐项评分、逐项说明 → 等级 → 差异化检查、降级立案 → 异议与修复 → 人工认定留原因",
        en="portrait → lines and why → class → inspected by class, a fall is a case → objection, repair → "
        "set by hand only with a reason",
    ),
    about=Words(
        zh="给企业、机构评分定级，好的少打扰、差的多检查的场景：信用、金融风险、培训机构、建筑市场。",
        en="Where firms are scored and classed, and the worse are visited more: credit, lending, schools.",
    ),
    record=PortraitScore,
    problems=expansion.problems,
    expand=expansion.expand,
    becomes=(
        Words(
            zh="两个台账：检查任务、异议与修复（ledgers）。",
            en="Two ledgers: inspections, and objections with repairs (ledgers).",
        ),
        Words(
            zh="评分（每日一轮、有变即评）、按等级的检查计划、降级立案、异议限时（routines）。",
            en="The score, inspections by class, cases of falls, objections in time (routines).",
        ),
        Words(zh="降级处置事项（matters）。", en="The matters of falls (matters)."),
        Words(zh="指标和一块默认看板。", en="Figures and a default board."),
    ),
    measures=expansion.MEASURES,
    variants=(
        Variant(code="falls", name=Words(zh="失信降级与异议", en="a fall and an objection"), drawn=True),
        Variant(code="months", name=Words(zh="月月评分与逾期", en="month by month, and overdue")),
    ),
    script="yiwang.packs.recipes.portrait_score.script",
)
