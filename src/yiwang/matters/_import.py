"""`yiwang import matters FILE`: a city's own catalogue, through the same door as a pack.

A `.yaml` file holds `classes` and `matters` as packs write them. A `.csv` file is the table that offices
keep: one matter a line, its three classes beside it, one duty rule (the city's lead and co-units) and two
limits. A bare list of classes with other headings is taken over by naming its columns
(`class1=level1 class2=level2 name=level3`); what it does not say (whose duty, which limits) is then what the
checks of the catalogue ask for.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from yiwang.kernel.declarations import DeclarationFaults, Fault, load_rows, read_yaml
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


COLUMNS = ("code", "name", "class1", "class2", "class3", "definition", "closing_standard")
"""What a list with headings of its own may say of a matter."""


def records_of(path: Path, columns: Mapping[str, str] | None = None) -> list[MatterClass | Matter]:
    """What a file says; raises DeclarationFaults with every fault, its line and its cure.

    `columns` names the column that says each of COLUMNS, where a list has headings of its own.
    """
    if path.suffix != ".csv":
        told = read_yaml(path, Catalogue)
        return [*told.classes, *told.matters]
    lines = _listed(path, columns) if columns else load_rows(path, CatalogueLine).get()
    classes: dict[str, MatterClass] = {}
    for line in lines:
        parent = ""
        for name in (line.class1, line.class2, line.class3):
            code = f"{parent}/{name}" if parent else name
            classes.setdefault(code, MatterClass(code=code, name_zh=name, name_en=name, parent=parent))
            parent = code
    return [*classes.values(), *(_matter(line) for line in lines)]


def _listed(path: Path, columns: Mapping[str, str]) -> list[CatalogueLine]:
    """The lines of a list under its own headings, each matter once. A class that it lacks is the one above; a
    code, where it has none, is the path of the names.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows, heads = list(reader), reader.fieldnames or []
    wrong = [column for column in columns.values() if column not in heads]
    wrong += [field for field in ("name", "class1") if field not in columns]
    if wrong:
        listed = "、".join(heads)
        raise DeclarationFaults([_fault(path, 1, one, listed) for one in wrong])
    lines: dict[str, CatalogueLine] = {}
    for number, row in enumerate(rows, 2):
        said = {field: (row[column] or "").strip() for field, column in columns.items()}
        if not said["name"] or not said["class1"]:
            raise DeclarationFaults([_fault(path, number, columns["name"], "")])
        above = said.get("class2") or said["class1"]
        names = (said["class1"], above, said.get("class3") or above, said["name"])
        code = said.get("code") or "/".join(dict.fromkeys(names))
        lines.setdefault(
            code,
            CatalogueLine(
                code=code,
                name=said["name"],
                class1=names[0],
                class2=names[1],
                class3=names[2],
                definition=said.get("definition", ""),
                closing_standard=said.get("closing_standard", ""),
                lead="",
            ),
        )
    return list(lines.values())


def _fault(path: Path, line: int, text: str, heads: str) -> Fault:
    return Fault(
        file=str(path),
        line=line,
        column=1,
        code="matters.list_column",
        text=text,
        zh=f"列“{text}”不在表头中或没有指明" if heads else f"第 {line} 行的“{text}”或类别是空的",
        en=f"no column “{text}”, or none was named" if heads else f"“{text}” or its class is empty",
        cure_zh=f"用 字段=列名 指明，表头有：{heads}" if heads else "补上后再导入",
        cure_en=f"name it as FIELD=COLUMN; the heading has: {heads}" if heads else "fill it in",
    )


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
        # A bare list says nothing of duty and limits, and we do not make them up.
        duty_rules=()
        if not line.lead
        else (
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
        limits=()
        if not line.lead
        else (
            LimitRule(clock="take", kind="working_hour", amount=line.take_hours),
            LimitRule(clock="total", kind="working_day", amount=line.total_days),
        ),
        town_role=line.town_role,
        join_within_h=0,
    )


def import_command(path: Path, options: Sequence[str]) -> int:
    """Import a catalogue of matters. Options: pack=NAME (default import); FIELD=COLUMN for each of COLUMNS
    that a list with headings of its own says."""
    from yiwang.matters.api import declare

    told = dict(one.split("=", 1) for one in options if "=" in one)
    columns = {field: told[field] for field in COLUMNS if field in told}
    try:
        done = declare(records_of(path, columns), pack=told.get("pack", "import"))
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
