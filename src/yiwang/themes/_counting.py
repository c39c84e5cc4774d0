"""Appeals are counted from what their facts say: in any order, told twice, or all over again.

A row an appeal keeps of each group of values the newest version that told it; the cells it lies in are then
counted anew. So a cell is always the count of its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Concat, Substr

from yiwang.appeals.contracts import (
    AppealAnswered,
    AppealAreaMoved,
    AppealChanged,
    AppealClosed,
    AppealDeclined,
    AppealDispatched,
    AppealEdited,
    AppealFlagged,
    AppealJoined,
    AppealLinked,
    AppealMergedAsRepeat,
    AppealRegistered,
    AppealReopened,
    AppealReplied,
    AppealSelfHandled,
    AppealTransferredOut,
    AppealUnitsAdded,
    AppealUnjoined,
    AppealVoided,
    AppealWithdrawn,
)
from yiwang.areas import api as areas
from yiwang.areas.contracts import AreaMoved, AreasMerged
from yiwang.cases.contracts import CaseDispatched
from yiwang.identity import api as identity
from yiwang.kernel import clock, facts, statements
from yiwang.kernel.facts import Fact, Told, join_units
from yiwang.themes import logic
from yiwang.themes.models import AppealSeen, Cell, EventLead, MonthlyTheme, Signal

APPEALS: tuple[type[AppealChanged], ...] = (
    AppealRegistered,
    AppealDispatched,
    AppealLinked,
    AppealJoined,
    AppealUnjoined,
    AppealAnswered,
    AppealDeclined,
    AppealTransferredOut,
    AppealWithdrawn,
    AppealMergedAsRepeat,
    AppealVoided,
    AppealSelfHandled,
    AppealEdited,
    AppealFlagged,
    AppealUnitsAdded,
    AppealReplied,
    AppealReopened,
    AppealClosed,
    AppealAreaMoved,
)
AREAS: tuple[type[AreaMoved] | type[AreasMerged], ...] = (AreaMoved, AreasMerged)
COUNTED_LEVELS = ("province", "city", "county", "town", "village")
UNCOUNTED = ("void", "merged")
AGAINST = "^"
"""Begins a token of a fact's units that names a unit complained of."""
Where = tuple[date, str, str]


def hear_appeal(told: Told[AppealChanged]) -> None:
    """Take in what a fact says of an appeal; the same fact again changes nothing."""
    row = statements.find(AppealSeen, lock=True, id=told.data.appeal_id)
    before = cell_of(row) if row else None
    if row is None:
        row = statements.new(
            AppealSeen,
            id=told.data.appeal_id,
            number=told.data.number,
            kind=told.data.kind,
            channel=told.data.channel,
        )
    take(row, told)
    statements.put(row)
    recount(where for where in {before, cell_of(row)} if where is not None)


def take(row: AppealSeen, told: Told[AppealChanged]) -> None:
    """Let a row say what the fact says, where no newer one has said it."""
    data = told.data
    row.rounds = max(row.rounds, data.round)
    if told.version > row.told_version:
        row.told_version = told.version
        row.state, row.area_path, row.secret = data.state, told.area_path, told.secret
        row.units = join_units([one for one in told.units if not one.startswith(AGAINST)])
    if isinstance(data, AppealRegistered):
        row.registered_at = told.recorded_at
        row.day = told.recorded_at.astimezone(clock.SHANGHAI).date()
        row.repeated = row.repeated or data.repeated
        row.demonstration = data.demonstration
    if isinstance(data, AppealFlagged):
        row.repeated = row.repeated or data.flag == "repeated"
        row.collective = row.collective or data.flag == "collective"
    if isinstance(data, AppealMergedAsRepeat):
        row.merged_into, row.repeated = data.into, True
    if isinstance(data, AppealRegistered | AppealDispatched) and told.version > row.placed_version:
        row.placed_version = told.version
        row.matter = data.matter
        row.area_id = data.area_id
        row.lon, row.lat = getattr(data, "lon", None), getattr(data, "lat", None)
        against = [one.removeprefix(AGAINST) for one in told.units if one.startswith(AGAINST)]
        against += getattr(data, "against", [])
        row.against = join_units(against)
        row.place_path = counted_path(data.area_id, told.area_path, against)
    event = _event_of(data)
    if event is not None and told.version > row.joined_version:
        row.joined_version, row.event_id = told.version, event
        row.unit = _lead_of(event)


def _event_of(data: AppealChanged) -> str | None:
    """The event that the appeal belongs to after this fact; None where it says nothing about it."""
    if isinstance(data, AppealDispatched):
        return data.event_id or None
    if isinstance(data, AppealLinked | AppealJoined):
        return data.event_id
    return "" if isinstance(data, AppealUnjoined) else None


def _lead_of(event_id: str) -> str:
    lead = statements.find(EventLead, event_id=event_id) if event_id else None
    return lead.unit if lead else ""


def counted_path(area_id: str, told_path: str, against: Sequence[str] = ()) -> str:
    """Where an appeal is counted: its place down to the village, but no lower than its fact was told, and
    above the areas of the units complained of, so that no count betrays a complaint to them; at least the
    city.
    """
    found = areas.find_area(area_id)
    if found is None:
        return told_path
    path = found.managed_path
    ids = [part for part in path.split("/") if part]
    levels = {one.id: one.level for one in areas.areas(ids).values()}
    counted = [one for one in ids if levels.get(one, "") in COUNTED_LEVELS]
    place = _path(counted)
    if not told_path.startswith(place):
        place = logic.common([place, told_path or "/"])
    for unit in identity.units(ids=tuple(against)) if against else ():
        while len(place) > 1 and place.startswith(unit.area_path):
            place = place[: place.rstrip("/").rfind("/") + 1]
    least = _path([one for one in counted if levels[one] in ("province", "city")])
    return place if place.startswith(least) else least


def _path(ids: Sequence[str]) -> str:
    return "/" + "".join(f"{one}/" for one in ids)


def cell_of(row: AppealSeen) -> Where | None:
    """The cell that a row lies in; None while its day or its place is not known."""
    return (row.day, row.matter, row.place_path) if row.day and row.place_path else None


def recount(wheres: Iterable[Where]) -> None:
    """Count these cells anew from their rows."""
    for day, matter, path in wheres:
        rows = AppealSeen.objects.filter(day=day, matter=matter, place_path=path, secret=False)
        keep_cell(day, matter, path, tally(rows.exclude(state__in=UNCOUNTED)))


def tally(rows: Any) -> dict[str, int]:
    """How many appeals, events and repeats there are; each that has no event yet counts as one of its own."""
    found: dict[str, int] = rows.aggregate(
        appeals=Count("id"),
        events=Count("event_id", distinct=True, filter=~Q(event_id="")),
        loose=Count("id", filter=Q(event_id="")),
        repeated=Count("id", filter=Q(repeated=True)),
        demonstration=Count("id", filter=Q(demonstration=True)),
    )
    return found


def keep_cell(day: date, matter: str, path: str, counts: dict[str, int]) -> None:
    key = f"{day.isoformat()}|{matter}|{path}"
    if not counts["appeals"]:
        Cell.objects.filter(pk=key).delete()
        return
    statements.put(
        statements.new(
            Cell,
            id=key,
            day=day,
            matter=matter,
            place_path=path,
            appeals=counts["appeals"],
            events=counts["events"] + counts["loose"],
            repeated=counts["repeated"],
            demonstration=counts["demonstration"],
        )
    )


def hear_case(told: Told[CaseDispatched]) -> None:
    """The unit that answers for an event is the one its lead case was dispatched to last."""
    data = told.data
    if data.role != "lead" or data.parent_id or not data.event_id:
        return
    lead = statements.find(EventLead, lock=True, event_id=data.event_id)
    if lead is not None and lead.position >= told.position:
        return
    statements.put(
        statements.new(EventLead, event_id=data.event_id, unit=data.lead_unit, position=told.position)
    )
    AppealSeen.objects.filter(event_id=data.event_id).update(unit=data.lead_unit)


def hear_areas(told: Told[AreaMoved | AreasMerged]) -> None:
    """Counts follow their place: a town that moves takes its history along, so that it is compared with
    itself."""
    for move in told.data.moves:
        if move["tree"] == "managed":
            move_paths(move["old"], move["new"])


def move_paths(old: str, new: str) -> None:
    """Put everything below `old` below `new`, and count the cells there anew."""
    stored: tuple[tuple[Any, str], ...] = (
        (AppealSeen.objects.all(), "area_path"),
        (AppealSeen.objects.all(), "place_path"),
        (Signal.objects.filter(state="open"), "area_path"),
        (MonthlyTheme.objects.all(), "area_path"),
    )
    for table, column in stored:
        rows = table.filter(**{f"{column}__startswith": old})  # scope: paths move, nobody looks
        rows.update(**{column: Concat(Value(new), Substr(F(column), len(old) + 1))})
    Cell.objects.filter(place_path__startswith=old).delete()
    wheres = AppealSeen.objects.filter(day__isnull=False, place_path__startswith=new)
    cells = wheres.values_list("day", "matter", "place_path").distinct()
    recount((day, matter, path) for day, matter, path in list(cells) if day)


def rebuild() -> int:
    """Forget all counts and take in every fact again; how many there were. Signals and themes stay."""
    heard: tuple[type[Fact], ...] = (*APPEALS, *AREAS, CaseDispatched)
    kinds = [one.fact_type for one in heard]
    done = after = 0
    with transaction.atomic():
        for table in (AppealSeen, Cell, EventLead):
            table.objects.all().delete()
        while rows := facts.read(after, types=kinds):
            for row in rows:
                told: Any = facts.told(row)
                hear(told)
                after = told.position
                done += 1
    return done


def hear(told: Any) -> None:
    """Take in any of the facts that are counted."""
    if isinstance(told.data, CaseDispatched):
        hear_case(told)
    elif isinstance(told.data, AREAS):
        hear_areas(told)
    else:
        hear_appeal(told)
