"""The list of the mission's targets: what tells each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from yiwang.kernel.declarations import Pattern, Problem, Size, Unique, Words, load_yaml
from yiwang.packs.declarations import Domain, Field

ROW = Pattern(regex=r"F\d+", zh="F 加数字，如 F12", en="F and a number, such as F12")
FILE = Path(__file__).parent / "targets.yaml"
Counted = Literal["", "categories", "topics", "packs", "domains", "fields", "centers"]
Line = Literal["economy", "politics", "culture", "society", "ecology"]
"""五位一体的五条业务线."""
LINE_NAMES: dict[Line, tuple[str, str]] = {
    "economy": ("经济建设", "economy"),
    "politics": ("政治建设", "politics"),
    "culture": ("文化建设", "culture"),
    "society": ("社会建设", "society"),
    "ecology": ("生态文明建设", "ecological civilisation"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule:
    """Topics of these domains and of these fields (all where none is said) are of this line; the first rule
    that fits says it. Ours (暂行口径): the plans name the lines and class nothing."""

    line: Line
    domains: tuple[Domain, ...] = ()
    fields: tuple[Field, ...] = ()


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
    beside: tuple[str, ...] = ()
    """Computed figures that say the rest of it."""
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

    lines: tuple[LineRule, ...]
    targets: Annotated[tuple[MissionTarget, ...], Size(at_least=1, at_most=200), Unique("id")]


@lru_cache(maxsize=1)
def _file() -> TargetFile:
    return load_yaml(FILE, TargetFile, name=FILE.name).get()


def mission() -> tuple[MissionTarget, ...]:
    """Every target of the mission, in its order."""
    return _file().targets


def line_of(domain: str, field: str) -> str:
    """The line that a topic is of by its domain and field; "" where it says neither."""
    for rule in _file().lines:
        if (not rule.domains or domain in rule.domains) and (not rule.fields or field in rule.fields):
            return rule.line
    return ""
