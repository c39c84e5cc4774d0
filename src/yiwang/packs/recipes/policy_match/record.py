"""What a scene by `policy-match` says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Literal

from yiwang.indicators.declarations import DAY
from yiwang.kernel.declarations import SLUG, Limits, Problem, Size, Unique, Words
from yiwang.ledgers.declarations import Code, Condition
from yiwang.matters.declarations import Matter
from yiwang.packs.declarations import Aim, SceneHead


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """Whom the policies are for."""

    ledger: Annotated[str, SLUG]
    """对象台账的编号，写在本专题的 ledgers/ 里。
    Code of the ledger of subjects, which stands in the pack's `ledgers/`.
    """
    states: tuple[Code, ...] = ()
    """只匹配处于这些状态的对象，留空为未终结的。 Only subjects in these states; all open ones if left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """What one gets: a sum, or so much for each of a number of the subject's."""

    fixed: Annotated[float, Limits(ge=0)] = 0
    """固定金额（元）。 A sum in yuan."""
    of: str = ""
    """按对象的哪个数字字段计。 The number of the subject that it is reckoned by."""
    times: Annotated[float, Limits(gt=0)] = 1
    """该数字乘以多少。 What that number is multiplied by."""
    most: Annotated[float, Limits(gt=0)] | None = None
    """封顶金额（元）。 At most so much in yuan."""

    def problems(self) -> Iterator[Problem]:
        if bool(self.fixed) == bool(self.of):
            yield Problem(
                at=(),
                code="amount.one",
                zh="金额要么固定，要么按对象的数字计，须恰好写一种。",
                en="An amount is either fixed or reckoned by a number of the subject: say exactly one.",
                cure_zh="写 fixed: …，或写 of: 字段。",
                cure_en="Write `fixed: …`, or `of: a field`.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyText:
    """A policy in conditions that a machine can look at."""

    code: Annotated[str, Size(at_least=2, at_most=40)]
    """政策编号，本场景内唯一。 Its code, the only one of the scene."""
    name: Words
    """政策名称。 What it is called."""
    basis: Words
    """依据文件。 The document that it rests on."""
    from_: Annotated[str, DAY]
    """申领从哪一天起。 The first day of the window in which it is claimed."""
    until: Annotated[str, DAY]
    """申领到哪一天止。 The last day."""
    automatic: bool = False
    """免申即享：符合即核准，不用申请。 Granted without an application."""
    amount: Amount
    """给多少。 What one gets."""
    asks: Annotated[tuple[Condition, ...], Size(at_least=1, at_most=12)]
    """条件，逐条都须满足。 The conditions, all of which must be met."""

    def problems(self) -> Iterator[Problem]:
        if self.until < self.from_:
            yield Problem(
                at=("until",),
                code="policy.window",
                zh=f"申领截止日 {self.until} 早于开始日 {self.from_}。",
                en=f"The window ends on {self.until}, before it begins on {self.from_}.",
                cure_zh="改正两个日期。",
                cure_en="Mend the two days.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of a subject that makes it no longer fit."""

    subject: str
    """哪个对象（台账编号字段的值）。 Which subject, by its key."""
    field: Code
    """改哪个字段。 The field that changes."""
    value: str
    """改成什么。 What it becomes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What the recipe's rehearsal follows in this scene; subjects by their key in the sample rows."""

    claims: str
    """申领、核准、兑现的对象。 Who claims and is paid."""
    silent: str
    """到期前未领、由镇街上门的对象。 Who claims nothing and is visited."""
    unfit: str
    """一开始就不符合任何政策的对象。 Who fits no policy."""
    leaves: Change
    """匹配后不再符合的对象。 Who fits no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyMatch(SceneHead):
    """A scene by `policy-match`: needs × policies → match → push → claim → follow."""

    recipe: Literal["policy-match"]
    """配方。 The recipe."""
    subjects: Subjects
    """政策面向的对象。 Whom the policies are for."""
    policies: Annotated[tuple[PolicyText, ...], Size(at_least=1, at_most=12), Unique("code")]
    """政策，成为一个台账；申领期限、状态以后在台账里维护。
    The policies; they become a ledger, where windows and states are kept from then on.
    """
    remind_days: Annotated[int, Limits(ge=1, le=365)] = 30
    """截止前多少天提醒未领的。 So many days before the end those who have not claimed are reminded of."""
    visit_days: Annotated[int, Limits(ge=1, le=365)] = 10
    """截止前多少天仍未领的交镇街上门。 So many days before the end they become a task of the town."""
    visit: Matter
    """未领政策上门告知的事项。 The matter that an unclaimed policy becomes."""
    aims: dict[Literal["known", "redeemed"], Aim] = field(default_factory=dict)
    """指标要求：知晓率、兑现率。 What the figures are to reach."""
    rehearsal: Rehearsal
    """预演跟踪什么。 What the rehearsal follows."""

    def problems(self) -> Iterator[Problem]:
        if self.visit_days >= self.remind_days:
            yield Problem(
                at=("visit_days",),
                code="policy.visit",
                zh="上门应在提醒之后：visit_days 须小于 remind_days。",
                en="The visit comes after the reminder: `visit_days` is less than `remind_days`.",
                cure_zh="调小 visit_days。",
                cure_en="Make `visit_days` smaller.",
            )
