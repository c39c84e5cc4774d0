"""The Word document of a briefing, by python-docx: editable words and tables, charts as pictures of the same
numbers (their values stand beside them as text), the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import Image, ImageDraw, ImageFont

from yiwang.reports import logic
from yiwang.reports._files import Chart, Grid, Run, Sheet
from yiwang.reports._pdf import FONT_FILE

# What official documents are set in; a machine without them shows its own Song and Hei.
TITLE, BODY, HEADING = "方正小标宋简体", "仿宋_GB2312", "黑体"
LATIN = "Times New Roman"
COLOURS = ((29, 95, 168), (180, 83, 9), (4, 120, 87))
EPOCH = (1980, 1, 1, 0, 0, 0)
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def write(sheet: Sheet) -> bytes:
    """The bytes of the document."""
    document = Document()
    page = document.sections[0]
    page.orientation = WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    _masthead(document, sheet)
    for words, blocks in sheet.sections:
        _line(document, [Run(text=words)], font=HEADING, size=16, before=8)
        for block in blocks:
            if isinstance(block, list):
                _line(document, block, size=16, indent=sheet.language == "zh")
            elif isinstance(block, Grid):
                _caption(document, block.title)
                _grid(document, block.headings, block.rows)
            else:
                _chart(document, block, zh=sheet.language == "zh")
    if sheet.foot:
        _rule(_line(document, [Run(text="")], size=6, before=14))
        for one in sheet.foot:
            _line(document, [Run(text=one)], size=14)
    if sheet.notes:
        _line(document, [Run(text=sheet.notes_title)], font=HEADING, size=12, before=14)
        for one in sheet.notes:
            _line(document, [Run(text=one)], size=9)
    about = document.core_properties
    about.title, about.author, about.subject, about.comments = sheet.title, sheet.issuer, sheet.number, ""
    about.last_modified_by = sheet.issuer
    first = datetime(2000, 1, 1, tzinfo=UTC)
    about.created = about.modified = first
    return _settled(document)


def _masthead(document: Any, sheet: Sheet) -> None:
    _line(document, [Run(text=sheet.title)], font=TITLE, size=26, align=CENTRE)
    _line(document, [Run(text=sheet.number)], size=16, align=CENTRE)
    masthead = _line(document, [Run(text=f"{sheet.issuer}\t{sheet.day}")], size=14)
    masthead.paragraph_format.tab_stops.add_tab_stop(Mm(156), alignment=2)
    _rule(masthead)
    if sheet.stamp:
        words = f"【{sheet.stamp}】" if sheet.language == "zh" else f"[{sheet.stamp}]"
        _line(document, [Run(text=words)], font=HEADING, size=14, align=CENTRE)
    _line(document, [Run(text=sheet.about)], size=12, align=CENTRE)


def _line(
    document: Any,
    runs: Sequence[Run],
    *,
    font: str = BODY,
    size: float,
    align: Any = None,
    indent: bool = False,
    before: float = 0,
) -> Any:
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(2), 1.4
    if indent:
        shape.first_line_indent = Pt(size * 2)
    if align is not None:
        paragraph.alignment = align
    _write(paragraph, runs, font, size)
    return paragraph


def _write(paragraph: Any, runs: Sequence[Run], font: str, size: float) -> None:
    for one in runs:
        _set(paragraph.add_run(one.text), font, size)
        if one.note:
            note = paragraph.add_run(f"[{one.note}]")
            note.font.superscript = True
            _set(note, font, size)


def _set(run: Any, font: str, size: float) -> None:
    run.font.size = Pt(size)
    run.font.name = LATIN
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def _rule(paragraph: Any) -> None:
    """A black line below; a briefing is no red-head document."""
    borders, below = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "1"), ("color", "000000")):
        below.set(qn(f"w:{name}"), value)
    borders.append(below)
    paragraph._p.get_or_add_pPr().append(borders)


def _caption(document: Any, words: str) -> None:
    caption = _line(document, [Run(text=words)], font=HEADING, size=12, align=CENTRE, before=6)
    caption.paragraph_format.keep_with_next = True


def _grid(document: Any, headings: Sequence[str], rows: Sequence[Sequence[Run]]) -> None:
    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, words in zip(table.rows[0].cells, headings, strict=True):
        _fill(cell, Run(text=words), HEADING, centre=True)
    for row in rows:
        for number, (cell, run) in enumerate(zip(table.add_row().cells, row, strict=True)):
            _fill(cell, run, BODY, centre=number > 0)


def _fill(cell: Any, run: Run, font: str, *, centre: bool) -> None:
    paragraph = cell.paragraphs[0]
    if centre:
        paragraph.alignment = CENTRE
    _write(paragraph, [run], font, 10.5)


def _chart(document: Any, chart: Chart, *, zh: bool) -> None:
    _caption(document, chart.caption)
    drawn = document.add_paragraph()
    drawn.alignment = CENTRE
    shape = drawn.add_run().add_picture(_picture(chart), width=Mm(150))
    # Who cannot see the picture is told what it is; its numbers stand below.
    shape._inline.docPr.set("descr", chart.title)
    first = (
        ("区划" if chart.draw == "bar" else "时期") if zh else ("Area" if chart.draw == "bar" else "Period")
    )
    rows = [
        [
            Run(text=f"{number + 1}. {label}" if chart.draw == "bar" else label),
            *(Run(text=chart.said(series, number)) for series in range(len(chart.series))),
        ]
        for number, label in enumerate(chart.labels)
    ]
    _grid(document, [first, *(name for name, _ in chart.series)], rows)


def _picture(chart: Chart) -> io.BytesIO:
    """The chart; its bars are numbered as the rows below it are."""
    wide, tall = 1500, (60 * len(chart.labels) + 20 if chart.draw == "bar" else 520)
    image = Image.new("RGB", (wide, tall), "white")
    draw = ImageDraw.Draw(image)
    if chart.draw == "bar":
        values = chart.series[0][1]
        full = chart.full
        for number, value in enumerate(values):
            y = 10 + 60 * number
            draw.text((20, y + 8), str(number + 1), fill="black", font_size=28)
            if value is None:
                draw.text(
                    (84, y + 6),
                    chart.said(0, number),
                    fill="black",
                    font=ImageFont.truetype(str(FONT_FILE), 28),
                )
            else:
                long = 1200 * max(value, 0.0) / full if full > 0 else 0
                draw.rectangle((70, y, 72 + long, y + 40), fill=COLOURS[0])
                draw.text((84 + long, y + 6), chart.said(0, number), fill="black", font_size=28)
    else:
        known = [one for _, values in chart.series for one in values if one is not None]
        low, high = min([0.0, *known]), max([*known, 0.0])
        span = (high - low) or 1.0
        step = 1300 / max(len(chart.labels) - 1, 1)
        draw.line((100, 450, 1400, 450), fill=(156, 163, 175), width=2)
        for place, (_, values) in enumerate(chart.series):
            colour = COLOURS[place % len(COLOURS)]
            last: tuple[float, float] | None = None
            for number, value in enumerate(values):
                if value is None:
                    last = None
                    continue
                point = (100 + number * step, 450 - 380 * (value - low) / span)
                if last:
                    draw.line((*last, *point), fill=colour, width=5)
                draw.ellipse((point[0] - 7, point[1] - 7, point[0] + 7, point[1] + 7), fill=colour)
                draw.text(
                    (point[0], point[1] + (-38 if place == 0 else 14)), logic.figure(value, chart.decimals),
                    fill=colour, font_size=26, anchor="ma",
                )  # fmt: skip
                last = point
    into = io.BytesIO()
    image.save(into, "PNG", optimize=True)
    into.seek(0)
    return into


def _settled(document: Any) -> bytes:
    """The file packed anew with one date for all of its members, in their order."""
    made, into = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, date_time=EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return into.getvalue()
