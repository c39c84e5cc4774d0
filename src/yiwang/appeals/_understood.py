"""Shapes of what a text was understood as; they cross the door with `contracts`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterChoice:
    """A matter that a text may be about, how likely (0 to 1), and from where on it is dispatched by itself
    (0: never)."""

    label: str
    name_zh: str
    name_en: str
    confidence: float
    auto_confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What makes a text 紧急敏感, and the word that says so."""

    zh: str
    en: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a text seems to be about, how urgent and where. Empty parts: no model, or nothing found."""

    model_version: str
    choices: list[MatterChoice]
    reason_zh: str
    reason_en: str
    urgency: str
    urgency_zh: str
    urgency_en: str
    sensitive: list[Theme]
    area_id: str
    area_name: str
    place_confidence: float
    place_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealGrid:
    """A grid that an appeal lies in, of one scheme, and who works there."""

    scheme: str
    grid_id: str
    code: str
    name: str
    worker_name: str
