"""What the situation center answers with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from yiwang.areas.contracts import Mode
from yiwang.cases.contracts import CaseRow
from yiwang.identity.contracts import HandOver, Shift, ShiftLine
from yiwang.rules.contracts import Alert

Tree = Literal["managed", "statistical"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What is open now and what was closed today. Maintenance orders (维护单) are apart from city cases."""

    alerts_open: int = 0
    alerts_ringing: int = 0
    events_open: int = 0
    cases_open: int = 0
    cases_overdue: int = 0
    cases_closed_today: int = 0
    orders_open: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaLine:
    """The counts of one area below the one looked at; `place` is `self` for what lies in it directly and
    `elsewhere` for what the person handles outside it.
    """

    area_id: str
    name: str
    level: str
    functional: bool
    place: Literal["child", "self", "elsewhere"]
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardLine:
    """The counts of one hazard."""

    hazard: str
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices:
    """设备完好率 = (total - silent - never - faulty) ÷ total; `rate` is None without things."""

    total: int
    online: int
    silent: int
    never: int
    faulty: int
    demonstration: int
    rate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The situation of one area as one person may see or count it.

    By the `managed` tree (管理口径) every figure can be opened down to its rows. By the `statistical` tree
    (统计口径) an area also counts what another district governs on its ground: the figure, not the rows
    (`rows_open` is false).
    `fed_by` are the beginnings of fact types that change these figures: a live page asks again when one comes
    with a position beyond `position`.
    """

    area_id: str
    area_name: str
    tree: Tree
    rows_open: bool
    note_zh: str
    note_en: str
    since: datetime
    totals: Counts
    areas: list[AreaLine]
    hazards: list[HazardLine]
    devices: Devices | None
    fed_by: list[str]
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What every page of one person stands under: the mode (平急状态) of the area looked at, and whether what
    he sees is partly a demonstration.

    `mode` is None where nobody has said one. `demonstration` is true when a demonstration thing that he may
    see has ever spoken (`last_replayed_at`: when last), or when an open case of his comes from one.
    """

    area_id: str
    area_name: str
    mode: Mode | None
    mode_since: datetime | None
    demonstration: bool
    last_replayed_at: datetime | None
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDesk:
    """The duty desk: who is on shift, what is open, the log, and the hand-over that waits."""

    desk: str
    shift: Shift | None
    next_shift: Shift | None
    on_shift: bool
    hand_over: HandOver | None
    alerts: list[Alert]
    alerts_total: int
    cases: list[CaseRow]
    cases_total: int
    log: list[ShiftLine]
    fed_by: list[str]
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing found, of any kind, with the page that shows it."""

    kind: Literal["area", "unit", "thing", "record", "alert", "event", "case"]
    id: str
    title_zh: str
    title_en: str
    note: str
    area_path: str
    """The managed path, where the kind has one; else empty."""
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HitGroup:
    """What one kind has found: the first few, and how many there are."""

    kind: str
    total: int
    hits: list[Hit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The answer of the search, within what the person may see."""

    q: str
    groups: list[HitGroup]
    position: int
