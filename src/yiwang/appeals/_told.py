"""What every fact of an appeal carries, and that of a look at who appealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from yiwang.kernel.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealChanged(Fact):
    """What every fact of an appeal carries. Never a citizen's words, name or number."""

    fact_type: ClassVar[str] = ""
    appeal_id: str
    number: str
    kind: str
    channel: str
    state: str
    stage: str
    sensitive: bool
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealOverdue(AppealChanged):
    """Nobody has accepted it in time."""

    fact_type: ClassVar[str] = "appeals.overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealReckoned(AppealChanged):
    """The limit of accepting it was reckoned anew."""

    fact_type: ClassVar[str] = "appeals.reckoned"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealUnmasked(Fact):
    """Somebody looked at who appealed, and said why."""

    fact_type: ClassVar[str] = "appeals.unmasked"
    appeal_id: str
    number: str
    who: str
    unit: str
    purpose: str
