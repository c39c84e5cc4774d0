"""The acts on a knowledge entry: written, put forward, published by a second person, corrected, ended.

A text never stands by one person's hand. While a newer text is written and reviewed the published one
stands; every act claims the entry's row, keeps its step, and tells its fact, in one transaction.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.documents import _terms
from yiwang.documents._knowledge_text import REASON, Flaw, body_of, flaws, form_of, tidy
from yiwang.documents.contracts import (
    KnowledgeAsked,
    KnowledgeExpired,
    KnowledgeFaults,
    KnowledgeMoved,
    KnowledgePublished,
    KnowledgeReaffirmed,
    KnowledgeSentBack,
    KnowledgeWithdrawn,
    KnowledgeWritten,
    NotYourUnit,
    OutsideReview,
    OwnText,
    ReasonNeeded,
    UnknownKnowledge,
)
from yiwang.documents.declarations import KnowledgeForm
from yiwang.documents.models import (
    KnowledgeEntryRow,
    KnowledgeMark,
    KnowledgeNumber,
    KnowledgeStepRow,
    KnowledgeVersionRow,
)
from yiwang.identity.api import Subject, Unit, get_unit, require
from yiwang.kernel import clock, statements
from yiwang.kernel.errors import Refusal
from yiwang.kernel.facts import Fact, tell
from yiwang.kernel.ids import new_id
from yiwang.messages import api as messages

STAMP = "stamp"
TEXT = (
    "title", "answer", "questions", "keywords", "matters", "area_id", "area_path", "public",
    "valid_from", "valid_until", "review_due",
)  # fmt: skip


def today() -> date:
    return clock.now().astimezone(clock.SHANGHAI).date()


def write(subject: Subject, form: KnowledgeForm, *, why: str = "") -> KnowledgeEntryRow:
    """A new entry of one's own unit, a draft. Needs knowledge.write. Raises KnowledgeFaults, NotYourUnit."""
    require(subject, "knowledge.write")
    if not subject.unit_id:
        raise NotYourUnit()
    unit = get_unit(subject.unit_id)
    form, path = checked(form, unit)
    with transaction.atomic():
        row = fresh(unit, form, path)
        statements.insert(row)
        statements.insert(text_of(row, form, subject, why))
        step(row, subject, "write", KnowledgeWritten, note=why)
        stamp()
    return row


def fresh(unit: Unit, form: KnowledgeForm, path: str) -> KnowledgeEntryRow:
    """A new row with its number, not yet written."""
    now = clock.now()
    row = statements.new(
        KnowledgeEntryRow,
        id=new_id(),
        number=f"ZS{statements.next_of(KnowledgeNumber, 'ZS'):04d}",
        state="draft",
        title="",
        answer="",
        unit=unit.id,
        unit_name=unit.short_name,
        made_at=now,
        changed_at=now,
    )
    stand(row, form, path)
    return row


def stand(row: KnowledgeEntryRow, form: KnowledgeForm, path: str) -> None:
    """Let the entry say what the form says."""
    row.title, row.answer, row.public = form.title, form.answer, form.public
    row.questions, row.keywords = "\n".join(form.questions), "\n".join(form.keywords)
    row.matters = "\n".join(form.matters)
    row.area_id, row.area_path = form.area, path
    row.valid_from, row.valid_until, row.review_due = form.valid_from, form.valid_until, form.review_due


def text_of(row: KnowledgeEntryRow, form: KnowledgeForm, subject: Subject, why: str) -> KnowledgeVersionRow:
    """The row of one text."""
    return statements.new(
        KnowledgeVersionRow,
        id=new_id(),
        entry_id=row.id,
        number=row.text_number,
        body=body_of(form),
        written_by=subject.user_id,
        written_by_name=subject.name,
        written_at=clock.now(),
        why=why.strip()[: REASON[1]],
    )


def checked(form: KnowledgeForm, unit: Unit) -> tuple[KnowledgeForm, str]:
    """The tidied form and the path that it holds for; raises KnowledgeFaults with everything at once."""
    form, path, found = looked_at(form, unit)
    if found:
        raise KnowledgeFaults(count=len(found), faults=found)
    return form, path


def looked_at(form: KnowledgeForm, unit: Unit) -> tuple[KnowledgeForm, str, list[Flaw]]:
    """The tidied form, the path that it holds for, and everything that is wrong with it."""
    form = tidy(form)
    found = flaws(form, today())
    path = unit.area_path
    if form.area:
        try:
            path = areas.path_of(form.area)
        except Refusal:
            path = ""
        if not path or not path.startswith(unit.area_path):
            found.append(
                Flaw(
                    where="area",
                    zh="适用区划不存在，或不在本单位的属地内。",
                    en="The area does not exist or lies outside your unit's area.",
                )
            )
    return form, path, found


def rewrite(
    entry_id: str, subject: Subject, form: KnowledgeForm, *, why: str, version: int
) -> KnowledgeEntryRow:
    """Another text: of a draft, or of what is published or expired, which stands until the new one does.

    Needs knowledge.write and one's own unit. Raises UnknownKnowledge, NotYourUnit, KnowledgeMoved,
    KnowledgeFaults.
    """
    with transaction.atomic():
        row = _own(entry_id, subject, version)
        if row.state == "withdrawn" or "asked" in (row.state, row.revision):
            raise KnowledgeMoved(state=row.state)
        form, path = checked(form, get_unit(row.unit))
        row.text_number += 1
        names = ["text_number"]
        if row.state == "draft":
            stand(row, form, path)
            names += TEXT
        else:
            row.revision = "draft"
            names.append("revision")
        _claim(row, *names)
        statements.insert(text_of(row, form, subject, why))
        step(row, subject, "change", KnowledgeWritten, note=why)
        stamp()
    return row


def ask(entry_id: str, subject: Subject, *, version: int) -> KnowledgeEntryRow:
    """Put the newest text forward for review. Needs knowledge.write and one's own unit."""
    with transaction.atomic():
        row = _own(entry_id, subject, version)
        if "draft" not in (row.state, row.revision):
            raise KnowledgeMoved(state=row.state)
        if row.state == "draft":
            row.state = "asked"
        else:
            row.revision = "asked"
        _claim(row, "state", "revision")
        step(row, subject, "ask", KnowledgeAsked)
    return row


def publish(entry_id: str, subject: Subject, *, note: str = "", version: int) -> KnowledgeEntryRow:
    """Let the text stand that was put forward. Needs knowledge.review, and another person than who wrote it
    or put it forward. Raises OwnText, OutsideReview, KnowledgeMoved, KnowledgeFaults.
    """
    with transaction.atomic():
        row, text = _reviewed(entry_id, subject, version)
        form, path = checked(form_of(text.body), get_unit(row.unit))
        if not path.startswith(subject.area_path):
            raise OutsideReview()
        if form.review_due is None:
            form = replace(form, review_due=today() + timedelta(days=_terms.terms().review_days))
        release(row, text.number, form, path)
        _claim(row, *TEXT, *RELEASED)
        KnowledgeVersionRow.objects.filter(pk=text.id).update(
            body=body_of(form),
            reviewed_by=subject.user_id,
            reviewed_by_name=subject.name,
            published_at=row.published_at,
        )
        step(row, subject, "publish", KnowledgePublished, note=note)
        _say(
            row, subject, "published",
            users=[text.written_by], zh="知识条目已发布", en="The entry is published", note=note,
        )  # fmt: skip
        stamp()
    return row


RELEASED = ("state", "revision", "warned", "review_told", "live_number", "published_at")


def release(row: KnowledgeEntryRow, number: int, form: KnowledgeForm, path: str) -> None:
    """The columns of an entry whose text `number` is published now."""
    stand(row, form, path)
    row.state, row.revision, row.live_number = "published", "", number
    row.warned = row.review_told = False
    row.published_at = clock.now()


def send_back(entry_id: str, subject: Subject, *, reason: str, version: int) -> KnowledgeEntryRow:
    """Not as it is: back to its author, with the reason. Needs knowledge.review, as `publish`."""
    reason = reasoned(reason)
    with transaction.atomic():
        row, text = _reviewed(entry_id, subject, version)
        if row.state == "asked":
            row.state = "draft"
        else:
            row.revision = "draft"
        _claim(row, "state", "revision")
        step(row, subject, "send_back", KnowledgeSentBack, note=reason, reason=reason)
        _say(
            row, subject, "sent_back",
            users=[text.written_by], zh="知识条目被退回", en="The entry was sent back", note=reason,
        )  # fmt: skip
    return row


def reaffirm(
    entry_id: str, subject: Subject, *, review_due: date | None, note: str = "", version: int
) -> KnowledgeEntryRow:
    """Its unit has looked again and it holds; the next look is at `review_due`. Needs knowledge.write."""
    day = today()
    due = review_due or day + timedelta(days=_terms.terms().review_days)
    if due <= day:
        flaw = Flaw(where="review_due", zh="复核日期须在今天之后。", en="The day of review lies ahead.")
        raise KnowledgeFaults(count=1, faults=[flaw])
    with transaction.atomic():
        row = _own(entry_id, subject, version)
        if row.state != "published":
            raise KnowledgeMoved(state=row.state)
        row.review_due, row.review_told = due, False
        _claim(row, "review_due", "review_told")
        step(row, subject, "reaffirm", KnowledgeReaffirmed, note=note, review_due=due.isoformat())
    return row


def withdraw(entry_id: str, subject: Subject, *, reason: str, version: int) -> KnowledgeEntryRow:
    """Take an entry down for good, by its own unit or by a reviewer whose area holds it."""
    reason = reasoned(reason)
    with transaction.atomic():
        row = _locked(entry_id, version)
        mine = "knowledge.write" in subject.permissions and row.unit == subject.unit_id
        if not mine:
            require(subject, "knowledge.review")
            if not row.area_path.startswith(subject.area_path):
                raise OutsideReview()
        if row.state == "withdrawn":
            raise KnowledgeMoved(state=row.state)
        row.state, row.revision = "withdrawn", ""
        _claim(row, "state", "revision")
        step(row, subject, "withdraw", KnowledgeWithdrawn, note=reason, reason=reason)
        stamp()
    return row


def expire(row: KnowledgeEntryRow, subject: Subject) -> bool:
    """Its last day has passed. Called by the timer; False where somebody else came first."""
    row.state = "expired"
    row.changed_at = clock.now()
    if not statements.claim(row, "state", "changed_at"):
        return False
    step(row, subject, "expire", KnowledgeExpired)
    _say(row, subject, "expired", zh="知识条目已到期下架", en="The entry has expired")
    stamp()
    return True


def reasoned(reason: str) -> str:
    reason = reason.strip()
    if not REASON[0] <= len(reason) <= REASON[1]:
        raise ReasonNeeded()
    return reason


def _locked(entry_id: str, version: int) -> KnowledgeEntryRow:
    row = statements.find(KnowledgeEntryRow, lock=True, id=entry_id)
    if row is None:
        raise UnknownKnowledge()
    if row.version != version:
        raise KnowledgeMoved(state=row.state)
    return row


def _own(entry_id: str, subject: Subject, version: int) -> KnowledgeEntryRow:
    require(subject, "knowledge.write")
    row = _locked(entry_id, version)
    if row.unit != subject.unit_id:
        raise NotYourUnit()
    return row


def _reviewed(entry_id: str, subject: Subject, version: int) -> tuple[KnowledgeEntryRow, KnowledgeVersionRow]:
    require(subject, "knowledge.review")
    row = _locked(entry_id, version)
    if "asked" not in (row.state, row.revision):
        raise KnowledgeMoved(state=row.state)
    text = KnowledgeVersionRow.objects.get(entry_id=row.id, number=row.text_number)
    asked = KnowledgeStepRow.objects.filter(entry_id=row.id, act="ask").order_by("-version").first()
    if subject.user_id in (text.written_by, asked.by if asked else ""):
        raise OwnText()
    if not row.area_path.startswith(subject.area_path):
        raise OutsideReview()
    return row, text


def _claim(row: KnowledgeEntryRow, *names: str) -> None:
    row.changed_at = clock.now()
    if not statements.claim(row, *dict.fromkeys((*names, "changed_at"))):
        raise KnowledgeMoved(state=row.state)


def step(
    row: KnowledgeEntryRow, subject: Subject, act: str, fact: type[Fact], *, note: str = "", **more: object
) -> None:
    """The entry's history line and its fact, at the version that was just claimed."""
    statements.insert(
        statements.new(
            KnowledgeStepRow,
            id=new_id(),
            entry_id=row.id,
            version=row.version,
            at=clock.now(),
            act=act,
            state=row.state,
            revision=row.revision,
            text_number=row.text_number,
            by=subject.user_id,
            by_name=subject.name,
            unit_name=subject.unit_name,
            note=note.strip()[: REASON[1]],
        )
    )
    tell(
        fact(  # type: ignore[call-arg]
            entry_id=row.id,
            number=row.number,
            state=row.state,
            revision=row.revision,
            text_number=row.text_number,
            **more,
        ),
        subject=f"knowledge:{row.id}",
        version=row.version,
        actor=subject.user_id,
        area_path=row.area_path,
        units=[row.unit],
    )


def stamp() -> None:
    """Tell every process that what can be found has changed. An id and no number: what a transaction that
    was rolled back had numbered, the next one would number again."""
    statements.put(statements.new(KnowledgeMark, key=STAMP, value=new_id()))


def _say(
    row: KnowledgeEntryRow,
    subject: Subject,
    kind: str,
    *,
    users: list[str] | None = None,
    zh: str,
    en: str,
    note: str = "",
) -> None:
    people = [user for user in users or [] if user and not user.startswith("system:")]
    messages.notify(
        to_users=people,
        to_units=[] if people else [row.unit],
        kind=f"knowledge_{kind}",
        title_zh=f"{zh}：{row.number} {row.title}",
        title_en=f"{en}: {row.number} {row.title}",
        body_zh=note or f"{row.number} {row.title}",
        body_en=note or f"{row.number} {row.title}",
        link=f"/knowledge/{row.id}",
        key=f"knowledge:{row.id}:{kind}:{row.version}",
    )


def remind(row: KnowledgeEntryRow, kind: str, zh: str, en: str) -> None:
    """Tell the author unit something of its entry, once for this version of it."""
    _say(row, Subject.system("documents"), kind, zh=zh, en=en)
