"""Two stages from rows to figures: rows are summed once into a small cube, and every figure of every area and
period is made from the cube.

The cube of a table has a line for each place, day and combination of what conditions tell apart: text columns
are kept to the words that definitions tell apart, numbers to between which of the named bounds they lie, so
that seven hundred figures which share forty conditions need one scan. A line holds, of each number, its sum,
how many rows have it and how many have one that is not nought. Lines of an `item` hold the values of a
percentile or the members of a distinct count instead, with how many rows have each. Everything in a line can
be added and taken away, so that new rows make a small cube of differences. The statements are plain SQL that
DuckDB and Spark both read; rolling up is done on arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from yiwang.indicators._sources import Source
from yiwang.indicators.declarations import Condition, Formula, IndicatorDeclaration, Part, parts_of
from yiwang.indicators.logic import WHOLE, Parts, latest_sql, prefixes, quoted

if TYPE_CHECKING:
    import pyarrow as pa

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Measure = tuple[str, str, tuple[Condition, ...]]
"""Item, column and conditions."""
OTHER = "⁂"
"""Stands in the cube for every word that no definition names; words alike are the first of them."""
ONE = "/"
"""The path of everything together."""
MEASURES = ("s", "c", "z")
"""Of each number: its sum, rows that have it, rows whose is not nought."""


@dataclass(frozen=True, slots=True)
class Used:
    """What the definitions of one table and day column tell apart and add up."""

    words: Mapping[str, tuple[tuple[str, ...], ...]]
    """By text column, the words that conditions name, those together that no condition tells apart."""
    cuts: Mapping[str, tuple[tuple[float, bool], ...]]
    """Bounds of a number in rising order; True where the bound itself lies beyond."""
    numbers: tuple[str, ...]
    values: tuple[str, ...]
    """Columns of percentiles."""
    members: tuple[str, ...]
    """Columns of counts of different things."""

    @property
    def keys(self) -> tuple[str, ...]:
        return (*(f"k_{name}" for name in self.words), *(f"at_{name}" for name in self.cuts))

    @property
    def items(self) -> tuple[str, ...]:
        return ("", *self.values, *self.members)


def used(found: Iterable[IndicatorDeclaration]) -> Used:
    """What these definitions tell apart."""
    words: dict[str, set[frozenset[str]]] = {}
    cuts: dict[str, set[tuple[float, bool]]] = {}
    numbers, values, members = set[str](), set[str](), set[str]()
    for formula in (one.formula for one in found if one.formula):
        for _, part in parts_of(formula):
            for one in part.where:
                for named in (one.is_, one.is_not):
                    if named:
                        words.setdefault(one.column, set()).add(frozenset(named))
                bounds = cuts.setdefault(one.column, set()) if _numeric(one) else set()
                if one.least is not None:
                    bounds.add((float(one.least), True))
                if one.most is not None:
                    bounds.add((float(one.most), False))
            if part.column:
                (members if formula.distinct else numbers).add(part.column)
        if formula.percentile:
            values.add(formula.percentile.column)
    return Used(
        {name: _alike(words[name]) for name in sorted(words)},
        # At the same number the bound that takes it in comes first.
        {name: tuple(sorted(cuts[name], key=lambda one: (one[0], not one[1]))) for name in sorted(cuts)},
        tuple(sorted(numbers)),
        tuple(sorted(values)),
        tuple(sorted(members)),
    )


def _alike(named: set[frozenset[str]]) -> tuple[tuple[str, ...], ...]:
    """Words that the same conditions name, together."""
    found: dict[tuple[bool, ...], list[str]] = {}
    sets = sorted(named, key=sorted)
    for word in sorted(frozenset().union(*named)):
        found.setdefault(tuple(word in each for each in sets), []).append(word)
    return tuple(tuple(each) for each in found.values())


def _numeric(one: Condition) -> bool:
    return one.least is not None or one.most is not None


def schema(source: Source) -> pa.Schema:
    """The cube of a source, whatever its definitions are: what none of them uses is empty."""
    import pyarrow as pa

    texts, numbers = source.texts, source.numbers
    return pa.schema(
        [
            ("month", pa.date32()),
            ("seq", pa.int64()),
            ("by_column", pa.string()),
            ("item", pa.string()),
            ("day", pa.date32()),
            ("managed_path", pa.string()),
            ("statistical_path", pa.string()),
            *((f"k_{name}", pa.string()) for name in texts),
            *((f"at_{name}", pa.int32()) for name in numbers),
            ("member", pa.string()),
            ("amount", pa.float64()),
            ("n", pa.float64()),
            *((f"{measure}_{name}", pa.float64()) for name in numbers for measure in MEASURES),
        ]
    )


# -- the first stage: rows to lines


def _key_sql(used: Used) -> list[str]:
    found = []
    for name, words in used.words.items():
        whens = " ".join(
            f"WHEN coalesce({name}, '') IN ({', '.join(map(quoted, alike))}) THEN {quoted(alike[0])}"
            for alike in words
        )
        found.append(f"CASE {whens} ELSE {quoted(OTHER)} END AS k_{name}")
    for name, bounds in used.cuts.items():
        steps = " + ".join(
            f"CASE WHEN {name} {'>=' if within else '>'} {bound!r} THEN 1 ELSE 0 END"
            for bound, within in bounds
        )
        found.append(f"CAST(CASE WHEN {name} IS NULL THEN -1 ELSE {steps} END AS INT) AS at_{name}")
    return found


def _shares(used: Used) -> list[tuple[str, str]]:
    """What a row adds to each measure."""
    found = []
    for name in used.numbers:
        found += [
            (f"s_{name}", f"sign * coalesce({name}, 0.0)"),
            (f"c_{name}", f"CASE WHEN {name} IS NOT NULL THEN sign ELSE 0.0 END"),
            (f"z_{name}", f"CASE WHEN {name} <> 0 THEN sign ELSE 0.0 END"),
        ]
    return found


def lines_sql(source: Source, by: str, used: Used, item: str, rows: str) -> str:
    """The lines of one item that `rows` make, each counted as often as its `sign` says."""
    member = f"CAST({item} AS STRING)" if item in used.members else "CAST(NULL AS STRING)"
    amount = item if item in used.values else "CAST(NULL AS DOUBLE)"
    shares = [] if item else _shares(used)
    inner = ", ".join(
        [
            f"CAST({by} AS DATE) AS day",
            "managed_path",
            "statistical_path",
            *_key_sql(used),
            f"{member} AS member",
            f"{amount} AS amount",
            "sign",
            *(f"{sql} AS {name}" for name, sql in shares),
        ]
    )
    there = f" AND {item} IS NOT NULL" if item else ""
    keys = ", ".join(["day", "managed_path", "statistical_path", *used.keys, "member", "amount"])
    sums = ["sum(sign) AS n", *(f"sum({name}) AS {name}" for name, _ in shares)]
    some = " OR ".join(f"sum({name}) <> 0" for name in ["sign", *(name for name, _ in shares)])
    return (
        f"SELECT {quoted(by)} AS by_column, {quoted(item)} AS item, {keys}, {', '.join(sums)} "  # noqa: S608
        f"FROM (SELECT {inner} FROM {rows} r WHERE {by} IS NOT NULL{there}) shares "
        f"GROUP BY {keys} HAVING {some}"
    )


def whole_sql(table: str, upto: int) -> str:
    """Every row as of a sequence."""
    return f"SELECT CAST(1 AS DOUBLE) AS sign, l.* FROM ({latest_sql(table, f'seq <= {upto}')}) l"  # noqa: S608


def change_sql(table: str, since: int, upto: int) -> str:
    """What has changed: the rows of the keys `asked` as they are, and taken away as they were."""
    keys = "row_key IN (SELECT asked_key FROM asked)"
    now, then = (latest_sql(table, f"seq <= {seq} AND {keys}") for seq in (upto, since))
    return (
        f"SELECT CAST(1 AS DOUBLE) AS sign, a.* FROM ({now}) a "  # noqa: S608
        f"UNION ALL SELECT CAST(-1 AS DOUBLE) AS sign, b.* FROM ({then}) b"
    )


# -- the second stage: lines to figures


def sums_sql(
    cube: str, by: str, used: Used, item: str, tree: str, *, within: str = "TRUE", whole: bool = False
) -> str:
    """The lines of one item by place, period and key; `days(on_day, period)` says which days are asked for.
    `whole` takes all places together."""
    path = quoted(ONE) if whole else f"c.{tree}_path"
    keys = ["path", "period", *used.keys, "member", "amount"]
    inner = [f"{path} AS path", "d.period AS period", *(f"c.{name}" for name in used.keys)]
    inner += ["c.member", "c.amount"]
    measures = ["n", *([] if item else (name for name, _ in _shares(used)))]
    return (
        f"SELECT {', '.join(keys)}, {', '.join(f'sum({name}) AS {name}' for name in measures)} FROM "  # noqa: S608
        f"(SELECT {', '.join(inner)}, {', '.join(f'c.{name}' for name in measures)} FROM {cube} c "
        f"JOIN days d ON d.on_day = c.day WHERE c.by_column = {quoted(by)} AND c.item = {quoted(item)} "
        f"AND {within}) lines GROUP BY {', '.join(keys)} HAVING sum(n) <> 0"
        + "".join(f" OR sum({name}) <> 0" for name in measures[1:])
    )


@dataclass(slots=True)
class _Lines:
    """The lines of one item as arrays, with which of them each condition takes."""

    used: Used
    columns: dict[str, Any]
    taken: dict[tuple[Condition, ...], Bools] = field(default_factory=dict)

    @classmethod
    def of(cls, table: pa.Table, used: Used) -> _Lines:
        columns: dict[str, Any] = {}
        for name in table.column_names:
            column = table.column(name).combine_chunks()
            if name.startswith("k_") or name in ("path", "member"):
                held = column.dictionary_encode()
                held = held.combine_chunks() if hasattr(held, "combine_chunks") else held
                codes = held.indices.fill_null(-1).to_numpy(zero_copy_only=False)
                columns[name] = (held.dictionary.to_pylist(), codes)
            else:
                columns[name] = column.to_numpy(zero_copy_only=False)
        return cls(used, columns)

    def where(self, conditions: tuple[Condition, ...]) -> Bools:
        """Which lines meet every condition."""
        if conditions not in self.taken:
            meet = np.ones(len(self.columns["n"]), dtype=bool)
            for one in conditions:
                meet &= self._meets(one)
            self.taken[conditions] = meet
        return self.taken[conditions]

    def _meets(self, one: Condition) -> Bools:
        meet = np.ones(len(self.columns["n"]), dtype=bool)
        if one.is_ or one.is_not:
            words, codes = self.columns[f"k_{one.column}"]
            if one.is_:
                meet &= np.array([word in one.is_ for word in words], dtype=bool)[codes]
            if one.is_not:
                meet &= np.array([word not in one.is_not for word in words], dtype=bool)[codes]
        if _numeric(one):
            at, bounds = self.columns[f"at_{one.column}"], self.used.cuts[one.column]
            meet &= at >= 0
            if one.least is not None:
                meet &= at > bounds.index((float(one.least), True))
            if one.most is not None:
                meet &= at <= bounds.index((float(one.most), False))
        return meet


class Figures:
    """Every figure of some definitions in every area above the lines, and every period."""

    def __init__(
        self,
        found: Iterable[IndicatorDeclaration],
        used: Used,
        lines: Mapping[str, pa.Table],
        periods: int,
    ) -> None:
        self.found = {one.code: one for one in found if one.formula}
        self._periods = periods
        self._lines = {item: _Lines.of(table, used) for item, table in lines.items()}
        paths = sorted({path for held in self._lines.values() for path in held.columns["path"][0]})
        # Sorted, the places below an area lie next to each other: an area is a stretch of them.
        self._row = {path: row for row, path in enumerate(paths)}
        above = [prefixes(path) or [path] for path in paths]
        self.areas: list[str] = []
        self._levels: list[Ints] = []
        """By depth: the area of each place, -1 where it lies higher."""
        for depth in range(max((len(one) for one in above), default=0)):
            those = [one[depth] if len(one) > depth else None for one in above]
            names = list(dict.fromkeys(one for one in those if one is not None))
            at = {name: row + len(self.areas) for row, name in enumerate(names)}
            self.areas += names
            self._levels.append(np.array([-1 if one is None else at[one] for one in those]))
        self.row = {name: row for row, name in enumerate(self.areas)}
        self._summed: dict[Measure, Floats] = {}
        self._order: dict[tuple[str, int], tuple[Ints, Ints]] = {}
        self._cells: dict[str, Ints] = {}

    # -- sums

    def _spread(self, sums: Floats) -> Floats:
        """Sums of places and periods as those of every area."""
        found = np.zeros((len(self.areas), self._periods))
        for level in self._levels:
            below = np.flatnonzero(level >= 0)
            area = level[below]
            starts = np.flatnonzero(np.diff(area, prepend=-1))
            found[area[starts]] = np.add.reduceat(sums[below], starts, axis=0)
        return found

    def _cell(self, item: str) -> Ints:
        """The place and period of each line as one number."""
        if item not in self._cells:
            held = self._lines[item].columns
            names, codes = held["path"]
            rows = np.array([self._row[name] for name in names], dtype=np.int64)
            self._cells[item] = rows[codes] * self._periods + held["period"]
        return self._cells[item]

    def _sum(self, item: str, measure: str, where: tuple[Condition, ...]) -> Floats:
        """A measure of the lines that meet the conditions, by area and period."""
        name = (item, measure, where)
        if name not in self._summed:
            held = self._lines[item]
            taken = np.flatnonzero(held.where(where))
            sums: Floats = np.bincount(
                self._cell(item)[taken],
                weights=held.columns[measure][taken],
                minlength=len(self._row) * self._periods,
            ).astype(np.float64)
            self._summed[name] = self._spread(sums.reshape(len(self._row), self._periods))
        return self._summed[name]

    def parts(self, code: str) -> tuple[Floats, Floats, Floats, Floats | None]:
        """Numerators, denominators, rows and wholes of one figure, by area and period."""
        formula = self.found[code].formula
        assert formula is not None
        numerator, denominator, n = (self._sum(*one) for one in measures(formula))
        return numerator, denominator, n, self._whole(formula) if formula.way in WHOLE else None

    def at(self, code: str, area: str, period: int) -> Parts:
        """The parts of a figure in one area and period."""
        row = self.row.get(area)
        if row is None:
            return Parts()
        a, b, n, w = self.parts(code)
        none = w is None or np.isnan(w[row, period])
        return Parts(
            float(a[row, period]),
            float(b[row, period]),
            round(float(n[row, period])),
            None if none or w is None else float(w[row, period]),
        )

    # -- what no sum makes

    def _whole(self, formula: Formula) -> Floats:
        if formula.percentile is not None:
            return self._percentile(
                formula.percentile.column, formula.percentile.where, formula.percentile.share
            )
        part = formula.distinct or Part()
        return self._distinct(part.column, part.where)

    def _ordered(self, item: str, depth: int, second: str) -> tuple[Ints, Ints]:
        """Lines in order of area and period of one depth, then of value or member; and those two as one."""
        if (item, depth) not in self._order:
            held = self._lines[item]
            place, period = np.divmod(self._cell(item), self._periods)
            area = self._levels[depth][place]
            group = np.where(area >= 0, area * self._periods + period, -1)
            column = held.columns[second]
            inner = column[1] if second == "member" else column
            order = np.lexsort((inner, group))
            order = order[group[order] >= 0]
            self._order[item, depth] = (order, group[order])
        return self._order[item, depth]

    def _by_depth(
        self, item: str, second: str, where: tuple[Condition, ...], act: Callable[[Ints, Ints, Floats], None]
    ) -> None:
        held = self._lines[item]
        taken = held.where(where) & (held.columns["n"] > 0)
        for depth in range(len(self._levels)):
            order, group = self._ordered(item, depth, second)
            mine = taken[order]
            chosen = order[mine]
            if len(chosen):
                act(chosen, group[mine], held.columns["n"][chosen])

    def _percentile(self, column: str, where: tuple[Condition, ...], share: float) -> Floats:
        """By linear interpolation between the two rows nearest, as DuckDB and Spark have it."""
        found = np.full(len(self.areas) * self._periods, np.nan)
        values = self._lines[column].columns["amount"]

        def act(chosen: Ints, group: Ints, n: Floats) -> None:
            starts = np.flatnonzero(np.diff(group, prepend=-1))
            upto = np.cumsum(n)
            before = upto[starts] - n[starts]
            count = np.append(before[1:], upto[-1]) - before
            place = (count - 1) * share
            low = np.floor(place)
            ends = np.append(starts[1:], len(group)) - 1

            def nth(rank: Floats) -> Floats:
                at = np.searchsorted(upto, before + rank, side="right")
                picked: Floats = values[chosen[np.minimum(at, ends)]]
                return picked

            below, over = nth(low), nth(np.minimum(low + 1, count - 1))
            found[group[starts]] = below + (over - below) * (place - low)

        self._by_depth(column, "amount", where, act)
        return found.reshape(len(self.areas), self._periods)

    def _distinct(self, column: str, where: tuple[Condition, ...]) -> Floats:
        found = np.zeros(len(self.areas) * self._periods)
        members = self._lines[column].columns["member"][1]

        def act(chosen: Ints, group: Ints, n: Floats) -> None:
            member = members[chosen]
            first = (np.diff(group, prepend=-1) != 0) | (np.diff(member, prepend=-1) != 0)
            np.add.at(found, group[first], 1.0)

        self._by_depth(column, "member", where, act)
        return found.reshape(len(self.areas), self._periods)


def measures(formula: Formula) -> tuple[Measure, Measure, Measure]:
    """The measure of the cube that each part is: numerator, denominator, rows."""
    if formula.ratio is not None:
        over, under = formula.ratio.numerator, formula.ratio.denominator
        return (
            ("", f"s_{over.column}" if over.column else "n", over.where),
            ("", f"s_{under.column}" if under.column else "n", under.where),
            ("", f"z_{under.column}" if under.column else "n", under.where),
        )
    part = formula.count or formula.sum or formula.mean or formula.distinct or Part()
    if formula.percentile is not None:
        part = Part(column=formula.percentile.column, where=formula.percentile.where)
    if formula.distinct is not None:
        there = (part.column, "n", part.where)
        return ("", "n", part.where), there, there
    if not part.column:
        return (("", "n", part.where),) * 3
    there = ("", f"c_{part.column}", part.where)
    return ("", f"s_{part.column}", part.where), there, there
