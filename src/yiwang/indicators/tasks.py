"""What the worker runs for indicators: facts are heard, rows noted, cells counted, figures judged."""

from __future__ import annotations

from typing import Any

from yiwang.appeals.contracts import AppealChanged
from yiwang.cases.contracts import CaseChanged
from yiwang.events.contracts import (
    EventAreaMoved,
    EventClosed,
    EventEscalated,
    EventGraded,
    EventJoined,
    EventOpened,
    EventUnitsAdded,
)
from yiwang.indicators._counting import CountTask
from yiwang.indicators._foreseeing import ForesightTask
from yiwang.indicators._looking import LookTask, ReadingsTask
from yiwang.indicators._noting import NoteTask, hear
from yiwang.indicators._urging import UrgeTask
from yiwang.indicators._watching import WatchTask
from yiwang.kernel.facts import Told, subscribe
from yiwang.kernel.tasks import register
from yiwang.ledgers.contracts import RecordTold
from yiwang.routines.contracts import RecordScored
from yiwang.rules.contracts import (
    AlertAcknowledged,
    AlertCleared,
    AlertEnded,
    AlertEscalated,
    AlertJoined,
    AlertRaised,
    AlertReleased,
)


# Whatever moves a case or an appeal may move a figure: every fact of them is heard, also those of tomorrow.
@subscribe("indicators.cases", *CaseChanged.__subclasses__(), unhurried=True)
def hear_case(told: Told[CaseChanged]) -> None:
    """A lead case counts, its sub-cases do not."""
    if told.data.role == "lead":
        hear("cases", told.data.case_id, told)


@subscribe("indicators.appeals", *AppealChanged.__subclasses__(), unhurried=True)
def hear_appeal(told: Told[AppealChanged]) -> None:
    """Every fact of an appeal."""
    hear("appeals", told.data.appeal_id, told)


@subscribe(
    "indicators.events",
    EventOpened,
    EventJoined,
    EventEscalated,
    EventUnitsAdded,
    EventAreaMoved,
    EventGraded,
    EventClosed,
    unhurried=True,
)
def hear_event(told: Told[Any]) -> None:
    """Every fact of an event."""
    hear("events", told.data.event_id, told)


@subscribe(
    "indicators.alerts",
    AlertRaised,
    AlertEscalated,
    AlertJoined,
    AlertCleared,
    AlertEnded,
    AlertAcknowledged,
    AlertReleased,
    unhurried=True,
)
def hear_alert(told: Told[Any]) -> None:
    """Every fact of an alert."""
    hear("alerts", told.data.alert_id, told)


@subscribe("indicators.records", *RecordTold.__subclasses__(), unhurried=True)
def hear_record(told: Told[RecordTold]) -> None:
    """Every fact of a ledger's record."""
    hear("records", told.data.record_id, told)


@subscribe("indicators.scores", RecordScored)
def hear_score(told: Told[RecordScored]) -> None:
    """Every score of a record: it counts once a month."""
    hear("scores", told.data.key, told)


LOOK = register(LookTask())
READINGS = register(ReadingsTask())
NOTE = register(NoteTask())
COUNT = register(CountTask())
WATCH = register(WatchTask())
FORESIGHT = register(ForesightTask(), rehearsed=False)
URGE = register(UrgeTask())
