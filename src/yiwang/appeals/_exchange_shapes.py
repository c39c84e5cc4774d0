"""Shapes and facts of the exchange with another hotline and of its telephone calls; they cross the door with
`contracts`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from yiwang.appeals._told import AppealChanged
from yiwang.kernel.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """Another system that hands in appeals."""

    id: str
    name: str
    area_id: str
    state: str
    issued_at: datetime
    revoked_at: datetime | None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedKey:
    """A fresh key; the only time that it is seen. Requests are signed with its SHA-256 in hexadecimal."""

    source_id: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAnswer:
    """What became of one message: `taken`, `held` (one before it is missing), `again` (had it already) or
    `refused`, with the reason."""

    external_no: str
    seq: int
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """An order of a day as one side holds it; the hash is over all its messages of the day, both ways."""

    external_no: str
    state: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """A message that waits, was refused, or contradicts another: somebody should look."""

    id: str
    source_id: str
    external_no: str
    seq: int
    kind: str
    state: str
    failure: str
    tries: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMessage:
    """A message of a shared order as it travels, without its words. `way`: in (to us), out (from us)."""

    way: str
    seq: int
    kind: str
    day: str
    at: datetime | None
    state: str
    tries: int
    failure: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDetail:
    """A shared order: its messages both ways, and its appeal where this person may see it."""

    source_id: str
    source_name: str
    external_no: str
    appeal_id: str
    appeal_number: str
    messages: list[OrderMessage]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangePartner:
    """Another hotline: messages by state, when it last answered or spoke, and since when it does not."""

    id: str
    name: str
    demonstration: bool
    revoked: bool
    orders: int
    out: dict[str, int]
    inn: dict[str, int]
    last_sent: datetime | None
    last_received: datetime | None
    answered_at: datetime | None
    away_since: datetime | None
    away_why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChecked:
    """A day that was compared with the other side, and where both differ."""

    source_id: str
    day: str
    ours: int
    theirs: int
    differences: int
    checked_at: datetime
    lines: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeState:
    """How the exchange stands: partners, orders shared, messages to go, those stuck, days compared."""

    partners: list[ExchangePartner]
    orders: int
    queued: int
    waiting: list[Stuck]
    held: list[Stuck]
    refused: list[Stuck]
    conflicts: list[Stuck]
    days: list[DayChecked]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRow:
    """A call handed on to an emergency number. `outcome`: asked, connected, refused, failed."""

    id: str
    target: str
    target_zh: str
    reason: str
    outcome: str
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """A call in a list; its number is masked."""

    id: str
    number: str
    line: str
    state: str
    arrived_at: datetime
    taken_by: str
    recording_id: str
    appeal_id: str
    demonstration: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedTransfer:
    """A transfer that the switch has still to make; `call_id` is the switch's own."""

    id: str
    call_id: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNumber:
    """A caller's number in clear."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealSourceIssued(Fact):
    """Another system may hand in appeals from now on, or has a new key."""

    fact_type: ClassVar[str] = "appeals.source_issued"
    source_id: str
    rotated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealSourceRevoked(Fact):
    fact_type: ClassVar[str] = "appeals.source_revoked"
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealNoted(AppealChanged):
    """What its case asked or was granted: 签收, 退单, 延期, or the other hotline's decision on these."""

    fact_type: ClassVar[str] = "appeals.noted"
    event_id: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealUrged(AppealChanged):
    """催办 by the other hotline."""

    fact_type: ClassVar[str] = "appeals.urged"
    event_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealRecorded(AppealChanged):
    """The recording of its call was put to the appeal."""

    fact_type: ClassVar[str] = "appeals.recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealsReconciled(Fact):
    """A day was compared with the other hotline."""

    fact_type: ClassVar[str] = "appeals.reconciled"
    source_id: str
    day: str
    ours: int
    theirs: int
    differences: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealExchangeAgain(Fact):
    """A person had our messages of a shared order sent again."""

    fact_type: ClassVar[str] = "appeals.exchange_again"
    source_id: str
    external_no: str
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealCallArrived(Fact):
    """A call rings. Never the number: the operator's page asks for it."""

    fact_type: ClassVar[str] = "appeals.call_arrived"
    call: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealCallTaken(Fact):
    """An operator took the call."""

    fact_type: ClassVar[str] = "appeals.call_taken"
    call: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealCallUnmasked(Fact):
    """Somebody looked at a caller's number, and said why."""

    fact_type: ClassVar[str] = "appeals.call_unmasked"
    call: str
    who: str
    unit: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealCallEnded(Fact):
    fact_type: ClassVar[str] = "appeals.call_ended"
    call: str
    appeal_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealCallTransferred(Fact):
    """三方转接 to an emergency number was asked, or ended with this outcome."""

    fact_type: ClassVar[str] = "appeals.call_transferred"
    call: str
    target: str
    outcome: str
