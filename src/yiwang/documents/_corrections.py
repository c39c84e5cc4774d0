"""Corrections (纠错): anybody who reads an entry says what is wrong with it, and its unit answers in time."""

from __future__ import annotations

from typing import Literal

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.documents import _terms
from yiwang.documents._knowledge import reasoned
from yiwang.documents.contracts import (
    KnowledgeAnswered,
    KnowledgeCorrectionOverdue,
    KnowledgeMoved,
    KnowledgeQuestioned,
    NothingCorrected,
    NotYourUnit,
    UnknownCorrection,
    UnknownKnowledge,
)
from yiwang.documents.models import KnowledgeCorrectionRow, KnowledgeEntryRow
from yiwang.identity.api import Subject, require
from yiwang.kernel import clock, statements
from yiwang.kernel.errors import Conflict
from yiwang.kernel.facts import Fact, tell
from yiwang.kernel.ids import new_id
from yiwang.messages import api as messages

Outcome = Literal["corrected", "refused"]


def question(entry: KnowledgeEntryRow, subject: Subject, *, text: str) -> KnowledgeCorrectionRow:
    """Say what is wrong with an entry that the caller has found visible. Needs knowledge.see.

    Its unit is told, and answers within the terms' working days. Raises ReasonNeeded, KnowledgeMoved.
    """
    require(subject, "knowledge.see")
    text = reasoned(text)
    now = clock.now()
    with transaction.atomic():
        row = statements.find(KnowledgeEntryRow, lock=True, id=entry.id)
        if row is None:
            raise UnknownKnowledge()
        if not row.live_number or row.state == "withdrawn":
            raise KnowledgeMoved(state=row.state)
        found = statements.new(
            KnowledgeCorrectionRow,
            id=new_id(),
            entry_id=row.id,
            text_number=row.live_number,
            unit=row.unit,
            state="open",
            text=text,
            asked_by=subject.user_id,
            asked_by_name=subject.name,
            asked_unit_name=subject.unit_name,
            asked_at=now,
            due_at=areas.work_calendar().end_of_working_day(now, _terms.terms().answer_days, row.area_path),
        )
        statements.insert(found)
        _told(found, row, subject.user_id, KnowledgeQuestioned)
        _say(
            found, row, "asked",
            units=[row.unit], zh="知识条目有纠错待答复", en="A correction waits for your answer", body=text,
        )  # fmt: skip
    return found


def answer(
    correction_id: str, subject: Subject, *, outcome: Outcome, text: str, version: int
) -> KnowledgeCorrectionRow:
    """The unit's answer: corrected (a newer text was written since) or refused, with its reason.

    Needs knowledge.write and the entry's own unit. Raises UnknownCorrection, NotYourUnit, KnowledgeMoved,
    NothingCorrected, ReasonNeeded.
    """
    require(subject, "knowledge.write")
    text = reasoned(text)
    with transaction.atomic():
        found = statements.find(KnowledgeCorrectionRow, lock=True, id=correction_id)
        if found is None:
            raise UnknownCorrection()
        if found.unit != subject.unit_id:
            raise NotYourUnit()
        if found.state != "open" or found.version != version:
            raise KnowledgeMoved(state=found.state)
        row = KnowledgeEntryRow.objects.get(pk=found.entry_id)
        if outcome == "corrected" and row.text_number <= found.text_number:
            raise NothingCorrected()
        found.state, found.answer = outcome, text
        found.answered_by, found.answered_by_name = subject.user_id, subject.name
        found.answered_at = clock.now()
        if not statements.claim(found, "state", "answer", "answered_by", "answered_by_name", "answered_at"):
            raise Conflict()
        _told(found, row, subject.user_id, KnowledgeAnswered, outcome=outcome)
        _say(
            found, row, "answered",
            users=[found.asked_by], zh="您的纠错已答复", en="Your correction was answered", body=text,
        )  # fmt: skip
    return found


def tell_overdue(found: KnowledgeCorrectionRow) -> bool:
    """Its limit has passed: say so once. Called by the timer; False where it was answered meanwhile."""
    found.due_told = True
    if not statements.claim(found, "due_told"):
        return False
    row = KnowledgeEntryRow.objects.get(pk=found.entry_id)
    _told(found, row, Subject.system("documents").user_id, KnowledgeCorrectionOverdue)
    _say(
        found, row, "overdue",
        units=[row.unit], zh="知识纠错答复超期", en="A correction is overdue", body=found.text,
    )  # fmt: skip
    return True


def _told(
    found: KnowledgeCorrectionRow, row: KnowledgeEntryRow, actor: str, fact: type[Fact], **more: object
) -> None:
    tell(
        fact(correction_id=found.id, entry_id=row.id, number=row.number, **more),  # type: ignore[call-arg]
        subject=f"correction:{found.id}",
        version=found.version,
        actor=actor,
        area_path=row.area_path,
        units=[row.unit],
    )


def _say(
    found: KnowledgeCorrectionRow,
    row: KnowledgeEntryRow,
    kind: str,
    *,
    units: list[str] | None = None,
    users: list[str] | None = None,
    zh: str,
    en: str,
    body: str,
) -> None:
    messages.notify(
        to_units=units or [],
        to_users=users or [],
        kind=f"knowledge_correction_{kind}",
        title_zh=f"{zh}：{row.number} {row.title}",
        title_en=f"{en}: {row.number} {row.title}",
        body_zh=body,
        body_en=body,
        link=f"/knowledge/{row.id}",
        key=f"correction:{found.id}:{kind}",
    )
