"""`make soak MINUTES=n`: the fault and fuzz tests with the full counts; docs/soak.md keeps the outcome.

Every kind of fault runs so many seeds (`COUNTS`, or what the environment says), each seed once: kills,
outages of the bus and the database, full disks, a server's clock that is wrong for a while, messages that
come twice and in any order; a million inputs for each reader; 50 right and 50 wrong requests for each
operation; ten thousand sequences of acts on appeals and on cases. When all kinds are through and minutes are
left, the next round takes the seeds after them.

`make soak ARGS="--tests disk readers"` runs these kinds alone, `--first-seed N` one round from seed N on:
so a failed seed is repeated (with a count of 1), and a run that was ended goes on where it says that it
stopped. What an ended run came to is written down as well, with the seeds that are through: Ctrl-C lets the
seeds that run come to their end, a second one does not.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tools.check import RESULTS, ROOT, read_report

TESTS = {
    "kills": ["tests/faults/test_kills.py"],
    "outages": ["tests/faults/soak_outages.py"],
    "disk": ["tests/faults/soak_disk_full.py"],
    "clock": ["tests/faults/soak_clock.py"],
    "order": ["tests/faults/soak_order.py"],
    "load": [
        "tests/faults/test_alert_load.py",
        "tests/faults/test_overload.py",
        "tests/faults/test_scale_out.py",
    ],
    "readers": [
        "tests/sensing/test_fuzz.py",
        "tests/sensing/test_fuzz_doors.py",
        "tests/sensing/test_sta_filters.py",
    ],
    "judge": ["tests/rules/test_judge_properties.py"],
    "api": ["tests/conformance/test_whole_api.py"],
    "appeals": ["tests/appeals/test_machine.py"],
    "cases": ["tests/cases/test_machine.py"],
}
GROUPS = {
    "faults": ["kills", "outages", "disk", "clock", "order", "load"],
    "fuzz": ["readers", "judge", "api"],
    "acts": ["appeals", "cases"],
}
PAGE = ROOT / "docs" / "soak.md"
COUNTS = {
    "YIWANG_TEST_KILLS": "500",
    "YIWANG_TEST_OUTAGES": "200",
    "YIWANG_TEST_GONE_S": "60",
    "YIWANG_TEST_DISKS": "200",
    "YIWANG_TEST_CLOCKS": "200",
    "YIWANG_TEST_ORDERS": "200",
    "YIWANG_TEST_SIDE_BY_SIDE": "4",
    "YIWANG_TEST_INPUTS": "1000000",
    "YIWANG_TEST_REQUESTS": "50",
    "YIWANG_TEST_SEQUENCES": "10000",
}
SEEDED = {
    "outages": "YIWANG_TEST_OUTAGES",
    "disk": "YIWANG_TEST_DISKS",
    "clock": "YIWANG_TEST_CLOCKS",
    "order": "YIWANG_TEST_ORDERS",
    "appeals": "YIWANG_TEST_SEQUENCES",
    "cases": "YIWANG_TEST_SEQUENCES",
}
"""Kinds that take one seed after the other, and how many at most."""
COLUMNS = ("kill -9", "bus still", "bus gone", "database gone", "disk full")
ADDED = ("clock ahead", "clock behind", "order")
"""Kinds that came later stand last: older rows keep their titles."""
TITLES = (
    *("when (UTC)", "commit", "minutes", "kinds", "first seed"),
    *COLUMNS,
    *("seconds away", "inputs a reader", "requests", "passed", "failed", "sequences of acts"),
    *ADDED,
)
HEAD = f"""
## 按故障分类 By kind of fault

Written by `make soak`, newest last: how many seeds of each kind were run (and how many of them did not hold),
the fewest inputs that any reader of the fuzz took, requests for each operation, the tests that ran, and the
sequences of acts. Messages that come twice and in any order are in the traffic around every kill and of every
seed of an outage, a full disk and a clock; `order` is about those that ring.

| {" | ".join(TITLES)} |
|{"---|" * len(TITLES)}
"""


@dataclass(slots=True)
class Tally:
    """What a soak came to."""

    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)
    seeds: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    done: dict[str, set[int]] = field(default_factory=dict)
    """Which seeds of a seeded kind of test are through."""

    def read(self, ledger: Path, kind: str) -> None:
        """Count what the tests of `kind` noted; the ledger is read once."""
        lines = ledger.read_text(encoding="utf-8").splitlines() if ledger.exists() else []
        ledger.unlink(missing_ok=True)
        for line in lines:
            told = json.loads(line)
            self.seeds[told["kind"]] += told["count"]
            self.faults[told["kind"]] += bool(told["fault"])
            if kind in SEEDED:
                self.done.setdefault(kind, set()).add(int(told["seed"]))

    def column(self, name: str) -> str:
        if not self.seeds[name]:
            return "–"
        return f"{self.seeds[name]}" + (f" ({self.faults[name]} ✗)" if self.faults[name] else "")

    @property
    def sequences(self) -> str:
        """Of acts, by noun."""
        walked = sorted(name for name in self.seeds if name.startswith("sequences: "))
        return ", ".join(f"{name.split(': ')[1]} {self.column(name)}" for name in walked) or "–"

    @property
    def inputs(self) -> str:
        """The fewest that a reader took; streams into a live gateway carry many each and are not counted."""
        readers = {
            name: count
            for name, count in self.seeds.items()
            if name.startswith("inputs: ") and "streams into" not in name
        }
        return f"{min(readers.values()):,} × {len(readers)}" if readers else "–"


def commit() -> str:
    told = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or "?"


def one_kind(kind: str, seed: int, tally: Tally) -> None:
    """Run the tests of one kind from `seed` on."""
    report, ledger = (RESULTS / f"soak-{os.getpid()}.{end}" for end in ("xml", "jsonl"))  # others may run too
    for file in (report, ledger):
        file.unlink(missing_ok=True)
    seeds = {"YIWANG_TEST_SOAK": "1", "YIWANG_TEST_SEED": str(seed), "YIWANG_TEST_LEDGER": str(ledger)}
    words = ["-q", "--capture=no", "--timeout=3600", f"--junitxml={report}"]
    command = [sys.executable, "-m", "pytest", *words, *TESTS[kind]]
    try:
        code = _to_the_end(command, {**COUNTS, **os.environ, **seeds})
    finally:
        tally.read(ledger, kind)
    count = read_report(report)
    tally.passed += count.passed
    tally.failed += count.failed or int(code != 0)
    tally.skipped += count.notes


def _to_the_end(command: list[str], environment: dict[str, str]) -> int:
    """Run it; who ends us (Ctrl-C) ends it too, and it puts away what it started."""
    # In a session of its own, so that a terminal's Ctrl-C comes to it once, from us.
    child = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        return child.wait()
    except KeyboardInterrupt:
        print("\n· 等在跑的种子跑完  waiting for the seeds that run", flush=True)
        child.send_signal(signal.SIGINT)
        try:
            child.wait()
        except KeyboardInterrupt:
            child.kill()
            child.wait()
        raise


def left_off(tally: Tally, kind: str, seed: int) -> int:
    """The first seed of a kind that is not through."""
    while seed in tally.done.get(kind, ()):
        seed += 1
    return seed


def row(tally: Tally, kinds: list[str], minutes: float, first: int) -> str:
    told = {name: os.environ.get(name, most) for name, most in COUNTS.items()}
    away = told["YIWANG_TEST_GONE_S"] if {"kills", "outages"} & set(kinds) else "–"
    requests = told["YIWANG_TEST_REQUESTS"] if "api" in kinds else "–"
    cells = [
        datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        commit(),
        f"{minutes:.0f}",
        " ".join(kinds),
        str(first),
        *(tally.column(name) for name in COLUMNS),
        away,
        tally.inputs,
        requests,
        str(tally.passed),
        str(tally.failed),
        tally.sequences,
        *(tally.column(name) for name in ADDED),
    ]
    return "| " + " | ".join(cells) + " |\n"


def main() -> int:
    words = argparse.ArgumentParser(prog="make soak")
    words.add_argument("--minutes", type=float, default=10)
    words.add_argument("--first-seed", "--seed", type=int, default=None)
    words.add_argument("--tests", choices=sorted({*TESTS, *GROUPS}), nargs="+", default=sorted(GROUPS))
    asked = words.parse_args()
    kinds = [one for name in asked.tests for one in GROUPS.get(name, [name])]
    RESULTS.mkdir(parents=True, exist_ok=True)
    first = asked.first_seed if asked.first_seed is not None else secrets.randbelow(10**6)
    began = time.monotonic()
    tally, seed, kind, ended = Tally(), first, kinds[0], False
    try:
        while seed == first or (asked.first_seed is None and time.monotonic() - began < asked.minutes * 60):
            for kind in kinds:
                print(f"· {kind}，种子 {seed} 起  from seed {seed}", flush=True)
                one_kind(kind, seed, tally)
            seed += max(int(os.environ.get(name, COUNTS[name])) for name in SEEDED.values())
    except KeyboardInterrupt:
        ended = True
        go_on = f"--tests {kind} --first-seed {left_off(tally, kind, seed)}"
        print(f"\n停在 {kind}，续跑  ended; go on with: {go_on}")
    minutes = (time.monotonic() - began) / 60
    text = PAGE.read_text(encoding="utf-8")
    if HEAD not in text:
        text += HEAD
    PAGE.write_text(text + row(tally, kinds, minutes, first), encoding="utf-8")
    for skipped in tally.skipped:
        print(skipped)
    for name, count in sorted(tally.seeds.items()):
        print(f"{name}: {count}, {tally.faults[name]} did not hold")
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed or ended else 0


if __name__ == "__main__":
    sys.exit(main())
