"""An appeal understood as it comes in, end to end: from subject and body to matter, urgency and places.

A model is trained on generated appeals, as long as a published sample's (`_appeals.py`), registered and put
in force; others are read by the product's own doors, a batch at a time and (`one_at_a_time`) each alone, with
what the register keeps of each answer. Areas are those of a real city folder. Beside it, in turn, the least
that any such answer costs: the same weights, looked up for pieces that were found before, and multiplied.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.result import Result

WHAT = "appeals a second, from subject and body to matter, urgency, sensitive words and places"
BAR = 1_000.0
CITY = Path(__file__).parents[1] / "cities" / "zhanjiang"


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=classify")
    words.add_argument("--runs", type=int, default=5)
    words.add_argument("--train", type=int, default=2_000)
    words.add_argument("--texts", type=int, default=2_000)
    words.add_argument("--mixed", type=float, default=0.5, help="share of sentences about another topic")
    asked = words.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="yiwang-classify-") as home:
        os.environ["YIWANG_HOME"] = home
        os.environ["YIWANG_DATABASE_URL"] = ""
        os.environ["DJANGO_SETTINGS_MODULE"] = "yiwang.app.settings"
        return _measured(asked)


def _measured(asked: argparse.Namespace) -> Result:
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks._appeals import appeals
    from yiwang.algorithms import _linear, _suggest
    from yiwang.algorithms import api as algorithms
    from yiwang.algorithms._counts import count, rows_of
    from yiwang.algorithms._register import fields_of
    from yiwang.algorithms.models import ModelRow
    from yiwang.areas import api as areas
    from yiwang.identity.api import Subject

    call_command("migrate", verbosity=0)
    areas.load_city(CITY)
    towns = [f"{area.short_name}" for area in areas.subtree("/", "town")]
    learnt = [("\n".join(row.fields), row.label) for row in appeals(asked.train, seed=1, mixed=asked.mixed)]
    began, spent = time.perf_counter(), time.process_time()
    made = algorithms.train(
        purpose="matter", rows=learnt, by=Subject.system("trainer"), basis="generated appeals"
    )
    train_s, train_cpu_s = time.perf_counter() - began, time.process_time() - spent
    algorithms.activate(made.id, Subject.system("reviewer"))
    # Every second appeal names a town of the city in its first sentence, as callers do.
    texts = [
        f"{row.fields[0]}\n{f'我住在{towns[at % len(towns)]}，' if at % 2 else ''}{row.fields[1]}"
        for at, row in enumerate(appeals(asked.texts, seed=2, mixed=asked.mixed))
    ]
    labels = [row.label for row in appeals(asked.texts, seed=2, mixed=asked.mixed)]
    characters = sum(map(len, texts))
    model = _suggest._model(ModelRow.objects.get())
    assert model is not None, "it was kept a moment ago"
    given = [fields_of(text, model.fields) for text in texts]
    rows = rows_of(
        count(given, model.fields, model.known), model.known, model.weight, model.fields, model.together
    )
    every = np.arange(len(rows))

    def read(some: Sequence[str], first: str) -> list[str]:
        """What the product does with each text, from the doors; the labels that were suggested."""
        told = algorithms.suggest_many("matter", [(text, f"{first}-{at}") for at, text in enumerate(some)])
        for text, one in zip(some, told, strict=True):
            assert one is not None and one.reason_zh, "the model is active"  # noqa: PT018
            algorithms.urgency_of(text)
            algorithms.sensitive_words(text)
            areas.places_in(text)
        return [one.choices[0].label for one in told if one is not None]

    batches: list[float] = []
    alone: list[float] = []
    per_cpu: list[float] = []
    product: list[float] = []
    said: list[str] = []
    read(texts[:50], "warm")
    for number in range(asked.runs):
        began, spent = time.perf_counter(), time.process_time()
        said = read(texts, f"r{number}")
        batches.append(len(texts) / (time.perf_counter() - began))
        per_cpu.append(len(texts) / (time.process_time() - spent))
        few = texts[: max(len(texts) // 5, 1)]
        began = time.perf_counter()
        for at, text in enumerate(few):
            read([text], f"a{number}-{at}")
        alone.append(len(few) / (time.perf_counter() - began))
        began = time.perf_counter()
        _linear.scores(rows, model.machine, model.bias, every)
        product.append(len(texts) / (time.perf_counter() - began))
        print(
            f"run {number + 1}: {batches[-1]:,.0f} texts/s, {batches[-1] * characters / len(texts):,.0f} "
            f"characters/s; one at a time {alone[-1]:,.0f} texts/s; bare product {product[-1]:,.0f} texts/s"
        )
    placed = sum(bool(areas.places_in(text)) for text in texts)
    return Result(
        name="classify",
        values=batches,
        unit="texts/s",
        bar=BAR,
        limit_what="the bare product of weights and pieces found before",
        limit_values=product,
        higher_is_better=True,
        more={
            "what": WHAT,
            "characters_per_s": round(float(np.median(batches)) * characters / len(texts)),
            "characters_a_text": round(characters / len(texts), 1),
            "one_at_a_time_per_s": round(float(np.median(alone))),
            "texts_per_cpu_s": round(float(np.median(per_cpu))),
            "labels": made.labels,
            "train_rows": made.rows,
            "train_s": round(train_s, 2),
            "train_cpu_s": round(train_cpu_s, 2),
            "held_out_accuracy": made.evaluation.accuracy and round(made.evaluation.accuracy, 4),
            "accuracy": round(
                sum(one == label for one, label in zip(said, labels, strict=True)) / len(texts), 4
            ),
            "with_a_place": round(placed / len(texts), 3),
        },
    )
