"""Shapes and refusals of the past in buckets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yiwang.kernel.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Buckets:
    """What one datastream's readings come to in each bucket that has any, oldest first, as columns.

    Readings of the qualities good and suspect count; of a corrected instant the last revision does.
    """

    datastream: str
    unit: str
    step: str
    begins_at: list[datetime]
    n: list[int]
    mean: list[float]
    low: list[float]
    high: list[float]
    first: list[float]
    last: list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaBuckets:
    """What one property of the things of an area comes to in one bucket."""

    area_path: str
    begins_at: datetime
    unit: str
    """UCUM code, empty where the things do not agree on one."""
    series: int
    n: int
    mean: float
    low: float
    high: float


class BadRange(Invalid):
    code = "sensing.bad_range"
    zh = "时间范围无效：开始时间应早于结束时间，且都要带时区。"
    en = "The range is not valid: start must be before end, and both need an offset."


class TooManySeries(Invalid):
    code = "sensing.too_many_series"
    zh = "一次应查询 1 到 {limit} 个数据流。"
    en = "Ask for 1 to {limit} datastreams at a time."


class RangeTooLong(Invalid):
    code = "sensing.range_too_long"
    zh = "时间范围或数据流太多：最多返回 {limit} 个时段，请缩短范围或加大步长。"
    en = (
        "The range or the number of datastreams is too large: at most {limit} buckets; ask for less or wider."
    )
