"""What the worker runs for rules: the judge, the release of held alerts, alerts that follow their area."""

from __future__ import annotations

from yiwang.areas.contracts import AreaMoved, AreasMerged
from yiwang.kernel.facts import Told, subscribe
from yiwang.kernel.tasks import register
from yiwang.rules import _acts
from yiwang.rules._court import JudgeTask
from yiwang.rules._release import ReleaseTask

JUDGE = register(JudgeTask())
RELEASE = register(ReleaseTask())


@subscribe("rules.areas", AreaMoved, AreasMerged)
def follow_area(told: Told[AreaMoved] | Told[AreasMerged]) -> None:
    """Open alerts move with their area; those that ended keep the path of their day."""
    for move in told.data.moves:
        if move["tree"] == "managed":
            _acts.move_open(move["old"], move["new"])
