"""`yiwang evaluate classify`: trains what the product uses on one file, and measures it on another."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yiwang.algorithms._text import PRECISION, TextModel, train_text
from yiwang.algorithms.contracts import TableRefused, TextRow, Understanding

BINS = 15
"""Of the expected calibration error, equally wide (Guo et al., ICML 2017)."""
LONGEST_CELL = 1 << 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How a model did on texts that it was not trained on. Shares are 0 to 1.

    `coverage` is the share of texts that reach the model's threshold, chosen on the training rows alone, and
    `coverage_precision` how many of them were right (None where there are none); `oracle_coverage` is the
    largest share that could have been decided at that precision by who knows the answers. `unseen` counts
    test rows whose label is not in the training file: they are wrong answers here.
    """

    train_rows: int
    test_rows: int
    labels: int
    unseen: int
    skipped: int
    pieces: int
    accuracy: float
    macro_f1: float
    top3_accuracy: float
    precision_asked: float
    threshold: float
    coverage: float
    coverage_precision: float | None
    oracle_coverage: float
    calibration_error: float
    train_s: float
    texts_per_s: float
    characters_per_s: float
    characters: int
    model: str


def classify_command(
    train: Path, test: Path, fields: Sequence[str], label: str, as_json: bool = False
) -> int:
    """Train on the one CSV, test on the other, print how well it went. Raises TableRefused,
    TooFewExamples."""
    learnt, skipped = read_rows(train, fields, label)
    asked, more = read_rows(test, fields, label)
    began = time.perf_counter()
    model = train_text(learnt)
    train_s = time.perf_counter() - began
    told = measure(model, asked, train_s=train_s, skipped=skipped + more)
    print(json.dumps(asdict(told), ensure_ascii=False) if as_json else _sentences(told))
    return 0


def read_rows(path: Path, fields: Sequence[str], label: str) -> tuple[list[TextRow], int]:
    """The rows of a CSV file (UTF-8 or GB18030) and how many were left out for want of a label.

    Raises TableRefused.
    """
    reader = csv.reader(io.StringIO(_decoded(path), newline=""))
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    rows: list[TextRow] = []
    skipped = 0
    try:
        head = [name.strip() for name in next(reader, [])]
        if not any(head):
            raise TableRefused(file=path.name, zh="文件是空的。", en="the file is empty.")
        wanted = [*fields, label]
        missing = [name for name in wanted if name not in head]
        if missing:
            raise TableRefused(
                file=path.name,
                zh=f"没有列 {'、'.join(missing)}；现有 {'、'.join(head)}。",
                en=f"there is no column {', '.join(missing)}; there are {', '.join(head)}.",
            )
        places = [head.index(name) for name in wanted]
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            cells = [row[place] if place < len(row) else "" for place in places]
            if cells[-1].strip():
                rows.append(TextRow(fields=tuple(cells[:-1]), label=cells[-1].strip()))
            else:
                skipped += 1
    except csv.Error as error:
        raise TableRefused(
            file=path.name,
            zh=f"第 {reader.line_num} 行不是 CSV（{error}）。",
            en=f"line {reader.line_num}: {error}.",
        ) from error
    if not rows:
        raise TableRefused(file=path.name, zh="没有带类别的数据行。", en="it has no row with a label.")
    return rows, skipped


def _decoded(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TableRefused(
            file=str(path), zh=f"打不开（{error.strerror}）。", en=f"it cannot be opened ({error.strerror})."
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableRefused(
        file=path.name, zh="编码既不是 UTF-8 也不是 GB18030。", en="it is neither UTF-8 nor GB18030."
    )


def measure(model: TextModel, rows: Sequence[TextRow], train_s: float = 0.0, skipped: int = 0) -> Measured:
    """How `model` answers `rows`, and how quickly: from text to ranked labels, confidence and reason."""
    texts = [row.fields for row in rows]
    model.classify(texts[:1], most=3)
    began = time.perf_counter()
    answers = model.classify(texts)
    for answer in answers:
        _ = answer.reason
    took_s = max(time.perf_counter() - began, 1e-9)
    truth = [row.label for row in rows]
    right = np.array([answer.label == label for answer, label in zip(answers, truth, strict=True)])
    confidence = np.array([answer.confidence for answer in answers])
    decided = np.array([answer.decided for answer in answers])
    within = [
        label in {one.label for one in answer.ranked[:3]}
        for answer, label in zip(answers, truth, strict=True)
    ]
    characters = sum(len(field) for text in texts for field in text)
    known = set(model.labels)
    return Measured(
        train_rows=model.rows,
        test_rows=len(rows),
        labels=len(model.labels),
        unseen=sum(label not in known for label in truth),
        skipped=skipped,
        pieces=len(model.known),
        accuracy=float(right.mean()),
        macro_f1=macro_f1(truth, answers),
        top3_accuracy=float(np.mean(within)),
        precision_asked=PRECISION,
        threshold=model.threshold,
        coverage=float(decided.mean()),
        coverage_precision=float(right[decided].mean()) if decided.any() else None,
        oracle_coverage=oracle_coverage(confidence, right),
        calibration_error=calibration_error(confidence, right),
        train_s=train_s,
        texts_per_s=len(rows) / took_s,
        characters_per_s=characters / took_s,
        characters=characters,
        model=model.digest,
    )


def macro_f1(truth: Sequence[str], answers: Sequence[Understanding]) -> float:
    """The mean of the F1 of every label that was given or answered."""
    said = [answer.label for answer in answers]
    scores = []
    for label in sorted({*truth, *said}):
        hit = sum(one == other == label for one, other in zip(truth, said, strict=True))
        scores.append(2 * hit / (truth.count(label) + said.count(label)))
    return float(np.mean(scores))


def oracle_coverage(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The largest share of answers, surest first, of which `PRECISION` are right."""
    order = np.argsort(-confidence, kind="stable")
    held = np.cumsum(right[order]) >= PRECISION * np.arange(1, len(order) + 1)
    return float((np.flatnonzero(held)[-1] + 1) / len(order)) if held.any() else 0.0


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """How far confidence and the share of right answers lie apart, on average over the answers."""
    bins = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    apart = np.bincount(bins, confidence - right, minlength=BINS)
    return float(np.abs(apart).sum() / len(right))


def _sentences(told: Measured) -> str:
    held = "—" if told.coverage_precision is None else f"{told.coverage_precision:.2%}"
    threshold = "无 none" if told.threshold > 1 else f"{told.threshold:.3f}"
    lines = [
        (
            "训练、测试、类别  train, test, labels",
            f"{told.train_rows:,} · {told.test_rows:,} · {told.labels:,}",
        ),
        ("准确率  accuracy", f"{told.accuracy:.2%}"),
        ("宏平均 F1  macro-F1", f"{told.macro_f1:.2%}"),
        ("前三准确率  top-3 accuracy", f"{told.top3_accuracy:.2%}"),
        (
            f"自动判定率  coverage at {told.precision_asked:.0%} precision",
            f"{told.coverage:.2%}（准确 right {held}；阈值 threshold {threshold}）",
        ),
        ("事后最大判定率  oracle coverage", f"{told.oracle_coverage:.2%}"),
        ("校准误差  expected calibration error", f"{told.calibration_error:.4f}"),
        ("训练用时  training", f"{told.train_s:.1f} s · {told.pieces:,} 特征 pieces"),
        ("速度  speed", f"{told.texts_per_s:,.0f} 条 texts/s · {told.characters_per_s:,.0f} 字 characters/s"),
    ]
    if told.unseen:
        lines.append(("训练中没有的类别  labels not trained", f"{told.unseen:,} 条 rows"))
    if told.skipped:
        lines.append(("没有类别而略去  left out, no label", f"{told.skipped:,} 条 rows"))
    return "\n".join(f"{name}：{value}" for name, value in lines)
