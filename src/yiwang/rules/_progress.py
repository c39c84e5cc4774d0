"""How far a preview is, for whoever waits for it, and his word that he no longer does (`kernel.progress`)."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from yiwang.identity.api import Subject
from yiwang.kernel import progress as files
from yiwang.rules.contracts import PreviewCancelled, PreviewProgress, UnknownPreview

EVERY_S = 0.2
ROOM = "previews"


class Progress:
    """The preview's side. Without a ticket nobody asks, and nothing is written."""

    def __init__(self, told: files.Progress | None) -> None:
        self._told = told
        self._told_at = 0.0

    def tell(self, stage: str, days_done: float, days: float, share: float) -> None:
        """So many days of this stage are done, and this share of the whole. Raises PreviewCancelled."""
        now = time.monotonic()
        if self._told is None or now - self._told_at < EVERY_S:
            return
        self._told_at = now
        if self._told.stopped:
            raise PreviewCancelled()
        self._told.tell(
            PreviewProgress(
                stage=stage, days_done=round(days_done), days=round(days), share=round(min(share, 1.0), 3)
            )
        )


@contextlib.contextmanager
def told(subject: Subject, ticket: str) -> Iterator[Progress]:
    """The progress of one preview; what it wrote goes with its end."""
    with files.told(ROOM, subject.user_id, ticket) as made:
        found = Progress(made)
        found.tell("reading", 0, 0, 0.0)
        yield found


def progress(subject: Subject, ticket: str) -> PreviewProgress:
    """How far one's own preview is. Raises UnknownPreview: not begun, or over."""
    said = files.read(ROOM, subject.user_id, ticket, PreviewProgress)
    if said is None:
        raise UnknownPreview()
    return said


def cancel(subject: Subject, ticket: str) -> None:
    """End one's own preview: whoever asked for it is told PreviewCancelled. Raises UnknownPreview."""
    progress(subject, ticket)
    files.stop(ROOM, subject.user_id, ticket)
