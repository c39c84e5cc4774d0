"""A briefing from its template: sections with what can be said, and what was left out and why."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.cases import api as cases
from yiwang.events import api as events
from yiwang.events.contracts import EventFilters
from yiwang.identity import api as identity
from yiwang.identity.contracts import Unit
from yiwang.indicators import api as indicators
from yiwang.indicators.contracts import Period, Value
from yiwang.kernel import clock
from yiwang.kernel.declarations import Words
from yiwang.kernel.errors import Refusal
from yiwang.reports import logic
from yiwang.reports._figures import Book, NoData, covered, is_missing, reader, today
from yiwang.reports.contracts import (
    Addressees,
    Content,
    FigureCell,
    Heading,
    LeftOut,
    Line,
    Segment,
    Told,
    ToldSection,
)
from yiwang.reports.declarations import PLACE, Condition, Part, Seek, Template

LAMPS = {"red": ("超期", "overdue"), "yellow": ("临期", "due soon")}


def make(template: Template, area: Area, *, day: date | None = None) -> tuple[Content, Period]:
    """The briefing of an area from the figures of now, and the period that it is about, seen from a day."""
    book = Book(template=template, area=area, day=day or today())
    sections: list[ToldSection] = []
    left_out: list[LeftOut] = []
    for section in template.sections:
        parts: list[Told] = []
        for part in section.parts:
            cited = len(book.sources)
            try:
                parts.append(_part(book, part, left_out))
            except NoData as missing:
                # What a sentence had cited before it failed is nobody's source.
                _forget(book, cited)
                left_out.append(_left_out(part, missing))
        if any(part.kind != "text" for part in parts) or (parts and len(parts) == len(section.parts)):
            sections.append(
                ToldSection(id=section.id, title_zh=section.title.zh, title_en=section.title.en, parts=parts)
            )
    content = Content(
        sections=sections,
        sources=book.sources,
        left_out=left_out,
        report=addressees(template.to.report, area),
        send=addressees(template.to.send, area),
        issue=addressees(template.to.issue, area),
    )
    return content, covered(template.period, template.covers, book.day)


def _forget(book: Book, cited: int) -> None:
    for one in book.sources[cited:]:
        book.forget(one)
    del book.sources[cited:]


def _left_out(part: Part, missing: NoData) -> LeftOut:
    text = part.text or part.title or Words(zh=part.id, en=part.id)
    why = logic.REASONS[missing.reason]
    about = f"{missing.about}：" if missing.about else ""
    return LeftOut(
        part=part.id,
        text_zh=PLACE.sub("…", text.zh),
        text_en=PLACE.sub("…", text.en),
        reason=missing.reason,
        why_zh=f"{about}{why[0]}",
        why_en=why[1],
    )


def _part(book: Book, part: Part, left_out: list[LeftOut]) -> Told:
    for one in part.when:
        if not _holds(book, one):
            raise NoData("condition")
    told = Told(
        id=part.id,
        kind=part.kind,
        title_zh=part.title.zh if part.title else "",
        title_en=part.title.en if part.title else "",
        zh=[],
        en=[],
        headings=[],
        lines=[],
        draw="",
        total=0,
        edited=False,
        dropped=False,
        lost=[],
    )
    if part.text is not None:
        zh, en = _sentence(book, part.text.zh, 0), _sentence(book, part.text.en, 1)
        return replace(told, zh=zh, en=en)
    if part.kind == "figures":
        return replace(told, lines=_figures(book, part, left_out))
    if part.kind == "table":
        return _table(book, part, told)
    if part.kind == "chart":
        return _bars(book, part, told) if part.draw == "bar" else _course(book, part, told)
    return _items(book, part, told)


def _sentence(book: Book, text: str, language: int) -> list[Segment]:
    found: list[Segment] = []
    at = 0
    for place in PLACE.finditer(text):
        found.append(Segment(text=text[at : place.start()]))
        name, _, facet = place.group(1).partition(".")
        found += book.say(name, facet or "value")[language]
        at = place.end()
    return logic.joined([*found, Segment(text=text[at:])])


def _holds(book: Book, said: Condition) -> bool:
    value = book.get(said.figure, back=1 if said.facet == "before" else 0)
    if said.facet in ("change", "year") and not book.over(said.figure):
        raise NoData("not_over", book.definition(said.figure).name_zh)
    number = {
        "value": value.value,
        "before": value.value,
        "change": value.change_previous,
        "year": value.change_year,
        "gap": value.progress_gap,
        "reached": value.reached,
    }[said.facet]
    if said.level is not None and value.level != said.level:
        return False
    if number is None:
        raise NoData("no_base", book.definition(said.figure).name_zh)
    return (said.above is None or number > said.above) and (said.below is None or number < said.below)


def _cell(book: Book, value: Value, *, changes: bool = False) -> FigureCell:
    ref = book.cite(value)
    words = (
        logic.change_words(value.change_previous, book.unit(value), ref, "change")
        if changes and value.change_previous is not None
        else ([], [])
    )
    return FigureCell(
        ref=ref,
        value=value.value,
        text="" if value.value is None else book.said(value),
        change_zh=logic.text_of(words[0]),
        change_en=logic.text_of(words[1]),
    )


MISSING = FigureCell(ref=0, value=None, text="")


def _figures(book: Book, part: Part, left_out: list[LeftOut]) -> list[Line]:
    """The figures that have data; each of the others is told as left out."""
    lines = []
    missing = NoData("no_value")
    for name in part.figures:
        try:
            value = book.get(name)
        except NoData as why:
            missing = why
            left_out.append(_left_out(part, why))
            continue
        found, period = book.definition(name), book.period(name)
        lines.append(
            Line(
                label_zh=found.name_zh,
                label_en=found.name_en,
                cells=[_cell(book, value, changes=book.over(name))],
                notes=[logic.unit_words(found.unit)[0], period.label_zh],
                notes_en=[logic.unit_words(found.unit)[1], period.label_en],
            )
        )
    if not lines:
        del left_out[-len(part.figures) :]
        raise missing
    return lines


def _heading(book: Book, name: str) -> Heading:
    found = book.definition(name)
    unit_zh, unit_en = logic.unit_words(found.unit)
    return Heading(zh=found.name_zh, en=found.name_en, unit=unit_zh, unit_en=unit_en)


def _table(book: Book, part: Part, told: Told) -> Told:
    """Areas below by figures. A cell without data says why; a table of nothing but such cells is left out."""
    columns = [
        {one.area_id: one for one in book.children(name)} if book.has(name) else {} for name in part.figures
    ]
    if not any(columns):
        raise NoData("no_areas", book.definition(part.figures[0]).name_zh)
    for name, column in zip(part.figures, columns, strict=True):
        column |= {one.area_id: one for one in book.baseless(name)}
    named = {one.area_id: one for column in columns for one in column.values()}
    order = [one.id for one in areas.children(book.area.id, book.template.tree) if one.id in named]
    lines = [
        Line(
            label_zh=named[area_id].area_name_zh,
            label_en=named[area_id].area_name_en,
            cells=[_cell(book, column[area_id]) if area_id in column else MISSING for column in columns],
            notes=[],
            notes_en=[],
        )
        for area_id in [*order, *sorted(set(named) - set(order))]
    ]
    return replace(told, headings=[_heading(book, name) for name in part.figures], lines=lines)


def _bars(book: Book, part: Part, told: Told) -> Told:
    name = part.figures[0]
    book.get(name)
    below = sorted(book.children(name), key=lambda one: (-(one.value or 0.0), one.area_id))
    if len(below) < 2:
        raise NoData("no_areas", book.definition(name).name_zh)
    lines = [
        Line(
            label_zh=one.area_name_zh,
            label_en=one.area_name_en,
            cells=[_cell(book, one)],
            notes=[],
            notes_en=[],
        )
        for one in [*below, *book.baseless(name)]
    ]
    return replace(told, draw="bar", headings=[_heading(book, name)], lines=lines)


def _course(book: Book, part: Part, told: Told) -> Told:
    """The periods up to this one; one without data is a gap in the line."""
    periods = [book.period(part.figures[0])]
    while len(periods) < part.periods:
        periods.insert(0, periods[0].previous())
    columns: list[list[Value]] = []
    for name in part.figures:
        found = book.definition(name)
        try:
            columns.append(
                indicators.values(
                    reader(book.area),
                    [found.code],
                    area_id=book.area.id,
                    tree=book.tree(found),
                    periods=periods,
                )
            )
        except Refusal as refused:
            raise NoData("refused", found.name_zh) from refused
    # Nothing was counted before the first row: that is no zero.
    begun = [next((place for place, one in enumerate(column) if one.n), len(periods)) for column in columns]
    known = [
        [
            None if place < first or (is_missing(one) and not one.baseless) else one
            for place, one in enumerate(column)
        ]
        for column, first in zip(columns, begun, strict=True)
    ]
    if sum(1 for column in known for one in column if one is not None and not one.baseless) < 2:
        raise NoData("no_base", book.definition(part.figures[0]).name_zh)
    lines = [
        Line(
            label_zh=period.label_zh,
            label_en=period.label_en,
            cells=[
                MISSING if one is None else _cell(book, one) for one in (column[number] for column in known)
            ],
            notes=[],
            notes_en=[],
        )
        for number, period in enumerate(periods)
    ]
    return replace(told, draw="line", headings=[_heading(book, name) for name in part.figures], lines=lines)


def _items(book: Book, part: Part, told: Told) -> Told:
    """What is open in the area now, without anything secret; each line opens its own page."""
    seen = reader(book.area)
    if part.rows == "cases":
        asked = cases.Filters(state="open", role="lead", area=book.area.id, lamp=part.lamp or "")
        found = cases.list_cases(seen, asked, sort="due", size=part.most)
        known = areas.areas([one.area_id for one in found.items])
        units = {one.id: one for one in identity.units(ids=tuple({each.lead_unit for each in found.items}))}
        lines = [
            Line(
                label_zh=f"{one.number} {one.matter_zh or _plain(one.title_zh)}",
                label_en=f"{one.number} {one.matter_en or _plain(one.title_en)}",
                cells=[],
                link=f"/desk/coordination/cases/{one.id}",
                notes=[one.area_name, one.lead_unit_name or "待分拨", LAMPS.get(one.lamp, ("正常", ""))[0]],
                notes_en=[
                    known[one.area_id].english if one.area_id in known else one.area_name,
                    units[one.lead_unit].english if one.lead_unit in units else one.lead_unit_name or "—",
                    LAMPS.get(one.lamp, ("", "in time"))[1],
                ],
            )
            for one in found.items
        ]
        total = found.total
    else:
        page = events.list_events(seen, EventFilters(state="open", area=book.area.id), size=part.most)
        known = areas.areas([one.area_id for one in page.items])
        lines = [
            Line(
                label_zh=f"{one.number} {_plain(one.title_zh)}",
                label_en=f"{one.number} {_plain(one.title_en)}",
                cells=[],
                link=f"/desk/coordination/events/{one.id}",
                notes=[one.area_name, _clock_time(one.opened_at)],
                notes_en=[
                    known[one.area_id].english if one.area_id in known else one.area_name,
                    _clock_time(one.opened_at),
                ],
            )
            for one in page.items
        ]
        total = page.total
    if not lines:
        raise NoData("none_open")
    return replace(told, lines=lines, total=total)


def _plain(title: str) -> str:
    """What it is, without what a citizen wrote of it, which stands behind the colon."""
    return re.split("[：:]", title, maxsplit=1)[0]


def _clock_time(at: datetime) -> str:
    return at.astimezone(clock.SHANGHAI).strftime("%m-%d %H:%M")


def units_of(seek: Seek, area: Area) -> list[Unit]:
    """The units that a distribution means, seen from an area."""
    if seek.unit is not None:
        found = identity.find_unit(seek.unit)
        return [found] if found else []
    if seek.line is not None:
        nearest = identity.unit_of_line(seek.line, area.managed_path, seek.level)
        return [nearest] if nearest else []
    # Of a level above its own, those that govern it; else those that lie in it.
    within = identity.units(kind=seek.kind, level=seek.level, area_path=area.managed_path)
    if within:
        return list(within)
    above = identity.units(kind=seek.kind, level=seek.level)
    return [one for one in above if area.managed_path.startswith(one.area_path)]


def addressees(seeks: tuple[Seek, ...], area: Area) -> Addressees:
    """Whom these mean, and how they are called."""
    zh: list[str] = []
    en: list[str] = []
    units: list[str] = []
    users: list[str] = []
    for seek in seeks:
        found = units_of(seek, area)
        if seek.role is not None:
            people = [one.id for unit in found for one in identity.users_of_unit(unit.id, role=seek.role)]
            users += people
            if not people:
                continue
        else:
            units += [one.id for one in found]
        if found:
            zh.append(seek.words.zh if seek.words else "、".join(one.short_name or one.name for one in found))
            en.append(seek.words.en if seek.words else ", ".join(one.english for one in found))
    return Addressees(
        zh="，".join(zh), en="; ".join(en), units=list(dict.fromkeys(units)), users=list(dict.fromkeys(users))
    )


def issuer_of(template: Template, area: Area) -> Unit | None:
    """编印单位: the first that the template means, else the government of the area."""
    governments = identity.units(kind="government", area_path=area.managed_path)
    own = [one for one in governments if one.area_path == area.managed_path]
    return next(iter([*units_of(template.issuer, area), *own]), None)


def sentences(content: Content) -> int:
    return sum(1 for part in logic.parts_of(content) if part.kind == "sentence")
