"""HTTP of 简报."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Query, Schema
from pydantic import Field

from yiwang.identity.api import HttpRequest, Routes
from yiwang.kernel.pages import Page
from yiwang.reports import api
from yiwang.reports.contracts import (
    BriefingDetail,
    BriefingDiscarded,
    BriefingEdited,
    BriefingIssued,
    BriefingMade,
    BriefingRefreshed,
    BriefingReplaced,
    BriefingReviewed,
    BriefingRow,
    BriefingSentBack,
    BriefingSubmitted,
    BriefingWithdrawn,
    Moved,
    TemplateRow,
)
from yiwang.reports.models import Briefing

router = Routes(tags=["reports"])
Word = Annotated[str, Field(max_length=120)]
Language = Literal["zh", "en"]
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=200)]


class BriefingAsked(Schema):
    """Which publication, about which area."""

    template: Word
    area: Word


class BriefingActBody(Schema):
    """An act on the briefing's version as the person saw it; `note` is the reason where one is needed."""

    version: int
    note: Annotated[str, Field(max_length=2_000)] = ""


class BriefingWords(Schema):
    """A reworded sentence, in the languages that were changed; `dropped`: it is not said at all."""

    zh: Annotated[str, Field(max_length=1_000)] | None = None
    en: Annotated[str, Field(max_length=1_000)] | None = None
    dropped: bool | None = None


class BriefingEditBody(Schema):
    """Reworded parts by their id."""

    version: int
    parts: Annotated[dict[Word, BriefingWords], Field(max_length=100)]


def _told(row: Briefing, request: HttpRequest) -> BriefingDetail:
    return api.detail(request.subject, row.id)


@router.get(
    "/reports/templates",
    permission="reports.see",
    response=list[TemplateRow],
    operation_id="list_briefing_templates",
)
def list_templates(request: HttpRequest) -> list[TemplateRow]:
    """The publications, and when the next issue of each is made by itself."""
    return api.list_templates(request.subject)


@router.get("/reports", permission="reports.see", response=Page[BriefingRow], operation_id="list_briefings")
def list_briefings(
    request: HttpRequest,
    state: Word = "",
    template: Word = "",
    area: Word = "",
    page: PageNumber = 1,
    size: PageSize = 20,
) -> Page[BriefingRow]:
    """Briefings of my area and those sent to me, and those that I keep."""
    return api.list_briefings(
        request.subject, state=state, template=template, area=area, page=page, size=size
    )


@router.post(
    "/reports",
    permission="reports.compose",
    tells=(BriefingMade,),
    response=BriefingDetail,
    operation_id="make_briefing",
)
def create(request: HttpRequest, body: BriefingAsked) -> BriefingDetail:
    """A draft from the figures of now."""
    return _told(api.create(request.subject, body.template, area_id=body.area), request)


@router.get(
    "/reports/{briefing}", permission="reports.see", response=BriefingDetail, operation_id="get_briefing"
)
def get_briefing(request: HttpRequest, briefing: str) -> BriefingDetail:
    """A briefing, whole; for those who keep it with what was left out, what was changed, and its history."""
    return api.detail(request.subject, briefing)


@router.get(
    "/reports/{briefing}/check",
    permission="reports.see",
    response=list[Moved],
    operation_id="check_briefing",
)
def check(request: HttpRequest, briefing: str) -> list[Moved]:
    """The sources whose figures have moved since they were read."""
    return api.checked(request.subject, briefing)


@router.get("/reports/{briefing}/file.docx", permission="reports.see", operation_id="download_briefing_word")
def word(request: HttpRequest, briefing: str, language: Language = "zh") -> HttpResponse:
    """The briefing as a Word document."""
    return _file(*api.word(request.subject, briefing, language), "docx", language)


@router.get("/reports/{briefing}/file.pdf", permission="reports.see", operation_id="download_briefing_pdf")
def pdf(request: HttpRequest, briefing: str, language: Language = "zh") -> HttpResponse:
    """The briefing as a PDF."""
    return _file(*api.pdf(request.subject, briefing, language), "pdf", language)


MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def _file(name: str, content: bytes, kind: str, language: Language) -> HttpResponse:
    answer = HttpResponse(content, content_type=MEDIA_TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}-{language}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


@router.put(
    "/reports/{briefing}/words",
    permission="reports.compose",
    tells=(BriefingEdited,),
    response=BriefingDetail,
    operation_id="edit_briefing",
)
def edit(request: HttpRequest, briefing: str, body: BriefingEditBody) -> BriefingDetail:
    """编辑: reword or drop parts; a number that was changed is flagged as carried by no source."""
    words = {part: said.dict(exclude_none=True) for part, said in body.parts.items()}
    return _told(api.edit(request.subject, briefing, words, version=body.version), request)


@router.post(
    "/reports/{briefing}/refresh",
    permission="reports.compose",
    tells=(BriefingRefreshed,),
    response=BriefingDetail,
    operation_id="refresh_briefing",
)
def refresh(request: HttpRequest, briefing: str, body: BriefingActBody) -> BriefingDetail:
    """Make the draft anew from the figures of now."""
    return _told(api.refresh(request.subject, briefing, version=body.version), request)


@router.post(
    "/reports/{briefing}/discard",
    permission="reports.compose",
    tells=(BriefingDiscarded,),
    response=BriefingDetail,
    operation_id="discard_briefing",
)
def discard(request: HttpRequest, briefing: str, body: BriefingActBody) -> BriefingDetail:
    """作废, with the reason."""
    return _told(api.discard(request.subject, briefing, body.note, version=body.version), request)


@router.post(
    "/reports/{briefing}/submit",
    permission="reports.compose",
    tells=(BriefingSubmitted,),
    response=BriefingDetail,
    operation_id="submit_briefing",
)
def submit(request: HttpRequest, briefing: str, body: BriefingActBody) -> BriefingDetail:
    """提交审核."""
    return _told(api.submit(request.subject, briefing, version=body.version), request)


@router.post(
    "/reports/{briefing}/send-back",
    permission="reports.review",
    tells=(BriefingSentBack,),
    response=BriefingDetail,
    operation_id="send_back_briefing",
)
def send_back(request: HttpRequest, briefing: str, body: BriefingActBody) -> BriefingDetail:
    """退回修改, with the reason."""
    return _told(api.send_back(request.subject, briefing, body.note, version=body.version), request)


@router.post(
    "/reports/{briefing}/approve",
    permission="reports.review",
    tells=(BriefingReviewed,),
    response=BriefingDetail,
    operation_id="approve_briefing",
)
def approve(request: HttpRequest, briefing: str, body: BriefingActBody) -> BriefingDetail:
    """审核通过, by another person than those who edited it."""
    return _told(api.approve(request.subject, briefing, body.note, version=body.version), request)


@router.post(
    "/reports/{briefing}/issue",
    permission="reports.issue",
    tells=(BriefingIssued, BriefingReplaced),
    response=BriefingDetail,
    operation_id="issue_briefing",
)
def issue(request: HttpRequest, briefing: str, body: BriefingActBody) -> BriefingDetail:
    """签发: its number is given, and it goes to all whom it names."""
    return _told(api.issue(request.subject, briefing, version=body.version), request)


@router.post(
    "/reports/{briefing}/replace",
    permission="reports.compose",
    tells=(BriefingMade,),
    response=BriefingDetail,
    operation_id="replace_briefing",
)
def replace(request: HttpRequest, briefing: str, body: BriefingActBody) -> BriefingDetail:
    """更正: a draft that will take the place of an issue."""
    return _told(api.replace(request.subject, briefing, version=body.version), request)


@router.post(
    "/reports/{briefing}/withdraw",
    permission="reports.issue",
    tells=(BriefingWithdrawn,),
    response=BriefingDetail,
    operation_id="withdraw_briefing",
)
def withdraw(request: HttpRequest, briefing: str, body: BriefingActBody) -> BriefingDetail:
    """撤回, with the reason."""
    return _told(api.withdraw(request.subject, briefing, body.note, version=body.version), request)
