"""The door of the algorithms: train a model of texts, register it, ask it, keep count of it, measure it."""

from __future__ import annotations

from yiwang.algorithms._evaluate import classify_command
from yiwang.algorithms._register import (
    activate,
    begin,
    model_detail,
    models,
    retire,
    rows_of_words,
    shadow,
    train,
)
from yiwang.algorithms._suggest import compare, judged, suggest, suggest_many
from yiwang.algorithms._text import TextModel, load_text, train_text
from yiwang.algorithms._words import sensitive_words, urgency_of

__all__ = [
    "TextModel",
    "activate",
    "begin",
    "classify_command",
    "compare",
    "judged",
    "load_text",
    "model_detail",
    "models",
    "retire",
    "rows_of_words",
    "sensitive_words",
    "shadow",
    "suggest",
    "suggest_many",
    "train",
    "train_text",
    "urgency_of",
]
