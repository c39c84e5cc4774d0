"""How far an act on a topic is, for whoever waits for it (`kernel.progress`): the step, and how many."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from yiwang.kernel import progress as files
from yiwang.packs._taking import Tell, untold
from yiwang.packs.contracts import NothingUnderWay, PackProgress

ROOM = "packs"


@contextlib.contextmanager
def told(by: str, ticket: str, also: Tell = untold) -> Iterator[Tell]:
    """What the steps of one act are told to; what it wrote goes with its end."""
    with files.told(ROOM, by, ticket) as made:

        def tell(step: str, done: int, steps: int) -> None:
            made.tell(PackProgress(step=step, done=done, steps=steps))
            also(step, done, steps)

        tell("checking", 0, 0)
        yield tell


def progress(by: str, ticket: str) -> PackProgress:
    """How far one's own act is. Raises NothingUnderWay: not begun, or over."""
    said = files.read(ROOM, by, ticket, PackProgress)
    if said is None:
        raise NothingUnderWay()
    return said
