"""What the worker runs for appeals: they follow their place, are exchanged, and get their first model."""

from __future__ import annotations

from yiwang.appeals import _calls as calls
from yiwang.appeals import _following as following
from yiwang.appeals import _limits as limits
from yiwang.appeals._exchange_sending import Exchange
from yiwang.appeals._understanding import ColdStart
from yiwang.areas.contracts import AreaMoved, AreasMerged, StopDeclared, StopWithdrawn
from yiwang.kernel.facts import Told, subscribe
from yiwang.kernel.tasks import Lease, register


@subscribe("appeals.areas", AreaMoved, AreasMerged, StopDeclared, StopWithdrawn)
def follow_areas(told: Told[AreaMoved | AreasMerged | StopDeclared | StopWithdrawn]) -> None:
    """Open appeals follow their place to its new path; what waits there goes by its stop days."""
    match told.data:
        case StopDeclared(reason=reason):
            limits.reckon(told.area_path, f"停工停办（{reason}）", "Stop days were declared")
        case StopWithdrawn(reason=reason):
            limits.reckon(told.area_path, f"停工停办撤销（{reason}）", "Stop days were withdrawn")
        case AreaMoved(moves=moves) | AreasMerged(moves=moves):
            following.follow_areas(moves)


class Transfers:
    """What time does by itself: who asked for the transfer of a call waits no longer for a silent switch; and
    what nobody accepted in time is told."""

    name = "appeals.transfers"
    wakes: tuple[str, ...] = ()
    every = 5.0
    pause = 0.0

    def pump(self, lease: Lease) -> int:
        return calls.unanswered(lease) + limits.tell_overdue(lease)


register(Exchange())
register(Transfers())
register(ColdStart(), rehearsed=False)
