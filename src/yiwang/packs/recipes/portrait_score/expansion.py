"""`portrait-score` as declarations: a score, two ledgers, what they set in motion, figures and a board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from yiwang.indicators.declarations import Condition as Of
from yiwang.indicators.declarations import IndicatorDeclaration, Quotient
from yiwang.kernel.declarations import Problem, Words
from yiwang.ledgers.declarations import Condition, Ledger
from yiwang.packs.declarations import Pack
from yiwang.packs.recipes import _figures, _tasks
from yiwang.packs.recipes._checks import Asks, subjects_of, wrong_matters
from yiwang.packs.recipes._form import SCENE, Expansion, Place, SceneFiles, Told
from yiwang.packs.recipes.portrait_score import ledgers as made_of
from yiwang.packs.recipes.portrait_score.record import PortraitScore, Tier
from yiwang.routines.api import Score, Waived, unknown_of
from yiwang.routines.declarations import Every, Opens, Plan, Reaction, Routine, Sets, Tells, When

MEASURES = ("scored", "best", "worst", "changed", "upheld", "inspected", "opened", "in_time")


def expand(files: SceneFiles[PortraitScore]) -> Expansion:
    """The declarations of a sound scene."""
    pack, scene = files.pack, files.record
    assert pack is not None
    codes = tuple(one.code for one in scene.matters)
    tasks, objections = made_of.tasks(pack, scene), made_of.objections(pack, scene)
    measures = MEASURES if codes else tuple(one for one in MEASURES if one not in ("opened", "in_time"))
    figures = _figures.figures(
        pack,
        scene,
        measures,
        where={
            "cases": (Of(column="matter", is_=codes),),
            "scores": (Of(column="routine", is_=(f"{pack.id}/{scene.id}/score",)),),
            "upheld": (Of(column="ledger", is_=(objections.code,)),),
            "inspected": (
                Of(column="ledger", is_=(tasks.code,)),
                Of(column="state", is_not=("called_off",)),
            ),
        },
        aims=scene.aims,
    )
    ends = {"best": scene.classes[0].id, "worst": scene.classes[-1].id}
    figures = tuple(_of_class(one, ends.get(one.code.rpartition(".")[2], "")) for one in figures)
    places: dict[str, Place] = {
        one.code: (SCENE, ("matters", number)) for number, one in enumerate(scene.matters)
    }
    places[f"ledger:{tasks.code}"] = (SCENE, ("classes",))
    places[f"ledger:{objections.code}"] = (SCENE, ("lines",))
    places["routine:score"] = (SCENE, ("lines",))
    places["routine:plan"] = (SCENE, ("classes",))
    return Expansion(
        key=f"{pack.id}/{scene.id}",
        classes=pack.matter_classes,
        matters=scene.matters,
        ledgers=(tasks, objections),
        routines=tuple(_routines(pack, scene)),
        indicators=figures,
        boards=(_figures.board(pack, scene, figures, codes),),
        handles=codes,
        written=places,
    )


def _of_class(one: IndicatorDeclaration, class_: str) -> IndicatorDeclaration:
    """The share of one class: its numerator counts the records of that class alone."""
    formula = one.formula
    if not class_ or formula is None or formula.ratio is None:
        return one
    part = formula.ratio.numerator
    part = replace(part, where=(*part.where, Of(column="result", is_=(class_,))))
    return replace(
        one,
        formula=replace(formula, ratio=Quotient(numerator=part, denominator=formula.ratio.denominator)),
    )


def _score(pack: Pack, scene: PortraitScore) -> Score:
    subjects = scene.subjects
    return Score(
        code="score",
        name=Words(zh=f"{scene.name.zh}：评分", en=f"{scene.name.en}: score"),
        ledger=subjects.ledger,
        basis=scene.basis,
        score=subjects.score,
        class_=subjects.class_,
        lines=scene.lines,
        classes=scene.ladder,
        states=subjects.states,
        waived=Waived(
            ledger=made_of.objections_code(pack, scene), link="subject", line="line", states=("upheld",)
        ),
    )


def _routines(pack: Pack, scene: PortraitScore) -> Iterator[Routine]:
    subjects = scene.subjects
    tasks, objections = made_of.tasks_code(pack, scene), made_of.objections_code(pack, scene)
    yield _score(pack, scene)
    yield Plan(
        code="plan",
        name=Words(zh=f"{scene.name.zh}：差异化检查计划", en=f"{scene.name.en}: inspections by class"),
        ledger=subjects.ledger,
        into=tasks,
        values=_tasks.VALUES,
        link="subject",
        states=subjects.states,
        class_=subjects.class_,
        last=subjects.last,
        every=tuple(Every(class_=one.id, days=one.days, share=one.share) for one in scene.classes),
        within_days=scene.within_days,
        by=scene.by,
    )
    yield from _tasks.reactions(tasks, last=subjects.last, above=scene.watched_by)
    for one in scene.classes:
        if one.matter:
            yield _falls(one, scene)
    yield Reaction(
        code="objection",
        name=Words(zh="异议限时答复", en="Objections are answered in time"),
        ledger=objections,
        when=When(recorded=True),
        sets=(Sets(values={"due": f"{{today+{scene.objections.within_days}}}"}),),
    )
    yield Reaction(
        code="unanswered",
        name=Words(zh="异议逾期未答复", en="Objection not answered in time"),
        ledger=objections,
        when=When(passes="due", states=("filed",)),
        tells=Tells(
            title=Words(zh="异议逾期未答复：{number}", en="Objection not answered: {number}"),
            above=scene.watched_by,
            urgent=True,
        ),
    )


def _falls(one: Tier, scene: PortraitScore) -> Reaction:
    """Who falls into this class becomes a case."""
    class_ = scene.subjects.class_
    return Reaction(
        code=f"falls_{one.id}",
        name=Words(zh="降级立案", en="A fall becomes a case"),
        ledger=scene.subjects.ledger,
        when=When(fields=(class_,), where=(Condition(field=class_, is_=(one.id,)),)),
        opens=Opens(
            matter=one.matter,
            title=Words(
                zh=f"{scene.name.zh}：{{title}}评为{{{class_}}}",
                en=f"{scene.name.en}: {{title}} is {{{class_}}}",
            ),
        ),
        tells=Tells(
            title=Words(zh=f"{{title}}评为{{{class_}}}", en=f"{{title}} is {{{class_}}}"),
            above=scene.watched_by,
        ),
    )


ASKS = Asks(
    code="portrait",
    flow="rectify",
    takes=Words(zh="降级处置走 rectify 流程（他人核查）", en="A fall takes the flow `rectify`"),
    reading=Words(zh="降级处置没有读数可等。", en="A fall has no reading to wait for."),
)


def problems(files: SceneFiles[PortraitScore]) -> Iterator[Told]:
    """What does not hold together in the scene and with its pack's ledgers."""
    for problem in (*_wrong_subjects(files), *wrong_matters(files.file, ASKS)):
        yield SCENE, problem


def _wrong_subjects(files: SceneFiles[PortraitScore]) -> Iterator[Problem]:
    subjects, ledger = files.file.part("subjects"), subjects_of(files)
    if subjects is None or not isinstance(ledger, Ledger):
        if isinstance(ledger, Problem):
            yield ledger
        return
    if ledger.object_ == "person" and not subjects.persons:
        yield Problem(
            at=("subjects", "ledger"),
            code="portrait.persons",
            zh=f"台账“{ledger.code}”记的是自然人，没有写明依据不得评分。",
            en=f"The ledger “{ledger.code}” is of people: they are not scored without a stated basis.",
            cure_zh="在 basis 写明法律依据，并写 persons: true；否则换一个台账。",
            cure_en="State the law in `basis` and write `persons: true`, or name another ledger.",
        )
    yield from _wrong_fields(files, ledger)


def _wrong_fields(files: SceneFiles[PortraitScore], ledger: Ledger) -> Iterator[Problem]:
    record, pack = files.file.record, files.pack
    subjects = files.file.part("subjects")
    last, class_ = ledger.field(subjects.last), ledger.field(subjects.class_)
    if last is None or last.kind != "date" or not last.computed:
        yield _no_field(("subjects", "last"), ledger, subjects.last, "kind: date，computed: true")
    if class_ is not None and not class_.filtered:
        yield _no_field(("subjects", "class_"), ledger, subjects.class_, "filtered: true")
    if record is None or pack is None:
        return
    wants = {"score": "kind: number，computed: true", "class_": "kind: choice，computed: true"}
    for at, name in unknown_of(_score(pack, record), files.ledgers):
        place = ("subjects", at[0]) if at[0] in wants else at
        yield _no_field(place, ledger, name, wants.get(str(at[0]), ""))


def _no_field(at: tuple[str | int, ...], ledger: Ledger, name: str, wants: str) -> Problem:
    return Problem(
        at=at,
        code="portrait.field",
        zh=f"台账“{ledger.code}”或其关联台账里没有可用的“{name}”。",
        en=f"The ledger “{ledger.code}”, or one that it names, has no “{name}” of the kind.",
        cure_zh=f"改为已有的编号，或在台账里加上：{wants}。" if wants else "改为已有的编号。",
        cure_en=f"Name one that is there, or add it: {wants.replace('，', ', ')}."
        if wants
        else "Name one that is there.",
    )
