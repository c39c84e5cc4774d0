"""What the worker runs for the studio: rehearsals of drafts, in processes of their own."""

from __future__ import annotations

from yiwang.kernel.tasks import Lease, register
from yiwang.studio._runs import WAKE, Runner


class Rehearsals:
    """Looks once a second whether a rehearsal waits, has said something, or is to end."""

    name = "studio.rehearsals"
    wakes: tuple[str, ...] = (WAKE,)
    every = 1.0
    pause = 0.0

    def __init__(self) -> None:
        self.runner = Runner()

    def pump(self, lease: Lease) -> int:
        return self.runner.pump(lease)


# A rehearsal does not rehearse.
register(Rehearsals(), rehearsed=False)
