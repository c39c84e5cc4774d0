"""The whole catalogue to Excel and back: every fault by sheet and cell, a preview, then all or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from yiwang.identity.api import Subject, require
from yiwang.kernel.sheets import workbook
from yiwang.matters import _catalogue, _diff, _versions, logic
from yiwang.matters._drafts import namer
from yiwang.matters._sheets import SHEETS, BadCell, Column, Line, sheets_of
from yiwang.matters._workbook import BLANK, Book, NoWorkbook, Row
from yiwang.matters.contracts import CatalogueImport, CatalogueImportLine, SheetFaults
from yiwang.matters.declarations import (
    Condition,
    CoUnitRule,
    DutyRule,
    LimitRule,
    Matter,
    MatterClass,
    MatterStep,
)

MOST_BYTES = 30 * 2**20
MOST_UNPACKED = 600 * 2**20
MOST_FAULTS = 500
SOURCE = "import"
_PART = re.compile(r"(\w+)(?:\[(\d+)\])?")
_SHEET_OF = {"duty_rules": "职责", "limits": "时限", "steps": "步骤"}


def export() -> bytes:
    """The catalogue in its newest words as an .xlsx file."""
    classes = sorted(_versions.classes().values(), key=lambda one: one.code)
    return workbook(*sheets_of(classes, [matter for _, matter in _versions.newest_matters()]))


def import_workbook(data: bytes, *, apply: bool, by: Subject) -> CatalogueImport:
    """What a file would change (a preview), or with `apply` changes: each changed matter its next version.

    Matters that the file does not name stay as they are. Needs matters.manage. Raises SheetFaults with every
    fault by sheet and cell; then nothing has changed.
    """
    require(by, "matters.manage")
    read = read_workbook(data)
    if read.faults:
        raise read.refusal()
    with transaction.atomic():
        for found in _catalogue.faults_in_city(read.classes, read.matters):
            read.tell_found(found)
        if read.faults:
            raise read.refusal()
        known = _versions.classes()
        other = [record for record in read.classes if known.get(record.code) != record]
        standing = {row.code: matter for row, matter in _versions.newest_matters()}
        names = namer()
        lines = [
            CatalogueImportLine(
                code=matter.code,
                name_zh=matter.name_zh,
                outcome="changed" if matter.code in standing else "created",
                changes=_diff.changes(standing.get(matter.code), matter, names),
            )
            for matter in read.matters
            if standing.get(matter.code) != matter
        ]
        if apply:
            _catalogue.store_classes(other, SOURCE)
            store = _catalogue.Store(read.matters)
            for matter in read.matters:
                row = store.rows.get(matter.code)
                store.write(matter, pack=row.pack if row else SOURCE, source=SOURCE, actor=by.user_id)
    created = sum(line.outcome == "created" for line in lines)
    return CatalogueImport(
        applied=apply,
        created=created,
        changed=len(lines) - created,
        unchanged=len(read.matters) - len(lines),
        classes=len(other),
        lines=lines,
    )


@dataclass(slots=True)
class Read:
    """What a file says: classes and matters where it has no fault, and where each stands."""

    classes: list[MatterClass] = field(default_factory=list)
    matters: list[Matter] = field(default_factory=list)
    faults: list[dict[str, str]] = field(default_factory=list)
    places: dict[tuple[str, str, int], int] = field(default_factory=dict)
    """(matter or class, sheet, index in its list) → number of the row."""

    def tell(self, sheet: str, cell: str, zh: str, en: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append({"sheet": sheet, "cell": cell, "zh": zh, "en": en})

    def tell_found(self, found: logic.Found) -> None:
        """A fault of the catalogue at the cell that says it."""
        head, index = "", 0
        match = _PART.match(found.field)
        if match:
            head, index = match[1], int(match[2] or 0)
        sheet = _SHEET_OF.get(head, "事项")
        number = self.places.get((found.code, sheet, index if sheet != "事项" else 0))
        if number is None:
            sheet, number = "类别", self.places.get((found.code, "类别", 0), 1)
        part = found.field.partition(".")[2] if sheet in ("职责", "时限", "步骤") else head
        columns = SHEETS[sheet]
        column = next(
            (n for n, one in enumerate(columns) if part and part.startswith(one.name.partition(".")[0])), 0
        )
        self.tell(sheet, f"{letter(column)}{number}", found.zh, found.en)

    def refusal(self) -> SheetFaults:
        first = self.faults[0]
        where = f"{first['sheet']}!{first['cell']}"
        return SheetFaults(
            count=len(self.faults),
            first_zh=f"{where} {first['zh']}",
            first_en=f"{where} {first['en']}",
            faults=self.faults,
        )


def read_workbook(data: bytes) -> Read:
    """The records of a file, or its faults by sheet and cell; no database is asked."""
    read = Read()
    lines = dict(_tables(data, read))
    if not read.faults:
        _assemble(lines, read)
    return read


def letter(column: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _tables(data: bytes, read: Read) -> Iterator[tuple[str, list[Line]]]:
    if len(data) > MOST_BYTES:
        read.tell("", "", f"文件超过 {MOST_BYTES // 2**20} MB", f"larger than {MOST_BYTES // 2**20} MB")
        return
    try:
        book = Book(data, most_unpacked=MOST_UNPACKED)
        for title, columns in SHEETS.items():
            if title not in book.sheets:
                read.tell(title, "", f"缺少工作表“{title}”", f"the sheet “{title}” is missing")
                continue
            yield title, _lines(title, columns, book.rows(title), read)
    except NoWorkbook:
        read.tell("", "", "这不是 .xlsx 文件", "this is no .xlsx file")


def _lines(title: str, columns: tuple[Column, ...], rows: Iterator[Row], read: Read) -> list[Line]:
    """The rows of a sheet below its headings; blank rows are left out."""
    head = [cell.text for cell in next(rows, (1, []))[1]]
    at: list[tuple[int, Column]] = []
    for column in columns:
        if column.heading in head:
            at.append((head.index(column.heading), column))
        elif not column.later:
            read.tell(title, "1", f"缺少列“{column.heading}”", f"the column “{column.heading}” is missing")
    known = {column.heading for column in columns}
    for index, heading in enumerate(head):
        if heading and heading not in known:
            read.tell(title, f"{letter(index)}1", f"不认识的列“{heading}”", f"unknown column “{heading}”")
        elif heading and heading in head[:index]:
            read.tell(title, f"{letter(index)}1", f"列“{heading}”重复", f"the column “{heading}” twice")
    absent = [column for column in columns if column.heading not in head]
    if not all(column.later for column in absent):
        return []
    found = []
    for number, row in rows:
        if not any(cell.text or cell.formula for cell in row):
            continue
        line = Line(title, number)
        line.values.update({column.name: column.read("") for column in absent})
        for index, column in at:
            said = row[index] if index < len(row) else BLANK
            cell = f"{letter(index)}{number}"
            if said.formula:
                read.tell(title, cell, "单元格是公式，请改为文字", "the cell is a formula; write its text")
            elif column.needed and not said.text:
                read.tell(title, cell, f"“{column.heading}”未填", f"“{column.heading}” is empty")
            try:
                line.values[column.name] = column.read(said.text)
            except BadCell as bad:
                read.tell(title, cell, bad.zh, bad.en)
        found.append(line)
    return found


def _assemble(lines: dict[str, list[Line]], read: Read) -> None:
    """Rows into records; a row that belongs to nothing is a fault at its first cell."""
    for line in lines["类别"]:
        code = line.values["code"]
        if (code, "类别", 0) in read.places:
            read.tell("类别", f"A{line.number}", f"类别“{code}”重复", f"the class “{code}” stands twice")
        read.places[code, "类别", 0] = line.number
        read.classes.append(MatterClass(**line.rest()))
    matters: dict[str, Line] = {}
    for line in lines["事项"]:
        code = line.values["code"]
        if code in matters:
            read.tell("事项", f"A{line.number}", f"事项“{code}”重复", f"the matter “{code}” stands twice")
        matters[code] = line
        read.places[code, "事项", 0] = line.number
    rules = _below(lines["职责"], matters, read)
    for own in rules.values():
        seen: set[str] = set()
        for line in own:
            if line.values["code"] in seen:
                rule = line.values["code"]
                read.tell(
                    "职责", f"B{line.number}", f"职责条目“{rule}”重复", f"the item “{rule}” stands twice"
                )
            seen.add(line.values["code"])
    conditions = _by_rule(lines["条件"])
    co_units = _by_rule(lines["协办"])
    items = {(code, line.values["code"]) for code, own in rules.items() for line in own}
    for sheet in ("条件", "协办"):
        for line in lines[sheet]:
            code, rule = line.values["matter"], line.values["rule"]
            if (code, rule) not in items:
                read.tell(
                    sheet,
                    f"B{line.number}",
                    f"事项“{code}”没有职责条目“{rule}”",
                    f"“{code}” has no item “{rule}”",
                )
    limits = _below(lines["时限"], matters, read)
    steps = _below(lines["步骤"], matters, read)
    for code, line in matters.items():
        fallback = line.unit("fallback")
        read.matters.append(
            Matter(
                **line.rest(),
                fallback=fallback if fallback != type(fallback)() else None,
                duty_rules=tuple(
                    DutyRule(
                        **rule.rest("matter"),
                        lead=rule.unit("lead"),
                        conditions=tuple(
                            Condition(**one.rest("matter", "rule"))
                            for one in conditions.get((code, rule.values["code"]), ())
                        ),
                        co_units=tuple(
                            CoUnitRule(**one.rest("matter", "rule"), unit=one.unit("unit"))
                            for one in co_units.get((code, rule.values["code"]), ())
                        ),
                    )
                    for rule in rules.get(code, ())
                ),
                limits=tuple(LimitRule(**one.rest("matter")) for one in limits.get(code, ())),
                steps=tuple(MatterStep(**one.rest("matter")) for one in steps.get(code, ())),
            )
        )


def _below(lines: list[Line], matters: dict[str, Any], read: Read) -> dict[str, list[Line]]:
    """Rows by their matter, in order; where each stands is kept for the faults of the catalogue."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        code = line.values["matter"]
        if code not in matters:
            read.tell(line.title, f"A{line.number}", f"没有事项“{code}”", f"there is no matter “{code}”")
            continue
        own = found.setdefault(code, [])
        read.places[code, line.title, len(own)] = line.number
        own.append(line)
    return found


def _by_rule(lines: list[Line]) -> dict[tuple[str, str], list[Line]]:
    found: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        found.setdefault((line.values["matter"], line.values["rule"]), []).append(line)
    return found
