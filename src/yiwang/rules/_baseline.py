"""What a series usually does at this hour, and how unusual the newest reading is: a score from 0 to 1.

Every lane learns from its own readings alone and only from earlier ones (it is causal). It keeps a profile of
one period (a day, or a period found in the series itself) with a correction for each hour of the week, the
usual spread around it, and the covariance of its last few readings. From these come seven figures: how far
the newest change lies from the usual change, the mean deviation over three spans and its size over one, how
odd the shape of the last readings is, and how long the reading has not moved at all. Each figure is divided
by its own 98th percentile so far, so that a restless series needs more to be called odd than a calm one; the
fourth powers of the ratios are added and brought between 0 and 1. A ratio of about 2.8 scores one half.

Every lane's arithmetic is its own, so a reading scores the same to the last bit wherever batches are cut and
however many lanes are judged together.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yiwang.rules._period import DAY_US, HOUR_US, RING, find_period, profile_of

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

BINS = 168
"""Parts of a period; also the hours of a week."""
SHAPE = 12
"""Readings that make the shape."""
FIGURES = 7
HALF = 2.8**4
"""Sum of fourth powers that scores one half."""
FLOORS = (1.5, 0.3, 0.3, 0.3, 1.2, 0.8, 1.2)
"""Below these a figure's 98th percentile is not believed: every series has a little noise to come."""
SPANS = (0.06, 0.3, 1.0, 0.25)
"""Parts of a period over which deviations are averaged: three with their sign, one by size."""
SHARES = np.array(SPANS)[:, None]
SEEK_AT = (96, 192, 320)
"""Fillings of the first ring at which a period is looked for, besides every full or half-refilled one."""
LOWEST = np.array(FLOORS)[:, None]
TINY = 1e-12

(
    COUNT, FIRST, LAST, VALUE, PERIOD, STRENGTH, MEAN, SPREAD, STEP, DEVIATION,
    NEAR, MIDDLE, FAR, SIZE, RUN, FRESH, SINCE, RATED, FILLED, HALVED, SUM, SUMMED, SUM_TIME,
) = range(23)  # fmt: skip
QUANTILE = 23
COLUMNS = QUANTILE + FIGURES
LEVEL, VISITS, WIDTH, WEEK, WEEK_VISITS = range(5)
"""Rows of the profile: usual value, visits, spread by part of the period; correction by hour of the week."""


KEPT = ("numbers", "profile", "shape", "inverse", "seeks", "ring")


class Baselines:
    """The baselines of many lanes. `period_us[lane]` is the period, or 0 where it has to be found."""

    def __init__(self, period_us: F64) -> None:
        many = len(period_us)
        self.numbers: F64 = np.zeros((COLUMNS, many))
        self.numbers[PERIOD] = period_us
        self.profile = np.zeros((5, many, BINS), dtype=np.float32)
        self.shape: F64 = np.zeros((many, SHAPE))
        self.inverse: F64 = np.tile(np.eye(SHAPE), (many, 1, 1))
        self.seeks = period_us == 0
        self._ring_of = np.cumsum(self.seeks) - 1
        self.ring: F64 = np.zeros((2, int(self.seeks.sum()), RING))
        """Means of ever longer stretches of the whole past, and their mean times; for lanes that seek."""

    def __len__(self) -> int:
        return int(self.numbers.shape[1])

    def period_us(self, lane: int) -> float:
        """The period that a lane goes by, 0 while it has none."""
        return float(self.numbers[PERIOD, lane])

    # -------------------------------------------------------------------------------------------- one reading

    def take(self, of: I64, time: I64, value: F64) -> tuple[F64, F64, F64]:
        """One new reading for each lane in `of` (each lane at most once).

        Answers the score (0 to 1), the usual value at this time and the signed deviation from it.
        """
        at = time.astype(np.float64)
        now = self.numbers[:, of]
        count = now[COUNT]
        began = count == 0
        now[FIRST] = np.where(began, at, now[FIRST])
        seasonal = now[PERIOD] > 0
        period = np.where(seasonal, now[PERIOD], 1.0)
        place = np.where(seasonal, np.remainder(at, period) / period * BINS, 0.0)
        usual, known, part, week, hour, week_visits = self._usual(of, at, now, seasonal, place)
        pace = np.where(count > 1, (now[LAST] - now[FIRST]) / np.maximum(count - 1, 1.0), 0.0)
        broken = (count > 1) & (at - now[LAST] > 6 * pace)
        now[FRESH] = np.where(broken, 0.0, now[FRESH])
        points = np.where(seasonal & (pace > 0), np.maximum(period / np.maximum(pace, 1.0), 8.0), 100.0)

        usual = np.where(known, usual, np.where(began, value, now[MEAN]))
        off = value - usual
        spread = self._spread(of, now, known, part)
        z = off / spread
        step = np.where(now[FRESH] > 0, off - now[DEVIATION], 0.0)
        paced = np.maximum(now[STEP], TINY)
        jump = np.abs(step / paced)
        _learn(now, SPREAD, off, count, 1000.0)
        _learn(now, STEP, step, count, 1000.0)
        now[DEVIATION] = off
        shift = np.where(count < 10, value - now[MEAN], _within(value - now[MEAN], 4 * spread))
        now[MEAN] = now[MEAN] + np.maximum(1 / (count + 1), 1 / 400) * shift

        figures = np.empty((FIGURES, len(of)))
        figures[0] = jump
        share = np.minimum(np.maximum(1 / (points * SHARES), 0.002), 0.5)
        means = now[NEAR : FAR + 1]
        means += share[:3] * (_within(z, 6.0) - means)
        figures[1:4] = np.abs(means)
        now[SIZE] += share[3] * (np.minimum(np.abs(z), 8.0) - now[SIZE])
        figures[4] = now[SIZE]
        figures[5] = self._oddness(of, now, value, usual, paced, spread)
        now[RUN] = np.where((value == now[VALUE]) & ~began, now[RUN] + 1, 0.0)
        figures[6] = np.sqrt(now[RUN])

        score = self._score(now, figures, seasonal, points)
        self._remember(
            of, now, value, seasonal, (part, hour), (off, usual, week, week_visits), points, spread
        )
        now[COUNT] = count + 1
        now[FRESH] = now[FRESH] + 1
        now[LAST] = at
        now[VALUE] = value
        self.numbers[:, of] = now
        self._seek(of, at, value)
        return score, usual, off

    def _usual(self, of: I64, at: F64, now: F64, seasonal: NDArray[np.bool_], place: F64) -> tuple[Any, ...]:
        """The profile at this moment, straight lines between the middles of its parts."""
        below = np.floor(place - 0.5)
        toward = place - 0.5 - below
        left = below.astype(np.int64) % BINS
        right = (left + 1) % BINS
        part = np.minimum(place.astype(np.int64), BINS - 1)
        weight_left = (1 - toward) * (self.profile[VISITS, of, left] > 0)
        weight_right = toward * (self.profile[VISITS, of, right] > 0)
        weight = weight_left + weight_right
        sum_ = weight_left * self.profile[LEVEL, of, left] + weight_right * self.profile[LEVEL, of, right]
        known = seasonal & (weight > 0)
        usual = np.where(weight > 0, sum_ / np.where(weight > 0, weight, 1.0), 0.0)
        daily = known & (now[PERIOD] == DAY_US)
        hour = np.floor(at / HOUR_US).astype(np.int64) % BINS
        visits = np.where(daily, self.profile[WEEK_VISITS, of, hour], 0.0).astype(np.float64)
        correction = self.profile[WEEK, of, hour].astype(np.float64)
        week = np.where(daily, correction * visits / (visits + 1.5), 0.0)
        return usual + week, known, part, week, hour, np.where(daily, visits, -1.0)

    def _spread(self, of: I64, now: F64, known: NDArray[np.bool_], part: I64) -> F64:
        """Usual size of a deviation at this part of the period, drawn towards that of the whole series."""
        whole = np.maximum(now[SPREAD], TINY)
        visits = np.where(known, np.minimum(self.profile[VISITS, of, part].astype(np.float64), 8.0), 0.0)
        here = self.profile[WIDTH, of, part].astype(np.float64)
        spread: F64 = np.maximum((visits * here + 4 * whole) / (visits + 4), TINY)
        return spread

    def _oddness(self, of: I64, now: F64, value: F64, usual: F64, paced: F64, spread: F64) -> F64:
        """Distance of the last readings' shape from the shapes so far, in their own covariance."""
        last = self.shape[of]
        last[:, 1:] = last[:, :-1].copy()
        last[:, 0] = value
        alone = now[FRESH] == 0
        if alone.any():
            last[alone] = value[alone, None]
        self.shape[of] = last
        mean = _folded(last) / SHAPE
        # Differences from a mean are one number fewer than readings; the mean itself takes the last place.
        u = _within((last - mean[:, None]) / paced[:, None], 50.0)
        u[:, -1] = _within((mean - usual) / spread, 20.0)
        inverse = self.inverse[of]
        g = _folded(inverse * u[:, None, :])
        distance = np.maximum(_folded(u * g), 0.0)
        learns = now[FRESH] >= SHAPE
        keep = 1 - 1 / np.minimum(np.maximum(now[COUNT], 40.0), 1500.0)
        weight = (1 - keep) * np.minimum(1.0, 3 * SHAPE / np.maximum(distance, 1e-9))
        factor = weight / (keep + weight * distance)
        inverse -= (factor[:, None] * g)[:, :, None] * g[:, None, :]
        inverse /= keep[:, None, None]
        sound = learns & (inverse[:, 0, 0] < 1e8) & np.isfinite(inverse[:, -1, -1])
        if sound.all():
            self.inverse[of] = inverse
        else:
            self.inverse[of[sound]] = inverse[sound]
        ready = learns & (now[COUNT] >= 3 * SHAPE)
        odd: F64 = np.where(ready, np.sqrt(distance / SHAPE), 0.0)
        return odd

    def _score(self, now: F64, figures: F64, seasonal: NDArray[np.bool_], points: F64) -> F64:
        """Ratios to the figures' own 98th percentiles, each as far as the lane knows enough for it."""
        count, rated = now[COUNT], now[RATED]
        age = count - now[SINCE]
        weight = np.empty_like(figures)
        weight[:] = np.where(count >= 40, np.minimum(np.maximum((count - 30) / 150, 0.0), 1.0), 0.0)
        grown = age / np.where(seasonal, 1.5 * points, 60.0) - 0.1
        weight[1:5] *= np.minimum(np.maximum(grown, 0.05), 1.0)
        weight[5] *= np.minimum(np.maximum(age / 24, 0.0), 1.0)
        quantile = now[QUANTILE:]
        ratio = figures / np.maximum(quantile, 1e-9) * weight
        ratio *= ratio
        ratio *= ratio
        total = ratio[0]
        for number in range(1, FIGURES):
            total = total + ratio[number]
        pull = quantile * (np.maximum(1 / (rated + 1), 1 / 2000) * 4)
        moved = np.where(figures > quantile, quantile + pull * 0.98, quantile - pull * 0.02)
        if rated.min() < 1:
            moved = np.where(rated < 1, np.maximum(figures, 0.5), moved)
        now[QUANTILE:] = np.where(count >= 20, np.maximum(moved, LOWEST), quantile)
        now[RATED] = rated + (count >= 20)
        score: F64 = total / (total + HALF)
        return score

    def _remember(
        self,
        of: I64,
        now: F64,
        value: F64,
        seasonal: NDArray[np.bool_],
        places: tuple[I64, I64],
        found: tuple[F64, F64, F64, F64],
        points: F64,
        spread: F64,
    ) -> None:
        """The reading becomes part of the profile; one far off moves it only a little."""
        part, hour = places
        off, usual, week, week_visits = found
        daily = week_visits >= 0
        if daily.any():
            each = np.maximum(points / 24, 1.0)
            correction = self.profile[WEEK, of, hour].astype(np.float64)
            change = _within(value - (usual - week) - correction, 6 * spread)
            share = np.maximum(1 / (np.maximum(week_visits, 0.0) * each + 1), 0.3 / each)
            self.profile[WEEK, of, hour] = np.where(daily, correction + share * change, correction)
            self.profile[WEEK_VISITS, of, hour] += np.where(daily, 1 / each, 0.0).astype(np.float32)
        each = np.maximum(points / BINS, 1.0)
        visits = self.profile[VISITS, of, part].astype(np.float64)
        share = np.where(visits >= each, np.maximum(0.15 / each, 1 / (visits + 1)), 1 / (visits + 1))
        level = self.profile[LEVEL, of, part].astype(np.float64)
        change = np.where(visits >= 2, _within(value - level, 4 * spread), value - level)
        width = self.profile[WIDTH, of, part].astype(np.float64)
        wider = np.minimum(np.abs(off), 4 * spread) - width
        share_width = np.where(visits >= 1, np.maximum(0.1 / each, 1 / (visits + 1)), 0.0)
        self.profile[WIDTH, of, part] = np.where(seasonal, width + share_width * wider, width)
        self.profile[LEVEL, of, part] = np.where(seasonal, level + share * change, level)
        self.profile[VISITS, of, part] = visits + seasonal

    # --------------------------------------------------------------------------------------------- the period

    def _seek(self, of: I64, at: F64, value: F64) -> None:
        """Lanes without a given period keep their past in a ring and look for a period as it fills."""
        seeking = self.seeks[of]
        if not seeking.any():
            return
        of, at, value = of[seeking], at[seeking], value[seeking]
        numbers = self.numbers
        numbers[SUM, of] += value
        numbers[SUMMED, of] += 1
        numbers[SUM_TIME, of] += at - numbers[FIRST, of]
        full = of[numbers[SUMMED, of] >= 2.0 ** numbers[HALVED, of]]
        for lane in full:
            ring, filled = self.ring[:, self._ring_of[lane]], int(numbers[FILLED, lane])
            ring[0, filled] = numbers[SUM, lane] / numbers[SUMMED, lane]
            ring[1, filled] = numbers[FIRST, lane] + numbers[SUM_TIME, lane] / numbers[SUMMED, lane]
            numbers[SUM, lane] = numbers[SUMMED, lane] = numbers[SUM_TIME, lane] = 0.0
            filled += 1
            first_ring = numbers[HALVED, lane] == 0
            if filled == RING or filled in (SEEK_AT if first_ring else (3 * RING // 4,)):
                self._try_period(int(lane), ring[:, :filled])
            if filled == RING:
                ring[:, : RING // 2] = (ring[:, ::2] + ring[:, 1::2]) / 2
                filled = RING // 2
                numbers[HALVED, lane] += 1
            numbers[FILLED, lane] = filled

    def _try_period(self, lane: int, past: F64) -> None:
        numbers = self.numbers
        period, strength = find_period(past[0], past[1])
        known = numbers[PERIOD, lane]
        if period == 0 or (known > 0 and strength < numbers[STRENGTH, lane] + 0.08):
            return
        numbers[STRENGTH, lane] = strength
        if known > 0 and abs(period / known - 1) < 0.01:
            return
        level, visits, width, spread = profile_of(past[0], past[1], period, BINS)
        self.profile[:, lane] = 0
        self.profile[LEVEL, lane], self.profile[VISITS, lane], self.profile[WIDTH, lane] = (
            level,
            visits,
            width,
        )
        numbers[PERIOD, lane], numbers[SPREAD, lane] = period, spread
        numbers[SINCE, lane] = numbers[COUNT, lane]
        numbers[[NEAR, MIDDLE, FAR], lane] = 0.0
        numbers[SIZE, lane] = 0.8
        numbers[FRESH, lane] = 0.0
        for column in range(QUANTILE + 1, QUANTILE + 4):
            numbers[column, lane] = max(0.5 * numbers[column, lane], FLOORS[column - QUANTILE])

    # ----------------------------------------------------------------------------------------------- snapshot

    def state(self) -> dict[str, NDArray[Any]]:
        """What a snapshot keeps."""
        return {name: getattr(self, name) for name in KEPT}

    def adopt(self, kept: dict[str, NDArray[Any]], old: I64, new: I64) -> None:
        """Take over lanes `old` of a snapshot as our lanes `new`."""
        self.numbers[:, new] = kept["numbers"][:, old]
        self.profile[:, new] = kept["profile"][:, old]
        self.shape[new] = kept["shape"][old]
        self.inverse[new] = kept["inverse"][old]
        ring_of = np.cumsum(kept["seeks"]) - 1
        seeking = self.seeks[new] & kept["seeks"][old]
        self.ring[:, self._ring_of[new[seeking]]] = kept["ring"][:, ring_of[old[seeking]]]


def _learn(now: F64, column: int, off: F64, count: F64, horizon: float) -> None:
    """The usual size of a deviation: a slow mean in which one reading counts at most four times the usual."""
    size, known = np.abs(off), now[column]
    bounded = np.where(count < 10, size, np.minimum(size, 4 * np.maximum(known, TINY)))
    now[column] = known + np.maximum(1 / (count + 1), 1 / horizon) * (bounded - known)


def _within(value: F64, bound: F64 | float) -> F64:
    """Drawn back into -bound … bound; the same as clip, and several times faster on few lanes."""
    drawn: F64 = np.minimum(np.maximum(value, -bound), bound)
    return drawn


def _folded(values: F64) -> F64:
    """The sum over the last axis of SHAPE numbers, always in the same order (a library's order varies)."""
    half = values[..., :6] + values[..., 6:]
    third = half[..., :3] + half[..., 3:]
    total: F64 = third[..., 0] + third[..., 1] + third[..., 2]
    return total
