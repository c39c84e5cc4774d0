"""HTTP of 批示件."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Query, Schema
from pydantic import Field

from yiwang.command import api
from yiwang.command.api import Asked
from yiwang.command.contracts import (
    InstructionAgain,
    InstructionAssigned,
    InstructionClosed,
    InstructionDetail,
    InstructionDropped,
    InstructionEntered,
    InstructionFedBack,
    InstructionForm,
    InstructionRow,
    InstructionSigned,
    SourceKind,
    Told,
)
from yiwang.command.models import Instruction
from yiwang.identity.api import HttpRequest, Routes, UserRef, export
from yiwang.identity.contracts import ListExported
from yiwang.kernel.calendar import CivilDay
from yiwang.kernel.pages import Page

router = Routes(tags=["command"])
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=200)]
Code = Annotated[str, Field(max_length=160)]
Said = Annotated[str, Field(max_length=2_000)]
State = Literal["", "open", "entered", "assigned", "reported", "closed", "dropped"]


class InstructionToldBody(Schema):
    """交办: lead, co-units, what is asked, and until when (working days, or a day)."""

    lead_unit: Code = ""
    co_units: Annotated[list[Code], Field(max_length=20)] = Field(default_factory=list)
    task: Said = ""
    days: int | None = None
    day: CivilDay | None = None

    def told(self) -> Told:
        return Told(
            lead_unit=self.lead_unit,
            co_units=tuple(self.co_units),
            task=self.task,
            days=self.days,
            day=self.day,
        )


class InstructionBody(InstructionToldBody):
    """录入; without a lead unit it waits to be assigned. `leader` empty: I write it myself."""

    words: Said
    title: Annotated[str, Field(max_length=120)] = ""
    leader: Code = ""
    source_kind: SourceKind = ""
    source_ref: Annotated[str, Field(max_length=300)] = ""
    source_label: Code = ""
    secret: bool = False


class InstructionAssignBody(InstructionToldBody):
    version: int


class InstructionAgainBody(InstructionToldBody):
    """再批示; without a lead unit to the same units."""

    version: int
    words: Said


class InstructionActBody(Schema):
    """An act on the paper's version as the person saw it; `words` or the reason where one is given."""

    version: int
    words: Said = ""


class InstructionFeedBackBody(Schema):
    version: int
    text: Said
    evidence: Annotated[list[Code], Field(max_length=20)] = Field(default_factory=list)


def _told(row: Instruction, request: HttpRequest) -> InstructionDetail:
    return api.detail(request.subject, row.id)


@router.get(
    "/instructions",
    permission="command.see",
    response=Page[InstructionRow],
    operation_id="list_instructions",
)
def list_instructions(
    request: HttpRequest,
    state: State = "",
    lamp: Literal["", "red"] = "",
    mine: bool = False,
    area: Code = "",
    q: Annotated[str, Field(max_length=200)] = "",
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[InstructionRow]:
    """批示件 that I may see, open ones by deadline; `mine`: those whose turn is mine."""
    asked = Asked(state=state, lamp=lamp, mine=mine, area=area, q=q)
    return api.list_instructions(request.subject, asked, page=page, size=size)


@router.get(
    "/instructions/export.xlsx",
    permission="command.see",
    tells=(ListExported,),
    operation_id="export_instructions",
)
def export_instructions(
    request: HttpRequest,
    state: State = "",
    lamp: Literal["", "red"] = "",
    mine: bool = False,
    area: Code = "",
    q: Annotated[str, Field(max_length=200)] = "",
) -> HttpResponse:
    """The same list as an Excel file; words only where I may read them."""
    asked = Asked(state=state, lamp=lamp, mine=mine, area=area, q=q)
    said = {"state": state, "lamp": lamp, "mine": mine, "area": area, "q": q}
    return export(request.subject, "instructions", api.sheet(request.subject, asked), said)


@router.get(
    "/instructions/leaders",
    permission="command.keep",
    response=list[UserRef],
    operation_id="list_instruction_leaders",
)
def leaders(request: HttpRequest) -> list[UserRef]:
    """The leaders of my level, whose words I may enter."""
    return api.leaders(request.subject)


@router.post(
    "/instructions",
    permission="command.see",
    tells=(InstructionEntered,),
    response=InstructionDetail,
    operation_id="enter_instruction",
)
def enter(request: HttpRequest, body: InstructionBody) -> InstructionDetail:
    """录入, by a secretary or by the leader himself; 交办 at once where units and deadline are named."""
    form = InstructionForm(
        words=body.words,
        title=body.title,
        leader=body.leader,
        source_kind=body.source_kind,
        source_ref=body.source_ref,
        source_label=body.source_label,
        secret=body.secret,
        told=body.told(),
    )
    return _told(api.enter(request.subject, form), request)


@router.get(
    "/instructions/{instruction_id}",
    permission="command.see",
    response=InstructionDetail,
    operation_id="get_instruction",
)
def get_instruction(request: HttpRequest, instruction_id: str) -> InstructionDetail:
    """One paper with its units and history."""
    return api.detail(request.subject, instruction_id)


@router.post(
    "/instructions/{instruction_id}/assign",
    permission="command.see",
    tells=(InstructionAssigned,),
    response=InstructionDetail,
    operation_id="assign_instruction",
)
def assign(request: HttpRequest, instruction_id: str, body: InstructionAssignBody) -> InstructionDetail:
    """交办, by the leader himself or the secretary who keeps it."""
    return _told(api.assign(request.subject, instruction_id, body.told(), version=body.version), request)


@router.post(
    "/instructions/{instruction_id}/sign",
    permission="command.handle",
    tells=(InstructionSigned,),
    response=InstructionDetail,
    operation_id="sign_instruction",
)
def sign(request: HttpRequest, instruction_id: str, body: InstructionActBody) -> InstructionDetail:
    """签收."""
    return _told(api.sign(request.subject, instruction_id, version=body.version), request)


@router.post(
    "/instructions/{instruction_id}/feed-back",
    permission="command.handle",
    tells=(InstructionFedBack,),
    response=InstructionDetail,
    operation_id="feed_back_instruction",
)
def feed_back(request: HttpRequest, instruction_id: str, body: InstructionFeedBackBody) -> InstructionDetail:
    """反馈, with attachments; the lead's brings it back to the leader."""
    row = api.feed_back(request.subject, instruction_id, body.text, body.evidence, version=body.version)
    return _told(row, request)


@router.post(
    "/instructions/{instruction_id}/again",
    permission="command.see",
    tells=(InstructionAgain,),
    response=InstructionDetail,
    operation_id="write_instruction_again",
)
def again(request: HttpRequest, instruction_id: str, body: InstructionAgainBody) -> InstructionDetail:
    """再批示, with its own deadline."""
    row = api.again(request.subject, instruction_id, body.words, body.told(), version=body.version)
    return _told(row, request)


@router.post(
    "/instructions/{instruction_id}/close",
    permission="command.see",
    tells=(InstructionClosed,),
    response=InstructionDetail,
    operation_id="close_instruction",
)
def close(request: HttpRequest, instruction_id: str, body: InstructionActBody) -> InstructionDetail:
    """办结."""
    return _told(api.close(request.subject, instruction_id, body.words, version=body.version), request)


@router.post(
    "/instructions/{instruction_id}/drop",
    permission="command.see",
    tells=(InstructionDropped,),
    response=InstructionDetail,
    operation_id="drop_instruction",
)
def drop(request: HttpRequest, instruction_id: str, body: InstructionActBody) -> InstructionDetail:
    """作废, with the reason."""
    return _told(api.drop(request.subject, instruction_id, body.words, version=body.version), request)
