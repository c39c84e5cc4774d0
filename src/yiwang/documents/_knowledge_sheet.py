"""The knowledge base as an Excel sheet, out and in. What comes in is drafts; no sheet publishes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypedDict

from django.db import transaction

from yiwang.documents import _knowledge
from yiwang.documents._knowledge_text import Flaw, form_of
from yiwang.documents.contracts import KnowledgeImported, NotASheet, NotYourUnit, SheetFaults
from yiwang.documents.declarations import KnowledgeForm
from yiwang.documents.models import KnowledgeEntryRow, KnowledgeVersionRow
from yiwang.identity.api import Subject, get_unit, require
from yiwang.kernel.sheets import Sheet, demonstrated, moment

COLUMNS = {
    "number": "编号",
    "title": "标题",
    "answer": "答案",
    "questions": "相似问法",
    "keywords": "关键词",
    "matters": "事项编码",
    "area": "适用区划编号",
    "public": "对市民公开",
    "valid_from": "有效期起",
    "valid_until": "有效期止",
    "review_due": "复核日期",
}
STATES_ZH = {
    "draft": "草稿", "asked": "待审核", "published": "已发布", "expired": "已到期", "withdrawn": "已下架",
}  # fmt: skip
MOST_ROWS = 2_000
MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
WIDEST = 40
_PARTS = re.compile(r"[\n；;]")
_YES = {"是": True, "y": True, "yes": True, "true": True, "1": True, "公开": True}
_NO = {"": False, "否": False, "n": False, "no": False, "false": False, "0": False, "不公开": False}


class CellFault(TypedDict):
    """What is wrong in one cell: its row and column as the sheet counts them."""

    row: int
    column: str
    where: str
    zh: str
    en: str


def sheet(rows: Iterable[KnowledgeEntryRow]) -> Sheet:
    """A line per entry with its whole text; the first columns are those that an import takes."""
    headings = (*COLUMNS.values(), "状态", "责任单位", "版本", "发布时间", "变动时间", "数据说明")
    return Sheet(title="知识库", headings=headings, rows=[_texts(row) for row in rows])


def _texts(row: KnowledgeEntryRow) -> tuple[str, ...]:
    return (
        row.number,
        row.title,
        row.answer,
        row.questions,
        row.keywords,
        row.matters,
        row.area_id,
        "是" if row.public else "否",
        row.valid_from.isoformat() if row.valid_from else "",
        row.valid_until.isoformat() if row.valid_until else "",
        row.review_due.isoformat() if row.review_due else "",
        STATES_ZH[row.state],
        row.unit_name,
        str(row.live_number or row.text_number),
        moment(row.published_at),
        moment(row.changed_at),
        "演示条目" if demonstrated(row.demonstration) else "",
    )


def take(data: bytes, subject: Subject) -> KnowledgeImported:
    """Read a sheet as drafts of one's own unit, all of it or nothing. Needs knowledge.write.

    A line with a number is another text for that entry, if it says something new; one without is a new
    entry. Raises NotASheet, and SheetFaults with every cell.
    """
    require(subject, "knowledge.write")
    if not subject.unit_id:
        raise NotYourUnit()
    unit = get_unit(subject.unit_id)
    faults: list[CellFault] = []
    lines = list(_lines(data, faults))
    if not lines and not faults:
        faults.append(_fault(1, "title", "表格里没有内容。", "The sheet holds no line."))
    known = KnowledgeEntryRow.objects.filter(number__in=[number for _, number, _ in lines if number])
    entries = {row.number: row for row in known}
    seen: set[str] = set()
    ready: list[tuple[KnowledgeForm, KnowledgeEntryRow | None]] = []
    for line, number, form in lines:
        form, _, flaws = _knowledge.looked_at(form, unit)
        entry = entries.get(number)
        if number and (entry is None or entry.unit != unit.id):
            flaws.append(
                Flaw(where="number", zh="没有这个编号，或不是本单位的条目。", en="No entry of your unit.")
            )
        elif number in seen:
            flaws.append(
                Flaw(where="number", zh="编号在表里重复。", en="The number stands twice in the sheet.")
            )
        elif entry is not None and (entry.state == "withdrawn" or "asked" in (entry.state, entry.revision)):
            flaws.append(
                Flaw(where="number", zh="该条目已下架或正在审核。", en="It is withdrawn or in review.")
            )
        seen.update([number] if number else [])
        faults += [_fault(line, flaw["where"], flaw["zh"], flaw["en"]) for flaw in flaws]
        ready.append((form, entry))
    if faults:
        faults.sort(key=lambda fault: (fault["row"], list(COLUMNS).index(fault["where"])))
        raise SheetFaults(count=len(faults), faults=faults)
    return _write(ready, subject)


def _write(
    ready: list[tuple[KnowledgeForm, KnowledgeEntryRow | None]], subject: Subject
) -> KnowledgeImported:
    written: list[str] = []
    changed: list[str] = []
    unchanged = 0
    why = "表格导入"
    with transaction.atomic():
        for form, entry in ready:
            if entry is None:
                written.append(_knowledge.write(subject, form, why=why).number)
            elif _newest(entry) == form:
                unchanged += 1
            else:
                _knowledge.rewrite(entry.id, subject, form, why=why, version=entry.version)
                changed.append(entry.number)
    return KnowledgeImported(written=written, changed=changed, unchanged=unchanged)


def _newest(entry: KnowledgeEntryRow) -> KnowledgeForm:
    """What the entry says: its newest text; a later day of review is the one that its unit named since."""
    form = form_of(KnowledgeVersionRow.objects.get(entry_id=entry.id, number=entry.text_number).body)
    return form if entry.revision else replace(form, review_due=entry.review_due)


def _fault(row: int, where: str, zh: str, en: str) -> CellFault:
    return CellFault(row=row, column=COLUMNS[where], where=where, zh=zh, en=en)


def _lines(data: bytes, faults: list[CellFault]) -> Iterable[tuple[int, str, KnowledgeForm]]:
    """(row of the sheet, number, form) of every line that says something; what cannot be read is a fault."""
    places: dict[str, int] = {}
    for line, cells in enumerate(_cells(data), 1):
        if not places:
            names = {str(value or "").strip(): place for place, (value, _) in enumerate(cells)}
            places = {key: names[zh] for key, zh in COLUMNS.items() if zh in names}
            for key in ("title", "answer"):
                if key not in places:
                    zh = COLUMNS[key]
                    faults.append(_fault(1, key, f"首行没有“{zh}”这一列。", f"The first row lacks “{zh}”."))
            if faults:
                return
            continue
        if line > MOST_ROWS + 1:
            faults.append(
                _fault(line, "title", f"一次最多导入 {MOST_ROWS} 行。", f"At most {MOST_ROWS} lines at once.")
            )
            return
        said = {key: cells[place] for key, place in places.items() if place < len(cells)}
        if not any(value not in (None, "") for value, _ in said.values()):
            continue
        for key, (_, kind) in said.items():
            if kind == "f":
                faults.append(
                    _fault(line, key, "单元格是公式，请改为文字。", "The cell is a formula; write text.")
                )
        yield line, _text(said, "number"), _form(line, said, faults)


def _form(line: int, said: dict[str, tuple[Any, str]], faults: list[CellFault]) -> KnowledgeForm:
    open_to_all = _text(said, "public").casefold()
    if open_to_all not in _YES and open_to_all not in _NO:
        faults.append(_fault(line, "public", "请填“是”或“否”。", "Write 是 or 否."))
    return KnowledgeForm(
        title=_text(said, "title"),
        answer=_text(said, "answer"),
        questions=_many(said, "questions"),
        keywords=_many(said, "keywords"),
        matters=_many(said, "matters"),
        area=_text(said, "area"),
        public=_YES.get(open_to_all, False),
        valid_from=_day(line, said, "valid_from", faults),
        valid_until=_day(line, said, "valid_until", faults),
        review_due=_day(line, said, "review_due", faults),
    )


def _text(said: dict[str, tuple[Any, str]], key: str) -> str:
    value = said.get(key, (None, ""))[0]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _many(said: dict[str, tuple[Any, str]], key: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _PARTS.split(_text(said, key)) if part.strip())


def _day(line: int, said: dict[str, tuple[Any, str]], key: str, faults: list[CellFault]) -> date | None:
    value = said.get(key, (None, ""))[0]
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(said, key).replace("/", "-").replace("年", "-").replace("月", "-").replace("日", "")
    if not text:
        return None
    try:
        year, month, day = (int(part) for part in text.split("-"))
        return date(year, month, day)
    except ValueError:
        faults.append(_fault(line, key, "日期应写成 2026-03-02。", "Write a day as 2026-03-02."))
        return None


def _cells(data: bytes) -> Iterable[list[tuple[Any, str]]]:
    """(value, kind) of every cell, row by row; raises NotASheet for whatever is no sound workbook."""
    # Here and not above: openpyxl takes long to import, and a start needs none of it.
    from openpyxl import load_workbook

    if not 0 < len(data) <= MOST_BYTES:
        raise NotASheet()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise NotASheet()
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        found = [
            [(cell.value, str(cell.data_type)) for cell in row]
            for row in book.worksheets[0].iter_rows(max_row=MOST_ROWS + 2, max_col=WIDEST)
        ]
    except NotASheet:
        raise
    except Exception as wrong:  # whatever a reader makes of hostile bytes, the answer is one refusal
        raise NotASheet() from wrong
    return found
