"""Looking at routines: the list, one with its rounds, and what was done because of a record."""

from __future__ import annotations

from yiwang.identity.api import Subject, require
from yiwang.kernel import facts
from yiwang.kernel.pages import Page
from yiwang.ledgers import api as ledgers
from yiwang.routines._kinds import kinds
from yiwang.routines.contracts import (
    RecordDeed,
    RoutineCard,
    RoutineDetail,
    RoutineRound,
    UnknownRoutine,
)
from yiwang.routines.models import Deed, RoutineRow, RoutineRun

SEE = "packs.see"
ROUNDS = 30
MOST_DEEDS = 100


def list_routines(
    subject: Subject, *, ledger: str = "", scene: str = "", page: int = 1, size: int = 50
) -> Page[RoutineCard]:
    """Routines by scene and code; a declaration is nobody's data: whoever sees topics sees them."""
    require(subject, SEE)
    position = facts.last_position()
    rows = RoutineRow.objects.filter(active=True)
    if ledger:
        rows = rows.filter(ledger=ledger)
    if scene:
        rows = rows.filter(scene=scene)
    found = rows.order_by("id")[(page - 1) * size : page * size]
    return Page(
        items=[_card(row) for row in found], total=rows.count(), page=page, size=size, position=position
    )


def get_routine(subject: Subject, routine: str) -> RoutineDetail:
    """A routine with its newest rounds. Raises UnknownRoutine."""
    require(subject, SEE)
    row = RoutineRow.objects.filter(pk=routine).first()
    if row is None:
        raise UnknownRoutine(routine=routine[:200])
    runs = RoutineRun.objects.filter(routine=routine).order_by("-id")[:ROUNDS]
    return RoutineDetail(
        card=_card(row),
        rounds=[
            RoutineRound(
                began_at=run.began_at,
                ended_at=run.ended_at,
                looked=run.looked,
                did=run.did,
                notes_zh=[str(one["zh"]) for one in run.notes],
                notes_en=[str(one["en"]) for one in run.notes],
            )
            for run in runs
        ],
    )


def deeds(subject: Subject, record_id: str) -> list[RecordDeed]:
    """What routines did because of a record, newest first. Raises UnknownRecord where it is out of sight."""
    ledgers.detail(subject, record_id)
    found = list(Deed.objects.filter(record_id=record_id).order_by("-at", "key")[:MOST_DEEDS])
    names = {
        row.id: row.body["name"] for row in RoutineRow.objects.filter(pk__in=[one.routine for one in found])
    }
    return [
        RecordDeed(
            routine=one.routine,
            zh=str(names.get(one.routine, {}).get("zh", one.routine)),
            en=str(names.get(one.routine, {}).get("en", one.routine)),
            what=one.what,
            object_id=one.object_id,
            at=one.at,
        )
        for one in found
    ]


def _card(row: RoutineRow) -> RoutineCard:
    kind = kinds()[row.kind]
    ledger = ledgers.find_ledger(row.ledger)
    return RoutineCard(
        id=row.id,
        scene=row.scene,
        kind=row.kind,
        kind_zh=kind.name.zh,
        kind_en=kind.name.en,
        zh=str(row.body["name"]["zh"]),
        en=str(row.body["name"]["en"]),
        ledger=row.ledger,
        ledger_zh=ledger.name.zh if ledger else row.ledger,
        ledger_en=ledger.name.en if ledger else row.ledger,
        did=row.did,
        done_at=row.done_at,
        next_at=row.next_at,
        active=row.active,
        demonstration=row.demonstration,
    )
