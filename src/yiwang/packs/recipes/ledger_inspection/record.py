"""What a scene by `ledger-inspection` says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Literal

from yiwang.kernel.declarations import SLUG, Limits, Problem, Size, Unique, Words
from yiwang.ledgers.declarations import CODE, Code
from yiwang.matters.declarations import Matter
from yiwang.packs.declarations import Aim, SceneHead
from yiwang.routines.declarations import Doer, Every

ITEM = CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """Whom the scene inspects: records of a ledger of the pack."""

    ledger: Annotated[str, SLUG]
    """台账编号（专题 ledgers/ 下的文件名）。 The ledger: a file of the pack's `ledgers/`."""
    states: tuple[Code, ...] = ()
    """只查处于这些状态的，留空为未终结的。
    Only those in these states; all that have not ended when left out.
    """
    class_: Code = ""
    """按哪个选项字段分类。 The choice by which they are classed."""
    last: Code
    """上次检查日期字段，由系统填写（computed: true）。
    The date field of the last inspection, written by the system.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A grade of hidden danger, and what becomes of one."""

    id: Annotated[str, ITEM]
    """等级编号。 The grade's code."""
    name: Words
    """等级名称，如一般隐患、重大隐患。 What it is called."""
    matter: str
    """按哪个事项立案整改。 The matter that its case is about."""
    major: bool = False
    """重大隐患：计入重大隐患数并报上级。 It counts as major and is told above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of the checklist."""

    id: Annotated[str, ITEM]
    """检查项编号。 The item's code."""
    name: Words
    """检查项名称。 What it is called."""
    asks: Words
    """要求是什么，依据哪一条。 What is asked, and by which rule."""
    grade: str
    """不合格属哪一级隐患。 The grade of hidden danger that it is when it fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What the recipe's rehearsal follows in this scene."""

    record: str
    """跟踪检查的那条台账记录（编号）。 The key of the record whose inspection is followed."""
    bad: Annotated[tuple[str, ...], Size(at_least=1, at_most=6)]
    """查出不合格的检查项，第一项跟踪到销号。 The items that fail; the first is followed to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerInspection(SceneHead):
    """A scene by `ledger-inspection`: ledger → inspection plan → hidden danger → rectification → re-check."""

    recipe: Literal["ledger-inspection"]
    """配方。 The recipe."""
    subjects: Subjects
    """检查对象。 Whom it inspects."""
    every: Annotated[tuple[Every, ...], Size(at_least=1, at_most=12)]
    """每类多少天查一次；share 小于 1 为双随机抽查比例。
    How often each class comes round, whole or a share of it by chance.
    """
    within_days: Annotated[int, Limits(ge=1, le=366)] = 10
    """任务下达后几天内查完。 How many days an inspection may take."""
    by: Doer
    """谁去查：条线、层级、随机抽取几人。 Who inspects: line, level, how many people are drawn."""
    watched_by: Literal["inspector", "dispatcher", "duty_officer"] = "inspector"
    """检查逾期和重大隐患报给该处哪种角色。
    The role over the place that is told of what is overdue or major.
    """
    grades: Annotated[tuple[Grade, ...], Size(at_least=1, at_most=4), Unique("id")]
    """隐患分级。 The grades of hidden danger."""
    checklist: Annotated[tuple[Item, ...], Size(at_least=1, at_most=20), Unique("id")]
    """检查表。 The checklist."""
    matters: Annotated[tuple[Matter, ...], Size(at_least=1, at_most=4), Unique("code")]
    """整改事项：职责、时限、整改标准，流程写 rectify。 The matters of rectification: `flow: rectify`."""
    aims: dict[Literal["inspected", "inspected_in_time", "rectified", "in_time", "again"], Aim] = field(
        default_factory=dict
    )
    """指标要求：检查完成率、按期检查率、隐患整改率、按期整改率、重复隐患率。
    What the figures are to reach.
    """
    rehearsal: Rehearsal
    """预演跟踪什么。 What the rehearsal follows."""

    def problems(self) -> Iterator[Problem]:
        """What the parts say against each other."""
        grades = [one.id for one in self.grades]
        for number, item in enumerate(self.checklist):
            if item.grade not in grades:
                yield _unknown(("checklist", number, "grade"), "隐患等级", "grade", item.grade, grades)
        codes = [one.code for one in self.matters]
        for number, grade in enumerate(self.grades):
            if grade.matter not in codes:
                yield _unknown(("grades", number, "matter"), "本场景的事项", "matter", grade.matter, codes)
        items = [one.id for one in self.checklist]
        for number, name in enumerate(self.rehearsal.bad):
            if name not in items:
                yield _unknown(("rehearsal", "bad", number), "检查项", "item of the checklist", name, items)


def _unknown(at: tuple[str | int, ...], zh: str, en: str, word: str, known: list[str]) -> Problem:
    return Problem(
        at=at,
        code="inspection.unknown",
        zh=f"没有名为“{word}”的{zh}。",
        en=f"There is no {en} called “{word}”.",
        cure_zh="可写：" + "、".join(known) + "。",
        cure_en="Known: " + ", ".join(known) + ".",
    )
