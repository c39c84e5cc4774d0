"""Points that the judge judges in one second of processor time, with a city's 500 rules.

Of 500 rules 60 % are thresholds with hysteresis and duration, 20 % rates, 10 % silence and flat lines, 10 %
seasonal baselines and k-of-n of a town. They share out 10,000 datastreams: each rule watches its share, and
`--deep` puts every rule kind on every datastream instead. Readings come in batches as the stream gives
them; a tenth of the datastreams floods and dries again. The same readings go through the plain loop, and what
both say is compared. At the end the cost of one point is printed from 1,000 to 100,000 datastreams.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import numpy as np

from benchmarks.result import Result
from yiwang.rules._combine import Combination
from yiwang.rules._plain import PlainCombiner, PlainJudge
from yiwang.rules.declarations import (
    AnyRule,
    Combined,
    FlatLine,
    Level,
    Rate,
    Seasonal,
    Silence,
    Targets,
    Threshold,
)
from yiwang.rules.logic import Columns, Judge, Watch

WHAT = "points judged per CPU-second by 500 rules over 10,000 datastreams, and the cost of a point at 100,000"
BAR = 1_000_000.0
START_US = 1_770_000_000_000_000
MINUTE_US = 60_000_000
TOWN = 50
"""Things in a town."""
CURVE = (1_000, 3_000, 10_000, 30_000, 100_000)
FLAT = 1.5
"""How many times as much a point may cost at 100,000 datastreams as at 1,000 and be called flat."""

Said = tuple[str, str, int]


def _rule(number: int, kind: str) -> AnyRule:
    said = {
        "code": f"{kind}{number}",
        "name": kind,
        "hazard": "water",
        "targets": Targets(model="gauge", property="depth"),
    }
    match kind:
        case "threshold":
            levels = (
                Level(raise_at=15, clear_at=10, hold_s=180, severity="general"),
                Level(raise_at=30, clear_at=20, hold_s=60, severity="important"),
            )
            return Threshold(levels=levels, **said)  # type: ignore[arg-type]
        case "rate":
            return Rate(limit=4, per_s=60, **said)  # type: ignore[arg-type]
        case "flat":
            return FlatLine(for_s=1800, except_at=(0.0,), **said)  # type: ignore[arg-type]
        case "silent":
            return Silence(after_s=900, **said)  # type: ignore[arg-type]
        case "seasonal":
            return Seasonal(score=0.7, **said)  # type: ignore[arg-type]
    raise LookupError(kind)


def _kinds(rules: int) -> list[str]:
    """The mix: k-of-n counts a threshold of its own, which is a part."""
    mix = ["threshold"] * 6 + ["rate"] * 2 + ["flat", "seasonal"]
    other = ["threshold"] * 6 + ["rate"] * 2 + ["silent", "k_of_n"]
    return [(mix if number // 10 % 2 else other)[number % 10] for number in range(rules)]


def _city(streams: Sequence[str], rules: int, deep: bool) -> tuple[list[Watch], list[Combination]]:
    kinds = _kinds(rules) if not deep else ["threshold", "rate", "flat", "silent", "seasonal", "k_of_n"]
    watches: list[Watch] = []
    combinations: list[Combination] = []
    for number, kind in enumerate(kinds):
        share = streams if deep else streams[number :: len(kinds)]
        rule = _rule(number, "threshold" if kind == "k_of_n" else kind)
        watches += [
            Watch(rule=rule, datastream=name, valid_min=0, valid_max=300, version="1") for name in share
        ]
        if kind == "k_of_n":
            combined = Combined(
                code=f"town{number}", name="k-of-n", hazard="water", members=(rule.code,), need=2, at="town"
            )
            groups = {name: f"/{place // TOWN}/" for place, name in enumerate(share)}
            combinations.append(
                Combination(rule=combined, version="1", groups=groups, things={name: name for name in share})
            )
    return watches, combinations


def _batches(streams: Sequence[str], points: int, batch: int) -> list[Columns]:
    """Each datastream once a minute, in the order in which a city's devices report."""
    many = len(streams)
    random = np.random.default_rng(20160720)
    number = np.arange(points)
    minute, which = number // many, number % many
    flooding = which % 10 == 0
    wave = 25 + 25 * np.sin(minute / 12 + which)
    values = np.where(flooding, wave, np.where(random.random(points) < 0.5, 0.0, 3 * random.random(points)))
    at = START_US + minute * MINUTE_US + which * MINUTE_US // many
    values = np.round(values, 2).astype(np.float64)
    made = []
    for start in range(0, points, batch):
        rows = slice(start, start + batch)
        # A batch names the datastreams that it holds, as the stream's reader does.
        present, codes = np.unique(which[rows], return_inverse=True)
        made.append(
            Columns(
                datastreams=[streams[place] for place in present],
                codes=codes.astype(np.int32),
                observed_us=at[rows],
                received_us=at[rows] + 400_000,
                values=values[rows],
                qualities=np.zeros(len(codes), dtype=np.uint8),
            )
        )
    return made


def _fast(city: tuple[list[Watch], list[Combination]], batches: list[Columns]) -> tuple[float, list[Said]]:
    judge, said = Judge(*city), []
    began = time.process_time()
    for columns in batches:
        said += judge.feed(columns)
    spent = time.process_time() - began
    points = sum(len(columns.codes) for columns in batches)
    return points / spent, [(one.what, one.key, one.observed_us) for one in said]


def _plain(city: tuple[list[Watch], list[Combination]], batches: list[Columns]) -> tuple[float, list[Said]]:
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
    judge = PlainJudge(city[0])
    began = time.process_time()
    said = judge.feed(readings)
    spent = time.process_time() - began
    combiner = PlainCombiner(city[1])
    told: list[Said] = [(one[0], one[1], one[3]) for one in said]
    for what, key, at in list(told):
        code, _, rest = key.partition("@")
        version, stream, _ = rest.split("/")
        if what != "escalated":
            told += [(one[0], one[1], one[3]) for one in combiner.take(what, (code, version, stream), at)]
    return len(readings) / spent, told


def _curve(rules: int, points: int, batch: int) -> dict[int, float]:
    """Microseconds of processor time for one point, by number of datastreams; the best of two."""
    found: dict[int, float] = {}
    for many in CURVE:
        streams = [f"g{number:06d}.depth" for number in range(many)]
        city, batches = _city(streams, rules, deep=False), _batches(streams, points, batch)
        found[many] = min(1e6 / _fast(city, batches)[0] for _ in range(2))
        print(f"  {many:>7,} datastreams: {found[many]:.3f} µs a point")
    return found


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=judge")
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--rules", type=int, default=500)
    words.add_argument("--streams", type=int, default=10_000)
    words.add_argument("--points", type=int, default=1_000_000)
    words.add_argument("--batch", type=int, default=50_000)
    words.add_argument("--deep", action="store_true", help="every kind of rule on every datastream")
    asked = words.parse_args(arguments)
    streams = [f"g{number:06d}.depth" for number in range(asked.streams)]
    city = _city(streams, asked.rules, asked.deep)
    batches = _batches(streams, asked.points, asked.batch)
    few = batches[: max(1, 300_000 // asked.batch)]
    ours: list[float] = []
    loop: list[float] = []
    agreed = True
    for number in range(asked.runs):
        value, _ = _fast(city, batches)
        ours.append(value)
        _, said = _fast(city, few)
        value, expected = _plain(city, few)
        loop.append(value)
        agreed = agreed and sorted(said) == sorted(expected)
        print(f"run {number + 1}: ours {ours[-1]:,.0f}/s, loop {loop[-1]:,.0f}/s, {len(said)} changes")
    judge = Judge(*city)
    for columns in few:
        judge.feed(columns)
    began = time.process_time()
    kept = len(judge.snapshot())
    keeping = time.process_time() - began
    curve = _curve(asked.rules, asked.points, asked.batch) if not asked.deep else {}
    flat = not curve or curve[CURVE[-1]] <= FLAT * curve[CURVE[0]]
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
            "rules": len({watch.rule.code for watch in city[0]}),
            "watches": len(city[0]),
            "batch": asked.batch,
            "same_answers": agreed,
            "snapshot_bytes": kept,
            "snapshot_s": round(keeping, 3),
            "us_a_point_by_streams": {f"{many:,}": round(cost, 3) for many, cost in curve.items()},
            "flat": flat,
        },
        also_met=agreed and flat,
    )
