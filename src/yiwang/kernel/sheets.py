"""Lists as Excel files, and filled-in ones read. Every cell that we write is text, so that nothing a person
wrote can become a formula; a formula that comes in is refused."""

from __future__ import annotations

import csv
import io
import itertools
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from yiwang.kernel import clock
from yiwang.kernel.errors import Invalid

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 20_000
MOST_READ = 2_000
MOST_COLUMNS = 60
MOST_UNPACKED = 200 * 1024 * 1024
M = TypeVar("M", bound=Model)


class TooManyRows(Invalid):
    """A file that silently lacked rows would be taken for the whole list."""

    code = "sheets.too_many_rows"
    zh = "共 {rows} 行，一次最多导出 {most} 行，请先缩小筛选范围。"
    en = "There are {rows} rows; at most {most} are exported at once. Narrow the list first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One list: the name of its tab, its headings, and rows as long as they are."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def whole(rows: QuerySet[M]) -> list[M]:
    """All rows of a list that is to be exported; raises TooManyRows."""
    count = rows.count()
    if count > MOST_ROWS:
        raise TooManyRows(rows=count, most=MOST_ROWS)
    return list(rows)


def workbook(*sheets: Sheet) -> bytes:
    """The sheets as one .xlsx file, their headings bold."""
    # Here and not above: openpyxl takes long to import, and a start needs none of it.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        page.append([_cell(page, heading, bold=True) for heading in sheet.headings])
        for row in sheet.rows:
            page.append([_cell(page, text) for text in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def moment(at: datetime | None) -> str:
    """A moment as people here write it, Asia/Shanghai; empty for none."""
    return at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else ""


def demonstrated(demonstration: bool) -> str:
    """What a row of the demonstration says of itself, also when it has left the house."""
    return "演示回放数据" if demonstration else ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a cell (`C5`) of a sheet that came in."""

    cell: str
    zh: str
    en: str


Line = tuple[int, dict[str, tuple[str, str]]]


def read(
    data: bytes,
    *,
    known: Collection[str],
    needed: Collection[str],
    strict: bool = True,
    most: int = MOST_READ,
) -> tuple[list[Line], list[Fault]]:
    """(row number, heading → (cell, text)) of each row of the first tab, or of a .csv, that holds something;
    and the faults.

    `strict`: a heading outside `known` is a fault; else its column is passed over. A cell with a formula is a
    fault and reads as empty. With a fault in the headings or the file no row is read.
    """
    # Here and not above: a start that reads no Excel need not wait for it.
    from openpyxl.utils import get_column_letter

    try:
        lines = _sheet(data, most) if data.startswith(b"PK") else _csv(data, most)
    except Exception:  # whatever a parser makes of hostile bytes, the answer is one sentence
        return [], [Fault("A1", "无法作为 .xlsx 或 .csv 读取。", "It cannot be read as .xlsx or .csv.")]
    if not lines:
        return [], [Fault("A1", "表格是空的。", "The sheet is empty.")]
    if len(lines) > most + 1:
        return [], [Fault("A1", f"一次最多 {most} 行。", f"At most {most} rows at a time.")]
    headings = [plain(cell.value) for cell in lines[0]]
    faults = [
        Fault(
            f"{get_column_letter(at)}1", f"不认识列“{word[:30]}”。", f"The column “{word[:30]}” is unknown."
        )
        for at, word in enumerate(headings, 1)
        if strict and word and word not in known
    ]
    faults += [
        Fault("A1", f"缺少列“{word}”。", f"The column “{word}” is missing.")
        for word in needed
        if word not in headings
    ]
    if faults:
        return [], faults
    found: list[Line] = []
    for number, line in enumerate(lines[1:], 2):
        cells: dict[str, tuple[str, str]] = {}
        for at, (heading, cell) in enumerate(zip(headings, line, strict=False), 1):
            name = f"{get_column_letter(at)}{number}"
            if getattr(cell, "data_type", "") == "f" and (strict or heading in known):
                faults.append(Fault(name, "不能是公式，请改为文字。", "A formula is not taken; write text."))
                cells[heading] = (name, "")
            elif heading in known and (text := plain(cell.value)):
                cells[heading] = (name, text)
        if cells:
            found.append((number, cells))
    return found, faults


def _sheet(data: bytes, most: int) -> list[Sequence[Any]]:
    """The cells of the first tab."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise ValueError("a bomb")
    book = load_workbook(io.BytesIO(data), read_only=True)
    return list(book.worksheets[0].iter_rows(max_row=most + 2, max_col=MOST_COLUMNS))


@dataclass(frozen=True, slots=True)
class _Text:
    """A cell of a CSV file."""

    value: str
    data_type: str = "s"


def _csv(data: bytes, most: int) -> list[Sequence[Any]]:
    """The cells of a CSV file: UTF-8, or as a Chinese Excel saves it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    if "\0" in text:
        raise ValueError("no text")
    lines = itertools.islice(csv.reader(io.StringIO(text), strict=True), most + 2)
    return [[_Text(cell) for cell in line[:MOST_COLUMNS]] for line in lines]


def plain(value: Any) -> str:
    """What stands in a cell, as text; a whole number without a decimal point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _cell(page: Any, text: str, *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell: Any = WriteOnlyCell(page, value=_without_controls(text))
    # openpyxl takes a leading "=" for a formula; the type says otherwise, and the quote prefix keeps it so
    # when a person edits the cell.
    cell.data_type = "s"
    cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


def _without_controls(text: str) -> str:
    """Text without the control characters that no spreadsheet file may hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n")
