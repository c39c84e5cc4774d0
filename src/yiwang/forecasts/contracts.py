"""Shapes of 预测 that cross its door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Model = Literal["naive", "theta", "ets"]
"""季节性朴素、Theta、指数平滑."""
Standing = Literal["model", "naive", "short", "none"]
"""What is shown: a model's forecast, the naive one because no model beat it, or nothing: too short a
past, or nobody has foreseen it."""
MODEL_NAMES: dict[Model, tuple[str, str]] = {
    "naive": ("季节性朴素", "seasonal naive"),
    "theta": ("Theta", "Theta"),
    "ets": ("阻尼指数平滑", "damped exponential smoothing"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A period that is over. `value` None: nothing is known of it."""

    first: date
    last: date
    value: float | None
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A period that is asked for."""

    first: date
    last: date
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What a noun above pushes down to be foreseen: periods that are over, whole and oldest first, and those
    that come. `cycle`: after how many periods a like one comes. `low` and `high`: what no value can pass."""

    id: str
    area_path: str
    units: tuple[str, ...]
    cycle: int
    past: tuple[Past, ...]
    coming: tuple[Coming, ...]
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A period foreseen: the value, and between what it should lie four times of five."""

    first: date
    last: date
    label_zh: str
    label_en: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How a model did when it stood at earlier points of the same series and knew only what lay before.

    `mase`: mean error ÷ the mean error of the seasonal naive within what it knew (below 1 is better).
    `smape`: percent. `coverage`: percent of values that lay within an interval made from the other points.
    """

    model: Model
    name_zh: str
    name_en: str
    mase: float
    smape: float
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """A forecast as it is kept. `scores`: of the model that was chosen and of the naive one, from `origins`
    points with `tested` values. It learnt from `periods` up to `trained_to` and the fact `position`."""

    standing: Standing
    model: Model
    version: str
    name_zh: str
    name_en: str
    says_zh: str
    says_en: str
    steps: tuple[Step, ...]
    scores: tuple[Score, ...]
    origins: int
    tested: int
    periods: int
    trained_to: date | None
    position: int
    made_at: datetime | None
