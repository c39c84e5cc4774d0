"""What a scene by `patrol-evidence` says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from yiwang.kernel.declarations import SLUG, Limits, Size, Unique, Words
from yiwang.matters.declarations import Matter
from yiwang.packs.declarations import AREA, FILE, Aim, SceneHead


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A row of the CSV of sample findings: what a patroller sees, and where."""

    id: Annotated[str, SLUG]
    """本行编号。 The row's id."""
    matter: str
    """属于本场景的哪个事项。 Code of the scene's matter that it is."""
    text: Annotated[str, Size(at_least=4, at_most=2000)]
    """巡查员所写。 What the patroller writes."""
    area: Annotated[str, AREA]
    """所在村（社区），由该处网格员巡查。 The village, whose own grid worker patrols."""
    lon: Annotated[float, Limits(ge=73, le=136)] | None = None
    """经度。 Longitude."""
    lat: Annotated[float, Limits(ge=3, le=54)] | None = None
    """纬度。 Latitude."""
    handled: str = ""
    """当场处置的写做了什么，不再立案。 What was done on the spot; it becomes no case then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingSample:
    """The findings that a rehearsal reports."""

    file: Annotated[str, FILE]
    """样本发现表（CSV）。 CSV file of sample findings."""
    source: Words
    """样本从何而来。 Where the sample comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What the recipe's rehearsal follows in this scene."""

    finding: str
    """跟踪到核查结案的那一行。 The row that is followed to its checked end."""
    spot: str
    """当场处置的那一行。 The row that is handled on the spot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolEvidence(SceneHead):
    """A scene by `patrol-evidence`: patrol → finding → before/after evidence → close."""

    recipe: Literal["patrol-evidence"]
    """配方。 The recipe."""
    matters: Annotated[tuple[Matter, ...], Size(at_least=1, at_most=12), Unique("code")]
    """巡查要看的事项，流程写 grid，照片写 [before, after]。
    The matters that are looked for: `flow: grid`, photos before and after.
    """
    on_the_spot: tuple[str, ...] = ()
    """巡查员可当场处置的事项编号。 Codes of matters that the patroller may settle on the spot."""
    aims: dict[Literal["in_time", "returned", "hours"], Aim] = field(default_factory=dict)
    """指标要求：按时办结率、退单率、平均办理时长。 What the figures are to reach."""
    sample: FindingSample
    """样本发现。 Sample findings."""
    rehearsal: Rehearsal
    """预演跟踪什么。 What the rehearsal follows."""
