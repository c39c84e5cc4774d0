"""`yiwang import matters FILE`: a city's own catalogue, through the same door as a pack.

A `.yaml` file holds `classes` and `matters` as packs write them. A `.csv` file is the table that offices
keep: one matter a line, its three classes beside it, one duty rule (the city's lead and co-units) and two
limits.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from yiwang.kernel.declarations import DeclarationFaults, load_rows, read_yaml
from yiwang.kernel.errors import Refusal
from yiwang.matters.declarations import (
    Catalogue,
    CoUnitRule,
    DutyRule,
    LimitRule,
    Matter,
    MatterClass,
    TownRole,
    UnitRef,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueLine:
    """A line of a `.csv` catalogue. `lead` and `co_units` are unit ids (co-units parted by spaces);
    `take_hours` are working hours, `total_days` working days.
    """

    code: str
    name: str
    class1: str
    class2: str
    class3: str
    definition: str
    closing_standard: str
    lead: str
    co_units: str = ""
    basis: str = ""
    take_hours: float = 4.0
    total_days: int = 5
    town_role: TownRole = "assist"
    name_en: str = ""


def records_of(path: Path) -> list[MatterClass | Matter]:
    """What a file says; raises DeclarationFaults with every fault, its line and its cure."""
    if path.suffix != ".csv":
        told = read_yaml(path, Catalogue)
        return [*told.classes, *told.matters]
    lines = load_rows(path, CatalogueLine).get()
    classes: dict[str, MatterClass] = {}
    for line in lines:
        parent = ""
        for name in (line.class1, line.class2, line.class3):
            code = f"{parent}/{name}" if parent else name
            classes.setdefault(code, MatterClass(code=code, name_zh=name, name_en=name, parent=parent))
            parent = code
    return [*classes.values(), *(_matter(line) for line in lines)]


def _matter(line: CatalogueLine) -> Matter:
    return Matter(
        code=line.code,
        name_zh=line.name,
        name_en=line.name_en or line.name,
        matter_class=f"{line.class1}/{line.class2}/{line.class3}",
        definition_zh=line.definition,
        definition_en=line.definition,
        closing_standard_zh=line.closing_standard,
        closing_standard_en=line.closing_standard,
        duty_rules=(
            DutyRule(
                code=f"{line.code}-1",
                lead=UnitRef(unit=line.lead),
                co_units=tuple(
                    CoUnitRule(unit=UnitRef(unit=unit), task_zh="配合处置", task_en="Assist")
                    for unit in line.co_units.split()
                ),
                basis_zh=line.basis,
                basis_en=line.basis,
            ),
        ),
        limits=(
            LimitRule(clock="take", kind="working_hour", amount=line.take_hours),
            LimitRule(clock="total", kind="working_day", amount=line.total_days),
        ),
        town_role=line.town_role,
        join_within_h=0,
    )


def import_command(path: Path, options: Sequence[str]) -> int:
    """Import a catalogue of matters. Option: pack=NAME (default import)."""
    from yiwang.matters.api import declare

    told = dict(one.split("=", 1) for one in options if "=" in one)
    try:
        done = declare(records_of(path), pack=told.get("pack", "import"))
    except DeclarationFaults as refused:
        print("\n".join(fault.show() for fault in refused.found), file=sys.stderr)
        return 1
    except Refusal as refused:
        lines = [
            f"{one['code']} {one['field']}：{one['zh']}  {one['en']}"
            for one in refused.details.get("faults", [])
        ]
        print("\n".join([refused.sentence("zh"), refused.sentence("en"), *lines]), file=sys.stderr)
        return 1
    counts = (len(done.created), len(done.changed), len(done.unchanged))
    print("新增 {} 项，更新 {} 项，未变 {} 项。 ".format(*counts), end="")
    print("{} created, {} changed, {} unchanged.".format(*counts))
    return 0
