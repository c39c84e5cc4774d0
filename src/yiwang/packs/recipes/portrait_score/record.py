"""What a scene by `portrait-score` says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Literal

from yiwang.kernel.declarations import SLUG, Limits, Problem, Size, Unique, Words
from yiwang.ledgers.declarations import Code
from yiwang.matters.declarations import Matter
from yiwang.packs.declarations import Aim, SceneHead
from yiwang.routines.api import Class, Line, problems_of
from yiwang.routines.declarations import Doer


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """Who is scored: records of a ledger of the pack."""

    ledger: Annotated[str, SLUG]
    """台账编号（专题 ledgers/ 下的文件名）。 The ledger: a file of the pack's `ledgers/`."""
    score: Code
    """得分写入哪个数字字段（computed: true）。 The computed number that the points are written into."""
    class_: Code
    """等级写入哪个选项字段（computed: true，可筛选）。 The computed choice that the class is written into."""
    last: Code
    """上次检查日期字段，由系统填写（computed: true）。 The computed date of the last inspection."""
    states: tuple[Code, ...] = ()
    """只评处于这些状态的，留空为未终结的。
    Only those in these states; all that have not ended when left out.
    """
    persons: bool = False
    """对象是自然人时须写 true，并在 basis 里写明依据。
    True where people are scored: the basis says why one may.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A class, and how it is supervised."""

    id: Code
    """等级编号，是等级字段的一个取值。 Its code: a choice of the class field."""
    at_least: Annotated[float, Limits(ge=0, le=100)]
    """多少分及以上为本级，从高到低写，最后一级为 0。
    From so many points on; the best first, the last from 0.
    """
    days: Annotated[int, Limits(ge=1, le=3660)] = 365
    """多少天检查一次。 How often it is inspected, in days."""
    share: Annotated[float, Limits(gt=0.0, le=1.0)] = 1.0
    """小于 1 为每轮随机抽查的比例。 Below 1: the share that is drawn by chance in each round."""
    matter: str = ""
    """落入本级时按哪个事项立案。 The matter of the case that is opened when one falls into it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objections:
    """Objections to the score and repair of credit: answered in time by a second person."""

    within_days: Annotated[int, Limits(ge=1, le=180)]
    """多少天内答复。 Answered within so many days."""
    basis: Words
    """依据。 The rule that it follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What the recipe's rehearsal follows in this scene."""

    record: str
    """跟踪的那条台账记录（编号）。 The key of the record that is followed."""
    line: Code
    """往哪个扣分项里加记录。 The line that loses points by records which are added."""
    many: Annotated[int, Limits(ge=1, le=20)]
    """加几条。 How many records are added."""
    falls_to: Code
    """加完落到哪一级。 The class that it falls to then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortraitScore(SceneHead):
    """A scene by `portrait-score`: portrait → score → differentiated supervision."""

    recipe: Literal["portrait-score"]
    """配方。 The recipe."""
    subjects: Subjects
    """评分对象。 Who is scored."""
    basis: Words
    """评分依据的办法或文件。 The rule by which it may be scored, and how."""
    lines: Annotated[tuple[Line, ...], Size(at_least=2, at_most=20), Unique("id")]
    """评分项，满分相加为 100。 The lines of the score; their points add up to 100."""
    classes: Annotated[tuple[Tier, ...], Size(at_least=2, at_most=8), Unique("id")]
    """等级及各级怎样监管。 The classes, and how each is supervised."""
    by: Doer
    """谁去检查。 Who inspects."""
    within_days: Annotated[int, Limits(ge=1, le=366)] = 20
    """检查任务几天内办完。 How many days an inspection may take."""
    watched_by: Literal["inspector", "dispatcher", "duty_officer"] = "inspector"
    """降级、逾期报给该处哪种角色。 The role over the place that is told of a fall and of what is overdue."""
    objections: Objections
    """异议和修复。 Objections and repair."""
    matters: Annotated[tuple[Matter, ...], Size(at_most=3), Unique("code")] = ()
    """降级后立案的事项。 The matters of cases that are opened when one falls."""
    aims: dict[Literal["best", "worst", "changed", "upheld", "inspected", "in_time"], Aim] = field(
        default_factory=dict
    )
    """指标要求：最优等级占比、最差等级占比、等级变动率、异议成立率、检查完成率、按时办结率。
    What the figures are to reach.
    """
    rehearsal: Rehearsal
    """预演跟踪什么。 What the rehearsal follows."""

    @property
    def ladder(self) -> tuple[Class, ...]:
        return tuple(Class(id=one.id, at_least=one.at_least) for one in self.classes)

    def problems(self) -> Iterator[Problem]:
        """What the parts say against each other."""
        yield from problems_of(self.lines, self.ladder)
        codes = [one.code for one in self.matters]
        for number, one in enumerate(self.classes):
            if one.matter and one.matter not in codes:
                yield _unknown(("classes", number, "matter"), "本场景的事项", "matter", one.matter, codes)
        counted = [one.id for one in self.lines if one.counts is not None and not one.counts.adds]
        if self.rehearsal.line not in counted:
            yield _unknown(("rehearsal", "line"), "扣分项", "line that loses", self.rehearsal.line, counted)
        ids = [one.id for one in self.classes]
        if self.rehearsal.falls_to not in ids:
            yield _unknown(("rehearsal", "falls_to"), "等级", "class", self.rehearsal.falls_to, ids)


def _unknown(at: tuple[str | int, ...], zh: str, en: str, word: str, known: list[str]) -> Problem:
    return Problem(
        at=at,
        code="portrait.unknown",
        zh=f"没有名为“{word}”的{zh}。",
        en=f"There is no {en} called “{word}”.",
        cure_zh="可写：" + "、".join(known) + "。",
        cure_en="Known: " + ", ".join(known) + ".",
    )
