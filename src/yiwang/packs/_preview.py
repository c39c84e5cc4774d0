"""A pack that somebody is writing: what is wrong with it, and what it would become, without loading it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yiwang.areas import api as areas
from yiwang.identity import api as identity
from yiwang.packs import _reading, logic
from yiwang.packs.contracts import Becomes, BecomesLine, PackLooked
from yiwang.packs.recipes import SceneFiles
from yiwang.rules.declarations import Threshold


def look(folder: Path) -> PackLooked:
    """Every fault of the pack in `folder`, and of each sound scene what it becomes. Nothing is written."""
    read = next(iter(_reading.read_packs(folder)))
    logic.tell_unknown_units(read, identity.find_unit, areas.find_area)
    return PackLooked(
        faults=[fault.as_json() for fault in read.faults],
        scenes=[_becomes(scene) for scene in read.scenes if scene.expansion is not None],
    )


def _becomes(scene: SceneFiles[Any]) -> Becomes:
    made, record = scene.declared, scene.file.record
    assert record is not None, "what expands was read"  # a unit that nobody knows is told later
    return Becomes(
        scene=record.id,
        name_zh=record.name.zh,
        name_en=record.name.en,
        recipe=scene.form.code,
        recipe_zh=scene.form.name.zh,
        recipe_en=scene.form.name.en,
        lines=list(_lines(scene)),
        variants_zh=[one.name.zh for one in scene.form.variants],
        variants_en=[one.name.en for one in scene.form.variants],
        things=len(made.things),
    )


def _lines(scene: SceneFiles[Any]) -> Iterator[BecomesLine]:
    made = scene.declared
    for matter in made.matters:
        rule = next(iter(matter.duty_rules), None)
        lead = rule.lead.unit or rule.lead.line or rule.lead.whose if rule else ""
        unit = identity.find_unit(lead) if lead else None
        yield _line("matter", matter.code, matter.name_zh, matter.name_en, unit.name if unit else lead or "")
    for one in made.rules:
        levels = (
            "、".join(f"{level.raise_at:g} {level.severity}" for level in one.levels)
            if isinstance(one, Threshold)
            else one.kind
        )
        yield _line("rule", one.code, one.name, one.name_en or one.name, levels)
    for ledger in made.ledgers:
        yield _line("ledger", ledger.code, ledger.name.zh, ledger.name.en, str(len(ledger.fields)))
    for figure in made.indicators:
        yield _line("figure", figure.code, figure.name.zh, figure.name.en, figure.unit)
    names = {figure.code: figure.name for figure in made.indicators}
    for board in made.boards:
        for part in board.parts:
            drawn = [names[code] for code in part.indicators if code in names]
            zh = part.title.zh if part.title else "、".join(one.zh for one in drawn)
            en = part.title.en if part.title else ", ".join(one.en for one in drawn)
            yield _line("board", f"{board.code}/{part.id}", zh or part.id, en or part.id, "")
    for report in made.reports:
        yield _line("report", report.code, report.title.zh, report.title.en, "")
    if made.layer is not None:
        yield _line("layer", made.layer.id, made.layer.name_zh, made.layer.name_en, made.layer.unit)


def _line(kind: str, code: str, zh: str, en: str, note: str) -> BecomesLine:
    return BecomesLine(kind=kind, code=code, zh=zh, en=en, note=note)
