"""What the routes of collecting, of imported tables and of aims answer: shapes that no other noun reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from yiwang.indicators.contracts import Cell, Direction, FigureRow, FigureState, Level, Period, PeriodKind

AimedBy = Literal["set", "above", "definition", "none"]
"""Whose an aim is: set for the area itself, said of an area above, by the definition, nobody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """How far one figure of one period is collected: the city's own number and those of the areas below.
    `difference` (差额) is the first less the sum of the others, as far as they are reported."""

    items: list[FigureRow]
    areas: int
    reported: int
    overdue: int
    own: float | None
    sum: float | None
    difference: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionCell:
    """Where the figure of one area stands."""

    area_id: str
    area_name: str
    state: FigureState
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionLine:
    """How far one figure is collected, area by area, the city's own first."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    period: Period
    due_at: datetime | None
    areas: int
    reported: int
    overdue: int
    cells: list[CollectionCell]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresRead:
    """What was made of a sheet: rows, drafts kept, rows that stood so already, and the faults by cell."""

    rows: int
    kept: int
    again: int
    reported: int
    faults: list[Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRead:
    """What was made of a sheet for an imported table: its rows, those new or changed, those that are there no
    more, the table's version."""

    rows: int
    fresh: int
    gone: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanLine:
    """One act on thresholds: who, when, and why."""

    act: str
    actor_name: str
    unit_name: str
    at: datetime
    text_zh: str
    text_en: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanRow:
    """Thresholds of an area from a day until a day (None: until further notice), with what was done to them.
    `periods` are the kinds of period that they stand for (none: every kind); `dropped`: taken back before
    they began."""

    id: str
    first_day: date
    last_day: date | None
    good: float
    watch: float
    periods: list[PeriodKind]
    dropped: bool
    version: int
    basis: str
    lines: list[SpanLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class AimRow:
    """What one area is to reach in the year and how it is judged today, where each comes from, and where it
    stands. `span` are the thresholds of today where they were set for the area itself, `others` those that
    it has today for other kinds of period, `coming` those that begin later; `target_version` is 0 where no
    target was set for it here."""

    area_id: str
    area_name: str
    target: float | None
    target_by: AimedBy
    target_area: str
    target_version: int
    basis: str
    good: float | None
    watch: float | None
    thresholds_by: AimedBy
    thresholds_area: str
    span: SpanRow | None
    others: list[SpanRow]
    coming: list[SpanRow]
    value: float | None
    level: Level | None
    reached: float | None
    progress_gap: float | None
    may_set: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AimTable:
    """The aims of a figure in an area and those right below it, the area itself first. `adds`: the target of
    an area is not that of those below it. `period` is of the kind that is looked at, one of `kinds`."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    decimals: int
    direction: Direction
    adds: bool
    kinds: list[PeriodKind]
    area_id: str
    area_name: str
    year: int
    period: Period
    rows: list[AimRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsRead:
    """What was made of a sheet of aims: its rows, targets and thresholds that are others now."""

    rows: int
    targets: int
    thresholds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureKeyRow:
    """A key by which another system reports for a person; `used_at`: when it last brought something."""

    id: str
    name: str
    issued_at: datetime
    used_at: datetime | None
    revoked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureKeyMade:
    """A key that was just made, shown this once."""

    id: str
    name: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PushedFigure:
    """What became of one figure that was pushed; `changed`: it was not there so already."""

    code: str
    area_id: str
    last: date
    state: str
    version: int
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresPushed:
    """What became of a batch; `repeated`: it was taken before, under the same number."""

    figures: list[PushedFigure]
    repeated: bool
