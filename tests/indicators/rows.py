"""Rows of cases as indicators note them, made up; and what a plain loop over them makes of each figure."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from yiwang.indicators import _counting as counting
from yiwang.indicators import _summing as summing
from yiwang.indicators._registry import registry
from yiwang.indicators._sources import RATES, SOURCES
from yiwang.indicators.contracts import period_of
from yiwang.indicators.logic import STORED, prefixes
from yiwang.indicators.models import Noted
from yiwang.kernel.tasks import Lease, acquire

CITY = "/44/4499/"
Row = dict[str, Any]
Key = tuple[str, str, str, date]


def lease() -> Lease:
    held = acquire("indicators.count", "test")
    assert held is not None
    return held


def count() -> None:
    """Count whatever is noted, in as many pieces as it takes."""
    while counting.count(SOURCES["cases"], lease()):
        pass


def places(chance: random.Random) -> list[tuple[str, str]]:
    """A random tree of counties, towns and villages; a zone holds one town in the managed tree alone. Some
    rows lie at a town or at a county itself."""
    found = []
    for county in range(chance.randint(1, 3)):
        for town in range(chance.randint(1, 3)):
            for village in range(chance.randint(0, 3)):
                tail = f"t{county}{town}/" + (f"v{county}{town}{village}/" if village else "")
                managed = f"{CITY}zone/" if (county, town) == (0, 0) else f"{CITY}c{county}/"
                found.append((managed + tail, f"{CITY}c{county}/{tail}"))
        found.append((f"{CITY}c{county}/", f"{CITY}c{county}/"))
    return found or [(CITY, CITY)]


@dataclass
class Book:
    """Every version of every row, in order."""

    chance: random.Random
    first: date = date(2025, 11, 20)
    days: int = 70
    position: int = 0
    latest: dict[str, Row] = field(default_factory=dict)

    def row(self, key: str, where: tuple[str, str]) -> Row:
        opened = self.first + timedelta(days=self.chance.randrange(self.days))
        closed = opened + timedelta(days=self.chance.randrange(20)) if self.chance.random() < 0.6 else None
        row: Row = {
            "row_key": key,
            "number": f"N{key}",
            "title_zh": "道路积水",
            "title_en": "Flooded street",
            "area_id": where[0].strip("/").rsplit("/", 1)[-1],
            "area_name": "某地",
            "managed_path": where[0],
            "statistical_path": where[1],
            "units": "|u1|",
            "secret": self.chance.random() < 0.05,
            "opened_day": opened.isoformat(),
            "closed_day": closed.isoformat() if closed else None,
            "kind": self.chance.choice(["city", "maintenance"]),
            "flow": self.chance.choice(["device", "hotline"]),
            "matter": self.chance.choice(["m1", "m2", "it's"]),
            "severity": "general",
            "state": "closed" if closed else "open",
            "unit": self.chance.choice(["", "u1", "u2", "u3"]),
            "unit_name": "",
            "living": int(self.chance.random() < 0.9),
            "closed": int(closed is not None),
            "hours": self.chance.randrange(1, 400) / 4 if closed else None,
        }
        for code in RATES:
            of = self.chance.randrange(3)
            row[f"{code}_of"], row[f"{code}_so"] = of, self.chance.randint(0, of)
        return row

    def note(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.position += 1
            self.latest[row["row_key"]] = row
            Noted.objects.create(
                source="cases", key=row["row_key"], position=self.position, row=json.dumps(row)
            )

    def counted(self) -> list[Row]:
        return [row for row in self.latest.values() if not row["secret"]]


def cells_of(row: Row, by: str) -> list[Key]:
    """Every cell that a row lies in by a day of its."""
    if not row[by]:
        return []
    day = date.fromisoformat(row[by])
    return [
        (tree, above, kind, period_of(kind, day).first)
        for tree in ("managed", "statistical")
        for above in prefixes(row[f"{tree}_path"])
        for kind in STORED
    ]


def expected(book: Book) -> dict[str, dict[Key, float]]:
    """Some figures by a plain loop: an additive one of each day, the parts of a rate, a percentile, a count
    of different things."""
    found: dict[str, dict[Key, Any]] = {
        "cases.opened": {}, "cases.closed": {}, "in_time_so": {}, "in_time_of": {}, "p90": {}, "units": {}
    }  # fmt: skip
    for row in book.counted():
        for key in cells_of(row, "opened_day"):
            found["cases.opened"][key] = found["cases.opened"].get(key, 0) + row["living"]
            found["in_time_so"][key] = found["in_time_so"].get(key, 0) + row["finish_so"]
            found["in_time_of"][key] = found["in_time_of"].get(key, 0) + row["finish_of"]
            if row["living"] and row["unit"]:
                found["units"].setdefault(key, set()).add(row["unit"])
        for key in cells_of(row, "closed_day"):
            found["cases.closed"][key] = found["cases.closed"].get(key, 0) + 1
            found["p90"].setdefault(key, []).append(row["hours"])
    found["p90"] = {key: float(np.quantile(held, 0.9)) for key, held in found["p90"].items()}
    found["units"] = {key: float(len(held)) for key, held in found["units"].items()}
    return found


def kept() -> dict[Key, dict[str, list[Any]]]:
    """Every figure of every area, tree and stored period as it stands."""
    found: dict[Key, dict[str, list[Any]]] = {}
    source, declared = SOURCES["cases"], registry().counted("cases")
    for by in summing.by_days(declared):
        those = [one for one in declared if one.formula and one.formula.by == by]
        periods = sorted(summing.periods_of(summing.touched(source, by, 0)), key=str)
        for tree in summing.TREES if periods else ():
            every = summing.figures(source, those, tree, periods)
            for area in every.areas:
                for place, period in enumerate(periods):
                    for one in those:
                        parts = every.at(one, area, place)
                        said = [parts.whole, parts.numerator, parts.denominator, parts.n]
                        found.setdefault((tree, area, period.kind, period.first), {})[one.code] = said
    return found
