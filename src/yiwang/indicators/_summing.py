"""Figures of a source from its cube: those of one day column at once, for every area or for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from yiwang.indicators import cube
from yiwang.indicators._registry import Registry, registry
from yiwang.indicators._sources import Source
from yiwang.indicators.contracts import Period, period_of
from yiwang.indicators.declarations import IndicatorDeclaration
from yiwang.indicators.logic import STORED, Parts, quoted
from yiwang.indicators.rolling import Figures
from yiwang.kernel import clock
from yiwang.lake import api as lake

TREES = ("managed", "statistical")
Key = tuple[str, str, str, date]
"""Tree, path, kind of period, its first day."""


def by_days(found: Iterable[IndicatorDeclaration]) -> dict[str, cube.Used]:
    """What the definitions of each day column tell apart."""
    held: dict[str, list[IndicatorDeclaration]] = {}
    for one in found:
        if one.formula:
            held.setdefault(one.formula.by, []).append(one)
    return {by: cube.used(held[by]) for by in sorted(held)}


@lru_cache(maxsize=32)
def standing(known: Registry, source: str) -> dict[str, cube.Used]:
    """What is told apart of a source, by day column."""
    return by_days(known.counted(source))


def figures(
    source: Source,
    found: Sequence[IndicatorDeclaration],
    tree: str,
    periods: Sequence[Period],
    *,
    within: str = "TRUE",
    whole: bool = False,
    upto: int | None = None,
    every: Sequence[IndicatorDeclaration] | None = None,
    items: Sequence[cube.Item] | None = None,
) -> Figures:
    """Figures of one day column, by the place of a period in `periods`; of every area, or with `whole` of
    everything `within` as one area, `cube.ONE`. `every`: what the cube was made by, where that is not what is
    declared now; `items` of the cube, where it is known which ones they need."""
    import pyarrow as pa

    by = next(one.formula.by for one in found if one.formula)
    # Words, bounds and items are told apart as all definitions of the day column name them.
    used = (standing(registry(), source.name) if every is None else by_days(every))[by]
    if upto is not None:
        within = f"{within} AND c.seq <= {upto}"
    days = [
        (period.first + timedelta(days=day), place)
        for place, period in enumerate(periods)
        for day in range((period.last - period.first).days + 1)
    ]
    given = {
        "days": pa.table(
            {
                "on_day": pa.array([one[0] for one in days], pa.date32()),
                "period": pa.array([one[1] for one in days], pa.int32()),
            }
        )
    }
    months = {str(day.replace(day=1)) for day, _ in days}
    between = {source.cube: (min(months), max(months))}
    with lake.session(tables=[source.cube], given=given, between=between) as here:
        lines = {
            item.name: here.rows(cube.sums_sql(source.cube, by, item, tree, within=within, whole=whole))
            for item in (used.asked(found) if items is None else items)
        }
    return Figures(found, used, lines, len(periods))


def finals(
    source: Source,
    found: Sequence[IndicatorDeclaration],
    among: Mapping[str, set[Period]] | None,
    upto: int | None,
    every: Sequence[IndicatorDeclaration],
) -> dict[Key, dict[str, Parts]]:
    """Every final value of some periods (None: of all that there are) by day column, in both trees; `every`:
    what the cube was made by."""
    made: dict[Key, dict[str, Parts]] = {}
    for by in by_days(found):
        those = [one for one in found if one.formula and one.formula.by == by]
        held = touched(source, by, 0)[0] if among is None else among.get(by, set())
        periods = [one for one in sorted(held, key=str) if any(final(each, one) for each in those)]
        if not periods:
            continue
        for tree in TREES:
            counted = figures(source, those, tree, periods, upto=upto, every=every)
            for one in those:
                a, b, n, w = counted.parts(one)
                for place, period in enumerate(periods):
                    if not (final(one, period) and one.holds_on(period.first)):
                        continue
                    for row, area in enumerate(counted.areas):
                        whole = None if w is None or not n[row, place] else float(w[row, place])
                        parts = Parts(
                            float(a[row, place]), float(b[row, place]), round(float(n[row, place])), whole
                        )
                        made.setdefault((tree, area, period.kind, period.first), {})[one.code] = parts
    return made


def final(one: IndicatorDeclaration, period: Period) -> bool:
    today = clock.now().astimezone(clock.SHANGHAI).date()
    return today > period.last + timedelta(days=one.final_after_days)


def touched(source: Source, by: str, since: int) -> tuple[set[Period], set[tuple[str, str, date]]]:
    """The periods that lines beyond a sequence lie in, and their places with their days."""
    rows = lake.query(
        f"SELECT DISTINCT managed_path, statistical_path, day FROM {source.cube} "  # noqa: S608
        f"WHERE by_column = {quoted(by)} AND seq > {since}",
        tables=[source.cube],
    ).to_pylist()
    places = {(row["managed_path"], row["statistical_path"], row["day"]) for row in rows}
    return {period_of(kind, day) for day in {one[2] for one in places} for kind in STORED}, places
