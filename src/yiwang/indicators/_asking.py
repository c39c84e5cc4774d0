"""What is counted, asked for once: figures that are summed from one table by one day are read together, and
remembered until the next count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from yiwang.indicators import cube, logic
from yiwang.indicators._counting import figures
from yiwang.indicators._imported import get_source
from yiwang.indicators._registry import Registry, registry
from yiwang.indicators.contracts import Period, Tree
from yiwang.indicators.declarations import IndicatorDeclaration
from yiwang.indicators.logic import Parts
from yiwang.indicators.models import Counted
from yiwang.indicators.rolling import Figures
from yiwang.lake import api as lake

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
    places = range(len(periods))
    if len(groups) > 1:
        # Areas beside each other come from one look at the cube; only who has moved is taken together alone.
        found = _read(
            seen, one, tree, tuple(path for paths in groups for path in paths), periods, whole=False
        )
        return tuple(
            tuple(found.at(one, paths[0], place) for place in places)
            if len(paths) == 1
            else parts_beside(seen, one, tree, (paths,), periods)[0]
            for paths in groups
        )
    found = _read(seen, one, tree, groups[0], periods, whole=True)
    return (tuple(found.at(one, cube.ONE, place) for place in places),)


def _read(
    seen: Seen,
    one: IndicatorDeclaration,
    tree: Tree,
    paths: tuple[str, ...],
    periods: tuple[Period, ...],
    *,
    whole: bool,
) -> Figures:
    assert one.formula is not None
    known, source, by = registry(), one.formula.of, one.formula.by
    if one not in _summed(known, source, by):
        within = f"({below_sql(tree, paths, 'c.')})"
        return figures(get_source(source), [one], tree, periods, within=within, whole=whole)
    ask = _whole if whole else _beside
    return ask(seen, known, source, by, tree, paths, periods)


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


@lru_cache(maxsize=128)
def _whole(
    seen: Seen,
    known: Registry,
    source: str,
    by: str,
    tree: Tree,
    paths: tuple[str, ...],
    periods: tuple[Period, ...],
) -> Figures:
    """Every summed figure over some paths together: a board asks for one after the other."""
    within = f"({below_sql(tree, paths, 'c.')})"
    return figures(get_source(source), _summed(known, source, by), tree, periods, within=within, whole=True)


@lru_cache(maxsize=4)
def _beside(
    seen: Seen,
    known: Registry,
    source: str,
    by: str,
    tree: Tree,
    paths: tuple[str, ...],
    periods: tuple[Period, ...],
) -> Figures:
    """The same of each area below: as large as the areas are many, and so few are kept."""
    within = f"({below_sql(tree, paths, 'c.')})"
    return figures(get_source(source), _summed(known, source, by), tree, periods, within=within)


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
