"""How far a preview is, for whoever waits for it, and his word that he no longer does.

The web process that computes writes a small file a few times a second under the ticket that its caller drew;
any web process of the instance reads it. Nobody else finds it: its name is made of the caller and the ticket.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
from django.conf import settings

from yiwang.identity.api import Subject
from yiwang.kernel import clock, shapes
from yiwang.rules.contracts import PreviewCancelled, PreviewProgress, UnknownPreview

EVERY_S = 0.2
OLD_S = 3600.0


def _folder() -> Path:
    return Path(settings.YIWANG.home) / "run" / "previews"


def _file(subject: Subject, ticket: str) -> Path:
    words = f"{subject.user_id}\n{ticket}".encode()
    return _folder() / f"{hashlib.blake2b(words, digest_size=16).hexdigest()}.json"


def _stop(file: Path) -> Path:
    return file.with_suffix(".stop")


class Progress:
    """The preview's side. Without a ticket nobody asks, and nothing is written."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._told_at = 0.0

    def tell(self, stage: str, days_done: float, days: float, share: float) -> None:
        """So many days of this stage are done, and this share of the whole. Raises PreviewCancelled."""
        now = time.monotonic()
        if self._file is None or now - self._told_at < EVERY_S:
            return
        self._told_at = now
        if _stop(self._file).exists():
            raise PreviewCancelled()
        said = PreviewProgress(
            stage=stage, days_done=round(days_done), days=round(days), share=round(min(share, 1.0), 3)
        )
        fresh = self._file.with_suffix(".new")
        with contextlib.suppress(OSError):  # a preview does not end because nobody can be told how far it is
            fresh.write_bytes(msgspec.json.encode(said))
            fresh.replace(self._file)


@contextlib.contextmanager
def told(subject: Subject, ticket: str) -> Iterator[Progress]:
    """The progress of one preview; what it wrote goes with its end."""
    if not ticket:
        yield Progress(None)
        return
    file = _file(subject, ticket)
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.iterdir():  # by a process that died
        with contextlib.suppress(OSError):
            if clock.now().timestamp() - left.stat().st_mtime > OLD_S:
                left.unlink()
    made = Progress(file)
    try:
        made.tell("reading", 0, 0, 0.0)
        yield made
    finally:
        for one in (file, file.with_suffix(".new"), _stop(file)):
            one.unlink(missing_ok=True)


def progress(subject: Subject, ticket: str) -> PreviewProgress:
    """How far one's own preview is. Raises UnknownPreview: not begun, or over."""
    try:
        return shapes.read(_file(subject, ticket).read_bytes(), PreviewProgress)
    except (OSError, msgspec.DecodeError) as error:
        raise UnknownPreview() from error


def cancel(subject: Subject, ticket: str) -> None:
    """End one's own preview: whoever asked for it is told PreviewCancelled. Raises UnknownPreview."""
    progress(subject, ticket)
    _stop(_file(subject, ticket)).touch(mode=0o600)
