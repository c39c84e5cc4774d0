"""Shapes, refusals and facts of 例行 that cross its door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from yiwang.cases.api import UnitAnswer
from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from yiwang.kernel.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineCard:
    """A routine in the list: what it is, when it did something last, when it runs next."""

    id: str
    scene: str
    kind: str
    kind_zh: str
    kind_en: str
    zh: str
    en: str
    ledger: str
    ledger_zh: str
    ledger_en: str
    did: int
    done_at: datetime | None
    next_at: datetime | None
    active: bool
    demonstration: bool
    does_zh: str = ""
    does_en: str = ""
    """In a sentence: when it does what."""
    last_at: datetime | None = None
    """When it last ended a round, or did something."""
    looked: int = 0
    made: int = 0
    """Of the newest round: records looked at, records for which something was done."""
    failed: int = 0
    """How many things of the newest round could not be done."""
    running: bool = False
    may_run: bool = False
    """It runs by itself, and the reader may let it run now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineMade:
    """One thing that a routine did: for which record, and what came of it."""

    record_id: str
    key: str
    title: str
    what: str
    object_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineRound:
    """One round: records looked at, records for which something was done, what is to be said of it, and what
    could not be done, with the reason for those who keep topics. `by_name`: who let it run by hand."""

    began_at: datetime
    ended_at: datetime | None
    looked: int
    did: int
    notes_zh: list[str]
    notes_en: list[str]
    failed_zh: list[str]
    failed_en: list[str]
    by_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineDetail:
    """A routine with its newest rounds and deeds. `hidden`: deeds for records that lie out of the reader's
    sight, counted among the newest."""

    card: RoutineCard
    rounds: list[RoutineRound]
    made: list[RoutineMade]
    hidden: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDeed:
    """What a routine did because of a record: the event it opened, the record it wrote. `units` are those at
    work on that event: by when each had to be done, and when it was.
    """

    routine: str
    zh: str
    en: str
    what: str
    object_id: str
    at: datetime
    units: list[UnitAnswer]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDraft:
    """A draft in the public list."""

    id: str
    title: str
    unit_name: str
    area_name: str
    state: str
    state_zh: str
    state_en: str
    published_on: date | None
    until: date | None
    vote_until: date | None
    demonstration: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicOpinion:
    """Opinions that say the same, once they are answered; numbers that lead to a person are masked."""

    text: str
    many: int
    answer: str
    answer_zh: str
    answer_en: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDraftDetail:
    """A draft as the public reads it. `tally` is told when the vote has ended, never before."""

    row: PublicDraft
    purpose: str
    text: str
    opinions: int
    answered: list[PublicOpinion]
    may_give: bool
    may_vote: bool
    vote_basis_zh: str
    vote_basis_en: str
    tally: str
    turnout: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionTaken:
    """The number by which somebody looks up what became of his opinion."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionState:
    """What became of an opinion."""

    number: str
    draft_id: str
    draft_title: str
    text: str
    state: str
    state_zh: str
    state_en: str
    because: str
    given_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotTaken:
    """A ballot was taken, or changed; it may be changed until the day said."""

    changed: bool
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPolicy:
    """A policy as the public reads it: what it gives, what it asks, until when."""

    name: str
    basis: str
    worth: str
    asks: list[str]
    until: date
    automatic: bool
    unit_name: str
    demonstration: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicBenefit:
    """What somebody fits: the policy, how much, how far it is. His name is masked, his data are not told."""

    number: str
    policy: PublicPolicy
    subject: str
    amount: float
    automatic: bool
    state: str
    state_zh: str
    state_en: str
    until: date
    may_claim: bool


class UnknownDraft(NotFound):
    code = "routines.unknown_draft"
    zh = "没有这份公开征求意见的文稿。"
    en = "There is no such draft before the public."


class UnknownOpinion(NotFound):
    code = "routines.unknown_opinion"
    zh = "没有这个意见编号，请检查是否抄错。"
    en = "There is no opinion of this number; check how it was copied."


class UnknownBenefit(NotFound):
    code = "routines.unknown_benefit"
    zh = "编号或领取码不对，请对照通知重新输入。"
    en = "The number or the code is wrong; compare them with the notice."


class NotClaimedNow(Conflict):
    code = "routines.not_claimed_now"
    zh = "“{title}”现为“{state_zh}”，不能申领。"
    en = "“{title}” is “{state_en}” now and cannot be claimed."


class NotAskedNow(Conflict):
    code = "routines.not_asked_now"
    zh = "“{title}”现为“{state_zh}”，不在征求意见期内。"
    en = "“{title}” is “{state_en}” now; no opinions are asked for."


class NotVotedOnNow(Conflict):
    code = "routines.not_voted_on_now"
    zh = "“{title}”现在不在表决期内。"
    en = "“{title}” is not voted on now."


class NotEntitled(Forbidden):
    code = "routines.not_entitled"
    zh = "表决人编号或表决码不对，或不在本次表决范围内。"
    en = "The voter's number or code is wrong, or he is not entitled in this vote."


class OpinionTooShort(Invalid):
    code = "routines.opinion_too_short"
    zh = "请写明意见（至少 {least} 个字，最多 {most} 个字）。"
    en = "Say your opinion (at least {least} characters, at most {most})."


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """A line of a score: points of the most it gives, and why."""

    line: str
    zh: str
    en: str
    points: float
    most: float
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordScore:
    """The score of a record on a day; `computed_grade` is what the points alone say."""

    routine: str
    day: str
    score: float
    grade: str
    from_grade: str
    computed_grade: str
    lines: list[ScoreLine]
    basis_zh: str
    basis_en: str
    overridden_by: str
    override_reason: str
    override_until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreMeasured:
    """The newest score of a record in a month, as figures count it."""

    key: str
    routine: str
    number: str
    title: str
    day: str
    grade: str
    score: float
    changed: bool
    overridden: bool
    area_id: str
    area_path: str
    area_name: str


class NoScore(NotFound):
    code = "routines.no_score"
    zh = "评分“{routine}”不管这条记录，或不在您的范围内。"
    en = "The score “{routine}” is not about this record, or it lies outside what you review."


class BadOverride(Invalid):
    code = "routines.bad_override"
    zh = "不能这样认定：{zh_what}。"
    en = "The class cannot be set like this: {en_what}."


class UnknownRoutine(NotFound):
    code = "routines.unknown"
    zh = "没有编号为 {routine} 的例行。"
    en = "There is no routine {routine}."


class RunsByHearing(Conflict):
    code = "routines.runs_by_hearing"
    zh = "例行“{name_zh}”由记录的变化触发，不能手动运行。"
    en = "The routine “{name_en}” is set off by what happens to records; it cannot be run by hand."


class RoutineFaults(Invalid):
    """`faults`: code (of the routine), zh, en."""

    code = "routines.declaration_faults"
    zh = "例行声明有 {count} 处错误。"
    en = "The declaration of routines has {count} faults."


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineDeclared(Fact):
    fact_type: ClassVar[str] = "routines.declared"
    routine: str
    zh: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineAsked(Fact):
    """Somebody lets a routine run now that would have run later."""

    fact_type: ClassVar[str] = "routines.asked"
    routine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineRan(Fact):
    """A round of a routine has ended."""

    fact_type: ClassVar[str] = "routines.ran"
    routine: str
    looked: int
    did: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordScored(Fact):
    """A record has another score, another class or a score of a new month; `key` is the figure's row."""

    fact_type: ClassVar[str] = "routines.scored"
    routine: str
    record_id: str
    key: str
    day: str
    score: float
    grade: str
    from_grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreOverridden(Fact):
    """A person has set the class of a record, with a reason, until a day."""

    fact_type: ClassVar[str] = "routines.overridden"
    routine: str
    record_id: str
    grade: str
    until: str
