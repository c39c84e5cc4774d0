"""What the worker runs for identity: rosters kept ahead, shifts and grants ended when they run out."""

from __future__ import annotations

from yiwang.identity import _shifts
from yiwang.kernel.tasks import Lease, register


class KeepRosters:
    """Extends rosters, ends shifts that nobody handed over, writes down expired grants."""

    name = "identity.rosters"
    wakes = ()
    every = 30.0
    pause = 0.0

    def pump(self, lease: Lease) -> int:
        return _shifts.keep_rosters()


register(KeepRosters())
