"""The baseline in its plainest form: one series, one reading at a time; what `_baseline` is held to by tests.

For one series it is also the quicker one: `yiwang evaluate` runs it. Only the search for a period is shared:
it is one function of a finished past.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from yiwang.rules._baseline import BINS, FIGURES, FLOORS, HALF, SEEK_AT, SHAPE, SPANS, TINY
from yiwang.rules._period import DAY_US, HOUR_US, RING, find_period, profile_of


def _short(value: float) -> float:
    """As the profile keeps it: in four bytes."""
    return float(np.float32(value))


def _between(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


class PlainBaseline:
    """The usual of one series; `take` answers score, usual value and deviation."""

    def __init__(self, period_us: float) -> None:
        self.period = period_us
        self.seeks = period_us == 0
        self.strength = 0.0
        self.level = [0.0] * BINS
        self.visits = [0.0] * BINS
        self.width = [0.0] * BINS
        self.week = [0.0] * BINS
        self.week_visits = [0.0] * BINS
        self.count = self.since = self.fresh = self.rated = self.run = 0
        self.first = self.last = self.value = self.mean = 0.0
        self.spread = self.step = self.deviation = self.size = 0.0
        self.means = [0.0] * 3
        self.quantiles = [0.0] * FIGURES
        self.shape = [0.0] * SHAPE
        self.inverse = [[float(a == b) for b in range(SHAPE)] for a in range(SHAPE)]
        self.past: list[tuple[float, float]] = []
        self.halved = 0
        self.gathered: list[tuple[float, float]] = []

    def take(self, time_us: int, value: float) -> tuple[float, float, float]:
        at = float(time_us)
        if self.count == 0:
            self.first = at
        pace = (self.last - self.first) / max(self.count - 1, 1) if self.count > 1 else 0.0
        if self.count > 1 and at - self.last > 6 * pace:
            self.fresh = 0
        points = max(self.period / max(pace, 1.0), 8.0) if self.period and pace > 0 else 100.0
        place = at % self.period / self.period * BINS if self.period else 0.0
        part, hour = min(int(place), BINS - 1), int(at // HOUR_US) % BINS
        profile = self._profile(place)
        daily = profile is not None and self.period == DAY_US
        correction = self.week[hour]
        week = correction * self.week_visits[hour] / (self.week_visits[hour] + 1.5) if daily else 0.0
        usual = profile + week if profile is not None else (self.mean if self.count else value)
        off = value - usual
        visits = min(self.visits[part], 8.0) if profile is not None else 0.0
        whole = max(self.spread, TINY)
        spread = max((visits * self.width[part] + 4 * whole) / (visits + 4), TINY)
        z = off / spread
        step = off - self.deviation if self.fresh else 0.0
        paced = max(self.step, TINY)
        figures = [abs(step / paced)]
        self.spread = self._learnt(self.spread, off)
        self.step = self._learnt(self.step, step)
        self.deviation = off
        shift = value - self.mean
        shift = shift if self.count < 10 else _between(shift, -4 * spread, 4 * spread)
        self.mean += max(1 / (self.count + 1), 1 / 400) * shift
        for number, span in enumerate(SPANS[:3]):
            share = min(max(1 / (points * span), 0.002), 0.5)
            self.means[number] += share * (_between(z, -6.0, 6.0) - self.means[number])
            figures.append(abs(self.means[number]))
        share = min(max(1 / (points * SPANS[3]), 0.002), 0.5)
        self.size += share * (min(abs(z), 8.0) - self.size)
        figures.append(self.size)
        figures.append(self._oddness(value, usual, paced, spread))
        self.run = self.run + 1 if self.count and value == self.value else 0
        figures.append(math.sqrt(self.run))
        score = self._score(figures, points)
        if daily:
            each = max(points / 24, 1.0)
            change = _between(value - (usual - week) - correction, -6 * spread, 6 * spread)
            share = max(1 / (self.week_visits[hour] * each + 1), 0.3 / each)
            self.week[hour] = _short(correction + share * change)
            self.week_visits[hour] = float(np.float32(self.week_visits[hour]) + np.float32(1 / each))
        if self.period:
            self._remember(part, value, off, spread, points)
        self.count += 1
        self.fresh += 1
        self.last, self.value = at, value
        if self.seeks:
            self._seek(at, value)
        return score, usual, off

    def _profile(self, place: float) -> float | None:
        if not self.period:
            return None
        below = math.floor(place - 0.5)
        toward = place - 0.5 - below
        left, right = below % BINS, (below + 1) % BINS
        here = (1 - toward) * (self.visits[left] > 0)
        there = toward * (self.visits[right] > 0)
        if not here + there > 0:
            return None
        return (here * self.level[left] + there * self.level[right]) / (here + there)

    def _learnt(self, known: float, off: float) -> float:
        size = abs(off) if self.count < 10 else min(abs(off), 4 * max(known, TINY))
        return known + max(1 / (self.count + 1), 1 / 1000) * (size - known)

    def _oddness(self, value: float, usual: float, paced: float, spread: float) -> float:
        self.shape = [value, *(self.shape[:-1] if self.fresh else [value] * (SHAPE - 1))]
        mean = self.shape[0]
        for one in self.shape[1:]:
            mean = mean + one
        mean = mean / SHAPE
        u = [_between((one - mean) / paced, -50.0, 50.0) for one in self.shape]
        u[-1] = _between((mean - usual) / spread, -20.0, 20.0)
        g = [
            self._sum([self.inverse[row][column] * u[row] for row in range(SHAPE)]) for column in range(SHAPE)
        ]
        distance = max(self._sum([one * other for one, other in zip(u, g, strict=True)]), 0.0)
        if self.fresh >= SHAPE:
            keep = 1 - 1 / _between(float(self.count), 40.0, 1500.0)
            weight = (1 - keep) * min(1.0, 3 * SHAPE / max(distance, 1e-9))
            factor = weight / (keep + weight * distance)
            learnt = [
                [(self.inverse[a][b] - factor * (g[a] * g[b])) / keep for b in range(SHAPE)]
                for a in range(SHAPE)
            ]
            if learnt[0][0] < 1e8 and math.isfinite(learnt[-1][-1]):
                self.inverse = learnt
        ready = self.fresh >= SHAPE and self.count >= 3 * SHAPE
        return math.sqrt(distance / SHAPE) if ready else 0.0

    @staticmethod
    def _sum(terms: Sequence[float]) -> float:
        total = terms[0]
        for term in terms[1:]:
            total = total + term
        return total

    def _score(self, figures: Sequence[float], points: float) -> float:
        age = self.count - self.since
        grown = _between(age / (1.5 * points if self.period else 60.0) - 0.1, 0.05, 1.0)
        shaped = _between(age / 24, 0.0, 1.0)
        sure = _between((self.count - 30) / 150, 0.0, 1.0) if self.count >= 40 else 0.0
        pull = max(1 / (self.rated + 1), 1 / 2000) * 4
        total = 0.0
        for number, figure in enumerate(figures):
            known = self.quantiles[number]
            weight = sure * (grown if 0 < number < 5 else shaped if number == 5 else 1.0)
            ratio = figure / max(known, 1e-9) * weight
            total += ratio * ratio * (ratio * ratio)
            if self.count >= 20:
                moved = known + known * pull * 0.98 if figure > known else known - known * pull * 0.02
                moved = moved if self.rated else max(figure, 0.5)
                self.quantiles[number] = max(moved, FLOORS[number])
        self.rated += self.count >= 20
        return total / (total + HALF)

    def _remember(self, part: int, value: float, off: float, spread: float, points: float) -> None:
        each, visits, level = max(points / BINS, 1.0), self.visits[part], self.level[part]
        share = max(0.15 / each, 1 / (visits + 1)) if visits >= each else 1 / (visits + 1)
        change = _between(value - level, -4 * spread, 4 * spread) if visits >= 2 else value - level
        wider = min(abs(off), 4 * spread) - self.width[part]
        share_width = max(0.1 / each, 1 / (visits + 1)) if visits >= 1 else 0.0
        self.width[part] = _short(self.width[part] + share_width * wider)
        self.level[part] = _short(level + share * change)
        self.visits[part] = _short(visits + 1)

    def _seek(self, at: float, value: float) -> None:
        self.gathered.append((value, at - self.first))
        if len(self.gathered) < 2**self.halved:
            return
        many = len(self.gathered)
        total, times = 0.0, 0.0
        for one, time in self.gathered:
            total, times = total + one, times + time
        self.past.append((total / many, self.first + times / many))
        self.gathered = []
        if len(self.past) == RING or len(self.past) in (SEEK_AT if not self.halved else (3 * RING // 4,)):
            self._try_period()
        if len(self.past) == RING:
            pairs = zip(self.past[::2], self.past[1::2], strict=True)
            self.past = [((a + b) / 2, (s + t) / 2) for (a, s), (b, t) in pairs]
            self.halved += 1

    def _try_period(self) -> None:
        values, times = np.array(self.past).T.copy()
        period, strength = find_period(values, times)
        if period == 0 or (self.period and strength < self.strength + 0.08):
            return
        self.strength = strength
        if self.period and abs(period / self.period - 1) < 0.01:
            return
        level, visits, width, self.spread = profile_of(values, times, period, BINS)
        self.level, self.visits, self.width = ([_short(one) for one in row] for row in (level, visits, width))
        self.week, self.week_visits = [0.0] * BINS, [0.0] * BINS
        self.period, self.since, self.fresh = period, self.count, 0
        self.means, self.size = [0.0] * 3, 0.8
        for number in range(1, 4):
            self.quantiles[number] = max(0.5 * self.quantiles[number], FLOORS[number])
