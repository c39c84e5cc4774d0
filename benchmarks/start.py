"""From a built tree to `/health/ready`, and what the whole then weighs.

Each run: a first start on an empty data folder (migrate, load the city and the packs), a second start on
the same folder (ours), and the raw limit: one Python process that only imports what the web process
imports. The bar holds for the second start; the first one's time is told beside it. The weight is the sum
of the proportional set sizes of every process, `--settle` seconds (300) after the last start, with the
feed off.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.result import Result
from tools.instance import Instance

WHAT = "seconds from a built tree to /health/ready (bar 8), and the memory of the whole (bar 1.0 GiB)"
BAR_S = 8.0
BAR_MIB = 1024.0
IMPORTS = (
    "import django; django.setup(); import yiwang.app.http, yiwang.app.urls; yiwang.app.http.application()"
)


def pss_mib(pid: int) -> float:
    """The proportional set size of one process in MiB; 0 when it is gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def weight(instance: Instance) -> dict[str, float]:
    """PSS by process, the supervisor included."""
    assert instance.process is not None
    pids = {"supervisor": instance.process.pid, **instance.pids()}
    return {name: round(pss_mib(pid), 1) for name, pid in pids.items()}


def seconds_to_ready(instance: Instance) -> float:
    began = time.monotonic()
    instance.start()
    return time.monotonic() - began


def raw_import_s() -> float:
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-c", IMPORTS],
        check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "yiwang.app.settings"},
    )
    return time.monotonic() - began


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=start")
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--settle", type=float, default=300.0, help="seconds before the weighing")
    asked = words.parse_args(arguments)
    first: list[float] = []
    again: list[float] = []
    limit: list[float] = []
    weights: dict[str, float] = {}
    for number in range(asked.runs):
        instance = Instance()
        try:
            first.append(seconds_to_ready(instance))
            instance.stop()
            limit.append(raw_import_s())
            again.append(seconds_to_ready(instance))
            print(f"{number + 1}: first {first[-1]:.1f} s, again {again[-1]:.1f} s, raw {limit[-1]:.1f} s")
            if number == asked.runs - 1:
                time.sleep(asked.settle)
                weights = weight(instance)
        finally:
            instance.stop()
            instance.remove()
    total = sum(weights.values())
    return Result(
        name="start",
        values=again,
        unit="s",
        bar=BAR_S,
        limit_what="one process that only imports the web application",
        limit_values=limit,
        also_met=total <= BAR_MIB,
        more={
            "first_start_s": round(statistics.median(first), 2),
            "pss_mib": round(total, 1),
            "pss_bar_mib": BAR_MIB,
            "pss_after_s": asked.settle,
            "pss_by_process": weights,
        },
    )
