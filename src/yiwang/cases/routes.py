"""Cases over HTTP: lists, one case, its explanation, the acts, the export."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.http import HttpResponse
from ninja import Field, Query, Schema

from yiwang.cases import _routes_figures, _routes_orders, _routes_upward, api
from yiwang.cases._http import WORDS, PageNumber, PageSize, ReasonBody, Seen, TextBody, after, router
from yiwang.cases.contracts import (
    Case,
    CaseAbsorbed,
    CaseClosed,
    CaseDispatched,
    CaseDisputed,
    CaseHandled,
    CaseMerged,
    CaseOpened,
    CaseReturned,
    CaseReturnRefused,
    CaseRow,
    CaseTaken,
    CaseUnitsAdded,
    CaseUrged,
    CaseVerifiable,
    CaseVerified,
    CaseVoided,
    Explanation,
)
from yiwang.identity.api import HttpRequest, export
from yiwang.identity.contracts import ListExported
from yiwang.kernel.pages import Page
from yiwang.matters.contracts import CoUnit


class CaseFilters(Schema):
    """What a list may be narrowed by; `area` is an area id or a managed path, `mine=1` what waits for me,
    `waits` what is to be decided: extension, exclusion, order, sign_off, signature.
    """

    stage: str = ""
    state: str = ""
    lamp: str = ""
    unit: str = ""
    area: str = ""
    hazard: str = ""
    matter: str = ""
    kind: str = ""
    role: str = ""
    flow: str = ""
    waits: str = ""
    event: str = ""
    thing: str = ""
    q: str = Field("", max_length=100)
    mine: bool = False
    demonstration: bool | None = None
    closed_since: datetime | None = None
    box: str = Field("", pattern=r"^(-?\d{1,3}(\.\d{1,12})?(,|$)){4}$|^$")
    """West, south, east, north in degrees WGS 84, with commas between."""

    def given(self) -> api.Filters:
        said = self.dict()
        corners = [float(word) for word in said.pop("box").split(",") if word]
        box = (corners[0], corners[1], corners[2], corners[3]) if len(corners) == 4 else None
        return api.Filters(**said, box=box)


class CoUnitBody(Schema):
    unit: str
    task_zh: str = Field(..., max_length=200)
    task_en: str = Field("", max_length=200)


class DispatchBody(Seen):
    unit: str
    reason: str = Field(..., max_length=WORDS)
    co_units: list[CoUnitBody] = Field(default=[], max_length=20)


class UnitBody(Seen):
    unit: str
    reason: str = Field(..., max_length=WORDS)


class ReturnBody(Seen):
    """退单: the reason, the duty item cited, the unit proposed."""

    reason: str = Field(..., max_length=WORDS)
    duty_item: str = Field(..., max_length=120)
    proposed_unit: str


class HandleBody(Seen):
    """处置: what was done; `before` and `after` are document ids."""

    text: str = Field(..., max_length=WORDS)
    before: list[str] = Field(default=[], max_length=20)
    after: list[str] = Field(default=[], max_length=20)


class VerifyBody(Seen):
    result: Literal["pass", "fail"]
    text: str = Field("", max_length=WORDS)
    photos: list[str] = Field(default=[], max_length=20)


class MergeBody(Seen):
    into: str
    reason: str = Field(..., max_length=WORDS)


class AddCoUnitBody(CoUnitBody):
    version: int | None = None


@router.get("/cases", permission="cases.see", response=Page[CaseRow], operation_id="list_cases")
def list_cases(
    request: HttpRequest,
    filters: Query[CaseFilters],
    sort: Literal["new", "due"] = "new",
    page: PageNumber = 1,
    size: PageSize = 50,
    after: str = "",
) -> Page[CaseRow]:
    """Cases within the caller's scope; `sort=due` puts the nearest limit first. `after`, the id of the last
    row seen, goes on from there (newest first). A total of 10,001 stands for more than 10,000.
    """
    return api.list_cases(request.subject, filters.given(), sort=sort, page=page, size=size, after=after)


@router.get("/cases/export.xlsx", permission="cases.see", tells=(ListExported,), operation_id="export_cases")
def export_cases(request: HttpRequest, filters: Query[CaseFilters]) -> HttpResponse:
    """The same list as an Excel file, within the same scope and filters."""
    sheet = api.sheet(request.subject, filters.given())
    return export(request.subject, "cases", sheet, filters.dict())


__all__ = ["router"]
MODULES = (_routes_figures, _routes_orders, _routes_upward)  # their operations stand on the same router


@router.get("/cases/{case_id}", permission="cases.see", response=Case, operation_id="get_case")
def get_case(request: HttpRequest, case_id: str) -> Case:
    """A case with its sub-cases, steps, clocks and the acts open to the caller."""
    return api.get_case(request.subject, case_id)


@router.get(
    "/cases/{case_id}/explain", permission="cases.see", response=Explanation, operation_id="explain_case"
)
def explain_case(request: HttpRequest, case_id: str) -> Explanation:
    """The proof chain on one page: raw readings ← alert ← event ← dispatch ← steps, messages, facts."""
    return api.explain(request.subject, case_id)


@router.post(
    "/cases/{case_id}/dispatch",
    permission="cases.dispatch",
    tells=(CaseDispatched, CaseOpened),
    response=Case,
    operation_id="dispatch_case",
)
def dispatch_case(request: HttpRequest, case_id: str, body: DispatchBody) -> Case:
    """分拨 a case that no duty item could place."""
    co_units = [
        CoUnit(unit=co.unit, task_zh=co.task_zh, task_en=co.task_en or co.task_zh) for co in body.co_units
    ]
    api.dispatch(
        request.subject, case_id, unit=body.unit, reason=body.reason, co_units=co_units, version=body.version
    )
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/take",
    permission="cases.take",
    tells=(CaseTaken,),
    response=Case,
    operation_id="take_case",
)
def take_case(request: HttpRequest, case_id: str, body: Seen | None = None) -> Case:
    """签收."""
    api.take(request.subject, case_id, version=body.version if body else None)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/return",
    permission="cases.return",
    tells=(CaseReturned, CaseDisputed),
    response=Case,
    operation_id="return_case",
)
def return_case(request: HttpRequest, case_id: str, body: ReturnBody) -> Case:
    """退单: asked here, decided by the dispatcher; meanwhile the unit stays responsible and the clocks
    run.
    """
    api.return_(
        request.subject,
        case_id,
        reason=body.reason,
        duty_item=body.duty_item,
        proposed_unit=body.proposed_unit,
        version=body.version,
    )
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/refuse_return",
    permission="cases.dispatch",
    tells=(CaseReturnRefused, CaseDisputed),
    response=Case,
    operation_id="refuse_return_of_case",
)
def refuse_return_of_case(request: HttpRequest, case_id: str, body: ReasonBody) -> Case:
    """不予退单, with a reason."""
    api.refuse_return(request.subject, case_id, reason=body.reason, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/re_dispatch",
    permission="cases.dispatch",
    tells=(CaseDispatched, CaseUnitsAdded),
    response=Case,
    operation_id="re_dispatch_case",
)
def re_dispatch_case(request: HttpRequest, case_id: str, body: UnitBody) -> Case:
    """改派 to another unit; grants a return if one was asked."""
    api.re_dispatch(request.subject, case_id, unit=body.unit, reason=body.reason, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/transfer",
    permission="cases.take",
    tells=(CaseDispatched, CaseUnitsAdded),
    response=Case,
    operation_id="transfer_case",
)
def transfer_case(request: HttpRequest, case_id: str, body: UnitBody) -> Case:
    """转办 by the holder, within its line or to the unit above or below."""
    api.transfer(request.subject, case_id, unit=body.unit, reason=body.reason, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/handle",
    permission="cases.handle",
    tells=(CaseHandled, CaseVerifiable, CaseVerified, CaseClosed),
    response=Case,
    operation_id="handle_case",
)
def handle_case(request: HttpRequest, case_id: str, body: HandleBody) -> Case:
    """处置, with photographs before and after."""
    api.handle(
        request.subject, case_id, text=body.text, before=body.before, after=body.after, version=body.version
    )
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/verify",
    permission="cases.verify",
    tells=(CaseVerified,),
    response=Case,
    operation_id="verify_case",
)
def verify_case(request: HttpRequest, case_id: str, body: VerifyBody) -> Case:
    """现场核查 by an inspector of a unit that never handled the case."""
    api.verify(
        request.subject,
        case_id,
        passed=body.result == "pass",
        text=body.text,
        photos=body.photos,
        version=body.version,
    )
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/close",
    permission="cases.close",
    tells=(CaseClosed,),
    response=Case,
    operation_id="close_case",
)
def close_case(request: HttpRequest, case_id: str, body: TextBody | None = None) -> Case:
    """结案 by the matter's closing standard."""
    api.close(
        request.subject, case_id, text=body.text if body else "", version=body.version if body else None
    )
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/urge",
    permission="cases.dispatch",
    tells=(CaseUrged,),
    response=Case,
    operation_id="urge_case",
)
def urge_case(request: HttpRequest, case_id: str, body: TextBody) -> Case:
    """催办: a reminder that asks for no reply."""
    api.urge(request.subject, case_id, text=body.text, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/add_co_unit",
    permission="cases.dispatch",
    tells=(CaseDispatched, CaseOpened),
    response=Case,
    operation_id="add_co_unit_to_case",
)
def add_co_unit_to_case(request: HttpRequest, case_id: str, body: AddCoUnitBody) -> Case:
    """增派协办: one more unit, with its own sub-case and task."""
    api.add_co_unit(
        request.subject,
        case_id,
        unit=body.unit,
        task_zh=body.task_zh,
        task_en=body.task_en,
        version=body.version,
    )
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/merge",
    permission="cases.dispatch",
    tells=(CaseMerged, CaseAbsorbed),
    response=Case,
    operation_id="merge_case",
)
def merge_case(request: HttpRequest, case_id: str, body: MergeBody) -> Case:
    """并案 into another open case."""
    api.merge(request.subject, case_id, into=body.into, reason=body.reason, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/void",
    permission="cases.dispatch",
    tells=(CaseVoided,),
    response=Case,
    operation_id="void_case",
)
def void_case(request: HttpRequest, case_id: str, body: ReasonBody) -> Case:
    """作废, with a reason; the case stays and is counted apart."""
    api.void(request.subject, case_id, reason=body.reason, version=body.version)
    return after(request, case_id)
