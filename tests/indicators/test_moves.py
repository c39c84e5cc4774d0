"""Areas that move: rows stay at the path of their day, every figure adds up and opens to its rows."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pytest

from tests.indicators import rows
from tests.indicators.test_city import CITY, EAST, WEST, town, who
from yiwang.areas import api as areas
from yiwang.areas.models import AreaRow
from yiwang.indicators import api
from yiwang.indicators.contracts import Period, Tree, period_of
from yiwang.kernel import clock

__all__ = ["town"]
pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]
PERIODS: dict[Tree, Period] = {
    "managed": period_of("month", date(2025, 12, 1)),
    "statistical": period_of("quarter", date(2026, 1, 1)),
}
DAYS = {"cases.opened": "opened_day", "cases.closed": "closed_day", "cases.hours_p90": "closed_day"}


def grown(chance: random.Random) -> list[str]:
    """Towns and villages below the counties, as many as chance has it: their ids."""
    made = []

    def grow(area_id: str, parent: str, level: str) -> None:
        above = AreaRow.objects.get(pk=parent)
        counted = EAST if parent == "zone" else parent
        below = AreaRow.objects.get(pk=counted).statistical_path
        AreaRow.objects.create(
            id=area_id, city="test", name=area_id, short_name=area_id, level=level, kind="division",
            managed_path=f"{above.managed_path}{area_id}/", managed_parent=parent,
            statistical_path=f"{below}{area_id}/", statistical_parent=counted,
        )  # fmt: skip
        made.append(area_id)

    for number in range(chance.randint(3, 5)):
        grow(f"t{number}", chance.choice([EAST, WEST, "zone"]), "town")
        for village in range(chance.randint(0, 2)):
            grow(f"v{number}{village}", f"t{number}", "village")
    return made


def moved(chance: random.Random, made: Iterable[str]) -> None:
    """Some towns go below another county, with all that lies below them."""
    those = [one for one in made if one.startswith("t")]
    for one in chance.sample(those, 2):
        stands = AreaRow.objects.get(pk=one).managed_parent
        new = chance.choice([county for county in (EAST, WEST) if county != stands])
        areas.move_area(one, new, on=clock.now().date(), actor="alice", reason="区划调整")


def place(chance: random.Random, made: list[str]) -> tuple[str, str]:
    area = AreaRow.objects.get(pk=chance.choice([*made, EAST, WEST]))
    return area.managed_path, area.statistical_path


def lived(chance: random.Random, made: list[str]) -> rows.Book:
    """Rows, a move, new rows and late corrections of old ones (where they were, or where they would lie now),
    and all of it once more."""
    book = rows.Book(chance)
    keys = [f"k{number:02}" for number in range(40)]
    for piece in range(3):
        book.note(book.row(key, place(chance, made)) for key in chance.sample(keys, 15))
        old = chance.sample(sorted(book.latest), 5)
        book.note(book.latest[key] | {"living": int(chance.random() < 0.5)} for key in old)
        rows.count()
        if piece < 2:
            moved(chance, made)
    return book


def beneath(book: rows.Book, tree: Tree, area: str, period: Period, by: str) -> list[dict[str, Any]]:
    """The rows of an area in a period: below any path that it has had."""
    paths = areas.paths_held([area], tree)[area] | {areas.path_of(area, tree)} - {""}
    return [
        row
        for row in book.counted()
        if row[f"{tree}_path"].startswith(tuple(paths))
        and row[by]
        and period.first <= date.fromisoformat(row[by]) <= period.last
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_figures_of_areas_that_move_are_what_a_loop_makes_add_up_and_open(town: object, seed: int) -> None:
    chance = random.Random(seed)
    made = grown(chance)
    book, alice = lived(chance, made), who("alice")
    checked = 0
    for tree, period in PERIODS.items():
        for area in [CITY, EAST, WEST, *made]:
            asked: Any = {"area_id": area, "tree": tree, "period": period}
            for code in ("cases.opened", "cases.closed"):
                there = beneath(book, tree, area, period, DAYS[code])
                wanted = sum(row["living"] if code == "cases.opened" else 1 for row in there)
                of: Any = {"area_id": area, "tree": tree, "periods": [period]}
                [one] = api.values(alice, [code], **of)
                assert (one.value or 0) == wanted, (code, asked)
                below = api.children(alice, code, **asked)
                assert sum(each.value or 0 for each in below) == wanted or not below, (code, asked)
                members = api.values(alice, [code], **of, dimension="matter")
                assert sum(each.value or 0 for each in members) == wanted, (code, asked)
                # The very rows are beneath it, wherever their area stands today.
                page = api.rows(alice, code, **asked)
                assert (page.sum or 0) == wanted, (code, asked)
                checked += wanted > 0
            # Of what does not add up, the area's own rows are looked at, never its children's values.
            [slow] = api.values(alice, ["cases.hours_p90"], **of)
            hours = [row["hours"] for row in beneath(book, tree, area, period, "closed_day")]
            assert slow.value == (pytest.approx(np.quantile(hours, 0.9)) if hours else None), asked
    assert checked > 20
