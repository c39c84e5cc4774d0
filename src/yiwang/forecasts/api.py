"""The door of forecasts: a noun above pushes a series down, anybody reads its forecast within a scope; or has
one made that nobody keeps."""

from __future__ import annotations

from yiwang.forecasts._evaluate import evaluate_command
from yiwang.forecasts._keeping import foresee, made, of_figure

__all__ = ["evaluate_command", "foresee", "made", "of_figure"]
