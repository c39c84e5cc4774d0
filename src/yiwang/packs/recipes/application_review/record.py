"""What a scene by `application-review` says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Literal

from yiwang.kernel.declarations import SLUG, Limits, Problem, Size, Unique, Words
from yiwang.ledgers.declarations import Code, Field, ObjectClass
from yiwang.matters.declarations import Matter
from yiwang.packs.declarations import AREA, FILE, UNIT, Aim, SceneHead
from yiwang.routines.declarations import Lookup


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The ledger of applications: the form."""

    code: Annotated[str, SLUG]
    """台账编号。 Code of the ledger."""
    name: Words
    """台账名称，如“某某项目申报”。 What it is called."""
    number: Words
    """受理编号的名称。 What its number is called."""
    subject: Words
    """申请什么：事项或项目名称这一栏叫什么。 What the field is called that says what is applied for."""
    applicant: Words
    """申请人这一栏叫什么，如“申报单位”。 What the field of the applicant is called."""
    personal: bool = False
    """申请人是自然人：姓名按个人信息打码。 The applicant is a person: the name is masked."""
    unit: Annotated[str, UNIT]
    """受理单位。 The unit that takes applications."""
    grade: Annotated[int, Limits(ge=1, le=4)] = 2
    """数据分级。 The data grade."""
    fields: Annotated[tuple[Field, ...], Size(at_least=1, at_most=40), Unique("code")]
    """申请表的栏目；由其他台账带出的写 computed: true。
    The form; what is filled in from other ledgers says `computed: true`.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Who reviews, in parallel, and what becomes of it."""

    units: Annotated[tuple[Annotated[str, UNIT], ...], Size(at_least=1, at_most=8)]
    """并联审查的单位：各有子工单、各计时限，意见齐全才能审结；牵头单位由事项的职责确定。
    The units that review side by side, each in a sub-case with limits of its own; who leads follows from the
    matter's duties.
    """
    matter: Matter
    """审查事项：牵头单位、时限，流程写 flow: review。 The matter: who leads, limits, `flow: review`."""
    redress: Words
    """不予通过时告知的救济途径。 The way of redress that a refusal names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is granted, as a record of a ledger."""

    code: Annotated[str, SLUG]
    """证照（批件）台账编号。 Code of the ledger."""
    name: Words
    """证照名称。 What it is called."""
    number: str
    """编号样式，{number} 代表受理编号。 How it is numbered; `{number}` stands for the application's."""
    object_: ObjectClass = "enterprise"
    """城市码的类别。 The class of its city code."""
    valid_days: Annotated[int, Limits(ge=1, le=36_500)]
    """有效多少天。 For how many days it is valid."""
    remind_days: Annotated[int, Limits(ge=1, le=365)] = 30
    """到期前多少天提醒续期。 So many days before its end its renewal is reminded of."""
    fields: dict[Code, Code] = field(default_factory=dict)
    """证照上的栏目 ← 申请表的栏目。 Field of the certificate ← field of the form."""

    def problems(self) -> Iterator[Problem]:
        if "{number}" not in self.number:
            yield Problem(
                at=("number",),
                code="certificate.number",
                zh="编号样式里没有 {number}，两张证会同号。",
                en="Without `{number}` two certificates would have one number.",
                cure_zh="如“湛科立〔2026〕{number}”。",
                cure_en="For instance “ZJ-2026-{number}”.",
            )
        if self.remind_days >= self.valid_days:
            yield Problem(
                at=("remind_days",),
                code="certificate.remind",
                zh=f"提前 {self.remind_days} 天提醒，有效期只有 {self.valid_days} 天。",
                en=f"It reminds {self.remind_days} days ahead and is valid for {self.valid_days}.",
                cure_zh="把提醒改短。",
                cure_en="Remind later.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationRow:
    """A row of the CSV of sample applications."""

    number: Annotated[str, Size(at_least=2, at_most=40)]
    """受理编号。 Its number."""
    subject: Annotated[str, Size(at_least=2, at_most=80)]
    """申请什么。 What is applied for."""
    applicant: Annotated[str, Size(at_least=2, at_most=80)]
    """申请人。 Who applies."""
    area: Annotated[str, AREA]
    """所在区划。 Where."""
    values: str
    """申请表其余各栏：编号=值；编号=值。 The rest of the form: code=value；code=value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSample:
    """The applications that a rehearsal hands in."""

    file: Annotated[str, FILE]
    """样本申请（CSV）。 CSV file of sample applications."""
    source: Words
    """样本从何而来。 Where the sample comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What the recipe's rehearsal follows in this scene."""

    good: str
    """一次通过、准予的申请。 The application that passes at once and is granted."""
    faulty: str
    """核对不过、补正后会签有异议、不予通过的申请。
    The one that a check sends back, that is mended, objected to, and refused.
    """
    fails: str
    """它不符的核对项。 The lookup that does not hold."""
    mended: str
    """补正哪些栏：编号=值；编号=值。 What is mended: code=value；code=value."""
    objects: Annotated[str, UNIT]
    """提出异议、也最晚提交意见的审查单位。 The unit that objects, and is the last to have an opinion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationReview(SceneHead):
    """A scene by `application-review`: application → data check → parallel review → certificate."""

    recipe: Literal["application-review"]
    """配方。 The recipe."""
    application: Application
    """申请表。 The form."""
    lookups: Annotated[tuple[Lookup, ...], Size(at_least=1, at_most=12), Unique("code")]
    """数据核对：能从台账查到的不要求提交。 What is looked up, so that nobody hands it in."""
    review: Review
    """并联审查。 The review."""
    certificate: Certificate
    """证照。 The certificate."""
    aims: dict[Literal["in_time", "first_time", "corrected", "took"], Aim] = field(default_factory=dict)
    """指标要求：按时办结率、一次通过率、补正率、平均用时。 What the figures are to reach."""
    sample: ApplicationSample
    """样本申请。 Sample applications."""
    rehearsal: Rehearsal
    """预演跟踪什么。 What the rehearsal follows."""
