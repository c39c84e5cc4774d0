"""The book of appeals: the words, reasons and thresholds that a city edits as data (`book.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LimitKind = Literal["working_day", "working_hour", "urgent_hour", "natural_day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A reason for not accepting an appeal (不予受理)."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an appeal may be transferred to: an emergency number, or a channel that the law provides."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """When appeals count as repeated or collective, and how often things may be done."""

    repeated_days: int = 30
    repeated_likeness: float = 0.3
    collective_hours: int = 72
    collective_persons: int = 5
    collective_likeness: float = 0.35
    similar_days: int = 15
    call_back_attempts: int = 3
    unmask_an_hour: int = 30
    unmask_rows: int = 200
    public_appeals_an_hour: int = 10
    public_photos_an_hour: int = 40
    public_looks_an_hour: int = 120
    public_misses_an_hour: int = 10
    upload_hours: int = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """受理时限: how long an appeal of this kind and urgency may wait for a person to accept it, in one of the
    limits of the calendar. Empty means any; an urgency weighs more than a kind.
    """

    limit: LimitKind
    amount: float
    kind: str = ""
    urgency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All of it."""

    decline_reasons: tuple[Reason, ...]
    transfer_targets: tuple[Target, ...]
    accept: tuple[Accept, ...] = ()
    thresholds: Thresholds = Thresholds()
