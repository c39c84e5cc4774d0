"""What is asked, ordered and decided about a case, over HTTP: review, limits, 督办, 会签, disputes."""

from __future__ import annotations

from typing import Literal

from ninja import Field

from yiwang.cases import api
from yiwang.cases._http import WORDS, LimitBody, ReasonBody, Seen, TextBody, after, router
from yiwang.cases.contracts import (
    Case,
    CaseClosed,
    CaseContacted,
    CaseDispatched,
    CaseExtensionAsked,
    CaseExtensionDecided,
    CaseMet,
    CaseOrderAnswered,
    CaseReckoned,
    CaseRedone,
    CaseResumed,
    CaseReviewed,
    CaseRuled,
    CaseSignaturesAsked,
    CaseSigned,
    CaseSignedOff,
    CaseSupervised,
    CaseSuspended,
    CaseUnitsAdded,
    SuspensionReasonRow,
)
from yiwang.identity.api import HttpRequest


class CaseReviewBody(Seen):
    """办结审核: `pass` with the reply (empty: what the holder wrote), `fail` with the reason."""

    result: Literal["pass", "fail"]
    reply: str = Field("", max_length=WORDS)
    text: str = Field("", max_length=WORDS)


class ExtensionBody(LimitBody):
    reason: str = Field(..., max_length=WORDS)
    version: int | None = None


class DecisionBody(Seen):
    decision: str = Field("", max_length=WORDS)


class SuspendBody(Seen):
    """挂起: a listed reason, what is waited for, and a limit shorter than the reason allows."""

    reason: str = Field(..., max_length=40)
    text: str = Field(..., max_length=WORDS)
    limit: LimitBody | None = None


class SuperviseBody(LimitBody):
    """督办: what is asked for, and within which limit the holder replies."""

    text: str = Field(..., max_length=WORDS)
    version: int | None = None


class OrderReplyBody(Seen):
    order: str = Field(..., max_length=32)
    text: str = Field(..., max_length=WORDS)


class SignOffBody(Seen):
    order: str = Field(..., max_length=32)
    accepted: bool = True
    text: str = Field("", max_length=WORDS)


class SignersBody(Seen):
    units: list[str] = Field(..., min_length=1, max_length=20)
    about: str = Field(..., max_length=WORDS)


class SignBody(Seen):
    agreed: bool
    text: str = Field("", max_length=WORDS)


class NamedUnitBody(Seen):
    unit: str
    reason: str = Field(..., max_length=WORDS)


@router.get(
    "/case_suspension_reasons",
    permission="cases.see",
    response=list[SuspensionReasonRow],
    operation_id="list_suspension_reasons",
)
def list_suspension_reasons(request: HttpRequest) -> list[SuspensionReasonRow]:
    """For which reasons a case may be suspended, and for how long."""
    return api.suspension_reasons()


@router.post(
    "/cases/{case_id}/contact",
    permission="cases.handle",
    tells=(CaseContacted,),
    response=Case,
    operation_id="contact_case",
)
def contact_case(request: HttpRequest, case_id: str, body: TextBody) -> Case:
    """首次联系 with the citizen."""
    api.contact(request.subject, case_id, text=body.text, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/review",
    permission="cases.review",
    tells=(
        CaseReviewed,
        CaseClosed,
    ),
    response=Case,
    operation_id="review_case",
)
def review_case(request: HttpRequest, case_id: str, body: CaseReviewBody) -> Case:
    """办结审核 by the dispatch centre; passed, the reply goes out to every appeal."""
    api.review(
        request.subject,
        case_id,
        passed=body.result == "pass",
        reply=body.reply,
        text=body.text,
        version=body.version,
    )
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/redo",
    permission="cases.review",
    tells=(
        CaseRedone,
        CaseUnitsAdded,
    ),
    response=Case,
    operation_id="redo_case",
)
def redo_case(request: HttpRequest, case_id: str, body: ReasonBody) -> Case:
    """重办, once, under the next higher unit."""
    api.redo(request.subject, case_id, reason=body.reason, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/meet",
    permission="cases.review",
    tells=(CaseMet,),
    response=Case,
    operation_id="meet_on_case",
)
def meet_on_case(request: HttpRequest, case_id: str, body: TextBody) -> Case:
    """疑难会商: what a hard-case meeting found."""
    api.meet(request.subject, case_id, text=body.text, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/close_with_reason",
    permission="cases.review",
    tells=(CaseClosed,),
    response=Case,
    operation_id="close_case_with_reason",
)
def close_case_with_reason(request: HttpRequest, case_id: str, body: ReasonBody) -> Case:
    """说明理由结案, although somebody was not satisfied."""
    api.close_with_reason(request.subject, case_id, reason=body.reason, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/ask_extension",
    permission="cases.handle",
    tells=(CaseExtensionAsked,),
    response=Case,
    operation_id="ask_extension_of_case",
)
def ask_extension_of_case(request: HttpRequest, case_id: str, body: ExtensionBody) -> Case:
    """申请延期, before the limit ends."""
    api.ask_extension(request.subject, case_id, limit=body.limit(), reason=body.reason, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/grant_extension",
    permission="cases.dispatch",
    tells=(
        CaseExtensionDecided,
        CaseReckoned,
    ),
    response=Case,
    operation_id="grant_extension_of_case",
)
def grant_extension_of_case(request: HttpRequest, case_id: str, body: DecisionBody) -> Case:
    """同意延期."""
    api.grant_extension(request.subject, case_id, decision=body.decision, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/refuse_extension",
    permission="cases.dispatch",
    tells=(CaseExtensionDecided,),
    response=Case,
    operation_id="refuse_extension_of_case",
)
def refuse_extension_of_case(request: HttpRequest, case_id: str, body: ReasonBody) -> Case:
    """不予延期, with a reason."""
    api.refuse_extension(request.subject, case_id, reason=body.reason, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/suspend",
    permission="cases.handle",
    tells=(
        CaseSuspended,
        CaseReckoned,
    ),
    response=Case,
    operation_id="suspend_case",
)
def suspend_case(request: HttpRequest, case_id: str, body: SuspendBody) -> Case:
    """挂起 for a listed reason; it ends by itself."""
    api.suspend(
        request.subject,
        case_id,
        reason=body.reason,
        text=body.text,
        limit=body.limit.limit() if body.limit else None,
        version=body.version,
    )
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/resume",
    permission="cases.handle",
    tells=(
        CaseResumed,
        CaseReckoned,
    ),
    response=Case,
    operation_id="resume_case",
)
def resume_case(request: HttpRequest, case_id: str, body: TextBody) -> Case:
    """恢复办理: what was left of each limit goes on."""
    api.resume(request.subject, case_id, text=body.text, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/supervise",
    permission="cases.supervise",
    tells=(CaseSupervised,),
    response=Case,
    operation_id="supervise_case",
)
def supervise_case(request: HttpRequest, case_id: str, body: SuperviseBody) -> Case:
    """督办: a numbered order with its own deadline."""
    api.supervise(request.subject, case_id, text=body.text, limit=body.limit(), version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/reply_order",
    permission="cases.handle",
    tells=(CaseOrderAnswered,),
    response=Case,
    operation_id="reply_to_order_of_case",
)
def reply_to_order_of_case(request: HttpRequest, case_id: str, body: OrderReplyBody) -> Case:
    """回复督办."""
    api.reply_order(request.subject, case_id, order=body.order, text=body.text, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/sign_off",
    permission="cases.supervise",
    tells=(CaseSignedOff,),
    response=Case,
    operation_id="sign_off_order_of_case",
)
def sign_off_order_of_case(request: HttpRequest, case_id: str, body: SignOffBody) -> Case:
    """督办销号, or its reply sent back."""
    api.sign_off(
        request.subject,
        case_id,
        order=body.order,
        accepted=body.accepted,
        text=body.text,
        version=body.version,
    )
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/ask_signatures",
    permission="cases.handle",
    tells=(CaseSignaturesAsked,),
    response=Case,
    operation_id="ask_signatures_on_case",
)
def ask_signatures_on_case(request: HttpRequest, case_id: str, body: SignersBody) -> Case:
    """会签: these units sign before the case goes on."""
    api.ask_signatures(request.subject, case_id, units=body.units, about=body.about, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/sign",
    permission="cases.handle",
    tells=(CaseSigned,),
    response=Case,
    operation_id="sign_case",
)
def sign_case(request: HttpRequest, case_id: str, body: SignBody) -> Case:
    """签署会签意见."""
    api.sign(request.subject, case_id, agreed=body.agreed, text=body.text, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/act_first",
    permission="cases.rule",
    tells=(
        CaseDispatched,
        CaseUnitsAdded,
    ),
    response=Case,
    operation_id="act_first_on_case",
)
def act_first_on_case(request: HttpRequest, case_id: str, body: NamedUnitBody) -> Case:
    """先办后议: this unit acts at once."""
    api.act_first(request.subject, case_id, unit=body.unit, reason=body.reason, version=body.version)
    return after(request, case_id)


@router.post(
    "/cases/{case_id}/rule",
    permission="cases.rule",
    tells=(
        CaseRuled,
        CaseUnitsAdded,
    ),
    response=Case,
    operation_id="rule_on_case",
)
def rule_on_case(request: HttpRequest, case_id: str, body: NamedUnitBody) -> Case:
    """裁决: binds, and proposes a change of the duty list."""
    api.rule(request.subject, case_id, unit=body.unit, reason=body.reason, version=body.version)
    return after(request, case_id)
