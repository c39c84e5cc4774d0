"""What the worker runs for cases: opening them, following readings, and raising near-due and overdue once
each.
"""

from __future__ import annotations

from django.db import transaction

from yiwang.areas.contracts import AreaMoved, AreasMerged
from yiwang.cases import _changes as changes
from yiwang.cases import _notices as notices
from yiwang.cases import _opening as opening
from yiwang.cases import logic
from yiwang.cases._changes import SYSTEM, Words
from yiwang.cases.contracts import CaseNearDue, CaseOverdue
from yiwang.cases.models import Case, CaseClock
from yiwang.events.contracts import EventEscalated, EventJoined, EventOpened
from yiwang.kernel import clock, statements
from yiwang.kernel.facts import Told, subscribe
from yiwang.kernel.tasks import Lease, register
from yiwang.rules.contracts import AlertCleared, AlertEnded, AlertJoined

BATCH = 50


def _heeds(data: object) -> bool:
    """What most facts of these kinds are: events joined by events, and alerts that end as no fault."""
    match data:
        case EventOpened():
            return data.kind == "single"
        case EventJoined():
            return bool(data.alert_id)
        case AlertEnded():
            return data.outcome == "device_fault"
    return True


@subscribe(
    "cases.world",
    EventOpened, EventJoined, EventEscalated, AlertEnded, AlertJoined, AlertCleared,
    heeds=_heeds,
)  # fmt: skip
def hear(
    told: Told[EventOpened | EventJoined | EventEscalated | AlertEnded | AlertJoined | AlertCleared],
) -> None:
    """One consumer for all of it, so that an alert's clearing is never heard before its opening."""
    match told.data:
        case EventOpened():
            with statements.together():
                opening.open_for_event(told)  # type: ignore[arg-type]
        case EventJoined():
            opening.hear_joined(told)  # type: ignore[arg-type]
        case EventEscalated():
            opening.hear_escalated(told)  # type: ignore[arg-type]
        case AlertEnded():
            opening.open_for_fault(told)  # type: ignore[arg-type]
        case AlertJoined():
            opening.hear_episode(told)  # type: ignore[arg-type]
        case AlertCleared():
            opening.hear_cleared(told)  # type: ignore[arg-type]


@subscribe("cases.areas", AreaMoved, AreasMerged)
def follow_areas(told: Told[AreaMoved | AreasMerged]) -> None:
    """Open cases follow their place to its new path."""
    opening.follow_areas(told.data.moves)


class Timers:
    """Says once of every limit that it is near, and once that it was passed."""

    name = "cases.timers"
    wakes: tuple[str, ...] = ()
    every = 2.0
    pause = 0.0

    def pump(self, lease: Lease) -> int:
        now = clock.now()
        running = CaseClock.objects.filter(stopped_at=None)
        due = running.filter(due_told=False, due_at__lt=now).order_by("due_at").values_list("pk", flat=True)
        near = (
            running.filter(near_told=False, due_told=False, near_at__lte=now, due_at__gte=now)
            .order_by("near_at")
            .values_list("pk", flat=True)
        )
        found = [(pk, True) for pk in due[:BATCH]] + [(pk, False) for pk in near[:BATCH]]
        for pk, passed in found:
            with transaction.atomic():
                lease.hold()
                _raise_lamp(pk, passed)
        return len(found)


def _raise_lamp(pk: int, passed: bool) -> None:
    """Claim the telling of one clock, then tell; a clock that was stopped meanwhile is left alone."""
    wanted = CaseClock.objects.filter(pk=pk, stopped_at=None)
    claimed = (
        wanted.filter(due_told=False).update(due_told=True, near_told=True)
        if passed
        else wanted.filter(near_told=False).update(near_told=True)
    )
    if claimed != 1:
        return
    found = CaseClock.objects.get(pk=pk)
    case = Case.objects.select_for_update().get(pk=found.case_id)
    if case.state != "open" or found.due_at is None:
        return
    name_zh, name_en = logic.LIMITS_ZH[found.name], logic.CLOCKS_EN[found.name]
    at = logic.local(found.due_at)
    if passed:
        words = Words(
            zh=f"{name_zh}已于 {at} 超期",
            en=f"The {name_en} limit was passed at {at}",
            details={"clock": found.name},
        )
        changes.change(
            case, "overdue", SYSTEM, words, CaseOverdue, clock=found.name, clock_due_at=found.due_at
        )
        notices.tell_holder(case, "case_overdue", f"{name_zh}超期", f"Overdue ({name_en})")
        notices.tell_desk(case, "case_overdue_desk", f"{name_zh}超期", f"Overdue ({name_en})")
        return
    words = Words(
        zh=f"{name_zh}将于 {at} 到期",
        en=f"The {name_en} limit is near: {at}",
        details={"clock": found.name},
    )
    changes.change(case, "near_due", SYSTEM, words, CaseNearDue, clock=found.name, clock_due_at=found.due_at)
    notices.tell_holder(case, "case_near_due", f"{name_zh}临期", f"Near due ({name_en})")


register(Timers())
