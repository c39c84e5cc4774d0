"""What the worker does for 台账: records go with their place."""

from __future__ import annotations

from yiwang.areas.contracts import AreaMoved, AreasMerged
from yiwang.kernel.facts import Told, subscribe
from yiwang.ledgers import _writing as writing


@subscribe("ledgers.areas", AreaMoved, AreasMerged)
def follow_areas(told: Told[AreaMoved | AreasMerged]) -> None:
    """Records follow their place to its new path, also those whose life has ended: they are looked up too."""
    writing.follow_areas(told.data.moves)
