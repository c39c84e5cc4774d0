"""The two ledgers that every scene of the recipe makes: inspections (检查任务) and hidden dangers (隐患)."""

from __future__ import annotations

from yiwang.kernel.declarations import Words
from yiwang.ledgers.declarations import Choice, Field, Ledger, Move, State
from yiwang.packs.declarations import Pack
from yiwang.packs.recipes import _tasks
from yiwang.packs.recipes.ledger_inspection.record import LedgerInspection

GOOD, BAD, NOT_HERE = "good", "bad", "not_here"
RESULTS = (
    Choice(code=GOOD, name=Words(zh="合格", en="passes")),
    Choice(code=BAD, name=Words(zh="不合格", en="fails")),
    Choice(code=NOT_HERE, name=Words(zh="不涉及", en="does not apply")),
)
ITEM = "item_"


def tasks_code(pack: Pack, scene: LedgerInspection) -> str:
    return f"{pack.id}-{scene.id}-tasks"


def dangers_code(pack: Pack, scene: LedgerInspection) -> str:
    return f"{pack.id}-{scene.id}-dangers"


def tasks(pack: Pack, scene: LedgerInspection) -> Ledger:
    """Inspections: given out by the plan, noted by the inspector item by item, done or called off."""
    return _tasks.ledger(
        pack,
        tasks_code(pack, scene),
        name=Words(zh=f"{scene.name.zh}·检查任务", en=f"{scene.name.en}: inspections"),
        about=Words(
            zh="按计划下达，检查人逐项记录，不合格的立为隐患。",
            en="Given out by the plan; noted item by item; what fails becomes a hidden danger.",
        ),
        subjects=scene.subjects.ledger,
        items=tuple(
            Field(code=f"{ITEM}{one.id}", name=one.name, kind="choice", choices=RESULTS)
            for one in scene.checklist
        ),
    )


def dangers(pack: Pack, scene: LedgerInspection) -> Ledger:
    """Hidden dangers: each goes along with its case until it is struck off; nobody moves one by hand."""
    return Ledger(
        code=dangers_code(pack, scene),
        name=Words(zh=f"{scene.name.zh}·隐患台账", en=f"{scene.name.en}: hidden dangers"),
        about=Words(
            zh="检查发现的隐患，一患一案，随整改工单推进，复查通过才销号。",
            en="What inspections find: one case each, struck off only when re-checked.",
        ),
        object_="place",
        unit=pack.lead_unit,
        key="number",
        title="name",
        place=("village", "position"),
        fields=(
            _tasks.text("number", "隐患编号", "Number", required=True, listed=True, computed=True),
            _tasks.text("name", "隐患", "Danger", required=True, listed=True, searched=True, computed=True),
            Field(
                code="subject",
                name=Words(zh="台账记录", en="Record"),
                kind="link",
                ledger=scene.subjects.ledger,
                listed=True,
                filtered=True,
                computed=True,
            ),
            Field(
                code="item",
                name=Words(zh="检查项", en="Item"),
                kind="choice",
                filtered=True,
                computed=True,
                choices=tuple(Choice(code=one.id, name=one.name) for one in scene.checklist),
            ),
            Field(
                code="grade",
                name=Words(zh="隐患等级", en="Grade"),
                kind="choice",
                listed=True,
                filtered=True,
                computed=True,
                figure="kind",
                choices=tuple(Choice(code=one.id, name=one.name) for one in scene.grades),
            ),
            _tasks.text("asks", "要求", "What is asked", computed=True),
            _tasks.text("notes", "检查记录", "Notes", computed=True),
            Field(
                code="again",
                name=Words(zh="重复出现", en="Found before"),
                kind="boolean",
                listed=True,
                filtered=True,
                computed=True,
                figure="result",
            ),
            Field(
                code="found", name=Words(zh="发现日期", en="Found"), kind="date", sorted=True, computed=True
            ),
            Field(
                code="photos", name=Words(zh="现场照片", en="Photographs"), kind="attachment", computed=True
            ),
            Field(code="village", name=Words(zh="所在地", en="Area"), kind="area", computed=True),
            Field(code="position", name=Words(zh="位置", en="Position"), kind="point", computed=True),
        ),
        states=(
            State(code="found", name=Words(zh="待整改", en="to put right")),
            State(code="rectifying", name=Words(zh="整改中", en="being put right")),
            State(code="rectified", name=Words(zh="已整改待复查", en="put right, to be re-checked")),
            State(code="struck_off", name=Words(zh="已销号", en="struck off"), ends=True),
            State(code="dropped", name=Words(zh="已撤销", en="dropped"), ends=True),
        ),
        moves=(
            _step("begin", "派单整改", "Sent to be put right", ("found",), "rectifying"),
            _step("put_right", "整改完成", "Put right", ("found", "rectifying"), "rectified"),
            _step("send_back", "复查不通过", "Failed its re-check", ("rectified",), "rectifying"),
            _step("strike_off", "销号", "Strike off", ("found", "rectifying", "rectified"), "struck_off"),
            _step("drop", "撤销", "Drop", ("found", "rectifying", "rectified"), "dropped"),
        ),
    )


def _step(code: str, zh: str, en: str, starts: tuple[str, ...], to: str) -> Move:
    return Move(code=code, name=Words(zh=zh, en=en), from_=starts, to=to, by="system")
