"""What every fact of an appeal carries."""

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
