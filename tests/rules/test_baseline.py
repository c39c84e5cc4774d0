"""The seasonal baseline against its plain form, and against series whose anomalies we put there ourselves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from yiwang.rules._baseline import Baselines
from yiwang.rules._period import DAY_US
from yiwang.rules._plain_baseline import PlainBaseline

F64 = NDArray[np.float64]
T0 = 1_770_000_000_000_000


def scored(times: NDArray[np.int64], values: F64, period: float = 0.0) -> F64:
    baselines, lane = Baselines(np.array([period])), np.array([0])
    return np.array(
        [baselines.take(lane, times[k : k + 1], values[k : k + 1])[0][0] for k in range(len(values))]
    )


def series(random: np.random.Generator) -> Iterator[tuple[NDArray[np.int64], F64, float]]:
    """A day at five minutes with weekends, a tide, noise, a counter that repeats, and one with gaps."""
    n = np.arange(900)
    day = (
        50 + 15 * np.sin(2 * np.pi * n / 288) * np.where(n // 288 % 7 >= 5, 0.5, 1) + random.normal(0, 1, 900)
    )
    yield T0 + n * 300_000_000, day, DAY_US
    yield T0 + n * 300_000_000, day, 0.0
    yield T0 + n * 1_000_000, np.sin(2 * np.pi * n / 37.3) + random.normal(0, 0.1, 900), 0.0
    yield T0 + n * 60_000_000, random.normal(0, 1, 900).cumsum(), 0.0
    yield T0 + n * 1_800_000_000, random.poisson(3 + 3 * np.sin(2 * np.pi * n / 48)).astype(float), DAY_US
    yield T0 + np.cumsum(random.choice([1, 1, 1, 40], 900)) * 60_000_000, np.round(day), DAY_US


def test_every_reading_scores_as_the_plain_form_says() -> None:
    for times, values, period in series(np.random.default_rng(3)):
        plain = PlainBaseline(period)
        expected = [plain.take(int(time), float(value))[0] for time, value in zip(times, values, strict=True)]
        assert scored(times, values, period) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_many_lanes_together_score_as_each_alone_to_the_last_bit() -> None:
    many = list(series(np.random.default_rng(4)))
    together = Baselines(np.array([period for _, _, period in many]))
    found: list[F64] = []
    for k in range(500):
        # Lanes take part in turn, so that the width is different every time.
        of = np.array([lane for lane in range(len(many)) if (k * 7 + lane) % 5 or k % 3 == 0])
        score, _, _ = together.take(
            of, np.array([many[i][0][k] for i in of]), np.array([many[i][1][k] for i in of])
        )
        row = np.full(len(many), np.nan)
        row[of] = score
        found.append(row)
    for lane, (times, values, period) in enumerate(many):
        column = np.array([row[lane] for row in found])
        took = np.flatnonzero(~np.isnan(column))
        assert np.array_equal(scored(times[took], values[took], period), column[took])


def ordinary(random: np.random.Generator, shape: str) -> tuple[NDArray[np.int64], F64, int]:
    """A series with a period: its times, values, and readings in a period."""
    n = np.arange(1500)
    if shape == "day":
        values = 20 + 5 * np.sin(2 * np.pi * n / 96) + random.normal(0, 0.4, 1500)
        return T0 + n * 900_000_000, values, 96
    values = 2 * np.exp(-(((n % 53) - 20) ** 2) / 18) + random.normal(0, 0.05, 1500)
    return T0 + n * 1_000_000, values, 53


@pytest.mark.parametrize("shape", ["day", "pulse"])
@pytest.mark.parametrize("how", ["spike", "shift", "stuck", "missing season", "noise"])
def test_what_was_put_into_a_series_scores_highest_of_all(shape: str, how: str) -> None:
    random = np.random.default_rng(11)
    times, values, period = ordinary(random, shape)
    spread, at = float(np.std(values)), 1200
    lasts = {"spike": 1, "shift": period, "stuck": period // 2, "missing season": period, "noise": 20}[how]
    stretch = slice(at, at + lasts)
    match how:
        case "spike" | "shift":
            values[stretch] += 2.5 * spread
        case "stuck":
            values[stretch] = values[at]
        case "missing season":
            values[stretch] = np.median(values) + random.normal(0, 0.05, lasts)
        case "noise":
            values[stretch] += random.normal(0, spread, lasts)
    scores = scored(times, values)
    assert at <= int(np.argmax(scores)) <= at + lasts + period // 4
    assert scores[stretch].max() > 0.5


def test_a_score_is_made_of_the_past_alone() -> None:
    times, values, _ = ordinary(np.random.default_rng(2), "day")
    whole = scored(times[:400], values[:400])
    assert np.array_equal(scored(times[:300], values[:300]), whole[:300])
    assert whole[:40].max() == 0
