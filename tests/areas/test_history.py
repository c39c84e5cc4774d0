"""Whatever is moved, in whatever order: stored paths agree with parents, and no past day changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from yiwang.areas import api, logic
from yiwang.areas.contracts import BadMove, CityLoaded, Tree
from yiwang.areas.models import AreaRow, PlacementRow
from yiwang.kernel.chance import rng

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TREES: tuple[Tree, Tree] = ("managed", "statistical")


def _paths(tree: Tree) -> dict[str, str]:
    rows = AreaRow.objects.exclude(**{f"{tree}_path": ""}).values_list("id", f"{tree}_parent", f"{tree}_path")
    parents, stored = {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}
    assert logic.paths_from(parents) == stored
    return stored


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_moves_keep_paths_and_history_in_agreement(zhanjiang: CityLoaded, seed: int) -> None:
    chance = rng("moves", seed)
    towns = [area.id for area in api.subtree("/44/4408/", "town")]
    counties = [area.id for area in api.children("4408") if area.level == "county"]
    day = date(2020, 1, 1)
    history: list[tuple[date, Tree, dict[str, str]]] = []
    moved = 0
    for _ in range(8):
        history += [(day, tree, _paths(tree)) for tree in TREES]
        day += timedelta(days=chance.randrange(1, 60))
        trees = chance.choice([TREES, TREES[:1], TREES[1:]])
        try:
            moves = api.move_area(
                chance.choice(towns),
                chance.choice(counties),
                on=day,
                actor="u1",
                reason="seeded",
                trees=trees,
            )
        except BadMove:
            continue
        moved += len(moves)
        for move in moves:
            after = _paths(move.tree)
            before = next(then for _, tree, then in reversed(history) if tree == move.tree)
            assert after == {
                area: logic.moved_path(path, move.old, move.new) for area, path in before.items()
            }
    assert moved
    sample = [*chance.sample(towns, 10), *chance.sample([a.id for a in api.subtree("/44/", "village")], 20)]
    since = {
        row.area_id: row.valid_from
        for row in PlacementRow.objects.filter(tree="managed", valid_from__lt=date(2020, 1, 1))
    }
    for then, tree, paths in history:
        for area in sample:
            if area in since or area not in paths:
                continue
            assert api.path_on(area, then, tree) == paths[area]


def test_stays_of_an_area_never_overlap(zhanjiang: CityLoaded) -> None:
    for day, parent in (
        (date(2024, 1, 1), "440802"),
        (date(2025, 1, 1), "440803"),
        (date(2026, 1, 1), "440811"),
    ):
        api.move_area("440811101", parent, on=day, actor="u1", reason="x")
    for tree in TREES:
        stays = list(PlacementRow.objects.filter(area_id="440811101", tree=tree).order_by("id"))
        assert [stay.valid_to for stay in stays[:-1]] == [stay.valid_from for stay in stays[1:]]
        assert stays[-1].valid_to is None
