"""The period of a series, found in its own past by autocorrelation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

HOUR_US = 3_600e6
DAY_US = 24 * HOUR_US
CALENDAR = (DAY_US, 7 * DAY_US, HOUR_US, 12 * HOUR_US)
"""A period within 1.5 % of one of these is that one."""
RING = 512
"""Stretches of the past that are kept; when they are full, neighbours are joined."""


def find_period(values: F64, times: F64) -> tuple[float, float]:
    """The period in microseconds and how strong it is (0 to 1); (0, 0) when there is none.

    `values` are evenly spaced means, `times` their moments. A period must fit three times into what is
    known, and be stronger than what mere slowness of a series looks like.
    """
    many = len(values)
    middle = float(np.median(values))
    spread = float(np.median(np.abs(values - middle))) * 1.48 + 1e-12
    x = np.clip(values - middle, -4 * spread, 4 * spread)
    lag = np.arange(many)
    x = x - np.polyval(np.polyfit(lag, x, 1), lag)
    spectrum = np.fft.rfft(x, 2 * many)
    likeness = np.fft.irfft(spectrum * np.conj(spectrum))[:many]
    likeness = likeness / (likeness[0] + 1e-12) * many / np.maximum(many - lag, 1)
    negative = np.flatnonzero(likeness < 0)
    if not len(negative):
        return 0.0, 0.0
    peaks = [
        k
        for k in range(max(4, int(negative[0] * 1.5)), many // 3)
        if likeness[k] > likeness[k - 1] and likeness[k] >= likeness[k + 1]
    ]
    best = max((likeness[k] for k in peaks), default=0.0)
    if best < 0.2:
        return 0.0, 0.0
    peak = next(k for k in peaks if likeness[k] >= 0.9 * best)
    period = _sharpened(likeness, peak) * float(times[-1] - times[0]) / (many - 1)
    period = next((known for known in CALENDAR if abs(period / known - 1) < 0.015), period)
    strength = float(likeness[peak])
    if strength < (0.2 if period in CALENDAR[:2] else 0.4):
        return 0.0, 0.0
    return period, strength


def _sharpened(likeness: F64, peak: int) -> float:
    """The lag of a peak in fractions of a step: its multiples tell it more exactly than it does itself."""
    exact, times = float(peak), 2
    many = len(likeness)
    while times * exact < min(0.6 * many, many - 2):
        middle = round(times * exact)
        reach = int(0.25 * exact / times) + 1
        window = likeness[max(0, middle - reach) : middle + reach + 1]
        place = max(0, middle - reach) + int(np.argmax(window))
        if likeness[place] < 0.5 * likeness[peak]:
            break
        exact = place / times
        times += 1
    return exact


def profile_of(values: F64, times: F64, period: float, bins: int) -> tuple[F64, F64, F64, float]:
    """Median, number and mean deviation of the past in each part of the period, and the overall deviation."""
    part = np.minimum((np.remainder(times, period) / period * bins).astype(np.int64), bins - 1)
    level, visits, width = np.zeros(bins), np.zeros(bins), np.zeros(bins)
    for one in np.unique(part):
        here = values[part == one]
        level[one], visits[one] = np.median(here), len(here)
        width[one] = np.mean(np.abs(here - level[one]))
    return level, visits, width, float(np.mean(np.abs(values - level[part]))) * 1.2 + 1e-9
