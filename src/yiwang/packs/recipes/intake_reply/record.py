"""What a scene by `intake-reply` says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from yiwang.kernel.declarations import SLUG, Limits, Size, Words
from yiwang.packs.declarations import AREA, FILE, UNIT, Aim, SceneHead

Channel = Literal["12345", "web", "app", "grid", "visit", "letter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealRow:
    """A row of the CSV of sample appeals: what a citizen says, and what must come of it."""

    id: Annotated[str, SLUG]
    """本行编号。 The row's id."""
    channel: Channel
    """来源渠道。 By which channel it comes."""
    kind: Literal["consult", "help", "complaint", "report", "suggestion"] = "complaint"
    """诉求类型；举报（report）是保密件，不计入场景指标。
    What kind of appeal it is; reports are confidential and no figure counts them.
    """
    text: Annotated[str, Size(at_least=4, at_most=2000)]
    """市民原话（样本须自拟，不得取自真人）。
    The citizen's words; samples are made up, never a real person's.
    """
    matter: str
    """应归的事项编号。 Code of the matter that it must come to."""
    urgency: Literal["", "notice", "general", "important", "urgent"] = ""
    """应判的紧急程度，留空不核对。 How urgent it must be judged; not looked at when left out."""
    area: Annotated[str, AREA] = ""
    """区划编号。 Area id."""
    lon: Annotated[float, Limits(ge=73, le=136)] | None = None
    """经度。 Longitude."""
    lat: Annotated[float, Limits(ge=3, le=54)] | None = None
    """纬度。 Latitude."""
    place: str = ""
    """地点的文字描述。 The place in words."""
    person: str
    """诉求人称呼（自拟）。 What the made-up citizen is called."""
    phone: Annotated[str, Size(at_least=3, at_most=20)]
    """诉求人电话（自拟）。 The made-up telephone number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealSample:
    """The appeals that a rehearsal registers."""

    file: Annotated[str, FILE]
    """样本诉求表（CSV）。 CSV file of sample appeals."""
    source: Words
    """样本从何而来。 Where the sample comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What the recipe's rehearsal follows in this scene."""

    appeal: str
    """跟踪到回访满意的那一行。 The row that is followed until the citizen is satisfied."""
    redone: str
    """回访不满意、须重办的那一行。 The row whose citizen is not satisfied at first."""
    recognised: Annotated[float, Limits(gt=0, le=1)] = 0.8
    """模型前三个建议含应归事项的样本，至少占多少。
    The share of sample rows whose matter is among the first three suggestions, at least.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeReply(SceneHead):
    """A scene by `intake-reply`: intake → classify → dispatch → reply → call back → rate."""

    recipe: Literal["intake-reply"]
    """配方。 The recipe."""
    hotline: Annotated[str, UNIT]
    """受理和回访的单位，不得承办。 The unit that takes appeals in and calls back; it handles none of them."""
    channels: Annotated[tuple[Channel, ...], Size(at_least=1, at_most=6)]
    """受理渠道。 The channels by which they come."""
    matters: Annotated[tuple[str, ...], Size(at_least=1, at_most=60)]
    """本场景的事项编号，写在本专题的 matters/ 里。
    Codes of its matters, which stand in the pack's `matters/`.
    """
    aims: dict[Literal["responded", "in_time", "solved", "satisfied", "repeated", "redone"], Aim] = field(
        default_factory=dict
    )
    """指标要求：按时响应、按时办结、解决、满意、重复、重办。 What the figures are to reach."""
    sample: AppealSample
    """样本诉求。 Sample appeals."""
    rehearsal: Rehearsal
    """预演跟踪什么。 What the rehearsal follows."""
