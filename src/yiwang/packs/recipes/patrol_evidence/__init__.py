"""The recipe `patrol-evidence`: patrol → finding → before/after evidence → close."""

from __future__ import annotations

from yiwang.kernel.declarations import Words
from yiwang.packs.recipes._form import Recipe, Table, Variant
from yiwang.packs.recipes.patrol_evidence import expansion
from yiwang.packs.recipes.patrol_evidence.record import FindingRow, PatrolEvidence

RECIPE = Recipe(
    code="patrol-evidence",
    name=Words(zh="巡查取证", en="Patrol and evidence"),
    flow=Words(
        zh="巡查发现 → 立案 → 派遣 → 处置前后照片 → 核查 → 结案 → 评价；小事当场处置",
        en="finding → filed → sent → before/after pictures → checked → closed → rated; or on the spot",
    ),
    about=Words(
        zh="靠人去看、看到就拍、改完再拍的场景：巡河、市容、扬尘、林长巡护。",
        en="Where somebody looks, takes a picture, and another when it is mended: rivers, streets.",
    ),
    record=PatrolEvidence,
    tables={"sample": Table(at=("sample", "file"), row=FindingRow)},
    problems=expansion.problems,
    expand=expansion.expand,
    becomes=(
        Words(
            zh="巡查事项及其分类、职责、时限，走城市管理七步线。",
            en="The patrolled matters with duties and limits, on the seven steps (matters).",
        ),
        Words(
            zh="指标和一块默认看板。",
            en="Figures and a default board.",
        ),
    ),
    measures=expansion.MEASURES,
    variants=(
        Variant(code="steps", name=Words(zh="七步闭环", en="the seven steps"), drawn=True),
        Variant(code="spot", name=Words(zh="当场处置", en="settled on the spot")),
    ),
    script="yiwang.packs.recipes.patrol_evidence.script",
)
