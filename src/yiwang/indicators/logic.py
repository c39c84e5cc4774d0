"""What parts make, and the SQL of the very rows beneath a figure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from yiwang.indicators.contracts import Direction, Level
from yiwang.indicators.declarations import Condition, Formula, Part, Threshold

Dialect = Literal["duckdb", "spark"]
WHOLE = ("percentile", "distinct")
"""Ways whose values are taken from the rows of an area and period, never from those of its parts."""
STORED = ("month", "quarter", "year")
"""Kinds of period whose final values leave revisions; 累计 is told by its months."""
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
    """A text in SQL. A doubled quote joins two texts in Spark, and a backslash begins something there."""
    pieces = [one for one in re.split(r"(['\\])", text) if one]
    said = [f"chr({ord(one)})" if one in ("'", "\\") else f"'{one}'" for one in pieces]
    if len(said) == 1:
        return said[0]
    return f"concat({', '.join(said)})" if said else "''"


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


def latest_sql(table: str, within: str) -> str:
    """The newest version of each row among those `within`, without what is confidential."""
    return (
        f"SELECT t.* FROM {table} t JOIN (SELECT max(seq) AS newest FROM {table} WHERE {within} "  # noqa: S608
        "GROUP BY row_key) v ON t.seq = v.newest WHERE t.secret = FALSE"
    )


def beneath_sql(table: str, by: str, below: str, first: date, last: date, position: int) -> str:
    """The rows below some paths in a stretch of days, as of a fact."""
    here = f"({below}) AND {by} BETWEEN DATE {quoted(str(first))} AND DATE {quoted(str(last))}"
    # Only a row that has ever been here can be here now.
    within = f"position <= {position} AND row_key IN (SELECT row_key FROM {table} WHERE {here})"  # noqa: S608
    return f"SELECT * FROM ({latest_sql(table, within)}) l WHERE {here}"  # noqa: S608


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
