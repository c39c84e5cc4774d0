"""Shapes and facts that cross the door of boards. Refusals are in `_refusals`, and named here too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from yiwang.boards._refusals import (
    BoardExists,
    BoardFaults,
    BoardMoved,
    BoardOutside,
    BoardReasonNeeded,
    OwnBoard,
    UnknownBoard,
)
from yiwang.kernel.facts import Fact

__all__ = [
    "BoardExists",
    "BoardFaults",
    "BoardMoved",
    "BoardOutside",
    "BoardReasonNeeded",
    "OwnBoard",
    "UnknownBoard",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """A line of the list of boards. `state` is what the public stands at, `stage` where the draft of its next
    edition stands ("" = there is none); `due`: it is to be looked at again."""

    code: str
    title_zh: str
    title_en: str
    about_zh: str
    about_en: str
    owner: str
    owner_name: str
    area_id: str
    area_name: str
    roles: list[str]
    parts: int
    edition: int
    state: str
    state_zh: str
    state_en: str
    stage: str
    stage_zh: str
    stage_en: str
    source: str
    published_at: datetime | None
    review_due: date | None
    due: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One act on a board."""

    version: int
    at: datetime
    act: str
    actor_name: str
    unit_name: str
    text_zh: str
    text_en: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardChange:
    """One difference between the edition in force and the draft."""

    part: str
    what_zh: str
    what_en: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardEditionRow:
    edition: int
    published_at: datetime
    composed_by_name: str
    reviewed_by_name: str
    published_by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardDetail:
    """A board as those who keep it see it. `content` is in force, `draft` its next edition, null where there
    is none; `changes` says how they differ."""

    row: BoardRow
    content: dict[str, Any] | None
    draft: dict[str, Any] | None
    changes: list[BoardChange]
    editions: list[BoardEditionRow]
    history: list[BoardLine]
    allowed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardsDeclared:
    """What came of declared boards: codes taken over, those that were the same, and those a city has made its
    own, whose words stand."""

    taken: list[str]
    unchanged: list[str]
    kept: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardChanged(Fact):
    """Every fact of a board says which, and where it stands after it."""

    board: str
    title_zh: str
    title_en: str
    state: str
    stage: str
    edition: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardComposed(BoardChanged):
    """编制: the draft of the next edition was written."""

    fact_type: ClassVar[str] = "boards.composed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardDiscarded(BoardChanged):
    """The draft was given up; the edition in force stands."""

    fact_type: ClassVar[str] = "boards.discarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSubmitted(BoardChanged):
    fact_type: ClassVar[str] = "boards.submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSentBack(BoardChanged):
    fact_type: ClassVar[str] = "boards.sent_back"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardReviewed(BoardChanged):
    fact_type: ClassVar[str] = "boards.reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPublished(BoardChanged):
    fact_type: ClassVar[str] = "boards.published"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardDue(BoardChanged):
    """到期复核: the day has come."""

    fact_type: ClassVar[str] = "boards.due"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardReaffirmed(BoardChanged):
    fact_type: ClassVar[str] = "boards.reaffirmed"
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardWithdrawn(BoardChanged):
    """下架."""

    fact_type: ClassVar[str] = "boards.withdrawn"
    reason: str
