"""Which pieces each text holds and how often, and what they weigh: the rows that are learnt from and
judged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yiwang.algorithms._grams import LONGEST, PAIR, Pieces, Texts, pieces
from yiwang.algorithms._linear import Rows

I64 = NDArray[np.int64]
U64 = NDArray[np.uint64]

MOST_WEIGHTS = 48_000_000
"""Pieces × labels of a model: at four bytes each bounds it to 200 MB."""
MOST_PIECES = 1_500_000
MOST_COUNTED = 6_000_000
"""Distinct pieces counted at once; beyond, those seen in one text only are forgotten."""
BY_KIND = np.array([0.0, 1.0, 1.0, 0.5, 1.0, 0.7])
"""What a piece counts by its kind: an n-gram of 1 to 3 characters, a word, two words."""
assert len(BY_KIND) == PAIR + 1 == LONGEST + 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The pieces that are known: `key` uint64[v] rising, `field` and `kind` uint8[v].

    `first` int32[2^bits]: where the keys with these leading bits begin, so that one is found in one or two
    steps; `there` bool[2^(bits + 3)]: whether any has these leading bits, so that most are not looked for.
    """

    key: U64
    field: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    bits: int
    first: NDArray[np.int32]
    there: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.key)

    def find(self, key: U64) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Which of the pieces are known, rising, and the number of each of these."""
        left = np.flatnonzero(self.there[key >> np.uint64(61 - self.bits)])
        key = key[left]
        place = self.first[key >> np.uint64(64 - self.bits)]
        known = [(left[:0], place[:0])]
        while len(left):
            met = self.key.take(place, mode="clip")
            same = met == key
            known.append((left[same], place[same]))
            on = (met < key) & (place + 1 < len(self))
            left, key, place = left[on], key[on], place[on] + np.int32(1)
        which = np.concatenate([one[0] for one in known])
        order = np.argsort(which)
        return which[order], np.concatenate([one[1] for one in known])[order]


def vocabulary(key: U64, field: NDArray[np.uint8], kind: NDArray[np.uint8]) -> Vocabulary:
    """The vocabulary of these pieces, whose keys rise."""
    bits = max(1, len(key).bit_length())
    leading = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
    there = np.zeros(1 << (bits + 3), dtype=np.bool_)
    there[key >> np.uint64(61 - bits)] = True
    first = np.searchsorted(key, leading).astype(np.int32)
    return Vocabulary(key=key, field=field, kind=kind, bits=bits, first=first, there=there)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How often texts hold known pieces: `begin` int64[texts + 1], `feature` int32[n], `often` float32[n].

    `often` is 1 + ln(count).
    """

    begin: I64
    feature: NDArray[np.int32]
    often: NDArray[np.float32]

    @property
    def text(self) -> I64:
        return np.repeat(np.arange(len(self.begin) - 1), np.diff(self.begin))


def learn_pieces(texts: Texts, fields: int, labels: int) -> Vocabulary:
    """The pieces worth knowing: all of few texts, those seen twice of many, and the commonest of too many."""
    key = np.zeros(0, dtype=np.uint64)
    seen = np.zeros(0, dtype=np.int64)
    sort = np.zeros(0, dtype=np.uint16)
    waiting: list[tuple[U64, I64, NDArray[np.uint16]]] = []
    for some in pieces(texts, fields):
        waiting.append(_in_how_many(some))
        if sum(len(one[0]) for one in waiting) > MOST_COUNTED // 2:
            key, seen, sort = _gathered([(key, seen, sort), *waiting])
            waiting = []
            if len(key) > MOST_COUNTED:
                kept = seen > 1
                key, seen, sort = key[kept], seen[kept], sort[kept]
    key, seen, sort = _gathered([(key, seen, sort), *waiting])
    kept = seen >= least(len(texts))
    key, seen, sort = key[kept], seen[kept], sort[kept]
    most = min(MOST_PIECES, MOST_WEIGHTS // labels)
    if len(key) > most:
        commonest = np.sort(np.lexsort((key, -seen))[:most])
        key, sort = key[commonest], sort[commonest]
    return vocabulary(key, (sort >> 8).astype(np.uint8), (sort & 255).astype(np.uint8))


def least(texts: int) -> int:
    """In how many texts a piece must stand to be known."""
    return 1 if texts < 1_000 else 2 if texts < 30_000 else 3


def _in_how_many(some: Pieces) -> tuple[U64, I64, NDArray[np.uint16]]:
    """The distinct pieces, in how many of the texts each stands, and its field and kind."""
    key, at, code = np.unique(some.key, return_index=True, return_inverse=True)
    once = np.unique(code * np.int64(some.texts) + some.text) // some.texts
    sort = some.field[at].astype(np.uint16) << np.uint16(8) | some.kind[at]
    return key, np.bincount(once, minlength=len(key)), sort


def _gathered(
    many: list[tuple[U64, I64, NDArray[np.uint16]]],
) -> tuple[U64, I64, NDArray[np.uint16]]:
    every = np.concatenate([one[0] for one in many])
    key, at, code = np.unique(every, return_index=True, return_inverse=True)
    seen = np.bincount(code, np.concatenate([one[1] for one in many]), minlength=len(key)).astype(np.int64)
    return key, seen, np.concatenate([one[2] for one in many])[at]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The known pieces of some texts: `counts`, and for each place where one stands (`start`, `end` as in
    `Pieces`, int32[m]) the entry of `counts` that it belongs to (`entry` int64[m]) and how many share it.
    """

    counts: Counts
    entry: I64
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    times: I64


def found_in(some: Pieces, known: Vocabulary) -> Found:
    """The pieces of `some` that are known."""
    there, feature = known.find(some.key)
    both = some.text[there].astype(np.int64) * max(len(known), 1) + feature
    order = np.argsort(both)
    ordered = both[order]
    new = np.ones(len(ordered), dtype=np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    at = np.flatnonzero(new)
    times = np.diff(np.append(at, len(ordered)))
    text, which = np.divmod(ordered[at], max(len(known), 1))
    return Found(
        counts=Counts(
            begin=np.searchsorted(text, np.arange(some.texts + 1)),
            feature=which.astype(np.int32),
            often=(1 + np.log(times)).astype(np.float32),
        ),
        entry=np.repeat(np.arange(len(at)), times),
        start=some.start[there[order]],
        end=some.end[there[order]],
        times=times,
    )


def count(texts: Texts, fields: int, known: Vocabulary) -> Counts:
    """The known pieces of all `texts`."""
    begins, features, oftens, held = [np.zeros(1, dtype=np.int64)], [], [], 0
    for some in pieces(texts, fields):
        counts = found_in(some, known).counts
        begins.append(counts.begin[1:] + held)
        features.append(counts.feature)
        oftens.append(counts.often)
        held += len(counts.feature)
    return Counts(
        begin=np.concatenate(begins), feature=np.concatenate(features), often=np.concatenate(oftens)
    )


def piece_weights(counts: Counts, known: Vocabulary, taken: NDArray[np.bool_]) -> NDArray[np.float32]:
    """What each piece weighs by how few of the texts `taken` (bool[texts]) hold it: float32[v].

    The root of the usual inverse document frequency: of a text of four hundred characters most pieces are
    rare, and with it squared they would drown the others. Pieces in too few of these texts weigh nothing.
    """
    texts = int(taken.sum())
    held = np.bincount(counts.feature[np.repeat(taken, np.diff(counts.begin))], minlength=len(known))
    weight = np.sqrt(np.log((1 + texts) / (1 + held)) + 1) * BY_KIND[known.kind]
    return np.where(held >= least(texts), weight, 0).astype(np.float32)


def rows_of(
    counts: Counts, known: Vocabulary, weight: NDArray[np.float32], fields: int, together: bool
) -> Rows:
    """Rows of length one.

    Each field that says something contributes as much as another; or, `together`, as much as it says.
    """
    value = counts.often * weight[counts.feature]
    texts = len(counts.begin) - 1
    if together:
        block, many = counts.text, 1
    else:
        block, many = counts.text * fields + known.field[counts.feature], fields
    square = np.bincount(block, value * value, minlength=texts * many)
    speaking = (square.reshape(texts, many) > 0).sum(axis=1).repeat(many)
    scale = np.sqrt(np.maximum(square * speaking, 1e-12)).astype(np.float32)
    return Rows(begin=counts.begin, feature=counts.feature, value=value / scale[block])
