"""The two stages against a plain loop: random places with moves, random rows, random late corrections."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.indicators import cube
from yiwang.indicators._sources import SOURCES
from yiwang.indicators._summing import by_days
from yiwang.indicators.declarations import (
    Condition,
    Formula,
    IndicatorDeclaration,
    Part,
    Percentile,
    Quotient,
)
from yiwang.indicators.logic import prefixes
from yiwang.indicators.rolling import Figures
from yiwang.kernel.declarations import Words

SOURCE = SOURCES["cases"]
BY, DAYS = "opened_day", [date(2026, 1, 30), date(2026, 1, 31), date(2026, 2, 1)]
WORDS = ["", "a", "b", "it's", cube.OTHER]
Row = dict[str, Any]
SOME = st.sets(st.sampled_from(WORDS[:4]), min_size=1).map(tuple)
LEAST, MOST = st.sampled_from([0.0, 2.0, 2.5]), st.sampled_from([None, 2.5, 4.0])
CONDITIONS = st.one_of(
    st.builds(Condition, column=st.just("kind"), is_=SOME),
    st.builds(Condition, column=st.just("unit"), is_not=SOME),
    st.builds(Condition, column=st.just("hours"), least=LEAST, most=MOST),
)
WHERE = st.lists(CONDITIONS, max_size=2).map(tuple)
FORMULAS = st.one_of(
    st.builds(lambda where: Formula(of="cases", by=BY, count=Part(where=where)), WHERE),
    st.builds(lambda where: Formula(of="cases", by=BY, sum=Part(column="living", where=where)), WHERE),
    st.builds(lambda where: Formula(of="cases", by=BY, mean=Part(column="hours", where=where)), WHERE),
    st.builds(
        lambda one, other: Formula(
            of="cases",
            by=BY,
            ratio=Quotient(
                numerator=Part(column="living", where=one), denominator=Part(column="closed", where=other)
            ),
        ),
        WHERE,
        WHERE,
    ),
    st.builds(
        lambda where, share: Formula(
            of="cases", by=BY, percentile=Percentile(column="hours", share=share, where=where)
        ),
        WHERE,
        st.sampled_from([0.5, 0.9]),
    ),
    st.builds(lambda where: Formula(of="cases", by=BY, distinct=Part(column="unit", where=where)), WHERE),
)


def declared(formulas: Sequence[Formula]) -> list[IndicatorDeclaration]:
    name = Words(zh="指标", en="figure")
    return [
        IndicatorDeclaration(
            code=f"f{at}", name=name, definition=name, source=name, unit="1", periods=("day",), owner="data",
            formula=formula,
        )
        for at, formula in enumerate(formulas)
    ]  # fmt: skip


def made(chance: random.Random, key: str, seq: int) -> Row:
    county, town, village = (chance.randrange(2) for _ in range(3))
    managed = f"/44/{chance.choice(['zone', f'c{county}'])}/t{county}{town}/"
    if chance.random() < 0.7:
        managed += f"v{county}{town}{village}/"
    return {
        "seq": seq, "position": seq, "secret": chance.random() < 0.1, "row_key": key,
        "managed_path": managed, "statistical_path": managed.replace("zone", f"c{county}"),
        BY: chance.choice([*DAYS, None]), "kind": chance.choice([*WORDS, None]),
        "unit": chance.choice([*WORDS[1:], None]), "living": chance.choice([0.0, 1.0, None]),
        "closed": chance.choice([0.0, 1.0, 2.0]),
        "hours": chance.choice([None, 0.0, 2.0, 2.25, 2.5, 4.0, 9.0]),
    }  # fmt: skip


def table(rows: Sequence[Row]) -> pa.Table:
    texts = {name: pa.string() for name in ("row_key", "managed_path", "statistical_path", "kind", "unit")}
    numbers = {name: pa.float64() for name in ("living", "closed", "hours")}
    form = {
        "seq": pa.int64(),
        "position": pa.int64(),
        "secret": pa.bool_(),
        BY: pa.date32(),
        **texts,
        **numbers,
    }
    return pa.Table.from_pylist(list(rows), schema=pa.schema(list(form.items())))


def lines(engine: duckdb.DuckDBPyConnection, used: cube.Used, rows: str) -> dict[str, pa.Table]:
    for name, sql in (("places", cube.places_sql(rows)), ("coded", cube.coded_sql(BY, used, rows))):
        engine.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")
    return {item.name: engine.execute(cube.lines_sql(BY, used, item)).to_arrow_table() for item in used.items}


def rolled(
    engine: duckdb.DuckDBPyConnection,
    found: list[IndicatorDeclaration],
    used: cube.Used,
    held: dict[str, pa.Table],
    tree: str,
) -> Figures:
    engine.register("days", pa.table({"on_day": pa.array(DAYS, pa.date32()), "period": [0, 0, 1]}))
    summed = {}
    for item in used.asked(found):
        engine.register("the_cube", held[item.name])
        sql = cube.sums_sql("the_cube", BY, item, tree)
        summed[item.name] = engine.execute(sql).to_arrow_table()
    return Figures(found, used, summed, 2)


def meets(row: Row, where: Sequence[Condition]) -> bool:
    for one in where:
        value = row[one.column]
        if one.is_ and (value or "") not in one.is_:
            return False
        if one.is_not and (value or "") in one.is_not:
            return False
        if one.least is not None and (value is None or value < one.least):
            return False
        if one.most is not None and (value is None or value > one.most):
            return False
    return True


def plainly(formula: Formula, rows: Sequence[Row]) -> tuple[float, float, float | None]:
    """Numerator, denominator and whole by a loop."""
    if formula.ratio:
        over, under = formula.ratio.numerator, formula.ratio.denominator
        return (
            sum(row["living"] or 0.0 for row in rows if meets(row, over.where)),
            sum(row["closed"] for row in rows if meets(row, under.where)),
            None,
        )
    part = formula.count or formula.sum or formula.mean or formula.distinct
    where = part.where if part else formula.percentile.where  # type: ignore[union-attr]
    column = part.column if part else "hours"
    those = [row for row in rows if meets(row, where)]
    there = [row for row in those if not column or row[column] is not None]
    if formula.distinct:
        return float(len(those)), float(len(there)), float(len({row["unit"] for row in there}))
    total = sum(row[column] for row in there) if column else float(len(there))
    whole = None
    if formula.percentile and there:
        whole = float(np.quantile([row["hours"] for row in there], formula.percentile.share))
    return float(total), float(len(there)), whole


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), formulas=st.lists(FORMULAS, min_size=1, max_size=6))
def test_full_and_by_difference_are_what_a_loop_makes_and_children_sum(
    seed: int, formulas: list[Formula]
) -> None:
    chance, found = random.Random(seed), declared(formulas)
    used = by_days(found)[BY]
    first = [made(chance, f"k{number}", number + 1) for number in range(chance.randrange(1, 30))]
    # Corrections come late, to another place, day or word; some rows are new.
    second = [
        made(chance, f"k{chance.randrange(40)}", 100 + number) for number in range(chance.randrange(1, 15))
    ]
    latest: dict[str, Row] = {row["row_key"]: row for row in [*first, *second]}
    with duckdb.connect() as engine:
        engine.register("case_rows", table([*first, *second]))
        engine.register("asked", pa.table({"asked_key": sorted({row["row_key"] for row in second})}))
        whole = lines(engine, used, cube.whole_sql("case_rows", 1000))
        before = lines(engine, used, cube.whole_sql("case_rows", 99))
        change = lines(engine, used, cube.change_sql("case_rows", 99, 1000))
        pieces = {item: pa.concat_tables([before[item], change[item]]) for item in before}
        for tree in ("managed", "statistical"):
            at_once, in_pieces = (rolled(engine, found, used, held, tree) for held in (whole, pieces))
            shown = [row for row in latest.values() if not row["secret"] and row[BY] is not None]
            areas = {above for row in shown for above in prefixes(row[f"{tree}_path"])}
            for period, days in ((0, DAYS[:2]), (1, DAYS[2:])):
                for area in areas:
                    below = [row for row in shown if row[f"{tree}_path"].startswith(area) and row[BY] in days]
                    for one in found:
                        assert one.formula is not None
                        wanted = plainly(one.formula, below)
                        for figures in (at_once, in_pieces):
                            parts = figures.at(one, area, period)
                            said = (parts.numerator, parts.denominator)
                            assert said == pytest.approx(wanted[:2], abs=1e-9), (one.formula, area)
                            assert (parts.whole or 0.0) == pytest.approx(wanted[2] or 0.0), (
                                one.formula,
                                area,
                            )
                _reconciles(at_once, found, tree, shown, days, period)


def _reconciles(
    figures: Figures,
    found: Sequence[IndicatorDeclaration],
    tree: str,
    shown: Sequence[Row],
    days: Sequence[date],
    period: int,
) -> None:
    """Children and what lies at the parent itself sum to it, for every additive figure."""
    for parent in figures.areas:
        children = [
            one for one in figures.areas if one.startswith(parent) and one[len(parent) :].count("/") == 1
        ]
        own = [row for row in shown if row[f"{tree}_path"] == parent and row[BY] in days]
        for one in found:
            if one.additive and one.formula is not None:
                total = sum(figures.at(one, child, period).numerator for child in children)
                here = plainly(one.formula, own)[0]
                assert figures.at(one, parent, period).numerator == pytest.approx(total + here)
