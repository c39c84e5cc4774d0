"""`ledger-inspection` as declarations: two ledgers, what they set in motion, figures and a board."""

from __future__ import annotations

from collections.abc import Iterator

from yiwang.indicators.declarations import Condition as Of
from yiwang.kernel.declarations import Loaded, Problem, Words
from yiwang.ledgers.declarations import Condition, Ledger
from yiwang.packs.declarations import Pack
from yiwang.packs.recipes import _figures, _tasks
from yiwang.packs.recipes._checks import Asks, subjects_of, wrong_matters
from yiwang.packs.recipes._form import SCENE, Expansion, Place, SceneFiles, Told, unknown
from yiwang.packs.recipes.ledger_inspection import ledgers as made_of
from yiwang.packs.recipes.ledger_inspection.record import Grade, Item, LedgerInspection
from yiwang.routines.declarations import (
    Following,
    Opens,
    Plan,
    Reaction,
    Routine,
    Tells,
    When,
    Writes,
)

MEASURES = (
    "inspected", "inspected_in_time", "dangers", "major", "rectified", "in_time", "again", "opened",
)  # fmt: skip
STEPS = {
    "dispatched": "begin",
    "handled": "put_right",
    "failed": "send_back",
    "closed": "strike_off",
    "voided": "drop",
}


def expand(files: SceneFiles[LedgerInspection]) -> Expansion:
    """The declarations of a sound scene."""
    pack, scene = files.pack, files.record
    assert pack is not None
    codes = tuple(one.code for one in scene.matters)
    tasks, dangers = made_of.tasks(pack, scene), made_of.dangers(pack, scene)
    of_tasks = (Of(column="ledger", is_=(tasks.code,)), Of(column="state", is_not=("called_off",)))
    of_dangers = (Of(column="ledger", is_=(dangers.code,)), Of(column="state", is_not=("dropped",)))
    major = tuple(one.id for one in scene.grades if one.major)
    figures = _figures.figures(
        pack,
        scene,
        MEASURES if major else tuple(one for one in MEASURES if one != "major"),
        where={
            "cases": (Of(column="matter", is_=codes),),
            "records": of_dangers,
            "inspected": of_tasks,
            "inspected_in_time": of_tasks,
            "major": (*of_dangers, Of(column="kind", is_=major)),
        },
        aims=scene.aims,
    )
    places: dict[str, Place] = {
        one.code: (SCENE, ("matters", number)) for number, one in enumerate(scene.matters)
    }
    places[f"ledger:{tasks.code}"] = (SCENE, ("checklist",))
    places[f"ledger:{dangers.code}"] = (SCENE, ("grades",))
    places["routine:plan"] = (SCENE, ("every",))
    return Expansion(
        key=f"{pack.id}/{scene.id}",
        classes=pack.matter_classes,
        matters=scene.matters,
        ledgers=(tasks, dangers),
        routines=tuple(_routines(pack, scene)),
        indicators=figures,
        boards=(_figures.board(pack, scene, figures, codes),),
        handles=codes,
        written=places,
    )


def _routines(pack: Pack, scene: LedgerInspection) -> Iterator[Routine]:
    subjects = scene.subjects
    tasks, dangers = made_of.tasks_code(pack, scene), made_of.dangers_code(pack, scene)
    yield Plan(
        code="plan",
        name=Words(zh=f"{scene.name.zh}：检查计划", en=f"{scene.name.en}: inspection plan"),
        ledger=subjects.ledger,
        into=tasks,
        values=_tasks.VALUES,
        link="subject",
        states=subjects.states,
        class_=subjects.class_,
        last=subjects.last,
        every=scene.every,
        within_days=scene.within_days,
        by=scene.by,
    )
    yield from _tasks.reactions(tasks, last=subjects.last, above=scene.watched_by)
    for number, item in enumerate(scene.checklist, 1):
        yield _finds(tasks, dangers, item, number)
    for grade in scene.grades:
        yield _opens(dangers, grade, scene)
    yield Following(
        code="rectification",
        name=Words(zh="随整改工单", en="along with its case"),
        ledger=dangers,
        steps=STEPS,  # type: ignore[arg-type]
    )


def _finds(tasks: str, dangers: str, item: Item, number: int) -> Reaction:
    """An item that fails becomes a hidden danger."""
    return Reaction(
        code=f"finds_{item.id}",
        name=Words(zh=f"{item.name.zh}不合格立隐患", en=f"{item.name.en}: a danger when it fails"),
        ledger=tasks,
        when=When(
            moves=("submit",), where=(Condition(field=f"{made_of.ITEM}{item.id}", is_=(made_of.BAD,)),)
        ),
        writes=(
            Writes(
                into=dangers,
                values={
                    "number": f"{{key}}-{number:02d}",
                    "name": f"{{title}}：{item.name.zh}不合格",
                    "subject": "{subject}",
                    "item": item.id,
                    "grade": item.grade,
                    "asks": item.asks.zh,
                    "notes": "{notes}",
                    "found": "{today}",
                    "photos": "{photos}",
                    "village": "{village}",
                    "position": "{position}",
                },
                repeated="again",
                same=("subject", "item"),
            ),
        ),
    )


def _opens(dangers: str, grade: Grade, scene: LedgerInspection) -> Reaction:
    """A hidden danger becomes a case; a major one is told above."""
    return Reaction(
        code=f"opens_{grade.id}",
        name=Words(zh=f"{grade.name.zh}立案整改", en=f"{grade.name.en}: its case"),
        ledger=dangers,
        when=When(recorded=True, where=(Condition(field="grade", is_=(grade.id,)),)),
        opens=Opens(
            matter=grade.matter,
            title=Words(zh=f"{grade.name.zh}：{{name}}", en=f"{grade.name.en}: {{name}}"),
            severity="important" if grade.major else "general",
        ),
        tells=Tells(
            title=Words(zh=f"发现{grade.name.zh}：{{name}}", en=f"Found, {grade.name.en}: {{name}}"),
            above=scene.watched_by,
            urgent=True,
        )
        if grade.major
        else None,
    )


ASKS = Asks(
    code="inspection",
    flow="rectify",
    takes=Words(zh="隐患整改走 rectify 流程", en="Rectification takes the flow `rectify`"),
    photos=("after",),
    evidence=Words(zh="整改须有整改后的照片。", en="Rectification asks for a photograph after it."),
    reading=Words(zh="隐患整改没有读数可等。", en="Rectification has no reading to wait for."),
)
"""On another flow nobody re-checks; without a picture nothing shows that it was put right."""


def problems(files: SceneFiles[LedgerInspection]) -> Iterator[Told]:
    """What does not hold together in the scene and with its pack's ledger."""
    for problem in (*_wrong_subjects(files), *wrong_matters(files.file, ASKS)):
        yield SCENE, problem


def _wrong_subjects(files: SceneFiles[LedgerInspection]) -> Iterator[Problem]:
    subjects, ledger = files.file.part("subjects"), subjects_of(files)
    if subjects is None or not isinstance(ledger, Ledger):
        if isinstance(ledger, Problem):
            yield ledger
        return
    for number, state in enumerate(subjects.states):
        if ledger.state(state) is None:
            known = [one.code for one in ledger.states]
            yield unknown(("subjects", "states", number), "state", "状态", "state", state, known)
    yield from _wrong_last(subjects.last, ledger)
    yield from _wrong_classes(files.file, subjects.class_, ledger)


def _wrong_last(code: str, ledger: Ledger) -> Iterator[Problem]:
    field = ledger.field(code)
    if field is None or field.kind != "date" or not field.computed:
        yield Problem(
            at=("subjects", "last"),
            code="inspection.last",
            zh=f"台账“{ledger.code}”没有由系统填写的日期字段“{code}”。",
            en=f"The ledger “{ledger.code}” has no computed date field “{code}”.",
            cure_zh="在台账里加这个字段：kind: date，computed: true。",
            cure_en="Add the field to the ledger: `kind: date`, `computed: true`.",
        )


def _wrong_classes(file: Loaded[LedgerInspection], code: str, ledger: Ledger) -> Iterator[Problem]:
    """Each class that comes round is a choice of the class field, and comes round once."""
    field = ledger.field(code) if code else None
    if code and (field is None or field.kind != "choice" or not field.filtered):
        yield Problem(
            at=("subjects", "class_"),
            code="inspection.class",
            zh=f"台账“{ledger.code}”没有可筛选的选项字段“{code}”。",
            en=f"The ledger “{ledger.code}” has no choice “{code}” that is filtered by.",
            cure_zh="换一个 kind: choice、filtered: true 的字段。",
            cure_en="Name a field of `kind: choice` that is `filtered: true`.",
        )
        return
    known = [one.code for one in field.choices] if field else []
    seen: set[str] = set()
    for number in range(file.count("every")):
        said = file.text("every", number, "class_") or ""
        if said not in known and (said or field):
            yield unknown(("every", number, "class_"), "class", "分类", "class", said, known)
        elif said in seen:
            yield Problem(
                at=("every", number),
                code="inspection.class_twice",
                zh=f"分类“{said}”写了两次。",
                en=f"The class “{said}” stands twice.",
                cure_zh="一类只写一行。",
                cure_en="Write each class once.",
            )
        seen.add(said)
