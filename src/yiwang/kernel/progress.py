"""How far a long act of a web process is, for whoever waits for it, and his word that he no longer does.

The process that acts writes a small file under the ticket that its caller drew; any web process of the
instance reads it. Nobody else finds it: its name is made of the caller and the ticket.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from django.conf import settings

from yiwang.kernel import clock, shapes

T = TypeVar("T")
OLD_S = 3600.0


class Progress:
    """The side of the act. Without a file nobody asks, and nothing is written."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    @property
    def stopped(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._file is not None and _stop(self._file).exists()

    def tell(self, said: Any) -> None:
        """So far it is; the words are those of the noun."""
        if self._file is None:
            return
        fresh = self._file.with_suffix(".new")
        with contextlib.suppress(OSError):  # nothing ends because nobody can be told how far it is
            fresh.write_bytes(msgspec.json.encode(said))
            fresh.replace(self._file)


@contextlib.contextmanager
def told(room: str, owner: str, ticket: str) -> Iterator[Progress]:
    """The progress of one act; what it wrote goes with its end. Without a ticket nothing is written."""
    if not ticket:
        yield Progress(None)
        return
    file = _file(room, owner, ticket)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in file.parent.iterdir():  # by a process that died
        with contextlib.suppress(OSError):
            if clock.now().timestamp() - left.stat().st_mtime > OLD_S:
                left.unlink()
    try:
        yield Progress(file)
    finally:
        for one in (file, file.with_suffix(".new"), _stop(file)):
            one.unlink(missing_ok=True)


def read(room: str, owner: str, ticket: str, form: type[T]) -> T | None:
    """What one's own act said last; None where it has not begun, or is over."""
    try:
        return shapes.read(_file(room, owner, ticket).read_bytes(), form)
    except (OSError, msgspec.DecodeError):
        return None


def stop(room: str, owner: str, ticket: str) -> None:
    """Let one's own act, which is under way, know that nobody waits for it."""
    _stop(_file(room, owner, ticket)).touch(mode=0o600)


def _file(room: str, owner: str, ticket: str) -> Path:
    name = hashlib.blake2b(f"{owner}\n{ticket}".encode(), digest_size=16).hexdigest()
    return Path(settings.YIWANG.home) / "run" / room / f"{name}.json"


def _stop(file: Path) -> Path:
    return file.with_suffix(".stop")
