"""A briefing as a file: what stands in it is told once here, and drawn by the Word and the PDF writer.

Both writers draw the same sheet, so the same words and numbers stand in both and on the screen. Nothing in a
file depends on when it was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.reports import _reading as reading
from yiwang.reports import logic
from yiwang.reports.contracts import Content, FigureCell, Segment, Source, Told
from yiwang.reports.models import Briefing

MARK = "*"
"""Stands behind a number that no source carries."""
NOT_SUPPLIED = ("未报", "not supplied")
NO_BASE = ("无基数", "none to count")
FULL = ("满条 {0}", "full bar {0}")
STATES = {
    "preliminary": ("初步", "preliminary"),
    "final": ("最终", "final"),
    "revised": ("修订", "revised"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run of text; `note` is the number of the source that stands behind it."""

    text: str
    note: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table: headings, and rows of which the first cell is a name."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Run]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing: bars, one an area, or lines over periods. A value of None is a gap in a line; in place of a
    bar and of a number stands `missing`, or what `words` say at its series and place."""

    title: str
    unit: str
    draw: str
    labels: Sequence[str]
    series: Sequence[tuple[str, Sequence[float | None]]]
    decimals: int
    missing: str
    words: Mapping[tuple[int, int], str] = field(default_factory=dict)
    scale: str = ""
    """What the length of a bar says, in words."""

    @property
    def full(self) -> float:
        """What a full bar stands for."""
        return logic.full(self.series[0][1], self.unit)

    @property
    def caption(self) -> str:
        said = " · ".join(one for one in (self.unit, self.scale) if one)
        return f"{self.title}（{said}）" if said else self.title

    def said(self, series: int, place: int) -> str:
        """A value in words."""
        value = self.series[series][1][place]
        if value is None:
            return self.words.get((series, place), self.missing)
        return logic.figure(value, self.decimals)


Block = list[Run] | Grid | Chart


@dataclass(slots=True, kw_only=True)
class Sheet:
    """What stands in a file, from the top."""

    language: str
    title: str
    stamp: str
    """撤回、更正、草稿, in words; empty on an issue in force."""
    number: str
    issuer: str
    day: str
    about: str
    sections: list[tuple[str, list[Block]]] = field(default_factory=list)
    notes_title: str = ""
    notes: list[str] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)


def word(subject: Subject, briefing: str, language: str) -> tuple[str, bytes]:
    """A name and the bytes of the Word document. Raises UnknownBriefing."""
    from yiwang.reports import _word

    name, sheet = sheet_of(subject, briefing, language)
    return name, _word.write(sheet)


def pdf(subject: Subject, briefing: str, language: str) -> tuple[str, bytes]:
    """A name and the bytes of the PDF. Raises UnknownBriefing."""
    from yiwang.reports import _pdf

    name, sheet = sheet_of(subject, briefing, language)
    return name, _pdf.write(sheet)


def sheet_of(subject: Subject, briefing: str, language: str) -> tuple[str, Sheet]:
    """What the file of a briefing says in a language."""
    seen = reading.detail(subject, briefing)
    row, zh = seen.row, language == "zh"
    stored = reading.readable(subject, briefing)
    at = (row.issued_at or row.made_at).astimezone(clock.SHANGHAI)
    day = f"{at.year}年{at.month}月{at.day}日" if zh else at.date().isoformat()
    stamps = {
        "issued": ("", ""),
        "withdrawn": (f"本期已撤回：{row_reason(seen.reason)}", f"Withdrawn: {seen.reason}"),
        "replaced": ("本期已由更正期替代", "Replaced by a corrected issue"),
    }
    stamp = stamps.get(row.state, (f"未签发（{row.state_zh}）", f"Not issued ({row.state_en})"))
    number = reading.number_words(stored)
    span = (
        f"报告期：{row.label_zh}（{row.first.isoformat()} 至 {row.last.isoformat()}）"
        if zh
        else f"Period: {row.label_en} ({row.first.isoformat()} to {row.last.isoformat()})"
    )
    sheet = Sheet(
        language=language,
        title=row.title_zh if zh else row.title_en,
        stamp=stamp[0 if zh else 1],
        number=(number[0] if zh else number[1]) or ("期号待签发" if zh else "to be numbered"),
        issuer=row.issuer_name if zh else _english(stored),
        day=day,
        about=f"{row.area_name}　{span}" if zh else f"{row.area_name_en}. {span}",
        notes_title="数据来源" if zh else "Sources",
    )
    content = seen.content
    decimals = {one.n: one.decimals for one in content.sources}
    for position, section in enumerate(content.sections):
        shown = [part for part in section.parts if not part.dropped]
        if not shown:
            continue
        heading = f"{_ordinal(position)}、{section.title_zh}" if zh else f"{position + 1}. {section.title_en}"
        sheet.sections.append((heading, [block for part in shown for block in _blocks(part, zh, decimals)]))
    sheet.notes = _notes(content, zh)
    if logic.flagged(content):
        sheet.notes.append(
            f"{MARK} 由编辑人员填写，不附系统数据来源。"
            if zh
            else f"{MARK} Written by an editor; no source carries it."
        )
    ways = (("报", "To", content.report), ("送", "Copy", content.send), ("发", "For", content.issue))
    for label_zh, label_en, way in ways:
        if way.zh:
            sheet.foot.append(f"{label_zh}：{way.zh}。" if zh else f"{label_en}: {way.en}")
    hands = (seen.reviewed_by_name, seen.signed_by_name)
    if any(hands):
        sheet.foot.append(
            f"审核：{hands[0] or '—'}　签发：{hands[1] or '—'}"
            if zh
            else f"Reviewed by {hands[0] or '—'}, signed by {hands[1] or '—'}"
        )
    return f"{row.template}-{row.year or row.first.year}-{row.number or 'draft'}", sheet


def _english(stored: Briefing) -> str:
    """The English name of the unit that issues it."""
    unit = identity.find_unit(stored.issuer)
    return unit.english if unit else stored.issuer_name


def row_reason(reason: str) -> str:
    return reason.rstrip("。")


def _ordinal(position: int) -> str:
    return "一二三四五六七八九十"[position] if position < 10 else str(position + 1)


FIGURES = (("指标", "本期", "单位", "较上期", "时期"), ("Figure", "Value", "Unit", "Change", "Period"))
CASES = (("编号与名称", "区划", "主办单位", "时限"), ("Number and title", "Area", "Lead unit", "Limit"))
EVENTS = (("编号与名称", "区划", "发生"), ("Number and title", "Area", "Began"))


def _blocks(part: Told, zh: bool, decimals: dict[int, int]) -> list[Block]:
    """What a part draws: a sentence, a table, a chart."""
    title, language = (part.title_zh, 0) if zh else (part.title_en, 1)
    if part.kind in ("sentence", "text"):
        return [runs(part.zh if zh else part.en)]
    names = [line.label_zh if zh else line.label_en for line in part.lines]
    notes = [line.notes if zh else line.notes_en for line in part.lines]
    # An issue of before the English of units was kept has none.
    units = [one.unit if zh or one.unit_en is None else one.unit_en for one in part.headings]
    heads = [_head(one.zh if zh else one.en, unit) for one, unit in zip(part.headings, units, strict=True)]
    if part.kind == "figures":
        rows = [
            [
                Run(text=name),
                _number(line.cells[0], zh),
                Run(text=said[0]),
                Run(text=(line.cells[0].change_zh if zh else line.cells[0].change_en) or "—"),
                Run(text=said[1]),
            ]
            for name, said, line in zip(names, notes, part.lines, strict=True)
        ]
        return [Grid(title=title, headings=FIGURES[language], rows=rows)]
    if part.kind == "table":
        rows = [
            [Run(text=name), *(_number(cell, zh) for cell in line.cells)]
            for name, line in zip(names, part.lines, strict=True)
        ]
        return [Grid(title=title, headings=["区划" if zh else "Area", *heads], rows=rows)]
    if part.kind == "items":
        rows = [
            [Run(text=name), *(Run(text=one) for one in said)]
            for name, said in zip(names, notes, strict=True)
        ]
        counted = (f"（共 {part.total} 件，列 {len(rows)} 件）", f" ({len(rows)} of {part.total})")
        headings = CASES if any(len(said) > 2 for said in notes) else EVENTS
        return [Grid(title=title + counted[language], headings=headings[language], rows=rows)]
    columns = [[line.cells[column].value for line in part.lines] for column in range(len(heads))]
    digits = max((decimals.get(one.ref, 0) for line in part.lines for one in line.cells), default=0)
    percent = bool(part.headings) and part.headings[0].unit == "%"
    most = logic.full(columns[0], "%" if percent else "") if part.draw == "bar" and columns else 0.0
    reach = logic.figure(most, 0 if percent and most == 100.0 else digits) + ("%" if percent else "")
    return [
        Chart(
            title=title,
            unit=units[0] if units else "",
            draw=part.draw,
            labels=names,
            series=list(zip(heads, columns, strict=True)),
            decimals=digits,
            missing=NOT_SUPPLIED[language],
            words={
                (column, place): NO_BASE[language]
                for place, line in enumerate(part.lines)
                for column, cell in enumerate(line.cells)
                if cell.ref and cell.value is None
            },
            scale=FULL[language].format(reach) if most > 0 else "",
        )
    ]


def _head(words: str, unit: str) -> str:
    return f"{words}（{unit}）" if unit else words


def _number(cell: FigureCell, zh: bool) -> Run:
    if cell.value is None:
        return Run(text=(NO_BASE if cell.ref else NOT_SUPPLIED)[0 if zh else 1], note=cell.ref)
    return Run(text=cell.text, note=cell.ref)


def runs(segments: Sequence[Segment]) -> list[Run]:
    """A sentence as runs: behind a number the mark of its source, behind one without a source its own."""
    found = []
    for one in segments:
        text = one.text + MARK if one.flag == "uncarried" else one.text
        found.append(Run(text=text, note=one.ref))
    return found


def _notes(content: Content, zh: bool) -> list[str]:
    """A line for each indicator whose sources are still cited."""
    cited = {one.ref for part in logic.shown_parts(content) for one in (*part.zh, *part.en)}
    cited |= {cell.ref for part in logic.shown_parts(content) for line in part.lines for cell in line.cells}
    kept = [one for one in content.sources if one.n in cited]
    groups: dict[tuple[str, int, str], list[Source]] = {}
    for one in kept:
        groups.setdefault((one.code, one.version, one.tree), []).append(one)
    return [_note(group, zh) for group in groups.values()]


def _note(group: Sequence[Source], zh: bool) -> str:
    """What an indicator's numbers are, then each: where, when, how much, how settled, as of which fact."""
    first = group[0]
    tree = {"managed": ("管理口径", "as managed"), "statistical": ("统计口径", "as counted")}[first.tree]
    provisional = ("，暂行口径", ", provisional definition") if first.provisional else ("", "")
    each = ("；" if zh else "; ").join(_cited(one, zh) for one in group)
    if zh:
        return (
            f"{first.name_zh}（{first.code} 第 {first.version} 版，{tree[0]}{provisional[0]}；"
            f"{first.source_zh}）：{each}。"
        )
    return (
        f"{first.name_en} ({first.code} v{first.version}, {tree[1]}{provisional[1]}; {first.source_en}): "
        f"{each}."
    )


def _cited(one: Source, zh: bool) -> str:
    value = NO_BASE[0 if zh else 1] if one.value is None else logic.figure(one.value, one.decimals)
    state = STATES.get(one.state, ("", ""))
    at = one.at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
    revised = (f"修订 {one.revision}，", f"revision {one.revision}, ") if one.revision else ("", "")
    if zh:
        unit = "" if one.value is None else one.unit_zh
        return (
            f"[{one.n}] {one.area_name} {one.label_zh} {value}{unit}"
            f"（{state[0]}，{revised[0]}位置 {one.position}，{at}）"
        )
    unit = "" if one.value is None else logic.unit_words(one.unit)[1]
    return (
        f"[{one.n}] {one.area_name_en or one.area_name}, {one.label_en}: {f'{value} {unit}'.rstrip()} "
        f"({state[1]}, {revised[1]}position {one.position}, {at})"
    )
