"""Texts understood in one second: from subject and body to ranked labels with confidence and a reason.

A model is trained on generated appeals, as long as a published sample's (`_appeals.py`), and asked about
others. Beside it, in turn, the least that any such answer costs: the same weights, looked up for pieces that
were found before, and multiplied (no text is read, nothing is ranked or explained).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import numpy as np

from benchmarks._appeals import appeals
from benchmarks.result import Result
from yiwang.algorithms import _linear
from yiwang.algorithms._counts import count, rows_of
from yiwang.algorithms._evaluate import measure
from yiwang.algorithms.api import train_text

WHAT = "texts understood per second, from subject and body to ranked labels with confidence and reason"
BAR = 1_000.0


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=classify")
    words.add_argument("--runs", type=int, default=5)
    words.add_argument("--train", type=int, default=2_000)
    words.add_argument("--texts", type=int, default=2_000)
    words.add_argument("--mixed", type=float, default=0.5, help="share of sentences about another topic")
    asked = words.parse_args(arguments)
    shown = appeals(asked.train, seed=1, mixed=asked.mixed)
    began, spent = time.perf_counter(), time.process_time()
    model = train_text(shown)
    train_s, train_cpu_s = time.perf_counter() - began, time.process_time() - spent
    test = appeals(asked.texts, seed=2, mixed=asked.mixed)
    texts = [row.fields for row in test]
    rows = rows_of(
        count(texts, model.fields, model.known), model.known, model.weight, model.fields, model.together
    )
    every = np.arange(len(rows))
    ours: list[float] = []
    product: list[float] = []
    per_cpu: list[float] = []
    characters: list[float] = []
    for number in range(asked.runs):
        spent = time.process_time()
        told = measure(model, test)
        per_cpu.append(len(test) / (time.process_time() - spent))
        ours.append(told.texts_per_s)
        characters.append(told.characters_per_s)
        began = time.perf_counter()
        _linear.scores(rows, model.machine, model.bias, every)
        product.append(len(test) / (time.perf_counter() - began))
        print(
            f"run {number + 1}: {ours[-1]:,.0f} texts/s, {characters[-1]:,.0f} characters/s, "
            f"bare product {product[-1]:,.0f} texts/s"
        )
    return Result(
        name="classify",
        values=ours,
        unit="texts/s",
        bar=BAR,
        limit_what="the bare product of weights and pieces found before",
        limit_values=product,
        higher_is_better=True,
        more={
            "characters_per_s": round(float(np.median(characters))),
            "characters_a_text": round(told.characters / len(test), 1),
            "texts_per_cpu_s": round(float(np.median(per_cpu))),
            "pieces": told.pieces,
            "labels": told.labels,
            "train_rows": asked.train,
            "train_s": round(train_s, 2),
            "train_cpu_s": round(train_cpu_s, 2),
            "accuracy": round(told.accuracy, 4),
            "coverage": round(told.coverage, 4),
            "calibration_error": round(told.calibration_error, 4),
        },
    )
