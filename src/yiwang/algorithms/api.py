"""The door of the algorithms: train a model of texts, ask it, keep it, measure it."""

from __future__ import annotations

from yiwang.algorithms._evaluate import classify_command
from yiwang.algorithms._text import TextModel, load_text, train_text

__all__ = ["TextModel", "classify_command", "load_text", "train_text"]
