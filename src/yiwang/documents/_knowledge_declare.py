"""Entries that a pack brings: declared, published by the pack's word, never over what people wrote here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import msgspec
from django.db import transaction

from yiwang.documents import _knowledge
from yiwang.documents._knowledge_text import tidy
from yiwang.documents.contracts import (
    KnowledgeDeclared,
    KnowledgeFaults,
    KnowledgeMoved,
    KnowledgePublished,
    KnowledgeWithdrawn,
)
from yiwang.documents.declarations import DeclaredEntry, KnowledgeForm
from yiwang.documents.models import KnowledgeEntryRow, KnowledgeVersionRow
from yiwang.identity.api import Subject, Unit, units
from yiwang.kernel import clock, statements

PACKS = Subject.system("packs")


def declare(entries: Sequence[DeclaredEntry], *, pack: str, demonstration: bool) -> KnowledgeDeclared:
    """Let a pack's entries stand: new and changed ones are published, those it no longer names withdrawn.

    An entry that a person has written since stays as it is. Declaring the same again does nothing.
    Raises KnowledgeFaults for an unknown unit or a text that could not be kept.
    """
    held = {row.source: row for row in KnowledgeEntryRow.objects.filter(source__startswith=f"pack:{pack}/")}
    known = _units_of(entries)
    faults = [
        {
            "where": f"{entry.code}.{'line' if entry.line else 'unit'}",
            "zh": f"没有单位“{entry.line or entry.unit}”。",
            "en": f"There is no unit “{entry.line or entry.unit}”.",
        }
        for entry in entries
        if (entry.line or entry.unit) not in known
    ]
    if faults:
        raise KnowledgeFaults(count=len(faults), faults=faults)
    new = changed = kept = gone = 0
    with transaction.atomic(), statements.together():
        for entry in entries:
            row = held.pop(f"pack:{pack}/{entry.code}", None)
            said = _hash(entry, demonstration)
            if row is not None and row.declared == said:
                continue
            if row is not None and _touched(row):
                kept += 1
                continue
            new, changed = (new, changed + 1) if row else (new + 1, changed)
            _publish(
                row,
                entry,
                known[entry.line or entry.unit or ""],
                f"pack:{pack}/{entry.code}",
                said,
                demonstration,
            )
        for row in held.values():
            if row.state != "withdrawn" and not _touched(row):
                row.state, row.revision, row.declared = "withdrawn", "", ""
                row.changed_at = clock.now()
                if statements.claim(row, "state", "revision", "declared", "changed_at"):
                    reason = "专题不再包含此条目"
                    _knowledge.step(row, PACKS, "withdraw", KnowledgeWithdrawn, note=reason, reason=reason)
                    gone += 1
        if new or changed or gone:
            _knowledge.stamp()
    return KnowledgeDeclared(new=new, changed=changed, kept=kept, withdrawn=gone)


def _units_of(entries: Sequence[DeclaredEntry]) -> dict[str, Unit]:
    """Each unit that the entries name, by its id or by its line."""
    named = tuple({entry.unit for entry in entries if entry.unit})
    known = {unit.id: unit for unit in units(ids=named)} if named else {}
    for line in {entry.line for entry in entries if entry.line}:
        order = {"department": 0, "vertical": 1, "platform": 2}
        found = sorted(
            units(line=line), key=lambda unit: (unit.area_path.count("/"), order.get(unit.kind, 3), unit.id)
        )
        if found:
            known[line] = found[0]
    return known


def _publish(
    row: KnowledgeEntryRow | None,
    entry: DeclaredEntry,
    unit: Unit,
    source: str,
    said: str,
    demonstration: bool,
) -> None:
    form = _form(entry)
    form, path = _knowledge.checked(form, unit)
    is_new = row is None
    if row is None:
        row = _knowledge.fresh(unit, form, path)
    else:
        row.text_number += 1
        row.unit, row.unit_name = unit.id, unit.short_name
    row.source, row.declared, row.demonstration = source, said, demonstration
    text = _knowledge.text_of(row, form, PACKS, "专题载入")
    _knowledge.release(row, text.number, form, path)
    text.reviewed_by, text.reviewed_by_name, text.published_at = PACKS.user_id, PACKS.name, row.published_at
    row.changed_at = clock.now()
    statements.insert(text)
    if is_new:
        statements.insert(row)
    else:
        names = ("text_number", "unit", "unit_name", "source", "declared", "demonstration", "changed_at")
        if not statements.claim(row, *names, *_knowledge.TEXT, *_knowledge.RELEASED):
            raise KnowledgeMoved(state=row.state)
    _knowledge.step(row, PACKS, "publish", KnowledgePublished, note="专题载入")


def _form(entry: DeclaredEntry) -> KnowledgeForm:
    day = _knowledge.today()
    form = KnowledgeForm(
        title=entry.title,
        answer=entry.answer,
        questions=entry.questions,
        keywords=entry.keywords,
        matters=entry.matters,
        public=entry.public,
        valid_from=day,
    )
    if entry.valid_days:
        form = replace(form, valid_until=day + timedelta(days=entry.valid_days))
    if entry.review_days:
        form = replace(form, review_due=day + timedelta(days=entry.review_days))
    return tidy(form)


def _touched(row: KnowledgeEntryRow) -> bool:
    """Whether a person has written a text of it, or taken it down."""
    if row.state == "withdrawn" and row.declared:
        return True
    texts = KnowledgeVersionRow.objects.filter(entry_id=row.id)
    return texts.exclude(written_by=PACKS.user_id).exists()


def _hash(entry: DeclaredEntry, demonstration: bool) -> str:
    said = msgspec.json.encode((entry, demonstration))
    return hashlib.sha256(said).hexdigest()
