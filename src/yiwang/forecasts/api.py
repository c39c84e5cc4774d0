"""The door of forecasts: a noun above pushes a series down, anybody reads its forecast within a scope."""

from __future__ import annotations

from yiwang.forecasts._evaluate import evaluate_command
from yiwang.forecasts._keeping import foresee, of_figure

__all__ = ["evaluate_command", "foresee", "of_figure"]
