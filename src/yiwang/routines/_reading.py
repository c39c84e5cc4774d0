"""Looking at routines: the list, one with its rounds, and what was done because of a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Max

from yiwang.cases import api as cases
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, require
from yiwang.kernel import facts
from yiwang.kernel.pages import Page
from yiwang.ledgers import api as ledgers
from yiwang.ledgers.declarations import Ledger
from yiwang.routines._declare import routine_of
from yiwang.routines._kinds import kinds
from yiwang.routines._saying import sentence
from yiwang.routines._ticking import RUN
from yiwang.routines.contracts import (
    RecordDeed,
    RoutineCard,
    RoutineDetail,
    RoutineMade,
    RoutineRound,
    UnknownRoutine,
)
from yiwang.routines.models import Deed, RoutineRow, RoutineRun

SEE = "packs.see"
LEDGERS = "ledgers.see"
UNSAID = {
    "zh": "有一处没有办成，详情由数据管理员查看。",
    "en": "Something could not be done; a data steward sees what.",
}
ROUNDS = 30
MOST_DEEDS = 100


def list_routines(
    subject: Subject,
    *,
    topic: str = "",
    ledger: str = "",
    scene: str = "",
    page: int = 1,
    size: int = 50,
) -> Page[RoutineCard]:
    """Routines by scene and code; a declaration is nobody's data: whoever sees topics sees them."""
    require(subject, SEE)
    position = facts.last_position()
    rows = RoutineRow.objects.filter(active=True)
    if topic:
        rows = rows.filter(scene__startswith=f"{topic}/")
    if ledger:
        rows = rows.filter(ledger=ledger)
    if scene:
        rows = rows.filter(scene=scene)
    found = list(rows.order_by("id")[(page - 1) * size : page * size])
    newest = _newest([row.id for row in found])
    known = _ledgers(found)
    return Page(
        items=[_card(row, newest.get(row.id), known, subject) for row in found],
        total=rows.count(),
        page=page,
        size=size,
        position=position,
    )


def _newest(routines: Sequence[str]) -> dict[str, RoutineRun]:
    """The newest round of each, by two queries."""
    last = RoutineRun.objects.filter(routine__in=routines).values("routine").annotate(last=Max("id"))
    return {run.routine: run for run in RoutineRun.objects.filter(pk__in=[one["last"] for one in last])}


def _ledgers(rows: Sequence[RoutineRow]) -> dict[str, Ledger]:
    named = {code for row in rows for code in kinds()[row.kind].ledgers(routine_of(row))}
    found = {code: ledgers.find_ledger(code) for code in sorted(named)}
    return {code: one for code, one in found.items() if one is not None}


def get_routine(subject: Subject, routine: str) -> RoutineDetail:
    """A routine with its newest rounds, and what it did for records in sight. Raises UnknownRoutine."""
    require(subject, SEE)
    row = RoutineRow.objects.filter(pk=routine).first()
    if row is None:
        raise UnknownRoutine(routine=routine[:200])
    runs = list(RoutineRun.objects.filter(routine=routine).order_by("-id")[:ROUNDS])
    done = list(Deed.objects.filter(routine=routine).order_by("-at", "key")[:MOST_DEEDS])
    named = ledgers.named(subject, [one.record_id for one in done]) if LEDGERS in subject.permissions else {}
    made = [
        RoutineMade(
            record_id=one.record_id,
            key=named[one.record_id][0],
            title=named[one.record_id][1],
            what=one.what,
            object_id=one.object_id,
            at=one.at,
        )
        for one in done
        if one.record_id in named
    ]
    return RoutineDetail(
        card=_card(row, runs[0] if runs else None, _ledgers([row]), subject),
        rounds=[_round(run, subject) for run in runs],
        made=made,
        hidden=len(done) - len(made),
    )


def _round(run: RoutineRun, subject: Subject) -> RoutineRound:
    notes = [one for one in run.notes if not one.get("failed")]
    # A refusal may name a record: its words are for those who keep topics everywhere.
    failed = [one if RUN in subject.permissions else UNSAID for one in run.notes if one.get("failed")]
    person = identity.find_user(run.by) if run.by else None
    return RoutineRound(
        began_at=run.began_at,
        ended_at=run.ended_at,
        looked=run.looked,
        did=run.did,
        notes_zh=[str(one["zh"]) for one in notes],
        notes_en=[str(one["en"]) for one in notes],
        failed_zh=[str(one["zh"]) for one in failed],
        failed_en=[str(one["en"]) for one in failed],
        by_name=person.name if person else "",
    )


def deeds(subject: Subject, record_id: str) -> list[RecordDeed]:
    """What routines did because of a record, newest first. Raises UnknownRecord where it is out of sight."""
    ledgers.detail(subject, record_id)
    found = list(Deed.objects.filter(record_id=record_id).order_by("-at", "key")[:MOST_DEEDS])
    units = cases.answers_of_events([one.object_id for one in found if one.what == "event"])
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
            units=units.get(one.object_id, []),
        )
        for one in found
    ]


def _card(
    row: RoutineRow, run: RoutineRun | None, known: Mapping[str, Ledger], subject: Subject
) -> RoutineCard:
    kind = kinds()[row.kind]
    ledger = known.get(row.ledger)
    does = sentence(routine_of(row), known)
    moments = [one for one in (run.ended_at if run else None, row.done_at) if one is not None]
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
        does_zh=does.zh,
        does_en=does.en,
        last_at=max(moments, default=None),
        looked=run.looked if run else 0,
        made=run.did if run else 0,
        failed=sum(1 for one in run.notes if one.get("failed")) if run else 0,
        running=bool(row.cursor),
        may_run=row.active and row.next_at is not None and RUN in subject.permissions,
    )
