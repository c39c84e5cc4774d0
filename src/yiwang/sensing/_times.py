"""Times of many readings at once: RFC 3339 text to microseconds by arithmetic on columns of letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated

import msgspec
import numpy as np
from numpy.typing import NDArray

from yiwang.kernel import shapes

_SECOND_US = 1_000_000
_DAY_US = 86_400 * _SECOND_US
_EPOCH = date(1970, 1, 1).toordinal()
_Moments = list[Annotated[datetime, msgspec.Meta(tz=True)]]
# Of "2026-03-02T08:00:00.25+08:00": date of 10 letters, time of 8, fraction with its point, zone of 6.
_DATE, _BASE, _ZONE = 10, 19, 6
_TIME = np.array([11, 12, 14, 15, 17, 18])
_MIXED = 6
_FEW = 16
"""So few texts are read one by one sooner than as columns."""
_SHARED = 4
"""So many readings to an instant make it worth reading each instant once."""


def instants(texts: Sequence[str]) -> NDArray[np.int64] | None:
    """Microseconds since 1970 UTC of each text; None where one of them is no time with an offset.

    Texts of one length and one kind of offset are read together; what remains is read one by one. Both round
    what is finer than a microsecond alike: the columns do not take it.
    """
    distinct = set(texts)
    if len(distinct) * _SHARED <= len(texts):
        # A round of many devices: a few instants, each of many readings.
        several = list(distinct)
        read = _singly(several) if len(several) <= _FEW else instants(several)
        if read is None:
            return None
        if len(several) == 1:
            return np.full(len(texts), read[0])
        known = dict(zip(several, read.tolist(), strict=True))
        return np.fromiter(map(known.__getitem__, texts), dtype=np.int64, count=len(texts))
    lengths = set(map(len, texts))
    if len(lengths) == 1:
        found = _columns(texts, lengths.pop())
        return found if found is not None else _singly(texts)
    if len(lengths) > _MIXED:
        return _singly(texts)
    out = np.empty(len(texts), dtype=np.int64)
    sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    for length in lengths:
        places = np.flatnonzero(sizes == length)
        part = [texts[i] for i in places.tolist()]
        found = _columns(part, length)
        if found is None:
            found = _singly(part)
        if found is None:
            return None
        out[places] = found
    return out


def _columns(texts: Sequence[str], length: int) -> NDArray[np.int64] | None:
    """The same for texts of one length; None where anything is unusual."""
    zulu = texts[0].endswith("Z")
    zone = 1 if zulu else _ZONE
    fraction = length - _BASE - zone  # with its point
    if not (fraction == 0 or 2 <= fraction <= 7):
        return None
    joined = "".join(texts)
    if not joined.isascii():
        return None
    letters = np.frombuffer(joined.encode("ascii"), dtype=np.uint8).reshape(len(texts), length)
    marks = letters[:, [10, 13, 16, *((_BASE,) if fraction else ())]]
    if not (marks == np.frombuffer(b"T::."[: marks.shape[1]], dtype=np.uint8)).all():
        return None
    digits = letters[:, _TIME].T - np.uint8(48)
    more = letters[:, _BASE + 1 : _BASE + fraction].T - np.uint8(48)
    if digits.max() > 9 or (fraction and more.max() > 9):
        return None
    hour, minute, second = digits[0::2] * np.uint8(10) + digits[1::2]
    if hour.max() > 23 or minute.max() > 59 or second.max() > 59:
        return None
    us = (hour * np.int64(3600) + minute * np.int64(60) + second) * _SECOND_US
    for place, row in enumerate(more):
        us += row * np.int64(10 ** (5 - place))
    try:
        us += _each(letters[:, :_DATE], texts, slice(None, _DATE), _day)
        if not zulu:
            us -= _each(letters[:, -_ZONE:], texts, slice(-_ZONE, None), _offset)
    except ValueError:
        return None
    return us if not zulu or (letters[:, -1] == ord("Z")).all() else None


def _each(
    letters: NDArray[np.uint8], texts: Sequence[str], part: slice, read: Callable[[str], int]
) -> NDArray[np.int64] | int:
    """What `read` makes of a part of every text; of one alone where all are the same, as they mostly are."""
    if (letters == letters[0]).all():
        return read(texts[0][part])
    words = [text[part] for text in texts]
    known = {word: read(word) for word in set(words)}
    return np.fromiter(map(known.__getitem__, words), dtype=np.int64, count=len(words))


def _day(word: str) -> int:
    if word[4] != "-" or word[7] != "-":
        raise ValueError(word)
    return (date.fromisoformat(word).toordinal() - _EPOCH) * _DAY_US


def _offset(word: str) -> int:
    if word[0] not in "+-" or word[3] != ":" or not (word[1:3] + word[4:]).isdigit():
        raise ValueError(word)
    hours, minutes = int(word[1:3]), int(word[4:])
    if hours > 23 or minutes > 59:
        raise ValueError(word)
    return (hours * 60 + minutes) * 60 * _SECOND_US * (-1 if word[0] == "-" else 1)


def _singly(texts: Sequence[str]) -> NDArray[np.int64] | None:
    # msgspec takes +0800 as well, which RFC 3339 does not know and the careful way refuses.
    if not all(text[-1:] in ("Z", "z") or text[-3:-2] == ":" for text in texts):
        return None
    try:
        moments = shapes.convert(list(texts), _Moments)
    except msgspec.ValidationError:
        return None
    # Exact: a double holds today's seconds to a quarter of a microsecond.
    return np.rint(np.array([moment.timestamp() for moment in moments]) * 1e6).astype(np.int64)
