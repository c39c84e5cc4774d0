"""By which rule figures earn the few places of a cockpit (decision 0054). Pure.

A leader has five places and some hundred figures. Those that he asked for come first. The others are weighed
by how far they moved against how far they move in an ordinary month, so that what is always restless does
not outshout what is never so; and no topic has a second place before each in which something is wrong has
its first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

PLACES = 5
UNUSUAL = 2.0
"""A move of so many ordinary moves is out of the ordinary."""
LEAST_MOVES = 3
"""From so many earlier moves on one knows what is ordinary."""
ASSUMED = 0.2
"""What is taken for ordinary before that."""
LEAST_MOVE = 0.01
"""No figure is so still that a hundredth is out of the ordinary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A figure that could stand in the cockpit. `move`: a share of the value before, of a figure in percent
    a hundredth of the points; None where it has not moved or cannot be held against anything yet.
    `ordinary`: how far it moves in an ordinary month, None where too few months are known."""

    code: str
    topic: str
    subscribed: bool
    bad: bool
    move: float | None
    ordinary: float | None

    @property
    def weight(self) -> float:
        """How many ordinary moves it moved."""
        return abs(self.move or 0.0) / (self.ordinary or ASSUMED)

    @property
    def unusual(self) -> bool:
        return self.ordinary is not None and self.weight >= UNUSUAL

    @property
    def wrong(self) -> bool:
        """Whether it asks for a look by itself."""
        return self.bad or self.unusual


def ordinary(moves: Sequence[float], n: int) -> float | None:
    """How far a figure moves in an ordinary month: the median of its earlier moves, but never less than what
    chance alone makes of a value that rests on `n` rows (0: on none that are counted)."""
    if len(moves) < LEAST_MOVES:
        return None
    return max(median(abs(one) for one in moves), 1.0 / sqrt(n) if n else 0.0, LEAST_MOVE)


def places(found: Iterable[Candidate], most: int = PLACES) -> tuple[list[Candidate], list[Candidate]]:
    """Who stands in the cockpit, in order of standing, and who is wrong and found no place.

    1. Subscribed ones, those that moved most first; the last place is not theirs while another one is wrong.
    2. Wrong ones, red before unusual, topics in turn.
    3. What else moved, topics in turn.
    Those that stand are shown red first, then in the order in which they earned their places.
    """
    ranked = sorted(found, key=lambda one: (not one.bad, -one.weight, one.code))
    asked = [one for one in ranked if one.subscribed]
    others = [one for one in ranked if not one.subscribed]
    wrong = [one for one in others if one.wrong]
    taken = asked[: most - 1 if wrong else most]
    for some in (wrong, [one for one in others if not one.wrong and one.move]):
        taken += _in_turn(some, {one.topic for one in taken})[: most - len(taken)]
    stand = {one.code for one in taken}
    left = [one for one in ranked if one.wrong and one.code not in stand]
    return sorted(taken, key=lambda one: not one.bad), left


def _in_turn(ranked: Sequence[Candidate], held: set[str]) -> list[Candidate]:
    """The first of each topic that has no place yet, then the others; each in its order."""
    first = {one.topic: one.code for one in reversed(ranked) if one.topic not in held}
    return sorted(ranked, key=lambda one: first.get(one.topic) != one.code)
