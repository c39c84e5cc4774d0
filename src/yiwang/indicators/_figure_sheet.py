"""Figures by Excel: one sheet with everything an area has to fill in for a month, out with what is held
already, and in with faults told by cell."""

from __future__ import annotations

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.identity.api import Subject, require
from yiwang.indicators import _cells as written
from yiwang.indicators import _figures as figures
from yiwang.indicators import _filling as filling
from yiwang.indicators import _published
from yiwang.indicators._refusals import FigureMoved
from yiwang.indicators._shapes import FiguresRead
from yiwang.indicators.contracts import Cell, FigureRow, Period
from yiwang.indicators.declarations import IndicatorDeclaration
from yiwang.indicators.models import Figure
from yiwang.kernel import sheets
from yiwang.kernel.errors import Refusal
from yiwang.kernel.sheets import Sheet

CODE, AREA, VALUE, AGO, NOTE = "指标编码", "区域编码", "本期数", "上年同期", "说明"
PERIOD = "期末"
ASKED = (CODE, AREA, VALUE, AGO, NOTE, PERIOD)
TOLD = ("指标", "区域", "期", "单位", "已有数据（无须填写）")
MOST_FAULTS = 200


def form(subject: Subject, month: Period) -> Sheet:
    """The sheet of a month with what is held already. Needs indicators.fill."""
    rows = filling.mine(subject, month)
    return Sheet(title="指标填报", headings=(*ASKED, *TOLD), rows=[_line(row) for row in rows])


def _line(row: FigureRow) -> tuple[str, ...]:
    held = [f"{one.name_zh} {number(one.value)}{one.unit}" for one in row.held if one.value is not None]
    return (
        row.code,
        row.area_id,
        number(row.value),
        number(row.last_year),
        row.note,
        row.period.last.isoformat(),
        row.name_zh,
        row.area_name,
        row.period.label_zh if row.period.kind == "month" else f"{row.period.label_zh}（累计）",
        row.unit,
        "；".join(held),
    )


def number(value: float | None) -> str:
    """A number as it can be read back without loss."""
    return "" if value is None else sheets.plain(value)


def read(
    subject: Subject, data: bytes, month: Period, *, keep: bool = False, report: bool = False
) -> FiguresRead:
    """Keep the rows of a filled-in sheet as drafts, and `report` them. While one cell has a fault nothing is
    kept, unless `keep` asks for the right rows as drafts. The same sheet again changes nothing.

    Needs indicators.fill. Raises FigureFaults with each cell's sentence and cure.
    """
    require(subject, "indicators.fill")
    lines, told = sheets.read(data, known=ASKED, needed=(CODE, AREA, VALUE), strict=False)
    faults = [_from(one) for one in told]
    found = [_row(subject, month, at, cells, faults) for at, cells in lines]
    if not lines and not faults:
        faults.append(_fault("A2", "没有填任何数。", "There is no figure in it."))
    good = [one for one in found if one is not None]
    if faults and not keep:
        raise written.refused(faults[:MOST_FAULTS])
    kept = again = reported = 0
    with transaction.atomic():
        for at, one, area_id, period, value, ago, note in good:
            area = areas.get_area(area_id)
            try:
                row, new = figures.write(subject, one, area, period, value, ago, note, None)
            except FigureMoved as refusal:
                faults.append(_refused(at, refusal))
                continue
            kept, again = kept + new, again + (not new)
            if report and not faults and row.state in figures.ACTS["report"][0]:
                figures.report(subject, row.id, version=row.version)
                reported += 1
        if faults and not keep:
            raise written.refused(faults[:MOST_FAULTS])
    return FiguresRead(
        rows=len(lines), kept=kept, again=again, reported=reported, faults=faults[:MOST_FAULTS]
    )


Good = tuple[str, IndicatorDeclaration, str, Period, float, float | None, str]


def _row(
    subject: Subject, month: Period, at: int, cells: dict[str, tuple[str, str]], faults: list[Cell]
) -> Good | None:
    """A row that can be kept, or None with its faults told."""
    count = len(faults)

    def said(heading: str) -> tuple[str, str]:
        return cells.get(heading, (f"A{at}", ""))

    (code_at, code), (area_at, area_id) = said(CODE), said(AREA)
    value_at, text = cells.get(VALUE, (f"C{at}", ""))
    if any(not held for _, held in cells.values()):
        return None  # a formula, told already
    try:
        one, _, area, period = figures.place(code, area_id, month)
    except Refusal as refusal:
        wrong = area_at if refusal.code == "indicators.unknown_figure" else code_at
        faults.append(_refused(wrong, refusal))
        return None
    held = _published.a_year_ago(one, area.id, period)
    stands = Figure.objects.filter(pk=figures.key_of(code, area.id, period)).first()
    as_given = number(held if held is not None else stands.last_year if stands else None)
    if not text and not said(NOTE)[1] and said(AGO)[1] in ("", as_given):
        return None  # a line of the form that nobody has filled in: it stays 未报
    if not figures.may_fill(subject, area):
        faults.append(
            _fault(
                area_at,
                f"{area_at}：{area.name}不是您填报的区域。",
                f"{area_at}: {area.name} is not yours to fill in.",
            )
        )
    end_at, end = said(PERIOD)
    if end and end[:10] != period.last.isoformat():
        faults.append(
            _fault(
                end_at,
                f"{end_at} 的期末为“{end[:20]}”，现在填报的是{period.label_zh}。",
                f"{end_at} says “{end[:20]}”; what is filled in is {period.label_en}.",
            )
        )
    value = written.number_of(text, one.unit, value_at, faults)
    if not text:
        faults.append(written.missing(value_at))
    ago = written.number_of(said(AGO)[1], one.unit, said(AGO)[0], faults)
    if ago is not None and held is not None and ago != held:
        faults.append(
            _fault(
                said(AGO)[0],
                f"{said(AGO)[0]} 的上年同期与已发布的 {number(held)} 不同。",
                f"{said(AGO)[0]} differs from {number(held)}, which is published.",
                "上年数有误时请在上年那一期提出修订。",
                "Ask for a revision of last year's figure where it is wrong.",
            )
        )
    if len(faults) > count or value is None:
        return None
    return value_at, one, area.id, period, value, None if held is not None else ago, said(NOTE)[1]


def _fault(
    cell: str, zh: str, en: str, cure_zh: str = "改正后再上传。", cure_en: str = "Mend it and upload again."
) -> Cell:
    return Cell(cell=cell, zh=zh, en=en, cure_zh=cure_zh, cure_en=cure_en)


def _from(one: sheets.Fault) -> Cell:
    return _fault(one.cell, f"{one.cell} {one.zh}", f"{one.cell}: {one.en}")


def _refused(cell: str, refusal: Refusal) -> Cell:
    return _fault(cell, f"{cell}：{refusal.sentence('zh')}", f"{cell}: {refusal.sentence('en')}")
