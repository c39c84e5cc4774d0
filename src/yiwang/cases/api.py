"""The door of cases: look at them, act on them, let one explain itself, take a list home."""

from __future__ import annotations

from yiwang.cases._acts import (
    add_co_unit,
    close,
    dispatch,
    handle,
    merge,
    take,
    urge,
    verify,
    void,
)
from yiwang.cases._explain import explain
from yiwang.cases._export import sheet
from yiwang.cases._moves import re_dispatch, refuse_return, return_, transfer
from yiwang.cases._reading import Filters, counts, get_case, list_cases, row_of
from yiwang.cases._tally import tally
from yiwang.cases.contracts import Case, CaseCount, CaseRow
from yiwang.cases.logic import with_fact
from yiwang.cases.models import Case as _CaseModel
from yiwang.cases.models import CaseAlert
from yiwang.kernel import clock

__all__ = [
    "Case",
    "CaseCount",
    "CaseRow",
    "Filters",
    "add_co_unit",
    "cases_of_alert",
    "close",
    "conservation",
    "counts",
    "dispatch",
    "explain",
    "get_case",
    "handle",
    "list_cases",
    "merge",
    "re_dispatch",
    "refuse_return",
    "return_",
    "sheet",
    "take",
    "tally",
    "transfer",
    "urge",
    "verify",
    "void",
    "with_fact",
]


def cases_of_alert(alert_id: str) -> list[CaseRow]:
    """The case that answers an alert and its sub-cases, unscoped: for nouns above and for checks."""
    link = CaseAlert.objects.filter(pk=alert_id).first()
    if link is None:
        return []
    now = clock.now()
    lead = _CaseModel.objects.filter(pk=link.case_id)
    subs = _CaseModel.objects.filter(parent_id=link.case_id)
    return [row_of(case, now) for case in (*lead, *subs.order_by("number"))]


def conservation() -> dict[str, int]:
    """The law of conservation: `opened` equals open + closed + merged + void, whatever happened."""
    counted = {
        state: _CaseModel.objects.filter(state=state).count()
        for state in ("open", "closed", "merged", "void")
    }
    return {"opened": _CaseModel.objects.count(), **counted}
