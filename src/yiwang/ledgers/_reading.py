"""Looking at records: lists, the map, one record whole, a scan. Every query takes the scope of who asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import Round

from yiwang.areas import api as areas
from yiwang.identity.api import Scope, Subject, scope
from yiwang.kernel import facts, geometry, pages, search
from yiwang.kernel.pages import Page
from yiwang.ledgers import _registry as registry
from yiwang.ledgers import _writing as writing
from yiwang.ledgers import logic
from yiwang.ledgers.contracts import (
    BadCityCode,
    RecordCell,
    RecordChange,
    RecordDetail,
    RecordMap,
    RecordPoint,
    RecordRow,
    RecordStep,
    UnknownRecord,
    UnknownRecordFilter,
)
from yiwang.ledgers.declarations import MISSING, NUMBERS, Field
from yiwang.ledgers.logic import Wrong
from yiwang.ledgers.models import LedgerRecord, LedgerRow, LedgerStep

MOST_DRAWN = 1_000
SAMPLED = 60_000
"""So many records of a ledger, by chance, stand for all of them where a map cannot count."""
PER_CELL = 12
"""Of a sample so many should stand in a cell, on the average: fewer would not say how many there are."""
MOST_BACK = 20
ACTS = {
    "record": ("新增", "Recorded"),
    "change": ("修改", "Changed"),
    "area_moved": ("区划调整，随属地转移", "Moved with its area"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a list is narrowed and ordered by; empty means everything, newest first.

    `where`: `field:value`, or of numbers and dates `field:from..to` with either end left out. `sort`: a
    field's code, `-` before it for the other way. `box`: west, south, east, north in degrees WGS 84.
    """

    q: str = ""
    state: str = ""
    area: str = ""
    unit: str = ""
    sort: str = ""
    where: tuple[str, ...] = ()
    demonstration: bool | None = None
    box: tuple[float, float, float, float] | None = None


def _narrowed(known: registry.Known, sight: Scope, asked: Asked) -> QuerySet[LedgerRecord]:
    """By all filters but the words. Raises UnknownRecordFilter, UnknownArea."""
    rows = registry.visible(sight).filter(ledger=known.code)
    if asked.state:
        if known.ledger.state(asked.state) is None:
            raise UnknownRecordFilter(name="state", value=asked.state[:60])
        rows = rows.filter(state=asked.state)
    if asked.area:
        # scope: only narrows
        rows = rows.filter(area_path__startswith=areas.path_of(asked.area))
    if asked.unit:
        rows = rows.filter(unit=asked.unit)
    if asked.demonstration is not None:
        rows = rows.filter(demonstration=asked.demonstration)
    for one in asked.where:
        rows = rows.filter(_where(known, sight, one))
    if asked.box is not None:
        west, south, east, north = asked.box
        rows = rows.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    return rows


def _where(known: registry.Known, sight: Scope, said: str) -> Q:
    code, _, value = said.partition(":")
    field = next((one for one in known.fields(sight) if one.code == code and one.filtered), None)
    if field is None:
        raise UnknownRecordFilter(name=code[:60], value=value[:60])
    column = known.slots[code]
    try:
        if field.kind in NUMBERS and ".." in value:
            return _between(field, column, *value.split("..", 1))
        # A link is asked for by the id of its record, as rows tell it.
        return Q(**{column: logic.column(field, logic.read(field, value))})
    except Wrong as error:
        raise UnknownRecordFilter(name=code, value=value[:60]) from error


def _between(field: Field, column: str, low: str, high: str) -> Q:
    found = Q(**{f"{column}__gt": MISSING})
    if low.strip():
        found &= Q(**{f"{column}__gte": logic.column(field, logic.read(field, low))})
    if high.strip():
        found &= Q(**{f"{column}__lte": logic.column(field, logic.read(field, high))})
    return found


def _sought(known: registry.Known, sight: Scope, asked: Asked) -> search.Sought:
    return search.seek(writing.search_kind(known.code), asked.q, sight.within())


def _order(known: registry.Known, sight: Scope, sort: str) -> tuple[str, str] | None:
    """The column and `-` or "" of an order by a field; None for newest first."""
    if not sort:
        return None
    code = sort.removeprefix("-")
    field = next((one for one in known.fields(sight) if one.code == code and one.sorted), None)
    if field is None:
        raise UnknownRecordFilter(name="sort", value=sort[:60])
    return known.slots[code], "-" if sort.startswith("-") else ""


def list_records(
    subject: Subject, code: str, asked: Asked, *, page: int = 1, size: int = 50, after: str = ""
) -> Page[RecordRow]:
    """A page of records. `after`, the id of the last row seen, turns the page as quickly far back as in
    front. Raises UnknownLedger, UnknownRecordFilter."""
    known, sight = registry.seen(subject, code)
    position = facts.last_position()
    rows, sought = _narrowed(known, sight, asked), _sought(known, sight, asked)
    order = _order(known, sight, asked.sort)
    last = registry.visible(sight).filter(ledger=code, pk=after).first() if after else None
    if after and last is None:
        raise UnknownRecord()
    start, end = (page - 1) * size, page * size
    if order is None:
        beyond = rows
        if last is not None:
            beyond = rows.filter(  # the first condition says the second's bound to an index
                Q(made_at__lt=last.made_at) | Q(pk__lt=last.pk), made_at__lte=last.made_at
            )
        found = sought.newest(beyond, "made_at", start, end, last.made_at if last else None)
    else:
        column, sign = order
        beyond = rows
        if last is not None:
            than, value = ("lt" if sign else "gt"), getattr(last, column)
            beyond = rows.filter(
                Q(**{f"{column}__{than}": value}) | Q(**{f"pk__{than}": last.pk}),
                **{f"{column}__{than}e": value},
            )
        found = list(sought.listed(beyond, f"{sign}{column}", f"{sign}pk")[start:end])
    return Page(
        items=rows_of(known, sight, found), total=sought.count(rows), page=page, size=size, position=position
    )


def every(known: registry.Known, sight: Scope, asked: Asked) -> QuerySet[LedgerRecord]:
    """The list whole, for a sheet."""
    rows = _sought(known, sight, asked).among(_narrowed(known, sight, asked))
    order = _order(known, sight, asked.sort)
    return rows.order_by("-made_at", "-pk") if order is None else rows.order_by(f"{order[1]}{order[0]}", "pk")


def map_of(subject: Subject, code: str, asked: Asked) -> RecordMap:
    """The records in a frame: each, or the cells of a grid with how many stand in each where there are too
    many to draw; the narrower the frame, the finer the grid."""
    known, sight = registry.seen(subject, code)
    position = facts.last_position()
    rows = _sought(known, sight, asked).among(_narrowed(known, sight, asked).filter(lon__isnull=False))
    total = pages.count(rows)
    points: list[RecordPoint] = []
    cells: list[RecordCell] = []
    share = 1.0
    if total <= MOST_DRAWN:
        names = ("id", "title", "state", "lon", "lat", "demonstration")
        found = rows.order_by().values_list(*names)[:MOST_DRAWN]
        points = [RecordPoint(**dict(zip(names, one, strict=True))) for one in found]
    else:
        if total > pages.MOST_COUNTED:
            share = _share(code)
            rows = rows.filter(spread__lt=int(share * logic.SPREAD)) if share < 1 else rows
        cells = _cells(rows, asked.box, share)
        total = sum(one.count for one in cells)
    return RecordMap(points=points, cells=cells, total=total, estimated=share < 1, position=position)


def _share(code: str) -> float:
    """Which part of a ledger is to be looked at, so that about `SAMPLED` records are. Their places in the
    order by chance are even: where the thousandth stands says how many there are."""
    rows = LedgerRecord.objects.filter(ledger=code)  # scope: how many there are, roughly
    thousandth = rows.order_by("spread").values_list("spread", flat=True)[1_000:1_001].first()
    return 1.0 if thousandth is None else min(1.0, SAMPLED / 1_000 * thousandth / logic.SPREAD)


def _cells(
    rows: QuerySet[LedgerRecord], box: tuple[float, float, float, float] | None, share: float
) -> list[RecordCell]:
    """How many stand about where; of a sample the grid is as coarse as it can answer for."""
    # Half as fine as the cells of things: each is to bear a number that can be read.
    divided = geometry.per_degree(2 * (box[2] - box[0]) if box else 1.0)
    counted = (
        rows.order_by()
        .annotate(x=Round(F("lon") * divided), y=Round(F("lat") * divided))
        .values_list("x", "y")
        .annotate(n=Count("pk"), lon_=Avg("lon"), lat_=Avg("lat"))
    )
    found = {(int(x), int(y)): (n, n * lon, n * lat) for x, y, n, lon, lat in counted}
    while share < 1 and len(found) > 1 and sum(one[0] for one in found.values()) < PER_CELL * len(found):
        coarser: dict[tuple[int, int], tuple[int, float, float]] = {}
        for (x, y), (n, lon, lat) in found.items():
            held = coarser.get((x // 2, y // 2), (0, 0.0, 0.0))
            coarser[x // 2, y // 2] = (held[0] + n, held[1] + lon, held[2] + lat)
        if len(coarser) == len(found):
            break
        found = coarser
    return [
        RecordCell(lon=lon / n, lat=lat / n, count=n if share == 1 else logic.about(n / share))
        for n, lon, lat in found.values()
    ]


def rows_of(known: registry.Known, sight: Scope, found: Sequence[LedgerRecord]) -> list[RecordRow]:
    """Rows as this person is shown them, in order, by a fixed number of queries."""
    fields = known.fields(sight)
    links = [one for one in fields if one.kind == "link"]
    linked = {str(row.values[one.code]) for row in found for one in links if one.code in row.values}
    led_to = registry.led_to(sight, {one.ledger for one in links}).filter(pk__in=linked) if linked else None
    titles = dict(led_to.values_list("id", "title")) if led_to is not None else {}
    named = {
        str(row.values[one.code])
        for row in found
        for one in fields
        if one.kind == "area" and one.code in row.values
    }
    along = {step for row in found for step in row.area_path.split("/") if step}
    places = areas.areas(sorted(named | along))
    units = writing.unit_names({row.unit for row in found if row.unit})
    made = []
    for row in found:
        shown = {}
        for one in fields:
            value = row.values.get(one.code)
            if value is None:
                continue
            if one.kind == "link":
                if value in titles:
                    shown[one.code] = titles[value]
            elif one.kind == "area":
                shown[one.code] = places[value].name if value in places else str(value)
        made.append(
            RecordRow(
                id=row.id,
                ledger=row.ledger,
                key=row.key,
                title=row.title,
                city_code=row.city_code,
                state=row.state,
                values={
                    one.code: logic.masked(one, row.values[one.code])
                    for one in fields
                    if one.code in row.values
                },
                shown=shown,
                unit=row.unit,
                unit_name=units.get(row.unit, row.unit),
                area_id=row.area_id,
                area_names=[
                    places[step].name if step in places else step for step in row.area_path.split("/") if step
                ],
                lon=row.lon,
                lat=row.lat,
                demonstration=row.demonstration,
                made_at=row.made_at,
                changed_at=row.changed_at,
                version=row.version,
            )
        )
    return made


def seen_record(subject: Subject, record_id: str) -> tuple[registry.Known, Scope, LedgerRecord]:
    """The record if the subject may see it; raises UnknownRecord whether it is there or not."""
    sight = scope(subject, registry.SEE)
    row = registry.visible(sight).filter(pk=record_id).first()
    known = registry.find(row.ledger) if row else None
    if row is None or known is None or known.ledger.grade > sight.max_grade:
        raise UnknownRecord()
    return known, sight, row


def detail(subject: Subject, record_id: str) -> RecordDetail:
    """A record whole. Raises UnknownRecord."""
    known, sight, row = seen_record(subject, record_id)
    return RecordDetail(
        row=rows_of(known, sight, [row])[0],
        steps=_steps(known, sight, row),
        moves=[
            one.code
            for one in known.ledger.moves
            if row.state in one.from_ and writing.may_move(subject, one, row)
        ],
        may_change=writing.may_change(subject, row),
        may_unmask=may_unmask(subject, known, row),
        back=_back(sight, row),
    )


def may_unmask(subject: Subject, known: registry.Known, row: LedgerRecord) -> bool:
    """Whether there is anything masked here that this person may ask to see."""
    if registry.UNMASK not in subject.permissions:
        return False
    here = scope(subject, registry.UNMASK)
    return here.sees(area_path=row.area_path, units=facts.split_units(row.units)) and any(
        one.is_personal and one.code in row.values for one in known.fields(here)
    )


def _steps(known: registry.Known, sight: Scope, row: LedgerRecord) -> list[RecordStep]:
    fields = {one.code: one for one in known.fields(sight)}
    words = {one.code: (one.name.zh, one.name.en) for one in known.ledger.moves} | ACTS

    def shown(code: str, value: Any) -> Any:
        return logic.masked(fields[code], value) if code in fields else value

    return [
        RecordStep(
            version=step.version,
            act=step.act,
            zh=words.get(step.act, (step.act, step.act))[0],
            en=words.get(step.act, (step.act, step.act))[1],
            at=step.at,
            actor_name="" if step.actor.startswith("system:") else step.actor_name or step.actor,
            unit_name=step.unit_name,
            changes=[
                RecordChange(field=code, old=shown(code, old), new=shown(code, new))
                for code, old, new in step.changes
                if code in fields or code == "unit"
            ],
            from_state=step.from_state,
            to_state=step.to_state,
            reason=step.reason,
        )
        for step in LedgerStep.objects.filter(record_id=row.id).order_by("-version")
    ]


def _back(sight: Scope, row: LedgerRecord) -> list[RecordRow]:
    """Records whose links lead here, of every ledger that keeps the link in a column."""
    found: list[RecordRow] = []
    for other in LedgerRow.objects.filter(active=True, grade__lte=sight.max_grade).order_by("code"):
        found += _back_of(sight, row, other)
    return found[:MOST_BACK]


def _back_of(sight: Scope, row: LedgerRecord, other: LedgerRow) -> Iterable[RecordRow]:
    links = [
        one["code"]
        for one in other.body["fields"]
        if one["kind"] == "link" and one["ledger"] == row.ledger and one["code"] in other.slots
    ]
    if not links:
        return ()
    known = registry.find(other.code)
    leading = Q(pk__in=())
    for code in links:
        leading |= Q(**{other.slots[code]: row.id})
    rows = registry.visible(sight).filter(leading, ledger=other.code).order_by("-made_at", "-pk")[:MOST_BACK]
    return rows_of(known, sight, list(rows)) if known else ()


def find_anywhere(subject: Subject, q: str, *, limit: int) -> tuple[int, list[RecordRow]]:
    """The newest records of all ledgers that this person sees which hold every word of `q`, and how many
    there are (`pages.count`)."""
    sight = scope(subject, registry.SEE)
    codes = [row.code for row in registry.seen_rows(sight)]
    hits = search.anywhere({writing.search_kind(code) for code in codes}, q, sight.within())
    if not hits:
        return 0, []
    rows = search.one_of(registry.led_to(sight, codes), hits)
    found: dict[str, list[LedgerRecord]] = {}
    newest = list(rows.order_by("-made_at", "-pk")[:limit])
    for row in newest:
        found.setdefault(row.ledger, []).append(row)
    shown = {
        one.id: one
        for code, held in found.items()
        if (known := registry.find(code)) is not None
        for one in rows_of(known, sight, held)
    }
    return pages.count(rows), [shown[row.id] for row in newest if row.id in shown]


def scan(subject: Subject, said: str) -> RecordDetail:
    """The record whose plate shows this 城市码, as typed or as its QR code tells it.

    Raises BadCityCode for what can be no code, UnknownRecord for one that leads nowhere or out of sight.
    """
    code = logic.plain_code(said)
    if code is None:
        raise BadCityCode(city_code=said[:60])
    row = registry.visible(scope(subject, registry.SEE)).filter(city_code=code).first()
    if row is None:
        raise UnknownRecord()
    return detail(subject, row.id)
