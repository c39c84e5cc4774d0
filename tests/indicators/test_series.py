"""What follows from the numbers filled in, against a plain loop over the months."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.indicators import series
from yiwang.indicators.contracts import Period, period_of
from yiwang.indicators.series import Held

amounts = st.lists(st.integers(-10_000, 1_000_000), min_size=24, max_size=24)


def filled(cents: list[int], asked: str, merged: bool) -> dict[tuple[int, int], Held]:
    """Two years of months as somebody would fill them in."""
    made: dict[tuple[int, int], Held] = {}
    for number in range(24):
        year, month = 2024 + number // 12, number % 12 + 1
        if merged and month == 1:
            continue
        first = number // 12 * 12 if asked == "to_date" or (merged and month == 2) else number
        made[(year, month)] = Held(sum(cents[first : number + 1]) / 100)
    return made


def plainly(cents: list[int], period: Period) -> float:
    """The months of a period, added up."""
    begin = (period.last.year - 2024) * 12
    return sum(cents[begin + period.first.month - 1 : begin + period.last.month]) / 100


@given(
    cents=amounts,
    asked=st.sampled_from(["to_date", "month"]),
    kind=st.sampled_from(["month", "quarter", "year", "to_date"]),
    day=st.dates(date(2025, 1, 1), date(2025, 12, 31)),
    merged=st.booleans(),
)
def test_every_period_is_the_sum_of_its_months(
    cents: list[int],
    asked: Literal["to_date", "month"],
    kind: Literal["month", "quarter", "year", "to_date"],
    day: date,
    merged: bool,
) -> None:
    held = filled(cents, asked, merged)
    period = series.normal(period_of(kind, day), merged=merged)
    values = []
    for one in (period, period.year_ago()):
        found = series.value_in(held, series.joined(asked, one, adds=True, merged=merged))
        assert found is not None
        assert found.value == pytest.approx(plainly(cents, one), abs=1e-6)
        values.append(found.value)
    if values[1]:
        oracle = (plainly(cents, period) - plainly(cents, period.year_ago())) / abs(
            plainly(cents, period.year_ago())
        )
        assert series.change("亿元", values[0], values[1]) == pytest.approx(oracle, abs=1e-6)
    # A number that is missing is never made up.
    sign, month = series.joined(asked, period, adds=True, merged=merged)[-1]
    assert sign in (1, -1)
    del held[month]
    assert series.value_in(held, series.joined(asked, period, adds=True, merged=merged)) is None


@given(
    day=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    ended=st.integers(0, 500),
    weights=st.one_of(st.just(()), st.lists(st.integers(1, 50), min_size=12, max_size=12).map(tuple)),
    value=st.integers(0, 10**6),
    target=st.integers(1, 10**6),
)
def test_progress_is_the_share_reached_less_the_share_due(
    day: date, ended: int, weights: tuple[int, ...], value: int, target: int
) -> None:
    period = period_of("to_date", day)
    today = period.last + timedelta(days=ended - 20)
    today = max(today, period.first)
    due = 0.0
    length = 366 if monthrange(day.year, 2)[1] == 29 else 365
    one = period.first
    while one <= min(period.last, today):  # every day brings its part
        days = monthrange(one.year, one.month)[1]
        due += weights[one.month - 1] / sum(weights) / days if weights else 1 / length
        one += timedelta(days=1)
    assert series.gone_by(period, today, weights) == pytest.approx(due)
    reached, gap = series.progress(value, target, series.gone_by(period, today, weights))
    assert reached == pytest.approx(value / target * 100)
    assert gap == pytest.approx((value / target - due) * 100)
    assert series.progress(None, target, due) == series.progress(value, None, due) == (None, None)


def test_january_and_february_are_one_and_the_period_before_march() -> None:
    february = series.normal(period_of("month", date(2026, 1, 9)), merged=True)
    assert (february.label_zh, february.last) == ("2026年1—2月", date(2026, 2, 28))
    march = period_of("month", date(2026, 3, 1))
    assert series.before(march, merged=True) == february
    assert series.before(february, merged=True) == period_of("month", date(2025, 12, 1))
    to_date = series.normal(period_of("to_date", date(2026, 1, 9)), merged=True)
    assert to_date.last == february.last
    assert series.before(to_date, merged=True).last == date(2025, 12, 31)
    assert series.before(period_of("to_date", march.last), merged=True) == to_date


def test_growth_at_comparable_prices_takes_the_rise_of_prices_away() -> None:
    assert series.real_change(110.0, 100.0, 110.0) == pytest.approx(0.0)
    assert series.real_change(90.0, 100.0, 90.0) == pytest.approx(0.0)
    assert series.real_change(110.0, 100.0, None) is None
    assert series.change("%", 51.0, 50.0) == 1.0
