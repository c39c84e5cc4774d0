"""SensorThings over ten million readings: how many, and the newest of every datastream, by HTTP.

A running instance; each question is asked again and again and its slowest median stands. The limit: the same
two answers computed by DuckDB from the same files, without the state that we keep.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import duckdb

from benchmarks.result import Result
from tools.instance import Instance

WHAT = "SensorThings $count and latest per datastream (1,000 a page) on 10 million readings, seconds"
BAR = 1.0
NEWEST = "$expand=Observations($orderby=phenomenonTime desc;$top=1)"
QUESTIONS = {
    "count": "Observations?$count=true&$top=0",
    "count_of_one": "Datastreams('s00001.p1')/Observations?$count=true&$top=0",
    "latest_of_1000": f"Datastreams?$top=1000&$select=name&{NEWEST}",
    "latest_of_things": f"Things?$top=100&$expand=Datastreams({NEWEST})",
}
MORE = {
    "first_page": "Observations?$top=100",
    "newest_page": "Observations?$orderby=phenomenonTime desc&$top=100",
    "range_of_one": "Datastreams('s00001.p1')/Observations?$top=1000&"
    "$filter=phenomenonTime ge 2026-03-01T00:00:00Z and phenomenonTime lt 2026-04-01T00:00:00Z",
    "thing_filter": "Observations?$count=true&$top=10&$filter=Datastream/Thing/name eq 's7'",
}


def _ask(instance: Instance, token: str, path: str) -> tuple[float, dict[str, object]]:
    target = "/sta/v1.1/" + quote(path, safe="/()'$?&=%@:;,.~-_*+")
    began = time.perf_counter()
    status, _, text = instance.get(target, {"authorization": f"Bearer {token}"})
    passed = time.perf_counter() - began
    if status != 200:
        raise RuntimeError(f"{path}: {status} {text[:500]!r}")
    return passed, json.loads(text)


def _limit(home: Path) -> float:
    files = f"{home}/lake/observations/day=*/*.parquet"
    began = time.perf_counter()
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(f"SELECT count(*) FROM read_parquet('{files}')").fetchall()
        connection.execute(
            f"SELECT datastream, arg_max(value, observed_at) FROM read_parquet('{files}') GROUP BY datastream"
        ).fetchall()
    return time.perf_counter() - began


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=sta")
    words.add_argument("--runs", type=int, default=5)
    words.add_argument("--streams", type=int, default=10_000)
    words.add_argument("--readings", type=int, default=10_000_000)
    asked = words.parse_args(arguments)
    home = Path(tempfile.mkdtemp(prefix="yiwang-bench-"))
    instance = Instance(home=home, bare=True)
    slowest: list[float] = []
    limit: list[float] = []
    took: dict[str, list[float]] = {name: [] for name in (*QUESTIONS, *MORE)}
    try:
        began = time.perf_counter()
        token = subprocess.run(
            [sys.executable, "-m", "benchmarks._sta_town", str(asked.streams), str(asked.readings)],
            env=instance.environment(),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout.split()[-1]
        print(f"prepared in {time.perf_counter() - began:.0f} s")
        with instance:
            counted = _ask(instance, token, QUESTIONS["count"])[1]["@iot.count"]
            for number in range(asked.runs):
                for name, path in {**QUESTIONS, **MORE}.items():
                    took[name].append(_ask(instance, token, path)[0])
                slowest.append(max(took[name][-1] for name in QUESTIONS))
                limit.append(_limit(home))
                print(f"run {number + 1}: slowest {slowest[-1]:.3f} s, DuckDB alone {limit[-1]:.3f} s")
    finally:
        shutil.rmtree(home, ignore_errors=True)
        instance.remove()
    return Result(
        name="sta",
        values=slowest,
        unit="s",
        bar=BAR,
        limit_what="count(*) and arg_max per datastream by DuckDB over the same files, two threads",
        limit_values=limit,
        also_met=counted == asked.readings,
        more={
            "readings": counted,
            "datastreams": asked.streams,
            "medians_s": {name: round(statistics.median(values), 3) for name, values in took.items()},
        },
    )
