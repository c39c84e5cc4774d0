"""From texts to the pieces they are made of: character n-grams, and words where a script has spaces.

Everything is done on arrays over many texts at once. A piece is known by a 64-bit number made of its
characters alone, so that a vocabulary is an array of numbers, the same on every machine.

What counts as the same: NFKC (full-width forms, compatibility signs), lower case, one digit like another;
characters that nobody sees (format characters, combining marks, controls) are left out. Whatever is no letter
and no digit divides the text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Texts = Sequence[Sequence[str]]
U64 = NDArray[np.uint64]
I32 = NDArray[np.int32]

LONGEST = 3
"""Characters of the longest n-gram."""
SHORTEST_LATIN = 3
"""Characters of the shortest n-gram without an ideograph in it: shorter ones say nothing."""
CHUNK = 1 << 17
"""Characters that are taken in hand at once: bounds memory, and keeps the arrays near the processor."""
WORD, PAIR = LONGEST + 1, LONGEST + 2
"""Kinds of pieces: 1 to LONGEST are n-grams of so many characters."""
DIVIDER, UNSEEN, JOINS = 0, 1, 2
MOST_POINT = 0x110000
ODD = 0x9E3779B97F4A7C15
_letters = np.full(MOST_POINT, 0xFFFFFFFF, dtype=np.uint32)
"""What each code point counts as; filled as they are met."""
_UNKNOWN = np.uint32(0xFFFFFFFF)


def _counts_as(point: int) -> int:
    normal = unicodedata.normalize("NFKC", chr(point))
    kind = unicodedata.category(normal[:1])
    if 0xFE00 <= point <= 0xFE0F or (kind in ("Cf", "Cc", "Cs", "Cn") and not normal.isspace()):
        return UNSEEN
    if len(normal) > 1 or kind[0] == "M" or 0x1100 <= point <= 0x11FF:
        return JOINS
    if kind[0] == "N" and normal.isdigit():
        return ord("0")
    if kind[0] in "LN" or (kind == "So" and point > 0xFFFF):
        lower = normal.lower()
        return ord(lower) if len(lower) == 1 else ord(normal)
    return DIVIDER


def letters_of(points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """What each code point counts as: DIVIDER, UNSEEN, JOINS (one that NFKC makes several of, or joins to the
    one before it), or the letter it is one with.
    """
    found = _letters[points]
    if (found == _UNKNOWN).any():
        for point in np.unique(points[found == _UNKNOWN]).tolist():
            _letters[point] = _counts_as(point)
        found = _letters[points]
    return found


def is_ideograph(letters: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Scripts written without spaces: Chinese, kana; and signs such as emoji, which stand alone."""
    return (letters >= 0x2E80) & ~((letters >= 0xAC00) & (letters <= 0xD7A3))


def mixed(numbers: U64) -> U64:
    """Well spread 64-bit numbers (the finaliser of SplitMix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """The pieces of some texts, n of them in no order that matters.

    `text` int32[n]: which text, counted from `first`; `key` uint64[n]: which piece; `field`, `kind` uint8[n];
    `start`, `end` int32[n]: which of the seen letters it is made of. Of these letters, c of them: `origin`
    int32[c] is the place in `normal` (the fields, a line feed after each; some of them normalised, see
    `_laid`), `part` int32[c] the field it stands in (text * fields + field), `divides` and `spaced` bool[c]
    whether it parts pieces and whether it is of a script with spaces. `offsets` int64[texts * fields + 1]:
    where each field begins in `normal`.
    """

    first: int
    texts: int
    text: I32
    key: U64
    field: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    start: I32
    end: I32
    origin: I32
    part: I32
    divides: NDArray[np.bool_]
    spaced: NDArray[np.bool_]
    offsets: NDArray[np.int64]
    normal: str


def pieces(texts: Texts, fields: int) -> Iterator[Pieces]:
    """The pieces of `texts`, each a sequence of `fields` strings, some at a time and in order.

    A piece of one field is another than the same piece of the next field.
    """
    first = 0
    while first < len(texts):
        end, size = first, 0
        while end < len(texts) and (end == first or size < CHUNK):
            size += sum(map(len, texts[end]))
            end += 1
        yield _pieces(texts[first:end], first, fields)
        first = end


def _pieces(texts: Texts, first: int, fields: int) -> Pieces:
    parts = [field for text in texts for field in text]
    normal, letters, lengths = _laid(parts)
    if (letters == JOINS).any():
        # Rare: most texts are normalised letter by letter, by looking up.
        number = np.repeat(np.arange(len(parts)), lengths)
        for which in np.unique(number[letters == JOINS]).tolist():
            parts[which] = unicodedata.normalize("NFKC", parts[which])
        normal, letters, lengths = _laid(parts)
        letters[letters == JOINS] = UNSEEN
    offsets = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(lengths)))
    origin = np.flatnonzero(letters != UNSEEN).astype(np.int32)
    letters = letters[origin]
    part = np.repeat(np.arange(len(parts), dtype=np.int32), lengths)[origin]
    divides = letters == DIVIDER
    alone = is_ideograph(letters)
    value = mixed(letters.astype(np.uint64) * np.uint64(ODD))
    kinds: list[tuple[int, U64, NDArray[np.int64], NDArray[np.int64]]] = []
    rolling = np.zeros(len(letters), dtype=np.uint64)
    whole = np.ones(len(letters), dtype=np.bool_)
    has_ideograph = np.zeros(len(letters), dtype=np.bool_)
    for size in range(1, min(LONGEST, len(letters)) + 1):
        many, tail = len(letters) - size + 1, slice(size - 1, None)
        rolling = rolling[:many] * np.uint64(ODD) + value[tail]
        whole = whole[:many] & ~divides[tail]
        has_ideograph = has_ideograph[:many] | alone[tail]
        taken = np.flatnonzero(whole if size >= SHORTEST_LATIN else whole & has_ideograph)
        kinds.append((size, rolling[taken], taken, taken + size))
    kinds += _words(value, divides | alone, part)
    start = np.concatenate([one[2] for one in kinds])
    kind = np.repeat(np.array([one[0] for one in kinds], dtype=np.uint8), [len(one[1]) for one in kinds])
    of = part[start]
    field = of % np.int32(fields)
    salt = kind.astype(np.uint64) + field.astype(np.uint64) * np.uint64(256)
    return Pieces(
        first=first,
        texts=len(texts),
        text=of // np.int32(fields),
        key=mixed(np.concatenate([one[1] for one in kinds]) + salt * np.uint64(0xD1342543DE82EF95)),
        field=field.astype(np.uint8),
        kind=kind,
        start=start.astype(np.int32),
        end=np.concatenate([one[3] for one in kinds]).astype(np.int32),
        origin=origin,
        part=part,
        divides=divides,
        spaced=~(divides | alone),
        offsets=offsets,
        normal=normal,
    )


def _laid(parts: Sequence[str]) -> tuple[str, NDArray[np.uint32], NDArray[np.int64]]:
    """The fields one after another, what their letters count as, and the length of each with its end.

    A line feed after each field: nothing reaches over the end of one.
    """
    normal = "\n".join(parts) + "\n"
    letters = letters_of(np.frombuffer(normal.encode("utf-32-le", "surrogatepass"), dtype="<u4"))
    return normal, letters, np.fromiter((len(part) + 1 for part in parts), np.int64, len(parts))


def _words(
    value: U64, outside: NDArray[np.bool_], part: I32
) -> list[tuple[int, U64, NDArray[np.int64], NDArray[np.int64]]]:
    """The words between spaces, and every two that follow each other within a field: kind, keys, begin,
    end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([True], outside, [True])).astype(np.int8)))
    begin, end = edges[0::2], edges[1::2]
    if not len(begin):
        return []
    # The rolling number of a stretch of any length, from running sums of value × odd^place (modulo 2^64).
    powers = np.full(len(value) + 1, ODD, dtype=np.uint64)
    powers[0] = 1
    powers = np.cumprod(powers, dtype=np.uint64)
    inverse = np.full(len(value) + 1, pow(ODD, -1, 1 << 64), dtype=np.uint64)
    inverse[0] = 1
    inverse = np.cumprod(inverse, dtype=np.uint64)
    sums = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(value * powers[:-1], dtype=np.uint64)))
    word = mixed((sums[end] - sums[begin]) * inverse[begin])
    pair = part[begin[:-1]] == part[begin[1:]]
    both = (word[:-1] * np.uint64(ODD) + word[1:])[pair]
    return [(WORD, word, begin, end), (PAIR, both, begin[:-1][pair], end[1:][pair])]
