"""Pure decisions of 区划与网格: paths, names, moves, code rules and the checks of grids. No I/O."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from yiwang.areas.contracts import GridFault

#: A square degree of latitude by longitude at the equator, in square metres.
_SQUARE_DEGREE_M2 = (6371008.8 * math.pi / 180) ** 2
#: Overlaps and gaps below this are drawing noise.
TOLERANCE_M2 = 10.0

_SHORTER = (
    (re.compile("(?:社区)?居民委员会$|(?:社区)?居委会$"), "社区"),
    (re.compile("村民委员会$|村委会$"), "村"),
)


def short_name(name: str) -> str:
    """The name as people say it: 塘㙍村委会 → 塘㙍村, 中华社区居民委员会 → 中华社区."""
    for pattern, ending in _SHORTER:
        shorter, found = pattern.subn("", name)
        if found and shorter:
            return shorter if shorter.endswith(ending) else shorter + ending
    return name


def path_under(parent_path: str, area_id: str) -> str:
    return f"{parent_path or '/'}{area_id}/"


def ids_of(path: str) -> tuple[str, ...]:
    """The ids from the root down to the area itself."""
    return tuple(part for part in path.split("/") if part)


def paths_from(parents: Mapping[str, str | None]) -> dict[str, str]:
    """Every area's path from every area's parent. A circle is a ValueError."""
    paths: dict[str, str] = {}

    def path(area: str, trail: tuple[str, ...]) -> str:
        if area not in paths:
            if area in trail:
                raise ValueError(" → ".join((*trail, area)))
            parent = parents[area]
            paths[area] = path_under(path(parent, (*trail, area)) if parent is not None else "/", area)
        return paths[area]

    for area in parents:
        path(area, ())
    return paths


def moved_path(path: str, old: str, new: str) -> str:
    """`path` after everything below `old` went to `new`."""
    return new + path.removeprefix(old) if path.startswith(old) else path


@dataclass(frozen=True, slots=True)
class Stay:
    """A dated stay at a path: from a day (inclusive, None = always) to a day (exclusive, None = still)."""

    path: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None

    def holds(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


def stay_on(stays: Iterable[Stay], day: date) -> Stay | None:
    return next((stay for stay in stays if stay.holds(day)), None)


def end_stay(stay: Stay, on: date) -> Stay:
    return replace(stay, valid_to=on)


def area_m2(shape: BaseGeometry) -> float:
    """The area of a small WGS 84 polygon in square metres; within 0.1 % for a county."""
    if shape.is_empty:
        return 0.0
    _, south, _, north = shape.bounds
    return float(shape.area) * _SQUARE_DEGREE_M2 * math.cos(math.radians((south + north) / 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class GridDraft:
    """One row of an import, read but not yet believed."""

    row: int
    code: str
    name: str
    area_id: str
    shape: BaseGeometry
    head_user: str = ""
    worker_user: str = ""


def code_faults(
    drafts: Sequence[GridDraft], pattern: str, rule: str, codes: Mapping[str, set[str]]
) -> list[GridFault]:
    """Codes that break the scheme's rule, stand under another area than they say, or come twice.

    `codes` gives every area id the codes it may be written by (its id and its national codes).
    """
    matcher = re.compile(pattern)
    faults, seen = [], dict[str, int]()
    for draft in drafts:
        found = matcher.fullmatch(draft.code)
        if found is None:
            faults.append(
                _fault(
                    draft,
                    "code",
                    f"编码“{draft.code}”不合规则：{rule}。",
                    f"The code “{draft.code}” breaks the rule: {rule}.",
                )
            )
        elif "area" in matcher.groupindex and found["area"] not in codes.get(draft.area_id, {draft.area_id}):
            faults.append(
                _fault(
                    draft,
                    "code",
                    f"编码“{draft.code}”以 {found['area']} 开头，但网格属于 {draft.area_id}。",
                    f"The code “{draft.code}” begins with {found['area']}, "
                    f"but the grid belongs to {draft.area_id}.",
                )
            )
        if (first := seen.setdefault(draft.code, draft.row)) != draft.row:
            faults.append(
                _fault(
                    draft,
                    "duplicate",
                    f"编码“{draft.code}”与第 {first} 行重复。",
                    f"The code “{draft.code}” is already on row {first}.",
                )
            )
    return faults


def overlap_faults(drafts: Sequence[GridDraft], standing: Mapping[str, BaseGeometry]) -> list[GridFault]:
    """Grids of the file that overlap each other, or a grid of the scheme that the file does not replace."""
    own = {draft.code for draft in drafts}
    others = [(code, shape) for code, shape in standing.items() if code not in own]
    shapes = [draft.shape for draft in drafts] + [shape for _, shape in others]
    if not shapes:
        return []
    tree = shapely.STRtree(shapes)
    faults: list[GridFault] = []
    left, right = tree.query(np.array(shapes[: len(drafts)], dtype=object), predicate="intersects")
    for index, other in zip(left.tolist(), right.tolist(), strict=True):
        if other <= index:
            continue
        shared = area_m2(shapes[index].intersection(shapes[other]))
        if shared <= TOLERANCE_M2:
            continue
        draft = drafts[index]
        if other < len(drafts):
            name_zh, name_en = (
                f"第 {drafts[other].row} 行的网格“{drafts[other].code}”",
                f"row {drafts[other].row} “{drafts[other].code}”",
            )
        else:
            code = others[other - len(drafts)][0]
            name_zh, name_en = f"已有网格“{code}”", f"the standing grid “{code}”"
        faults.append(
            _fault(
                draft,
                "overlap",
                f"网格“{draft.code}”与{name_zh}重叠 {shared:.0f} 平方米。",
                f"The grid “{draft.code}” overlaps {name_en} by {shared:.0f} m².",
            )
        )
    return sorted(faults, key=lambda fault: fault.row)


def gap_faults(
    drafts: Sequence[GridDraft],
    standing: Mapping[str, tuple[str, BaseGeometry]],
    outlines: Mapping[str, BaseGeometry],
    blocks: bool,
) -> list[GridFault]:
    """Parts of an area that no grid of the scheme covers, told at the first row of that area.

    `standing` gives (area id, shape) of the scheme's grids by code; `outlines` the areas' outlines.
    """
    own = {draft.code for draft in drafts}
    faults = []
    for area_id in dict.fromkeys(draft.area_id for draft in drafts):
        outline = outlines.get(area_id)
        if outline is None:
            continue
        shapes = [draft.shape for draft in drafts if draft.area_id == area_id]
        shapes += [shape for code, (owner, shape) in standing.items() if owner == area_id and code not in own]
        missing = area_m2(outline.difference(shapely.union_all(shapes)))
        if missing > TOLERANCE_M2:
            draft = next(draft for draft in drafts if draft.area_id == area_id)
            faults.append(
                _fault(
                    draft,
                    "gap",
                    f"{area_id} 有 {missing:.0f} 平方米没有网格覆盖。",
                    f"{missing:.0f} m² of {area_id} are covered by no grid.",
                    blocks=blocks,
                )
            )
    return faults


def outside_faults(
    drafts: Sequence[GridDraft], outlines: Mapping[str, BaseGeometry], sourced: set[str]
) -> list[GridFault]:
    """Grids that leave their area. It blocks only where the area's own outline has a source."""
    faults = []
    for draft in drafts:
        outline = outlines.get(draft.area_id)
        if outline is None:
            continue
        beyond = area_m2(draft.shape.difference(outline))
        if beyond > TOLERANCE_M2:
            faults.append(
                _fault(
                    draft,
                    "outside",
                    f"网格“{draft.code}”有 {beyond:.0f} 平方米在 {draft.area_id} 之外。",
                    f"{beyond:.0f} m² of the grid “{draft.code}” lie outside {draft.area_id}.",
                    blocks=draft.area_id in sourced,
                )
            )
    return faults


def _fault(draft: GridDraft, fault: str, zh: str, en: str, blocks: bool = True) -> GridFault:
    return GridFault(row=draft.row, code=draft.code, fault=fault, zh=zh, en=en, blocks=blocks)  # type: ignore[arg-type]
