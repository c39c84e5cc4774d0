"""Reading the knowledge base: the list, one entry with all that belongs to it, and who may do what."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from yiwang.areas import api as areas
from yiwang.documents import _suggest
from yiwang.documents._knowledge import today
from yiwang.documents._knowledge_text import excerpt, form_of
from yiwang.documents.contracts import (
    Act,
    KnowledgeCorrection,
    KnowledgeEntry,
    KnowledgeRow,
    KnowledgeStep,
    KnowledgeText,
    PublicAnswer,
    UnknownKnowledge,
)
from yiwang.documents.models import (
    KnowledgeCorrectionRow,
    KnowledgeEntryRow,
    KnowledgeStepRow,
    KnowledgeVersionRow,
)
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock, facts
from yiwang.kernel.pages import Page

PUBLIC_MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """By what the list is narrowed; empty asks for nothing.

    `state` may also be `review` (a text of it waits for review), `review_due` or `ending`; `area` is an area
    id whose own and narrower entries are shown.
    """

    q: str = ""
    state: str = ""
    unit: str = ""
    area: str = ""
    matter: str = ""
    public: str = ""
    corrections: str = ""


def visible(subject: Subject) -> QuerySet[KnowledgeEntryRow]:
    """What stood at least once, one's own unit's drafts, and to a reviewer everything."""
    rows = KnowledgeEntryRow.objects.filter(scope(subject, "knowledge.see").paths_only())
    if subject.is_system or "knowledge.review" in subject.permissions:
        return rows
    # scope: narrows what the scope let through, for a draft is its unit's until somebody reviews it
    return rows.filter(Q(live_number__gt=0) | Q(unit=subject.unit_id or "-"))


def find_all(subject: Subject, asked: Asked) -> tuple[QuerySet[KnowledgeEntryRow], dict[str, float]]:
    """The rows of a list in its order, and how well each fits where something was searched for."""
    rows = visible(subject)
    if asked.state == "review":
        rows = rows.filter(Q(state="asked") | Q(revision="asked")).exclude(state="withdrawn")
    elif asked.state == "review_due":
        rows = rows.filter(state="published", review_due__lte=today())
    elif asked.state == "ending":
        rows = rows.filter(state="published", warned=True)
    elif asked.state:
        rows = rows.filter(state=asked.state)
    else:
        rows = rows.exclude(state="withdrawn")
    if asked.unit:
        rows = rows.filter(unit=asked.unit)
    if asked.area:
        path = areas.path_of(asked.area)
        above = [path[: at + 1] for at, letter in enumerate(path) if letter == "/" and at]
        # scope: narrows what the scope let through to what holds at this place, or at a part of it
        rows = rows.filter(Q(area_path__startswith=path) | Q(area_path__in=["", *above]))
    if asked.matter:
        rows = rows.filter(
            Q(matters=asked.matter)
            | Q(matters__startswith=f"{asked.matter}\n")
            | Q(matters__endswith=f"\n{asked.matter}")
            | Q(matters__contains=f"\n{asked.matter}\n")
        )
    if asked.public:
        rows = rows.filter(public=asked.public == "true")
    if asked.corrections:
        open_ones = KnowledgeCorrectionRow.objects.filter(state="open")
        rows = rows.filter(pk__in=open_ones.values("entry_id"))
    if not asked.q.strip():
        return rows.order_by("-changed_at", "-number"), {}
    scores = _suggest.ranking(asked.q)
    order = Case(
        *(When(pk=ref, then=Value(place)) for place, ref in enumerate(scores)),
        default=Value(len(scores)),
        output_field=IntegerField(),
    )
    return rows.filter(pk__in=list(scores)).order_by(order), scores


def page_of(subject: Subject, asked: Asked, *, page: int, size: int) -> Page[KnowledgeRow]:
    """A page of the list, best fits first where something was searched for, else the last changed."""
    position = facts.last_position()
    rows, scores = find_all(subject, asked)
    found = list(rows[(page - 1) * size : page * size])
    return Page(items=rows_of(found, scores), total=rows.count(), page=page, size=size, position=position)


def rows_of(found: list[KnowledgeEntryRow], scores: dict[str, float]) -> list[KnowledgeRow]:
    """Lines of the list, with the names and counts that stand in them."""
    ids = [row.id for row in found]
    counted = KnowledgeCorrectionRow.objects.filter(entry_id__in=ids, state="open").values("entry_id")
    corrections = dict(counted.annotate(n=Count("id")).values_list("entry_id", "n"))
    names = areas.areas([last for row in found if (last := _last(row.area_path))])
    day = today()
    return [
        KnowledgeRow(
            id=row.id,
            number=row.number,
            state=row.state,  # type: ignore[arg-type]
            revision=row.revision,  # type: ignore[arg-type]
            title=row.title,
            excerpt=excerpt(row.answer),
            keywords=_split(row.keywords),
            matters=_split(row.matters),
            area_path=row.area_path,
            area_name=names[_last(row.area_path)].name if _last(row.area_path) in names else "",
            unit=row.unit,
            unit_name=row.unit_name,
            public=row.public,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            review_due=row.review_due,
            review_is_due=row.state == "published" and row.review_due is not None and row.review_due <= day,
            open_corrections=corrections.get(row.id, 0),
            changed_at=row.changed_at,
            demonstration=row.demonstration,
            score=scores.get(row.id, 0.0),
            version=row.version,
        )
        for row in found
    ]


def find_row(entry_id: str, subject: Subject) -> KnowledgeEntryRow:
    """The entry by its id or number, if `subject` may see it. Raises UnknownKnowledge."""
    row = visible(subject).filter(Q(pk=entry_id) | Q(number=entry_id)).first()
    if row is None:
        raise UnknownKnowledge()
    return row


def entry_of(row: KnowledgeEntryRow, subject: Subject) -> KnowledgeEntry:
    """The whole entry, as far as `subject` may see its texts."""
    inside = subject.is_system or row.unit == subject.unit_id or "knowledge.review" in subject.permissions
    texts = [_text(text) for text in KnowledgeVersionRow.objects.filter(entry_id=row.id).order_by("-number")]
    seen = texts if inside else [text for text in texts if text.published_at is not None]
    steps = KnowledgeStepRow.objects.filter(entry_id=row.id).order_by("-version")
    corrections = KnowledgeCorrectionRow.objects.filter(entry_id=row.id).order_by("-asked_at")
    return KnowledgeEntry(
        row=rows_of([row], {})[0],
        answer=row.answer,
        questions=_split(row.questions),
        live_number=row.live_number,
        newest=texts[0] if inside and texts and texts[0].number != row.live_number else None,
        versions=tuple(seen),
        steps=tuple(_step(one) for one in steps if inside or one.act in _OPEN_ACTS),
        corrections=tuple(correction_of(one, row) for one in corrections),
        allowed=allowed(row, subject),
    )


_OPEN_ACTS = ("publish", "expire", "withdraw", "reaffirm")


def allowed(row: KnowledgeEntryRow, subject: Subject) -> tuple[Act, ...]:
    """What `subject` may do with the entry now; each act asks again for itself."""
    found: list[Act] = []
    asked = "asked" in (row.state, row.revision)
    mine = "knowledge.write" in subject.permissions and bool(row.unit) and row.unit == subject.unit_id
    reviewer = "knowledge.review" in subject.permissions and row.area_path.startswith(subject.area_path)
    if mine and not asked and row.state != "withdrawn":
        found.append("change")
    if mine and "draft" in (row.state, row.revision):
        found.append("ask")
    if reviewer and asked and not _has_own_hand(row, subject):
        found += ["publish", "send_back"]
    if mine and row.state == "published":
        found.append("reaffirm")
    if (mine or reviewer) and row.state != "withdrawn":
        found.append("withdraw")
    if row.live_number and row.state != "withdrawn" and "knowledge.see" in subject.permissions:
        found.append("report")
    if mine:
        found.append("answer")
    return tuple(found)


def _has_own_hand(row: KnowledgeEntryRow, subject: Subject) -> bool:
    """Whether the subject wrote the newest text or put it forward."""
    wrote = KnowledgeVersionRow.objects.filter(
        entry_id=row.id, number=row.text_number, written_by=subject.user_id
    )
    last = KnowledgeStepRow.objects.filter(entry_id=row.id, act="ask").order_by("-version").first()
    return wrote.exists() or (last is not None and last.by == subject.user_id)


def corrections_of(
    subject: Subject, *, state: str, mine: bool, page: int, size: int
) -> Page[KnowledgeCorrection]:
    """Corrections of what one may see, the most pressing first; `mine`: those that my unit answers."""
    position = facts.last_position()
    rows = KnowledgeCorrectionRow.objects.filter(entry_id__in=visible(subject).values("pk"))
    if state:
        rows = rows.filter(state=state)
    if mine:
        # scope: narrows what the scope let through
        rows = rows.filter(unit=subject.unit_id or "-")
    found = list(rows.order_by("due_at", "id")[(page - 1) * size : page * size])
    entries = KnowledgeEntryRow.objects.in_bulk([one.entry_id for one in found])
    items = [correction_of(one, entries[one.entry_id]) for one in found]
    return Page(items=items, total=rows.count(), page=page, size=size, position=position)


def public_answers(text: str, *, area_path: str = "", limit: int = PUBLIC_MOST) -> list[PublicAnswer]:
    """Public entries that may answer a citizen's question, whole."""
    hints = _suggest.suggest(text, area_path=area_path, public_only=True, limit=limit)
    rows = KnowledgeEntryRow.objects.in_bulk([hint.id for hint in hints])
    return [
        PublicAnswer(
            number=row.number,
            title=row.title,
            answer=row.answer,
            unit_name=row.unit_name,
            valid_until=row.valid_until,
            published_on=row.published_at.astimezone(clock.SHANGHAI).date() if row.published_at else None,
            demonstration=row.demonstration,
        )
        for hint in hints
        if (row := rows.get(hint.id)) is not None
    ]


def correction_of(one: KnowledgeCorrectionRow, row: KnowledgeEntryRow) -> KnowledgeCorrection:
    return KnowledgeCorrection(
        id=one.id,
        entry_id=row.id,
        entry_number=row.number,
        title=row.title,
        unit_name=row.unit_name,
        text_number=one.text_number,
        state=one.state,  # type: ignore[arg-type]
        text=one.text,
        asked_by_name=one.asked_by_name,
        asked_unit_name=one.asked_unit_name,
        asked_at=one.asked_at,
        due_at=one.due_at,
        overdue=one.state == "open" and one.due_at < clock.now(),
        answer=one.answer,
        answered_by_name=one.answered_by_name,
        answered_at=one.answered_at,
        version=one.version,
    )


def _text(text: KnowledgeVersionRow) -> KnowledgeText:
    form = form_of(text.body)
    return KnowledgeText(
        number=text.number,
        title=form.title,
        answer=form.answer,
        questions=form.questions,
        keywords=form.keywords,
        matters=form.matters,
        area=form.area,
        public=form.public,
        valid_from=form.valid_from,
        valid_until=form.valid_until,
        review_due=form.review_due,
        written_by_name=_person(text.written_by, text.written_by_name),
        written_at=text.written_at,
        why=text.why,
        reviewed_by_name=_person(text.reviewed_by, text.reviewed_by_name),
        published_at=text.published_at,
    )


def _step(one: KnowledgeStepRow) -> KnowledgeStep:
    return KnowledgeStep(
        at=one.at,
        act=one.act,
        by_name=_person(one.by, one.by_name),
        unit_name=one.unit_name,
        text_number=one.text_number,
        note=one.note,
    )


def _person(by: str, name: str) -> str:
    """The name of a person; none where a task of ours or a pack did it."""
    return "" if by.startswith("system:") else name


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def _last(path: str) -> str:
    return path.strip("/").rpartition("/")[2]
