"""What the worker runs for appeals: they follow their place, are exchanged, and get their first model."""

from __future__ import annotations

from yiwang.appeals import _following as following
from yiwang.appeals._exchange_sending import Exchange
from yiwang.appeals._understanding import ColdStart
from yiwang.areas.contracts import AreaMoved, AreasMerged
from yiwang.kernel.facts import Told, subscribe
from yiwang.kernel.tasks import register


@subscribe("appeals.areas", AreaMoved, AreasMerged)
def follow_areas(told: Told[AreaMoved | AreasMerged]) -> None:
    """Open appeals follow their place to its new path."""
    following.follow_areas(told.data.moves)


register(Exchange())
register(ColdStart(), rehearsed=False)
