"""A linear judge of sparse rows: one support vector machine for each label, all labels in one pass.

Dual coordinate descent for the squared hinge (Hsieh, Chang, Lin, Keerthi and Sundararajan, “A dual coordinate
descent method for large-scale linear SVM”, ICML 2008). A row is touched once for all labels: what costs is to
fetch its weights, and those of one piece lie side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]


STILL = 1e-3
"""A row that would move no label by more is left as it is."""
FEW = 32
"""Labels up to which all of them are written at every step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Sparse rows: row i has the features `feature[begin[i]:begin[i + 1]]`, each once, with those
    `value`s."""

    begin: I64
    feature: NDArray[np.int32]
    value: F32

    def __len__(self) -> int:
        return len(self.begin) - 1


@dataclass(slots=True, kw_only=True)
class Machine:
    """`weights` float32[features, wide], `bias` float32[wide]; `alpha` float32[rows, wide] is the dual.

    `wide` is the number of labels made a multiple of four; the columns beyond are nobody's.
    """

    weights: F32
    bias: F32
    alpha: F32


def fresh(rows: int, features: int, labels: int) -> Machine:
    """A machine that has seen nothing."""
    wide = -(-labels // 4) * 4
    return Machine(
        weights=np.zeros((features, wide), dtype=np.float32),
        bias=np.zeros(wide, dtype=np.float32),
        alpha=np.zeros((rows, wide), dtype=np.float32),
    )


def costs(codes: I64, labels: int, cost: float) -> F32:
    """What a mistake costs: `cost` for a row that is not of the label, more for one of a rare label.

    Two rows: float32[2, wide], for rows not of each label and of it. The square root of the imbalance, not
    all of it: rare labels are found without being suspected everywhere.
    """
    counts = np.maximum(np.bincount(codes, minlength=labels), 1)
    made = np.full((2, -(-labels // 4) * 4), cost, dtype=np.float32)
    made[1, :labels] *= np.sqrt(np.maximum(len(codes) / labels / counts, 0.05))
    return made


def descend(
    machine: Machine, rows: Rows, codes: I64, taken: I64, cost: F32, orders: list[NDArray[np.int64]]
) -> None:
    """Improve `machine` in place by one pass over the rows `taken` for each of `orders` (permutations of
    them).

    `codes` int64[rows] is each row's label; `cost` comes from `costs`.
    """
    weights, bias, alpha = machine.weights, machine.bias, machine.alpha
    wide = weights.shape[1]
    begin, feature, value = rows.begin.tolist(), rows.feature.astype(np.intp), rows.value
    slack_other, slack_own = 0.5 / cost[0], 0.5 / cost[1]
    square = np.add.reduceat(value * value, rows.begin[:-1].clip(max=max(len(value) - 1, 0))).tolist()
    fours = weights.view(np.complex128)
    columns = [fours[:, place] for place in range(fours.shape[1])]
    for order in orders:
        for row in taken[order].tolist():
            here = slice(begin[row], begin[row + 1])
            which, x = feature[here], value[here]
            if not len(x):
                continue
            code = int(codes[row])
            fetched = weights.take(which, axis=0)
            slack = slack_other.copy()
            slack[code] = slack_own[code]
            margin = x @ fetched
            margin += bias
            np.negative(margin, out=margin)
            margin[code] = -margin[code]
            before = alpha[row]
            # The gradient of the dual, its Newton step, and the bound at zero.
            margin -= 1.0
            margin += before * slack
            margin /= slack + (square[row] + 1.0)
            step = np.maximum(before - margin, 0.0)
            change = before - step
            change[code] = -change[code]
            size = np.abs(change)
            if size.max() < STILL:
                continue
            if wide <= FEW:
                alpha[row] = step
                bias += change
                fetched += np.multiply.outer(x, change)
                written = fetched.view(np.complex128)
                # Four labels at once, as one number of sixteen bytes: several times as quick as row by row.
                for place, column in enumerate(columns):
                    column[which] = written[:, place]
                continue
            # Of many labels few are near: the others are not moved, and only these columns are written.
            moved = np.flatnonzero(size >= max(STILL, 0.01 * size.max()))
            alpha[row, moved] = step[moved]
            bias[moved] += change[moved]
            if 4 * len(moved) < wide:
                weights[which[:, None], moved] = fetched[:, moved] + np.multiply.outer(x, change[moved])
            else:
                moving = np.zeros(wide, dtype=np.float32)
                moving[moved] = change[moved]
                weights[which] = fetched + np.multiply.outer(x, moving)


def scores(rows: Rows, weights: F32, bias: F32, taken: I64) -> F32:
    """The score of every label for the rows `taken`: float32[len(taken), labels]."""
    made = np.empty((len(taken), len(bias)), dtype=np.float32)
    for place, row in enumerate(taken.tolist()):
        here = slice(rows.begin[row], rows.begin[row + 1])
        np.dot(rows.value[here], weights.take(rows.feature[here], axis=0), out=made[place])
    made += bias
    return made


def sure(scores: F32, slope: float) -> NDArray[np.float64]:
    """Scores as probabilities that sum to one in each row."""
    raised = scores.astype(np.float64) * slope
    raised -= raised.max(axis=1, keepdims=True)
    np.exp(raised, out=raised)
    raised /= raised.sum(axis=1, keepdims=True)
    return raised


def loss(scores: F32, codes: I64, slope: float) -> float:
    """How surprised the probabilities are by the labels (mean negative logarithm).

    As if one answer more had been wrong (Platt's correction, 1999): a handful of right answers makes nobody
    sure.
    """
    told = np.log(np.maximum(sure(scores, slope), 1e-12))
    wrong = 1 / (len(codes) + 2)
    right = told[np.arange(len(codes)), codes]
    return float(-((1 - wrong) * right + wrong * told.mean(axis=1)).mean())


def best_slope(scores: F32, codes: I64) -> float:
    """The slope under which the scores surprise least: temperature scaling, by golden section on its
    logarithm."""
    low, high = np.log(0.05), np.log(60.0)
    golden = (np.sqrt(5) - 1) / 2
    for _ in range(40):
        left, right = high - golden * (high - low), low + golden * (high - low)
        if loss(scores, codes, float(np.exp(left))) < loss(scores, codes, float(np.exp(right))):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def threshold(confidence: NDArray[np.float64], right: NDArray[np.bool_], precision: float) -> float:
    """The lowest confidence from which on at most 1 - `precision` of the answers are wrong; 2 where none is.

    One error more than was seen is counted: so the precision holds on average for texts to come (the
    selection rule of Jin and Candès, “Selection by prediction with conformal p-values”, JMLR 2023). It takes
    1 / (1 - precision) answers to grant any.
    """
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum(~right[order]) + 1
    held = wrong <= (1 - precision) * (np.arange(len(order)) + 1)
    # Equal confidences are taken together or not at all.
    last = np.append(confidence[order][1:] != confidence[order][:-1], True)
    granted = np.flatnonzero(held & last)
    return float(confidence[order][granted[-1]]) if len(granted) else 2.0
