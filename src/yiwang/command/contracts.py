"""Shapes and facts of 批示件 that cross its door. No fact carries a leader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from yiwang.command._refusals import (
    BadDeadline,
    InstructionMoved,
    NoSuchLeader,
    NotTheHandler,
    NotTheKeeper,
    SignFirst,
    TaskNeeded,
    UnitsNeeded,
    UnitsOutside,
    UnknownInstruction,
    UnknownSource,
    WordsNeeded,
)
from yiwang.kernel.facts import Fact

__all__ = [
    "BadDeadline",
    "InstructionAgain",
    "InstructionAssigned",
    "InstructionChanged",
    "InstructionClosed",
    "InstructionDetail",
    "InstructionDropped",
    "InstructionEntered",
    "InstructionFedBack",
    "InstructionForm",
    "InstructionLine",
    "InstructionMoved",
    "InstructionOverdue",
    "InstructionRow",
    "InstructionSigned",
    "InstructionSource",
    "InstructionUnit",
    "NoSuchLeader",
    "NotTheHandler",
    "NotTheKeeper",
    "SignFirst",
    "SourceKind",
    "TaskNeeded",
    "Told",
    "UnitsNeeded",
    "UnitsOutside",
    "UnknownInstruction",
    "UnknownSource",
    "WordsNeeded",
]

SourceKind = Literal["", "indicator", "case", "event", "briefing"]
"""What the words were written on; "" is a paper that lies outside of the house."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """交办: who does it, until when (working days, or a day), and what is asked without the words."""

    lead_unit: str = ""
    co_units: tuple[str, ...] = ()
    task: str = ""
    days: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionForm:
    """录入. `leader` empty: I write it myself. `source_ref` is the id of a case or event, the query of an
    indicator's page (`code=…&area=…`), or the id of a briefing."""

    words: str
    title: str = ""
    leader: str = ""
    source_kind: SourceKind = ""
    source_ref: str = ""
    source_label: str = ""
    secret: bool = False
    told: Told = Told()


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionUnit:
    """One unit's part in the present round."""

    unit: str
    unit_name: str
    lead: bool
    signed_at: datetime | None
    signed_by: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionSource:
    """What it was written on; `page` is where that is seen, empty where it is not in the house."""

    kind: str
    ref: str
    label: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionRow:
    """A line of the list. `words` is None for who may see the paper and not read the original."""

    id: str
    number: str
    title: str
    words: str | None
    task: str
    leader_name: str
    source: InstructionSource
    secret: bool
    lead_unit: str
    lead_unit_name: str
    co_unit_names: list[str]
    state: str
    state_zh: str
    state_en: str
    lamp: str
    overdue: bool
    round: int
    due_at: datetime | None
    answered_at: datetime | None
    entered_at: datetime
    ended_at: datetime | None
    mine: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionLine:
    """A line of the history; `words` and `evidence` as far as they may be read."""

    version: int
    round: int
    act: str
    at: datetime
    actor_name: str
    unit_name: str
    text_zh: str
    text_en: str
    words: str
    note: str
    evidence: list[str]
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionDetail:
    """A paper, whole; `allowed` are the acts that this person could do on it now."""

    row: InstructionRow
    entered_by_name: str
    units: list[InstructionUnit]
    history: list[InstructionLine]
    allowed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionChanged(Fact):
    """What every fact of a paper carries."""

    instruction_id: str
    number: str
    title: str
    state: str
    round: int
    lead_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionEntered(InstructionChanged):
    """录入, with or without 交办 at once."""

    fact_type: ClassVar[str] = "command.entered"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionAssigned(InstructionChanged):
    """交办."""

    fact_type: ClassVar[str] = "command.assigned"
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionSigned(InstructionChanged):
    """签收 by one unit."""

    fact_type: ClassVar[str] = "command.signed"
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionFedBack(InstructionChanged):
    """反馈 by one unit; the lead's brings it back to the leader."""

    fact_type: ClassVar[str] = "command.fed_back"
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionAgain(InstructionChanged):
    """再批示, with a deadline of its own."""

    fact_type: ClassVar[str] = "command.again"
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionClosed(InstructionChanged):
    """办结."""

    fact_type: ClassVar[str] = "command.closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionDropped(InstructionChanged):
    """作废: it was entered by mistake."""

    fact_type: ClassVar[str] = "command.dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionOverdue(InstructionChanged):
    """The deadline of a round has passed without the lead's answer; once a round."""

    fact_type: ClassVar[str] = "command.overdue"
