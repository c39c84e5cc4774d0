"""Rolling counts up an area tree. Pure: it is given counts and paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from yiwang.centers.situation.contracts import Counts

FIELDS = (
    "alerts_open",
    "alerts_ringing",
    "events_open",
    "cases_open",
    "cases_overdue",
    "cases_closed_today",
    "orders_open",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The counts of one hazard in the deepest area that they lie in."""

    area_id: str
    hazard: str
    counts: Counts


def add(parts: Iterable[Counts]) -> Counts:
    """The sum, field by field."""
    sums = dict.fromkeys(FIELDS, 0)
    for part in parts:
        for name in FIELDS:
            sums[name] += getattr(part, name)
    return Counts(**sums)


def within(tallies: Iterable[Tally], paths: Mapping[str, str], roots: Sequence[str]) -> list[Tally]:
    """The tallies whose area lies below one of `roots`; an area without a path lies nowhere."""
    prefixes = tuple(root for root in roots if root)
    return [tally for tally in tallies if paths.get(tally.area_id, "").startswith(prefixes)]


def place_of(path: str, below: str) -> str:
    """Where `path` lies seen from the area at `below`: a child's id, "." for itself, "" for elsewhere."""
    if not below or not path.startswith(below):
        return ""
    rest = path[len(below) :].strip("/")
    return rest.split("/")[0] if rest else "."


def by_place(tallies: Iterable[Tally], paths: Mapping[str, str], below: str) -> dict[str, Counts]:
    """Counts by child of the area at `below`, with "." and "" as `place_of` gives them."""
    groups: dict[str, list[Counts]] = {}
    for tally in tallies:
        groups.setdefault(place_of(paths.get(tally.area_id, ""), below), []).append(tally.counts)
    return {place: add(parts) for place, parts in groups.items()}


def by_hazard(tallies: Iterable[Tally]) -> dict[str, Counts]:
    groups: dict[str, list[Counts]] = {}
    for tally in tallies:
        groups.setdefault(tally.hazard, []).append(tally.counts)
    return {hazard: add(groups[hazard]) for hazard in sorted(groups)}
