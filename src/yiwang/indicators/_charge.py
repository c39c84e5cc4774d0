"""Figures of a charge (分管、条线): from the very rows that units handle, where a person sees no whole area.

Counted when they are asked for: a cell for each set of units that somebody is in charge of would be more than
all others. A row counts once for a charge, however many of its units handle it; a row is in the charge when
its units say so, so that a figure is made from exactly the rows that its reader may open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.indicators import logic
from yiwang.indicators._aims import Aims
from yiwang.indicators._asking import below_sql
from yiwang.indicators._imported import get_source
from yiwang.indicators._once import counted, once
from yiwang.indicators._reading import (
    Found,
    Sight,
    check,
    make,
    member_name,
    paths_of,
    today,
    vanished,
)
from yiwang.indicators._refusals import OutsideYourArea
from yiwang.indicators.contracts import Period, PeriodKind, Tree, Value, period_of
from yiwang.indicators.declarations import IndicatorDeclaration
from yiwang.indicators.logic import Parts
from yiwang.kernel import clock
from yiwang.lake import api as lake

UNIT = "unit"
AREA = "area"


@dataclass(frozen=True, slots=True)
class Reach:
    """An area, and the units to whose rows one is confined there; None: all of its rows."""

    area: Area
    units: tuple[str, ...] | None


def reach(sight: Sight, area_id: str, owner: str) -> Reach:
    """How far somebody sees into an area. Raises OutsideYourArea where he sees nothing of it."""
    found = areas.find_area(area_id)
    if found is None:
        raise OutsideYourArea(area=area_id)
    if sight.scope.sees(area_path=found.managed_path, units=[owner] if owner else []):
        return Reach(found, None)
    own = {one for one in sight.scope.own_tokens if one[0] not in "@!"}
    units = tuple(sorted(sight.scope.unit_ids | own))
    if not units:
        raise OutsideYourArea(area=area_id)
    return Reach(found, units)


def charged(
    subject: Subject,
    codes: Sequence[str] | None = None,
    *,
    area_id: str,
    tree: Tree = "managed",
    period: Period,
    by: str = "",
    only: tuple[str, str] | None = None,
) -> list[Value]:
    """Figures counted from rows (all of them, or these) of a period and the one before it, over the rows in
    the subject's reach: the value of `period` with its change, then that of the period before.

    `by` splits one: "area" by the areas right below, "unit" by the units that handle (a row of several units
    stands with each of them), or a dimension. `only` the rows of one member of a dimension. Raises
    UnknownIndicator, OutsideYourArea, NoSuchDimension.
    """
    sight = Sight(subject)
    found = sight.known.current() if codes is None else [sight.get(code) for code in codes]
    found = [one for one in found if one.formula and not one.formula.rests_on and not vanished(one)]
    found = [one for one in found if codes is not None or period.kind in one.periods]
    check_split(found, [period], by, only)
    # The value of each period is followed by that of the one before.
    told = _told(sight, found, area_id, tree, [period.previous(), period], by, only)
    return [one for each in told for one in reversed(each)]


def course(
    subject: Subject,
    codes: Sequence[str] | None = None,
    *,
    area_id: str,
    tree: Tree = "managed",
    kind: PeriodKind = "month",
    count: int,
    until: Period | None = None,
    only: tuple[str, str] | None = None,
) -> dict[str, list[Value]]:
    """The same figures over the last `count` periods up to `until` (the present one), oldest first, from the
    first period on that has any row; by code. One statement for all that is counted from one table. `only` as
    `charged` has it.

    Raises UnknownIndicator, OutsideYourArea, NoSuchPeriod, NoSuchDimension.
    """
    sight = Sight(subject)
    periods = [until or period_of(kind, today())]
    while len(periods) < count:
        periods.insert(0, periods[0].previous())
    found = sight.known.current() if codes is None else [sight.get(code) for code in codes]
    found = [one for one in found if one.formula and not one.formula.rests_on and not vanished(one)]
    found = [one for one in found if codes is not None or kind in one.periods]
    check_split(found, periods, only=only)
    made = {}
    for each in _told(sight, found, area_id, tree, periods, only=only):
        first = next((place for place, one in enumerate(each) if one.n), len(each) - 1)
        made[each[0].code] = each[first:]
    return made


def check_split(
    found: Sequence[IndicatorDeclaration],
    periods: Sequence[Period],
    by: str = "",
    only: tuple[str, str] | None = None,
) -> None:
    for one in found:
        check(one, periods, by if by not in ("", AREA, UNIT) else None)
        check(one, periods, only[0] if only else None)


def _told(
    sight: Sight,
    found: Sequence[IndicatorDeclaration],
    area_id: str,
    tree: Tree,
    periods: Sequence[Period],
    by: str = "",
    only: tuple[str, str] | None = None,
) -> list[list[Value]]:
    """The values of each figure, or of each part that it is split into, over the periods, oldest first."""
    # Who owns a figure sees it whole, beside others of the same table of which he sees his own rows.
    groups: dict[tuple[str, str, tuple[str, ...] | None], list[tuple[IndicatorDeclaration, Reach]]] = {}
    for one in found:
        assert one.formula is not None
        held = reach(sight, area_id, sight.owner(one.owner))
        groups.setdefault((one.formula.of, one.formula.by, held.units), []).append((one, held))
    made: list[list[Value]] = []
    for (source, day, _), asked in groups.items():
        made += _counted(sight.aims, source, day, asked, tree, periods, by, only)
    return made


def clause(units: Sequence[str] | None) -> str:
    """The rows that any of these units handles (DuckDB)."""
    if units is None:
        return "TRUE"
    return f"list_has_any(string_split(units, '|'), [{', '.join(map(logic.quoted, units))}])"


def _counted(
    set_here: Aims,
    source_name: str,
    day: str,
    asked: Sequence[tuple[IndicatorDeclaration, Reach]],
    tree: Tree,
    periods: Sequence[Period],
    by: str,
    only: tuple[str, str] | None,
) -> list[list[Value]]:
    """One statement for all that is counted from one table by one day."""
    source = get_source(source_name)
    area, units = asked[0][1].area, asked[0][1].units
    mark = once(counted, source_name)
    position, at = (mark.position, mark.at or clock.now()) if mark else (0, clock.now())
    paths = paths_of(area, tree)
    member, table = _member(by, tree, paths, source.dimensions)
    narrowed = f"coalesce({only[0]}, '') = {logic.quoted(only[1])}" if only else "TRUE"
    columns = []
    for number, (one, _) in enumerate(asked):
        assert one.formula is not None
        sums = zip("abn", logic.sums_sql(one.formula), strict=True)
        columns += [f"{sql} AS {letter}{number}" for letter, sql in sums]
        whole = logic.whole_sql(one.formula, "duckdb") if one.formula.way in logic.WHOLE else "NULL"
        columns.append(f"{whole} AS w{number}")
    rows: list[dict[str, Any]] = []
    # 累计 overlap each other, all other periods follow each other.
    for run in [[one] for one in periods] if periods[0].kind == "to_date" else [periods]:
        beneath = logic.beneath_sql(
            source.table, day, below_sql(tree, paths), run[0].first, run[-1].last, position
        )
        theirs = table.format(rows=f"SELECT * FROM ({beneath}) i WHERE {clause(units)} AND {narrowed}")  # noqa: S608
        lasts = " ".join(
            f"WHEN {day} <= DATE {logic.quoted(str(each.last))} THEN DATE {logic.quoted(str(each.last))}"
            for each in run
        )
        rows += lake.query(
            f"SELECT {member} AS member, CASE {lasts} END AS last, {', '.join(columns)} "  # noqa: S608
            f"FROM ({theirs}) r GROUP BY 1, 2",
            tables=[source.table],
        ).to_pylist()
    made = []
    for number, (one, held) in enumerate(asked):
        parts: dict[tuple[str, date], Parts] = {}
        for row in rows:
            parts[row["member"] or "", row["last"]] = Parts(
                row[f"a{number}"] or 0.0,
                row[f"b{number}"] or 0.0,
                int(row[f"n{number}"] or 0),
                row[f"w{number}"],
            )
        names = [""] if not by else sorted({name for name, _ in parts})
        if by == UNIT:
            names = [name for name in names if name and name[0] not in "@!^" and _shown(name, held.units)]
        for name in names:
            known = {each: Found(parts.get((name, each.last), Parts()), 0, position, at) for each in periods}
            made.append(
                [
                    _named(
                        make(
                            set_here,
                            one,
                            area,
                            tree,
                            each,
                            known[each],
                            before=known.get(each.previous()),
                            ago=known.get(each.year_ago()),
                        ),
                        by,
                        name,
                    )
                    for each in periods
                ]
            )
    return made


def _member(by: str, tree: Tree, paths: Sequence[str], dimensions: Sequence[str]) -> tuple[str, str]:
    """What rows are grouped by, and the rows that are grouped."""
    if not by:
        return "''", "{rows}"
    if by == AREA:
        return _child(f"{tree}_path", paths), "{rows}"
    if by == UNIT and UNIT not in dimensions:
        return "handled_by", "SELECT u.*, unnest(string_split(u.units, '|')) AS handled_by FROM ({rows}) u"
    return f"coalesce({by}, '')", "{rows}"


def _child(path: str, paths: Sequence[str]) -> str:
    """The id of the area right below one of `paths`; "" for what lies at the area itself (DuckDB)."""
    steps = " ".join(
        f"WHEN substr({path}, 1, {len(above)}) = {logic.quoted(above)} "
        f"THEN split_part(substr({path}, {len(above) + 1}), '/', 1)"
        for above in paths
    )
    return f"CASE {steps} ELSE '' END"


def _shown(unit: str, units: Sequence[str] | None) -> bool:
    return unit in units if units is not None else identity.find_unit(unit) is not None


def _named(value: Value, by: str, name: str) -> Value:
    if by == AREA:
        child = areas.find_area(name) if name else None
        if child is None:
            return replace(
                value, remainder=True, level=None, area_name_zh="本级（未到下级）", area_name_en="none below"
            )
        return replace(
            value, area_id=child.id, area_name_zh=child.name, area_name_en=child.english, level=None
        )
    if by:
        said = member_name(by, name)
        return replace(
            value,
            dimension=by,
            member=name,
            member_name_zh=said or "（未填）",
            member_name_en=said or "(none)",
            level=None,
        )
    return value
