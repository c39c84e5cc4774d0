"""What a city's `units.yaml` may say: its units, lines, posts, people, desks and demonstration accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from yiwang.kernel.declarations import SLUG, Limits, Pattern, Problem, Unique

LINE = Pattern(regex=r"[a-z][a-z_]*", zh="小写英文字母和下划线", en="lower-case letters and underscores")
CLOCK_TIMES = Pattern(
    regex=r"([01]\d|2[0-3]):[0-5]\d(,([01]\d|2[0-3]):[0-5]\d)*", zh="如 08:00,20:00", en="like 08:00,20:00"
)
Kind = Literal["government", "department", "vertical", "enterprise", "platform"]
RoleName = Literal[
    "leader",
    "duty_officer",
    "dispatcher",
    "handler",
    "grid_worker",
    "inspector",
    "operator",
    "supervisor",
    "secretary",
    "data_steward",
    "analyst",
    "statistician",
    "indicator_admin",
    "system_admin",
    "security_admin",
    "audit_admin",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSaid:
    """A line (条线) that runs through the levels."""

    code: Annotated[str, LINE]
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSaid:
    """A unit of the city itself."""

    id: Annotated[str, SLUG]
    name: str
    short_name: str
    kind: Kind = "department"
    line: str = ""
    stem: str = ""
    """The beginning of its subordinates' names; empty: it has none."""
    parent: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyUnitSaid:
    """A unit that every county-level area has; `{area}` and `{short}` stand for the area's names."""

    code: Annotated[str, SLUG]
    name: str
    short_name: str
    kind: Kind = "department"
    line: str = ""
    stem: str = ""
    of: Literal["every", "division", "functional"] = "every"
    name_en: str = ""
    """`{area}` stands for the area's English name; where that is missing, the unit has none either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How many units and people the demonstration has, functional districts included."""

    city: Annotated[int, Limits(ge=1, le=2_000)]
    county: Annotated[int, Limits(ge=1, le=20_000)]
    users: Annotated[int, Limits(ge=1, le=200_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSaid:
    """A post that each unit of a kind has, and the role that goes with it."""

    post: str
    role: RoleName
    count: Annotated[int, Limits(ge=1, le=50)] = 1
    charge: Literal["", "area", "unit", "group"] = ""
    """A leader's charge: the whole area, his own unit and its line, or one group of lines after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """The posts by kind of unit; further people up to the scale hold the post `further`."""

    government: tuple[PostSaid, ...]
    office: tuple[PostSaid, ...]
    town: tuple[PostSaid, ...]
    village: tuple[PostSaid, ...]
    further: PostSaid


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Made-up names: surnames and given names."""

    surnames: str
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TownUnits:
    """How a town's and a village's unit is called, by the end of the area's name."""

    ending: str
    unit: str
    en: str = ""
    """The unit's English name, with `{area}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSaid:
    """A desk and the accounts that take turns at it."""

    code: Annotated[str, SLUG]
    name: str
    unit: str
    changes_at: Annotated[str, CLOCK_TIMES]
    officers: tuple[str, ...]
    grace_min: Annotated[int, Limits(ge=0, le=720)] = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSaid:
    """A demonstration account."""

    login: Annotated[str, SLUG]
    name: str
    unit: str
    post: str
    roles: tuple[RoleName, ...]
    area: str = ""
    """The area of the post where it is smaller than the unit's (a grid worker's village)."""
    charge: Literal["", "area", "unit", "group"] = ""
    group: int = 1
    """Of a charge by group: which of `charge_groups`, the first is 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CityUnits:
    """A city's units.yaml."""

    area: str
    prefix: Annotated[str, SLUG]
    scale: Scale
    lines: Annotated[tuple[LineSaid, ...], Unique("code")]
    city_units: Annotated[tuple[UnitSaid, ...], Unique("id")]
    county_units: Annotated[tuple[CountyUnitSaid, ...], Unique("code")]
    functional_government: str
    """The code that a functional district's own government has instead of the first county unit's."""
    subordinates: tuple[str, ...]
    towns: tuple[TownUnits, ...]
    charge_groups: tuple[tuple[str, ...], ...]
    posts: Posts
    people: People
    desks: Annotated[tuple[DeskSaid, ...], Unique("code")]
    accounts: Annotated[tuple[AccountSaid, ...], Unique("login")]

    def problems(self) -> Iterable[Problem]:
        """Lines and accounts that are named but not there."""
        lines = {"", *(line.code for line in self.lines)}
        said = [("city_units", index, unit.line) for index, unit in enumerate(self.city_units)]
        said += [("county_units", index, unit.line) for index, unit in enumerate(self.county_units)]
        for field, index, line in said:
            if line not in lines:
                yield _unknown((field, index, "line"), line)
        for index, group in enumerate(self.charge_groups):
            for place, line in enumerate(group):
                if line not in lines:
                    yield _unknown(("charge_groups", index, place), line)
        logins = {account.login for account in self.accounts}
        for index, desk in enumerate(self.desks):
            for place, login in enumerate(desk.officers):
                if login not in logins:
                    yield _unknown(("desks", index, "officers", place), login)


def _unknown(at: tuple[str | int, ...], word: str) -> Problem:
    return Problem(
        at=at,
        zh=f"没有“{word}”。",
        en=f"There is no “{word}”.",
        cure_zh="先在本文件中声明它。",
        cure_en="Declare it in this file first.",
        code="units.unknown",
    )
