"""The recipe `application-review`: application → data check → parallel review → certificate."""

from __future__ import annotations

from yiwang.kernel.declarations import Words
from yiwang.packs.recipes._form import Recipe, Table, Variant
from yiwang.packs.recipes.application_review import checks, expansion
from yiwang.packs.recipes.application_review.record import ApplicationReview, ApplicationRow

RECIPE = Recipe(
    code="application-review",
    name=Words(zh="申请联审发证", en="Application and review"),
    flow=Words(
        zh="申请 → 数据核对（免提交）→ 受理 → 并联审查 → 审结 → 决定 → 发证 → 到期提醒",
        en="application → data check → accepted → reviewed side by side → decided → certificate → renewal",
    ),
    about=Words(
        zh="有人申请、多个单位一起审、通过后发证或批复的场景：项目申报、入学、救助、审批一件事。",
        en="Where somebody applies, several units review, and it is granted: projects, school places, aid.",
    ),
    record=ApplicationReview,
    tables={"sample": Table(at=("sample", "file"), row=ApplicationRow)},
    problems=checks.problems,
    expand=expansion.expand,
    becomes=(
        Words(
            zh="申请台账和证照台账，各有状态和城市码。",
            en="The ledgers of applications and of certificates, with states and 城市码 (ledgers).",
        ),
        Words(
            zh="例行：提交即核对并带出数据，受理即分办，随审查推进，准予即发证，到期前提醒，到期失效。",
            en="Routines: checked, filled in, reviewed, granted, reminded of, expired (routines).",
        ),
        Words(
            zh="审查事项及其分类、牵头单位、时限。",
            en="The matter of the review: who leads, limits (matters).",
        ),
        Words(
            zh="指标和一块默认看板。",
            en="Figures and a default board.",
        ),
    ),
    measures=expansion.MEASURES,
    variants=(
        Variant(code="grant", name=Words(zh="准予发证", en="granted"), drawn=True),
        Variant(code="refuse", name=Words(zh="补正、异议、不予通过", en="sent back, objected to, refused")),
    ),
    script="yiwang.packs.recipes.application_review.script",
)
