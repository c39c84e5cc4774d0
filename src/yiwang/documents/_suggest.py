"""Which entries may answer a question: ranked in memory, fast enough for each pause of somebody's typing.

`kernel.search` asks for every word of a query, as a list wants it; a citizen's sentence has words that no
entry has, so here any pair of characters counts, by how rare it is and by where it stands. Each process
keeps the entries and looks at the stamp of the last change before it answers.
"""

from __future__ import annotations

import math
import threading
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from yiwang.documents._asking import LONGEST, MOST, tokens_of
from yiwang.documents._knowledge import STAMP, today
from yiwang.documents._knowledge_text import excerpt
from yiwang.documents.contracts import AnswerHint
from yiwang.documents.models import KnowledgeEntryRow, KnowledgeMark
from yiwang.kernel import statements

WEIGHTS = {"title": 3.0, "questions": 2.6, "keywords": 2.2, "answer": 0.5}
"""What a word weighs by where it stands."""
SATURATION = 1.5
LEAST = 0.17
"""Below this share of a question's weight an entry is no suggestion, unless much of it is met anyway."""
MUCH = 9.0
HALF = 5.0
"""The weight of matched words at which a score is half of what it can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What a suggestion needs of an entry."""

    id: str
    number: str
    title: str
    excerpt: str
    unit_name: str
    live: bool
    public: bool
    area_path: str
    valid_from: date | None
    valid_until: date | None

    def holds(self, day: date, area_path: str, public_only: bool) -> bool:
        """Whether it may be suggested on that day to somebody at that place ("": the place is unknown)."""
        return (
            self.live
            and (self.public or not public_only)
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_until is None or day <= self.valid_until)
            and (not area_path or area_path.startswith(self.area_path))
        )


class _Index:
    """All entries of one moment: for each token the entries that have it, and how much it weighs there."""

    def __init__(self, stamp: str, rows: list[KnowledgeEntryRow], before: _Index | None) -> None:
        self.stamp = stamp
        self.found = [_found(row) for row in rows]
        # What one entry weighs is kept: after a change only what changed is read anew.
        known = before.weighed if before else {}
        self.weighed: dict[str, tuple[tuple[int, datetime], dict[str, float]]] = {}
        for row in rows:
            version = (row.version, row.changed_at)
            held = known.get(row.id)
            self.weighed[row.id] = held if held and held[0] == version else (version, _weighed(row))
        gathered: dict[str, dict[int, float]] = defaultdict(dict)
        for place, row in enumerate(rows):
            for token, weight in self.weighed[row.id][1].items():
                gathered[token][place] = weight
        many = len(rows)
        self.postings: dict[str, tuple[NDArray[np.int32], NDArray[np.float32], float]] = {}
        for token, places in gathered.items():
            weights = np.fromiter(places.values(), np.float32, len(places))
            rare = math.log(1 + (many - len(places) + 0.5) / (len(places) + 0.5))
            self.postings[token] = (
                np.fromiter(places.keys(), np.int32, len(places)),
                (weights / (weights + np.float32(SATURATION))).astype(np.float32),
                rare,
            )
        self.rarest = math.log(1 + (many + 0.5) / 0.5)

    def ranked(self, text: str) -> list[tuple[int, float, float]]:
        """(place, weight matched, share of the question's weight), best first."""
        scores = np.zeros(len(self.found), np.float32)
        asked = 0.0
        for count, (token, weight) in enumerate(tokens_of(text[:LONGEST])):
            if count == MOST:
                break
            entry = self.postings.get(token)
            if entry is None:
                # A word that nobody wrote down says little of what is asked: it may be a name or a slip.
                asked += self.rarest * weight * 0.35
                continue
            places, held, rare = entry
            scores[places] += held * np.float32(rare * weight)
            asked += rare * weight
        if not asked:
            return []
        order = np.argsort(-scores, kind="stable")
        best = order[: int(np.count_nonzero(scores))]
        return [(int(place), float(scores[place]), float(scores[place]) / asked) for place in best]


def _weighed(row: KnowledgeEntryRow) -> dict[str, float]:
    """Each token of an entry, and what it weighs by where it stands."""
    weighed: dict[str, float] = defaultdict(float)
    for name, weight in WEIGHTS.items():
        for token, part in tokens_of(getattr(row, name)):
            weighed[token] += weight * part
    weighed[row.number.casefold()] = 50.0
    return dict(weighed)


def _found(row: KnowledgeEntryRow) -> _Found:
    return _Found(
        id=row.id,
        number=row.number,
        title=row.title,
        excerpt=excerpt(row.answer),
        unit_name=row.unit_name,
        live=row.state == "published",
        public=row.public,
        area_path=row.area_path,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


_building = threading.Lock()
_index: _Index | None = None


def _current() -> _Index:
    """The index as of the last change that this transaction can see."""
    global _index
    mark = statements.find(KnowledgeMark, key=STAMP)
    stamp = mark.value if mark else ""
    found = _index
    if found is None or found.stamp != stamp:
        with _building:
            found = _index
            if found is None or found.stamp != stamp:
                # Withdrawn entries are found by their number in the list, never by their words.
                rows = KnowledgeEntryRow.objects.exclude(state="withdrawn").order_by("number")
                found = _index = _Index(stamp, list(rows), found)
    return found


def suggest(text: str, *, area_path: str = "", public_only: bool = False, limit: int = 3) -> list[AnswerHint]:
    """Published entries that hold today (for `area_path`, where one is named) and may answer `text`, best
    first; empty where nothing fits."""
    index, day = _current(), today()
    hints: list[AnswerHint] = []
    for place, weight, share in index.ranked(text):
        one = index.found[place]
        if share < LEAST and weight < MUCH:
            continue
        if not one.holds(day, area_path, public_only):
            continue
        hints.append(
            AnswerHint(
                id=one.id,
                number=one.number,
                title=one.title,
                excerpt=one.excerpt,
                score=round(min(1.0, share) * weight / (weight + HALF), 3),
                unit_name=one.unit_name,
                valid_until=one.valid_until,
            )
        )
        if len(hints) >= limit:
            break
    return hints


def ranking(text: str) -> dict[str, float]:
    """Entries of any state that have some of the words, best first, by id: for the list of the desk."""
    index = _current()
    found = [row for row in index.ranked(text) if row[2] >= LEAST / 2 or row[1] >= MUCH][:500]
    return {
        index.found[place].id: round(min(1.0, share) * weight / (weight + HALF), 3)
        for place, weight, share in found
    }
