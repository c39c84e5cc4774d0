"""What the worker runs for rules: the judge, and alerts that follow an area to its new path."""

from __future__ import annotations

from yiwang.areas.contracts import AreaMoved, AreasMerged
from yiwang.kernel.facts import Told, subscribe
from yiwang.kernel.tasks import register
from yiwang.rules import _alerts
from yiwang.rules._court import JudgeTask

JUDGE = register(JudgeTask())


@subscribe("rules.areas", AreaMoved, AreasMerged)
def follow_area(told: Told[AreaMoved] | Told[AreasMerged]) -> None:
    """Open alerts move with their area; those that ended keep the path of their day."""
    for move in told.data.moves:
        if move["tree"] == "managed":
            _alerts.move_open(move["old"], move["new"])
