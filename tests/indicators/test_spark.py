"""The very statements that DuckDB runs give the same lines and sums on Spark, to the last bit.

Runs where Java 17 and the requirements of `tools/spark.lock` are found; elsewhere it is a counted skip."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from tests.indicators.test_cube import DAYS, declared, made, table
from yiwang.indicators import cube
from yiwang.indicators._registry import files as registry
from yiwang.indicators._sources import SOURCES
from yiwang.indicators._summing import by_days
from yiwang.indicators.declarations import Condition, Formula, Part

spark_sql = pytest.importorskip("pyspark.sql", reason="tools/spark.lock is not installed")
pytestmark = [
    pytest.mark.timeout(900),
    # PySpark leaves the sockets of collected answers to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java 17 here"),
]
BY = "opened_day"


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    session = (
        spark_sql.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.driver.memory", "512m")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        # Spark reckons what follows from what: of some hundred CASEs together, without end.
        .config("spark.sql.constraintPropagation.enabled", "false")
        .getOrCreate()
    )
    yield session
    session.stop()


def rows_of(seed: int) -> pa.Table:
    """Rows with every column of the source, some corrected, some moved."""
    chance, source = random.Random(seed), SOURCES["cases"]
    found = [made(chance, f"k{chance.randrange(60)}", number + 1) for number in range(90)]
    held = table(found)
    for one in source.columns:
        if one.name in held.column_names:
            continue
        if one.type == "number":
            column = pa.array([float(chance.randrange(3)) for _ in found])
        elif one.type == "day":
            column = pa.array([chance.choice([*DAYS, None]) for _ in found], pa.date32())
        else:
            column = pa.array([chance.choice(["a", "closed", None]) for _ in found], pa.string())
        held = held.append_column(one.name, column)
    return held


def plain(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    def said(value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    found = [tuple((name, said(row[name])) for name in sorted(row)) for row in rows]
    return sorted(found, key=repr)


@pytest.mark.parametrize("changed", [False, True])
def test_both_engines_make_the_same_of_the_same_rows(spark: Any, changed: bool) -> None:
    where = (Condition(column="kind", is_=("it's", "a")),)
    named = declared([Formula(of="cases", by=BY, count=Part(where=where))])
    used = by_days([*registry().counted("cases"), *named])[BY]
    assert {one.column for one in used.items} > {""}
    held = rows_of(11)
    given = {
        "case_rows": held,
        "asked": pa.table({"asked_key": ["k1", "k2", "k3", "k5", "k8", "k13"]}),
        "days": pa.table({"on_day": pa.array(DAYS, pa.date32()), "period": pa.array([0, 0, 1], pa.int32())}),
    }
    rows = cube.change_sql("case_rows", 40, 90) if changed else cube.whole_sql("case_rows", 90)
    with duckdb.connect() as duck:
        for name, each in given.items():
            duck.register(name, each)
            types = ", ".join(f"{one.name} {_type(one.type)}" for one in each.schema)
            told = [tuple(row.values()) for row in each.to_pylist()]
            spark.createDataFrame(told, types).createOrReplaceTempView(name)
        for name, sql in (("places", cube.places_sql(rows)), ("coded", cube.coded_sql(BY, used, rows))):
            duck.execute(f"CREATE TEMP TABLE {name} AS {sql}")
            spark.sql(sql).localCheckpoint().createOrReplaceTempView(name)
        for item in used.items:
            sql = cube.lines_sql(BY, used, item)
            mine, theirs = duck.execute(sql).to_arrow_table(), spark.sql(sql)
            assert len(mine)
            assert plain(mine.to_pylist()) == plain([row.asDict() for row in theirs.collect()]), item
            duck.register("the_cube", mine)
            theirs.createOrReplaceTempView("the_cube")
            for tree in ("managed", "statistical"):
                summed = cube.sums_sql("the_cube", BY, item, tree)
                ours = duck.execute(summed).to_arrow_table().to_pylist()
                assert plain(ours) == plain([row.asDict() for row in spark.sql(summed).collect()]), (
                    item,
                    tree,
                )


def _type(kind: pa.DataType) -> str:
    names = {"string": "string", "double": "double", "int64": "bigint", "int32": "int", "bool": "boolean"}
    return "date" if str(kind).startswith("date32") else names[str(kind)]
