"""What is done to records: each act claims the record's version, keeps its step and tells its fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from yiwang.areas import api as areas
from yiwang.documents import api as documents
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock, facts, search, sheets, statements
from yiwang.kernel.ids import new_id
from yiwang.ledgers import _codes, logic
from yiwang.ledgers import _registry as registry
from yiwang.ledgers._drafting import Draft, Drafting
from yiwang.ledgers.contracts import (
    FieldsMissing,
    MoveNotPossible,
    NotYourRecord,
    ReasonMissing,
    RecordChanged,
    RecordEnded,
    RecordFaults,
    RecordMoved,
    RecordMovedOn,
    RecordRecorded,
    RecordRetired,
    SecondPersonNeeded,
    SheetFault,
    UnknownRecord,
)
from yiwang.ledgers.declarations import Move
from yiwang.ledgers.models import LedgerRecord, LedgerStep

LEAST_REASON = 4
MOST_FAULTS = 200
FOLLOWED = 500
COLUMNS = ("t1", "t2", "t3", "t4", "n1", "n2", "n3")
TAKEN = ("已有记录用了这个编号。", "A record with this key is already there.")


def refused(faults: list[SheetFault]) -> RecordFaults:
    first = faults[0]
    return RecordFaults(
        count=len(faults),
        first=f"{first.cell} {first.zh}",
        first_en=f"{first.cell} {first.en}",
        faults=[{"cell": one.cell, "zh": one.zh, "en": one.en} for one in faults[:MOST_FAULTS]],
    )


def record(
    subject: Subject,
    code: str,
    values: Mapping[str, Any],
    *,
    unit: str = "",
    frame: str = "wgs84",
    demonstration: bool = False,
) -> LedgerRecord:
    """A new record. Needs ledgers.keep where it lies. Raises UnknownLedger, RecordFaults."""
    known, _ = registry.seen(subject, code)
    with transaction.atomic():
        made, faults = Drafting(subject, known, frame).draft(values, current=None, unit=unit, cells={})
        if faults:
            raise refused(faults)
        return insert(subject, known, made, demonstration=demonstration)


def insert(
    subject: Subject, known: registry.Known, made: Draft, *, demonstration: bool = False, cell: str = ""
) -> LedgerRecord:
    """Keep a draft without a fault as a new record; raises RecordFaults where its key is taken."""
    ledger, now = known.ledger, clock.now()
    key = str(made.values[ledger.key])
    if LedgerRecord.objects.filter(ledger=ledger.code, key=key).exists():
        raise refused([_taken(known, cell)])
    id_ = new_id()
    row = statements.new(
        LedgerRecord,
        id=id_,
        ledger=ledger.code,
        key=key,
        title=str(made.values[ledger.title]),
        city_code=_codes.new_code(ledger.object_),
        state=ledger.states[0].code,
        values=made.values,
        unit=made.unit,
        units=made.units,
        area_id=made.area_id,
        area_path=made.area_path,
        lon=made.lon,
        lat=made.lat,
        spread=logic.spread(id_),
        demonstration=demonstration,
        made_at=now,
        changed_at=now,
        version=1,
        **logic.columns(ledger, known.slots, made.values),
    )
    if statements.insert(row, once=True) != 1:  # another came first, in the same moment
        raise refused([_taken(known, cell)])
    changes = [[one, None, value] for one, value in made.values.items()]
    _keep(subject, row, "record", changes=changes, to_state=row.state)
    _attach(known, row, made.values)
    _tell(subject, row, RecordRecorded(**_told(row)))
    _index(known, row)
    return row


def _taken(known: registry.Known, cell: str) -> SheetFault:
    return SheetFault(cell=cell or known.ledger.key, zh=TAKEN[0], en=TAKEN[1])


def change(
    subject: Subject,
    record_id: str,
    values: Mapping[str, Any],
    *,
    version: int,
    unit: str = "",
    frame: str = "wgs84",
    reason: str = "",
) -> LedgerRecord:
    """Other values for these fields (None: no value). Needs ledgers.keep where it lies, before and after.

    Raises UnknownRecord, NotYourRecord, RecordEnded, RecordMovedOn, RecordFaults.
    """
    with transaction.atomic():
        known, row = _mine(subject, record_id, version)
        made, faults = Drafting(subject, known, frame).draft(values, current=row, unit=unit, cells={})
        if faults:
            raise refused(faults)
        apply(subject, known, row, made, reason=reason)
    return row


def differs(row: LedgerRecord, made: Draft) -> bool:
    return not logic.same(row.values, made.values) or row.unit != made.unit


def apply(
    subject: Subject,
    known: registry.Known,
    row: LedgerRecord,
    made: Draft,
    *,
    reason: str = "",
    cell: str = "",
) -> bool:
    """Store what a draft changes as the next version; False where it changes nothing."""
    if not differs(row, made):
        return False
    ledger = known.ledger
    codes = dict.fromkeys([*(one.code for one in ledger.fields), *row.values, *made.values])
    changes = [
        [code, row.values.get(code), made.values.get(code)]
        for code in codes
        if not logic.same(row.values.get(code), made.values.get(code))
    ]
    if row.unit != made.unit:
        changes.append(["unit", row.unit, made.unit])
    key = str(made.values[ledger.key])
    others = LedgerRecord.objects.filter(ledger=ledger.code, key=key).exclude(pk=row.id)
    if key != row.key and others.exists():
        raise refused([_taken(known, cell)])
    before = row.values
    row.values, row.key, row.title = made.values, key, str(made.values[ledger.title])
    row.unit, row.units = made.unit, made.units
    row.area_id, row.area_path, row.lon, row.lat = made.area_id, made.area_path, made.lon, made.lat
    for name, value in logic.columns(ledger, known.slots, made.values).items():
        setattr(row, name, value)
    names = ("values", "key", "title", "unit", "units", "area_id", "area_path", "lon", "lat", *COLUMNS)
    try:
        _claim(row, *names)
    except IntegrityError as error:  # another took the key in the same moment
        raise refused([_taken(known, cell)]) from error
    _keep(subject, row, "change", changes=changes, to_state=row.state, reason=reason)
    _attach(known, row, made.values, before)
    _tell(subject, row, RecordChanged(**_told(row), fields=[str(one[0]) for one in changes]))
    _index(known, row)
    return True


def move(subject: Subject, record_id: str, move_code: str, *, version: int, reason: str = "") -> LedgerRecord:
    """Take a step of the record's life. Needs ledgers.keep, or ledgers.review where the move says so.

    Raises UnknownRecord, NotYourRecord, MoveNotPossible, ReasonMissing, RecordMovedOn.
    """
    with transaction.atomic():
        known, row = _seen(subject, record_id)
        found = next((one for one in known.ledger.moves if one.code == move_code), None)
        state = known.ledger.state(row.state)
        if found is None or row.state not in found.from_:
            raise MoveNotPossible(
                move=found.name.zh if found else move_code[:40],
                state_zh=state.name.zh if state else row.state,
                state_en=state.name.en if state else row.state,
            )
        if not may_move(subject, found, row):
            raise NotYourRecord()
        if found.by == "reviewer" and _was_last(subject, row):
            raise SecondPersonNeeded()
        reason = reason.strip()
        lacking = [
            one for one in known.ledger.fields if one.code in found.needs and one.code not in row.values
        ]
        if lacking:
            raise FieldsMissing(
                move_zh=found.name.zh,
                move_en=found.name.en,
                fields_zh="、".join(one.name.zh for one in lacking[:10]),
                fields_en=", ".join(one.name.en for one in lacking[:10]),
            )
        if found.reason and len(reason) < LEAST_REASON:
            raise ReasonMissing(least=LEAST_REASON)
        _check_version(row, version)
        to = known.ledger.state(found.to)
        assert to is not None, "a declaration with a fault is not taken"
        was, row.state, row.ended = row.state, to.code, to.ends
        _claim(row, "state", "ended")
        _keep(subject, row, found.code, from_state=was, to_state=to.code, reason=reason)
        fact = RecordRetired if to.ends else RecordMoved
        _tell(subject, row, fact(**_told(row), move=found.code, from_state=was))
        _index(known, row)
    return row


def follow_areas(moves: list[dict[str, str]]) -> None:
    """Records go with their place to its new path: a version, a step and a fact each. Twice is harmless."""
    actor = Subject.system("ledgers")
    for move in moves:
        if move["tree"] != "managed":
            continue
        below = LedgerRecord.objects.select_for_update().filter(
            area_path__startswith=move["old"]
        )  # scope: no one looks
        while batch := list(below.order_by("pk")[:FOLLOWED]):  # who has gone is below no longer
            for row in batch:
                known = registry.find(row.ledger, closed=True)
                assert known is not None, "a ledger is closed, never removed"
                row.area_path = move["new"] + row.area_path.removeprefix(move["old"])
                row.area_id = areas.area_of_path(row.area_path)
                _claim(row, "area_path", "area_id")
                _keep(actor, row, "area_moved", to_state=row.state)
                _tell(actor, row, RecordChanged(**_told(row), fields=[]))
                _index(known, row)


def may_move(subject: Subject, found: Move, row: LedgerRecord) -> bool:
    """Whether this person may take this step of this record, as far as rights go."""
    if found.by == "system":
        return subject.is_system
    permission = registry.REVIEW if found.by == "reviewer" else registry.KEEP
    return permission in subject.permissions and scope(subject, permission).sees(
        area_path=row.area_path, units=facts.split_units(row.units)
    )


def _was_last(subject: Subject, row: LedgerRecord) -> bool:
    """Whether it was this person who brought the record to where it stands."""
    last = LedgerStep.objects.filter(record_id=row.id, version=row.version).first()
    return last is not None and last.actor == subject.user_id and not subject.is_system


def may_change(subject: Subject, row: LedgerRecord) -> bool:
    return (
        not row.ended
        and registry.KEEP in subject.permissions
        and scope(subject, registry.KEEP).sees(area_path=row.area_path, units=facts.split_units(row.units))
    )


def _seen(subject: Subject, record_id: str) -> tuple[registry.Known, LedgerRecord]:
    row = registry.visible(scope(subject, registry.SEE)).filter(pk=record_id).first()
    if row is None:
        raise UnknownRecord()
    known, _ = registry.seen(subject, row.ledger)
    return known, row


def _mine(subject: Subject, record_id: str, version: int) -> tuple[registry.Known, LedgerRecord]:
    known, row = _seen(subject, record_id)
    if row.ended:
        state = known.ledger.state(row.state)
        raise RecordEnded(
            state_zh=state.name.zh if state else row.state, state_en=state.name.en if state else row.state
        )
    if not may_change(subject, row):
        raise NotYourRecord()
    _check_version(row, version)
    return known, row


def _check_version(row: LedgerRecord, version: int) -> None:
    if row.version != version:
        raise moved_on(row.id)


def moved_on(record_id: str) -> RecordMovedOn:
    """Who came first, and when."""
    last = LedgerStep.objects.filter(record_id=record_id).order_by("-version").first()
    assert last is not None, "a record has the step that made it"
    return RecordMovedOn(who=last.actor_name or last.actor, at=sheets.moment(last.at), version=last.version)


def _claim(row: LedgerRecord, *names: str) -> None:
    row.changed_at = clock.now()
    if not statements.claim(row, *names, "changed_at"):
        raise moved_on(row.id)


def _keep(
    subject: Subject,
    row: LedgerRecord,
    act: str,
    *,
    changes: list[list[Any]] | None = None,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
) -> None:
    statements.insert(
        statements.new(
            LedgerStep,
            id=new_id(),
            record_id=row.id,
            version=row.version,
            act=act,
            at=row.changed_at,
            actor=subject.user_id,
            actor_name=subject.name,
            unit_name=subject.unit_name,
            changes=changes or [],
            from_state=from_state,
            to_state=to_state,
            reason=reason[:500],
        )
    )


def _told(row: LedgerRecord) -> dict[str, str]:
    return {"record_id": row.id, "ledger": row.ledger, "city_code": row.city_code, "state": row.state}


def _tell(subject: Subject, row: LedgerRecord, fact: facts.Fact) -> None:
    facts.tell(
        fact,
        subject=f"ledger-record:{row.id}",
        version=row.version,
        actor=subject.user_id,
        area_path=row.area_path,
        units=facts.split_units(row.units),
    )


def _attach(
    known: registry.Known,
    row: LedgerRecord,
    values: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
) -> None:
    for field in known.ledger.fields:
        held = values.get(field.code) if field.kind == "attachment" else None
        if held and held != (before or {}).get(field.code):
            documents.attach(held, area_path=row.area_path, units=facts.split_units(row.units))


def search_kind(code: str) -> str:
    """Each ledger is a kind of its own in the search: a word that is common in one is not in another."""
    return "ledger" + "".join(letter for letter in code if letter.isalnum())[:30]


def _index(known: registry.Known, row: LedgerRecord) -> None:
    texts = [  # who may not see a field does not find by its words either
        str(row.values[one.code])
        for one in known.ledger.fields
        if one.searched and one.grade <= known.ledger.grade and one.code in row.values
    ]
    search.index(
        search_kind(row.ledger),
        row.id,
        row.title,
        row.key,
        row.city_code,
        *texts,
        place=search.Place(area_path=row.area_path, units=row.units, open=not row.ended, at=row.made_at),
    )


def unit_names(ids: set[str]) -> dict[str, str]:
    return {one.id: one.name for one in identity.units(ids=tuple(sorted(ids)))} if ids else {}
