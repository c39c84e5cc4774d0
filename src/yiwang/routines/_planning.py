"""Plans: records come round by their class, each time a task; a share of a class is drawn by chance (双随机).

The draw follows from the instance's seed, the plan, the round and the record, so that it can be done again
and looked into; nobody chooses.
"""

from __future__ import annotations

import hashlib
import heapq
import math
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from yiwang.identity import api as identity
from yiwang.kernel import clock
from yiwang.kernel.declarations import Words
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.contracts import Held
from yiwang.ledgers.declarations import Ledger
from yiwang.routines import _deeds as deeds
from yiwang.routines._kinds import Kind, Piece
from yiwang.routines.declarations import Doer, Every, Plan, Writes
from yiwang.routines.models import RoutineRow

AT_ONCE = 50
EPOCH = date(2000, 1, 3)
"""A Monday: rounds of whole weeks begin on Mondays."""
AFTER_MIDNIGHT = timedelta(minutes=5)


def next_at(routine: Plan, now: datetime) -> datetime:
    """Soon after the next midnight."""
    local = now.astimezone(clock.SHANGHAI)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight + AFTER_MIDNIGHT


def tick(row: RoutineRow, plan: Plan, began: datetime) -> Piece:
    """The next records of the class that this round has come to."""
    ledger = ledgers.find_ledger(plan.ledger)
    into = ledgers.find_ledger(plan.into)
    if ledger is None or into is None:
        return Piece(looked=0, did=0)
    number, _, after = row.cursor.partition(":")
    index = int(number or 0)
    every = plan.every[index]
    today = began.astimezone(clock.SHANGHAI).date()
    if every.share < 1:
        piece = _drawn(row, plan, index, today, ledger)
    else:
        piece = _whole(row, plan, every, after, today, ledger)
    if piece.cursor is not None:
        return Piece(looked=piece.looked, did=piece.did, cursor=f"{index}:{piece.cursor}", notes=piece.notes)
    following = f"{index + 1}:" if index + 1 < len(plan.every) else None
    return Piece(looked=piece.looked, did=piece.did, cursor=following, notes=piece.notes)


def _records(plan: Plan, every: Every, after: str, limit: int) -> list[Held]:
    where = {plan.class_: every.class_} if every.class_ else None
    return ledgers.walk(
        plan.ledger, after=after, limit=limit, states=plan.states, where=where, open_only=True
    )


def _whole(row: RoutineRow, plan: Plan, every: Every, after: str, today: date, ledger: Ledger) -> Piece:
    """Every record of the class whose turn it is."""
    found = _records(plan, every, after, AT_ONCE)
    did = 0
    for held in found:
        due = _due(plan, every, held, today)
        if due is not None and not _has_open(plan, held):
            did += _give(row, plan, held, ledger, due, today)
    return Piece(looked=len(found), did=did, cursor=found[-1].id if len(found) == AT_ONCE else None)


def _due(plan: Plan, every: Every, held: Held, today: date) -> date | None:
    """The day by which the record is due, if its task is to be given out today."""
    last = str(held.values.get(plan.last) or "")
    soonest = today + timedelta(days=plan.within_days)
    if not last:
        return soonest
    due = date.fromisoformat(last[:10]) + timedelta(days=every.days)
    return max(due, soonest) if due <= soonest else None


def _has_open(plan: Plan, held: Held) -> bool:
    return any(not one.ended for one in ledgers.linked(plan.into, plan.link, held.id))


def _drawn(row: RoutineRow, plan: Plan, index: int, today: date, ledger: Ledger) -> Piece:
    """The records that were drawn for the round, drawing them when it begins."""
    every = plan.every[index]
    number = (today - EPOCH).days // every.days
    first = EPOCH + timedelta(days=number * every.days)
    kept: dict[str, Any] = row.keeps.get(str(index)) or {}
    notes: tuple[Words, ...] = ()
    if kept.get("round") != number:
        total, chosen = _draw(row, plan, every, number)
        kept = {"round": number, "left": chosen}
        notes = (
            Words(
                zh=f"{first.isoformat()} 起一轮：{total} 个中随机抽取 {len(chosen)} 个",
                en=f"Round from {first.isoformat()}: {len(chosen)} of {total} drawn by chance",
            ),
        )
    left, rest = kept["left"][:AT_ONCE], kept["left"][AT_ONCE:]
    did = 0
    for record_id in left:
        held = ledgers.find_record(record_id)
        if held is not None and not held.ended and not _has_open(plan, held):
            did += _give(row, plan, held, ledger, today + timedelta(days=plan.within_days), first)
    row.keeps = {**row.keeps, str(index): {**kept, "left": rest}}
    return Piece(looked=len(left), did=did, cursor="drawn" if rest else None, notes=notes)


def _draw(row: RoutineRow, plan: Plan, every: Every, number: int) -> tuple[int, list[str]]:
    """How many there are, and those of the lowest lots; at least one where there is any."""
    total = 0

    def lots() -> Iterator[tuple[str, str]]:
        nonlocal total
        after = ""
        while found := _records(plan, every, after, 500):
            for held in found:
                total += 1
                yield lot(row.id, number, held.id), held.id
            after = found[-1].id

    ranked = list(lots())
    chosen = heapq.nsmallest(math.ceil(total * every.share), ranked)
    return total, [one for _, one in chosen]


def lot(*parts: object) -> str:
    """A number by chance that anybody who knows the seed can reckon again."""
    text = "|".join(str(part) for part in (settings.YIWANG.seed, *parts))
    return hashlib.sha256(text.encode()).hexdigest()


def _give(row: RoutineRow, plan: Plan, held: Held, ledger: Ledger, due: date, round_: date) -> bool:
    """The task of a record, given to the unit that does it."""
    unit = doer(plan.by, held)
    people = drawn(plan.by, unit, row.id, held.id, due) if unit else []
    extra = {
        "due": due.isoformat(),
        "round": round_.isoformat(),
        "people": "、".join(one.name for one in people),
    }
    writes = Writes(into=plan.into, values=plan.values)
    return deeds.write(row, writes, held, ledger, f"due:{due.isoformat()}", extra=extra, unit=unit)


def doer(by: Doer, held: Held) -> str:
    """The unit that does it: of the line at the record's place, else the record's own."""
    found = identity.unit_of_line(by.line, held.area_path, by.level or None) if by.line else None
    return found.id if found else held.unit


def drawn(by: Doer, unit: str, *parts: object) -> list[identity.UserRef]:
    """So many people of the unit, by lot."""
    if not by.drawn:
        return []
    people = identity.users_of_unit(unit, by.role)
    return sorted(people, key=lambda one: lot(*parts, one.id))[: by.drawn]


KIND = Kind(
    code="plan",
    name=Words(zh="计划", en="plan"),
    record=Plan,
    ledgers=lambda plan: (plan.ledger, plan.into),
    tick=tick,
    next_at=next_at,
)
