"""Reactions: when something happens to a record, then that is done."""

from __future__ import annotations

from datetime import datetime, timedelta

from yiwang.kernel import clock
from yiwang.kernel.declarations import Words
from yiwang.kernel.facts import Told
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held, RecordChanged, RecordMoved, RecordRecorded, RecordRetired
from yiwang.routines import _deeds as deeds
from yiwang.routines._kinds import Kind, Piece
from yiwang.routines.declarations import Reaction
from yiwang.routines.models import RoutineRow

AT_ONCE = 50
LOOKS_EVERY = timedelta(hours=1)


def hear(
    row: RoutineRow,
    routine: Reaction,
    held: Held,
    told: Told[RecordRecorded | RecordChanged | RecordMoved | RecordRetired],
) -> int:
    """Do what is to be done where this is the moment."""
    data, when = told.data, routine.when
    match data:
        case RecordRecorded():
            now = when.recorded
        case RecordChanged():
            now = bool(set(when.fields) & set(data.fields))
        case _:
            now = data.move in when.moves
    if not now or (when.states and data.state not in when.states) or not deeds.meets(held, when.where):
        return 0
    return act(row, routine, held, f"v{told.version}")


def act(row: RoutineRow, routine: Reaction, held: Held, occasion: str) -> int:
    """Everything that the routine does, each part once for the occasion."""
    ledger = ledgers.find_ledger(held.ledger)
    if ledger is None:
        return 0
    did = 0
    if routine.opens is not None:
        did += deeds.open_event(row, routine.opens, held, ledger, occasion)
    for writes in routine.writes:
        did += deeds.write(row, writes, held, ledger, occasion)
    for sets in routine.sets:
        did += deeds.set_values(row, sets, held, ledger, occasion, routine.name)
    if routine.tells is not None:
        did += deeds.say(row, routine.tells, held, ledger, occasion, routine.name)
    if routine.moves:
        # Claimed like the rest: the record may have come back to where the step is possible once more.
        did += bool(
            deeds.once(row, held, occasion, "move")
            and deeds.take_step(held, routine.moves, f"例行：{routine.name.zh}")
        )
    return did


def tick(row: RoutineRow, routine: Reaction, began: datetime) -> Piece:
    """Records whose day has passed."""
    when = routine.when
    now = began.astimezone(clock.SHANGHAI)
    ledger = ledgers.find_ledger(routine.ledger)
    field = ledger.field(when.passes) if ledger else None
    if field is None:
        return Piece(looked=0, did=0)
    until = now.date().isoformat() if field.kind == "date" else now.isoformat()
    found = ledgers.walk(
        routine.ledger,
        after=row.cursor,
        limit=AT_ONCE,
        states=when.states,
        until=(when.passes, until),
        open_only=True,
    )
    did = sum(
        act(row, routine, held, f"passed:{held.values[when.passes]}")
        for held in found
        if deeds.meets(held, when.where)
    )
    return Piece(looked=len(found), did=did, cursor=found[-1].id if len(found) == AT_ONCE else None)


def next_at(routine: Reaction, now: datetime) -> datetime | None:
    return now + LOOKS_EVERY if routine.when.passes else None


def _ledgers(routine: Reaction) -> tuple[str, ...]:
    return (routine.ledger, *(one.into for one in routine.writes))


KIND = Kind(
    code="reaction",
    name=Words(zh="触发", en="reaction"),
    record=Reaction,
    ledgers=_ledgers,
    hear=hear,
    tick=tick,
    next_at=next_at,
)
