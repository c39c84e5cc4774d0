"""Steps of cases on PostgreSQL: ours, the same statements by hand in psycopg, and SpiffWorkflow stored alike.

A step is one act on one case in one transaction: scope check, claim, history, clock, fact and what it says
to people. Each contender works on the same cases in as many processes, on a copy of the same filled database;
the server runs beside them on the same processors and flushes every commit. The statements by hand are those
that our own steps said, in their order and with their values. Spiff's step is the same statements and,
instead of our code, its engine with its state in JSON (`_cases_spiff`). They run in turn, `--runs` times.

Beside: a case that goes on for long (does a step cost more the more steps its case has?), the same on SQLite
with one process, and events in → dispatched (`benchmarks.loop` on PostgreSQL) for `--minutes`.

SpiffWorkflow (LGPL-3.0) is no part of the product: it is fetched, by hash, into a temporary folder for this
run. Where that fails the benchmark says so and has no peer.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks._processor import spent
from benchmarks.result import Result
from tools import postgres

WHAT = "steps/s of cases on PostgreSQL: scope, claim, history, clock, fact; against psycopg and SpiffWorkflow"
BAR = 500.0
OF_BARE = 0.5
OF_SPIFF = 2.0
CONSTANT = 1.25
"""So much more may the last steps of a long case cost than its first."""
EVENTS_S = 30.0
IN_TIME_MS = 1_000.0
SPIFF = Path(__file__).with_name("spiff.txt")
SETTINGS = ("shared_buffers=512MB", "max_wal_size=4GB")
Told = dict[str, Any]


class Bench:
    """A filled database, copies of it, and processes that work on one."""

    def __init__(self, home: Path, server: postgres.Server, workers: int, peer: Path | None) -> None:
        self.home, self.server, self.workers, self.peer = home, server, workers, peer
        self.copies = 0

    def environment(self, database: str) -> dict[str, str]:
        known = {"YIWANG_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "yiwang.app.settings"}
        if self.peer is not None:
            known["PYTHONPATH"] = str(self.peer)
        if database:
            known["YIWANG_DATABASE_URL"] = self._url(database)
        return {**{key: said for key, said in os.environ.items() if not key.startswith("YIWANG_")}, **known}

    def _url(self, database: str) -> str:
        return f"{self.server.url.rpartition('/')[0]}/{database}"

    def call(self, database: str, module: str, *words: object) -> None:
        """Run a program to its end."""
        command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, words)]
        subprocess.run(command, env=self.environment(database), check=True)

    def copy(self) -> str:
        """A fresh copy of the filled database."""
        import psycopg

        self.copies += 1
        name = f"copy{self.copies}"
        with psycopg.connect(self._url("postgres"), autocommit=True) as link:
            if self.copies > 2:
                link.execute(f"DROP DATABASE IF EXISTS copy{self.copies - 2}".encode())
            link.execute(f"CREATE DATABASE {name} TEMPLATE yiwang".encode())
            link.execute("CHECKPOINT")
        return name

    def work(
        self, database: str, module: str, what: str, first: int, many: int, steps: int, *, kept: str = ""
    ) -> Told:
        """`many` cases, `steps` acts on each, divided among the workers: what it came to together."""
        of = self.workers if database else 1
        found = []
        for number in range(of):
            words = [what, number, of, first, many, steps]
            words += [self.home / f"{kept}-{number}.pickle"] if kept else []
            command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, words)]
            found.append(
                subprocess.Popen(
                    command,
                    env=self.environment(database),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
        for one in found:
            assert one.stdout is not None
            if one.stdout.readline() != "ready\n":
                raise RuntimeError(f"{what} did not begin")
        server = self._server_cpu() if database else 0.0
        for one in found:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        told = [json.loads(one.communicate()[0]) for one in found]
        server = self._server_cpu() - server if database else 0.0
        done = sum(one["steps"] for one in told)
        return {
            "per_s": done / max(one["seconds"] for one in told),
            "client_ms": 1e3 * sum(one["cpu"] for one in told) / done,
            "server_ms": 1e3 * server / done,
            "curve": {
                int(behind): statistics.mean(one["curve"][behind] for one in told if one["curve"])
                for behind in next(one["curve"] for one in told if one["curve"])
            },
        }

    def _server_cpu(self) -> float:
        return spent(self.server.pid)


@contextlib.contextmanager
def _peer() -> Iterator[Path | None]:
    """The folder with SpiffWorkflow, None where it cannot be had."""
    with tempfile.TemporaryDirectory(prefix="yiwang-spiff-") as folder:
        words = ["install", "--quiet", "--target", folder, "--require-hashes", "--no-deps", "-r", str(SPIFF)]
        told = subprocess.run(
            [sys.executable, "-m", "pip", *words], capture_output=True, text=True, check=False
        )
        if told.returncode:
            print(
                "取不到 SpiffWorkflow，不作比较。 SpiffWorkflow could not be fetched: there is no peer.\n"
                + told.stderr[-400:],
                flush=True,
            )
            yield None
            return
        yield Path(folder)


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=cases")
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--cases", type=int, default=400)
    words.add_argument("--steps", type=int, default=12, help="acts on each case")
    words.add_argument("--long", type=int, default=96, help="acts on a case that goes on for long")
    words.add_argument("--workers", type=int, default=4)
    words.add_argument(
        "--minutes", type=float, default=1.0, help="of events in → dispatched; 0 leaves it out"
    )
    words.add_argument("--only-events", action="store_true", help="leave the steps out")
    asked = words.parse_args(arguments)
    if asked.only_events:
        return _events(asked.minutes)
    with (
        _peer() as peer,
        tempfile.TemporaryDirectory(prefix="yiwang-bench-") as name,
        postgres.server(*SETTINGS, durable=True) as server,
    ):
        bench = Bench(Path(name), server, asked.workers, peer)
        print("filling a city …", flush=True)
        bench.call("yiwang", "_cases_steps", "fill", asked.cases)
        told = _in_turn(bench, asked.runs, asked.cases, asked.steps)
        few = max(asked.workers, asked.cases // 16)
        long = bench.work(bench.copy(), "_cases_steps", "ours", 0, few, asked.long)
        _say("one long case", long)
        (bench.home / "run").mkdir(exist_ok=True)
        bench.call("", "_cases_steps", "fill", asked.cases // 4)
        beside = bench.work("", "_cases_steps", "ours", 0, asked.cases // 4, asked.steps)
        _say("sqlite", beside)
    loop = _events(asked.minutes) if asked.minutes else None
    return _result(told, long, beside, loop)


def _in_turn(bench: Bench, runs: int, cases: int, steps: int) -> dict[str, list[Told]]:
    """Ours, by hand, Spiff, each on a fresh copy; the statements are those of one run of ours before."""
    bench.work(bench.copy(), "_cases_steps", "record", 0, cases, steps, kept="said")
    told: dict[str, list[Told]] = {"ours": [], "psycopg": [], "spiff": []}
    for _ in range(runs):
        told["ours"].append(bench.work(bench.copy(), "_cases_steps", "ours", 0, cases, steps))
        told["psycopg"].append(
            bench.work(bench.copy(), "_cases_steps", "replay", 0, cases, steps, kept="said")
        )
        if bench.peer is not None:
            copy = bench.copy()
            bench.call(copy, "_cases_spiff", "fill", cases)
            told["spiff"].append(bench.work(copy, "_cases_spiff", "run", 0, cases, steps, kept="said"))
        for name, found in told.items():
            if found:
                _say(name, found[-1])
    return told


def _say(name: str, told: Told) -> None:
    curve = " ".join(f"{behind}:{ms:.1f}" for behind, ms in sorted(told["curve"].items()))
    print(
        f"{name:<14} {told['per_s']:>7.0f} steps/s, processor {told['client_ms']:.2f} ms a step + server "
        f"{told['server_ms']:.2f} ms; ms by steps done {curve}",
        flush=True,
    )


def _events(minutes: float) -> Result:
    """Events in → dispatched, a whole instance on a PostgreSQL of its own."""
    from benchmarks import loop

    with postgres.server(*SETTINGS, durable=True) as server:
        os.environ["YIWANG_DATABASE_URL"] = server.url
        words = ["--runs", "1", "--seconds", str(minutes * 60), "--rate", str(EVENTS_S), "--settle", "10"]
        try:
            return loop.main([*words, "--server", str(server.pid)])
        finally:
            del os.environ["YIWANG_DATABASE_URL"]


def _result(told: dict[str, list[Told]], long: Told, beside: Told, loop: Result | None) -> Result:
    def median(name: str, what: str = "per_s") -> float:
        return statistics.median(one[what] for one in told[name]) if told[name] else 0.0

    curve = [ms for _, ms in sorted(long["curve"].items())]
    of_bare = median("ours") / median("psycopg")
    grows = curve[-1] / curve[1] if len(curve) > 2 else 1.0  # the first bucket has 签收 and 首次联系 in it
    in_time = loop is None or (loop.value <= IN_TIME_MS and loop.also_met)
    return Result(
        name="cases",
        values=[one["per_s"] for one in told["ours"]],
        unit="steps/s",
        bar=BAR,
        higher_is_better=True,
        limit_what="SpiffWorkflow 3.2.0, the same rows stored by psycopg in the same transactions",
        limit_values=[one["per_s"] for one in told["spiff"]],
        also_met=bool(told["spiff"])
        and median("ours") >= OF_SPIFF * median("spiff")
        and of_bare >= OF_BARE
        and grows <= CONSTANT
        and in_time,
        more={
            "of_psycopg": round(of_bare, 3),
            "psycopg_per_s": round(median("psycopg")),
            "processor_ms": {
                name: [round(median(name, "client_ms"), 2), round(median(name, "server_ms"), 2)]
                for name in told
            },
            "sqlite_per_s": round(beside["per_s"]),
            "ms_by_steps_done": {str(behind): round(ms, 2) for behind, ms in sorted(long["curve"].items())},
            "last_over_first": round(grows, 2),
            "in_to_dispatched": None
            if loop is None
            else {"p99_ms": round(loop.value), "events_per_s": EVENTS_S, **loop.more},
            "processors": os.cpu_count(),
        },
    )
