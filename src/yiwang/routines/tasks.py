"""What the worker runs for 例行: records and cases are heard, what is due runs."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from yiwang.cases.contracts import (
    CaseAbsorbed,
    CaseChanged,
    CaseClosed,
    CaseDispatched,
    CaseHandled,
    CaseOpened,
    CaseResumed,
    CaseReturned,
    CaseSigned,
    CaseSuspended,
    CaseTaken,
    CaseVerified,
    CaseVoided,
)
from yiwang.events.contracts import EventChangedMeanwhile
from yiwang.kernel import statements
from yiwang.kernel.errors import Refusal
from yiwang.kernel.facts import Told, subscribe
from yiwang.kernel.tasks import register
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import (
    RecordChanged,
    RecordMoved,
    RecordMovedOn,
    RecordRecorded,
    RecordRetired,
)
from yiwang.routines._declare import routine_of
from yiwang.routines._following import ENDS
from yiwang.routines._kinds import kinds
from yiwang.routines._ticking import TickTask, failed
from yiwang.routines.declarations import CaseStep
from yiwang.routines.models import Deed, RoutineRow

STEPS: dict[type[CaseChanged], CaseStep] = {
    CaseOpened: "opened",
    CaseDispatched: "dispatched",
    CaseTaken: "taken",
    CaseReturned: "returned",
    CaseSuspended: "suspended",
    CaseResumed: "resumed",
    CaseHandled: "handled",
    CaseClosed: "closed",
    CaseVoided: "voided",
    CaseAbsorbed: "voided",
}


def _heard(data: Any) -> bool:
    """Most ledgers set nothing in motion: their records cost one question."""
    said = "SELECT 1 FROM routines_routinerow WHERE active AND hears LIKE %s LIMIT 1"
    return statements.run(said, (f"%|{data.ledger}|%",)).fetchone() is not None


@subscribe("routines.records", RecordRecorded, RecordChanged, RecordMoved, RecordRetired, heeds=_heard)
def hear_record(told: Told[RecordRecorded | RecordChanged | RecordMoved | RecordRetired]) -> None:
    """Something happened to a record: every routine of its ledger that waits for it acts."""
    rows = RoutineRow.objects.filter(hears__contains=f"|{told.data.ledger}|", active=True)
    for row in rows.order_by("id"):
        hear = kinds()[row.kind].hear
        held = ledgers.find_record(told.data.record_id) if hear else None
        if hear is None or held is None:
            continue
        try:
            with transaction.atomic():
                hear(row, routine_of(row), held, told)
        except (RecordMovedOn, EventChangedMeanwhile):
            raise  # somebody came between: the next try finds it as it is then
        except Refusal as refusal:
            # Refused today is refused at every try: it is said on the routine's page, and the others act.
            failed(row.id, refusal, held.id)


def _opened_by_us(data: CaseChanged) -> bool:
    """A lead case of ours; of its sub-cases only what a unit thinks of it. Every case of the city is asked
    about, and few are ours."""
    if data.role != "lead" and not isinstance(data, CaseSigned):
        return False
    said = "SELECT 1 FROM routines_deed WHERE object_id = %s AND what = 'event' LIMIT 1"
    return statements.run(said, (data.event_id,)).fetchone() is not None


@subscribe("routines.cases", *STEPS, CaseVerified, CaseSigned, heeds=_opened_by_us, unhurried=True)
def hear_case(told: Told[CaseChanged]) -> None:
    """A case goes on: the record that it came from goes along."""
    data = told.data
    if isinstance(data, CaseVerified):
        step: CaseStep = "passed" if data.result == "pass" else "failed"
    elif isinstance(data, CaseSigned):
        if data.agreed:
            return
        step = "objected"
    else:
        step = STEPS[type(data)]
    for deed in Deed.objects.filter(object_id=data.event_id, what="event"):
        if step in ENDS:
            Deed.objects.filter(pk=deed.key).update(state="ended")
        held = ledgers.find_record(deed.record_id)
        if held is None:
            continue
        for row in RoutineRow.objects.filter(ledger=held.ledger, active=True).order_by("id"):
            follow = kinds()[row.kind].follow
            if follow is not None:
                follow(row, routine_of(row), deed, step, data.number)


TICK = register(TickTask())
