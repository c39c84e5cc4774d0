"""The PDF of a briefing, by reportlab: words as words, charts as drawn lines, the same bytes each time.

A file carries its font, cut to the characters in it (fonts/, made by tools/font.py), so that it looks the
same on any machine and needs no font on the server or on the reader's.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import STATE_DEFAULTS, Circle, Drawing, Group, PolyLine, Rect, String
from reportlab.graphics.shapes import Line as Stroke
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    HRFlowable,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from yiwang.reports import logic
from yiwang.reports._files import Block, Chart, Grid, Run, Sheet

FONT = "YiwangSong"
FONT_FILE = Path(__file__).with_name("fonts") / "YiwangSong-Regular.ttf"
MISSING = "〓"
"""What printers set for a character that they have no type for; the reader sees that something is missing."""
# A table names a font of its own, which would not be in the file.
ITS_FONT = ("FONTNAME", (0, 0), (-1, -1), FONT)
INK, SOFT, RULE = HexColor("#1f2937"), HexColor("#4b5563"), HexColor("#9ca3af")
COLOURS = (HexColor("#1d5fa8"), HexColor("#b45309"), HexColor("#047857"))
WIDTH = A4[0] - 28 * mm - 26 * mm
HEADING, BEGINNING = 45.0, 90.0
"""The height of a heading, and what a sentence or a table needs to begin below it."""


def _style(name: str, size: float, **more: Any) -> ParagraphStyle:
    words: dict[str, Any] = {"leading": size * 1.6, "textColor": INK, "wordWrap": "CJK", **more}
    return ParagraphStyle(name, fontName=FONT, fontSize=size, **words)


def write(sheet: Sheet) -> bytes:
    """The bytes of the document."""
    _glyphs()
    into = io.BytesIO()
    frame = Frame(28 * mm, 25 * mm, WIDTH, A4[1] - 55 * mm, 0, 0, 0, 0)
    document = BaseDocTemplate(
        into, pagesize=A4, title=sheet.title, author=sheet.issuer, subject=sheet.number, invariant=1,
        initialFontName=FONT,
    )  # fmt: skip
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=_page_number))
    document.build(_story(sheet))
    return into.getvalue()


@cache
def _glyphs() -> frozenset[int]:
    """The characters that the font has; registers it."""
    font = TTFont(FONT, str(FONT_FILE))
    pdfmetrics.registerFont(font)
    # Every drawing begins in a font of reportlab's own, which would not be in the file.
    STATE_DEFAULTS["fontName"] = FONT
    return frozenset(font.face.charToGlyph)


def _page_number(canvas: Any, document: Any) -> None:
    canvas.setFont(FONT, 10)
    canvas.drawCentredString(A4[0] / 2, 14 * mm, f"— {document.page} —")


def _story(sheet: Sheet) -> list[Flowable]:
    zh = sheet.language == "zh"
    # English words are broken at spaces, Chinese ones anywhere.
    wrap = {"wordWrap": "CJK" if zh else None}
    title = _style("title", 24, alignment=1, spaceAfter=6, **wrap)
    middle = _style("middle", 13, alignment=1, **wrap)
    body = _style("body", 14, firstLineIndent=28 if zh else 0, spaceAfter=4, **wrap)
    heading = _style("heading", 15, spaceBefore=12, spaceAfter=4, **wrap)
    caption = _style("caption", 11, alignment=1, spaceBefore=8, spaceAfter=4, **wrap)
    small = _style("small", 8.5, textColor=SOFT, **wrap)
    foot = _style("foot", 12, **wrap)
    left, right = _style("left", 12, **wrap), _style("right", 12, alignment=2, **wrap)
    masthead = Table(
        [[Paragraph(_safe(sheet.issuer), left), Paragraph(_safe(sheet.day), right)]],
        colWidths=[WIDTH * 0.65, WIDTH * 0.35],
        style=[ITS_FONT, ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)],
    )
    story: list[Flowable] = [
        Paragraph(_safe(sheet.title), title),
        Paragraph(_safe(sheet.number), middle),
        Spacer(1, 6),
        masthead,
        HRFlowable(width="100%", thickness=1, color=INK, spaceBefore=2, spaceAfter=8),
    ]
    if sheet.stamp:
        stamp = f"【{sheet.stamp}】" if zh else f"[{sheet.stamp}]"
        story.append(Paragraph(_safe(stamp), middle))
    story.append(Paragraph(_safe(sheet.about), _style("about", 11, alignment=1, textColor=SOFT, **wrap)))
    for words, blocks in sheet.sections:
        drawn = [flow for block in blocks for flow in _block(block, body, caption, wrap)]
        # A heading stands where what follows it has room to begin.
        first = BEGINNING
        if isinstance(drawn[0], KeepTogether):
            # What is kept together cannot be measured before it is drawn, its parts can.
            first = sum(one.wrap(WIDTH, A4[1])[1] for one in drawn[0]._content)
        story += [CondPageBreak(first + HEADING), Paragraph(_safe(words), heading), *drawn]
    if sheet.foot:
        story.append(Spacer(1, 16))
        story.append(HRFlowable(width="100%", thickness=0.7, color=INK, spaceAfter=3))
        story += [Paragraph(_safe(one), foot) for one in sheet.foot]
        story.append(HRFlowable(width="100%", thickness=0.7, color=INK, spaceBefore=3))
    if sheet.notes:
        story.append(Paragraph(_safe(sheet.notes_title), _style("notes", 11, spaceBefore=14, **wrap)))
        story += [Paragraph(_safe(one), small) for one in sheet.notes]
    return story


def _block(
    block: Block, body: ParagraphStyle, caption: ParagraphStyle, wrap: dict[str, Any]
) -> list[Flowable]:
    """A sentence, a table that goes on over pages below its caption, or a chart that stays whole."""
    if isinstance(block, list):
        return [Paragraph(_marked(block, 8, 6), body)]
    if isinstance(block, Grid):
        return [CondPageBreak(BEGINNING), Paragraph(_safe(block.title), caption), _table(block, wrap)]
    drawing = _bars(block) if block.draw == "bar" else _lines(block)
    return [KeepTogether([Paragraph(_safe(block.caption), caption), drawing])]


def _written(text: str) -> str:
    known = _glyphs()
    return "".join(one if ord(one) in known or one.isspace() else MISSING for one in text)


def _safe(text: str) -> str:
    return escape(_written(text))


def _marked(runs: Sequence[Run], size: float, rise: float) -> str:
    return "".join(
        _safe(one.text) + (f'<super size="{size}" rise="{rise}">[{one.note}]</super>' if one.note else "")
        for one in runs
    )


def _table(grid: Grid, wrap: dict[str, Any]) -> Table:
    cell, head = _style("cell", 10, leading=14, **wrap), _style("head", 10, leading=14, alignment=1, **wrap)
    right = _style("number", 10, leading=14, alignment=1, **wrap)
    rows: list[list[Any]] = [[Paragraph(_safe(one), head) for one in grid.headings]]
    rows += [
        [Paragraph(_marked([one], 6.5, 3), cell if number == 0 else right) for number, one in enumerate(row)]
        for row in grid.rows
    ]
    wide = 0.4 if len(grid.headings) <= 4 else 0.28
    rest = (1 - wide) / (len(grid.headings) - 1)
    return Table(
        rows,
        colWidths=[WIDTH * wide] + [WIDTH * rest] * (len(grid.headings) - 1),
        repeatRows=1,
        style=[
            ITS_FONT,
            ("GRID", (0, 0), (-1, -1), 0.5, RULE),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ],
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: float = 9) -> String:
    return String(x, y, _written(words), fontName=FONT, fontSize=size, textAnchor=anchor, fillColor=INK)


def _bars(chart: Chart) -> Drawing:
    """One bar a line, its name before it and its value behind it."""
    values = chart.series[0][1]
    step = 18.0
    drawing = Drawing(WIDTH, step * len(values) + 6)
    full = chart.full
    room = WIDTH - 110 - 60
    for number, (label, value) in enumerate(zip(chart.labels, values, strict=True)):
        y = drawing.height - step * (number + 1)
        drawing.add(_text(104, y + 3, label, anchor="end"))
        if value is None:
            drawing.add(_text(114, y + 2, chart.said(0, number)))
            continue
        long = room * max(value, 0.0) / full if full > 0 else 0.0
        drawing.add(Rect(110, y, max(long, 0.5), 11, fillColor=COLOURS[0], strokeColor=None))
        drawing.add(_text(114 + long, y + 2, chart.said(0, number)))
    return drawing


def _lines(chart: Chart) -> Drawing:
    """Lines over periods; a period without data is a gap. Every point says its value."""
    drawing = Drawing(WIDTH, 170)
    known = [one for _, values in chart.series for one in values if one is not None]
    low, high = min([0.0, *known]), max([*known, 0.0])
    span = (high - low) or 1.0
    left, bottom, wide, tall = 30.0, 34.0, WIDTH - 60.0, 105.0
    step = wide / max(len(chart.labels) - 1, 1)
    drawing.add(Stroke(left, bottom, left + wide, bottom, strokeColor=RULE))
    # As many labels as have room, the last one always.
    room = max(int(max(len(one) for one in chart.labels) * 6 / step) + 1, 1)
    for number, label in enumerate(chart.labels):
        if (len(chart.labels) - 1 - number) % room == 0:
            drawing.add(_text(left + number * step, bottom - 14, label, anchor="middle", size=7))
    for place, (name, values) in enumerate(chart.series):
        colour = COLOURS[place % len(COLOURS)]
        group = Group()
        run: list[float] = []
        for number, value in enumerate([*values, None]):
            if value is None:
                if len(run) > 2:
                    group.add(PolyLine(run, strokeColor=colour, strokeWidth=1.4))
                run = []
                continue
            x, y = left + number * step, bottom + tall * (value - low) / span
            run += [x, y]
            group.add(Circle(x, y, 2, fillColor=colour, strokeColor=None))
            # The values of the second line stand below it, so that two lines do not write over each other.
            above = 4 if place == 0 else -11
            group.add(_text(x, y + above, logic.figure(value, chart.decimals), anchor="middle", size=7.5))
        drawing.add(group)
        drawing.add(Rect(left + place * 150, 4, 8, 8, fillColor=colour, strokeColor=None))
        drawing.add(_text(left + place * 150 + 12, 4, name))
    return drawing
