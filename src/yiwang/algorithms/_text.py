"""A model that understands texts: trained from rows, kept as plain arrays, and able to say why."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yiwang.algorithms import _linear
from yiwang.algorithms._counts import (
    Counts,
    Vocabulary,
    count,
    found_in,
    learn_pieces,
    piece_weights,
    rows_of,
    vocabulary,
)
from yiwang.algorithms._evidence import evidence
from yiwang.algorithms._grams import Texts, pieces
from yiwang.algorithms.contracts import (
    ModelAltered,
    Ranked,
    TextRow,
    TooFewExamples,
    Understanding,
    WrongFields,
)
from yiwang.kernel import chance

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]

MAGIC = b"yiwang text model 1 "
PRECISION = 0.98
"""Of the answers that are acted on without a person, so many shall be right."""
COSTS = (1.0, 4.0)
"""What a mistake costs, to be chosen by cross-validation."""
PASSES = 8
FEW_PASSES = 5
PARTS = 5
"""Of the training rows, each held out in turn."""
FEWEST = 20
"""Rows, beside those taught, by which a model can be measured at all."""
MANY = 4_000
LONG_WORK = 1_500_000_000
"""Entries × labels above which one part is held out instead of each in turn, and the cost is not chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextModel:
    """`weight` float32[v] of the pieces, `machine` float32[v, labels] and `bias` float32[labels] of the
    labels, `prior` float32[labels]; `slope` turns scores into confidences; `threshold` is the confidence from
    which on cross-validated answers were right in `PRECISION` of the cases (2: never).
    """

    labels: tuple[str, ...]
    fields: int
    together: bool
    known: Vocabulary
    weight: F32
    machine: F32
    bias: F32
    prior: F32
    slope: float
    threshold: float
    cost: float
    rows: int
    mean: F32 = field(init=False, repr=False, compare=False)
    """Of the machine over all labels, float32[v]."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "mean", self.machine.mean(axis=1))

    def classify(self, texts: Texts, most: int = 5) -> list[Understanding]:
        """What each text (its fields in the order of training) is taken for: at most `most` labels, and why.

        Any text is answered, an empty one too. Raises WrongFields.
        """
        check_fields(texts, self.fields)
        answers: list[Understanding] = []
        most = min(most, len(self.labels))
        for some in pieces(texts, self.fields):
            found = found_in(some, self.known)
            rows = rows_of(found.counts, self.known, self.weight, self.fields, self.together)
            sure = self._sure(rows)
            best = np.argsort(-sure, axis=1, kind="stable")[:, :most]
            label = np.repeat(best[:, 0], np.diff(rows.begin))
            spoken = rows.value * (self.machine[rows.feature, label] - self.mean[rows.feature])
            pieced = evidence(some, found, spoken, self.fields, texts)
            confidences = np.take_along_axis(sure, best, axis=1).tolist()
            for places, values, why in zip(best.tolist(), confidences, pieced, strict=True):
                ranked = tuple(
                    Ranked(label=self.labels[place], confidence=value)
                    for place, value in zip(places, values, strict=True)
                )
                answers.append(
                    Understanding(ranked=ranked, evidence=why, decided=values[0] >= self.threshold)
                )
        return answers

    def _sure(self, rows: _linear.Rows) -> NDArray[np.float64]:
        """Confidences float64[texts, labels]; of a text without a known piece, how common the labels are."""
        every = np.arange(len(rows))
        sure = _linear.sure(_linear.scores(rows, self.machine, self.bias, every), self.slope)
        sure[np.diff(rows.begin) == 0] = self.prior
        return sure

    @property
    def digest(self) -> str:
        """SHA-256 over all that the answers are made of."""
        return hashlib.sha256(self._packed()).hexdigest()

    def save(self, path: Path) -> str:
        """Write the model there, whole or not at all and on the disk; returns its digest."""
        packed = self._packed()
        digest = hashlib.sha256(packed).hexdigest()
        partial = path.with_name(f"{path.name}.partial")
        with partial.open("wb") as file:
            file.write(MAGIC + digest.encode() + b"\n" + packed)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        return digest

    def _packed(self) -> bytes:
        file = io.BytesIO()
        said = {
            "labels": self.labels,
            "fields": self.fields,
            "together": self.together,
            "rows": self.rows,
        }
        np.savez(
            file,
            said=np.frombuffer(
                json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass"), np.uint8
            ),
            numbers=np.array([self.slope, self.threshold, self.cost]),
            key=self.known.key,
            field=self.known.field,
            kind=self.known.kind,
            weight=self.weight,
            machine=self.machine,
            bias=self.bias,
            prior=self.prior,
        )
        return file.getvalue()


def load_text(path: Path, digest: str = "") -> TextModel:
    """The model that was saved there; with `digest`, that one and no other. Raises ModelAltered.

    Nothing in the file is executed: it holds numbers, and one JSON text with the labels.
    """
    refused = ModelAltered(file=path.name)
    try:
        head, _, packed = path.read_bytes().partition(b"\n")
    except OSError as error:
        raise refused from error
    told = hashlib.sha256(packed).hexdigest()
    if head != MAGIC + told.encode() or digest not in ("", told):
        raise refused
    try:
        with np.load(io.BytesIO(packed), allow_pickle=False) as file:
            said = json.loads(file["said"].tobytes().decode("utf-8", "surrogatepass"))
            slope, threshold, cost = file["numbers"].tolist()
            return TextModel(
                labels=tuple(said["labels"]),
                fields=said["fields"],
                together=said["together"],
                known=vocabulary(file["key"], file["field"], file["kind"]),
                weight=file["weight"],
                machine=file["machine"],
                bias=file["bias"],
                prior=file["prior"],
                slope=slope,
                threshold=threshold,
                cost=cost,
                rows=said["rows"],
            )
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise refused from error


def check_fields(texts: Texts, fields: int) -> None:
    """Raises WrongFields for the first text that has more or fewer."""
    for row, text in enumerate(texts, 1):
        if isinstance(text, str) or len(text) != fields:
            raise WrongFields(expected=fields, row=row, found=1 if isinstance(text, str) else len(text))


def train_text(rows: Sequence[TextRow], taught: Sequence[TextRow] = ()) -> TextModel:
    """The model of these examples: at least two labels; the same examples in any order give the same model.

    `taught` rows are learnt too, but nothing is measured on them: they are no texts of the kind that will be
    asked about (a catalogue's own words). A model of too few other rows never decides. Raises
    TooFewExamples, WrongFields.
    """
    own = len(rows)
    rows = [*sorted(rows, key=_order), *sorted(taught, key=_order)]
    labels = tuple(sorted({row.label for row in rows}))
    if len(labels) < 2:
        raise TooFewExamples(
            zh=f"共 {len(rows)} 条，只有 {len(labels)} 个类别，至少要两个。",
            en=f"{len(rows)} rows with {len(labels)} label(s); at least two labels are needed.",
        )
    texts = [row.fields for row in rows]
    fields = len(texts[0])
    check_fields(texts, fields)
    place = {label: code for code, label in enumerate(labels)}
    codes = np.array([place[row.label] for row in rows])
    known = learn_pieces(texts, fields, len(labels))
    counts = count(texts, fields, known)
    seed = chance.rng("algorithms.text", seed=1).getrandbits(64)
    trainer = _Trainer(
        fields=fields,
        known=known,
        counts=counts,
        codes=codes,
        labels=len(labels),
        own=own if own >= FEWEST or not taught else len(rows),
        alone=bool(taught) and own < FEWEST,
        random=np.random.default_rng(seed),
    )
    together, cost, slope, threshold = trainer.settle()
    if taught and own < FEWEST:
        threshold = 2.0
    every = np.ones(len(rows), dtype=np.bool_)
    machine, weight, _ = trainer.fit(every, together, (cost,), FEW_PASSES if trainer.brief else PASSES)[0]
    return TextModel(
        labels=labels,
        fields=fields,
        together=together,
        known=known,
        weight=weight,
        machine=np.ascontiguousarray(machine.weights[:, : len(labels)]),
        bias=machine.bias[: len(labels)].copy(),
        prior=(np.bincount(codes, minlength=len(labels)) / len(rows)).astype(np.float32),
        slope=slope,
        threshold=threshold,
        cost=cost,
        rows=len(rows),
    )


def _order(row: TextRow) -> tuple[str, tuple[str, ...]]:
    return row.label, row.fields


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trainer:
    fields: int
    known: Vocabulary
    counts: Counts
    codes: I64
    labels: int
    own: int
    """The first so many rows are held out in turn, the others never."""
    alone: bool
    """There is next to nothing but a catalogue's words."""
    random: np.random.Generator

    @property
    def brief(self) -> bool:
        """One part is held out, instead of each in turn: there is too much to learn, or words that are no
        texts, which tell nothing of a threshold and of the cost too little to wait six times as long.
        """
        return self.alone or len(self.counts.feature) * self.labels > LONG_WORK

    def settle(self) -> tuple[bool, float, float, float]:
        """Whether fields count together, and the cost, slope and threshold, under which texts that were not
        trained on are answered best.
        """
        parts = self._parts()
        ways = [False] if self.fields == 1 or self.brief else [False, True]
        costs = COSTS[:1] if self.brief else COSTS
        codes: list[I64] = []
        told: dict[tuple[bool, float], list[F32]] = {(way, cost): [] for way in ways for cost in costs}
        for part in range(1 if self.brief else PARTS):
            taken = parts != part
            if taken.all() or not taken.any():
                continue
            codes.append(self.codes[~taken])
            for way in ways:
                for cost, (_, _, scores) in zip(costs, self.fit(taken, way, costs, FEW_PASSES), strict=True):
                    told[way, cost].append(scores)
            if len(parts) >= MANY and part == 1:
                # Of many rows two parts are enough to tell.
                ways = [min(told, key=lambda one: _blame(told[one], codes))[0]]
                told = {one: scores for one, scores in told.items() if one[0] in ways}
        together, cost = min(told, key=lambda one: _blame(told[one], codes))
        scores, every = np.concatenate(told[together, cost]), np.concatenate(codes)
        slope = _linear.best_slope(scores, every)
        right = scores.argmax(axis=1) == every
        sure = _linear.sure(scores, slope).max(axis=1)
        return together, cost, slope, _linear.threshold(sure, right, PRECISION)

    def _parts(self) -> I64:
        """Which of the parts each row is in; every label is spread over them as evenly as it can be."""
        order = self.random.permutation(self.own)
        order = order[np.argsort(self.codes[order], kind="stable")]
        parts = np.full(len(self.codes), PARTS, dtype=np.int64)
        parts[order] = np.arange(len(order)) % PARTS
        return parts

    def fit(
        self, taken: NDArray[np.bool_], together: bool, costs: Sequence[float], passes: int
    ) -> list[tuple[_linear.Machine, F32, F32]]:
        """Learn from the rows `taken`: for each of the rising `costs` the machine, the weights of the pieces
        and the scores of the rows not taken. Each cost goes on from the one before: they share one machine.
        """
        weight = piece_weights(self.counts, self.known, taken)
        rows = rows_of(self.counts, self.known, weight, self.fields, together)
        learnt, held = np.flatnonzero(taken), np.flatnonzero(~taken)
        machine = _linear.fresh(len(rows), len(self.known), self.labels)
        made = []
        for place, cost in enumerate(costs):
            orders = [self.random.permutation(len(learnt)) for _ in range(max(passes - 2 * place, 3))]
            _linear.descend(
                machine,
                rows,
                self.codes,
                learnt,
                _linear.costs(self.codes[learnt], self.labels, cost),
                orders,
            )
            scores = _linear.scores(rows, machine.weights, machine.bias, held)
            made.append((machine, weight, scores[:, : self.labels]))
        return made


def _blame(scores: list[F32], codes: list[I64]) -> float:
    """How badly texts that were not trained on were answered: the share of errors, and the surprise."""
    every, right = np.concatenate(scores), np.concatenate(codes)
    surprise = _linear.loss(every, right, _linear.best_slope(every, right))
    return float((every.argmax(axis=1) != right).mean()) + surprise
