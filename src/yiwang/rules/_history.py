"""What a series of periods usually is, from its own past alone, said so that a person can follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

PHASES = 8
"""Cycles that are looked back at for periods of a short cycle: the same weekday of eight weeks."""
LEAST_PHASES = 5
PERIODS = 12
LEAST_PERIODS = 6
SHORT = 7
"""Up to this length a cycle comes round often enough to have its own phases."""
NORMAL = 1.4826
"""Makes the median distance from the median a standard deviation, were the values normally spread."""
SHARE = 0.05
"""No series is held steadier than this share of what is expected of it."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What was expected of a period, the usual spread, and from how many periods that is known."""

    expected: float
    spread: float
    n: int


def usual_of(before: Sequence[float | None], cycle: int, counts: bool) -> Usual | None:
    """What the next period would usually be after these; None where too few of them are known.

    Days: the same weekday of the last eight weeks. Months: the month a year ago and how much a year has
    changed lately, where two years are known; else the last twelve. A count spreads at least as its root.
    """
    if 1 < cycle <= SHORT:
        like = [before[-cycle * back] for back in range(1, PHASES + 1) if cycle * back <= len(before)]
        known = [one for one in like if one is not None]
        return _usual(known, 0.0, counts) if len(known) >= LEAST_PHASES else None
    ago = before[-cycle] if cycle > 1 and len(before) >= cycle else None
    if ago is not None:
        pairs = [
            (before[place], before[place - cycle])
            for place in range(max(cycle, len(before) - cycle), len(before))
        ]
        grown = [now - then for now, then in pairs if now is not None and then is not None]
        if len(grown) >= LEAST_PERIODS:
            return _usual(grown, ago, counts)
    known = [one for one in before[-PERIODS:] if one is not None]
    return _usual(known, 0.0, counts) if len(known) >= LEAST_PERIODS else None


def _usual(known: Sequence[float], base: float, counts: bool) -> Usual:
    middle = median(known)
    expected = base + middle
    apart = NORMAL * median(abs(one - middle) for one in known)
    least = abs(expected) ** 0.5 if counts else 0.0
    return Usual(expected, max(apart, SHARE * abs(expected), least, 1e-9), len(known))
