"""A thousand figures of every area and day of a month, counted in full and after ten thousand new rows.

The rows lie in the lake's own tables: readings as its writer writes them, cases and the rest as indicators
note them. The full count scans them into the cubes, commits these, and makes every value of every area and
day from them. After 10,000 new rows of cases (a tenth late, some of rows that were there) the cube is changed
by their difference, and every sum and quotient by what that comes to; percentiles and counts of different
things are made from the cube when they are asked for, which is timed beside it. The raw limit is one DuckDB
scan of the columns of the readings with one sum.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.result import Result

WHAT = "s of a full count: 1,000 figures × 2,150 areas × 31 days from readings and cases, beside one scan"
BAR_S, INCREMENTAL_BAR_S = 120.0, 2.0
NOT_OF_A_RUN = {"name", "value", "unit", "bar", "met", "limit", "ratio", "runs", "spread"}
ROWS_AT_ONCE = 20_000_000
"""Readings that are put aside at once."""
AT_ONCE = 4_000_000
"""Lines of percentiles and counts of different things that are held at once."""
OTHERS = {"appeals": 0.1, "events": 0.04, "alerts": 0.1, "devices": 0.012}
"""Rows of the other tables for each case."""


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _timed(act: Callable[[], Any]) -> tuple[float, float, Any]:
    began, cpu = time.perf_counter(), _cpu()
    made = act()
    return time.perf_counter() - began, _cpu() - cpu, made


def main(arguments: list[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=indicators ARGS='…'")
    words.add_argument("--rows", type=int, default=100_000_000, help="readings of the largest run")
    words.add_argument("--cases", type=int, default=5_000_000)
    words.add_argument("--curve", action="store_true", help="also a tenth and three tenths of the readings")
    words.add_argument("--memory", default="6GB", help="what DuckDB may hold")
    words.add_argument("--folder", default="", help="where the rows are made (at most 10 GB)")
    asked = words.parse_args(arguments)
    sizes = [asked.rows // 10, asked.rows * 3 // 10, asked.rows] if asked.curve else [asked.rows]
    runs = [_alone(size, asked) for size in sizes] if asked.curve else [_here(asked)]
    for run in runs:
        print(
            f"{run['readings']:>12,} readings: {run['full_s']:>7.2f} s full "
            f"({run['full_cpu_s']:.1f} s of processor), {run['incremental_s']:.2f} s after 10,000 rows, "
            f"{run['passes']} passes, peak {run['peak_mb']:,} MB, {run['values']:,} values",
            flush=True,
        )
    last = runs[-1]
    return Result(
        name="indicators",
        values=[last["full_s"]],
        unit="s",
        bar=BAR_S,
        limit_what="one DuckDB scan of the same columns of the readings with one sum",
        limit_values=[last["scan_s"]],
        also_met=last["incremental_s"] <= INCREMENTAL_BAR_S,
        more={**last, "curve": runs} if asked.curve else last,
    )


def _alone(size: int, asked: argparse.Namespace) -> dict[str, Any]:
    """A size of the curve as it runs by itself: in a process of its own, whose memory is its own."""
    words = [
        "--rows",
        str(size),
        "--cases",
        str(asked.cases),
        "--memory",
        asked.memory,
        "--folder",
        asked.folder,
    ]
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks", "indicators", *words],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if not told.stdout.strip():
        raise SystemExit(told.returncode or 1)
    run: dict[str, Any] = json.loads(told.stdout.strip().splitlines()[-1])
    return {name: value for name, value in run.items() if name not in NOT_OF_A_RUN}


def _here(asked: argparse.Namespace) -> dict[str, Any]:
    home = Path(tempfile.mkdtemp(prefix="yiwang-indicators-", dir=asked.folder or None))
    try:
        os.environ["YIWANG_HOME"] = str(home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.app.settings")
        import django

        django.setup()
        return _run(home, asked.rows, asked.cases, asked.memory)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run(home: Path, many: int, cases: int, memory: str) -> dict[str, Any]:
    from benchmarks import _indicators_city as city
    from yiwang.indicators import _tables
    from yiwang.indicators._registry import read
    from yiwang.indicators._sources import SOURCES
    from yiwang.lake import api as lake
    from yiwang.lake._query import connection
    from yiwang.lake._store import Store
    from yiwang.lake.contracts import Table
    from yiwang.sensing import _stream

    shutil.rmtree(lake.root(), ignore_errors=True)
    connection().execute(f"SET memory_limit = '{memory}'")
    if city.READINGS not in SOURCES:
        SOURCES[city.READINGS] = city.readings_source()
        _tables.declare_cube(SOURCES[city.READINGS])
        # The rows lie in the lake; there is no stream and no database behind them here.
        for name in ["observations", *(SOURCES[one].table for one in (*OTHERS, "cases"))]:
            held: Table = lake._tables[name]
            quiet = {"read": lambda after, limit: [], "last": lambda: 0}
            lake._tables[name] = type(held)(
                **{**{field: getattr(held, field) for field in held.__dataclass_fields__}, **quiet}
            )
    lake._readers.clear()
    home.joinpath("city.yaml").unlink(missing_ok=True)
    city.write_definitions(home / "city.yaml")
    known = read([home / "city.yaml"])
    store = Store(_stream.TABLE, lake.root())
    store.open()
    city.fill_readings(store, many)
    for table, rows in {"cases": cases, **{one: int(cases * share) for one, share in OTHERS.items()}}.items():
        store = Store(lake._tables[SOURCES[table].table], lake.root())
        store.open()
        for start in range(0, rows, 500_000):
            part = city.fill_rows(table, min(500_000, rows - start), start + 1)
            store.append(part, start + len(part))
    mass = sum(one.stat().st_size for one in lake.root().rglob("*.parquet"))
    state: dict[str, Any] = {"values": 0, "passes": 0, "sum": 0.0}
    full_s, full_cpu, _ = _timed(lambda: _full(known, state, many))
    incremental_s, incremental_cpu, asked_s = _incremental(known, cases)
    scan_s, _, _ = _timed(
        lambda: lake.query(
            "SELECT count(datastream), count(observed_at), count(quality), sum(value) FROM observations",
            tables=["observations"],
        )
    )
    return {
        "readings": many,
        "cases": cases,
        "full_s": round(full_s, 2),
        "full_cpu_s": round(full_cpu, 2),
        "stages_s": state["stages"],
        "figures": len(known.found),
        "areas": len(state["areas"]),
        "values": state["values"],
        "passes": state["passes"],
        "incremental_s": round(incremental_s, 3),
        "incremental_cpu_s": round(incremental_cpu, 3),
        "asked_after_s": round(asked_s, 3),
        "scan_s": round(scan_s, 3),
        "lake_mb": mass >> 20,
        "peak_mb": _peak_mb(),
    }


def _full(known: Any, state: dict[str, Any], readings: int) -> None:
    from benchmarks import _indicators_city as city
    from yiwang.indicators import _summing as summing
    from yiwang.indicators import logic
    from yiwang.indicators._sources import SOURCES
    from yiwang.indicators.contracts import period_of
    from yiwang.lake import api as lake

    periods = [period_of("day", day) for day in city.days()]
    stages = {"rows to cubes": 0.0, "values": 0.0}
    state["areas"] = set[str]()
    for name in city.TEXTS:
        source, found = SOURCES[name], known.counted(name)
        used = summing.by_days(found)
        state["passes"] += sum(len(each.items) for each in used.values())
        began, many = time.perf_counter(), [0]
        lake.keep(source.cube, _told(_lines(source, found, readings), many), {"seq": 1})
        stages["rows to cubes"] += time.perf_counter() - began
        print(f"{name}: {many[0]} lines, {time.perf_counter() - began:.1f} s, {_peak_mb()} MB", flush=True)
        began = time.perf_counter()
        wholes = [one for one in found if one.formula.way in logic.WHOLE]
        sums = [one for one in found if one.formula.way not in logic.WHOLE]
        _values(summing.figures(source, sums, "managed", periods, made_by=used), sums, state)
        # The values of an area and day need the lines of that day alone: as many days as memory bears.
        at_once = max(1, min(len(periods), len(periods) * AT_ONCE // max(many[0], 1)))
        for start in range(0, len(periods) if wholes else 0, at_once):
            some = periods[start : start + at_once]
            _values(summing.figures(source, wholes, "managed", some, made_by=used), wholes, state)
        stages["values"] += time.perf_counter() - began
        print(
            f"{name}: {len(found)} figures, {time.perf_counter() - began:.1f} s, {_peak_mb()} MB", flush=True
        )
    state["stages"] = {name: round(took, 2) for name, took in stages.items()}


def _lines(source: Any, found: Sequence[Any], readings: int) -> Iterator[Any]:
    """The lines of a table; of readings so many days at once as memory bears."""
    from benchmarks import _indicators_city as city
    from yiwang.indicators import _counting as counting
    from yiwang.indicators import _summing as summing
    from yiwang.indicators import cube

    used = summing.by_days(found)
    if source.name != city.READINGS:
        yield from counting.lines(source, used, 1, cube.whole_sql(source.table, 2**62), {}, source.table)
        return
    days, given = city.days(), {"series_places": city.series_places()}
    some = max(1, len(days) * ROWS_AT_ONCE // max(readings, 1))
    for part in (days[start : start + some] for start in range(0, len(days), some)):
        yield from counting.lines(
            source, used, 1, city.rows_of_readings(part[0], part[-1]), given, "series_places"
        )


def _told(pieces: Iterable[Any], many: list[int]) -> Iterator[Any]:
    """The pieces as they are, and how many lines they have."""
    for piece in pieces:
        many[0] += len(piece)
        yield piece


def _values(figures: Any, found: Sequence[Any], state: dict[str, Any]) -> None:
    """Make every value; how many there are and what they sum to is all that is kept of them."""
    import numpy as np

    for one in found:
        a, b, _, w = figures.parts(one)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = w if w is not None else a / b if one.formula.way in ("ratio", "mean") else a
        state["values"] += value.size
        state["sum"] += float(np.nansum(value[np.isfinite(value)]))
    state["areas"] |= set(figures.areas)


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def _incremental(known: Any, cases: int) -> tuple[float, float, float]:
    """Ten thousand new rows of cases, of which a twentieth are of rows that were there."""
    import pyarrow as pa

    from benchmarks import _indicators_city as city
    from yiwang.indicators import _counting as counting
    from yiwang.indicators import _summing as summing
    from yiwang.indicators import cube, logic
    from yiwang.indicators._sources import SOURCES
    from yiwang.indicators.contracts import period_of
    from yiwang.lake import api as lake
    from yiwang.lake._store import Store

    source, found = SOURCES["cases"], known.counted("cases")
    rows = city.fill_rows("cases", 10_000, cases + 1, late=True)
    keys = rows.column("row_key").to_pylist()
    keys[::20] = [f"cases{number:08}" for number in range(1, 501)]
    rows = rows.set_column(rows.schema.get_field_index("row_key"), "row_key", pa.array(keys))
    store = Store(lake._tables[source.table], lake.root())
    store.open()
    store.append(rows, cases + len(rows))
    summed = [one for one in found if one.formula and one.formula.way not in logic.WHOLE]
    periods = [period_of("day", day) for day in city.days()]
    # As the task has them at hand: they are told apart once for a state of the definitions.
    used = summing.by_days(found)

    def act() -> None:
        change = cube.change_sql(source.table, cases, 2**62)
        given = {"asked": pa.table({"asked_key": keys})}
        lines = counting.lines(source, used, 2, change, given, few=True)
        lake.keep(source.cube, lines, {"seq": 2})
        difference = summing.figures(source, summed, "managed", periods, within="c.seq > 1", made_by=used)
        for one in summed:
            difference.parts(one)

    took, cpu, _ = _timed(act)
    whole = next(one for one in found if one.formula and one.formula.way == "percentile")
    asked, _, _ = _timed(
        lambda: summing.figures(
            source, [whole], "managed", periods[-1:], whole=True, made_by=used,
            within="substr(c.managed_path, 1, 9) = '/44/4401/'",
        ).parts(whole)
    )  # fmt: skip
    return took, cpu, asked
