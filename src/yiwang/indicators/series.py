"""Published figures through time: what follows from the one number that was filled in for each period.

A series is what is held of one area: the number by (year, month), of 累计 or of the month alone as the
definition asks. Nothing is guessed: where one number is missing, what rests on it is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from yiwang.indicators.contracts import Period, ValueState, period_of

Month = tuple[int, int]
# The state of what is made from several figures is that of the least settled of them.
SETTLED: tuple[ValueState, ...] = ("preliminary", "revised", "final")


@dataclass(frozen=True, slots=True)
class Held:
    """A published number and what is known of it."""

    value: float
    state: ValueState = "final"
    revision: int = 0
    position: int = 0
    at: datetime | None = None


def joined(
    asked: Literal["to_date", "month"], period: Period, *, adds: bool, merged: bool
) -> list[tuple[int, Month]]:
    """Which numbers make the value of a period, each with its sign."""
    year, first, last = period.last.year, period.first.month, period.last.month
    if not adds:
        return [(1, (year, last))]
    if asked == "to_date":
        return [(1, (year, last))] + ([(-1, (year, first - 1))] if first > 1 else [])
    months = range(first, last + 1)
    # January and February are one number, which stands under February.
    return [(1, (year, month)) for month in months if not (merged and month == 1)]


def value_in(series: Mapping[Month, Held], parts: Sequence[tuple[int, Month]]) -> Held | None:
    """The value that these numbers make together; None while one of them is missing."""
    held = [(sign, series.get(month)) for sign, month in parts]
    found = [one for _, one in held if one is not None]
    if not found or len(found) < len(held):
        return None
    return Held(
        # Sums of decimals leave dust behind the ninth place that no statistician wrote.
        round(sum(sign * one.value for sign, one in held if one is not None), 9),
        min((one.state for one in found), key=SETTLED.index),
        max(one.revision for one in found),
        max(one.position for one in found),
        max((one.at for one in found if one.at), default=None),
    )


def normal(period: Period, *, merged: bool) -> Period:
    """The period that a figure really has: where January and February are merged, either means 1—2月."""
    if merged and period.last.month <= 2 and period.kind in ("month", "to_date"):
        return Period(
            kind=period.kind,
            first=date(period.last.year, 1, 1),
            last=period_of("month", date(period.last.year, 2, 1)).last,
        )
    return period


def before(period: Period, *, merged: bool) -> Period:
    """The period before (环比), over the merged January and February as one."""
    if merged and period.kind == "to_date" and period.last.month <= 2:
        return period_of("to_date", date(period.last.year - 1, 12, 31))
    return normal(period.previous(), merged=merged)


def change(unit: str, value: float | None, was: float | None) -> float | None:
    """A difference of percentage points, else a share of the earlier value."""
    if value is None or was is None:
        return None
    if unit == "%":
        return value - was
    return (value - was) / abs(was) if was else None


def real_change(value: float | None, was: float | None, index: float | None) -> float | None:
    """可比价 growth: the value at the prices of a year ago, against a year ago; the index of then is 100."""
    if value is None or was is None or index is None or index <= 0 or not was:
        return None
    return (value / (index / 100.0) - was) / abs(was)


def gone_by(period: Period, today: date, weights: Sequence[float] = ()) -> float:
    """The share of the year's target that is due by the end of a period: by weight of its months, else by
    days. Of a month that is not over its days alone count."""
    until = max(min(period.last, today), date(period.last.year, 1, 1))
    if not weights:
        begin, following = date(until.year, 1, 1), date(until.year + 1, 1, 1)
        return ((until - begin).days + 1) / (following - begin).days
    month = period_of("month", until)
    share = ((until - month.first).days + 1) / ((month.last - month.first).days + 1)
    return (sum(weights[: until.month - 1]) + weights[until.month - 1] * share) / sum(weights)


def progress(to_date: float | None, target: float | None, due: float) -> tuple[float | None, float | None]:
    """年度目标完成率 in percent, and 时序进度差 in percentage points."""
    if to_date is None or not target:
        return None, None
    reached = to_date / target
    return reached * 100.0, (reached - due) * 100.0
