"""Reads of the past as a page asks for them, each beside the same question put to the files by plain DuckDB.

A town of `--datastreams` gauges has said something every hour for `--days` days. Its readings are written to
the lake as the writer writes them, and rolled by the same tasks into hours and days. Ours is the call behind
the route (scope, registry, snapshot, hot tail and all); the peer is one `read_parquet` over the files of the
raw table that hold the answer, with the same grouping, in a DuckDB of its own with as many threads.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._lake_rows import readings
from benchmarks.result import Result
from yiwang.kernel import broker

WHAT = "ms of the slowest read (raw range, buckets, many series, latest, a year by area), beside plain DuckDB"
BAR_MS = 1_000.0
HOUR_US = 3_600_000_000


def p95(values: Sequence[float]) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))]


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def fill(names: list[str], days: int, now: datetime) -> int:
    """Write the readings a day at a time and roll them; how many there are."""
    import pyarrow as pa

    from yiwang.kernel.tasks import acquire, registered
    from yiwang.lake import api as lake
    from yiwang.lake._store import Store
    from yiwang.sensing import _stream

    store = Store(_stream.TABLE, lake.root())
    store.open()
    chance = np.random.default_rng(7)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    keys = pa.array(names, pa.string())
    written = 0
    for day in range(days, 0, -1):
        begin = int((midnight - timedelta(days=day)).timestamp()) * 1_000_000
        hours = np.repeat(np.arange(24, dtype=np.int64), len(names))
        n = len(hours)
        observed = pa.array(begin + hours * HOUR_US + chance.integers(0, 60, n) * 1_000_000)
        store.append(
            readings(
                day=pa.array(np.full(n, begin // (24 * HOUR_US), dtype=np.int32)),
                datastream=keys.take(pa.array(np.tile(np.arange(len(names)), 24))),
                observed_at=observed,
                revision=pa.array(np.zeros(n, dtype=np.int32)),
                value=pa.array(chance.normal(1.0, 0.2, n)),
                quality=pa.array(np.zeros(n, dtype=np.int8)),
                received_at=observed,
                source=pa.repeat(pa.scalar("bench"), n),
                seq=pa.array(np.full(n, days - day + 1)),
            ),
            days - day + 1,
        )
        written += n
    for task in registered():
        if task.name in ("lake.observations_hour", "lake.observations_day"):
            lease = acquire(task.name, "bench")
            assert lease is not None
            while task.pump(lease):
                pass
    return written


def _plain(paths: list[str], where: str, said: str) -> Callable[[], Any]:
    """The same question to the raw files, by DuckDB alone."""
    import duckdb

    engine = duckdb.connect(":memory:", config={"threads": 2})
    files = ", ".join(f"'{path}'" for path in paths)
    sql = f"SELECT {said} FROM read_parquet([{files}]) WHERE {where}"

    def read() -> Any:
        return engine.execute(sql).to_arrow_table().to_pylist()

    return read


def reads(
    names: list[str], days: int, now: datetime
) -> dict[str, tuple[Callable[[], Any], Callable[[], Any] | None]]:
    """Each read by its name: ours, and the peer's where there is one."""
    from yiwang.identity.api import Scope
    from yiwang.identity.contracts import Subject
    from yiwang.lake import api as lake
    from yiwang.lake._store import Store
    from yiwang.sensing import _history, _stream, api

    store = Store(_stream.TABLE, lake.root())
    store.refresh()
    everything = Scope(subject=Subject.system("bench"), permission="things.see", user_id="", everything=True)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    year = midnight - timedelta(days=days)

    def paths(since: datetime) -> list[str]:
        return store.uris(store.files(since.date().isoformat()))

    def hours_of(column: str) -> str:
        return f"time_bucket(INTERVAL 1 {column}, observed_at::TIMESTAMP) AS b"

    one, hundred = names[len(names) // 2], names[: min(100, len(names))]
    many = ", ".join(f"'{name}'" for name in hundred)
    day, week, month = (midnight - timedelta(days=count) for count in (1, 7, 30))
    said = "count(*) AS n, avg(value) AS mean, min(value) AS low, max(value) AS high"
    mine = f"datastream = '{one}'"
    return {
        "raw range, 1 day": (
            lambda: api.series(one, day, now),
            _plain(paths(day), mine, "observed_at, value"),
        ),
        "raw range, 30 days": (
            lambda: api.series(one, month, now),
            _plain(paths(month), mine, "observed_at, value"),
        ),
        "buckets, 30 days by hour": (
            lambda: _history.buckets([one], month, now, "1h"),
            _plain(paths(month), f"{mine} GROUP BY b", f"{hours_of('HOUR')}, {said}"),
        ),
        "buckets, a year by day": (
            lambda: _history.buckets([one], year, now, "1d"),
            _plain(paths(year), f"{mine} GROUP BY b", f"{hours_of('DAY')}, {said}"),
        ),
        f"{len(hundred)} series, 7 days by hour": (
            lambda: _history.buckets(hundred, week, now, "1h"),
            _plain(
                paths(week),
                f"datastream IN ({many}) GROUP BY datastream, b",
                f"datastream, {hours_of('HOUR')}, {said}",
            ),
        ),
        "latest of 200": (lambda: api.latest(names[:200]), None),
        "areas, a year by day": (
            lambda: _history.by_area(everything, "/t/", {"property": "depth"}, year, now, "1d"),
            _plain(
                paths(year),
                "datastream LIKE '%.depth' GROUP BY town, b",
                f"substr(datastream, 1, 3) AS town, {hours_of('DAY')}, {said}",
            ),
        ),
    }


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=series")
    words.add_argument("--runs", type=int, default=9)
    words.add_argument("--datastreams", type=int, default=2_000)
    words.add_argument("--days", type=int, default=365)
    asked = words.parse_args(arguments)
    home = Path(tempfile.mkdtemp(prefix="yiwang-bench-"))
    port = broker.free_port()
    (home / "nats.conf").write_text(broker.configuration(home / "nats", port), encoding="utf-8")
    os.environ.update(
        YIWANG_HOME=str(home),
        YIWANG_NATS_URL=f"nats://127.0.0.1:{port}",
        DJANGO_SETTINGS_MODULE="yiwang.app.settings",
    )
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    child = subprocess.Popen([broker.binary(), "-c", str(home / "nats.conf")], **quiet)  # type: ignore[call-overload]
    try:
        from benchmarks._ingest_town import settle
        from benchmarks.ingest import wait_for

        wait_for(port)
        settle(asked.datastreams)
        from yiwang.sensing.models import Datastream

        names = list(Datastream.objects.order_by("id").values_list("id", flat=True))
        now = datetime.now(UTC)
        began = time.monotonic()
        rows = fill(names, asked.days, now)
        print(f"{rows:,} readings written and rolled in {time.monotonic() - began:.0f} s")
        return _measure(reads(names, asked.days, now), asked.runs, rows)
    finally:
        from yiwang.kernel import bus

        bus.disconnect()
        child.terminate()
        child.wait(20)
        shutil.rmtree(home, ignore_errors=True)


def _measure(
    all_reads: dict[str, tuple[Callable[[], Any], Callable[[], Any] | None]], runs: int, rows: int
) -> Result:
    ours: dict[str, list[float]] = {name: [] for name in all_reads}
    theirs: dict[str, list[float]] = {name: [] for name in all_reads}
    for number in range(runs + 1):
        for name, (mine, peer) in all_reads.items():
            for read, times in ((mine, ours[name]), (peer, theirs[name])):
                if read is None:
                    continue
                began = time.perf_counter()
                read()
                if number:  # the first look warms both
                    times.append((time.perf_counter() - began) * 1000)
    table: dict[str, Any] = {}
    for name in all_reads:
        table[name] = {"ms": round(statistics.median(ours[name]), 1), "p95_ms": round(p95(ours[name]), 1)}
        if theirs[name]:
            table[name]["plain_ms"] = round(statistics.median(theirs[name]), 1)
        print(f"{name:<28} {table[name]}")
    slowest = max(all_reads, key=lambda name: statistics.median(ours[name]))
    return Result(
        name="series",
        values=ours[slowest],
        unit="ms",
        bar=BAR_MS,
        limit_what=f"the same question ({slowest}) put to the raw files by plain DuckDB",
        limit_values=theirs[slowest],
        also_met=all(one["p95_ms"] <= BAR_MS for one in table.values()),
        more={"rows": rows, "slowest": slowest, "reads": table, "cpu_s": round(_own_cpu(), 1)},
    )
