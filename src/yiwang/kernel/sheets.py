"""Lists as Excel files. Every cell is text, so that nothing a person wrote can become a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from yiwang.kernel import clock
from yiwang.kernel.errors import Invalid

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 20_000
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
