"""What the worker runs for rules: the parts of the judge, its second stage, the release of held alerts."""

from __future__ import annotations

from django.conf import settings

from yiwang.areas.contracts import AreaMoved, AreasMerged
from yiwang.kernel.facts import Told, subscribe
from yiwang.kernel.tasks import register
from yiwang.rules import _acts
from yiwang.rules._court import JudgeTask
from yiwang.rules._release import ReleaseTask
from yiwang.rules._second import SecondTask

PARTS = settings.YIWANG.judge_partitions
JUDGE = [register(JudgeTask(part, PARTS)) for part in range(PARTS)]
SECOND = register(SecondTask())
RELEASE = register(ReleaseTask())


@subscribe("rules.areas", AreaMoved, AreasMerged)
def follow_area(told: Told[AreaMoved] | Told[AreasMerged]) -> None:
    """Open alerts move with their area; those that ended keep the path of their day."""
    for move in told.data.moves:
        if move["tree"] == "managed":
            _acts.move_open(move["old"], move["new"])
