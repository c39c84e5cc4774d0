"""What a scene may declare as a routine (例行): when something happens to a record of a ledger, then what.

Routines are made by recipes. What runs by the calendar (plans, scores) has a record of its own and a room of
its own; all are kept and listed alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from yiwang.kernel.declarations import SLUG, Limits, Pattern, Problem, Size, Unique, Words
from yiwang.ledgers import api as doors
from yiwang.ledgers.declarations import Code, Condition, Ledger

Severity = Literal["notice", "general", "important", "urgent"]
CaseStep = Literal[
    "opened", "dispatched", "taken", "returned", "suspended", "resumed", "objected", "handled", "passed",
    "failed", "closed", "voided",
]  # fmt: skip
LedgerCode = Annotated[str, SLUG]
FRACTION = Pattern(regex=r"([1-9][0-9]?/[1-9][0-9]?)?", zh="分数，如 2/3", en="a fraction such as 2/3")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """What happens to a record, and to which: any of those that are named."""

    recorded: bool = False
    """It comes into the ledger."""
    moves: tuple[Code, ...] = ()
    """It takes one of these steps of its life."""
    fields: tuple[Code, ...] = ()
    """One of these fields gets another value."""
    passes: Code = ""
    """The day or moment in this field has passed; the field is filtered or sorted by."""
    states: tuple[Code, ...] = ()
    """Only records that stand in one of these states then; of whatever state when left out."""
    where: tuple[Condition, ...] = ()
    """Only records whose fields hold this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opens:
    """An event, and so a case: about this matter, at the record's place."""

    matter: str
    title: Words
    """`{field}` stands for what the field shows; `{title}`, `{key}` for the record's own."""
    severity: Severity = "general"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writes:
    """A record of another ledger; what is already there under its key is left as it is.

    `values`: field of that ledger → text in which `{field}` stands for a field of this record, `{id}`,
    `{key}`, `{title}`, `{unit}` for its own, `{today}` or `{today+30}` for a day. What is nothing but one
    `{field}` is taken over as it is stored.
    """

    into: LedgerCode
    values: dict[str, str]
    repeated: Code = ""
    """A boolean of that ledger: there is an earlier record with the same `same`."""
    same: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sets:
    """Other values for fields of this record, or of the one that its `link` leads to; as in `Writes`."""

    values: dict[str, str]
    link: Code = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tells:
    """A message to the record's own unit, and (`above`) to the people of this role over its place."""

    title: Words
    above: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """What every routine says. `code` is unique within the scene."""

    code: Code
    name: Words
    ledger: LedgerCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction(Routine):
    """When this happens to a record, then that is done: once for each time that it happens."""

    when: When
    opens: Opens | None = None
    writes: tuple[Writes, ...] = ()
    sets: tuple[Sets, ...] = ()
    moves: Code = ""
    """The step that the record itself takes."""
    tells: Tells | None = None

    def problems(self) -> Iterator[Problem]:
        if not (self.opens or self.writes or self.sets or self.moves or self.tells):
            yield wrong((), "routine.nothing", "例行没有说做什么。", "The routine does nothing.")
        when = self.when
        if not (when.recorded or when.moves or when.fields or when.passes):
            yield wrong(("when",), "routine.never", "例行没有说何时做。", "The routine says no moment.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Following(Routine):
    """The record goes along with the case that it gave rise to: step of the case → step of the record."""

    steps: dict[CaseStep, Code]
    once_all: bool = False
    """`closed` only when every case of the record has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """How often the records of one class come round."""

    class_: str = ""
    """分类字段的取值，留空为全部。 The choice that the class field holds; every record when left out."""
    days: Annotated[int, Limits(ge=1, le=3660)]
    """距上次多少天。 So many days after the last time."""
    share: Annotated[float, Limits(gt=0.0, le=1.0)] = 1.0
    """小于 1 时，每轮按此比例随机抽取（双随机）。
    Below 1: so large a share of the class is drawn by chance in each round.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Doer:
    """Who does a task: the unit of a line at the record's place, and perhaps people drawn from it."""

    line: str = ""
    """条线，如 fire；留空为记录自己的责任单位。
    The line, e.g. `fire`; the record's own unit when left out.
    """
    level: str = ""
    """该单位的层级，留空为就近一级。 The level of that unit; the nearest one when left out."""
    drawn: Annotated[int, Limits(ge=0, le=5)] = 0
    """随机选派几人。 So many of its people are drawn by chance."""
    role: str = "handler"
    """从哪种角色里选派。 Who may be drawn, by role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Routine):
    """A plan: records come round by their class, and each time a task is written into another ledger.

    A record is due so many days after `last` (its own date field), or after the plan first met it. While a
    task of it is open there is no second.
    """

    into: LedgerCode
    values: dict[str, str]
    """As in `Writes`; besides `{due}` the day by which, `{people}` who were drawn, `{round}` the first day
    of the round."""
    link: Code
    """The field of the task that leads to the record."""
    states: tuple[Code, ...] = ()
    """Records in these states; all that have not ended when left out."""
    class_: Code = ""
    """The choice that says the class."""
    last: Code = ""
    """The date field of the last time."""
    every: Annotated[tuple[Every, ...], Size(at_least=1, at_most=12)]
    within_days: Annotated[int, Limits(ge=1, le=366)] = 10
    """How long a task may take; it is given out so long before the record is due."""
    by: Doer = field(default_factory=Doer)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineFile:
    """`routines/*.yaml`: what a topic sets in motion over its own ledgers, written by hand."""

    reactions: Annotated[tuple[Reaction, ...], Size(at_most=40), Unique("code")] = ()
    """记录发生什么时做什么。 When something happens to a record, then what."""
    followings: Annotated[tuple[Following, ...], Size(at_most=20), Unique("code")] = ()
    """记录随它引发的案件走到哪一步。 A record goes along with the case that it gave rise to."""
    plans: Annotated[tuple[Plan, ...], Size(at_most=20), Unique("code")] = ()
    """按期轮到的记录，每次给出一项任务。 Records come round, and each time a task is given out."""

    def problems(self) -> Iterator[Problem]:
        if not (self.reactions or self.followings or self.plans):
            yield wrong((), "routine.none", "文件里没有例行。", "The file holds no routine.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A policy as a machine looks at it: its conditions, and what one gets (yuan)."""

    policy: str
    """Key of the policy's record."""
    asks: tuple[Condition, ...]
    fixed: float = 0
    of: str = ""
    times: float = 1
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Routine):
    """Every record of the ledger against every policy in force: each pair that fits is a record of `into`.

    The ledgers of policies and of matches have the fields that `_match` writes; a recipe makes both.
    """

    policies: LedgerCode
    into: LedgerCode
    terms: Annotated[tuple[Terms, ...], Size(at_least=1, at_most=100)]
    states: tuple[Code, ...] = ()
    """Subjects in these states; all that have not ended when left out."""
    remind_days: int
    visit_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """What makes a vote valid and a draft adopted: fractions such as `2/3`, by heads and by share.

    Of those who are entitled at least so much takes part; of those who take part (`of`: or of those who are
    entitled) at least so much consents, or (`over`) more than that.
    """

    takes_part: Annotated[str, FRACTION] = ""
    takes_part_share: Annotated[str, FRACTION] = ""
    consents: Annotated[str, FRACTION]
    consents_share: Annotated[str, FRACTION] = ""
    over: bool = False
    of: Literal["voted", "entitled"] = "voted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """Who votes, and what counts."""

    voters: LedgerCode
    ballots: LedgerCode
    secret: Code
    """The field of a voter that holds the code by which he shows that it is he."""
    share: Code = ""
    """The number that is his share; heads alone count when left out."""
    within: Code = ""
    """A field of voters and drafts alike: only voters whose value is the draft's are entitled."""
    quorum: Quorum
    basis: Words
    """The rule that the quorum stands in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult(Routine):
    """Opinions on drafts are joined and answered, windows close, votes are counted. `ledger`: the opinions'.

    The ledgers of drafts, opinions and ballots have the fields and states that `_consult` knows; a recipe
    makes them.
    """

    drafts: LedgerCode
    vote: Vote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """核对项: what is looked at in the record itself, or in one that the house keeps already.

    With `ledger`, the record there whose key this one says in its field `by`. All that is said must hold.
    """

    code: Code
    """编号。 Its code."""
    name: Words
    """要核对的是什么，如“未列入失信名单”。 What is looked at, as people say it."""
    ledger: str = ""
    """到哪个台账里查；留空则看本记录。 The ledger that is looked into; the record itself when left out."""
    by: str = ""
    """本记录的哪个字段写着那边的编号。 The field of the record that holds the key of the one there."""
    states: Annotated[tuple[Code, ...], Size(at_most=10)] = ()
    """查到的记录须处于哪些状态。 The states that the record found must be in."""
    absent: bool = False
    """须查不到，如未列入失信名单。 It must not be there, as on a list of defaulters."""
    meets: Annotated[tuple[Condition, ...], Size(at_most=10)] = ()
    """该记录须符合的条件。 Conditions that it must meet."""
    same: dict[Code, Code] = field(default_factory=dict)
    """该记录的字段 → 本记录的字段，须相同。 Field there → field here that must be the same."""
    differs: Annotated[float, Limits(ge=0, le=1)] = 0.0
    """数字可相差的比例。 The share by which numbers may differ."""
    fills: dict[Code, Code] = field(default_factory=dict)
    """该记录的字段 → 本记录的字段，查到即填入，不再要求填报（免提交）。
    Field there → field here that is filled from it: nobody is asked for what the house holds.
    """

    def problems(self) -> Iterator[Problem]:
        if bool(self.ledger) != bool(self.by) or (
            not self.ledger and (self.states or self.absent or self.fills)
        ):
            yield wrong(
                ("ledger",),
                "lookup.ledger",
                "ledger 和 by 须一起写；states、absent、fills 只用于另一台账的记录。",
                "`ledger` and `by` go together; `states`, `absent` and `fills` are about a record elsewhere.",
            )
        if self.absent and (self.meets or self.same or self.fills):
            yield wrong(
                ("absent",),
                "lookup.absent",
                "须查不到的记录，没有内容可比、可填。",
                "Of a record that must not be there nothing is compared or filled in.",
            )
        if not (self.ledger or self.meets or self.same):
            yield wrong(
                ("meets",),
                "lookup.nothing",
                f"“{self.name.zh}”没有说核对什么。",
                f"“{self.name.en}” does not say what is looked at.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Routine):
    """核对: all lookups are made when a record takes one of these steps, and decide how it goes on."""

    on: Annotated[tuple[Code, ...], Size(at_most=10)]
    recorded: bool = False
    """It is made as well when the record comes into the ledger."""
    lookups: Annotated[tuple[Lookup, ...], Size(at_least=1, at_most=20), Unique("code")]
    passed: Code
    """The step that the record takes when all hold; `failed` when one does not, with what was found."""
    failed: Code
    fails: Code = ""
    """The number field that counts how often one did not."""

    def problems(self) -> Iterator[Problem]:
        if not (self.on or self.recorded):
            yield wrong(("on",), "routine.never", "例行没有说何时做。", "The routine says no moment.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey(Routine):
    """在途: a record that stands for a trip puts its vehicle on its route and takes it off again.

    The readings `<thing>.route` (number of the route in `routes`, 0 for none) are what sensing derives from.
    """

    thing: Code
    """The field that holds the id of the thing."""
    route: Code
    """The field that holds the code of the route."""
    routes: Annotated[tuple[Code, ...], Size(at_least=1, at_most=200)]
    starts: Annotated[tuple[Code, ...], Size(at_least=1, at_most=10)]
    """Steps by which it sets out; `ends` by which it arrives."""
    ends: Annotated[tuple[Code, ...], Size(at_least=1, at_most=10)]
    due: Code
    """The moment by which the next step is due, written at every step."""
    late: Code
    """The number of steps that were taken too late."""
    within_s: dict[Code, float]
    """Step → seconds that the one after it may take; 0 for as long as it likes."""


def wrong(at: tuple[str | int, ...], code: str, zh: str, en: str) -> Problem:
    return Problem(at=at, code=code, zh=zh, en=en, cure_zh="按上述要求修改。", cure_en="Change it as said.")


def unknown_names(one: Routine, ledgers: Mapping[str, Ledger]) -> Iterator[str]:
    """Ledgers, fields, moves and states that a reaction or a following names and that are not there."""
    ledger = ledgers.get(one.ledger)
    if ledger is None:
        yield one.ledger
        return
    moves = {move.code for move in ledger.moves}
    if isinstance(one, Following):
        yield from sorted({move for move in one.steps.values() if move not in moves})
    if not isinstance(one, Reaction):
        return
    named = [*one.when.moves, *([one.moves] if one.moves else [])]
    yield from sorted({move for move in named if move not in moves})
    yield from sorted({name for name in one.when.fields if ledger.field(name) is None})
    wrong_ones = doors.condition_problems(one.when.where, ledger, ledgers.get)
    yield from (one.when.where[int(each.at[0])].field for each in wrong_ones)
    passing = ledger.field(one.when.passes)
    if one.when.passes and (passing is None or not passing.in_column):
        yield one.when.passes
    yield from (code for code in one.when.states if ledger.state(code) is None)
    for writes in one.writes:
        into = ledgers.get(writes.into)
        if into is None:
            yield writes.into
            continue
        named = [*writes.values, *writes.same, *([writes.repeated] if writes.repeated else [])]
        yield from (name for name in named if into.field(name) is None)
    for sets in one.sets:
        link = ledger.field(sets.link) if sets.link else None
        target = ledgers.get(link.ledger) if link else None if sets.link else ledger
        if target is None:
            yield sets.link
            continue
        yield from (name for name in sets.values if target.field(name) is None)
