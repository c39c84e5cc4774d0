"""Imported tables: declared columns, filled by Excel or CSV, counted like any other table.

A sheet is taken whole or not at all: every cell that is wrong is told. A row is known by its key columns;
the same row again changes nothing, other values are its next version, so that figures that stood as final
come out otherwise by a visible revision.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import msgspec
from django.db import transaction

from yiwang.areas import api as areas
from yiwang.identity.api import Lines, Subject, reason_of, require, scope
from yiwang.indicators import _cells as written
from yiwang.indicators import _imported as imported
from yiwang.indicators import _tables
from yiwang.indicators._columns import ImportedTableDeclaration, TableColumn
from yiwang.indicators._definition_shapes import ImportedRow
from yiwang.indicators._noting import note_rows
from yiwang.indicators._refusals import (
    DefinitionFaults,
    TableExists,
    TableMoved,
    UnknownTable,
    WhyNeeded,
)
from yiwang.indicators._registry import changed
from yiwang.indicators._shapes import TableRead
from yiwang.indicators._sources import Row
from yiwang.indicators.contracts import (
    Cell,
    TableDeclared,
    TableImported,
    TableWithdrawn,
)
from yiwang.indicators.models import ImportedTable, ImportStep, Noted
from yiwang.kernel import clock, facts, sheets, statements
from yiwang.kernel.declarations import load_said
from yiwang.lake import api as lake

MOST_ROWS = 20_000
MOST_FAULTS = 200
CHUNK = 100


def _moved(row: ImportedTable, act: str) -> TableMoved:
    zh, en = {"import": ("导入", "importing"), "withdraw": ("停用", "withdrawing")}[act]
    return TableMoved(name_zh=row.name_zh, name_en=row.name_en, act_zh=zh, act_en=en)


LINES: Lines[ImportedTable] = Lines(
    step=ImportStep,
    named=lambda row, _: {"table": row.code},
    told=lambda row: {"table": row.code, "name_zh": row.name_zh, "name_en": row.name_en},
    about=lambda row: f"table:{row.code}",
    moved=_moved,
)


def declare_table(subject: Subject, said: dict[str, Any]) -> ImportedTable:
    """A new table with its columns. Needs indicators.define. Raises DefinitionFaults, TableExists."""
    require(subject, "indicators.define")
    file = load_said(said, ImportedTableDeclaration, name="table")
    if file.record is None:
        found = file.faults
        raise DefinitionFaults(
            count=len(found),
            first_zh=found[0].zh,
            first_en=found[0].en,
            faults=[{**fault.as_json(), "path": list(file.path_of(fault))} for fault in found],
        )
    one = file.record
    row = statements.new(
        ImportedTable,
        code=one.code,
        name_zh=one.name.zh,
        name_en=one.name.en,
        columns=[asdict(each) for each in one.columns],
        area_path=subject.area_path,
        state="open",
        version=1,
    )
    with transaction.atomic():
        if not statements.insert(row, once=True):
            raise TableExists(table=one.code)
        LINES.keep(row, subject, "declare", TableDeclared, "建立数据表", "Made the table")
        changed()
    return row


def withdraw_table(subject: Subject, code: str, reason: str, *, version: int) -> ImportedTable:
    """停用: figures counted from it have no value from now on and say why; its rows stay. Needs
    indicators.define and a reason."""
    reason = reason_of(reason, WhyNeeded)
    with transaction.atomic():
        row = _held(subject, code, version, "withdraw")
        LINES.change(row, "withdraw", state="withdrawn")
        LINES.keep(
            row, subject, "withdraw", TableWithdrawn, "停用数据表", "Withdrew the table",
            note=reason, reason=reason,
        )  # fmt: skip
        changed()
    return row


def import_table(subject: Subject, code: str, data: bytes, *, version: int) -> TableRead:
    """Take the rows of a sheet (.xlsx or .csv) whose headings are the names of the columns.

    Needs indicators.define. Raises FigureFaults with each cell's sentence and cure; then nothing was taken.
    """
    row = _held(subject, code, version, "import")
    columns = imported.columns_of(row)
    known = {word: one for one in columns for word in (one.name, one.title.zh, one.title.en)}
    lines, told = sheets.read(
        data,
        known=list(known),
        needed=[],
        strict=False,
        most=MOST_ROWS,
    )
    faults = [_fault(one.cell, f"{one.cell} {one.zh}", f"{one.cell}: {one.en}") for one in told]
    if not lines and not faults:
        faults.append(_fault("A2", "没有任何行。", "There are no rows."))
    headings = {known[word].name for _, cells in lines for word in cells if word in known}
    faults += [
        _fault("A1", f"缺少列“{one.title.zh}”。", f"The column “{one.title.en}” is missing.")
        for one in columns
        if lines and one.needed and one.name not in headings
    ]
    places = _Places(subject)
    seen: dict[str, int] = {}
    rows: list[Row] = []
    for number, cells in lines:
        said = {known[word].name: cell for word, cell in cells.items() if word in known}
        made = _row(row.code, columns, number, said, places, faults)
        if made is None:
            continue
        first = seen.setdefault(made["row_key"], number)
        if first != number:
            faults.append(
                _fault(
                    f"A{number}", f"第 {number} 行与第 {first} 行是同一行。", f"Row {number} is row {first}."
                )
            )
        rows.append(made)
    if faults:
        raise written.refused(faults[:MOST_FAULTS])
    fresh = _other_than_held(row, columns, rows)
    noted = note_rows(imported.source_name(row.code), fresh, facts.last_position())
    for start in range(0, len(noted), CHUNK):
        with transaction.atomic():
            Noted.objects.bulk_create(noted[start : start + CHUNK])
    with transaction.atomic():
        LINES.change(row, "import", rows=row.rows + len(fresh), imported_at=clock.now())
        LINES.keep(
            row, subject, "import", TableImported,
            f"导入 {len(rows)} 行，其中新的或改动的 {len(fresh)} 行",
            f"Imported {len(rows)} rows, {len(fresh)} of them new or changed",
            rows=len(rows), fresh=len(fresh),
        )  # fmt: skip
    return TableRead(rows=len(rows), fresh=len(fresh), version=row.version)


def list_tables(subject: Subject) -> list[ImportedRow]:
    """The tables in one's scope, in order of code. Needs indicators.define."""
    rows = ImportedTable.objects.filter(scope(subject, "indicators.define").q(secret=None))
    return [row_of(row) for row in rows.order_by("code")]


def row_of(row: ImportedTable) -> ImportedRow:
    return ImportedRow(
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        columns=row.columns,
        state=row.state,
        rows=row.rows,
        imported_at=row.imported_at,
        version=row.version,
    )


def _held(subject: Subject, code: str, version: int, act: str) -> ImportedTable:
    rows = ImportedTable.objects.filter(scope(subject, "indicators.define").q(secret=None))
    row = rows.filter(pk=code, state="open").first()
    if row is None:
        raise UnknownTable(table=code)
    if row.version != version:
        raise _moved(row, act)
    return row


class _Places:
    """The areas that one may import rows of, by code and by name."""

    def __init__(self, subject: Subject) -> None:
        self._sees = scope(subject, "indicators.define")
        self._known: dict[str, set[str]] = {}
        self._paths: dict[str, str] = {}
        for one in areas.subtree(areas.seat()):
            self._paths[one.id] = one.managed_path or one.statistical_path
            for word in {one.id, one.name, one.short_name}:
                self._known.setdefault(word, set()).add(one.id)
        self.seat = areas.area_of_path(areas.seat()) if areas.seat() != "/" else ""

    def find(self, word: str) -> tuple[str, str] | None:
        """Id and path of the one area of a code or name in sight."""
        found = self._known.get(word, set())
        one = next(iter(found)) if len(found) == 1 else ""
        path = self._paths.get(one, "")
        return (one, path) if path and self._sees.sees(area_path=path) else None


def _row(
    table: str,
    columns: Sequence[TableColumn],
    number: int,
    said: dict[str, tuple[str, str]],
    places: _Places,
    faults: list[Cell],
) -> Row | None:
    """A row as it is kept, or None with its faults told."""
    count, row = len(faults), dict[str, Any]()
    area = (places.seat, areas.seat())
    for one in columns:
        at, text = said.get(one.name, (f"A{number}", ""))
        row[one.name] = None
        if not text:
            if one.needed:
                faults.append(
                    _fault(at, f"{at} 没有填“{one.title.zh}”。", f"{at}: “{one.title.en}” is empty.")
                )
        elif one.type == "number":
            row[one.name] = written.number_of(text, one.unit, at, faults)
        elif one.type == "day":
            row[one.name] = _day(text, at, faults)
        elif one.type == "area":
            found = places.find(text)
            if found is None:
                faults.append(
                    _fault(
                        at,
                        f"{at}：没有区划“{text[:40]}”，或不止一个，或不在您的属地范围内。",
                        f"{at}: no area “{text[:40]}”, more than one, or outside yours.",
                    )
                )
            else:
                area = found
                row[one.name] = found[0]
        else:
            row[one.name] = text[:200]
    if len(faults) > count:
        return None
    keys = [str(row[one.name]) for one in columns if one.key]
    name = " ".join(keys)[:80]
    return {
        **row,
        "row_key": hashlib.sha256(msgspec.json.encode([table, *keys])).hexdigest()[:32],
        "number": name,
        "title_zh": name,
        "title_en": name,
        "area_id": area[0],
        "area_path": area[1],
        "area_name": "",
    }


def _day(text: str, at: str, faults: list[Cell]) -> str | None:
    try:
        return date.fromisoformat(text[:10].replace("/", "-")).isoformat()
    except ValueError:
        faults.append(
            _fault(
                at,
                f"{at} 的“{text[:40]}”不是日期。",
                f"{at}: “{text[:40]}” is no date.",
                "写成 2026-01-31。",
                "Write 2026-01-31.",
            )
        )
        return None


def _fault(
    cell: str, zh: str, en: str, cure_zh: str = "改正后再上传。", cure_en: str = "Mend it and upload again."
) -> Cell:
    return Cell(cell=cell, zh=zh, en=en, cure_zh=cure_zh, cure_en=cure_en)


def _other_than_held(row: ImportedTable, columns: Sequence[TableColumn], rows: Sequence[Row]) -> list[Row]:
    """The rows that are new, or say something else than their newest version."""
    source = imported.source_of(row)
    names = ["row_key", "area_id", *(one.name for one in columns if one.type != "area")]
    held = {
        each["row_key"]: {name: _plain(each[name]) for name in names}
        for each in lake.query(
            f"SELECT {', '.join(names)} FROM {source.table} "  # noqa: S608 - names that a pattern has checked
            "QUALIFY row_number() OVER (PARTITION BY row_key ORDER BY seq DESC) = 1",
            tables=[source.table],
        ).to_pylist()
    }
    # What is noted and not yet in the lake is newer.
    for message in _tables.read(source.name, lake.mark(source.table, "seq"), MOST_ROWS * 2):
        each = msgspec.json.decode(message.data)
        held[each["row_key"]] = {name: _plain(each.get(name)) for name in names}
    return [one for one in rows if held.get(one["row_key"]) != {name: _plain(one[name]) for name in names}]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, int | float) else value or None
