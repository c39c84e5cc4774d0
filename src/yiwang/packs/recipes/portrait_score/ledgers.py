"""The ledgers that every scene of the recipe makes: inspections, and objections with repairs."""

from __future__ import annotations

from yiwang.kernel.declarations import Words
from yiwang.ledgers.declarations import Choice, Field, Ledger, Move, State
from yiwang.packs.declarations import Pack
from yiwang.packs.recipes import _tasks
from yiwang.packs.recipes.portrait_score.record import PortraitScore

RESULTS = (
    Choice(code="normal", name=Words(zh="正常", en="in order")),
    Choice(code="problem", name=Words(zh="有问题", en="not in order")),
    Choice(code="not_found", name=Words(zh="查无下落", en="not to be found")),
)


def tasks_code(pack: Pack, scene: PortraitScore) -> str:
    return f"{pack.id}-{scene.id}-tasks"


def objections_code(pack: Pack, scene: PortraitScore) -> str:
    return f"{pack.id}-{scene.id}-objections"


def tasks(pack: Pack, scene: PortraitScore) -> Ledger:
    """Inspections, as often as the class of their subject says."""
    return _tasks.ledger(
        pack,
        tasks_code(pack, scene),
        name=Words(zh=f"{scene.name.zh}·检查任务", en=f"{scene.name.en}: inspections"),
        about=Words(
            zh="按等级定频次、定比例下达，等级变了频次随之变。",
            en="Given out by class: how often, and how large a share; a new class brings a new pace.",
        ),
        subjects=scene.subjects.ledger,
        items=(
            Field(
                code="result",
                name=Words(zh="检查结果", en="Result"),
                kind="choice",
                choices=RESULTS,
                figure="result",
            ),
        ),
    )


def objections(pack: Pack, scene: PortraitScore) -> Ledger:
    """Objections (异议) and repairs (修复): filed with grounds, decided by a second person with a reason."""
    lines = tuple(Choice(code=one.id, name=one.name) for one in scene.lines if one.counts)
    return Ledger(
        code=objections_code(pack, scene),
        name=Words(zh=f"{scene.name.zh}·异议与修复", en=f"{scene.name.en}: objections and repairs"),
        about=Words(
            zh=f"对评分有异议或已整改申请修复，{scene.objections.within_days} 天内由另一人复核答复。",
            en=f"Objections and repairs, decided by another in {scene.objections.within_days} days.",
        ),
        object_="enterprise",
        unit=pack.lead_unit,
        key="number",
        title="number",
        fields=(
            _tasks.text("number", "受理编号", "Number", required=True, listed=True, searched=True),
            Field(
                code="subject",
                name=Words(zh="对象", en="Subject"),
                kind="link",
                ledger=scene.subjects.ledger,
                required=True,
                listed=True,
                filtered=True,
            ),
            Field(
                code="kind",
                name=Words(zh="类型", en="Kind"),
                kind="choice",
                required=True,
                listed=True,
                filtered=True,
                figure="kind",
                choices=(
                    Choice(code="objection", name=Words(zh="异议", en="objection")),
                    Choice(code="repair", name=Words(zh="修复", en="repair")),
                ),
            ),
            Field(
                code="line",
                name=Words(zh="针对评分项", en="Line"),
                kind="choice",
                required=True,
                listed=True,
                choices=lines,
            ),
            Field(code="grounds", name=Words(zh="理由", en="Grounds"), kind="text", required=True),
            Field(code="evidence", name=Words(zh="证明材料", en="Evidence"), kind="attachment"),
            Field(
                code="due",
                name=Words(zh="答复期限", en="Due"),
                kind="date",
                listed=True,
                filtered=True,
                sorted=True,
                computed=True,
                figure="due",
            ),
        ),
        states=(
            State(code="filed", name=Words(zh="待复核", en="to decide")),
            State(code="upheld", name=Words(zh="成立", en="upheld"), ends=True),
            State(code="rejected", name=Words(zh="不成立", en="rejected"), ends=True),
            State(code="withdrawn", name=Words(zh="撤回", en="withdrawn"), ends=True),
        ),
        moves=(
            Move(
                code="uphold",
                name=Words(zh="认定成立", en="Uphold"),
                from_=("filed",),
                to="upheld",
                by="reviewer",
                reason=True,
                needs=("evidence",),
            ),
            Move(
                code="reject",
                name=Words(zh="认定不成立", en="Reject"),
                from_=("filed",),
                to="rejected",
                by="reviewer",
                reason=True,
            ),
            Move(code="withdraw", name=Words(zh="撤回", en="Withdraw"), from_=("filed",), to="withdrawn"),
        ),
    )
