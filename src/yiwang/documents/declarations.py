"""What a pack, a form or a sheet may say of a knowledge entry (知识条目)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from yiwang.kernel.declarations import SLUG, Limits, Pattern, Problem, Size, Unique

TITLE = Size(at_least=2, at_most=100)
ANSWER = Size(at_least=2, at_most=5000)
QUESTIONS = Size(at_most=30)
QUESTION = Size(at_least=2, at_most=100)
KEYWORDS = Size(at_most=30)
KEYWORD = Size(at_least=1, at_most=30)
UNIT = Pattern(regex=r"[a-z0-9]+(-[a-z0-9]+)*", zh="单位编号", en="a unit id")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeForm:
    """One text of an entry as somebody wrote it.

    `answer` is plain text: an empty line parts paragraphs, a line that begins with “- ” or “1. ” is a list
    item; nothing in it is markup. `questions` are other ways to ask the same. `area` is the area id for
    which it holds, "" for all of the author unit's area. Days are days in Asia/Shanghai, both inclusive.
    """

    title: str
    answer: str
    questions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    area: str = ""
    public: bool = False
    valid_from: date | None = None
    valid_until: date | None = None
    review_due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredEntry:
    """An entry that a pack brings: published by the pack's own word, and said to come from it."""

    code: Annotated[str, SLUG]
    """Permanent within the pack."""
    line: str = ""
    """The unit that answers for it, by its line: the department of that line at the highest level."""
    unit: Annotated[str, UNIT] | None = None
    """The same by the unit's id, where no line leads to it."""
    title: Annotated[str, TITLE]
    answer: Annotated[str, ANSWER]
    questions: Annotated[tuple[Annotated[str, QUESTION], ...], QUESTIONS] = ()
    keywords: Annotated[tuple[Annotated[str, KEYWORD], ...], KEYWORDS] = ()
    matters: tuple[str, ...] = ()
    public: bool = True
    valid_days: Annotated[int, Limits(ge=0, le=3660)] = 0
    """How long it holds from the day it is loaded; 0 without an end."""
    review_days: Annotated[int, Limits(ge=0, le=3660)] = 0
    """After how many days the unit must look at it again; 0 never."""

    def problems(self) -> Iterator[Problem]:
        if bool(self.line) == (self.unit is not None):
            yield Problem(
                at=("code",),
                code="knowledge.unit",
                zh="须写明责任单位：line 或 unit，二者取一。",
                en="Name the unit by line or by unit, one of them.",
                cure_zh="写“line: …”或“unit: …”。",
                cure_en="Write “line: …” or “unit: …”.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeFile:
    """`knowledge/*.yaml` of a pack."""

    entries: Annotated[tuple[DeclaredEntry, ...], Unique("code"), Size(at_least=1, at_most=500)]
