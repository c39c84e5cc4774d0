"""What crosses the door: examples in, ranked labels with confidence and reason out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from yiwang.kernel.facts import Fact

UrgencyLevel = Literal["notice", "general", "important", "urgent"]
SensitiveKind = Literal["self_harm", "gathering", "extreme", "danger"]
ModelState = Literal["trained", "shadow", "active", "retired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """One example: a text in its fields (subject, body …; every row has as many) and the label it was
    given."""

    fields: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A label and how likely it is, 0 to 1: of answers with confidence 0.8, eight in ten shall be right."""

    label: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A piece of the text that spoke for the label.

    `field` counts from 0; `piece` stands in that field from character `start` (-1 where normalising the text
    shifted its characters so that the place is unknown); `share` is its part of all that spoke for it, 0 to
    1.
    """

    field: int
    start: int
    piece: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What a text was taken for: the labels, likeliest first, and why the first one.

    `decided` says that the confidence reaches the model's threshold: it may be acted on without a person.
    """

    ranked: tuple[Ranked, ...]
    evidence: tuple[Evidence, ...]
    decided: bool

    @property
    def label(self) -> str:
        return self.ranked[0].label

    @property
    def confidence(self) -> float:
        return self.ranked[0].confidence

    @property
    def reason(self) -> str:
        """The reason as a sentence in Chinese."""
        sure = f"把握 {self.confidence:.0%}"
        if not self.evidence:
            return f"文中没有见过的线索，按以往比例推定为“{self.label}”（{sure}）。"
        said = "、".join(f"“{one.piece}”" for one in self.evidence)
        other = (
            f"；其次是“{self.ranked[1].label}”（{self.ranked[1].confidence:.0%}）" if self.ranked[1:] else ""
        )
        return f"文中{said}最支持“{self.label}”（{sure}）{other}。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How a model of the same making did on the rows that were held out from it (every fifth of a label).

    Shares are 0 to 1. `held` 0: there were too few rows to hold any out, and nothing was measured. `taught`
    rows came from a catalogue's words: learnt, but never measured on.
    `coverage` is the share of texts that reach the threshold, which is chosen for 98 % precision on the
    training rows alone; `coverage_precision` how many of these were right.
    """

    held: int
    taught: int = 0
    accuracy: float | None = None
    macro_f1: float | None = None
    top3_accuracy: float | None = None
    coverage: float | None = None
    coverage_precision: float | None = None
    calibration_error: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLine:
    """A change of state of a model version."""

    at: datetime
    by: str
    by_name: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelVersion:
    """A version of a model. `allowed`: what the asking person may do with it now (shadow, activate, retire).

    `judged` texts have a known truth; `right` of them it had named.
    """

    id: str
    purpose: str
    number: int
    state: ModelState
    rows: int
    labels: int
    evaluation: Evaluation
    basis: str
    content: str
    file: str
    file_present: bool
    trained_at: datetime
    trained_by: str
    trained_by_name: str
    shadowed_at: datetime | None
    activated_at: datetime | None
    activated_by: str
    activated_by_name: str
    judged: int
    right: int
    version: int
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelDetail:
    """A version and what happened to it, oldest first."""

    model: ModelVersion
    history: tuple[ModelLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The active and the shadow version on the same texts, since the shadow began.

    `texts` were seen by both, `agreed` of them got the same first label. Of the `judged` texts (truth known)
    `both_right`, `active_only`, `shadow_only` and `both_wrong` say who was right. `since` is None where there
    is no shadow.
    """

    purpose: str
    active_id: str
    active_number: int
    shadow_id: str
    shadow_number: int
    since: datetime | None
    texts: int
    agreed: int
    judged: int
    both_right: int
    active_only: int
    shadow_only: int
    both_wrong: int

    @property
    def agreement(self) -> float | None:
        return self.agreed / self.texts if self.texts else None

    @property
    def active_accuracy(self) -> float | None:
        return (self.both_right + self.active_only) / self.judged if self.judged else None

    @property
    def shadow_accuracy(self) -> float | None:
        return (self.both_right + self.shadow_only) / self.judged if self.judged else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of at most three labels, and how likely it is (calibrated, 0 to 1)."""

    label: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What the active model says of a text: the choices, best first, and why the first one.

    `words` are the stretches of the text that spoke for it. `decided`: sure enough by the model's own
    measure (98 % right among such answers in training).
    """

    model_version: str
    choices: tuple[Choice, ...]
    words: tuple[str, ...]
    decided: bool
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """How urgent a text is by the declared words, which of them it has, and the reason. `confidence` says how
    plainly it is said, by fixed steps; it is no measured probability."""

    level: UrgencyLevel
    confidence: float
    words: tuple[str, ...]
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitiveWord:
    """A sensitive word of a text and why it is one (轻生、群体聚集、极端言论、重大险情)."""

    word: str
    kind: SensitiveKind
    kind_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelWords:
    """What a catalogue says of a label: its names, key words and a definition. To begin without history."""

    label: str
    names: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    definition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTrained(Fact):
    fact_type: ClassVar[str] = "algorithms.model_trained"
    model_id: str
    purpose: str
    number: int
    rows: int
    labels: int
    held: int
    accuracy: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelStateChanged(Fact):
    fact_type: ClassVar[str] = "algorithms.model_state_changed"
    model_id: str
    purpose: str
    number: int
    before: str
    after: str
    reason: str


class UnknownModel(NotFound):
    code = "algorithms.unknown_model"
    zh = "没有这个模型版本。"
    en = "There is no such model version."


class OwnModel(Forbidden):
    code = "algorithms.own_model"
    zh = "模型须由训练者以外的人启用。"
    en = "A model is activated by another person than the one who trained it."


class ModelMoved(Conflict):
    code = "algorithms.model_moved"
    zh = "这个版本现在的状态是“{zh}”，不能这样做；请刷新后再看。"
    en = "This version is {state} now and cannot be moved so; refresh and look again."


class BadPurpose(Invalid):
    code = "algorithms.bad_purpose"
    zh = "用途“{purpose}”只能由小写字母、数字、点、横线组成，以字母开头，不超过 60 个字符。"
    en = "The purpose {purpose!r} must begin with a lower-case letter and hold only a-z, 0-9, . _ - (60)."


class TooFewExamples(Invalid):
    code = "algorithms.too_few_examples"
    zh = "无法训练：{zh}"
    en = "Nothing can be learnt: {en}"


class WrongFields(Invalid):
    code = "algorithms.wrong_fields"
    zh = "每条文本须有 {expected} 个字段，第 {row} 条有 {found} 个。"
    en = "Every text must have {expected} fields; number {row} has {found}."


class ModelAltered(Invalid):
    code = "algorithms.model_altered"
    zh = "模型文件 {file} 不完整或被改动，不予载入。"
    en = "The model file {file} is incomplete or was altered; it is not loaded."


class TableRefused(Invalid):
    code = "algorithms.table_refused"
    zh = "无法读取 {file}：{zh}"
    en = "{file} cannot be read: {en}"
