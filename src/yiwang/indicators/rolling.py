"""The second stage: every figure of every area and period, made on arrays from the lines of the cube."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from yiwang.indicators.cube import Measure, Used, Where, is_numeric, measures
from yiwang.indicators.declarations import Condition, Formula, IndicatorDeclaration, Part
from yiwang.indicators.logic import WHOLE, Parts, prefixes

if TYPE_CHECKING:
    import pyarrow as pa

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(slots=True)
class _Lines:
    """The lines of one item as arrays, with which of them each condition takes."""

    used: Used
    columns: dict[str, Any]
    taken: dict[Where, Bools] = field(default_factory=dict)

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

    def where(self, conditions: Where) -> Bools:
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
        if is_numeric(one):
            at, bounds = self.columns[f"at_{one.column}"], self.used.cuts[one.column]
            meet &= at >= 0
            if one.least is not None:
                meet &= at > bounds.index((float(one.least), True))
            if one.most is not None:
                meet &= at <= bounds.index((float(one.most), False))
        return meet


@dataclass(frozen=True, slots=True)
class _Level:
    """The lines of one depth in order of area and period, then of value or member: a line of the item that is
    like each, and how many rows they have together."""

    line: Ints
    group: Ints
    n: Floats


def _told_apart(values: Floats) -> tuple[Floats, Ints]:
    """The different values in no order, and which of them each is; by hashing, for many are alike."""
    import pyarrow as pa

    held = pa.array(values).dictionary_encode()
    return held.dictionary.to_numpy(zero_copy_only=False), held.indices.to_numpy(zero_copy_only=False)


def _ranked(held: _Lines) -> tuple[Ints, int]:
    """The value or member of each line together with its keys as a number, in the order of the values; and
    the number that none reaches."""
    columns = held.columns
    if "member" in columns:
        ranks, many = columns["member"][1].astype(np.int64), len(columns["member"][0])
    else:
        values, codes = _told_apart(columns["amount"])
        order = np.argsort(values)
        places = np.empty(len(values), dtype=np.int64)
        places[order] = np.arange(len(values))
        ranks, many = places[codes], len(values)
    for name, column in columns.items():
        if name.startswith("k_"):
            ranks, many = ranks * len(column[0]) + column[1], many * len(column[0])
        elif name.startswith("at_"):
            size = int(column.max(initial=-1)) + 2
            ranks, many = ranks * size + column + 1, many * size
    return ranks, max(many, 1)


class Figures:
    """Every figure of some definitions in every area above the lines, and every period."""

    def __init__(
        self,
        found: Iterable[IndicatorDeclaration],
        used: Used,
        lines: Mapping[str, pa.Table],
        periods: int,
    ) -> None:
        self.found = [one for one in found if one.formula]
        self._periods = periods
        self._used = used
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
        self._order: dict[str, list[_Level]] = {}
        self._cells: dict[str, Ints] = {}
        self._wholes: dict[tuple[str, Where, float | None], Floats] = {}

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

    def _sum(self, column: str, measure: str, where: Where) -> Floats:
        """A measure of the lines that meet the conditions, by area and period."""
        name = (column, measure, where)
        if name not in self._summed:
            item = self._used.of(column, where).name
            held = self._lines[item]
            taken = np.flatnonzero(held.where(where))
            sums: Floats = np.bincount(
                self._cell(item)[taken],
                weights=held.columns[measure][taken],
                minlength=len(self._row) * self._periods,
            ).astype(np.float64)
            self._summed[name] = self._spread(sums.reshape(len(self._row), self._periods))
        return self._summed[name]

    def parts(self, one: IndicatorDeclaration) -> tuple[Floats, Floats, Floats, Floats | None]:
        """Numerators, denominators, rows and wholes of one version of a figure, by area and period."""
        formula = one.formula
        assert formula is not None
        numerator, denominator, n = (self._sum(*one) for one in measures(formula))
        return numerator, denominator, n, self._whole(formula) if formula.way in WHOLE else None

    def at(self, one: IndicatorDeclaration, area: str, period: int) -> Parts:
        """The parts of one version of a figure in one area and period."""
        row = self.row.get(area)
        if row is None:
            return Parts()
        a, b, n, w = self.parts(one)
        none = w is None or np.isnan(w[row, period])
        return Parts(
            float(a[row, period]),
            float(b[row, period]),
            round(float(n[row, period])),
            None if none or w is None else float(w[row, period]),
        )

    # -- what no sum makes

    def _whole(self, formula: Formula) -> Floats:
        part = formula.percentile or formula.distinct or Part()
        share = formula.percentile.share if formula.percentile else None
        if (part.column, part.where, share) not in self._wholes:
            if share is None:
                self._wholes[part.column, part.where, None] = self._distinct(part.column, part.where)
            else:
                self._percentiles(part.column, part.where)
        return self._wholes[part.column, part.where, share]

    def _ordered(self, item: str) -> list[_Level]:
        """The lines of each depth, the deepest first, each made from the one below: the same value or member
        of the same key is one line in an area above."""
        if item not in self._order:
            held = self._lines[item]
            place, period = np.divmod(self._cell(item), self._periods)
            # One number for the value or member with its keys; in the order of the values.
            inner, many = _ranked(held)
            line, n = np.arange(len(inner)), held.columns["n"]
            found = []
            for level in reversed(self._levels):
                area = level[place]
                # What lies higher than this depth waits for its own.
                here = np.flatnonzero(area >= 0)
                group = area[here] * self._periods + period[here]
                whole = group * many + inner[here]
                order = np.argsort(whole)
                first = np.flatnonzero(np.diff(whole[order], prepend=-1))
                taken = here[order[first]]
                summed = np.add.reduceat(n[here[order]], first) if len(first) else n[:0]
                # What was taken away again is no row.
                left = np.flatnonzero(summed > 0)
                first, taken, summed = first[left], taken[left], summed[left]
                found.append(_Level(line[taken], group[order[first]], summed))
                apart = np.flatnonzero(area < 0)
                rest = np.concatenate([taken, apart])
                place, period, inner, line = place[rest], period[rest], inner[rest], line[rest]
                n = np.concatenate([summed, n[apart]])
            self._order[item] = found
        return self._order[item]

    def _by_depth(self, item: str, where: Where, act: Callable[[Ints, Ints, Floats], None]) -> None:
        taken = self._lines[item].where(where)
        for level in self._ordered(item):
            if not where and len(level.line):
                act(level.line, level.group, level.n)
                continue
            mine = np.flatnonzero(taken[level.line])
            if len(mine):
                act(level.line[mine], level.group[mine], level.n[mine])

    def _percentiles(self, column: str, where: Where) -> None:
        """All that are asked of these rows, by linear interpolation between the two rows nearest, as DuckDB
        and Spark have it."""
        asked = (one.formula.percentile for one in self.found if one.formula)
        shares = {one.share for one in asked if one and (one.column, one.where) == (column, where)}
        found = {share: np.full(len(self.areas) * self._periods, np.nan) for share in shares}
        values = self._lines[column].columns["amount"]

        def act(chosen: Ints, group: Ints, n: Floats) -> None:
            starts = np.flatnonzero(np.diff(group, prepend=-1))
            upto = np.cumsum(n)
            before = upto[starts] - n[starts]
            count = np.append(before[1:], upto[-1]) - before
            ends = np.append(starts[1:], len(group)) - 1

            def nth(rank: Floats) -> Floats:
                at = np.searchsorted(upto, before + rank, side="right")
                picked: Floats = values[chosen[np.minimum(at, ends)]]
                return picked

            for share in shares:
                place = (count - 1) * share
                low = np.floor(place)
                below, over = nth(low), nth(np.minimum(low + 1, count - 1))
                found[share][group[starts]] = below + (over - below) * (place - low)

        self._by_depth(column, where, act)
        for share, made in found.items():
            self._wholes[column, where, share] = made.reshape(len(self.areas), self._periods)

    def _distinct(self, column: str, where: Where) -> Floats:
        many = len(self.areas) * self._periods
        found = np.zeros(many)
        members = self._lines[column].columns["member"][1]

        def act(chosen: Ints, group: Ints, n: Floats) -> None:
            member = members[chosen]
            first = (np.diff(group, prepend=-1) != 0) | (np.diff(member, prepend=-1) != 0)
            found[:] += np.bincount(group[first], minlength=many)

        self._by_depth(column, where, act)
        return found.reshape(len(self.areas), self._periods)
