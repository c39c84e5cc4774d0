"""The recipe `policy-match`: needs × policies → match → push → claim → follow."""

from __future__ import annotations

from yiwang.kernel.declarations import Words
from yiwang.packs.recipes._form import Recipe, Variant
from yiwang.packs.recipes.policy_match import expansion
from yiwang.packs.recipes.policy_match.record import PolicyMatch

RECIPE = Recipe(
    code="policy-match",
    name=Words(zh="政策匹配", en="Policy match"),
    flow=Words(
        zh="对象 × 政策 → 逐条匹配 → 告知 → 申领（或免申即享）→ 核准 → 兑现；未领的提醒、上门",
        en="subjects × policies → match → tell → claim (or unasked) → grant → pay; remind, visit",
    ),
    about=Words(
        zh="让政策找人的场景：惠企、惠农、优抚、救助，条件能写成台账字段的要求。",
        en="Where policies look for people: firms, farmers, veterans, relief; conditions over fields.",
    ),
    record=PolicyMatch,
    problems=expansion.problems,
    expand=expansion.expand,
    becomes=(
        Words(
            zh="政策台账和匹配台账（ledgers）；对象台账写在专题的 ledgers/ 里。",
            en="A ledger of policies and one of matches; the subjects' stands in the pack's `ledgers/`.",
        ),
        Words(
            zh="匹配、告知、免申即享、提醒、上门、逾期各一条例行（routines）。",
            en="Routines: match, tell, grant unasked, remind, visit, lapse.",
        ),
        Words(
            zh="未领政策上门告知的事项（matters）。",
            en="The matter of visiting those who have not claimed.",
        ),
        Words(
            zh="指标和一块默认看板。",
            en="Figures and a default board.",
        ),
    ),
    measures=expansion.MEASURES,
    variants=(
        Variant(code="claim", name=Words(zh="告知、申领、兑现", en="told, claimed, paid"), drawn=True),
        Variant(code="silent", name=Words(zh="未领的提醒、上门；不再符合的撤回", en="silent and unfit ones")),
    ),
    script="yiwang.packs.recipes.policy_match.script",
)
