"""Models of one short series, and how each did on the series itself. Pure: the same numbers, the same answer.

A city's figures are dozens of points, not thousands: what is fitted has one to four parameters, sought on a
fixed grid, all of it at once in arrays. Nothing is drawn by chance.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from yiwang.forecasts.contracts import Model

VERSION = "1"
ORIGINS = 12
"""Earlier points from which a forecast is made once more and held against what came."""
LEAST_ORIGINS = 6
SHARE = 0.8
"""The interval: four values of five."""
MARGIN = 0.98
"""A model beats the naive one by two percent at least: less is no reason to believe it."""
Line = NDArray[np.float64]
_ALPHAS = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
_GRID = np.array(list(product([0.05, 0.2, 0.4, 0.6, 0.8], [0.0, 0.05, 0.2], [0.8, 0.95], [0.05, 0.2])))


def naive(known: Line, cycle: int, steps: int) -> Line:
    """The like period of the last cycle; before there is one, the last value."""
    if len(known) < cycle:
        return np.full(steps, known[-1])
    return np.array([known[-cycle + step % cycle] for step in range(steps)])


def theta(known: Line, cycle: int, steps: int) -> Line:
    """The Theta method: exponential smoothing drifting by half the slope of the line through all."""
    season = seasons(known, cycle)
    plain = known - _along(season, len(known))
    level, alpha = _smoothed(plain)
    n = len(plain)
    slope = np.polyfit(np.arange(n), plain, 1)[0] if n > 2 else 0.0
    ahead = np.arange(steps) + (1 - (1 - alpha) ** n) / alpha
    coming = np.array([season[(n + step) % cycle] for step in range(steps)])
    found: Line = level + slope / 2 * ahead + coming
    return found


def ets(known: Line, cycle: int, steps: int) -> Line:
    """Damped trend with an additive season: the parameters of a fixed grid that were least wrong."""
    alpha, beta, phi, gamma = _GRID.T
    season = np.tile(seasons(known, cycle), (len(_GRID), 1))
    level = np.full(len(_GRID), known[:cycle].mean())
    trend, wrong = np.zeros(len(_GRID)), np.zeros(len(_GRID))
    for place, value in enumerate(known):
        phase = place % cycle
        expected = level + phi * trend + season[:, phase]
        error = value - expected
        if place >= min(cycle, len(known) // 2):
            wrong += error**2
        level, trend = level + phi * trend + alpha * error, phi * trend + alpha * beta * error
        season[:, phase] += gamma * (1 - alpha) * error
    best = int(np.argmin(wrong))
    damped = np.cumsum(phi[best] ** np.arange(1, steps + 1))
    coming = np.array([season[best, (len(known) + step) % cycle] for step in range(steps)])
    found: Line = level[best] + trend[best] * damped + coming
    return found


def seasons(known: Line, cycle: int) -> Line:
    """What each phase of the cycle lies above the whole; nothing before two whole cycles are known."""
    if cycle < 2 or len(known) < 2 * cycle:
        return np.zeros(max(cycle, 1))
    # Held against the mean of a whole cycle around each point, so that growth is no season.
    around = np.ones(cycle) if cycle % 2 else np.r_[0.5, np.ones(cycle - 1), 0.5]
    middle = np.convolve(known, around / cycle, mode="valid")
    apart = known[cycle // 2 : cycle // 2 + len(middle)] - middle
    phases = (np.arange(len(middle)) + cycle // 2) % cycle
    above = np.array([float(np.median(apart[phases == phase])) for phase in range(cycle)])
    found: Line = above - above.mean()
    return found


def _along(season: Line, n: int) -> Line:
    found: Line = season[np.arange(n) % len(season)]
    return found


def _smoothed(plain: Line) -> tuple[float, float]:
    """The level of simple exponential smoothing at the end, by the alpha that was least wrong."""
    level = np.full(len(_ALPHAS), plain[0])
    wrong = np.zeros(len(_ALPHAS))
    for value in plain[1:]:
        wrong += (value - level) ** 2
        level = level + _ALPHAS * (value - level)
    best = int(np.argmin(wrong))
    return float(level[best]), float(_ALPHAS[best])


MODELS: dict[Model, Callable[[Line, int, int], Line]] = {"naive": naive, "theta": theta, "ets": ets}


@dataclass(frozen=True, slots=True)
class Tested:
    """A model at earlier points: its errors by point and step ahead, and what they amount to."""

    errors: Line
    mase: float
    smape: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Made:
    """A forecast and its record; `model` is the one that is shown."""

    model: Model
    best: Model
    values: Line
    low: Line
    high: Line
    tested: dict[Model, Tested]
    origins: int


def least(cycle: int) -> int:
    """How many periods there must be: two cycles, and enough points to have tested from."""
    return 2 * cycle + (LEAST_ORIGINS if cycle < ORIGINS else 0)


def foresee(known: Line, cycle: int, steps: int, low: float | None, high: float | None) -> Made | None:
    """The forecast of a series by the model that did best on it; None where it is too short.

    The model is chosen on the earlier half of the points tested and judged on the later half, which had no
    part in the choice. It is shown only where it is better there than the seasonal naive one.
    """
    if len(known) < least(cycle):
        return None
    at = list(range(max(len(known) - ORIGINS, cycle + 1), len(known)))
    errors = {name: _errors(model, known, cycle, steps, at) for name, model in MODELS.items()}
    half = len(at) // 2
    wrong = {name: float(np.nanmean(np.abs(errors[name][:half]))) for name in MODELS}
    best: Model = "theta" if wrong["theta"] <= wrong["ets"] else "ets"
    candidates: tuple[Model, ...] = (best, "naive")
    tested = {name: _tested(known, cycle, at, half, errors[name]) for name in candidates}
    shown: Model = best if tested[best].mase < MARGIN * tested["naive"].mase else "naive"
    values = MODELS[shown](known, cycle, steps)
    width = widths(errors[shown])
    return Made(
        model=shown,
        best=best,
        values=np.clip(values, low, high),
        low=np.clip(values - width, low, high),
        high=np.clip(values + width, low, high),
        tested=tested,
        origins=len(at),
    )


def _errors(
    model: Callable[[Line, int, int], Line], known: Line, cycle: int, steps: int, at: list[int]
) -> Line:
    """What came less what was foreseen, a row for each point; NaN where nothing has come yet."""
    found = np.full((len(at), steps), np.nan)
    for row, origin in enumerate(at):
        came = known[origin : origin + steps]
        found[row, : len(came)] = came - model(known[:origin], cycle, steps)[: len(came)]
    return found


def _tested(known: Line, cycle: int, at: list[int], half: int, errors: Line) -> Tested:
    scaled, shares, within = [], [], []
    for row in range(half, len(at)):
        origin = at[row]
        before = known[:origin]
        lag = cycle if origin > cycle else 1
        scale = float(np.abs(before[lag:] - before[:-lag]).mean()) or 1e-9
        width = widths(np.delete(errors, row, axis=0))
        for step, error in enumerate(errors[row]):
            if math.isnan(error):
                continue
            came = known[origin + step]
            sized = abs(came) + abs(came - error)
            scaled.append(abs(error) / scale)
            shares.append(200.0 * abs(error) / sized if sized else 0.0)
            within.append(100.0 * (abs(error) <= width[step] + 1e-12))
    return Tested(errors, float(np.mean(scaled)), float(np.mean(shares)), float(np.mean(within)))


def widths(errors: Line) -> Line:
    """Half the interval of each step: what four of five errors kept within, never narrower further ahead."""
    found = np.zeros(errors.shape[1])
    for step in range(errors.shape[1]):
        known = np.sort(np.abs(errors[:, : step + 1][~np.isnan(errors[:, : step + 1])]))
        own = np.sort(np.abs(errors[:, step][~np.isnan(errors[:, step])]))
        # Of few errors of its own a step also takes those before it.
        held = own if len(own) >= LEAST_ORIGINS - 1 else known
        if len(held):
            found[step] = held[min(len(held) - 1, math.ceil(SHARE * (len(held) + 1)) - 1)]
    return np.maximum.accumulate(found)
