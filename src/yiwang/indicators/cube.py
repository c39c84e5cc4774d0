"""Two stages from rows to figures: rows are summed once into a small cube, and every figure of every area and
period is made from the cube.

The cube of a table has items. Lines of a *sums* item are of each place, day and combination of what the
conditions that are asked together tell apart: text columns are kept to the words that definitions tell apart,
numbers to between which of the named bounds they lie. Conditions that no figure asks together, and that would
make many lines together, are told apart in items of their own: so lines are bounded by what is asked, and
not by how many rows there are. A line holds, of each number that is asked so, its sum, how many rows have it
and how many have one that is not nought. Lines of a column's item hold the values of a percentile or the
members of a distinct count instead, with how many rows have each. Everything in a line can be added and taken
away, so that new rows make a small cube of differences. The statements are plain SQL that DuckDB and Spark
both read; rolling up is done on arrays (`rolling`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING

from yiwang.indicators._sources import Source
from yiwang.indicators.declarations import Condition, Formula, IndicatorDeclaration, Part, parts_of
from yiwang.indicators.logic import latest_sql, quoted

if TYPE_CHECKING:
    import pyarrow as pa

Where = tuple[Condition, ...]
Measure = tuple[str, str, Where]
"""Column of an item, "" for sums; measure; conditions."""
FORM = 2
"""Of the cube: one of another form is made anew, and its lines are no values of before."""
OTHER = "⁂"
"""Stands in the cube for every word that no definition names; words alike are the first of them."""
ONE = "/"
"""The path of everything together."""
MEASURES = ("s", "c", "z")
"""Of each number: its sum, rows that have it, rows whose is not nought."""
WIDEST = 32
"""So many combinations may be told apart together that nobody asks together: fewer scans for more lines."""


@dataclass(frozen=True, slots=True)
class Item:
    """What one scan of the rows makes: sums, or with a `column` its values or members."""

    name: str
    keys: tuple[str, ...]
    """What its lines tell apart: `k_` and a text column, `at_` and a number."""
    measures: tuple[str, ...] = ()
    column: str = ""
    members: bool = False


@dataclass(frozen=True, slots=True)
class Used:
    """What the definitions of one table and day column tell apart and add up."""

    words: Mapping[str, tuple[tuple[str, ...], ...]]
    """By text column, the words that conditions name, those together that no condition tells apart."""
    cuts: Mapping[str, tuple[tuple[float, bool], ...]]
    """Bounds of a number in rising order; True where the bound itself lies beyond."""
    items: tuple[Item, ...]

    def of(self, column: str, where: Where) -> Item:
        """The item of a column; of sums the smallest that tells these conditions apart."""
        keys = keys_of(where)
        return next(one for one in self.items if one.column == column and keys <= set(one.keys))

    def asked(self, found: Iterable[IndicatorDeclaration]) -> tuple[Item, ...]:
        """The items that some figures need, with no more of each than they ask for."""
        needed: dict[Item, tuple[set[str], set[str]]] = {}
        for column, measure, where in _needed(found):
            keys, measures = needed.setdefault(self.of(column, where), (set(), set()))
            keys |= keys_of(where)
            measures |= set() if column else {measure}
        return tuple(
            replace(
                one,
                keys=tuple(key for key in one.keys if key in needed[one][0]),
                measures=tuple(each for each in one.measures if each in needed[one][1]),
            )
            for one in self.items
            if one in needed
        )


def used(found: Iterable[IndicatorDeclaration]) -> Used:
    """What these definitions tell apart."""
    found = list(found)
    words: dict[str, set[frozenset[str]]] = {}
    cuts: dict[str, set[tuple[float, bool]]] = {}
    for formula in (one.formula for one in found if one.formula):
        for one in (each for _, part in parts_of(formula) for each in part.where):
            for named in (one.is_, one.is_not):
                if named:
                    words.setdefault(one.column, set()).add(frozenset(named))
            bounds = cuts.setdefault(one.column, set()) if is_numeric(one) else set()
            if one.least is not None:
                bounds.add((float(one.least), True))
            if one.most is not None:
                bounds.add((float(one.most), False))
    alike = {name: _alike(words[name]) for name in sorted(words)}
    # At the same number the bound that takes it in comes first.
    bounds_of = {
        name: tuple(sorted(cuts[name], key=lambda one: (one[0], not one[1]))) for name in sorted(cuts)
    }
    sizes = {f"k_{name}": len(each) + 1 for name, each in alike.items()}
    sizes |= {f"at_{name}": len(each) + 2 for name, each in bounds_of.items()}
    return Used(alike, bounds_of, _items(found, sizes))


def _items(found: Iterable[IndicatorDeclaration], sizes: Mapping[str, int]) -> tuple[Item, ...]:
    needed = set(_needed(found))
    members = {one.formula.distinct.column for one in found if one.formula and one.formula.distinct}
    made = []
    together = _together({keys_of(where) for column, _, where in needed if not column}, sizes)
    held: dict[frozenset[str], set[str]] = {keys: set() for keys in together}
    for column, measure, where in needed:
        if not column:
            held[next(keys for keys in together if keys_of(where) <= keys)].add(measure)
    order = sorted(sizes)
    for keys, measures in held.items():
        names = tuple(key for key in order if key in keys)
        made.append(Item("+" + "+".join(names), names, tuple(sorted(measures))))
    for column in sorted({column for column, _, _ in needed if column}):
        keys = frozenset[str]().union(*(keys_of(where) for one, _, where in needed if one == column))
        names = tuple(key for key in order if key in keys)
        made.append(Item(column, names, ("n",), column, column in members))
    return tuple(made)


def _together(asked: set[frozenset[str]], sizes: Mapping[str, int]) -> list[frozenset[str]]:
    """Which keys are told apart in one item, those of few combinations first."""

    def many(keys: frozenset[str]) -> int:
        return prod(sizes[key] for key in keys)

    def order(keys: frozenset[str]) -> tuple[int, list[str]]:
        return many(keys), sorted(keys)

    found = [one for one in asked if not any(one < other for other in asked)]
    while True:
        pairs = ((one | other, one, other) for one, other in combinations(sorted(found, key=order), 2))
        best = min(pairs, key=lambda each: order(each[0]), default=None)
        if best is None or many(best[0]) > WIDEST:
            return sorted(found, key=order)
        found = [each for each in found if each not in best[1:] and not each <= best[0]] + [best[0]]


def _needed(found: Iterable[IndicatorDeclaration]) -> Iterable[Measure]:
    """Every measure that figures are made from."""
    for formula in (one.formula for one in found if one.formula):
        yield from measures(formula)
        if formula.percentile is not None:
            yield formula.percentile.column, "n", formula.percentile.where


def keys_of(where: Where) -> frozenset[str]:
    """What conditions tell apart."""
    texts = {f"k_{one.column}" for one in where if one.is_ or one.is_not}
    return frozenset(texts | {f"at_{one.column}" for one in where if is_numeric(one)})


def _alike(named: set[frozenset[str]]) -> tuple[tuple[str, ...], ...]:
    """Words that the same conditions name, together."""
    found: dict[tuple[bool, ...], list[str]] = {}
    sets = sorted(named, key=sorted)
    for word in sorted(frozenset().union(*named)):
        found.setdefault(tuple(word in each for each in sets), []).append(word)
    return tuple(tuple(each) for each in found.values())


def is_numeric(one: Condition) -> bool:
    """Whether it asks between which bounds a number lies."""
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


# -- the first stage: rows to lines. Words and places are numbers on the way: rows are compared by them.


def places_sql(rows: str) -> str:
    """The relation `places`: where rows lie in both trees, numbered."""
    return (
        "SELECT CAST(row_number() OVER (ORDER BY managed_path, statistical_path) AS INT) AS place, "  # noqa: S608
        "managed_path, statistical_path FROM "
        f"(SELECT DISTINCT managed_path, statistical_path FROM ({rows}) r) held"
    )


def coded_sql(by: str, used: Used, rows: str) -> str:
    """The relation `coded`: of each row with a day what the items need; with `places`."""
    keys = sorted({key for item in used.items for key in item.keys})
    members = sorted({item.column for item in used.items if item.members})
    numbers = {item.column for item in used.items if item.column and not item.members}
    numbers |= {name.partition("_")[2] for item in used.items for name in item.measures if name != "n"}
    chosen = ", ".join(
        [
            f"CAST(r.{by} AS DATE) AS day",
            "p.place AS place",
            "r.sign AS sign",
            *(f"{_code_sql(used, key)} AS {key}" for key in keys),
            *(f"CAST(r.{name} AS STRING) AS m_{name}" for name in members),
            *(f"r.{name} AS v_{name}" for name in sorted(numbers)),
        ]
    )
    return (
        f"SELECT {chosen} FROM ({rows}) r JOIN places p "  # noqa: S608
        "ON p.managed_path = r.managed_path AND p.statistical_path = r.statistical_path "
        f"WHERE r.{by} IS NOT NULL"
    )


def _code_sql(used: Used, key: str) -> str:
    kind, _, name = key.partition("_")
    if kind == "k":
        whens = " ".join(
            f"WHEN coalesce(r.{name}, '') IN ({', '.join(map(quoted, alike))}) THEN {at}"
            for at, alike in enumerate(used.words[name])
        )
        return f"CAST(CASE {whens} ELSE -1 END AS SMALLINT)"
    steps = " + ".join(
        f"CASE WHEN r.{name} {'>=' if within else '>'} {bound!r} THEN 1 ELSE 0 END"
        for bound, within in used.cuts[name]
    )
    return f"CAST(CASE WHEN r.{name} IS NULL THEN -1 ELSE {steps} END AS SMALLINT)"


def _share(measure: str) -> str:
    """What a row adds to a measure."""
    kind, _, name = measure.partition("_")
    if kind == "s":
        return f"sign * coalesce(v_{name}, 0.0)"
    return f"CASE WHEN v_{name} {'IS NOT NULL' if kind == 'c' else '<> 0'} THEN sign ELSE 0.0 END"


def lines_sql(by: str, used: Used, item: Item) -> str:
    """The lines of one item that the rows of `coded` make, each counted as often as its `sign` says."""
    own = [("member", f"m_{item.column}")] if item.members else []
    own += [("amount", f"v_{item.column}")] if item.column and not item.members else []
    shares = [(name, _share(name)) for name in item.measures if name != "n"]
    inner = ", ".join(
        ["day", "place", *item.keys, *(f"{sql} AS {name}" for name, sql in own), "sign"]
        + [f"{sql} AS {name}" for name, sql in shares]
    )
    there = f" WHERE {own[0][1]} IS NOT NULL" if own else ""
    keys = ", ".join(["day", "place", *item.keys, *(name for name, _ in own)])
    sums = ["sum(sign) AS n", *(f"sum({name}) AS {name}" for name, _ in shares)]
    some = " OR ".join(f"sum({name}) <> 0" for name in ["sign", *(name for name, _ in shares)])
    told = ", ".join(
        [
            "l.day AS day",
            "p.managed_path AS managed_path",
            "p.statistical_path AS statistical_path",
            *(f"{_word_sql(used, key)} AS {key}" for key in item.keys),
            *(f"l.{name} AS {name}" for name, _ in [*own, ("n", ""), *shares]),
        ]
    )
    return (
        f"SELECT {quoted(by)} AS by_column, {quoted(item.name)} AS item, {told} "  # noqa: S608
        f"FROM (SELECT {keys}, {', '.join(sums)} FROM (SELECT {inner} FROM coded{there}) shares "
        f"GROUP BY {keys} HAVING {some}) l JOIN places p ON p.place = l.place"
    )


def _word_sql(used: Used, key: str) -> str:
    kind, _, name = key.partition("_")
    if kind != "k":
        return f"CAST(l.{key} AS INT)"
    whens = " ".join(f"WHEN {at} THEN {quoted(alike[0])}" for at, alike in enumerate(used.words[name]))
    return f"CASE l.{key} {whens} ELSE {quoted(OTHER)} END"


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


def sums_sql(cube: str, by: str, item: Item, tree: str, *, within: str = "TRUE", whole: bool = False) -> str:
    """The lines of one item by place, period and key; `days(on_day, period)` says which days are asked for.
    `whole` takes all places together. Values and members come as they lie: they are put in order, and those
    that are alike added up, on arrays."""
    path = quoted(ONE) if whole else f"c.{tree}_path"
    held = [*item.keys, *(["member" if item.members else "amount"] if item.column else [])]
    keys = ", ".join(["path", "period", *held])
    inner = ", ".join([f"{path} AS path", "d.period AS period", *(f"c.{name}" for name in held)])
    measures = ["n", *(one for one in item.measures if one != "n")]
    lines = (
        f"SELECT {inner}, {', '.join(f'c.{name}' for name in measures)} FROM {cube} c "  # noqa: S608
        f"JOIN days d ON d.on_day = c.day WHERE c.by_column = {quoted(by)} AND c.item = {quoted(item.name)} "
        f"AND {within}"
    )
    if item.column:
        return lines
    return (
        f"SELECT {keys}, {', '.join(f'sum({name}) AS {name}' for name in measures)} FROM "  # noqa: S608
        f"({lines}) lines GROUP BY {keys} HAVING sum(n) <> 0"
        + "".join(f" OR sum({name}) <> 0" for name in measures[1:])
    )


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
