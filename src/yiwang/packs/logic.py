"""Pure decisions of packs: a refusal of a noun below, as faults of the files that caused it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from yiwang.identity.contracts import Unit
from yiwang.kernel.declarations import Loaded, Problem
from yiwang.kernel.errors import Refusal
from yiwang.matters.declarations import Catalogue
from yiwang.packs._device_alarm import path_of
from yiwang.packs._reading import PackFiles, SceneFiles
from yiwang.packs.contracts import GradeRow, SceneRow
from yiwang.packs.declarations import StormSample
from yiwang.sensing.declarations import Connectors


def tell_unknown_units(read: PackFiles, find_unit: Callable[[str], Unit | None]) -> None:
    """Every unit that the pack names and the city does not have, at its place."""
    pack = read.pack.record
    if pack is None:
        return
    named = [(("lead_unit",), pack.lead_unit), (("operator",), pack.operator)]
    named += [(("co_units", index), unit) for index, unit in enumerate(pack.co_units)]  # type: ignore[misc]
    for at, unit in named:
        if find_unit(unit) is None:
            read.pack.tell(_unknown_unit(at, unit))
    for scene in read.scenes:
        record = scene.file.record
        if record is None:
            continue
        for key, unit in (("owner", record.owner), ("maintainer", record.maintainer)):
            if find_unit(unit) is None:
                scene.file.tell(_unknown_unit((key,), unit))
        for index, row in enumerate(scene.things.record or ()):
            for key, own in (("owner", row.owner), ("maintainer", row.maintainer)):
                if own is not None and find_unit(own) is None:
                    scene.things.tell(_unknown_unit((index, key), own))


def _unknown_unit(at: tuple[str | int, ...], unit: str) -> Problem:
    return Problem(
        at=at,
        code="unknown.unit",
        zh=f"本市没有编号为“{unit}”的单位。",
        en=f"This city has no unit “{unit}”.",
        cure_zh="改为机构清单里的单位编号，或先把单位加进机构清单。",
        cure_en="Use an id from the city's list of units, or add the unit there first.",
    )


def tell_refusal(scene: SceneFiles, refusal: Refusal) -> None:
    """What a noun below refused, at the nearest place in the scene or its things."""
    for problem, in_things in _problems_of(scene, refusal):
        (scene.things if in_things else scene.file).tell(problem)


def _problems_of(scene: SceneFiles, refusal: Refusal) -> Iterator[tuple[Problem, bool]]:
    """Each fault of a refusal with its place; True for one in the CSV of things.

    Nouns name what they refuse by `record` (a thing, a model, `model.property`) or by `code` (a matter) and
    `field`.
    """
    record = scene.file.record
    places: dict[str, tuple[str | int, ...]] = {}
    if record is not None:
        places[record.matter.code] = ("matter",)
        for number, model in enumerate(record.models):
            places[model.code] = ("models", number, "code")
            for one, measured in enumerate(model.properties):
                places[f"{model.code}.{measured.code}"] = ("models", number, "properties", one)
    rows = {row.id: index for index, row in enumerate(scene.things.record or ())}
    for line in refusal.details.get("faults") or [{}]:
        subject = str(line.get("record") or line.get("code") or "")
        field = path_of(str(line.get("field", "")))
        in_things = subject in rows
        at = (rows[subject], "id") if in_things else (*places.get(subject, ()), *field)
        problem = Problem(
            at=at,
            code=refusal.code,
            zh=str(line.get("zh") or refusal.sentence("zh")).rstrip("。") + "。",
            en=str(line.get("en") or refusal.sentence("en")).rstrip(".") + ".",
            cure_zh="按上述要求修改。",
            cure_en="Change it as said.",
        )
        yield problem, in_things


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


def scene_row(scene: SceneFiles) -> SceneRow:
    """A scene as lists show it."""
    record, expansion = scene.file.record, scene.expansion
    if record is None or expansion is None:
        raise ValueError(scene.file.name)
    return SceneRow(
        id=record.id,
        recipe=record.recipe,
        name_zh=record.name.zh,
        name_en=record.name.en,
        hazard=record.hazard,
        matter=record.matter.code,
        confirm=record.confirm,
        demonstration=record.demonstration,
        replay=isinstance(record.sample, StormSample)
        or any(row.replays for row in scene.things.record or ()),
        source_zh=record.sample.source.zh,
        source_en=record.sample.source.en,
        things=len(expansion.things),
        rules=len(expansion.rules),
        layer=expansion.layer,
    )
