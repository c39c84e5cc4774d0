"""What the decision center answers with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

TargetWay = Literal["computed", "reported", "none"]
"""由系统计算、由责任单位报送、尚无数可报."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPart:
    """One of the things that a target counts, whether it is there, and what is known of it."""

    name_zh: str
    name_en: str
    there: bool
    said_zh: str = ""
    said_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """One target of the mission and where the city stands with it. `value` None is 未报, or nothing divides.

    `way` says who tells the value; `indicator` is the figure behind it, "" where the center counts itself or
    no single number says it. `target` is that of the plans, of `target_year`. `baseline` is what the plans
    tell of 2019 or 2020, in their words: never a present value. `numerator` and `denominator` are what was
    counted; `source` is what the reporting unit names; `parts` are what it counts, one by one.
    """

    id: str
    name_zh: str
    name_en: str
    way: TargetWay
    indicator: str
    definition_zh: str
    definition_en: str
    unit: str
    value: float | None
    numerator: float | None
    denominator: float | None
    state: str
    as_of: str
    source: str
    target: float | None
    target_year: int | None
    met: bool | None
    baseline: str
    baseline_on: str
    provisional: bool
    parts: list[TargetPart]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicScore:
    """The four lights of one topic, 可感、可视、可控、可治, as the shelf found them: whether each is wholly
    on. `score` is their share in percent. `domain` and `field` are those that it declares; `line` is the one
    of the five that these stand for. `scenes` is how many it has; `running`: one of them had an alert or a
    case this year, `domains` are those of such scenes."""

    id: str
    number: str
    name_zh: str
    name_en: str
    state: str
    sensed: bool
    seen: bool
    controlled: bool
    governed: bool
    score: float
    domain: str
    field: str
    line: str
    scenes: int
    running: bool
    domains: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetsWhole:
    """Every target for one area, and the topics that some of them count."""

    area_id: str
    area_name: str
    rows: list[TargetRow]
    topics: list[TopicScore]
    computed: int
    reported: int
    waiting: int
    position: int
    at: datetime
