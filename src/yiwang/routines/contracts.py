"""Shapes, refusals and facts of 例行 that cross its door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from yiwang.kernel.errors import Invalid, NotFound
from yiwang.kernel.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineCard:
    """A routine in the list: what it is, when it did something last, when it runs next."""

    id: str
    scene: str
    kind: str
    kind_zh: str
    kind_en: str
    zh: str
    en: str
    ledger: str
    ledger_zh: str
    ledger_en: str
    did: int
    done_at: datetime | None
    next_at: datetime | None
    active: bool
    demonstration: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineRound:
    """One round: records looked at, records for which something was done, and what is to be said of it."""

    began_at: datetime
    ended_at: datetime | None
    looked: int
    did: int
    notes_zh: list[str]
    notes_en: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineDetail:
    card: RoutineCard
    rounds: list[RoutineRound]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDeed:
    """What a routine did because of a record: the event it opened, the record it wrote."""

    routine: str
    zh: str
    en: str
    what: str
    object_id: str
    at: datetime


class UnknownRoutine(NotFound):
    code = "routines.unknown"
    zh = "没有编号为 {routine} 的例行。"
    en = "There is no routine {routine}."


class RoutineFaults(Invalid):
    """`faults`: code (of the routine), zh, en."""

    code = "routines.declaration_faults"
    zh = "例行声明有 {count} 处错误。"
    en = "The declaration of routines has {count} faults."


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineDeclared(Fact):
    fact_type: ClassVar[str] = "routines.declared"
    routine: str
    zh: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineRan(Fact):
    """A round of a routine has ended."""

    fact_type: ClassVar[str] = "routines.ran"
    routine: str
    looked: int
    did: int
