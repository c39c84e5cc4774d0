"""What a scene by `publish-consult` says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from yiwang.kernel.declarations import SLUG, Limits, Pattern, Size, Words
from yiwang.ledgers.declarations import Code
from yiwang.packs.declarations import AREA, FILE, UNIT, Aim, SceneHead

FRACTION = Pattern(regex=r"[1-9][0-9]?/[1-9][0-9]?", zh="分数，如 2/3", en="a fraction such as 2/3")
Fraction = Annotated[str, FRACTION]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A fraction that must be reached by heads, and by share where there is one."""

    heads: Fraction
    """按人数。 By heads."""
    share: Fraction | None = None
    """按份额（如专有部分面积）。 By share, such as floor area."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """How a draft is voted on."""

    voters: Annotated[str, SLUG]
    """表决人台账的编号，写在本专题的 ledgers/ 里；一行一票。
    Code of the ledger of voters, which stands in the pack's `ledgers/`; a row is a vote.
    """
    secret: Code
    """表决人的哪个字段是表决码，是个人信息。 The voter's field that holds his code; it is personal data."""
    share: str = ""
    """按哪个数字字段计份额，留空只计人数。 The number that is the share; heads alone if left out."""
    within: str = ""
    """哪个文字字段相同的才参加，如小区。 Only voters with the draft's value, e.g. of the estate."""
    days: Annotated[int, Limits(ge=1, le=180)]
    """表决多少天。 For how many days it is voted on."""
    basis: Words
    """规则依据。 What the rule stands in."""
    takes_part: Bound | None = None
    """至少多少参加表决。 At least so much must take part."""
    consents: Bound
    """多少同意才通过。 So much must consent."""
    over: bool = False
    """同意须超过而不是达到（过半数）。 More than that must consent, not just that much."""
    of: Literal["voted", "entitled"] = "voted"
    """同意占参加表决的，还是占全体。 Of those who took part, or of all who are entitled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A row of the CSV of sample drafts."""

    number: Annotated[str, Size(at_least=2, at_most=60)]
    """文稿编号。 The draft's number."""
    title: Annotated[str, Size(at_least=2, at_most=120)]
    """标题。 Its title."""
    purpose: str
    """起草说明。 Why it is made."""
    text: Annotated[str, Size(at_least=4, at_most=1000)]
    """正文，样本须自拟。 Its text; samples are made up."""
    within: str = ""
    """表决范围，如小区名。 Whom it concerns, such as the name of an estate."""
    area: Annotated[str, AREA]
    """区划编号。 Area id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionRow:
    """A row of the CSV of sample opinions."""

    id: Annotated[str, SLUG]
    """本行编号。 The row's id."""
    draft: str
    """对哪份文稿。 The draft's number."""
    text: Annotated[str, Size(at_least=4, at_most=1000)]
    """意见，样本须自拟。 What is said; made up."""
    like: str = ""
    """应与哪一行并为一类。 The row that it must be joined to."""
    answer: Literal["adopted", "partly", "rejected"]
    """应怎样答复。 How it is answered."""
    because: Annotated[str, Size(at_least=4, at_most=500)]
    """采纳或不采纳的理由。 Why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """What a rehearsal publishes, and what it is told."""

    drafts: Annotated[str, FILE]
    """样本文稿（CSV）。 CSV file of drafts."""
    opinions: Annotated[str, FILE]
    """样本意见（CSV）。 CSV file of opinions."""
    source: Words
    """样本从何而来。 Where the samples come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What the recipe's rehearsal follows in this scene."""

    draft: str
    """跟踪到公布（通过）的文稿。 The draft that is followed until it is adopted."""
    fails: str = ""
    """表决不通过、须重新表决的文稿；没有表决的场景写撤回的文稿。
    The draft that fails and is voted on again; without a vote, the one that is dropped.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishConsult(SceneHead):
    """A scene by `publish-consult`: publish → consult → vote → adopt."""

    recipe: Literal["publish-consult"]
    """配方。 The recipe."""
    unit: Annotated[str, UNIT]
    """起草、征求意见的单位。 The unit that drafts and asks for opinions."""
    object_name: Words
    """文稿叫什么，如“改造方案”。 What a draft is called, e.g. a renewal plan."""
    days: Annotated[int, Limits(ge=1, le=180)]
    """公开征求意见多少天。 For how many days opinions are asked for."""
    vote: Ballot | None = None
    """表决；留空则意见处理完即可公布。 The vote; without one it is adopted when opinions are answered."""
    aims: dict[Literal["turnout", "taken_up", "carried", "consult_hours"], Aim] = field(default_factory=dict)
    """指标要求：参与率、意见采纳率、表决通过率、办理时长。 What the figures are to reach."""
    sample: Samples
    """样本文稿和意见。 Sample drafts and opinions."""
    rehearsal: Rehearsal
    """预演跟踪什么。 What the rehearsal follows."""
