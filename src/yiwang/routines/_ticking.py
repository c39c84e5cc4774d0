"""What is due runs: one bounded go after the other, each in its own transaction, until the round ends."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from yiwang.identity.api import Subject, require
from yiwang.kernel import clock, facts
from yiwang.kernel.errors import Refusal
from yiwang.kernel.tasks import Lease
from yiwang.routines._declare import ACTOR, routine_of
from yiwang.routines._kinds import Piece, kinds
from yiwang.routines.contracts import RoutineAsked, RoutineRan, RunsByHearing, UnknownRoutine
from yiwang.routines.models import RoutineRow, RoutineRun

AT_ONCE = 20
MOST_NOTES = 20
RUN = "packs.manage"


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


def failure(refusal: Refusal, record_id: str = "") -> dict[str, Any]:
    """What could not be done, as a note of a round."""
    said = {"zh": refusal.sentence("zh"), "en": refusal.sentence("en"), "failed": True}
    return {**said, "record": record_id} if record_id else said


def failed(name: str, refusal: Refusal, record_id: str) -> None:
    """Keep that a routine which heard of a record could not do what it should."""
    now = clock.now()
    RoutineRun.objects.create(
        routine=name, began_at=now, ended_at=now, looked=1, notes=[failure(refusal, record_id)]
    )


def run(subject: Subject, routine: str) -> None:
    """Let a routine that runs by itself run now: the worker takes it up at once. Needs packs.manage.

    Asked twice before it began it runs once. Raises UnknownRoutine, RunsByHearing.
    """
    require(subject, RUN)
    with transaction.atomic():
        row = RoutineRow.objects.select_for_update().filter(pk=routine, active=True).first()
        if row is None:
            raise UnknownRoutine(routine=routine[:200])
        if row.next_at is None:
            raise RunsByHearing(name_zh=row.body["name"]["zh"], name_en=row.body["name"]["en"])
        now = clock.now()
        if row.cursor or row.next_at <= now:
            return
        row.next_at, row.asked_by = now, subject.user_id
        row.version += 1
        row.save(update_fields=["next_at", "asked_by", "version"])
        facts.tell(
            RoutineAsked(routine=row.id),
            subject=f"routine:{row.id}",
            version=row.version,
            actor=subject.user_id,
        )


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
    run = run or RoutineRun(routine=name, began_at=now, by=row.asked_by)
    try:
        with transaction.atomic():
            piece = kind.tick(row, routine, run.began_at)
    except Refusal as refusal:
        # One record that cannot be dealt with ends the round and is said; the next round tries again.
        piece = Piece(looked=0, did=0)
        run.notes = [*run.notes, failure(refusal)][:MOST_NOTES]
    run.looked += piece.looked
    run.did += piece.did
    run.notes = [*run.notes, *({"zh": one.zh, "en": one.en} for one in piece.notes)][:MOST_NOTES]
    row.cursor = piece.cursor or ""
    if piece.cursor is None:
        run.ended_at = now
        row.next_at, row.asked_by = kind.next_at(routine, now), ""
    run.save()
    names = ["cursor", "next_at", "keeps", "asked_by"]
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
