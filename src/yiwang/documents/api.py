"""The door of 文件、证据与知识库."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from yiwang.areas import api as areas
from yiwang.documents import (
    _corrections,
    _files,
    _knowledge,
    _knowledge_declare,
    _knowledge_reading,
    _knowledge_sheet,
    _suggest,
    _terms,
    logic,
)
from yiwang.documents._knowledge_reading import Asked
from yiwang.documents.contracts import (
    AnswerHint,
    Document,
    DocumentAttached,
    DocumentStored,
    KnowledgeCorrection,
    KnowledgeDeclared,
    KnowledgeEntry,
    KnowledgeImported,
    KnowledgeRow,
    KnowledgeTerms,
    PublicAnswer,
    UnknownDocument,
)
from yiwang.documents.declarations import DeclaredEntry, KnowledgeForm
from yiwang.documents.models import DocumentRow
from yiwang.identity.api import Subject, handlers, require, scope
from yiwang.kernel import clock, facts, sheets
from yiwang.kernel.ids import new_id
from yiwang.kernel.pages import Page
from yiwang.kernel.sheets import Sheet

#: Widths at which a narrower picture is made; any other asks for the next larger one.
WIDTHS = (160, 320, 640, 1280)


def store(
    data: bytes,
    name: str,
    subject: Subject,
    area_path: str = "",
    units: Sequence[str] = (),
    *,
    taken_at: datetime | None = None,
    lon: float | None = None,
    lat: float | None = None,
    secret: bool = False,
) -> Document:
    """Keep a picture: JPEG, PNG or WebP of at most 10 MB, encoded anew without hidden data.

    What the picture says of time and place wins over what the phone says (`taken_at`, lon, lat). Until it is
    attached to something, its uploader and his unit see it. Raises EmptyFile, TooLarge, TooManyPixels,
    NotAPicture, NoRoom, Forbidden.
    """
    require(subject, "documents.upload")
    now = clock.now()
    picture = logic.clean(data, now)
    digest = _files.keep(picture.data)
    said_lon, said_lat = logic.place(lon, lat) if picture.lon is None else (picture.lon, picture.lat)
    with transaction.atomic():
        row = DocumentRow.objects.create(
            id=new_id(),
            name=logic.safe_name(name, picture.media_type),
            media_type=picture.media_type,
            size=len(picture.data),
            sha256=digest,
            original_sha256=hashlib.sha256(data).hexdigest(),
            width=picture.width,
            height=picture.height,
            taken_at=picture.taken_at or logic.believed(taken_at, now),
            lon=said_lon,
            lat=said_lat,
            uploaded_by=subject.user_id,
            uploaded_at=now,
            area_path=area_path,
            units=facts.join_units(_holders(subject, units)),
            secret=secret,
        )
        facts.tell(
            DocumentStored(document_id=row.id, media_type=row.media_type, size=row.size, sha256=row.sha256),
            subject=f"document:{row.id}",
            version=1,
            actor=subject.user_id,
            area_path=row.area_path,
            units=facts.split_units(row.units),
            secret=secret,
        )
    return _document(row)


def _holders(subject: Subject, units: Sequence[str]) -> list[str]:
    """Whom a fresh document belongs to: the person, and the unit that he is in."""
    own = [subject.unit_id] if subject.unit_id else []
    return handlers([*units, *own], persons=[subject.user_id])


def get_document(document_id: str, subject: Subject | None = None) -> Document:
    """The document; with a subject, only if that subject may see it. Raises UnknownDocument either way."""
    return _document(_row(document_id, subject))


def documents(document_ids: Sequence[str]) -> dict[str, Document]:
    """Many documents by id, for a page that has already been allowed; unknown ids are absent."""
    return {row.id: _document(row) for row in DocumentRow.objects.filter(pk__in=list(document_ids))}


def content(document_id: str, subject: Subject, width: int = 0) -> tuple[Document, bytes, str]:
    """(document, bytes, media type) if `subject` may see it; narrower where a width is asked for."""
    row = _row(document_id, subject)
    if not width or width >= row.width:
        return _document(row), _files.read(row.sha256), row.media_type
    step = next((each for each in WIDTHS if each >= width), WIDTHS[-1])
    path = _files.narrow_path(row.sha256, step)
    if not path.exists():
        _files.write(path, logic.narrowed(_files.read(row.sha256), step))
    return _document(row), path.read_bytes(), "image/jpeg"


def attach(document_ids: Sequence[str], *, area_path: str, units: Sequence[str]) -> None:
    """Let those who see a thing that lies at `area_path` and belongs to `units` see its documents too.

    Called inside the act that attaches. Units are added, never taken away: who handed it in still sees it.
    """
    with transaction.atomic():
        rows = DocumentRow.objects.select_for_update().filter(pk__in=list(document_ids))
        for row in rows:
            wider = facts.join_units([*facts.split_units(row.units), *units])
            if (row.area_path, row.units) == (area_path, wider):
                continue
            row.area_path, row.units, row.version = area_path, wider, row.version + 1
            row.save(update_fields=["area_path", "units", "version"])
            facts.tell(
                DocumentAttached(document_id=row.id),
                subject=f"document:{row.id}",
                version=row.version,
                actor=row.uploaded_by,
                area_path=area_path,
                units=facts.split_units(wider),
                secret=row.secret,
            )


def _row(document_id: str, subject: Subject | None) -> DocumentRow:
    seen = Q() if subject is None else scope(subject, "documents.see").q()
    row = DocumentRow.objects.filter(seen, pk=document_id).first()
    if row is None:
        raise UnknownDocument()
    return row


def _document(row: DocumentRow) -> Document:
    return Document(
        id=row.id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        original_sha256=row.original_sha256,
        width=row.width,
        height=row.height,
        taken_at=row.taken_at,
        lon=row.lon,
        lat=row.lat,
        uploaded_by=row.uploaded_by,
        uploaded_at=row.uploaded_at,
        content_url=f"/api/documents/{row.id}/content",
    )


# -- 知识库 --------------------------------------------------------------------------------------------------


def suggest_answers(
    text: str, *, area_path: str = "", public_only: bool = False, limit: int = 3
) -> list[AnswerHint]:
    """Published entries that hold today and may answer `text`, best first; [] where nothing fits.

    With `area_path` only those that hold for that place; "" says that the place is not known, and asks for
    none. Meant for each pause of somebody's typing: ranked in memory.
    """
    return _suggest.suggest(text, area_path=area_path, public_only=public_only, limit=limit)


def public_answers(text: str, *, area_path: str = "") -> list[PublicAnswer]:
    """Public entries that may answer a citizen's question, whole."""
    return _knowledge_reading.public_answers(text, area_path=area_path)


def path_or_nowhere(area: str) -> str:
    """The path of an area id; "" for none or an unknown one, which narrows nothing."""
    found = areas.find_area(area) if area else None
    return found.managed_path if found else ""


def list_knowledge(
    subject: Subject, asked: Asked | None = None, *, page: int = 1, size: int = 50
) -> Page[KnowledgeRow]:
    """A page of the entries that `subject` may see."""
    return _knowledge_reading.page_of(subject, asked or Asked(), page=page, size=size)


def knowledge_sheet(subject: Subject, asked: Asked) -> Sheet:
    """The list as a sheet, whole texts. Raises TooManyRows."""
    rows, _ = _knowledge_reading.find_all(subject, asked)
    return _knowledge_sheet.sheet(sheets.whole(rows))


def import_knowledge(data: bytes, subject: Subject) -> KnowledgeImported:
    """Drafts from an .xlsx file, all or nothing. Raises NotASheet, SheetFaults, NotYourUnit, Forbidden."""
    return _knowledge_sheet.take(data, subject)


def get_knowledge(entry_id: str, subject: Subject) -> KnowledgeEntry:
    """An entry by id or number. Raises UnknownKnowledge."""
    return _knowledge_reading.entry_of(_knowledge_reading.find_row(entry_id, subject), subject)


def write_knowledge(subject: Subject, form: KnowledgeForm, *, why: str = "") -> KnowledgeEntry:
    """A new entry of the subject's unit, a draft. Raises Forbidden, NotYourUnit, KnowledgeFaults."""
    return _knowledge_reading.entry_of(_knowledge.write(subject, form, why=why), subject)


def rewrite_knowledge(
    entry_id: str, subject: Subject, form: KnowledgeForm, *, why: str = "", version: int
) -> KnowledgeEntry:
    """Another text of an entry. Raises as `write_knowledge`, UnknownKnowledge, KnowledgeMoved."""
    entry_id = _knowledge_reading.find_row(entry_id, subject).id
    row = _knowledge.rewrite(entry_id, subject, form, why=why, version=version)
    return _knowledge_reading.entry_of(row, subject)


def ask_knowledge_review(entry_id: str, subject: Subject, *, version: int) -> KnowledgeEntry:
    """Put the newest text forward. Raises UnknownKnowledge, NotYourUnit, KnowledgeMoved."""
    entry_id = _knowledge_reading.find_row(entry_id, subject).id
    return _knowledge_reading.entry_of(_knowledge.ask(entry_id, subject, version=version), subject)


def publish_knowledge(entry_id: str, subject: Subject, *, note: str = "", version: int) -> KnowledgeEntry:
    """A second person publishes it. Raises Forbidden, OwnText, OutsideReview, KnowledgeMoved."""
    entry_id = _knowledge_reading.find_row(entry_id, subject).id
    row = _knowledge.publish(entry_id, subject, note=note, version=version)
    return _knowledge_reading.entry_of(row, subject)


def send_back_knowledge(entry_id: str, subject: Subject, *, reason: str, version: int) -> KnowledgeEntry:
    """A second person sends it back. Raises as `publish_knowledge`, ReasonNeeded."""
    entry_id = _knowledge_reading.find_row(entry_id, subject).id
    row = _knowledge.send_back(entry_id, subject, reason=reason, version=version)
    return _knowledge_reading.entry_of(row, subject)


def reaffirm_knowledge(
    entry_id: str, subject: Subject, *, review_due: date | None = None, note: str = "", version: int
) -> KnowledgeEntry:
    """Its unit says that it still holds. Raises NotYourUnit, KnowledgeMoved, KnowledgeFaults."""
    entry_id = _knowledge_reading.find_row(entry_id, subject).id
    row = _knowledge.reaffirm(entry_id, subject, review_due=review_due, note=note, version=version)
    return _knowledge_reading.entry_of(row, subject)


def withdraw_knowledge(entry_id: str, subject: Subject, *, reason: str, version: int) -> KnowledgeEntry:
    """Take it down. Raises Forbidden, OutsideReview, KnowledgeMoved, ReasonNeeded."""
    entry_id = _knowledge_reading.find_row(entry_id, subject).id
    row = _knowledge.withdraw(entry_id, subject, reason=reason, version=version)
    return _knowledge_reading.entry_of(row, subject)


def question_knowledge(entry_id: str, subject: Subject, *, text: str) -> KnowledgeCorrection:
    """Say what is wrong with an entry. Raises UnknownKnowledge, KnowledgeMoved, ReasonNeeded."""
    row = _knowledge_reading.find_row(entry_id, subject)
    return _knowledge_reading.correction_of(_corrections.question(row, subject, text=text), row)


def answer_correction(
    correction_id: str, subject: Subject, *, outcome: _corrections.Outcome, text: str, version: int
) -> KnowledgeCorrection:
    """The unit's answer. Raises UnknownCorrection, NotYourUnit, NothingCorrected, KnowledgeMoved."""
    found = _corrections.answer(correction_id, subject, outcome=outcome, text=text, version=version)
    return _knowledge_reading.correction_of(found, _knowledge_reading.find_row(found.entry_id, subject))


def knowledge_corrections(
    subject: Subject, *, state: str = "", mine: bool = False, page: int = 1, size: int = 50
) -> Page[KnowledgeCorrection]:
    """Corrections of the entries that `subject` may see, the most pressing first."""
    return _knowledge_reading.corrections_of(subject, state=state, mine=mine, page=page, size=size)


def knowledge_terms() -> KnowledgeTerms:
    """The terms in force."""
    return _terms.terms()


def set_knowledge_terms(subject: Subject, said: KnowledgeTerms) -> KnowledgeTerms:
    """Set the terms. Raises Forbidden, Invalid."""
    return _terms.set_terms(subject, said)


def declare_knowledge(
    entries: Sequence[DeclaredEntry], *, pack: str, demonstration: bool
) -> KnowledgeDeclared:
    """A pack's entries, published by the pack's word; what people wrote here since stays. Raises
    KnowledgeFaults."""
    return _knowledge_declare.declare(entries, pack=pack, demonstration=demonstration)
