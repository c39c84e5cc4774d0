"""What a city folder says of its areas: `city.yaml` and its tables. Nothing of a city is in code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from yiwang.kernel.declarations import SLUG, Limits, Pattern, Problem, Size

Slug = Annotated[str, SLUG]
Code = Annotated[str, Pattern(regex=r"\d{2,12}", zh="2 至 12 位数字", en="2 to 12 digits")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """The level and area that this folder is about."""

    level: Literal["province", "city", "county"]
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSource:
    """Where a table of the folder comes from and under which licence it is shipped."""

    id: Slug
    title: str
    licence: str
    files: tuple[str, ...]
    as_of: date | None = None
    attribution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionalDistrict:
    """A functional district (功能区): a node of the managed tree that governs towns coded under others.

    `since` is the day from which the district governs; None where the folder does not know. The members hang
    under it in the managed tree and stay where they are in the statistical one.
    """

    id: Slug
    name: str
    short_name: str
    level: Literal["county", "town"]
    parent: str
    members: Annotated[tuple[str, ...], Size(at_least=1)]
    since: date | None = None
    members_since: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridSchemeDeclaration:
    """A grid scheme and its code rule. A named group `area` in the pattern must be the code of the grid's
    area."""

    id: Slug
    name: str
    code_pattern: str
    code_rule: str
    covers: Literal["everything", "places"] = "everything"
    gaps: Literal["report", "refuse"] = "report"

    def problems(self) -> Iterable[Problem]:
        try:
            re.compile(self.code_pattern)
        except re.error as wrong:
            yield Problem(
                at=("code_pattern",),
                zh=f"编码规则不是正则表达式：{wrong}。",
                en=f"The code pattern is no regular expression: {wrong}.",
                cure_zh="改正正则表达式。",
                cure_en="Mend the regular expression.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class DemonstrationGrids:
    """Generate grids of `scheme` in every village under the managed areas `within`."""

    scheme: str
    within: tuple[str, ...]
    per_village: Annotated[int, Limits(ge=1, le=999)] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """Geometry below county that is generated because no open source has it; marked everywhere."""

    seed: int
    grids: tuple[DemonstrationGrids, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortName:
    area: str
    short_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """`city.yaml`."""

    city: Slug
    name: str
    seat: Seat
    sources: tuple[DataSource, ...]
    divisions_source: str
    demonstration: Demonstration
    reach_m: Annotated[float, Limits(ge=0, le=20000)] = 0.0
    functional: tuple[FunctionalDistrict, ...] = ()
    grid_schemes: tuple[GridSchemeDeclaration, ...] = ()
    short_names: tuple[ShortName, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionLine:
    """One line of divisions.csv."""

    code: Code
    name: Annotated[str, Size(at_least=1, at_most=120)]
    level: Literal["province", "city", "county", "town", "village"]
    parent_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLine:
    """One line of codes.csv: what another source calls an area. Keyed by source and code, never code
    alone."""

    source: str
    code: str
    name: str
    area: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnglishName:
    """One line of names_en.csv. `derived`: Hanyu Pinyin of the Chinese name that nobody confirmed."""

    area: str
    name: Annotated[str, Size(at_least=1, at_most=200)]
    origin: Literal["given", "derived"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TownPoint:
    """One line of town_points.csv: WGS 84 degrees."""

    area: str
    lon: Annotated[float, Limits(ge=-180, le=180)]
    lat: Annotated[float, Limits(ge=-90, le=90)]
    geonameid: str = ""
