"""What in a text spoke for its label: every known piece lays its weight on its characters, and the stretches
that carry most are shown."""

from __future__ import annotations

import unicodedata

import numpy as np
from numpy.typing import NDArray

from yiwang.algorithms._counts import Found
from yiwang.algorithms._grams import Pieces, Texts
from yiwang.algorithms.contracts import Evidence

MOST = 3
"""Stretches shown."""
STANDS_OUT = 0.3
"""Of the weight on the heaviest character, what the others of a stretch carry at least."""
WHOLE = 2.0**30
LONGEST_SHOWN = 24
"""Characters of the longest stretch that is shown."""


def evidence(
    some: Pieces, found: Found, spoken: NDArray[np.float32], fields: int, texts: Texts
) -> list[tuple[Evidence, ...]]:
    """The stretches of each text of `some`, heaviest first; `spoken` is what each entry of `found.counts`
    gave."""
    letters = len(some.origin)
    # Whole numbers: their sums are exact, whatever other texts are in hand.
    each = np.rint((spoken / found.times)[found.entry] * WHOLE / (found.end - found.start))
    laid = np.bincount(found.start, each, minlength=letters + 1).astype(np.float64)
    laid -= np.bincount(found.end, each, minlength=letters + 1)
    heat = np.cumsum(laid)[:letters]
    heat[some.divides] = 0
    heat = np.maximum(_word_wise(heat, some.spaced), 0)
    text = some.part // np.int32(fields)
    total = np.bincount(text, heat, minlength=some.texts)
    heaviest = np.zeros(some.texts)
    np.maximum.at(heaviest, text, heat)
    # A character between the others is taken along when it spoke for the label at all.
    hot = heat > STANDS_OUT * heaviest[text]
    warm = heat > 0
    near = hot.copy()
    near[1:] |= hot[:-1] & warm[1:]
    near[:-1] |= hot[1:] & warm[:-1]
    shown = near & ~some.divides
    change = np.diff(np.concatenate(([False], shown, [False])).astype(np.int8))
    begin, end = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    # From one beginning to the next; what lies between two stretches counts for neither.
    carried = np.add.reduceat(np.where(shown, heat, 0.0), begin) if len(begin) else heat[:0]
    # One ideograph alone can hardly be read.
    carried = np.where((end - begin == 1) & ~some.spaced[begin], carried * 0.25, carried)
    order = np.lexsort((begin, -carried, text[begin]))
    where = text[begin][order]
    first = np.searchsorted(where, np.arange(some.texts + 1)).tolist()
    ends = np.minimum(end, begin + LONGEST_SHOWN)
    made: list[tuple[Evidence, ...]] = []
    normal, offsets, origin, part = some.normal, some.offsets, some.origin, some.part
    for place in range(some.texts):
        top = order[first[place] : min(first[place + 1], first[place] + MOST)].tolist()
        one = []
        for run in top:
            start, stop = int(origin[begin[run]]), int(origin[ends[run] - 1]) + 1
            number = int(part[begin[run]])
            field = number % fields
            whole = texts[some.first + place][field]
            offset = int(offsets[number])
            at, piece = _in_the_text(whole, normal, start - offset, stop - offset, offset)
            share = float(carried[run] / total[place]) if total[place] else 0.0
            one.append(Evidence(field=field, start=at, piece=piece, share=share))
        made.append(tuple(one))
    return made


def _word_wise(heat: NDArray[np.float64], spaced: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Where words have spaces between them, a word is hot or not as a whole."""
    if not spaced.any():
        return heat
    begins = np.flatnonzero(spaced & ~np.concatenate(([False], spaced[:-1])))
    number = np.cumsum(np.concatenate((spaced[:1], spaced[1:] & ~spaced[:-1])).astype(np.int64)) - 1
    mean = np.bincount(number[spaced], heat[spaced], minlength=len(begins)).astype(np.float64)
    mean = np.rint(mean / np.bincount(number[spaced], minlength=len(begins)))
    whole = heat.copy()
    whole[spaced] = mean[number[spaced]]
    return whole


def _in_the_text(whole: str, normal: str, start: int, stop: int, offset: int) -> tuple[int, str]:
    """Where the stretch `start` to `stop` of the normalised field stands in the field as it was written."""
    if normal[offset + start : offset + stop] == whole[start:stop]:
        return start, whole[start:stop]
    places: list[int] = []
    for place, letter in enumerate(whole):
        places += [place] * len(unicodedata.normalize("NFKC", letter))
        if len(places) > stop:
            break
    if (
        len(places) >= stop
        and unicodedata.normalize("NFKC", whole[places[start] : places[stop - 1] + 1])
        == (normal[offset + start : offset + stop])
    ):
        return places[start], whole[places[start] : places[stop - 1] + 1]
    return -1, normal[offset + start : offset + stop]
