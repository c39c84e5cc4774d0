"""Figures of a source from its cube: those of one day column at once, for every area or for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from yiwang.indicators import cube
from yiwang.indicators._once import once
from yiwang.indicators._registry import Registry, registry
from yiwang.indicators._sources import Source
from yiwang.indicators.contracts import Period, period_of
from yiwang.indicators.declarations import IndicatorDeclaration
from yiwang.indicators.logic import STORED, Parts, quoted
from yiwang.indicators.rolling import Figures
from yiwang.kernel import clock
from yiwang.lake import api as lake

if TYPE_CHECKING:
    import pyarrow as pa

TREES = ("managed", "statistical")
Key = tuple[str, str, str, date]
"""Tree, path, kind of period, its first day."""
Place = tuple[str, str, date]
"""Paths in both trees, and a day."""


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
    made_by: Mapping[str, cube.Used] | None = None,
    items: Sequence[cube.Item] | None = None,
) -> Figures:
    """Figures of one day column, by the place of a period in `periods`; of every area, or with `whole` of
    everything `within` as one area, `cube.ONE`. `made_by`: what the cube tells apart, where that is not by
    what is declared now; `items` of the cube, where it is known which ones they need."""
    import pyarrow as pa

    by = next(one.formula.by for one in found if one.formula)
    # Words, bounds and items are told apart as all definitions of the day column name them.
    used = (standing(once(registry), source.name) if made_by is None else made_by)[by]
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
    made_by: Mapping[str, cube.Used],
) -> dict[Key, dict[str, Parts]]:
    """Every final value of some periods (None: of all that there are) by day column, in both trees;
    `made_by`: what the cube tells apart."""
    made: dict[Key, dict[str, Parts]] = {}
    for by in sorted({one.formula.by for one in found if one.formula}):
        those = [one for one in found if one.formula and one.formula.by == by]
        held = periods_of(touched(source, by, 0)) if among is None else among.get(by, set())
        periods = [one for one in sorted(held, key=str) if any(final(each, one) for each in those)]
        if not periods:
            continue
        for tree in TREES:
            counted = figures(source, those, tree, periods, upto=upto, made_by=made_by)
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


def touched(source: Source, by: str, since: int) -> set[Place]:
    """The places that lines beyond a sequence lie at, with their days."""
    rows = lake.query(
        f"SELECT DISTINCT managed_path, statistical_path, day FROM {source.cube} "  # noqa: S608
        f"WHERE by_column = {quoted(by)} AND seq > {since}",
        tables=[source.cube],
    )
    return places(rows)


def places(lines: pa.Table) -> set[Place]:
    """Where lines lie."""
    few = lines.select(["managed_path", "statistical_path", "day"]).group_by(
        ["managed_path", "statistical_path", "day"]
    )
    return {
        (row["managed_path"], row["statistical_path"], row["day"]) for row in few.aggregate([]).to_pylist()
    }


def periods_of(found: Iterable[Place]) -> set[Period]:
    """The periods of all kinds that their days lie in."""
    return {period_of(kind, day) for day in {one[2] for one in found} for kind in STORED}
