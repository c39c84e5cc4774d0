"""What a scene may declare about scores: points by lines that explain themselves, and classes by points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from yiwang.kernel.declarations import Limits, Problem, Size, Unique, Words
from yiwang.ledgers.declarations import Code, Condition, Ledger
from yiwang.routines.declarations import LedgerCode, Routine, wrong

FULL = 100.0
"""What the points of all lines add up to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """So many points where the field holds this; the first band that holds counts."""

    points: Annotated[float, Limits(ge=0, le=100)]
    """得多少分。 The points."""
    is_: tuple[str, ...] = ()
    """取值是其中之一。 The field holds one of these."""
    least: float | None = None
    """数字至少为多少。 A number is at least this."""
    most: float | None = None
    """数字至多为多少。 A number is at most this."""
    years_least: Annotated[float, Limits(ge=0, le=200)] | None = None
    """日期至今满多少年。 Full years from a date to the day are at least this."""
    years_most: Annotated[float, Limits(ge=0, le=200)] | None = None
    """日期至今不超过多少年。 Years from a date to the day are no more than this."""

    def condition(self, field: str) -> Condition:
        return Condition(
            field=field,
            is_=self.is_,
            least=self.least,
            most=self.most,
            years_least=self.years_least,
            years_most=self.years_most,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Records of another ledger that lead to the subject: each takes points away, or brings some."""

    ledger: LedgerCode
    """台账编号。 The ledger whose records count."""
    link: Code
    """其中关联到对象的字段。 Its field that leads to the subject."""
    each: Annotated[float, Limits(gt=0, le=100)]
    """每条扣（或加）多少分，扣完（加满）为止。 The points of each record, down to nought or up to all."""
    adds: bool = False
    """true 为加分项。 True where each brings points instead of taking them."""
    states: tuple[Code, ...] = ()
    """只计处于这些状态的。 Only records in these states."""
    where: tuple[Condition, ...] = ()
    """只计字段满足这些条件的。 Only records whose fields hold this."""
    within_days: Annotated[int, Limits(ge=1, le=3660)] = 365
    """只计最近多少天的。 Only records of so many days before."""
    by: Code = ""
    """按哪个日期字段算，留空按记录时间。 The date that counts; when it was recorded where left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the score."""

    id: Code
    """评分项编号。 The line's code."""
    name: Words
    """评分项名称。 What it is called."""
    points: Annotated[float, Limits(gt=0, le=100)]
    """满分，各项相加为 100。 The most that it gives; all lines add up to 100."""
    field: Code = ""
    """按哪个字段得分。 The field by which it gives points."""
    bands: Annotated[tuple[Band, ...], Size(at_most=12)] = ()
    """取值与得分，先满足的算；都不满足得 0 分。 Values and their points; nought where none holds."""
    counts: Counts | None = None
    """按另一台账里的记录扣分或加分。 Or by the records of another ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """A class of the score."""

    id: Code
    """等级编号，等于等级字段的一个取值。 Its code: a choice of the class field."""
    at_least: Annotated[float, Limits(ge=0, le=100)]
    """多少分及以上。 From so many points on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """Records whose end says that what lay before no longer counts against a line (异议成立、信用修复)."""

    ledger: LedgerCode
    link: Code
    line: Code
    """The choice field that names the line."""
    states: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Routine):
    """A score: every record of a ledger by lines, into its own computed fields, kept by day.

    Reckoned when the record or one that counts changes, and by each day's round.
    """

    basis: Words
    score: Code
    """The computed number."""
    class_: Code
    """The computed choice."""
    lines: Annotated[tuple[Line, ...], Size(at_least=1, at_most=20), Unique("id")]
    classes: Annotated[tuple[Class, ...], Size(at_least=2, at_most=8), Unique("id")]
    """Best first; the last begins at nought."""
    states: tuple[Code, ...] = ()
    waived: Waived | None = None

    def problems(self) -> Iterator[Problem]:
        yield from problems_of(self.lines, self.classes)


def problems_of(lines: tuple[Line, ...], classes: tuple[Class, ...]) -> Iterator[Problem]:
    """What lines and classes say against themselves."""
    total = sum(one.points for one in lines)
    if abs(total - FULL) > 1e-6:
        yield wrong(
            ("lines",),
            "score.total",
            f"各评分项满分相加为 {total:g}，应为 100。",
            f"The points of all lines add up to {total:g}, not to 100.",
        )
    for number, line in enumerate(lines):
        if bool(line.bands) == (line.counts is not None) or bool(line.bands) != bool(line.field):
            yield wrong(
                ("lines", number, "id"),
                "score.line",
                f"评分项“{line.id}”须写 field 和 bands，或写 counts，二者之一。",
                f"The line “{line.id}” says `field` and `bands`, or `counts`: one of the two.",
            )
        for at, band in enumerate(line.bands):
            if band.points > line.points:
                yield wrong(
                    ("lines", number, "bands", at, "points"),
                    "score.band",
                    f"得分 {band.points:g} 超过本项满分 {line.points:g}。",
                    f"{band.points:g} points are more than the line gives: {line.points:g}.",
                )
    for number, (better, worse) in enumerate(pairwise(classes), 1):
        if worse.at_least >= better.at_least:
            yield wrong(
                ("classes", number, "at_least"),
                "score.class_order",
                "等级须从高分到低分排列。",
                "Classes stand in order, the best first.",
            )
    if classes[-1].at_least != 0:
        yield wrong(
            ("classes", len(classes) - 1, "at_least"),
            "score.class_last",
            "最后一级须从 0 分起，否则有的对象没有等级。",
            "The last class begins at nought, or some would have none.",
        )


def unknown_of(one: Score, ledgers: Mapping[str, Ledger]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What a score names and its ledgers do not have, with where it says so."""
    ledger = ledgers.get(one.ledger)
    if ledger is None:
        yield ("ledger",), one.ledger
        return
    number, class_ = ledger.field(one.score), ledger.field(one.class_)
    if number is None or number.kind != "number" or not number.computed:
        yield ("score",), one.score
    if class_ is None or class_.kind != "choice" or not class_.computed:
        yield ("class_",), one.class_
    known = {choice.code for choice in class_.choices} if class_ else set()
    for at, each in enumerate(one.classes):
        if each.id not in known:
            yield ("classes", at, "id"), each.id
    for at, line in enumerate(one.lines):
        if line.field and ledger.field(line.field) is None:
            yield ("lines", at, "field"), line.field
        if line.counts is None:
            continue
        other = ledgers.get(line.counts.ledger)
        if other is None:
            yield ("lines", at, "counts", "ledger"), line.counts.ledger
            continue
        link = other.field(line.counts.link)
        if link is None or link.ledger != one.ledger or not link.in_column:
            yield ("lines", at, "counts", "link"), line.counts.link
        dated = other.field(line.counts.by) if line.counts.by else None
        if line.counts.by and (dated is None or dated.kind != "date"):
            yield ("lines", at, "counts", "by"), line.counts.by
        for place, state in enumerate(line.counts.states):
            if other.state(state) is None:
                yield ("lines", at, "counts", "states", place), state
