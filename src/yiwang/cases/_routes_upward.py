"""Up and down the levels, and what comes before and after, over HTTP: 下派, 上报, 吹哨, 立案, 归档, 剔除."""

from __future__ import annotations

from ninja import Field

from yiwang.cases import api
from yiwang.cases._http import WORDS, LimitBody, ReasonBody, Seen, TextBody, after, router
from yiwang.cases.contracts import (
    Case,
    CaseArchived,
    CaseDispatched,
    CaseEstablished,
    CaseExclusionAsked,
    CaseExclusionDecided,
    CaseOpened,
    CaseRated,
    CaseReportedIn,
    CaseTransferredOut,
    CaseUnitsAdded,
)
from yiwang.identity.api import HttpRequest


class TaskBody(Seen):
    unit: str
    task_zh: str = Field(..., max_length=200)
    task_en: str = Field("", max_length=200)


class AssignBody(TaskBody):
    """下派: without a limit four fifths of what is left."""

    limit: LimitBody | None = None


class OutBody(ReasonBody):
    to: str = Field(..., max_length=120)


class MarkBody(Seen):
    mark: int = Field(..., ge=1, le=5)
    text: str = Field("", max_length=WORDS)


class ExclusionBody(Seen):
    """考核剔除: which figure, why, and the documents that prove it."""

    figure: str = Field(..., max_length=16)
    reason: str = Field(..., max_length=WORDS)
    evidence: list[str] = Field(..., min_length=1, max_length=20)


class ExclusionDecisionBody(Seen):
    figure: str = Field(..., max_length=16)
    decision: str = Field("", max_length=WORDS)


@router.post(
    "/cases/{case_id}/assign_down",
    permission="cases.handle",
    tells=(
        CaseDispatched,
        CaseOpened,
        CaseUnitsAdded,
    ),
    response=Case,
    operation_id="assign_case_down",
)
def assign_case_down(request: HttpRequest, case_id: str, body: AssignBody) -> Case:
    """下派 to a unit right below, which gets a sub-case."""
    api.assign_down(
        request.subject,
        case_id,
        unit=body.unit,
        task_zh=body.task_zh,
        task_en=body.task_en,
        limit=body.limit.limit() if body.limit else None,
        version=body.version,
    )
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/report_up",
    permission="cases.take",
    tells=(
        CaseDispatched,
        CaseUnitsAdded,
    ),
    response=Case,
    operation_id="report_case_up",
)
def report_case_up(request: HttpRequest, case_id: str, body: ReasonBody) -> Case:
    """上报 to the unit right above."""
    api.report_up(request.subject, case_id, reason=body.reason, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/raise",
    permission="cases.dispatch",
    tells=(
        CaseDispatched,
        CaseUnitsAdded,
    ),
    response=Case,
    operation_id="raise_case",
)
def raise_case(request: HttpRequest, case_id: str, body: ReasonBody) -> Case:
    """提级: the next higher unit leads."""
    api.raise_(request.subject, case_id, reason=body.reason, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/whistle",
    permission="cases.handle",
    tells=(
        CaseDispatched,
        CaseOpened,
        CaseUnitsAdded,
    ),
    response=Case,
    operation_id="whistle_on_case",
)
def whistle_on_case(request: HttpRequest, case_id: str, body: TaskBody) -> Case:
    """镇街吹哨: a department is called, and its 报到 is clocked."""
    api.whistle(
        request.subject,
        case_id,
        unit=body.unit,
        task_zh=body.task_zh,
        task_en=body.task_en,
        version=body.version,
    )
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/report_in",
    permission="cases.take",
    tells=(CaseReportedIn,),
    response=Case,
    operation_id="report_in_on_case",
)
def report_in_on_case(request: HttpRequest, case_id: str, body: TextBody) -> Case:
    """部门报到."""
    api.report_in(request.subject, case_id, text=body.text, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/establish",
    permission="cases.verify",
    tells=(CaseEstablished,),
    response=Case,
    operation_id="establish_case",
)
def establish_case(request: HttpRequest, case_id: str, body: TextBody) -> Case:
    """核实立案 on the supervising side."""
    api.establish(request.subject, case_id, text=body.text, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/rate",
    permission="cases.verify",
    tells=(CaseRated,),
    response=Case,
    operation_id="rate_case",
)
def rate_case(request: HttpRequest, case_id: str, body: MarkBody) -> Case:
    """综合评价 of a closed case, 1 to 5."""
    api.rate(request.subject, case_id, mark=body.mark, text=body.text, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/archive",
    permission="cases.close",
    tells=(CaseArchived,),
    response=Case,
    operation_id="archive_case",
)
def archive_case(request: HttpRequest, case_id: str, body: Seen | None = None) -> Case:
    """归档."""
    api.archive(request.subject, case_id, version=body.version if body else None)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/transfer_out",
    permission="cases.dispatch",
    tells=(CaseTransferredOut,),
    response=Case,
    operation_id="transfer_case_out",
)
def transfer_case_out(request: HttpRequest, case_id: str, body: OutBody) -> Case:
    """转出: it belongs to somebody outside of this system."""
    api.transfer_out(request.subject, case_id, to=body.to, reason=body.reason, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/ask_exclusion",
    permission="cases.handle",
    tells=(CaseExclusionAsked,),
    response=Case,
    operation_id="ask_exclusion_of_case",
)
def ask_exclusion_of_case(request: HttpRequest, case_id: str, body: ExclusionBody) -> Case:
    """申请考核剔除, with evidence."""
    api.ask_exclusion(
        request.subject,
        case_id,
        figure=body.figure,
        reason=body.reason,
        evidence=body.evidence,
        version=body.version,
    )
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/grant_exclusion",
    permission="cases.exclude",
    tells=(CaseExclusionDecided,),
    response=Case,
    operation_id="grant_exclusion_of_case",
)
def grant_exclusion_of_case(request: HttpRequest, case_id: str, body: ExclusionDecisionBody) -> Case:
    """同意考核剔除: the adjusted figure leaves the case out."""
    api.grant_exclusion(
        request.subject, case_id, figure=body.figure, decision=body.decision, version=body.version
    )
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/refuse_exclusion",
    permission="cases.exclude",
    tells=(CaseExclusionDecided,),
    response=Case,
    operation_id="refuse_exclusion_of_case",
)
def refuse_exclusion_of_case(request: HttpRequest, case_id: str, body: ExclusionDecisionBody) -> Case:
    """不予考核剔除, with a reason."""
    api.refuse_exclusion(
        request.subject, case_id, figure=body.figure, decision=body.decision, version=body.version
    )
    return after(request, case_id)
