"""Shapes, refusals and facts of 区划与网格 that cross its door.

An area's id is ours and permanent: it is seeded from the national code where one exists ('440802001'), else a
slug ('zj-etdz'). A path is '/' + ids from the root joined by '/' + '/': '/44/4408/440802/440802001/'. A
subtree is a prefix of the stored path *in one tree*, never a prefix of a code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from yiwang.kernel.errors import Conflict, Invalid, NotFound
from yiwang.kernel.facts import Fact

Mode = Literal["routine", "emergency", "major_event"]
"""平 / 急 / 重."""
Level = Literal["province", "city", "county", "town", "village", "grid"]
Kind = Literal["division", "functional", "grid"]
Tree = Literal["managed", "statistical"]
Grade = Literal["sourced", "demonstration", "none"]
Precision = Literal["sourced", "demonstration"]

LEVELS: tuple[Level, ...] = ("province", "city", "county", "town", "village", "grid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A place that someone governs or counts, as it stands today.

    `managed_path` and `statistical_path` are today's; `path_on` gives the path of an earlier day. A
    functional district (kind "functional") stands in the managed tree alone: its statistical path is "".
    A closed area (merged into another) keeps its row; `closed_on` says since when. lon/lat are WGS 84
    degrees of a point that stands for the area; `geometry` is the grade of its outline. `name_en` is "" where
    nobody gave one; `name_en_derived` says that it was made from the Chinese one and nobody confirmed it.
    """

    id: str
    name: str
    short_name: str
    level: Level
    kind: Kind
    managed_path: str
    statistical_path: str
    managed_parent: str | None
    statistical_parent: str | None
    lon: float | None
    lat: float | None
    geometry: Grade
    closed_on: date | None = None
    name_en: str = ""
    name_en_derived: bool = False

    @property
    def english(self) -> str:
        """How an English page calls it: never nothing."""
        return self.name_en or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceGuess:
    """An area that a text names: the `words` that name it, and how sure that is (0 to 1, by fixed steps: no
    measured probability).

    `grid_id` is the grid where the text says its number, or the village's only grid; else "".
    """

    area_id: str
    path: str
    name: str
    level: Level
    words: str
    confidence: float
    grid_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaMode:
    """The mode that an area stands in, since when, and the area (itself or one above it) that says so."""

    area_id: str
    mode: Mode
    since: datetime
    said_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaCode:
    """A code that a source gives to an area. Two sources may give one code to different towns."""

    source: str
    code: str
    area_id: str
    name: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where an area stood in one tree, from a day (inclusive; None = before our records) to a day
    (exclusive)."""

    tree: Tree
    path: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GridHit:
    """The grid of one scheme that a point lies in, and who answers for it (user ids; "" = nobody named
    yet)."""

    scheme: str
    grid_id: str
    code: str
    name: str
    head_user: str
    worker_user: str
    precision: Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where a point lies.

    `area_id` is the deepest division (village at most) whose outline holds the point, and `precision` says
    whether that outline has a source or was generated for demonstration. `sourced_id` is the deepest area
    whose outline has a source: what may be relied on. A statement of law or money rests on `sourced_id`
    alone.
    """

    area_id: str
    level: Level
    name: str
    managed_path: str
    statistical_path: str
    precision: Precision
    sourced_id: str
    sourced_level: Level
    sourced_name: str
    lon: float
    lat: float
    converted_from: str = ""
    beyond_m: float = 0.0
    """How far outside the nearest sourced outline the point lies; 0 inside. Shipped outlines are coarse."""
    grids: tuple[GridHit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """A box in WGS 84 degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GridScheme:
    """A family of grids that may overlap other families but not itself."""

    id: str
    name: str
    code_pattern: str
    code_rule: str
    covers: Literal["everything", "places"]
    gaps: Literal["report", "refuse"]
    grids: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GridFault:
    """One thing wrong with one row of an import: `row` is 1-based as the file counts its features or
    records."""

    row: int
    code: str
    fault: Literal["geometry", "code", "duplicate", "area", "overlap", "gap", "frame", "outside", "encoding"]
    zh: str
    en: str
    blocks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GridReport:
    """What an import of grids found and did. Nothing is stored while any fault blocks."""

    scheme: str
    frame: str
    rows: int
    added: int
    changed: int
    unchanged: int
    stored: bool
    faults: tuple[GridFault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CityLoaded:
    """What loading a city folder did. `differs` names areas that stand otherwise here than in the folder."""

    city: str
    name: str
    areas: int
    added: int
    grids: int
    unchanged: bool
    differs: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PathMove:
    """One old→new line of a move: every path that began with `old` in `tree` begins with `new` from `on`."""

    tree: Tree
    old: str
    new: str
    on: date
    area_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Days on which an area does not work (台风“五停” and the like): first to last day, both inclusive."""

    id: str
    area_id: str
    area_path: str
    first_day: date
    last_day: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CityLoadedFact(Fact):
    fact_type: ClassVar[str] = "areas.city_loaded"
    city: str
    areas: int
    added: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaMoved(Fact):
    """`moves` are {tree, old, new}: a reader with stored paths rewrites those that begin with `old`."""

    fact_type: ClassVar[str] = "areas.area_moved"
    area_id: str
    on: str
    moves: list[dict[str, str]]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreasMerged(Fact):
    fact_type: ClassVar[str] = "areas.areas_merged"
    area_ids: list[str]
    into: str
    on: str
    moves: list[dict[str, str]]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GridsImported(Fact):
    fact_type: ClassVar[str] = "areas.grids_imported"
    scheme: str
    added: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GridAssigned(Fact):
    fact_type: ClassVar[str] = "areas.grid_assigned"
    grid_id: str
    head_user: str
    worker_user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GridsStaffed(Fact):
    fact_type: ClassVar[str] = "areas.grids_staffed"
    scheme: str
    grids: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StopDeclared(Fact):
    fact_type: ClassVar[str] = "areas.stop_declared"
    stop_id: str
    area_id: str
    first_day: str
    last_day: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopWithdrawn(Fact):
    """Stop days were lifted: what they had put off is due as if they had not been."""

    fact_type: ClassVar[str] = "areas.stop_withdrawn"
    stop_id: str
    area_id: str
    first_day: str
    last_day: str
    reason: str


class UnknownStop(NotFound):
    code = "areas.unknown_stop"
    zh = "没有这条停工停办安排，可能已被撤销。"
    en = "There are no such stop days; they may have been withdrawn."


class StopOver(Conflict):
    code = "areas.stop_over"
    zh = "停工停办已于 {last} 结束，不能再撤销：已据此推算的期限不追改。"
    en = "The stop days ended on {last}; limits that went by them are not changed afterwards."


class UnknownArea(NotFound):
    code = "areas.unknown_area"
    zh = "没有编号为 {area} 的区划或网格。"
    en = "There is no area or grid {area}."


class UnknownScheme(NotFound):
    code = "areas.unknown_scheme"
    zh = "没有名为 {scheme} 的网格体系。"
    en = "There is no grid scheme {scheme}."


class NowhereHere(Invalid):
    code = "areas.nowhere_here"
    zh = "坐标（{lon}，{lat}）不在本平台辖区内。"
    en = "The point ({lon}, {lat}) lies in no area of this instance."


class BadMove(Invalid):
    code = "areas.bad_move"
    zh = "区划调整不成立：{reason_zh}"
    en = "The move cannot be made: {reason_en}"


class AreaClosed(Conflict):
    code = "areas.closed"
    zh = "区划 {area} 自 {on} 起已撤并。"
    en = "The area {area} has been closed since {on}."


class CityFaults(Invalid):
    code = "areas.city_faults"
    zh = "城市数据有 {count} 处错误，未载入任何内容。"
    en = "The city folder has {count} faults; nothing was loaded."


class GridFaults(Invalid):
    code = "areas.grid_faults"
    zh = "网格文件有 {count} 处必须改正的错误，未导入任何网格。"
    en = "The grid file has {count} faults that must be mended; no grid was imported."


class BadStop(Invalid):
    code = "areas.bad_stop"
    zh = "停工日的最后一天早于第一天。"
    en = "The last stop day comes before the first."


class BadOption(Invalid):
    code = "areas.bad_option"
    zh = "不认识的选项“{option}”；可写：{known}。"
    en = "The option “{option}” is not known; write {known}."
