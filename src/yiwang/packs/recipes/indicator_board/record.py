"""What a scene by `indicator-board` says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from yiwang.boards.declarations import Part
from yiwang.indicators.declarations import CODE, DAY, IndicatorDeclaration
from yiwang.kernel.declarations import Limits, Size, Unique, Words
from yiwang.matters.declarations import Matter
from yiwang.packs.declarations import AREA, FILE, SceneHead
from yiwang.reports.declarations import BriefingKind, Distribution, Schedule, Seek


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A row of the CSV of sample figures: what an area reports for a month."""

    indicator: Annotated[str, CODE]
    """指标编码。 Code of the indicator."""
    area: Annotated[str, AREA]
    """区划编号。 Area id."""
    month: Annotated[str, DAY]
    """所报月份的第一天，如 2026-01-01。 The first day of the month that is reported."""
    value: float
    """数值。 The number."""
    last_year: float | None = None
    """上年同期数。 The same period of the year before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSample:
    """The figures that a rehearsal fills in."""

    file: Annotated[str, FILE]
    """样本数据表（CSV）。 CSV file of sample figures."""
    source: Words
    """样本从何而来。 Where the sample comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """The briefing that is made of the scene's figures: a sentence for each, and what was alerted."""

    title: Words
    """刊名。 What the publication is called."""
    kind: BriefingKind = "monthly"
    """刊物种类。 What kind of publication it is."""
    issuer: Seek
    """编印单位。 The unit that edits it."""
    to: Distribution
    """报、送、发。 Whom it goes to."""
    schedule: Schedule | None = None
    """何时自动编制，留空则有人要才编。 When it is made by itself; when somebody asks, if left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What the recipe's rehearsal follows in this scene."""

    alerts: Annotated[str, CODE]
    """样本须使哪个指标告警。 The indicator that the sample makes alert."""
    area: Annotated[str, AREA]
    """在哪个区划告警。 The area in which it alerts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorBoard(SceneHead):
    """A scene by `indicator-board`: data → indicators → board → alert → briefing."""

    recipe: Literal["indicator-board"]
    """配方。 The recipe."""
    indicators: Annotated[tuple[IndicatorDeclaration, ...], Size(at_least=1, at_most=30), Unique("code")]
    """指标：填报的写 collect，由系统计算的写 formula；要告警的写 thresholds 和 alarm。
    Those filled in say `collect`, computed ones `formula`; those that alert `thresholds` and `alarm`.
    """
    parts: Annotated[tuple[Part, ...], Size(at_most=24), Unique("id")] = ()
    """看板的部件，留空则按指标生成。 Parts of the board; made of the indicators when left out."""
    matter: Matter
    """指标异常核实后成为什么事项。 The matter that a confirmed alert becomes."""
    briefing: Bulletin
    """简报。 The briefing."""
    sample: FigureSample
    """样本数据。 Sample figures."""
    rehearsal: Rehearsal
    """预演跟踪什么。 What the rehearsal follows."""
    reviewed_after: Annotated[int, Limits(ge=7, le=730)] = 180
    """看板每多少天复核一次。 After how many days the board is looked at again."""
