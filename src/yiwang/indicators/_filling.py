"""Figures as those see them who fill them in and who review them: what is asked, what is held already, what
is overdue."""

from __future__ import annotations

from datetime import datetime

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.identity.api import Subject, scope
from yiwang.indicators import _figures as figures
from yiwang.indicators import _published, series
from yiwang.indicators._reading import values
from yiwang.indicators._registry import registry
from yiwang.indicators._shapes import Collected, CollectionCell, CollectionLine
from yiwang.indicators.contracts import (
    Cell,
    FigureRow,
    HeldFigure,
    Period,
    period_of,
)
from yiwang.indicators.declarations import Collection, IndicatorDeclaration
from yiwang.indicators.models import Figure
from yiwang.kernel import clock

WAITS = ("awaited", "draft", "returned")
REPORTED = ("reported", "reviewed", "published")


def mine(subject: Subject, month: Period) -> list[FigureRow]:
    """All that this person's own area has to fill in for a month, done or not. Needs indicators.fill."""
    held = scope(subject, "indicators.fill")
    own = [area for path in held.area_paths if (area := areas.find_area(areas.area_of_path(path)))]
    made = []
    for one in registry().current():
        if one.collect is None:
            continue
        period = figures.asked(one, one.collect, month)
        # Of two months that are one figure, only the second is asked for.
        if (period.last.year, period.last.month) != (month.last.year, month.last.month):
            continue
        made += [
            shown(subject, one, one.collect, area, period)
            for area in own
            if figures.supplies(one.collect, area)
            # What nobody asks for is there once somebody has begun it.
            and not (one.collect.on_demand and not _begun(one, period, area.id))
        ]
    return made


def collection(subject: Subject, code: str, city_id: str, month: Period) -> Collected:
    """How far one figure of one period is collected, the city's own first. Needs indicators.review."""
    one, how = figures.collected(code, month)
    city = figures.seen(subject, "indicators.review", city_id or widest(subject))
    period = figures.asked(one, how, month)
    rows = [shown(subject, one, how, area, period) for area in figures.suppliers(one, how, city)]
    own, below = rows[0], rows[1:]
    said = [row.value for row in below if row.state in REPORTED]
    total = round(sum(each for each in said if each is not None), 9) if said else None
    stands = own.published if own.published is not None else own.value
    return Collected(
        items=rows,
        areas=len(rows),
        reported=sum(row.state in REPORTED for row in rows),
        overdue=sum(row.overdue for row in rows),
        own=stands,
        sum=total,
        difference=None if stands is None or total is None or not how.adds else round(stands - total, 9),
    )


def overview(subject: Subject, city_id: str, month: Period) -> list[CollectionLine]:
    """How far all that is asked for with a month is collected, area by area. Needs indicators.review."""
    city = figures.seen(subject, "indicators.review", city_id or widest(subject))
    made = []
    for one in registry().current():
        if one.collect is None:
            continue
        period = figures.asked(one, one.collect, month)
        if one.collect.on_demand and not _begun(one, period):
            continue
        if period.last == month.last:
            made.append(_line(one, one.collect, city, period))
    return made


def _begun(one: IndicatorDeclaration, period: Period, area_id: str = "") -> bool:
    rows = Figure.objects.filter(code=one.code, kind=period.kind, last_day=period.last)
    return (rows.filter(area_id=area_id) if area_id else rows).exists()


def widest(subject: Subject) -> str:
    """The widest area whose figures a person reviews."""
    paths = scope(subject, "indicators.review").area_paths
    path = min(paths, key=len, default=subject.area_path)
    return areas.area_of_path(path) if path != "/" else next(one.id for one in areas.roots())


def _line(one: IndicatorDeclaration, how: Collection, city: Area, period: Period) -> CollectionLine:
    rows = Figure.objects.filter(code=one.code, kind=period.kind, last_day=period.last)
    stand = {row.area_id: row for row in rows}
    cells = []
    for area in figures.suppliers(one, how, city):
        row = stand.get(area.id)
        due = figures.due_at(how, period, area)
        cells.append(
            CollectionCell(
                area_id=area.id,
                area_name=area.name,
                state=row.state if row else "awaited",  # type: ignore[arg-type]
                overdue=_overdue(row, due),
            )
        )
    return CollectionLine(
        code=one.code,
        name_zh=one.name.zh,
        name_en=one.name.en,
        unit=one.unit,
        period=period,
        due_at=figures.due_at(how, period, city),
        areas=len(cells),
        reported=sum(cell.state in REPORTED for cell in cells),
        overdue=sum(cell.overdue for cell in cells),
        cells=cells,
    )


def _overdue(row: Figure | None, due: datetime | None) -> bool:
    """Past its deadline and never reported; a revision under way is not awaited."""
    waits = row is None or (row.state in WAITS and row.published is None)
    return waits and due is not None and clock.now() > due


def one_row(subject: Subject, row: Figure) -> FigureRow:
    """A figure after an act on it."""
    period = figures.period_of_row(row)
    one, how = figures.collected(row.code, period)
    return shown(subject, one, how, areas.get_area(row.area_id), period)


def shown(
    subject: Subject, one: IndicatorDeclaration, how: Collection, area: Area, period: Period
) -> FigureRow:
    row = Figure.objects.filter(pk=figures.key_of(one.code, area.id, period)).first()
    state = row.state if row else "awaited"
    due = figures.due_at(how, period, area)
    ago, held = before(one, how, area, period)
    for code in how.prefill:
        found = values(subject, [code], area_id=area.id, periods=[period])[0]
        named = registry().on(code, period.first)
        if named is not None:
            held.append(
                HeldFigure(name_zh=named.name.zh, name_en=named.name.en, value=found.value, unit=named.unit)
            )
    returned = row.returned if row else {}
    return FigureRow(
        id=figures.key_of(one.code, area.id, period),
        code=one.code,
        name_zh=one.name.zh,
        name_en=one.name.en,
        unit=one.unit,
        decimals=one.decimals,
        area_id=area.id,
        area_name=area.name,
        period=period,
        state=state,  # type: ignore[arg-type]
        state_zh=figures.STATES[state][0],
        state_en=figures.STATES[state][1],
        version=row.version if row else 0,
        value=row.value if row else None,
        last_year=ago if ago is not None else row.last_year if row else None,
        asks_last_year=ago is None,
        held=held,
        note=row.note if row else "",
        filled_by_name=row.filled_name if row else "",
        reported_at=row.reported_at if row else None,
        due_at=due,
        overdue=_overdue(row, due),
        late=bool(row and row.reported_at and due and row.reported_at > due and not row.revision),
        urged=row.urged if row else 0,
        returned_reason=returned.get("reason", "") if state == "returned" else "",
        returned_cells=[Cell(**each) for each in returned.get("cells", ())] if state == "returned" else [],
        why=row.why if row else "",
        published=row.published if row else None,
        stage=row.stage if row else "",
        revision=row.revision if row else 0,
        allowed=figures.allowed(subject, row, area),
    )


def before(
    one: IndicatorDeclaration, how: Collection, area: Area, period: Period
) -> tuple[float | None, list[HeldFigure]]:
    """The same period of the year before where a figure of it is published, and what else is held: that, and
    the 累计 up to the month before."""
    year, month = period.last.year, period.last.month
    held = _published.held_of(one, [area.id], [year - 1, year])[area.id]
    ago = _published.a_year_ago(one, area.id, period)
    found = []
    if ago is not None:
        found.append(
            HeldFigure(name_zh="上年同期", name_en="Same period of last year", value=ago, unit=one.unit)
        )
    if how.adds and month > 1:
        last = series.before(period_of("to_date", period.last), merged=one.merged)
        parts = series.joined(how.asked, last, adds=True, merged=one.merged)
        cumulated = series.value_in(held, parts)
        if cumulated is not None and last.last.year == year:
            found.append(
                HeldFigure(
                    name_zh=f"{last.label_zh}累计",
                    name_en=f"Up to {last.label_en}",
                    value=cumulated.value,
                    unit=one.unit,
                )
            )
    return ago, found
