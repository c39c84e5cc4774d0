"""What the worker runs for sensing: the newest reading of everything, what is computed of things that move,
platforms that are asked, and things that follow their areas. The lake's writer comes with the table."""

from __future__ import annotations

from django.db.models import Value
from django.db.models.functions import Concat, Substr

from yiwang.areas.contracts import AreaMoved, AreasMerged
from yiwang.kernel.facts import Told, subscribe
from yiwang.kernel.tasks import register
from yiwang.sensing._commands import Expiry
from yiwang.sensing._deriving import DerivingTask
from yiwang.sensing._latest import LatestTask
from yiwang.sensing._pull import PullTask
from yiwang.sensing.models import Connector, Thing

LATEST = register(LatestTask())
DERIVED = register(DerivingTask())
PULL = register(PullTask())
COMMANDS = register(Expiry())


@subscribe("sensing.follow_areas", AreaMoved, AreasMerged)
def follow_areas(told: Told[AreaMoved | AreasMerged]) -> None:
    """Things go with their area to its new place in the managed tree; readings keep the path of their day."""
    for move in told.data.moves:
        if move["tree"] != "managed":
            continue
        old, new = move["old"], move["new"]
        for kept in (Thing, Connector):
            # scope: bookkeeping of stored paths, not a question of who may see
            moved = kept._default_manager.filter(area_path__startswith=old)
            moved.update(area_path=Concat(Value(new), Substr("area_path", len(old) + 1)))
