"""What is due runs: one bounded go after the other, each in its own transaction, until the round ends."""

from __future__ import annotations

from django.db import transaction

from yiwang.kernel import clock, facts
from yiwang.kernel.errors import Refusal
from yiwang.kernel.tasks import Lease
from yiwang.routines._declare import ACTOR, routine_of
from yiwang.routines._kinds import Piece, kinds
from yiwang.routines.contracts import RoutineRan
from yiwang.routines.models import RoutineRow, RoutineRun

AT_ONCE = 20
MOST_NOTES = 20


class TickTask:
    """Runs the routines whose moment has come."""

    name = "routines.tick"
    wakes: tuple[str, ...] = ()
    every = 20.0
    pause = 0.0

    def pump(self, lease: Lease) -> int:
        due = RoutineRow.objects.filter(active=True, next_at__lte=clock.now()).order_by("next_at", "id")
        names = list(due.values_list("id", flat=True)[:AT_ONCE])
        for name in names:
            with transaction.atomic():
                lease.hold()
                _go(name)
        return len(names)


def _go(name: str) -> None:
    """One go of a routine's round."""
    now = clock.now()
    row = RoutineRow.objects.select_for_update().filter(pk=name, active=True, next_at__lte=now).first()
    if row is None:
        return
    kind, routine = kinds()[row.kind], routine_of(row)
    if kind.tick is None:
        row.next_at = None
        row.save(update_fields=["next_at"])
        return
    run = RoutineRun.objects.filter(routine=name, ended_at=None).order_by("-id").first()
    run = run or RoutineRun(routine=name, began_at=now)
    try:
        with transaction.atomic():
            piece = kind.tick(row, routine, run.began_at)
    except Refusal as refusal:
        # One record that cannot be dealt with ends the round and is said; the next round tries again.
        piece = Piece(looked=0, did=0)
        run.notes = [*run.notes, {"zh": refusal.sentence("zh"), "en": refusal.sentence("en")}][:MOST_NOTES]
    run.looked += piece.looked
    run.did += piece.did
    run.notes = [*run.notes, *({"zh": one.zh, "en": one.en} for one in piece.notes)][:MOST_NOTES]
    row.cursor = piece.cursor or ""
    if piece.cursor is None:
        run.ended_at = now
        row.next_at = kind.next_at(routine, now)
    run.save()
    names = ["cursor", "next_at", "keeps"]
    if piece.cursor is None and run.did:
        row.version += 1
        names.append("version")
        facts.tell(
            RoutineRan(routine=name, looked=run.looked, did=run.did),
            subject=f"routine:{name}",
            version=row.version,
            actor=ACTOR,
        )
    row.save(update_fields=names)
