"""Followings: a record goes along with the case that it gave rise to."""

from __future__ import annotations

from yiwang.kernel.declarations import Words
from yiwang.ledgers import api as ledgers
from yiwang.routines import _deeds as deeds
from yiwang.routines._kinds import Kind
from yiwang.routines.declarations import CaseStep, Following
from yiwang.routines.models import Deed, RoutineRow

ENDS: tuple[CaseStep, ...] = ("closed", "voided")


def follow(row: RoutineRow, routine: Following, deed: Deed, step: CaseStep, number: str) -> int:
    """The step of the record that goes with this step of its case."""
    move = routine.steps.get(step)
    if move is None:
        return 0
    if routine.once_all and step in ENDS and _open(deed):
        return 0
    held = ledgers.find_record(deed.record_id)
    if held is None or held.ended:
        return 0
    return int(deeds.take_step(held, move, f"随工单 {number} {routine.name.zh}"))


def _open(deed: Deed) -> bool:
    """Whether another event of the record is not at its end."""
    others = Deed.objects.filter(record_id=deed.record_id, what="event", state="")
    return others.exclude(pk=deed.key).exists()


KIND = Kind(code="following", name=Words(zh="随案", en="following a case"), record=Following, follow=follow)
