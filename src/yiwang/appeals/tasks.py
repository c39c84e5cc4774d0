"""What the worker runs for appeals: they follow their place, are exchanged, and get their first model."""

from __future__ import annotations

from yiwang.appeals import _calls as calls
from yiwang.appeals import _following as following
from yiwang.appeals._exchange_sending import Exchange
from yiwang.appeals._understanding import ColdStart
from yiwang.areas.contracts import AreaMoved, AreasMerged
from yiwang.kernel.facts import Told, subscribe
from yiwang.kernel.tasks import Lease, register


@subscribe("appeals.areas", AreaMoved, AreasMerged)
def follow_areas(told: Told[AreaMoved | AreasMerged]) -> None:
    """Open appeals follow their place to its new path."""
    following.follow_areas(told.data.moves)


class Transfers:
    """Transfers of calls end by themselves: who asked for one may wait no longer for a switch that is
    silent."""

    name = "appeals.transfers"
    wakes: tuple[str, ...] = ()
    every = 5.0
    pause = 0.0

    def pump(self, lease: Lease) -> int:
        return calls.unanswered(lease)


register(Exchange())
register(Transfers())
register(ColdStart(), rehearsed=False)
