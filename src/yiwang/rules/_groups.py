"""Where a datastream counts for a combined rule: its thing, or the managed area of some level above it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from yiwang.areas import api as areas
from yiwang.rules._combine import Combination
from yiwang.rules.declarations import Combined
from yiwang.sensing.contracts import Datastream, Thing

ABOVE_TOWN = ("county", "city")
"""Levels at which a combined rule may count things of several parts of the judge."""


class Groups:
    """The places of all datastreams, with the areas above them looked up once."""

    def __init__(self, places: Mapping[str, tuple[Datastream, Thing]]) -> None:
        self.places = places
        self.things = {name: thing.id for name, (_, thing) in places.items()}
        self._levels: dict[str, dict[str, str]] = {}
        self._of_level: dict[str, dict[str, str]] = {"thing": self.things}

    def combination(self, rule: Combined, version: str, *, retired: bool = False) -> Combination:
        groups = self._at(rule.at)
        if within := rule.targets.within:
            places = self.places
            groups = {
                name: group for name, group in groups.items() if places[name][1].area_path.startswith(within)
            }
        return Combination(rule=rule, version=version, groups=groups, things=self.things, retired=retired)

    def _at(self, level: str) -> dict[str, str]:
        """Each datastream's group at a level, where it has one: one dictionary for all rules."""
        if level not in self._of_level:
            found = (
                (name, self._above(thing.area_path).get(level)) for name, (_, thing) in self.places.items()
            )
            self._of_level[level] = {name: group for name, group in found if group is not None}
        return self._of_level[level]

    def part(self, path: str, of: int) -> int:
        """Which of `of` parts judges what lies at `path`: a town is never divided."""
        if of == 1:
            return 0
        return zlib.crc32(self._above(path).get("town", path).encode()) % of

    def _above(self, path: str) -> dict[str, str]:
        """The path of each level's area that holds `path`, by level."""
        if path not in self._levels:
            segments = [segment for segment in path.split("/") if segment]
            found = areas.areas(segments)
            self._levels[path] = {
                found[segment].level: "/" + "/".join(segments[: place + 1]) + "/"
                for place, segment in enumerate(segments)
                if segment in found
            }
        return self._levels[path]
