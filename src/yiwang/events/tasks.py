"""What the worker runs for events: confirmed alerts and dispatched appeals become events."""

from __future__ import annotations

from yiwang.appeals.contracts import AppealDispatched
from yiwang.areas.contracts import AreaMoved, AreasMerged
from yiwang.events import _opening as opening
from yiwang.kernel import statements
from yiwang.kernel.facts import Told, subscribe
from yiwang.rules.contracts import AlertEnded, AlertEscalated


@subscribe(
    "events.alerts",
    AlertEnded,
    AlertEscalated,
    heeds=lambda data: isinstance(data, AlertEscalated) or (data.outcome == "true" and not data.late),
)
def hear_alert(told: Told[AlertEnded] | Told[AlertEscalated]) -> None:
    """Open or join an event for an alert that ended as 属实; follow one that became graver."""
    if isinstance(told.data, AlertEnded):
        with statements.together():
            opening.open_or_join(told)
    else:
        opening.escalate(told)


@subscribe("events.areas", AreaMoved, AreasMerged)
def follow_areas(told: Told[AreaMoved | AreasMerged]) -> None:
    """Open events follow their place to its new path."""
    opening.follow_areas(told.data.moves)


@subscribe("events.appeals", AppealDispatched)
def hear_appeal(told: Told[AppealDispatched]) -> None:
    """A dispatched appeal opens its event."""
    opening.open_for_appeal(told)
