"""What is counted, asked for once: figures that are summed from one table by one day are read together, and
remembered until the next count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from yiwang.indicators import cube, logic
from yiwang.indicators._imported import get_source
from yiwang.indicators._once import once
from yiwang.indicators._registry import Registry, registry
from yiwang.indicators._summing import figures, standing
from yiwang.indicators.contracts import Period, Tree
from yiwang.indicators.declarations import IndicatorDeclaration
from yiwang.indicators.logic import Parts
from yiwang.indicators.models import Counted
from yiwang.indicators.rolling import Figures
from yiwang.lake import api as lake

MOST_HELD = 8
"""Sets of periods whose figures are kept of some paths."""
Seen = tuple[Any, ...]
"""Up to where a table was counted: what is read under one is the same until the next count."""


def seen_at(mark: Counted | None) -> Seen:
    root = str(lake.root())
    return (root, mark.seq, mark.definitions, mark.at) if mark else (root, 0, "", None)


def below_sql(tree: Tree, paths: Sequence[str], alias: str = "") -> str:
    """Rows or lines below any of some paths."""
    column = f"{alias}{tree}_path"
    return (
        " OR ".join(f"substr({column}, 1, {len(path)}) = {logic.quoted(path)}" for path in paths) or "FALSE"
    )


@lru_cache(maxsize=8_192)
def parts_beside(
    seen: Seen,
    one: IndicatorDeclaration,
    tree: Tree,
    groups: tuple[tuple[str, ...], ...],
    periods: tuple[Period, ...],
) -> tuple[tuple[Parts, ...], ...]:
    """The parts of one version in these periods, of the paths of each group together."""
    if one.formula is None or not one.formula.of:
        return tuple(tuple(Parts() for _ in periods) for _ in groups)
    if not groups:
        return ()
    if len(groups) > 1:
        # Areas beside each other come from one look at the cube; only who has moved is taken together alone.
        every = tuple(path for paths in groups for path in paths)
        found, places = _read(seen, one, tree, every, periods, whole=False)
        return tuple(
            tuple(found.at(one, paths[0], place) for place in places)
            if len(paths) == 1
            else parts_beside(seen, one, tree, (paths,), periods)[0]
            for paths in groups
        )
    found, places = _read(seen, one, tree, groups[0], periods, whole=True)
    return (tuple(found.at(one, cube.ONE, place) for place in places),)


def _read(
    seen: Seen,
    one: IndicatorDeclaration,
    tree: Tree,
    paths: tuple[str, ...],
    periods: tuple[Period, ...],
    *,
    whole: bool,
) -> tuple[Figures, Sequence[int]]:
    """Figures, and the places of the periods in them."""
    assert one.formula is not None
    known, source, by = once(registry), one.formula.of, one.formula.by
    within = f"({below_sql(tree, paths, 'c.')})"
    if one not in _summed(known, source, by):
        alone = figures(get_source(source), [one], tree, periods, within=within, whole=whole)
        return alone, range(len(periods))
    held = (_whole if whole else _beside)(seen, known, source, by, tree, paths)
    for found, places in held:
        if all(period in places for period in periods):
            return found, [places[period] for period in periods]
    summed, items = _summed(known, source, by), _items(known, source, by)
    found = figures(get_source(source), summed, tree, periods, within=within, whole=whole, items=items)
    held.append((found, {period: place for place, period in enumerate(periods)}))
    del held[:-MOST_HELD]
    return found, range(len(periods))


@lru_cache(maxsize=64)
def _summed(known: Registry, source: str, by: str) -> tuple[IndicatorDeclaration, ...]:
    """The newest version of each figure that is summed from a table by a day."""
    newest: dict[str, IndicatorDeclaration] = {}
    for one in known.counted(source):
        assert one.formula is not None
        if one.formula.by != by or one.formula.way in logic.WHOLE:
            continue
        if one.code not in newest or newest[one.code].version < one.version:
            newest[one.code] = one
    return tuple(newest.values())


@lru_cache(maxsize=256)
def _items(known: Registry, source: str, by: str) -> tuple[cube.Item, ...]:
    """The items of the cube that these are made from."""
    return standing(known, source)[by].asked(_summed(known, source, by))


Held = list[tuple[Figures, Mapping[Period, int]]]


@lru_cache(maxsize=128)
def _whole(seen: Seen, known: Registry, source: str, by: str, tree: Tree, paths: tuple[str, ...]) -> Held:
    """What was read of every summed figure over some paths together, with its periods and their places: a
    board asks for one after the other, and for a few periods of those whose course it draws."""
    return []


@lru_cache(maxsize=4)
def _beside(seen: Seen, known: Registry, source: str, by: str, tree: Tree, paths: tuple[str, ...]) -> Held:
    """The same of each area below: as large as the areas are many, and so few are kept."""
    return []


@lru_cache(maxsize=256)
def paths_below(
    seen: Seen, source: str, tree: Tree, paths: tuple[str, ...], period: Period
) -> Mapping[str, list[str]]:
    """The paths right below some paths that have rows in a period, by the id of the area."""
    cubed = get_source(source).cube
    rows = lake.query(
        f"SELECT DISTINCT {tree}_path AS path FROM {cubed} WHERE ({below_sql(tree, paths)}) "  # noqa: S608
        f"AND day BETWEEN DATE {logic.quoted(str(period.first))} AND DATE {logic.quoted(str(period.last))}",
        tables=[cubed],
    ).to_pylist()
    found: dict[str, list[str]] = {}
    for row in rows:
        for path in paths:
            child, _, _ = row["path"].removeprefix(path).partition("/")
            if row["path"].startswith(path) and child:
                held = found.setdefault(child, [])
                if f"{path}{child}/" not in held:
                    held.append(f"{path}{child}/")
    return found
