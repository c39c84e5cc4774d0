"""Formulas as plain SQL, for DuckDB here and for Spark when tables outgrow a machine; and what parts make.

The text keeps to what both understand. All indicators that share a table and a day column are one statement:
rows are summed once by place and day, then spread over the areas above (`places`) and the periods (`days`).
`places(path, above)`, `days(on_day, kind, first_day, last_day)` and `touched(tree, path, kind, first_day)`
are small tables given beside the source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from yiwang.indicators.contracts import Direction, Level
from yiwang.indicators.declarations import Condition, Formula, IndicatorDeclaration, Part, Threshold

Dialect = Literal["duckdb", "spark"]
WHOLE = ("percentile", "distinct")
"""Ways whose values are taken from the rows of an area and period, never from those of its parts."""
STORED = ("month", "quarter", "year")
"""Kinds of period that have cells; 累计 is the sum of its months. Days and weeks are counted when they are
asked for: cells of every village and day were nine tenths of all, and hardly one of them is ever read."""
PERCENTILE: dict[Dialect, str] = {"duckdb": "quantile_cont", "spark": "percentile"}


@dataclass(frozen=True, slots=True)
class Parts:
    """What a value is made from: `whole` where it is not a matter of sums."""

    numerator: float = 0.0
    denominator: float = 0.0
    n: int = 0
    whole: float | None = None

    def __add__(self, other: Parts) -> Parts:
        return Parts(self.numerator + other.numerator, self.denominator + other.denominator, self.n + other.n)

    def __sub__(self, other: Parts) -> Parts:
        return Parts(self.numerator - other.numerator, self.denominator - other.denominator, self.n - other.n)


def value_of(way: str, unit: str, parts: Parts) -> float | None:
    """The value that parts make; None where nothing divides. A share of unit `%` is said of one hundred."""
    if way in ("count", "sum"):
        return parts.numerator
    if way in WHOLE:
        return parts.whole
    if not parts.denominator:
        return None
    return parts.numerator / parts.denominator * (100.0 if way == "ratio" and unit == "%" else 1.0)


def level_of(direction: Direction, value: float | None, threshold: Threshold | None) -> Level | None:
    """How a value stands to its thresholds."""
    if value is None or threshold is None or direction == "none":
        return None
    sign = 1.0 if direction == "up" else -1.0
    if sign * value >= sign * threshold.good:
        return "good"
    return "watch" if sign * value >= sign * threshold.watch else "bad"


def prefixes(path: str) -> list[str]:
    """The path and those above it, the root first: `/44/4408/` gives `/44/`, `/44/4408/`."""
    ids = [part for part in path.split("/") if part]
    return ["/" + "/".join(ids[: number + 1]) + "/" for number in range(len(ids))]


# -- SQL


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def condition_sql(one: Condition) -> str:
    """One condition; a missing text is the empty one, a missing number meets nothing."""
    said = []
    if one.is_:
        said.append(f"coalesce({one.column}, '') IN ({', '.join(map(quoted, one.is_))})")
    if one.is_not:
        said.append(f"coalesce({one.column}, '') NOT IN ({', '.join(map(quoted, one.is_not))})")
    if one.least is not None:
        said.append(f"{one.column} >= {float(one.least)!r}")
    if one.most is not None:
        said.append(f"{one.column} <= {float(one.most)!r}")
    return " AND ".join(said)


def _where(part: Part) -> str:
    return " AND ".join(condition_sql(one) for one in part.where) or "TRUE"


def share_sql(part: Part) -> str:
    """What one row adds to a part."""
    what = f"coalesce({part.column}, 0.0)" if part.column else "1.0"
    return f"CAST(CASE WHEN {_where(part)} THEN {what} ELSE 0.0 END AS DOUBLE)"


def row_sql(formula: Formula) -> tuple[str, str]:
    """What one row adds to the numerator and to the denominator."""
    if formula.ratio is not None:
        return share_sql(formula.ratio.numerator), share_sql(formula.ratio.denominator)
    if formula.percentile is not None:
        part = Part(column=formula.percentile.column, where=formula.percentile.where)
        return share_sql(part), _there(part)
    part = formula.count or formula.sum or formula.mean or formula.distinct or Part()
    if formula.distinct is not None:
        return share_sql(Part(where=part.where)), _there(part)
    return share_sql(part), _there(part)


def _there(part: Part) -> str:
    there = f"{part.column} IS NOT NULL AND " if part.column else ""
    return f"CAST(CASE WHEN {there}{_where(part)} THEN 1.0 ELSE 0.0 END AS DOUBLE)"


def sums_sql(formula: Formula) -> tuple[str, str, str]:
    """Sums of rows: numerator, denominator, and how many rows there are beneath."""
    numerator, denominator = row_sql(formula)
    return f"sum({numerator})", f"sum({denominator})", f"sum(CASE WHEN {denominator} <> 0 THEN 1 ELSE 0 END)"


def whole_sql(formula: Formula, dialect: Dialect) -> str:
    """The aggregate of a way that no sum makes."""
    if formula.percentile is not None:
        part = Part(where=formula.percentile.where)
        inner = f"CASE WHEN {_where(part)} THEN {formula.percentile.column} END"
        return f"{PERCENTILE[dialect]}({inner}, {formula.percentile.share!r})"
    part = formula.distinct or Part()
    return f"CAST(count(DISTINCT CASE WHEN {_where(part)} THEN {part.column} END) AS DOUBLE)"


def latest_sql(table: str, position: int) -> str:
    """The newest version of each row as of a fact, without what is confidential."""
    return (
        "SELECT * FROM (SELECT t.*, row_number() OVER (PARTITION BY row_key ORDER BY seq DESC) AS newest "  # noqa: S608
        f"FROM {table} t WHERE position <= {position}) v WHERE newest = 1 AND secret = FALSE"
    )


def count_sql(
    table: str,
    by: str,
    found: Sequence[IndicatorDeclaration],
    *,
    position: int,
    dialect: Dialect = "duckdb",
    touched: bool = False,
    span: tuple[date, date] | None = None,
) -> str:
    """Every figure of `found` by tree, area and period: columns `a0…` numerator, `b0…` denominator, `n0…`
    rows, `w0…` the whole, each with its place in `found`.
    """
    within = f" AND {by} BETWEEN DATE {quoted(str(span[0]))} AND DATE {quoted(str(span[1]))}" if span else ""
    only = (
        " JOIN touched u ON u.tree = s.tree AND u.path = s.path AND u.kind = c.kind"
        " AND u.first_day = c.first_day"
        if touched
        else ""
    )
    formulas = [(number, one.formula) for number, one in enumerate(found) if one.formula]
    summed = [(number, formula) for number, formula in formulas if formula.way not in WHOLE]
    whole = [(number, formula) for number, formula in formulas if formula.way in WHOLE]
    keys = "s.tree, s.path, c.kind, c.first_day, c.last_day"
    given = [
        f"latest AS ({latest_sql(table, position)})",
        f"dated AS (SELECT l.*, {by} AS on_day FROM latest l WHERE {by} IS NOT NULL{within})",  # noqa: S608
    ]
    statements = []
    if summed:
        made = [
            f"{sql} AS {letter}{number}"
            for number, formula in summed
            for letter, sql in zip("abn", sums_sql(formula), strict=True)
        ]
        names = [f"{letter}{number}" for number, _ in summed for letter in "abn"]
        given += [
            f"base AS (SELECT managed_path, statistical_path, on_day, {', '.join(made)} FROM dated "  # noqa: S608
            "GROUP BY managed_path, statistical_path, on_day)",
            f"spread AS ({_spread('base', 'on_day, ' + ', '.join(names))})",
        ]
        columns = [f"sum({name}) AS {name}" for name in names]
        statements.append(_grouped("spread", keys, columns, only))
    if whole:
        given.append(f"lines AS ({_spread('dated', 'b.*')})")
        columns = []
        for number, formula in whole:
            sums = zip("abn", sums_sql(formula), strict=True)
            columns += [f"{sql} AS {letter}{number}" for letter, sql in sums]
            columns.append(f"{whole_sql(formula, dialect)} AS w{number}")
        statements.append(_grouped("lines", keys, columns, only))
    if len(statements) == 2:
        given += [f"added AS ({statements[0]})", f"taken AS ({statements[1]})"]
        body = "SELECT * FROM added JOIN taken USING (tree, path, kind, first_day, last_day)"
    else:
        body = statements[0]
    return f"WITH {', '.join(given)} {body}"


def _spread(table: str, columns: str) -> str:
    return " UNION ALL ".join(
        f"SELECT {quoted(tree)} AS tree, a.above AS path, {columns} FROM {table} b "  # noqa: S608
        f"JOIN places a ON a.path = b.{tree}_path"
        for tree in ("managed", "statistical")
    )


def _grouped(table: str, keys: str, columns: Sequence[str], only: str) -> str:
    return (
        f"SELECT {keys}, {', '.join(columns)} FROM {table} s "  # noqa: S608
        f"JOIN days c ON c.on_day = s.on_day{only} GROUP BY {keys}"
    )


def beneath_sql(
    table: str, by: str, tree: str, paths: Sequence[str], first: date, last: date, position: int
) -> str:
    """The rows below any of some paths in a stretch of days."""
    below = " OR ".join(f"substr({tree}_path, 1, {len(path)}) = {quoted(path)}" for path in paths)
    return (
        f"SELECT * FROM ({latest_sql(table, position)}) l WHERE ({below or 'FALSE'}) "  # noqa: S608
        f"AND {by} BETWEEN DATE {quoted(str(first))} AND DATE {quoted(str(last))}"
    )


def dated_sql(beneath: str, by: str, formula: Formula, dialect: Dialect = "duckdb") -> str:
    """One figure by the periods of `days`."""
    whole = whole_sql(formula, dialect) if formula.way in WHOLE else "NULL"
    numerator, denominator, rows = sums_sql(formula)
    return (
        f"SELECT c.kind, c.first_day, {numerator} AS a, {denominator} AS b, {rows} AS n, {whole} AS w "  # noqa: S608
        f"FROM ({beneath}) r JOIN days c ON c.on_day = r.{by} GROUP BY c.kind, c.first_day"
    )


def split_sql(beneath: str, formula: Formula, dimension: str, dialect: Dialect = "duckdb") -> str:
    """One figure by the members of a dimension, "" for the rows that have none; without a dimension one."""
    member = f"coalesce({dimension}, '')" if dimension else "''"
    whole = whole_sql(formula, dialect) if formula.way in WHOLE else "NULL"
    numerator, denominator, rows = sums_sql(formula)
    return (
        f"SELECT {member} AS member, {numerator} AS a, {denominator} AS b, {rows} AS n, {whole} AS w "  # noqa: S608
        f"FROM ({beneath}) r GROUP BY {member} ORDER BY 1"
    )


def score(parts: Mapping[str, float | None], weights: Mapping[str, float]) -> float | None:
    """The weighted mean of values; None while one of them is missing."""
    if any(parts.get(code) is None for code in weights):
        return None
    return sum((parts[code] or 0.0) * weight for code, weight in weights.items()) / sum(weights.values())
