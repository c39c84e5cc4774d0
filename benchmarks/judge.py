"""Points that the judge judges in one second of processor time, against the same rules in a plain loop.

Every datastream is watched by four rules as a topic declares them: a threshold of two levels with hysteresis
and duration, a flat line, a physical range and silence. Readings come in batches as the stream gives them; a
tenth of the datastreams floods and dries again. Both judges get the same readings; what they say is compared.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import numpy as np

from benchmarks.result import Result
from yiwang.rules._plain import PlainJudge
from yiwang.rules.declarations import AnyRule, FlatLine, Level, OutOfRange, Silence, Targets, Threshold
from yiwang.rules.logic import Columns, Judge, Watch

WHAT = "points judged per CPU-second by four rules each, against the same rules in a plain loop"
BAR = 1_000_000.0
START_US = 1_770_000_000_000_000
MINUTE_US = 60_000_000


def _watches(streams: Sequence[str]) -> list[Watch]:
    targets = Targets(model="gauge", property="depth")
    rules: tuple[AnyRule, ...] = (
        Threshold(
            code="depth", name="积水", hazard="water", targets=targets,
            levels=(
                Level(raise_at=15, clear_at=10, hold_s=180, severity="general"),
                Level(raise_at=30, clear_at=20, hold_s=60, severity="important"),
            ),
        ),
        FlatLine(code="flat", name="不变", hazard="device", targets=targets, for_s=1800, except_at=(0.0,)),
        OutOfRange(code="range", name="量程", hazard="device", targets=targets),
        Silence(code="silent", name="离线", hazard="device", targets=targets, after_s=900),
    )  # fmt: skip
    return [
        Watch(rule=rule, datastream=name, valid_min=0, valid_max=300, version=rule.code)
        for rule in rules
        for name in streams
    ]


def _batches(streams: Sequence[str], points: int, batch: int) -> list[Columns]:
    """Each datastream once a minute, in the order in which a city's devices report."""
    many = len(streams)
    random = np.random.default_rng(20160720)
    number = np.arange(points)
    minute, which = number // many, number % many
    flooding = which % 10 == 0
    wave = 25 + 25 * np.sin(minute / 12 + which)
    values = np.where(flooding, wave, np.where(random.random(points) < 0.5, 0.0, 3 * random.random(points)))
    at = START_US + minute * MINUTE_US + which * (MINUTE_US // many)
    return [
        Columns(
            datastreams=list(streams),
            codes=which[start : start + batch].astype(np.int32),
            observed_us=at[start : start + batch],
            received_us=at[start : start + batch] + 400_000,
            values=np.round(values[start : start + batch], 2).astype(np.float64),
            qualities=np.zeros(len(which[start : start + batch]), dtype=np.uint8),
        )
        for start in range(0, points, batch)
    ]


def _fast(watches: list[Watch], batches: list[Columns]) -> tuple[float, list[tuple[str, str, int]]]:
    judge, said = Judge(watches), []
    began = time.process_time()
    for columns in batches:
        said += judge.feed(columns)
    spent = time.process_time() - began
    points = sum(len(columns.codes) for columns in batches)
    return points / spent, [(one.what, one.key, one.observed_us) for one in said]


def _plain(watches: list[Watch], batches: list[Columns]) -> tuple[float, list[tuple[str, str, int]]]:
    readings = [
        (columns.datastreams[code], observed, received, value, quality)
        for columns in batches
        for code, observed, received, value, quality in zip(
            columns.codes.tolist(),
            columns.observed_us.tolist(),
            columns.received_us.tolist(),
            columns.values.tolist(),
            columns.qualities.tolist(),
            strict=True,
        )
    ]
    judge = PlainJudge(watches)
    began = time.process_time()
    said = judge.feed(readings)
    spent = time.process_time() - began
    return len(readings) / spent, [(one[0], one[1], one[3]) for one in said]


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=judge")
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--streams", type=int, default=10_000)
    words.add_argument("--points", type=int, default=1_000_000)
    words.add_argument("--batch", type=int, default=50_000)
    asked = words.parse_args(arguments)
    streams = [f"g{number:05d}.depth" for number in range(asked.streams)]
    watches = _watches(streams)
    batches = _batches(streams, asked.points, asked.batch)
    few = batches[: max(1, 300_000 // asked.batch)]
    ours: list[float] = []
    loop: list[float] = []
    agreed = True
    for number in range(asked.runs):
        value, _ = _fast(watches, batches)
        ours.append(value)
        _, said = _fast(watches, few)
        value, expected = _plain(watches, few)
        loop.append(value)
        agreed = agreed and sorted(said) == sorted(expected)
        print(f"run {number + 1}: ours {ours[-1]:,.0f}/s, loop {loop[-1]:,.0f}/s, {len(said)} changes")
    judge = Judge(watches)
    for columns in few:
        judge.feed(columns)
    kept = len(judge.snapshot())
    return Result(
        name="judge",
        values=ours,
        unit="points/CPU-second",
        bar=BAR,
        limit_what="the same rules in a plain loop over points",
        limit_values=loop,
        higher_is_better=True,
        more={
            "streams": asked.streams,
            "rules_per_point": 4,
            "batch": asked.batch,
            "same_answers": agreed,
            "snapshot_bytes": kept,
        },
        also_met=agreed,
    )
