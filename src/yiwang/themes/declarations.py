"""How bursts are looked for: figures that a city edits as data (`method.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from yiwang.kernel.declarations import Limits, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """From when on something unusual is worth a grade: at least so many appeals and so many times the
    usual."""

    count: Annotated[int, Limits(ge=2, le=10_000)]
    factor: Annotated[float, Limits(ge=1, le=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """An episode lasts while its window still holds so many, so many times the usual, this improbable."""

    count: Annotated[int, Limits(ge=1, le=10_000)]
    factor: Annotated[float, Limits(ge=1, le=100)]
    p: Annotated[float, Limits(ge=0.0, le=0.5)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """All of it. `windows` are days; `false_share` bounds the expected share of signals that mean nothing;
    `dominated` is the share of an excess from which on the narrower signal speaks for the wider one.
    """

    windows: Annotated[tuple[Annotated[int, Limits(ge=1, le=7)], ...], Size(at_least=1, at_most=7)]
    weeks: Annotated[int, Limits(ge=4, le=52)]
    least_weeks: Annotated[int, Limits(ge=2, le=52)]
    false_share: Annotated[float, Limits(ge=0.0001, le=0.5)]
    dominated: Annotated[float, Limits(ge=0.5, le=1)]
    clumping: Annotated[float, Limits(ge=0.0, le=0.9)]
    """At least this share of appeals is taken to come with another about the same thing."""
    hot: Grade
    weak: Grade
    keep: Keeping
    rank_least: Annotated[int, Limits(ge=1, le=1000)]
    """Below so many appeals a change is not said in per cent."""
    measure_least: Annotated[int, Limits(ge=1, le=1000)]
    measure_days: Annotated[int, Limits(ge=1, le=366)]
    """A fall is told from so many appeals before, and so many days after, on."""
