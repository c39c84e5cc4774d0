"""Shapes and facts that cross the door of events."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from yiwang.kernel.errors import Conflict, Invalid, NotFound
from yiwang.kernel.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """An event in a list. `kind` is `single` or `process` (过程: the parent of several of one hazard in one
    area).

    `severity` is the ladder of its alert; `grade` (事件分级: general, larger, major, extraordinary) is
    another ladder, set by a person only, empty until then. `appeals` is 1 where an appeal opened it (how many
    share it, appeals knows); `secret` hides it from the area line. `children` counts a process's events.
    """

    id: str
    number: str
    kind: str
    hazard: str
    matter: str
    title_zh: str
    title_en: str
    area_id: str
    area_path: str
    area_name: str
    lon: float | None
    lat: float | None
    severity: str
    grade: str
    state: str
    parent_id: str | None
    source: str
    thing_id: str
    alerts: int
    appeals: int
    secret: bool
    children: int
    demonstration: bool
    opened_at: datetime
    closed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilters:
    """What a list of events is narrowed to; an empty field narrows nothing. `area` is an area id or a path of
    the managed tree.
    """

    state: str = ""
    hazard: str = ""
    area: str = ""
    kind: str = ""
    parent: str = ""
    q: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventAlertRef:
    alert_id: str
    joined_at: datetime
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventChange:
    """One line of an event's history."""

    version: int
    at: datetime
    act: str
    actor: str
    text_zh: str
    text_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event, whole. `suggested_grade` is only a suggestion: no ladder sets another."""

    row: EventRow
    suggested_grade: str
    alerts: list[EventAlertRef]
    children: list[EventRow]
    parent: EventRow | None
    history: list[EventChange]
    allowed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventOpened(Fact):
    """An event was opened; `kind` `process` has no alert of its own and no case.

    One that a record of a ledger opened has the `source` `record:<id>`; one that an appeal opened
    `appeal:<id>`; neither has an alert, a thing or a hazard. `against` are
    the units complained of, and `secret` (in the envelope) hides it from the area line.
    """

    fact_type: ClassVar[str] = "events.opened"
    event_id: str
    number: str
    kind: str
    hazard: str
    matter: str
    title_zh: str
    title_en: str
    area_id: str
    area_name: str
    lon: float | None
    lat: float | None
    alert_id: str
    thing_id: str
    datastream_id: str
    severity: str
    parent_id: str | None
    received_at: datetime | None
    demonstration: bool
    source: str = ""
    appeal_id: str = ""
    against: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventJoined(Fact):
    """An open event was joined by another alert of the same thing (`alert_id`), or entered a process
    (`parent_id`).
    """

    fact_type: ClassVar[str] = "events.joined"
    event_id: str
    alert_id: str
    parent_id: str | None
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEscalated(Fact):
    """The alert of an open event became graver. Its grade, another ladder, stays as it was."""

    fact_type: ClassVar[str] = "events.escalated"
    event_id: str
    alert_id: str
    from_severity: str
    severity: str
    sentence_zh: str
    sentence_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventUnitsAdded(Fact):
    """Units that handle the event's cases; from now on they see it by 经办线."""

    fact_type: ClassVar[str] = "events.units_added"
    event_id: str
    added: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventAreaMoved(Fact):
    """The place of an open event is governed under another path now (in the envelope)."""

    fact_type: ClassVar[str] = "events.area_moved"
    event_id: str
    old_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventGraded(Fact):
    fact_type: ClassVar[str] = "events.graded"
    event_id: str
    grade: str
    old_grade: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventClosed(Fact):
    fact_type: ClassVar[str] = "events.closed"
    event_id: str
    number: str
    closed_at: datetime
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCount:
    """Events of one hazard in one county-level area of the managed tree."""

    area_id: str
    hazard: str
    open: int
    closed_today: int


class UnknownEvent(NotFound):
    code = "events.unknown_event"
    zh = "没有编号为 {event} 的事件，或不在您的可见范围内。"
    en = "There is no event {event}, or it lies outside what you may see."


class UnknownGrade(Invalid):
    code = "events.unknown_grade"
    zh = "事件分级只有：一般、较大、重大、特别重大，没有“{grade}”。"
    en = "An event is graded general, larger, major or extraordinary; there is no “{grade}”."


class ReasonMissing(Invalid):
    code = "events.reason_missing"
    zh = "请写明定级理由。"
    en = "Say why the event is graded so."


class EventIsClosed(Conflict):
    code = "events.closed"
    zh = "事件 {number} 已办结。"
    en = "The event {number} is closed."


class AlertJustJoined(Conflict):
    code = "events.alert_just_joined"
    zh = "又有告警刚刚并入事件 {number}，请刷新后再试。"
    en = "Another alert has just joined the event {number}; refresh and try again."


class EventChangedMeanwhile(Conflict):
    code = "events.changed_meanwhile"
    zh = "事件 {number} 刚被他人改动，请刷新后再试。"
    en = "Someone changed the event {number} a moment ago; refresh and try again."
