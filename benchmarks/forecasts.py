"""Our forecasts of short series beside those of statsforecast, on the same seeded series.

A series is months of a city's figure: level, growth, a season, noise, some with a step or growing spread.
Three more months are kept back. The value is our mean error over that of the seasonal naive (below 1 is
better); the limit is the same of statsforecast's AutoETS and AutoTheta, whichever is better, where it is
installed (it is no requirement of the product: `pip install --target FOLDER statsforecast`, and
`PYTHONPATH=FOLDER`). Coverage is the share of kept-back values within our interval, which promises 80 %.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from benchmarks.result import Result

WHAT = "mean error of our forecasts over that of the seasonal naive, beside statsforecast where it is"
BAR = 1.0
CYCLE, AHEAD, SEED = 12, 3, 20260101
Line = np.ndarray[Any, np.dtype[np.float64]]


def series(many: int) -> list[Line]:
    """Seeded months of 36 to 61, of five kinds."""
    chance, found = np.random.default_rng(SEED), []
    for number in range(many):
        length = int(chance.integers(36, 62)) + AHEAD
        at = np.arange(length)
        level, kind = chance.uniform(50, 5_000), number % 5
        growth = chance.normal(0, 0.01) * level * (kind != 0)
        season = np.tile(chance.normal(0, 0.15, CYCLE), length // CYCLE + 1)[:length] * (kind != 1)
        noise = chance.normal(0, 0.06, length) * (1 + at / length * 2 * (kind == 4))
        line = (level + growth * at) * (1 + season + noise)
        if kind == 3:
            line[length // 2 :] *= chance.uniform(0.7, 1.4)
        found.append(np.maximum(line, 0.0))
    return found


def main(arguments: Sequence[str]) -> Result:
    from yiwang.forecasts import logic

    words = argparse.ArgumentParser(prog="make bench NAME=forecasts")
    words.add_argument("--series", type=int, default=100)
    asked = words.parse_args(arguments)
    lines = series(asked.series)
    inside = total = 0

    def ours(known: Line) -> Line:
        nonlocal inside, total
        found = logic.foresee(known, CYCLE, AHEAD, 0.0, None)
        assert found is not None
        came = next(one[-AHEAD:] for one in lines if len(one) == len(known) + AHEAD and one[0] == known[0])
        inside += int(((found.low <= came) & (came <= found.high)).sum())
        total += AHEAD
        return found.values

    naive = _errors(lines, lambda known: logic.naive(known, CYCLE, AHEAD))[0]
    mine, own_s = _errors(lines, ours)
    theirs = {name: _errors(lines, act) for name, act in _statsforecast().items()}
    relative = {name: float(np.mean(found[0]) / np.mean(naive)) for name, found in theirs.items()}
    return Result(
        name="forecasts",
        values=[float(np.mean(mine) / np.mean(naive))],
        unit="x",
        bar=BAR,
        limit_what="the better of AutoETS and AutoTheta of statsforecast"
        if theirs
        else "statsforecast is not here",
        limit_values=[min(relative.values())] if relative else [],
        more={
            "series": len(lines),
            "coverage_pct": round(100 * inside / total, 1),
            "ms_a_series": round(1e3 * own_s / len(lines), 2),
            "theirs": {name: round(one, 4) for name, one in relative.items()},
            "their_ms_a_series": {name: round(1e3 * one[1] / len(lines), 1) for name, one in theirs.items()},
        },
    )


def _errors(lines: Sequence[Line], act: Callable[[Line], Line]) -> tuple[Line, float]:
    """Of each series the mean error of what was kept back, in steps of its own seasonal differences."""
    found, began = [], time.perf_counter()
    for line in lines:
        known, came = line[:-AHEAD], line[-AHEAD:]
        scale = float(np.abs(known[CYCLE:] - known[:-CYCLE]).mean()) or 1.0
        found.append(float(np.abs(act(known) - came).mean()) / scale)
    return np.array(found), time.perf_counter() - began


def _statsforecast() -> dict[str, Callable[[Line], Line]]:
    if importlib.util.find_spec("statsforecast") is None:
        return {}
    models = importlib.import_module("statsforecast.models")

    def of(model: Any) -> Callable[[Line], Line]:
        def act(known: Line) -> Line:
            made: Line = np.asarray(model(season_length=CYCLE).forecast(known, AHEAD)["mean"])
            return made

        act(series(1)[0][:-AHEAD])  # what is compiled first is not counted
        return act

    return {name: of(getattr(models, name)) for name in ("AutoETS", "AutoTheta")}
