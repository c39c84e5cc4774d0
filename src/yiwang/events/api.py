"""The door of events: look at them within a scope, grade them, and let cases close them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from yiwang.appeals import api as appeals
from yiwang.areas import api as areas
from yiwang.events import _export, contracts, logic
from yiwang.events import _opening as opening
from yiwang.events._tally import tally
from yiwang.events.contracts import (
    EventChangedMeanwhile,
    EventClosed,
    EventCount,
    EventFilters,
    EventGraded,
    EventIsClosed,
    EventRow,
    EventUnitsAdded,
    ReasonMissing,
    UnknownEvent,
    UnknownGrade,
)
from yiwang.events.models import Event, EventAlert, EventStep
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock, facts, search, statements
from yiwang.kernel.pages import Page
from yiwang.kernel.sheets import Sheet, whole

__all__ = [
    "add_units",
    "close",
    "counts",
    "find_event",
    "find_events",
    "get_event",
    "grade",
    "list_events",
    "open_for_record",
    "sheet",
    "tally",
]

EVERY = EventFilters()


def row_of(event: Event) -> EventRow:
    return EventRow(
        id=event.id,
        number=event.number,
        kind=event.kind,
        hazard=event.hazard,
        matter=event.matter,
        title_zh=event.title_zh,
        title_en=event.title_en,
        area_id=event.area_id,
        area_path=event.area_path,
        area_name=event.area_name,
        lon=event.lon,
        lat=event.lat,
        severity=event.severity,
        grade=event.grade,
        state=event.state,
        parent_id=event.parent_id,
        source=event.source,
        thing_id=event.thing_id,
        alerts=event.alerts,
        appeals=event.appeals,
        secret=event.secret,
        children=event.children,
        demonstration=event.demonstration,
        opened_at=event.opened_at,
        closed_at=event.closed_at,
        version=event.version,
    )


def list_events(
    subject: Subject, filters: EventFilters = EVERY, *, page: int = 1, size: int = 50
) -> Page[EventRow]:
    """Events within the subject's scope, newest first."""
    position = facts.last_position()
    rows, sought = _narrowed(subject, filters), _sought(subject, filters)
    found = sought.newest(rows, "opened_at", (page - 1) * size, page * size)
    return Page(
        items=[row_of(row) for row in found],
        total=sought.count(rows),
        page=page,
        size=size,
        position=position,
    )


def sheet(subject: Subject, filters: EventFilters = EVERY) -> Sheet:
    """The same list whole, for an export; raises TooManyRows."""
    return _export.sheet(row_of(row) for row in whole(_filtered(subject, filters)))


def _filtered(subject: Subject, asked: EventFilters) -> QuerySet[Event]:
    return _sought(subject, asked).listed(_narrowed(subject, asked), "-opened_at", "-id")


def _sought(subject: Subject, asked: EventFilters) -> search.Sought:
    return search.seek("event", asked.q, scope(subject, "events.see").within(state=asked.state))


def _narrowed(subject: Subject, asked: EventFilters) -> QuerySet[Event]:
    """By all filters but the words."""
    rows = Event.objects.filter(scope(subject, "events.see").q(against="against"))
    for column, value in (("state", asked.state), ("hazard", asked.hazard), ("kind", asked.kind)):
        if value:
            rows = rows.filter(**{column: value})
    if asked.area:
        below = asked.area if asked.area.startswith("/") else areas.path_of(asked.area)
        rows = rows.filter(area_path__startswith=below)  # scope: only narrows
    if asked.parent:
        rows = rows.filter(parent_id=asked.parent)
    if asked.since:
        rows = rows.filter(opened_at__gte=asked.since)
    return rows


def find_event(event_id: str) -> EventRow | None:
    """An event, unscoped: for nouns above that act on it."""
    found = find_events((event_id,))
    return found[0] if found else None


def find_events(event_ids: Collection[str]) -> list[EventRow]:
    """Those that there are of these, unscoped: for nouns above and tasks."""
    return [row_of(row) for row in statements.by_keys(Event, event_ids)]


def open_for_record(
    *,
    record_id: str,
    matter: str,
    title_zh: str,
    title_en: str,
    area_id: str,
    area_path: str,
    lon: float | None,
    lat: float | None,
    severity: str = "general",
    demonstration: bool,
    text_zh: str,
    text_en: str,
) -> EventRow:
    """Open the event that a record of a ledger gives rise to. Call inside the transaction that keeps it once:
    the same record may give rise to several.
    """
    event = opening.open_for_record(
        record_id=record_id,
        matter=matter,
        titles=(title_zh[:360], title_en[:360]),
        area_id=area_id,
        area_path=area_path,
        point=(lon, lat),
        severity=severity,
        demonstration=demonstration,
        text_zh=text_zh,
        text_en=text_en,
    )
    return row_of(event)


def alerts_of(event_id: str) -> list[str]:
    """The alerts of an event, first to last."""
    links = EventAlert.objects.filter(event_id=event_id).order_by("joined_at", "alert_id")
    return list(links.values_list("alert_id", flat=True))


def get_event(subject: Subject, event_id: str) -> contracts.Event:
    """An event whole, within the subject's scope. Raises UnknownEvent."""
    event = _seen(subject, event_id)
    seen = Event.objects.filter(scope(subject, "events.see").q(against="against"))
    parent = seen.filter(pk=event.parent_id).first() if event.parent_id else None
    return contracts.Event(
        row=row_of(event),
        suggested_grade="" if event.grade else logic.SUGGESTED.get(event.severity, ""),
        alerts=[
            contracts.EventAlertRef(alert_id=link.alert_id, joined_at=link.joined_at, how=link.how)
            for link in EventAlert.objects.filter(event_id=event.id).order_by("joined_at", "alert_id")
        ],
        children=[row_of(child) for child in seen.filter(parent_id=event.id).order_by("opened_at", "id")],
        parent=row_of(parent) if parent else None,
        history=[
            contracts.EventChange(
                version=step.version,
                at=step.at,
                act=step.act,
                actor=step.actor,
                text_zh=step.text_zh,
                text_en=step.text_en,
            )
            for step in EventStep.objects.filter(event_id=event.id).order_by("version")
        ],
        allowed=["grade"] if event.state == "open" and _may_grade(subject, event) else [],
    )


def _seen(subject: Subject, event_id: str) -> Event:
    event = Event.objects.filter(scope(subject, "events.see").q(against="against"), pk=event_id).first()
    if event is None:
        raise UnknownEvent(event=event_id)
    return event


def _may_grade(subject: Subject, event: Event) -> bool:
    return "events.grade" in subject.permissions and scope(subject, "events.grade").sees(
        area_path=event.area_path,
        units=facts.split_units(event.units),
        secret=event.secret,
        against=facts.split_units(event.against),
    )


def grade(
    subject: Subject, event_id: str, *, grade: str, reason: str, version: int | None = None
) -> EventRow:
    """Set the grade (事件分级) of an open event, by a person and with a reason.

    Raises UnknownEvent, UnknownGrade, ReasonMissing, EventIsClosed, EventChangedMeanwhile, Forbidden.
    """
    event = _seen(subject, event_id)
    if not Event.objects.filter(scope(subject, "events.grade").q(against="against"), pk=event_id).exists():
        raise UnknownEvent(event=event_id)
    if grade not in logic.GRADES:
        raise UnknownGrade(grade=grade)
    if not reason.strip():
        raise ReasonMissing()
    if event.state != "open":
        raise EventIsClosed(number=event.number)
    if version is not None and version != event.version:
        raise EventChangedMeanwhile(number=event.number)
    before, event.grade = event.grade, grade
    with transaction.atomic():
        told = opening.step(
            event,
            "graded",
            subject.user_id,
            f"{subject.name}定为{logic.GRADES_ZH[grade]}事件：{reason}",
            f"{subject.name} graded the event {logic.GRADES_EN[grade]}: {reason}",
            EventGraded(event_id=event.id, grade=grade, old_grade=before, reason=reason),
        )
        if not told:
            raise EventChangedMeanwhile(number=event.number)
    return row_of(event)


def add_units(event_id: str, units: Sequence[str], actor: str) -> None:
    """Let the units that handle the event's cases see it and its appeals (masked). Call inside the act's
    transaction.
    """
    event = statements.find(Event, lock=True, id=event_id)
    if event is None:
        return
    held = facts.split_units(event.units)
    added = [unit for unit in dict.fromkeys(units) if unit not in held]
    if not added:
        return
    event.units = facts.join_units((*held, *added))
    opening.step(
        event,
        "units_added",
        actor,
        "承办单位可见本事件",
        "The handling units may see this event",
        EventUnitsAdded(event_id=event.id, added=added),
    )
    if event.appeals:
        appeals.add_units(event.id, added, by=actor)
    process = statements.find(Event, id=event.parent_id) if event.parent_id else None
    # Units are never taken away: a process that many grow at once is not held where there is nothing to add.
    if process is not None and not set(added) <= set(facts.split_units(process.units)):
        add_units(process.id, added, actor)


def close(
    event_id: str, actor: str, result: str = "closed", *, answered: Collection[str] | None = None
) -> bool:
    """Close an event whose cases are all closed, and its process with its last child. Inside the act's
    transaction.

    Closing twice is quiet: False. `answered` are the alerts that the caller knows of: one that joined a
    moment ago would end with the event and never have a case. Raises AlertJustJoined.
    """
    event = Event.objects.select_for_update().filter(pk=event_id, state="open").first()
    if event is None:
        return False
    # Asked with the event locked: from here on no alert joins it.
    if answered is not None and not set(alerts_of(event_id)) <= set(answered):
        raise contracts.AlertJustJoined(number=event.number)
    now = clock.now()
    event.state, event.closed_at = "closed", now
    opening.step(
        event,
        "closed",
        actor,
        "所属案件全部办结，事件办结" if event.kind == "single" else "所含事件全部办结，过程办结",
        "All its cases are closed" if event.kind == "single" else "All its events are closed",
        EventClosed(event_id=event.id, number=event.number, closed_at=now, result=result),
    )
    if event.parent_id and not Event.objects.filter(parent_id=event.parent_id, state="open").exists():
        close(event.parent_id, actor, result)
    return True


def counts(subject: Subject, since: datetime) -> list[EventCount]:
    """Single events by county-level area and hazard within the scope: open now, and closed since `since`."""
    seen: QuerySet[Event] = Event.objects.filter(
        scope(subject, "events.see").q(against="against"), kind="single"
    )
    grouped = (
        seen.filter(Q(state="open") | Q(closed_at__gte=since))
        .values("join_area_id", "hazard")
        .annotate(
            open=Count("id", filter=Q(state="open")), closed=Count("id", filter=Q(closed_at__gte=since))
        )
        .order_by("join_area_id", "hazard")
    )
    return [
        EventCount(
            area_id=row["join_area_id"], hazard=row["hazard"], open=row["open"], closed_today=row["closed"]
        )
        for row in grouped
    ]
