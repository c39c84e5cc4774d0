"""Pure decisions of packs: a refusal of a noun below, as faults of the files that caused it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from yiwang.areas.contracts import Area
from yiwang.boards.declarations import Board
from yiwang.identity.contracts import Unit
from yiwang.kernel.declarations import Loaded, Problem
from yiwang.kernel.errors import Refusal
from yiwang.matters.declarations import Catalogue
from yiwang.packs._named import named
from yiwang.packs._reading import PackFiles
from yiwang.packs.contracts import GradeRow, SceneRow
from yiwang.packs.declarations import AREA, UNIT
from yiwang.packs.recipes import Place, SceneFiles, Told
from yiwang.packs.recipes._form import SCENE, path_of
from yiwang.reports.declarations import Template
from yiwang.sensing.declarations import Connectors


def tell_unknown_units(
    read: PackFiles, find_unit: Callable[[str], Unit | None], find_area: Callable[[str], Area | None]
) -> None:
    """Every unit and area that the pack names and the city does not have, at its place."""
    for file in (read.pack, *(one for scene in read.scenes for one in (scene.file, *scene.tables.values()))):
        if file.record is None:
            continue
        for at, unit in named(file.record, UNIT):
            if find_unit(unit) is None:
                file.tell(_unknown_unit(at, unit))
        for at, area in named(file.record, AREA):
            if find_area(area) is None:
                file.tell(_unknown_area(at, area))


def tell_unknown_names(
    scene: SceneFiles[Any],
    of_board: Callable[[Board], Iterable[Problem]],
    of_report: Callable[[Template], Iterable[Problem]],
) -> None:
    """What the boards and briefings of a scene name and nobody has, at its place."""
    made = scene.declared
    looked = [(f"board:{one.code}", of_board(one)) for one in made.boards]
    looked += [(f"report:{one.code}", of_report(one)) for one in made.reports]
    for name, problems in looked:
        table, at = made.written.get(name, (SCENE, ()))
        for problem in problems:
            scene.tell((table, replace(problem, at=(*at, *problem.at))))


def _unknown_unit(at: tuple[str | int, ...], unit: str) -> Problem:
    return Problem(
        at=at,
        code="unknown.unit",
        zh=f"本市没有编号为“{unit}”的单位。",
        en=f"This city has no unit “{unit}”.",
        cure_zh="改为机构清单里的单位编号，或先把单位加进机构清单。",
        cure_en="Use an id from the city's list of units, or add the unit there first.",
    )


def _unknown_area(at: tuple[str | int, ...], area: str) -> Problem:
    return Problem(
        at=at,
        code="unknown.area",
        zh=f"没有编号为“{area}”的区划。",
        en=f"There is no area “{area}”.",
        cure_zh="改为区划清单里的编号。",
        cure_en="Use an id from the list of areas.",
    )


def tell_refusal(scene: SceneFiles[Any], refusal: Refusal) -> None:
    """What a noun below refused, at the nearest place in the scene or its tables."""
    for told in _problems_of(scene.declared.written, refusal):
        scene.tell(told)


def _problems_of(written: Mapping[str, Place], refusal: Refusal) -> Iterator[Told]:
    """Each fault of a refusal with its place.

    Nouns name what they refuse by `record` (a thing, a model, `model.property`) or by `code` (a matter) and
    `field`.
    """
    for line in refusal.details.get("faults") or [{}]:
        name = str(line.get("record") or line.get("code") or "")
        table, at = written.get(name) or written.get(f"routine:{name}") or (SCENE, ())
        field = path_of(str(line.get("field", "")))
        yield (
            table,
            Problem(
                at=at if table else (*at, *field),
                code=refusal.code,
                zh=str(line.get("zh") or refusal.sentence("zh")).rstrip("。") + "。",
                en=str(line.get("en") or refusal.sentence("en")).rstrip(".") + ".",
                cure_zh="按上述要求修改。",
                cure_en="Change it as said.",
            ),
        )


def tell_refused_connectors(file: Loaded[Connectors], refusal: Refusal) -> None:
    """What sensing refused of a pack's connectors, each fault at its connector."""
    record = file.record
    places = {one.id: number for number, one in enumerate(record.connectors)} if record else {}
    for line in refusal.details.get("faults") or [{}]:
        number = places.get(str(line.get("record")))
        file.tell(
            Problem(
                at=("connectors",) if number is None else ("connectors", number, "id"),
                code=refusal.code,
                zh=str(line.get("zh") or refusal.sentence("zh")).rstrip("。") + "。",
                en=str(line.get("en") or refusal.sentence("en")).rstrip(".") + ".",
                cure_zh="按上述要求修改。",
                cure_en="Change it as said.",
            )
        )


def tell_refused_catalogue(files: Sequence[Loaded[Catalogue]], refusal: Refusal) -> None:
    """What matters refused of a pack's catalogue, each fault at its matter; others at the first file."""
    places: dict[str, tuple[Loaded[Catalogue], tuple[str | int, ...]]] = {}
    for file in files:
        record = file.get()
        for number, one in enumerate(record.classes):
            places[one.code] = (file, ("classes", number))
        for number, matter in enumerate(record.matters):
            places[matter.code] = (file, ("matters", number))
    for line in refusal.details.get("faults") or [{}]:
        file, at = places.get(str(line.get("code")), (files[0], ("matters",)))
        file.tell(
            Problem(
                at=(*at, *path_of(str(line.get("field", "")))),
                code=refusal.code,
                zh=str(line.get("zh") or refusal.sentence("zh")).rstrip("。") + "。",
                en=str(line.get("en") or refusal.sentence("en")).rstrip(".") + ".",
                cure_zh="按上述要求修改。",
                cure_en="Change it as said.",
            )
        )


def pack_row(read: PackFiles) -> dict[str, object]:
    """The body of a pack's list row: everything but what the table keeps in columns of its own."""
    pack = read.pack.record
    grade = read.grade.record
    return {
        "number": pack.number if pack else "",
        "version": pack.version if pack else "",
        "name_zh": pack.name.zh if pack else read.folder.name,
        "name_en": pack.name.en if pack else read.folder.name,
        "about_zh": pack.about.zh if pack else "",
        "about_en": pack.about.en if pack else "",
        "lead_unit": pack.lead_unit if pack else "",
        "co_units": list(pack.co_units) if pack else [],
        "operator": pack.operator if pack else "",
        "licence": pack.licence if pack else "",
        "domain": pack.domain if pack else "",
        "field": pack.field if pack else "",
        "demonstration": pack.demonstration if pack else False,
        "scenes": [scene_row(scene) for scene in read.scenes if scene.expansion is not None],
        "grades": [
            GradeRow(quality=quality, state=one.state, because=one.because, proof=one.proof)
            for quality, one in (grade.grades.items() if grade else ())
        ],
    }


def scene_row(scene: SceneFiles[Any]) -> SceneRow:
    """A scene as lists show it."""
    record, made, recipe = scene.file.record, scene.declared, scene.form
    assert record is not None, "what expands was read"  # a unit that nobody knows is told later
    source = getattr(getattr(record, "sample", None), "source", None)
    return SceneRow(
        id=record.id,
        recipe=recipe.code,
        recipe_zh=recipe.name.zh,
        recipe_en=recipe.name.en,
        name_zh=record.name.zh,
        name_en=record.name.en,
        hazard=made.hazard,
        matters=list(made.handles),
        demonstration=record.demonstration,
        source_zh=source.zh if source else "",
        source_en=source.en if source else "",
        answers=list(record.answers),
        things=len(made.things),
        rules=len(made.rules),
        indicators=[one.code for one in made.indicators],
        boards=[one.code for one in made.boards],
        reports=[one.code for one in made.reports],
        layer=made.layer,
        domain=record.domain or (scene.pack.domain if scene.pack else ""),
    )
