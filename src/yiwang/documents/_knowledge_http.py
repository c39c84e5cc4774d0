"""HTTP of 知识库: for the desks, and for citizens who have not signed in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

import django.http
from django.http import HttpResponse
from ninja import File, Query, Schema
from ninja.files import UploadedFile
from pydantic import Field

from yiwang.documents import api
from yiwang.documents._knowledge_reading import Asked
from yiwang.documents._throttle import Throttle
from yiwang.documents.contracts import (
    AnswerHint,
    KnowledgeAnswered,
    KnowledgeAsked,
    KnowledgeCorrection,
    KnowledgeEntry,
    KnowledgeImported,
    KnowledgePublished,
    KnowledgeQuestioned,
    KnowledgeReaffirmed,
    KnowledgeRow,
    KnowledgeSentBack,
    KnowledgeTerms,
    KnowledgeTermsSet,
    KnowledgeWithdrawn,
    KnowledgeWritten,
    NotASheet,
    PublicAnswer,
)
from yiwang.documents.declarations import KnowledgeForm
from yiwang.documents.logic import MOST_BYTES
from yiwang.identity.api import HttpRequest, Routes, export, source_of
from yiwang.identity.contracts import ListExported
from yiwang.kernel.pages import Page

router = Routes(tags=["documents"])
PUBLIC = Throttle(most=30, within=timedelta(minutes=1))
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=200)]
Said = Annotated[str, Field(max_length=2000)]


class TermsBody(Schema):
    """Days of warning, working days for an answer, days between two reviews."""

    warn_days: int
    answer_days: int
    review_days: int


class WriteBody(Schema):
    """A text of an entry, why it is written, and the entry's version as its author saw it (0: a new one)."""

    form: KnowledgeForm
    why: Said = ""
    version: int = 0


class ActBody(Schema):
    """An act on the entry's version as the person saw it; `note` is the reason where one is needed."""

    version: int
    note: Said = ""
    review_due: date | None = None


class CorrectionBody(Schema):
    text: Said


class AnswerBody(Schema):
    outcome: Literal["corrected", "refused"]
    text: Said
    version: int


class SuggestBody(Schema):
    """What is being typed, and the id of the area that it is about, where that is known."""

    text: Annotated[str, Field(max_length=20_000)]
    area: str = ""
    limit: Annotated[int, Field(ge=1, le=10)] = 3


@router.get(
    "/knowledge", permission="knowledge.see", response=Page[KnowledgeRow], operation_id="list_knowledge"
)
def list_knowledge(
    request: HttpRequest,
    q: str = "",
    state: str = "",
    unit: str = "",
    area: str = "",
    matter: str = "",
    public: Literal["", "true", "false"] = "",
    corrections: Literal["", "open"] = "",
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[KnowledgeRow]:
    """Entries, best fits first where `q` asks something. `state` also takes review, review_due, ending."""
    asked = Asked(
        q=q, state=state, unit=unit, area=area, matter=matter, public=public, corrections=corrections
    )
    return api.list_knowledge(request.subject, asked, page=page, size=size)


@router.get(
    "/knowledge/export.xlsx",
    permission="knowledge.see",
    tells=(ListExported,),
    operation_id="export_knowledge",
)
def export_knowledge(
    request: HttpRequest,
    q: str = "",
    state: str = "",
    unit: str = "",
    area: str = "",
    matter: str = "",
    public: Literal["", "true", "false"] = "",
    corrections: Literal["", "open"] = "",
) -> HttpResponse:
    """The same list as an Excel file, whole texts; its first columns are those that an import takes."""
    asked = Asked(
        q=q, state=state, unit=unit, area=area, matter=matter, public=public, corrections=corrections
    )
    filters = {
        "q": q, "state": state, "unit": unit, "area": area, "matter": matter, "public": public,
        "corrections": corrections,
    }  # fmt: skip
    return export(request.subject, "knowledge", api.knowledge_sheet(request.subject, asked), filters)


@router.post(
    "/knowledge/import",
    permission="knowledge.write",
    tells=(KnowledgeWritten,),
    response=KnowledgeImported,
    operation_id="import_knowledge",
)
def import_knowledge(request: HttpRequest, file: File[UploadedFile]) -> KnowledgeImported:
    """Drafts of one's own unit from an Excel file, all of it or nothing; every wrong cell is named."""
    if (file.size or 0) > MOST_BYTES:
        raise NotASheet()
    return api.import_knowledge(file.read(), request.subject)


@router.get(
    "/knowledge/terms", permission="knowledge.see", response=KnowledgeTerms, operation_id="knowledge_terms"
)
def knowledge_terms(request: HttpRequest) -> KnowledgeTerms:
    """The terms in force: days of warning, of answering a correction, between two reviews."""
    return api.knowledge_terms()


@router.put(
    "/knowledge/terms",
    permission="knowledge.review",
    tells=(KnowledgeTermsSet,),
    response=KnowledgeTerms,
    operation_id="set_knowledge_terms",
)
def set_knowledge_terms(request: HttpRequest, body: TermsBody) -> KnowledgeTerms:
    """Set the terms, for limits that begin from now on."""
    return api.set_knowledge_terms(request.subject, KnowledgeTerms(**body.dict()))


@router.post(
    "/knowledge/suggest",
    permission="knowledge.see",
    tells=(),
    because="a question; posted, so that a citizen's words stand in no address and no log",
    response=list[AnswerHint],
    operation_id="suggest_answers",
)
def suggest_answers(request: HttpRequest, body: SuggestBody) -> list[AnswerHint]:
    """Published entries that may answer what is being typed, best first."""
    return api.suggest_answers(body.text, area_path=api.path_or_nowhere(body.area), limit=body.limit)


@router.get(
    "/knowledge/corrections",
    permission="knowledge.see",
    response=Page[KnowledgeCorrection],
    operation_id="list_knowledge_corrections",
)
def list_corrections(
    request: HttpRequest,
    state: Literal["", "open", "corrected", "refused"] = "",
    mine: bool = False,
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[KnowledgeCorrection]:
    """Corrections, the most pressing first; `mine`: those that my own unit answers."""
    return api.knowledge_corrections(request.subject, state=state, mine=mine, page=page, size=size)


@router.post(
    "/knowledge/corrections/{correction_id}/answer",
    permission="knowledge.write",
    tells=(KnowledgeAnswered,),
    response=KnowledgeCorrection,
    operation_id="answer_knowledge_correction",
)
def answer_correction(request: HttpRequest, correction_id: str, body: AnswerBody) -> KnowledgeCorrection:
    """The author unit's answer: corrected (a newer text exists) or refused, with the reason."""
    return api.answer_correction(
        correction_id, request.subject, outcome=body.outcome, text=body.text, version=body.version
    )


@router.post(
    "/knowledge",
    permission="knowledge.write",
    tells=(KnowledgeWritten,),
    response=KnowledgeEntry,
    operation_id="write_knowledge",
)
def write_knowledge(request: HttpRequest, body: WriteBody) -> KnowledgeEntry:
    """A new entry of one's own unit, as a draft. Every fault is told at once, by field."""
    return api.write_knowledge(request.subject, body.form, why=body.why)


@router.get(
    "/knowledge/{entry_id}", permission="knowledge.see", response=KnowledgeEntry, operation_id="get_knowledge"
)
def get_knowledge(request: HttpRequest, entry_id: str) -> KnowledgeEntry:
    """One entry by id or number, with its texts, steps, corrections, and what this person may do."""
    return api.get_knowledge(entry_id, request.subject)


@router.put(
    "/knowledge/{entry_id}",
    permission="knowledge.write",
    tells=(KnowledgeWritten,),
    response=KnowledgeEntry,
    operation_id="rewrite_knowledge",
)
def rewrite_knowledge(request: HttpRequest, entry_id: str, body: WriteBody) -> KnowledgeEntry:
    """Another text; what is published stands until a second person publishes the new one."""
    return api.rewrite_knowledge(entry_id, request.subject, body.form, why=body.why, version=body.version)


@router.post(
    "/knowledge/{entry_id}/ask",
    permission="knowledge.write",
    tells=(KnowledgeAsked,),
    response=KnowledgeEntry,
    operation_id="ask_knowledge_review",
)
def ask_review(request: HttpRequest, entry_id: str, body: ActBody) -> KnowledgeEntry:
    """Put the newest text forward for a second person's review."""
    return api.ask_knowledge_review(entry_id, request.subject, version=body.version)


@router.post(
    "/knowledge/{entry_id}/publish",
    permission="knowledge.review",
    tells=(KnowledgePublished,),
    response=KnowledgeEntry,
    operation_id="publish_knowledge",
)
def publish(request: HttpRequest, entry_id: str, body: ActBody) -> KnowledgeEntry:
    """Publish the text that somebody else wrote and put forward."""
    return api.publish_knowledge(entry_id, request.subject, note=body.note, version=body.version)


@router.post(
    "/knowledge/{entry_id}/send-back",
    permission="knowledge.review",
    tells=(KnowledgeSentBack,),
    response=KnowledgeEntry,
    operation_id="send_back_knowledge",
)
def send_back(request: HttpRequest, entry_id: str, body: ActBody) -> KnowledgeEntry:
    """Back to its author, with the reason in `note`."""
    return api.send_back_knowledge(entry_id, request.subject, reason=body.note, version=body.version)


@router.post(
    "/knowledge/{entry_id}/reaffirm",
    permission="knowledge.write",
    tells=(KnowledgeReaffirmed,),
    response=KnowledgeEntry,
    operation_id="reaffirm_knowledge",
)
def reaffirm(request: HttpRequest, entry_id: str, body: ActBody) -> KnowledgeEntry:
    """Its unit has looked at it again: it holds, until `review_due`."""
    return api.reaffirm_knowledge(
        entry_id, request.subject, review_due=body.review_due, note=body.note, version=body.version
    )


@router.post(
    "/knowledge/{entry_id}/withdraw",
    permission="knowledge.see",
    tells=(KnowledgeWithdrawn,),
    response=KnowledgeEntry,
    operation_id="withdraw_knowledge",
)
def withdraw(request: HttpRequest, entry_id: str, body: ActBody) -> KnowledgeEntry:
    """Take it down for good, with the reason in `note`: its own unit, or a reviewer."""
    return api.withdraw_knowledge(entry_id, request.subject, reason=body.note, version=body.version)


@router.post(
    "/knowledge/{entry_id}/corrections",
    permission="knowledge.see",
    tells=(KnowledgeQuestioned,),
    response=KnowledgeCorrection,
    operation_id="question_knowledge",
)
def question(request: HttpRequest, entry_id: str, body: CorrectionBody) -> KnowledgeCorrection:
    """Say what is wrong with a published entry; its unit answers within the terms."""
    return api.question_knowledge(entry_id, request.subject, text=body.text)


@router.get("/public/knowledge", public=True, response=list[PublicAnswer], operation_id="public_knowledge")
def public_knowledge(
    request: django.http.HttpRequest, q: Annotated[str, Query(max_length=500)] = "", area: str = ""
) -> list[PublicAnswer]:
    """Public entries that may answer a citizen's question, whole; a bounded number of questions a minute."""
    PUBLIC.count(source_of(request))
    return api.public_answers(q, area_path=api.path_or_nowhere(area))
