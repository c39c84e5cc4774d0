"""Lanes: what a rule over a datastream becomes for the judge, as arrays over all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from yiwang.rules._baseline import Baselines
from yiwang.rules._period import DAY_US
from yiwang.rules.declarations import (
    AnyRule,
    Combined,
    FlatLine,
    OutOfRange,
    Rate,
    Seasonal,
    Silence,
    Threshold,
    version_of,
)

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]
B = NDArray[np.bool_]

NONE = -(2**62)
"""No time yet: so far away that a difference to it exceeds every gap, and still fits 64 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One version of one rule over one datastream. A retired one raises nothing new, but still clears."""

    rule: AnyRule
    datastream: str
    valid_min: float | None = None
    valid_max: float | None = None
    retired: bool = False
    version: str = ""
    """The rule's version; worked out when left out, which takes a while for a rule with many targets."""

    def __post_init__(self) -> None:
        if not self.version:
            object.__setattr__(self, "version", version_of(self.rule))

    @property
    def identity(self) -> tuple[str, str, str]:
        return (self.rule.code, self.version, self.datastream)


class Lanes:
    """Parameters and state of lanes of one family, as arrays; `state` names those that a snapshot keeps."""

    state: ClassVar[dict[str, Any]] = {
        "last": NONE,
        "since": NONE,
        "active": False,
        "peak": -np.inf,
        "kept": 0.0,
        "count": 0,
    }

    def __init__(self, lanes: list[dict[str, Any]]) -> None:
        def column(name: str, kind: type) -> NDArray[Any]:
            return np.array([lane[name] for lane in lanes], dtype=kind)

        self.pair = column("pair", np.int64)
        self.level = column("level", np.int64)
        self.stream = column("stream", np.int64)
        self.late_us = column("late_us", np.int64)
        self.gap_us = column("gap_us", np.int64)
        self.hold_us = column("hold_us", np.int64)
        self.low = column("low", np.float64)
        self.high = column("high", np.float64)
        self.retired = column("retired", np.bool_)
        self.any_retired = bool(self.retired.any())
        self.last: I64 = np.full(len(lanes), NONE, dtype=np.int64)
        self.since: I64 = np.full(len(lanes), NONE, dtype=np.int64)
        self.active: B = np.zeros(len(lanes), dtype=np.bool_)
        self.peak: F64 = np.full(len(lanes), -np.inf)
        self.kept: F64 = np.zeros(len(lanes))
        self.count: I64 = np.zeros(len(lanes), dtype=np.int64)

    def __len__(self) -> int:
        return len(self.pair)


class ScanLanes(Lanes):
    """Threshold, range, rate and season: a figure per reading, a level to raise at, one to clear at."""

    LEVEL, RANGE, RATE, SEASON = range(4)

    def __init__(self, lanes: list[dict[str, Any]]) -> None:
        super().__init__(lanes)
        self.family = np.array([lane["family"] for lane in lanes], dtype=np.int8)
        self.sign = np.array([lane["sign"] for lane in lanes], dtype=np.float64)
        self.raise_at = np.array([lane["raise_at"] for lane in lanes], dtype=np.float64)
        self.clear_at = np.array([lane["clear_at"] for lane in lanes], dtype=np.float64)
        self.minimum = np.array([lane["minimum"] for lane in lanes], dtype=np.float64)
        self.maximum = np.array([lane["maximum"] for lane in lanes], dtype=np.float64)
        self.per_us = np.array([lane["per_us"] for lane in lanes], dtype=np.float64)
        self.only_levels = bool((self.family == self.LEVEL).all())
        self.any_outside = bool((self.family == self.RANGE).any())
        self.any_rate = bool((self.family == self.RATE).any())
        self.seasonal = np.flatnonzero(self.family == self.SEASON)
        self.baseline_of = np.cumsum(self.family == self.SEASON) - 1
        self.baselines = Baselines(
            np.array([lanes[lane]["period_us"] for lane in self.seasonal], dtype=float)
        )
        self.reviewed = (self.family == self.LEVEL) & (self.level == 0)


class FlatLanes(Lanes):
    """Flat-line: a run of readings near its first one, which is `kept`; `count` is the length of the run."""

    def __init__(self, lanes: list[dict[str, Any]]) -> None:
        super().__init__(lanes)
        self.tolerance = np.array([lane["tolerance"] for lane in lanes], dtype=np.float64)
        self.min_samples = np.array([lane["min_samples"] for lane in lanes], dtype=np.int64)
        self.above = np.array([lane["above"] for lane in lanes], dtype=np.float64)
        width = max((len(lane["except_at"]) for lane in lanes), default=0)
        self.except_at = np.full((width, len(lanes)), np.nan)
        for number, lane in enumerate(lanes):
            for place, value in enumerate(lane["except_at"]):
                self.except_at[place, number] = value


def lanes_of(pair: int, stream: int, watch: Watch) -> Iterator[dict[str, Any]]:
    """The lanes of one watch: one for each level of a threshold, one for any other rule."""
    rule = watch.rule
    valid_min = -np.inf if watch.valid_min is None else watch.valid_min
    valid_max = np.inf if watch.valid_max is None else watch.valid_max
    # An impossible reading is a device fault; it neither raises an exceedance nor ends one.
    physical = isinstance(rule, Threshold | Rate | Seasonal)
    lane: dict[str, Any] = {
        "pair": pair,
        "stream": stream,
        "level": 0,
        "late_us": int(rule.late_after_s * 1e6),
        "gap_us": int(rule.max_gap_s * 1e6),
        "hold_us": 0,
        "low": valid_min if physical else -np.inf,
        "high": valid_max if physical else np.inf,
        "retired": watch.retired,
        "family": ScanLanes.LEVEL,
        "sign": 1.0,
        "raise_at": 0.0,
        "clear_at": 0.0,
        "minimum": -np.inf,
        "maximum": np.inf,
        "per_us": 1.0,
        "period_us": 0.0,
    }
    match rule:
        case Threshold():
            sign = 1.0 if rule.direction == "above" else -1.0
            for number, level in enumerate(rule.levels):
                clear_at = level.raise_at if level.clear_at is None else level.clear_at
                yield {
                    **lane,
                    "level": number,
                    "hold_us": int(level.hold_s * 1e6),
                    "sign": sign,
                    "raise_at": sign * level.raise_at,
                    "clear_at": sign * clear_at,
                }
        case OutOfRange():
            # The figure is the distance outside the range: any at all raises, none clears.
            yield {
                **lane,
                "family": ScanLanes.RANGE,
                "hold_us": int(rule.hold_s * 1e6),
                "minimum": valid_min if rule.minimum is None else rule.minimum,
                "maximum": valid_max if rule.maximum is None else rule.maximum,
                "raise_at": np.nextafter(0.0, 1.0),
                "clear_at": 0.0,
            }
        case Rate():
            yield {
                **lane,
                "family": ScanLanes.RATE,
                "sign": {"rise": 1.0, "fall": -1.0, "both": 0.0}[rule.direction],
                "per_us": rule.per_s * 1e6,
                "raise_at": rule.limit,
                "clear_at": rule.limit,
            }
        case Seasonal():
            yield {
                **lane,
                "family": ScanLanes.SEASON,
                "sign": {"above": 1.0, "below": -1.0, "both": 0.0}[rule.direction],
                "hold_us": int(rule.hold_s * 1e6),
                "raise_at": rule.score,
                "clear_at": rule.clear_score,
                "period_us": DAY_US if rule.period == "day" else 0.0,
            }
        case Combined():
            return
        case FlatLine():
            yield {
                **lane,
                "family": "flat",
                "hold_us": int(rule.for_s * 1e6),
                "tolerance": rule.tolerance,
                "min_samples": rule.min_samples,
                "above": -np.inf if rule.above is None else rule.above,
                "except_at": rule.except_at,
            }
        case Silence():
            yield {**lane, "family": "silent", "hold_us": int(rule.after_s * 1e6)}


T = TypeVar("T", bound=np.generic)


def shift(values: NDArray[T], first: B, carried: NDArray[T]) -> NDArray[T]:
    """Each row's predecessor in its lane: the row above, or what the lane carried into the batch."""
    before = np.empty_like(values)
    before[1:] = values[:-1]
    return np.where(first, carried, before)


def rising(lane: I64, time: I64) -> B:
    """Which rows are later than everything before them in their lane (rows are grouped by lane)."""
    first = np.ones(len(lane), dtype=np.bool_)
    np.not_equal(lane[1:], lane[:-1], out=first[1:])
    # Lift each lane above the one before it, so that one running maximum serves all of them.
    base = int(time.min())
    span = int(time.max()) - base + 2
    lifted = time - base + 1 + np.cumsum(first) * span
    floor = np.where(first, NONE, 0)
    floor[1:] = np.where(first[1:], NONE, np.maximum.accumulate(lifted)[:-1])
    fresh: B = lifted > floor
    return fresh


def longest_first(lane: I64) -> tuple[I64, I64, I64]:
    """The lanes of rows grouped by lane: (lane, first row, number of rows), those with most rows first.

    Round k over the rows then works on a prefix of every array, without any index.
    """
    of, begin, number = np.unique(lane, return_index=True, return_counts=True)
    order = np.argsort(-number, kind="stable")
    return of[order], begin[order], number[order]


def widths_of(number: I64) -> I64:
    """How many lanes each round has, for counts that fall."""
    widths: I64 = np.searchsorted(-number, -np.arange(1, int(number[0]) + 1), side="right")
    return widths


def rounds(lane: I64) -> Iterator[I64]:
    """Rows grouped by lane, in rounds that hold each lane at most once, each lane's rows in their order."""
    _, begin, number = longest_first(lane)
    for step, width in enumerate(widths_of(number)):
        yield begin[:width] + step


# ------------------------------------------------------------------------ what goes in and what comes out


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the judge has to say: an episode began, became graver, or is over."""

    what: Literal["raised", "escalated", "cleared"]
    watch: Watch
    key: str
    """(rule version, datastream, start of the episode): the same whenever the readings are judged again."""
    severity: str
    limit: float | None
    started_us: int
    observed_us: int
    received_us: int
    value: float | None
    measure: float | None
    """For a rate the change over `per_s`, for a season the score; otherwise the value again."""
    peak: float | None
    held_us: int
    """How long the breach has lasted at this reading."""
    usual: float | None = None
    """What a baseline expected of this reading."""
    group: str = ""
    """For a combined rule: the thing id or area path at which it rings."""
    members: tuple[tuple[str, str], ...] = ()
    """For a combined rule: (rule code, datastream) of each member that rings or rang a moment ago."""
    of: int = 0
    """For a combined rule: how many could be counted."""


@dataclass(slots=True, kw_only=True)
class Late:
    """A stretch of one watch in which readings came late or out of order and were beyond the lowest level."""

    from_us: int
    to_us: int
    received_us: int


@dataclass(slots=True, kw_only=True)
class OpenEpisode:
    key: str
    severity: int
    levels: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Turn:
    """One lane turned on or off at one reading."""

    row: int
    pair: int
    level: int
    up: bool
    started_us: int
    observed_us: int
    received_us: int
    value: float
    measure: float
    peak: float
    usual: float = float("nan")


@dataclass(frozen=True, slots=True)
class Columns:
    """Readings as columns, in stream order; the same fields as `sensing.contracts.ObservationColumns`."""

    datastreams: Sequence[str]
    codes: NDArray[np.int32]
    observed_us: I64
    received_us: I64
    values: F64
    qualities: NDArray[np.uint8]


@dataclass(slots=True)
class Batch:
    """A batch sorted by stream: stream s has rows start[s] … start[s] + count[s]."""

    row: I64
    time: I64
    observed: I64
    received: I64
    value: F64
    judged: B
    all_judged: bool
    start: I64
    count: I64
