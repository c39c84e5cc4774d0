"""Appeals from an Excel file: every cell is text, a formula is refused, and faults are told by cell."""

from __future__ import annotations

import hashlib

from yiwang.appeals import _register as registering
from yiwang.appeals import logic
from yiwang.appeals.contracts import ImportReport, NewAppeal, Reporter, RowsRefused
from yiwang.areas import api as areas
from yiwang.identity.api import Subject, require
from yiwang.kernel import sheets

MEDIA_TYPE = sheets.MEDIA_TYPE
MOST_FAULTS = 200
# Heading and the field that it fills; the first two must be filled.
COLUMNS = {
    "诉求类型": "kind",
    "诉求内容": "text",
    "姓名": "name",
    "电话": "phone",
    "联系地址": "address",
    "区域": "area",
    "地点": "place",
    "经度": "lon",
    "纬度": "lat",
    "坐标系": "crs",
    "事项编码": "matter",
    "紧急程度": "urgency",
    "保密": "confidential",
    "外部编号": "external_no",
}
NEEDED = ("诉求类型", "诉求内容")
URGENCIES = {"提示": "notice", "一般": "general", "重要": "important", "紧急": "urgent"}
KINDS = {zh: code for code, (zh, _) in logic.KINDS.items()}
Fault = dict[str, str]


def form() -> bytes:
    """The empty sheet, with one line that shows how it is filled."""
    example = ("求助", "路灯不亮，请派人修", "张某", "13800000000", "", "", "某路 8 号门口") + ("",) * 7
    return sheets.workbook(sheets.Sheet(title="诉求导入", headings=list(COLUMNS), rows=[example]))


def import_sheet(subject: Subject, data: bytes, *, dry_run: bool = False) -> ImportReport:
    """Register the rows of the first tab. No row is registered while one has a fault (RowsRefused names each
    with its cell); the same file again registers nothing twice. Needs appeals.register.
    """
    require(subject, "appeals.register")
    faults: list[Fault] = []
    digest = hashlib.sha256(data).hexdigest()[:40]
    rows = [_row(subject, number, cells, digest, faults) for number, cells in _lines(data, faults)]
    news = [row for row in rows if row is not None]
    if not news and not faults:
        faults.append(_fault("A2", "没有任何诉求。", "There is no appeal in it."))
    if faults:
        raise RowsRefused(count=len(faults), faults=faults[:MOST_FAULTS])
    made = [] if dry_run else [registering.register(subject, new) for new in news]
    again = sum(one.again for one in made)
    return ImportReport(
        rows=len(news),
        registered=len(made) - again,
        again=again,
        dry_run=dry_run,
        numbers=[one.number for one in made],
    )


def _fault(cell: str, zh: str, en: str) -> Fault:
    return {"cell": cell, "zh": zh, "en": en}


def _lines(data: bytes, faults: list[Fault]) -> list[tuple[int, dict[str, tuple[str, str]]]]:
    """(row number, field → (cell, text)) of each row that holds something."""
    lines, found = sheets.read(data, known=COLUMNS, needed=NEEDED)
    faults += [_fault(one.cell, one.zh, one.en) for one in found]
    return [
        (number, {COLUMNS.get(word, word): held for word, held in cells.items()}) for number, cells in lines
    ]


def _row(
    subject: Subject, number: int, cells: dict[str, tuple[str, str]], digest: str, faults: list[Fault]
) -> NewAppeal | None:
    if not all(text for _, text in cells.values()):
        return None  # a formula, told already
    before = len(faults)

    def at(field: str) -> str:
        return cells.get(field, (f"A{number}", ""))[0]

    def word(field: str, table: dict[str, str], default: str, zh: str) -> str:
        text = cells.get(field, ("", ""))[1]
        if text and text not in table and text not in table.values():
            known = "、".join(table)
            faults.append(_fault(at(field), f"{zh}应为：{known}。", f"Use one of: {known}."))
        return table.get(text, text) or default

    def degrees(field: str) -> float | None:
        text = cells.get(field, ("", ""))[1]
        try:
            return float(text) if text else None
        except ValueError:
            faults.append(_fault(at(field), "应为数字。", "A number is wanted."))
            return None

    for heading in NEEDED:
        if COLUMNS[heading] not in cells:
            faults.append(_fault(f"A{number}", f"缺少{heading}。", f"{COLUMNS[heading]} is missing."))
    said = {field: text for field, (_, text) in cells.items()}
    new = NewAppeal(
        kind=word("kind", KINDS, "", "诉求类型"),
        channel="excel",
        text=said.get("text", ""),
        reporter=Reporter(
            name=said.get("name", ""), phone=said.get("phone", ""), address=said.get("address", "")
        ),
        area=_area(subject, said.get("area", "")),
        place=said.get("place", ""),
        lon=degrees("lon"),
        lat=degrees("lat"),
        crs=said.get("crs", "wgs84"),
        matter=said.get("matter", ""),
        urgency=word("urgency", URGENCIES, "general", "紧急程度"),
        confidential=said.get("confidential", "") in ("是", "保密", "1", "true", "True", "y"),
        external_no=said.get("external_no", ""),
        key=f"xlsx:{digest}:{number}",
    )
    if len(faults) == before:
        for field, part in registering.faults_of(new, subject.area_path):
            faults.append(_fault(at(field), part.sentence("zh"), part.sentence("en")))
    return new if len(faults) == before else None


def _area(subject: Subject, text: str) -> str:
    """An area by id, or by a name below the importer's own area; an unknown one stays and is refused."""
    if not text or areas.find_area(text):
        return text
    named = areas.find_area_by_name(text, subject.area_path)
    return named.id if named else text
