"""Reading JSON into our dataclasses and structs, in whatever thread.

msgspec (0.22) keeps what it learns of a class on the class before it has learned all of it: a second thread
that reads into the same class in that moment finds a field without a name, and the process ends by SIGSEGV.
So one thread at a time learns, and a lint keeps `msgspec.json.decode(…, type=…)` and `msgspec.convert` out
elsewhere.
"""

from __future__ import annotations

import threading
from typing import Any, TypeVar, cast

import msgspec

T = TypeVar("T")

_learning = threading.Lock()
_readers: dict[Any, msgspec.json.Decoder[Any]] = {}


def reader(shape: type[T]) -> msgspec.json.Decoder[T]:
    """The one decoder of JSON into `shape`."""
    found = _readers.get(shape)
    if found is None:
        with _learning:
            found = _readers.setdefault(shape, msgspec.json.Decoder(shape))
    return cast("msgspec.json.Decoder[T]", found)


def read(text: str | bytes, shape: type[T]) -> T:
    """What the JSON in `text` says, as a `shape`. Raises msgspec.DecodeError."""
    return reader(shape).decode(text)


def convert(said: Any, shape: type[T], *, strict: bool = True) -> T:
    """Plain values as a `shape`; without `strict` from texts too. Raises msgspec.ValidationError."""
    reader(shape)
    return msgspec.convert(said, shape, strict=strict)
