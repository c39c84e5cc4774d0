"""The lines of domain.md written out once more, naively: what the scope is held against."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from yiwang.identity.contracts import Subject
from yiwang.identity.roles import ROLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A unit as the oracle knows it."""

    kind: str
    level: str
    path: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """One line of a leader's charge (分管)."""

    path: str
    line: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A row as every noun keeps it."""

    area_path: str
    units: Collection[str] = ()
    secret: bool = False
    against: Collection[str] = ()


BY_AREA = (
    "dispatcher",
    "duty_officer",
    "inspector",
    "grid_worker",
    "operator",
    "secretary",
    "supervisor",
    "data_steward",
)
SEE_SECRET = ("dispatcher", "duty_officer", "operator")
LOWER = {"city": ("county", "town", "village"), "county": ("town", "village"), "town": ("village",)}


def declared(
    subject: Subject,
    row: Looked,
    permission: str,
    places: Mapping[str, Place],
    charges: Collection[Charged] = (),
) -> bool:
    """Whether `subject` may see `row` under `permission`, by the words of domain.md."""
    mine = places[subject.unit_id]
    for role in subject.roles:
        if permission not in ROLES[role].permissions:
            continue
        if role != "data_steward" and f"@{subject.user_id}" in row.units:
            return True
        handles = subject.unit_id in row.units or f"!{subject.unit_id}" in row.units
        if handles and role not in ("grid_worker", "operator", "data_steward"):
            return True
        if subject.unit_id in row.against or (row.secret and role not in SEE_SECRET):
            continue
        if role in BY_AREA and row.area_path.startswith(subject.area_path):
            return True
        if role == "handler" and _home(mine, row, places):
            return True
        if role == "leader" and any(_charged(one, row, places) for one in charges):
            return True
    return False


def _home(mine: Place, row: Looked, places: Mapping[str, Place]) -> bool:
    if mine.kind in ("government", "town", "village"):
        return row.area_path.startswith(mine.path)
    if mine.kind not in ("department", "vertical") or not mine.line:
        return False
    return any(
        _of_line(places.get(unit), mine.line, mine.path) and places[unit].level in LOWER.get(mine.level, ())
        for unit in row.units
    )


def _charged(charge: Charged, row: Looked, places: Mapping[str, Place]) -> bool:
    if charge.line == "*":
        return row.area_path.startswith(charge.path)
    if charge.unit:
        return charge.unit in row.units
    return any(_of_line(places.get(unit), charge.line, charge.path) for unit in row.units)


def _of_line(place: Place | None, line: str, path: str) -> bool:
    return (
        place is not None
        and place.line == line
        and place.kind in ("department", "vertical")
        and place.path.startswith(path)
    )
