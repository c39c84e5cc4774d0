"""The recipe `publish-consult`: publish → consult → vote → adopt."""

from __future__ import annotations

from yiwang.kernel.declarations import Words
from yiwang.packs.recipes._form import Recipe, Table, Variant
from yiwang.packs.recipes.publish_consult import expansion
from yiwang.packs.recipes.publish_consult.record import DraftRow, OpinionRow, PublishConsult

RECIPE = Recipe(
    code="publish-consult",
    name=Words(zh="征求意见与表决", en="Publish and consult"),
    flow=Words(
        zh="起草 → 公布征求意见 → 逐条答复 → 表决（或不表决）→ 计票 → 公布施行；未通过可重新表决",
        en="draft → published for opinions → each answered → voted on (or not) → counted → adopted; or again",
    ),
    about=Words(
        zh="要听公众意见、要权利人表决的场景：更新改造方案、规范性文件、村务和小区议事。",
        en="Where the public is heard or owners vote: renewal plans, rules, matters of villages and estates.",
    ),
    record=PublishConsult,
    tables={
        expansion.DRAFTS: Table(at=("sample", "drafts"), row=DraftRow),
        expansion.OPINIONS: Table(at=("sample", "opinions"), row=OpinionRow),
    },
    problems=expansion.problems,
    expand=expansion.expand,
    becomes=(
        Words(
            zh="文稿、意见、选票三个台账（ledgers）；表决人台账写在专题的 ledgers/ 里。",
            en="Ledgers of drafts, opinions and ballots; the voters' stands in the pack's `ledgers/`.",
        ),
        Words(
            zh="并类、答复、截止、计票的例行（routines），公众页面 /public/consult。",
            en="Routines that join, answer, close and count; the public page `/public/consult`.",
        ),
        Words(
            zh="指标和一块默认看板。",
            en="Figures and a default board.",
        ),
    ),
    measures=expansion.MEASURES,
    variants=(
        Variant(
            code="adopt", name=Words(zh="征求意见、表决、公布施行", en="heard, voted on, adopted"), drawn=True
        ),
        Variant(code="again", name=Words(zh="未通过、重新表决或不再推进", en="failed and again, or dropped")),
    ),
    script="yiwang.packs.recipes.publish_consult.script",
)
