"""What is asked, ordered and decided about a case, as its page shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from yiwang.cases import _known as known
from yiwang.cases.contracts import (
    DisputeRow,
    ExclusionRow,
    ExtensionRow,
    OrderRow,
    ReturnRow,
    SignerRow,
    SuspensionReasonRow,
    SuspensionRow,
    UnknownFilter,
)
from yiwang.cases.logic import limit_en, limit_zh
from yiwang.cases.models import (
    Case,
    CaseClock,
    CaseDispute,
    CaseExclusion,
    CaseExtension,
    CaseOrder,
    CaseReturn,
    CaseSigner,
    CaseSuspension,
)


def waiting(what: str, unit: str) -> Any:
    """The ids of cases on which something of a kind waits to be decided. Raises UnknownFilter."""
    asked = {
        "extension": CaseExtension.objects.filter(state="asked"),
        "exclusion": CaseExclusion.objects.filter(state="asked"),
        "order": CaseOrder.objects.filter(state="asked"),
        "sign_off": CaseOrder.objects.filter(state="answered", authority=unit),
        "signature": CaseSigner.objects.filter(state="asked", unit=unit),
    }
    if what not in asked:
        raise UnknownFilter(name="waits", value=what)
    return asked[what].values("case_id")


def returns_of(case: Case) -> list[ReturnRow]:
    return [
        ReturnRow(
            id=row.id,
            unit=row.unit,
            unit_name=row.unit_name,
            reason=row.reason,
            duty_item=row.duty_item,
            proposed_unit=row.proposed_unit,
            proposed_unit_name=row.proposed_unit_name,
            state=row.state,
            asked_at=row.asked_at,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            decision=row.decision,
        )
        for row in CaseReturn.objects.filter(case_id=case.id).order_by("asked_at", "id")
    ]


def extensions_of(case: Case) -> list[ExtensionRow]:
    return [
        ExtensionRow(
            id=row.id,
            unit_name=row.unit_name,
            limit_kind=row.limit_kind,
            limit_amount=row.limit_amount,
            reason=row.reason,
            state=row.state,
            asked_at=row.asked_at,
            decided_at=row.decided_at,
            decision=row.decision,
        )
        for row in CaseExtension.objects.filter(case_id=case.id).order_by("asked_at", "id")
    ]


def suspensions_of(case: Case) -> list[SuspensionRow]:
    return [
        SuspensionRow(
            id=row.id,
            unit_name=row.unit_name,
            reason=row.reason,
            reason_zh=known.SUSPENSION_REASONS[row.reason].zh,
            reason_en=known.SUSPENSION_REASONS[row.reason].en,
            text=row.text,
            begun_at=row.begun_at,
            until=row.until,
            ended_at=row.ended_at,
            ended_by=row.ended_by,
        )
        for row in CaseSuspension.objects.filter(case_id=case.id).order_by("begun_at", "id")
    ]


def _order_row(row: CaseOrder, due_at: datetime | None) -> OrderRow:
    return OrderRow(
        id=row.id,
        number=row.number,
        case_id=row.case_id,
        authority=row.authority,
        authority_name=row.authority_name,
        text=row.text,
        ordered_at=row.ordered_at,
        due_at=due_at,
        state=row.state,
        reply=row.reply,
        replied_at=row.replied_at,
        signed_off_at=row.signed_off_at,
        note=row.note,
    )


def orders_of(case: Case) -> list[OrderRow]:
    return order_rows(list(CaseOrder.objects.filter(case_id=case.id).order_by("ordered_at", "id")))


def order_rows(rows: list[CaseOrder]) -> list[OrderRow]:
    """Orders with the deadlines of their replies."""
    cases, names = {row.case_id for row in rows}, {row.clock for row in rows}
    found = CaseClock.objects.filter(case_id__in=cases, name__in=names).order_by("id") if rows else ()
    due = {(one.case_id, one.name): one.due_at for one in found}  # the newest of a name comes last
    return [_order_row(row, due.get((row.case_id, row.clock))) for row in rows]


def disputes_of(case: Case) -> list[DisputeRow]:
    return [
        DisputeRow(
            id=row.id,
            why=row.why,
            unit_name=row.unit_name,
            opened_at=row.opened_at,
            acting_unit=row.acting_unit,
            acting_unit_name=row.acting_unit_name,
            acting_at=row.acting_at,
            ruled_unit=row.ruled_unit,
            ruled_unit_name=row.ruled_unit_name,
            ruled_at=row.ruled_at,
            ruling=row.ruling,
            draft=row.draft,
        )
        for row in CaseDispute.objects.filter(case_id=case.id).order_by("opened_at", "id")
    ]


def signers_of(case: Case) -> list[SignerRow]:
    """Who was asked to sign a case; with a lead case the opinions that end its sub-cases."""
    family = Q(case_id=case.id) | Q(case_id__in=Case.objects.filter(parent_id=case.id).values("pk"))
    return [
        SignerRow(
            unit=row.unit,
            unit_name=row.unit_name,
            about=row.about,
            asked_at=row.asked_at,
            state=row.state,
            text=row.text,
            signed_at=row.signed_at,
        )
        for row in CaseSigner.objects.filter(family).order_by("asked_at", "unit")
    ]


def exclusion_row(row: CaseExclusion) -> ExclusionRow:
    zh, en = known.FIGURES[row.figure]
    return ExclusionRow(
        id=row.id,
        case_id=row.case_id,
        figure=row.figure,
        figure_zh=zh,
        figure_en=en,
        unit_name=row.unit_name,
        reason=row.reason,
        evidence=list(row.evidence),
        state=row.state,
        asked_at=row.asked_at,
        decided_at=row.decided_at,
        decision=row.decision,
    )


def exclusions_of(case: Case) -> list[ExclusionRow]:
    rows = CaseExclusion.objects.filter(case_id=case.id).order_by("asked_at", "id")
    return [exclusion_row(row) for row in rows]


def suspension_reasons() -> list[SuspensionReasonRow]:
    """The reasons for which a case may be suspended."""
    return [
        SuspensionReasonRow(
            code=code,
            zh=one.zh,
            en=one.en,
            most_zh=limit_zh(one.most),
            most_en=limit_en(one.most),
            times=one.times,
        )
        for code, one in known.SUSPENSION_REASONS.items()
    ]
