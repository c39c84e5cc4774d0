"""What the worker runs for themes: appeals are counted, and signals looked for where counts have changed."""

from __future__ import annotations

from yiwang.appeals.contracts import AppealChanged
from yiwang.areas.contracts import AreaMoved, AreasMerged
from yiwang.cases.contracts import CaseDispatched
from yiwang.kernel.facts import Told, subscribe
from yiwang.kernel.tasks import register
from yiwang.themes import _counting as counting
from yiwang.themes._scan import ScanTask


@subscribe("themes.appeals", *counting.APPEALS)
def hear_appeal(told: Told[AppealChanged]) -> None:
    """Every fact that moves an appeal is counted."""
    counting.hear_appeal(told)


@subscribe("themes.cases", CaseDispatched, unhurried=True)
def hear_case(told: Told[CaseDispatched]) -> None:
    """Which unit answers for the appeals of an event."""
    counting.hear_case(told)


@subscribe("themes.areas", AreaMoved, AreasMerged)
def follow_areas(told: Told[AreaMoved | AreasMerged]) -> None:
    """Counts follow their place to its new path."""
    counting.hear_areas(told)


SCAN = register(ScanTask())
