"""The list of the mission's targets: what tells each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from yiwang.kernel.declarations import Pattern, Problem, Size, Unique, Words, load_yaml

ROW = Pattern(regex=r"F\d+", zh="F 加数字，如 F12", en="F and a number, such as F12")
FILE = Path(__file__).parent / "targets.yaml"
Counted = Literal["", "categories", "topics", "packs", "domains", "fields", "centers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What the plans tell of a year before, in their words."""

    said: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionTarget:
    """One row: a figure of the indicators tells it, the center counts it, or no one number does."""

    id: Annotated[str, ROW]
    name: Words
    indicator: str = ""
    counted: Counted = ""
    baseline: Baseline | None = None

    def problems(self) -> Iterator[Problem]:
        if self.indicator and self.counted:
            yield Problem(
                at=("counted",),
                zh="一行目标只由一处得出。",
                en="A target is told by one thing alone.",
                cure_zh="indicator 与 counted 只留一个。",
                cure_en="Keep one of `indicator` and `counted`.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFile:
    """The file of targets."""

    targets: Annotated[tuple[MissionTarget, ...], Size(at_least=1, at_most=200), Unique("id")]


@lru_cache(maxsize=1)
def mission() -> tuple[MissionTarget, ...]:
    """Every target of the mission, in its order."""
    return load_yaml(FILE, TargetFile, name=FILE.name).get().targets
