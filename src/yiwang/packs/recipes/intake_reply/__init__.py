"""The recipe `intake-reply`: intake → classify → dispatch → reply → call back → rate."""

from __future__ import annotations

from yiwang.kernel.declarations import Words
from yiwang.packs.recipes._form import Recipe, Table, Variant
from yiwang.packs.recipes.intake_reply import expansion
from yiwang.packs.recipes.intake_reply.record import AppealRow, IntakeReply

RECIPE = Recipe(
    code="intake-reply",
    name=Words(zh="诉求办理", en="Intake and reply"),
    flow=Words(
        zh="受理 → 归类 → 派单 → 联系、办理 → 答复 → 回访 → 评价",
        en="intake → classify → dispatch → contact, handle → reply → call back → rate",
    ),
    about=Words(
        zh="有人来问、来求、来投诉，须限时答复并回访的场景：热线、企业诉求、消费投诉。",
        en="Where people ask or complain and must be answered in time: hotlines, firms, consumers.",
    ),
    record=IntakeReply,
    tables={"sample": Table(at=("sample", "file"), row=AppealRow)},
    problems=expansion.problems,
    expand=expansion.expand,
    becomes=(
        Words(
            zh="事项、职责、时限在专题的 matters/ 里，流程用热线诉求线。",
            en="Matters, duties and limits stand in the pack's `matters/`; cases take the hotline's flow.",
        ),
        Words(
            zh="指标和一块默认看板。",
            en="Figures and a default board.",
        ),
    ),
    measures=expansion.MEASURES,
    variants=(
        Variant(code="reply", name=Words(zh="办结满意", en="replied and satisfied"), drawn=True),
        Variant(code="redo", name=Words(zh="不满意重办", en="not satisfied, redone")),
    ),
    script="yiwang.packs.recipes.intake_reply.script",
)
