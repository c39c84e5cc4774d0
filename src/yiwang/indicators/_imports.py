"""Imported tables: declared columns, filled by Excel or CSV, counted like any other table.

A sheet is taken whole or not at all: every cell that is wrong is told. A row is known by its key columns;
the same row again changes nothing, other values are its next version, so that figures that stood as final
come out otherwise by a visible revision.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction

from yiwang.areas import api as areas
from yiwang.identity.api import Lines, Subject, reason_of, require, scope
from yiwang.indicators import _cells as written
from yiwang.indicators import _imported as imported
from yiwang.indicators import _tables
from yiwang.indicators._columns import ImportedTableDeclaration, TableColumn
from yiwang.indicators._noting import note_rows
from yiwang.indicators._refusals import (
    DefinitionFaults,
    TableExists,
    TableMoved,
    TableUsed,
    UnknownTable,
    WhyNeeded,
)
from yiwang.indicators._registry import changed, registry
from yiwang.indicators._shapes import TableRead
from yiwang.indicators._sources import Row
from yiwang.indicators.contracts import (
    Cell,
    TableDeclared,
    TableImported,
    TableWithdrawn,
)
from yiwang.indicators.declarations import IndicatorDeclaration
from yiwang.indicators.models import ImportedTable, ImportStep, Noted
from yiwang.kernel import clock, facts, sheets, statements
from yiwang.kernel.declarations import load_said
from yiwang.kernel.errors import Refusal
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


def withdraw_table(
    subject: Subject, code: str, reason: str, *, version: int, anyway: bool = False
) -> ImportedTable:
    """停用: figures counted from it have no value from now on and say why; its rows stay. Needs
    indicators.define and a reason. Raises TableUsed while definitions count it, unless `anyway`."""
    reason = reason_of(reason, WhyNeeded)
    with transaction.atomic():
        row = _held(subject, code, version, "withdraw")
        users = used_by(code)
        if users and not anyway:
            raise TableUsed(
                table=row.code, name_zh=row.name_zh, name_en=row.name_en,
                users_zh="、".join(one.name.zh for one in users),
                users_en=", ".join(one.name.en for one in users),
            )  # fmt: skip
        LINES.change(row, "withdraw", state="withdrawn")
        LINES.keep(
            row, subject, "withdraw", TableWithdrawn, "停用数据表", "Withdrew the table",
            note=reason, reason=reason,
        )  # fmt: skip
        changed()
    return row


def used_by(code: str) -> list[IndicatorDeclaration]:
    """The definitions in force, or to come, that are counted from a table; of each the last."""
    day = clock.now().astimezone(clock.SHANGHAI).date().isoformat()
    held = {one.code: one for one in registry().counted(imported.source_name(code))}
    return [one for _, one in sorted(held.items()) if one.effective_to is None or one.effective_to >= day]


def import_table(
    subject: Subject, code: str, data: bytes, *, version: int, replace: bool = False
) -> TableRead:
    """Take the rows of a sheet (.xlsx or .csv) whose headings are the names of the columns; with `replace`
    they are all that there is: rows of one's area that it does not have count no more.

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
    held = newest(row, columns)
    fresh = [one for one in rows if held.get(one["row_key"]) != _said(columns, one)]
    gone = [
        _nothing(columns, key, said["area_id"], places)
        for key, said in held.items()
        if replace and key not in seen and says(columns, said) and places.sees(said["area_id"])
    ]
    alive = {key for key, said in held.items() if says(columns, said)}
    alive = (alive | set(seen)) - {one["row_key"] for one in gone}
    fresh += gone
    noted = note_rows(imported.source_name(row.code), fresh, facts.last_position())
    for start in range(0, len(noted), CHUNK):
        with transaction.atomic():
            Noted.objects.bulk_create(noted[start : start + CHUNK])
    with transaction.atomic():
        LINES.change(row, "import", rows=len(alive), imported_at=clock.now())
        LINES.keep(
            row, subject, "import", TableImported,
            f"导入 {len(rows)} 行，其中新的或改动的 {len(fresh) - len(gone)} 行"
            + (f"，整表替换，去掉 {len(gone)} 行" if replace else ""),
            f"Imported {len(rows)} rows, {len(fresh) - len(gone)} of them new or changed"
            + (f"; the whole table replaced, {len(gone)} rows gone" if replace else ""),
            rows=len(rows), fresh=len(fresh) - len(gone), gone=len(gone),
        )  # fmt: skip
    return TableRead(rows=len(rows), fresh=len(fresh) - len(gone), gone=len(gone), version=row.version)


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

    def sees(self, area_id: str) -> bool:
        """Whether rows of an area are one's own to bring and to take away."""
        path = self.path(area_id)
        return bool(path) and self._sees.sees(area_path=path)

    def path(self, area_id: str) -> str:
        return areas.seat() if area_id == self.seat else self._paths.get(area_id, "")

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


def newest(row: ImportedTable, columns: Sequence[TableColumn]) -> dict[str, Row]:
    """What the newest version of each row says, by its key, in the order that they came."""
    source = imported.source_of(row)
    names = ["row_key", *_names(columns)]
    held = {
        each["row_key"]: _said(columns, each)
        for each in lake.query(
            f"SELECT {', '.join(names)} FROM {source.table} "  # noqa: S608 - names that a pattern has checked
            "QUALIFY row_number() OVER (PARTITION BY row_key ORDER BY seq DESC) = 1 ORDER BY seq",
            tables=[source.table],
        ).to_pylist()
    }
    # What is noted and not yet in the lake is newer.
    for message in _tables.read(source.name, lake.mark(source.table, "seq"), MOST_ROWS * 2):
        each = msgspec.json.decode(message.data)
        held.pop(each["row_key"], None)
        held[each["row_key"]] = _said(columns, each)
    return held


def _names(columns: Sequence[TableColumn]) -> list[str]:
    return ["area_id", *(one.name for one in columns if one.type != "area")]


def _said(columns: Sequence[TableColumn], row: Row) -> Row:
    return {name: _plain(row.get(name)) for name in _names(columns)}


def says(columns: Sequence[TableColumn], said: Row) -> bool:
    """Whether a row says anything: one that was replaced by nothing says nothing."""
    return any(said[one.name] is not None for one in columns if one.type != "area")


def _nothing(columns: Sequence[TableColumn], key: str, area_id: str, places: _Places) -> Row:
    """The next version of a row that is there no more: without a day it counts nowhere."""
    return {
        **{one.name: None for one in columns},
        "row_key": key,
        "number": "",
        "title_zh": "",
        "title_en": "",
        "area_id": area_id,
        "area_path": places.path(area_id),
        "area_name": "",
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, int | float) else value or None


def import_table_command(path: Path, options: Sequence[str]) -> int:
    """`yiwang import tables FILE code=CODE [replace]`: the rows of a sheet, told as on screen."""
    told = dict(one.partition("=")[::2] for one in options)
    row = ImportedTable.objects.filter(pk=told.get("code", ""), state="open").first()
    if row is None:
        print(f"code={told.get('code', '')}: 没有这张数据表  there is no such table", file=sys.stderr)
        return 1
    try:
        data = path.read_bytes()
        made = import_table(
            Subject.system("import"), row.code, data, version=row.version, replace="replace" in told
        )
    except OSError as error:
        print(f"{path}: 无法读取  cannot be read: {error}", file=sys.stderr)
        return 1
    except Refusal as refusal:
        for one in refusal.details.get("faults", []) or [
            {"cell": path.name, "zh": refusal.sentence("zh"), "en": refusal.sentence("en")}
        ]:
            print(f"{one['cell']}: {one['zh']}  {one['en']}", file=sys.stderr)
        return 1
    print(
        f"导入 {made.rows} 行，新的或改动的 {made.fresh} 行，去掉 {made.gone} 行  "
        f"{made.rows} rows, {made.fresh} new or changed, {made.gone} gone"
    )
    return 0
