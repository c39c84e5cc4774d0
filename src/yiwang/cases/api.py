"""The door of cases: look at them, act on them, let one explain itself, take a list home, count rates."""

from __future__ import annotations

from django.db.models import Count

from yiwang.cases._acts import (
    add_co_unit,
    close,
    dispatch,
    handle,
    merge,
    take,
    transfer_out,
    urge,
    verify,
    void,
)
from yiwang.cases._afterwards import (
    archive,
    ask_exclusion,
    establish,
    grant_exclusion,
    rate,
    refuse_exclusion,
)
from yiwang.cases._answers import answers_of_events
from yiwang.cases._board import open_orders, unit_loads
from yiwang.cases._explain import explain
from yiwang.cases._export import sheet
from yiwang.cases._family import assign_down, raise_, report_in, report_up, whistle
from yiwang.cases._flows import DEVICE, HOTLINE
from yiwang.cases._flows import declare as declare_flows
from yiwang.cases._flows import retire as retire_flows
from yiwang.cases._flows import rows as flows
from yiwang.cases._flows import shipped as _shipped
from yiwang.cases._flows import view as get_flow
from yiwang.cases._known import STATES_ZH
from yiwang.cases._limits import (
    ask_extension,
    grant_extension,
    recompute,
    refuse_extension,
    resume,
    suspend,
)
from yiwang.cases._measures import measured
from yiwang.cases._moves import re_dispatch, refuse_return, return_, transfer
from yiwang.cases._orders import reply_order, sign_off, supervise
from yiwang.cases._papers import suspension_reasons
from yiwang.cases._rates import rate_cases, rates
from yiwang.cases._reading import Filters, counts, get_case, list_cases, row_of
from yiwang.cases._reviews import close_with_reason, contact, meet, redo, review
from yiwang.cases._rulings import act_first, rule
from yiwang.cases._signing import ask_signatures, sign
from yiwang.cases._tally import by_matter, tally
from yiwang.cases.contracts import Case, CaseCount, CaseRow, UnitAnswer
from yiwang.cases.logic import with_fact
from yiwang.cases.models import Case as _CaseModel
from yiwang.cases.models import CaseAlert
from yiwang.kernel import clock

__all__ = [
    "DEVICE",
    "HOTLINE",
    "Case",
    "CaseCount",
    "CaseRow",
    "Filters",
    "UnitAnswer",
    "act_first",
    "add_co_unit",
    "answers_of_events",
    "archive",
    "ask_exclusion",
    "ask_extension",
    "ask_signatures",
    "assign_down",
    "by_matter",
    "cases_of_alert",
    "cases_of_event",
    "close",
    "close_with_reason",
    "conservation",
    "contact",
    "counts",
    "declare_flows",
    "dispatch",
    "establish",
    "explain",
    "flows",
    "get_case",
    "get_flow",
    "grant_exclusion",
    "grant_extension",
    "handle",
    "list_cases",
    "measured",
    "meet",
    "merge",
    "open_orders",
    "raise_",
    "rate",
    "rate_cases",
    "rates",
    "re_dispatch",
    "recompute",
    "redo",
    "refuse_exclusion",
    "refuse_extension",
    "refuse_return",
    "reply_order",
    "report_in",
    "report_up",
    "resume",
    "retire_flows",
    "return_",
    "review",
    "rule",
    "sheet",
    "shipped_flows",
    "sign",
    "sign_off",
    "supervise",
    "suspend",
    "suspension_reasons",
    "take",
    "tally",
    "transfer",
    "transfer_out",
    "unit_loads",
    "urge",
    "verify",
    "void",
    "whistle",
    "with_fact",
]


def shipped_flows() -> frozenset[str]:
    """The codes of the flows that come with the product. No database is touched."""
    return frozenset(_shipped())


def cases_of_alert(alert_id: str) -> list[CaseRow]:
    """The case that answers an alert and its sub-cases, unscoped: for nouns above and for checks."""
    link = CaseAlert.objects.filter(pk=alert_id).first()
    if link is None:
        return []
    now = clock.now()
    lead = _CaseModel.objects.filter(pk=link.case_id)
    subs = _CaseModel.objects.filter(parent_id=link.case_id)
    return [row_of(case, now) for case in (*lead, *subs.order_by("number"))]


def cases_of_event(event_id: str) -> list[CaseRow]:
    """The case of an event and its sub-cases, unscoped: for nouns above and for checks."""
    if not event_id:
        return []
    now = clock.now()
    rows = _CaseModel.objects.filter(event_id=event_id).order_by("-role", "number")
    return [row_of(case, now) for case in rows]


def conservation(area_path: str = "") -> dict[str, int]:
    """The law of conservation, below a path or everywhere: `opened` equals the sum of all the others
    (open, closed, merged, void, withdrawn, transferred), whatever happened.
    """
    rows = _CaseModel.objects.filter(area_path__startswith=area_path)  # scope: sums alone, of an area
    counted = dict.fromkeys(STATES_ZH, 0)
    for row in rows.values("state").annotate(many=Count("id")).order_by("state"):
        counted[row["state"]] = row["many"]
    return {"opened": rows.count(), **counted}
