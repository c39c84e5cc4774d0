"""The list of cases as an Excel file, within the scope and the filters of the list it was asked from."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from yiwang.cases import _reading as reading
from yiwang.cases import logic
from yiwang.cases.contracts import CaseRow
from yiwang.identity.api import Subject
from yiwang.kernel import clock

MOST_ROWS = 20_000
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LAMPS_ZH = {"green": "绿", "yellow": "黄", "red": "红"}
SEVERITIES_ZH = {"notice": "提示", "general": "一般", "important": "重要", "urgent": "紧急"}
KINDS_ZH = {"city": "城市案件", "maintenance": "维护单"}
ROLES_ZH = {"lead": "主办", "co": "协办"}
HEADINGS = (
    "案件编号", "类型", "角色", "标题", "任务", "事项", "告警等级", "属地", "承办单位", "阶段", "状态",
    "灯", "曾超期", "立案时间", "当前时限", "办结时间", "数据说明",
)  # fmt: skip


def workbook(subject: Subject, filters: reading.Filters) -> bytes:
    """An .xlsx of at most MOST_ROWS rows. Every cell is text: nothing that a person wrote can become a
    formula.
    """
    now = clock.now()
    found = reading.filtered(subject, filters, now).order_by("-opened_at", "-id")[:MOST_ROWS]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("案件")
    sheet.append([_cell(sheet, heading, bold=True) for heading in HEADINGS])
    for case in found.iterator(chunk_size=1_000):
        sheet.append([_cell(sheet, text) for text in _texts(reading.row_of(case, now))])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _texts(row: CaseRow) -> Iterable[str]:
    return (
        row.number,
        KINDS_ZH[row.kind],
        ROLES_ZH[row.role],
        row.title_zh,
        row.task_zh,
        row.matter_zh,
        SEVERITIES_ZH.get(row.severity, row.severity),
        row.area_name,
        row.lead_unit_name,
        logic.STAGES_ZH[row.stage],
        logic.STATES_ZH[row.state],
        LAMPS_ZH[row.lamp],
        "是" if row.late else "否",
        logic.local(row.opened_at),
        logic.local(row.due_at) if row.due_at and row.state == "open" else "",
        logic.local(row.closed_at) if row.closed_at else "",
        "演示回放数据" if row.demonstration else "",
    )


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    cell: Any = WriteOnlyCell(sheet, value=_without_controls(text))
    # openpyxl takes a leading "=" for a formula; the type says otherwise, and the quote prefix keeps it so
    # when a
    # person edits the cell.
    cell.data_type = "s"
    cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


def _without_controls(text: str) -> str:
    """Text without the control characters that no spreadsheet file may hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n")
