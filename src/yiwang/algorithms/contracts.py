"""What crosses the door: examples in, ranked labels with confidence and reason out."""

from __future__ import annotations

from dataclasses import dataclass

from yiwang.kernel.errors import Invalid


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
