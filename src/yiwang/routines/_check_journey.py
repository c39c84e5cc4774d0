"""Journeys: a trip that sets out puts its vehicle on its route, says when the next step is due, and ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from yiwang.kernel.declarations import Words
from yiwang.kernel.facts import Told
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held, RecordMoved, RecordRetired
from yiwang.ledgers.declarations import Ledger
from yiwang.routines import _deeds as deeds
from yiwang.routines._kinds import Kind
from yiwang.routines.declarations import Journey
from yiwang.routines.models import RoutineRow
from yiwang.sensing import api as sensing


def hear(row: RoutineRow, routine: Journey, held: Held, told: Told[Any]) -> int:
    """A step of the chain: on or off the route, and a new moment by which the next is due."""
    data = told.data
    if not isinstance(data, RecordMoved | RecordRetired) or data.move not in routine.within_s:
        return 0
    if deeds.once(row, held, f"v{told.version}", "move") is None:
        return 0
    number = None
    if data.move in routine.starts:
        number = routine.routes.index(held.values[routine.route]) + 1
    elif data.move in routine.ends:
        number = 0
    if number is not None:
        # The moment of the step, not of its being heard: heard twice it is the same reading.
        sensing.note(f"{held.values[routine.thing]}.route", told.recorded_at, float(number))
    within, was = routine.within_s[data.move], held.values.get(routine.due)
    late = int(bool(was) and datetime.fromisoformat(str(was)) < told.recorded_at)
    values = {
        routine.due: (told.recorded_at + timedelta(seconds=within)).isoformat() if within else None,
        routine.late: int(held.values.get(routine.late) or 0) + late,
    }
    if not held.ended:
        ledgers.change(deeds.SYSTEM, held.id, values, version=held.version, reason=routine.name.zh)
    return 1


def unknown_names(one: Journey, known: Mapping[str, Ledger]) -> Iterator[str]:
    """Fields and steps that a journey names and its ledger does not have."""
    ledger = known.get(one.ledger)
    if ledger is None:
        yield one.ledger
        return
    moves = {move.code for move in ledger.moves}
    yield from sorted({*one.starts, *one.ends, *one.within_s} - moves)
    yield from (name for name in (one.thing, one.route, one.due, one.late) if ledger.field(name) is None)


KIND = Kind(
    code="journey", name=Words(zh="在途", en="journey"), record=Journey, unknown=unknown_names, hear=hear
)
