"""What the worker runs for cases: opening them, following readings, and raising near-due and overdue once
each.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from yiwang.appeals.contracts import AppealCalledBack, AppealJoined, AppealWithdrawn
from yiwang.areas.contracts import AreaMoved, AreasMerged, StopDeclared, StopWithdrawn
from yiwang.cases import _changes as changes
from yiwang.cases import _limits as limits
from yiwang.cases import _notices as notices
from yiwang.cases import _opening as opening
from yiwang.cases import _reviews as reviews
from yiwang.cases import _world as world
from yiwang.cases import logic
from yiwang.cases._changes import SYSTEM, Words
from yiwang.cases._known import clock_en, limit_of_clock_zh
from yiwang.cases.contracts import CaseNearDue, CaseOverdue
from yiwang.cases.models import Case, CaseClock, CaseSuspension
from yiwang.events.contracts import EventEscalated, EventJoined, EventOpened
from yiwang.kernel import clock, statements
from yiwang.kernel.facts import Told, subscribe
from yiwang.kernel.tasks import Lease, register
from yiwang.matters import api as matters
from yiwang.matters.contracts import MatterDeclared
from yiwang.rules.contracts import AlertCleared, AlertEnded, AlertJoined

BATCH = 50
LOOKED_BACK = timedelta(days=92)
"""So long may a worker have stood still without missing the first day of a matter's words."""


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
            world.hear_joined(told)  # type: ignore[arg-type]
        case EventEscalated():
            world.hear_escalated(told)  # type: ignore[arg-type]
        case AlertEnded():
            world.open_for_fault(told)  # type: ignore[arg-type]
        case AlertJoined():
            world.hear_episode(told)  # type: ignore[arg-type]
        case AlertCleared():
            world.hear_cleared(told)  # type: ignore[arg-type]


@subscribe("cases.areas", AreaMoved, AreasMerged)
def follow_areas(told: Told[AreaMoved | AreasMerged]) -> None:
    """Open cases follow their place to its new path."""
    world.follow_areas(told.data.moves)


@subscribe("cases.appeals", AppealCalledBack, AppealJoined, AppealWithdrawn)
def hear_citizens(told: Told[AppealCalledBack | AppealJoined | AppealWithdrawn]) -> None:
    """What citizens say after a reply, and whether anybody still asks."""
    match told.data:
        case AppealCalledBack():
            reviews.hear_called_back(told)  # type: ignore[arg-type]
        case AppealJoined():
            reviews.hear_joined(told)  # type: ignore[arg-type]
        case AppealWithdrawn():
            reviews.hear_withdrawn(told)  # type: ignore[arg-type]


@subscribe("cases.stops", StopDeclared, StopWithdrawn, MatterDeclared)
def follow_limits(told: Told[StopDeclared | StopWithdrawn | MatterDeclared]) -> None:
    """Days on which an area does not work, or does after all, and other limits of a matter: what runs is
    reckoned anew."""
    match told.data:
        case StopDeclared(reason=reason):
            limits.recompute(told.area_path, f"停工停办（{reason}）", "Stop days were declared")
        case StopWithdrawn(reason=reason):
            limits.recompute(told.area_path, f"停工停办撤销（{reason}）", "Stop days were withdrawn")
        case MatterDeclared(code=code, matter_version=version) if version > 1:
            said = [matters.find_handling(code, number) for number in (version - 1, version)]
            if len({str(one.limits) for one in said if one is not None}) > 1:
                limits.remeasure(code)


class Timers:
    """Says once of every limit that it is near, and once that it was passed; ends suspensions in time.

    The first time in a process it looks at limits that had no end for want of a calendar: a release may have
    brought the State Council's next one. Each day it looks for matters whose other words begin to hold.
    """

    name = "cases.timers"
    wakes: tuple[str, ...] = ()
    every = 2.0
    pause = 0.0

    def __init__(self) -> None:
        self.looked = False
        self.day = date.min

    def pump(self, lease: Lease) -> int:
        now = clock.now()
        if not self.looked:
            self.looked = True
            limits.find_ends()
        if self.day != (today := now.astimezone(clock.SHANGHAI).date()):
            for code in matters.beginning(today - LOOKED_BACK, today):
                limits.remeasure(code)
            self.day = today
        over = CaseSuspension.objects.filter(ended_at=None, until__lte=now).order_by("until")
        ended = 0
        for suspension in list(over.values_list("pk", flat=True)[:BATCH]):
            with transaction.atomic():
                lease.hold()
                ended += limits.end_suspension(suspension)
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
        return len(found) + ended


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
    name_zh, name_en = limit_of_clock_zh(found.name), clock_en(found.name)
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
