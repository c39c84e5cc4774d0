"""Whether there is anything to decide: acts that answer something are offered only where it was asked."""

from __future__ import annotations

from collections.abc import Callable

from yiwang.cases.models import Case, CaseExclusion, CaseExtension, CaseOrder, CaseSigner
from yiwang.identity.api import Subject


def _extension(case: Case, subject: Subject) -> bool:
    return CaseExtension.objects.filter(case_id=case.id, state="asked").exists()


def _exclusion(case: Case, subject: Subject) -> bool:
    return CaseExclusion.objects.filter(case_id=case.id, state="asked").exists()


def _order(case: Case, subject: Subject) -> bool:
    return CaseOrder.objects.filter(case_id=case.id, state="asked").exists()


def _answered(case: Case, subject: Subject) -> bool:
    # scope: the case was let through; whose order it is only narrows
    return CaseOrder.objects.filter(case_id=case.id, state="answered", authority=subject.unit_id).exists()


def _signer(case: Case, subject: Subject) -> bool:
    # scope: the case was let through; whose signature it is only narrows
    return CaseSigner.objects.filter(case_id=case.id, state="asked", unit=subject.unit_id).exists()


OFFERED: dict[str, Callable[[Case, Subject], bool]] = {
    "grant_extension": _extension,
    "refuse_extension": _extension,
    "ask_extension": lambda case, subject: not _extension(case, subject),
    "grant_exclusion": _exclusion,
    "refuse_exclusion": _exclusion,
    "reply_order": _order,
    "sign_off": _answered,
    "sign": _signer,
    "report_in": lambda case, subject: case.relation == "whistle" and case.contacted_at is None,
    "contact": lambda case, subject: case.contacted_at is None,
}
