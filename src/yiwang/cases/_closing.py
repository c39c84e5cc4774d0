"""How a case ends: moved on when its reading allows, closed with its sub-cases, its event, its appeals."""

from __future__ import annotations

from yiwang.appeals import api as appeals
from yiwang.cases import _changes as changes
from yiwang.cases import _claims as claims
from yiwang.cases import _clocks as clocks
from yiwang.cases import _flows as flows
from yiwang.cases import _notices as notices
from yiwang.cases import _orders as orders
from yiwang.cases._changes import SYSTEM, Words
from yiwang.cases.contracts import (
    CaseClosed,
    CaseVerifiable,
    CaseVerified,
    CoUnitsUnfinished,
    SignaturesMissing,
)
from yiwang.cases.models import Case, CaseAlert, CaseExtension, CaseReturn, CaseSigner, CaseSuspension
from yiwang.events import api as events
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.matters import api as matters


def advance(case: Case) -> None:
    """Move a handled lead case on as soon as its reading allows: to the inspector, or, verified by the
    reading, to its end.
    """
    line, where = flows.line_of(case), claims.standing(case)
    if case.state != "open" or case.role != "lead":
        return
    ready = line.find("verifiable", where)
    proven = line.find("reading_verified", where)
    if ready is None and proven is None:
        return
    if case.event_id and not set(events.alerts_of(case.event_id)) <= _answered(case):
        return  # an alert has joined that we have not heard of: its own hearing goes on from here
    if ready is not None:
        zh = "已处置且读数恢复正常，可核查" if case.needs_reading else "已处置，可核查"
        changes.change(
            case,
            "verifiable",
            SYSTEM,
            Words(zh=zh, en="Handled and the reading is normal: ready to verify"),
            CaseVerifiable,
            stage=flows.target(case, ready),
        )
        notices.tell_inspectors(case, "可核查", "Ready to verify")
        return
    assert proven is not None
    changes.change(
        case,
        "reading_verified",
        SYSTEM,
        Words(zh="设备读数恢复正常，视为核查通过", en="The device reads normal: verified by its own reading"),
        CaseVerified,
        stage=flows.target(case, proven),
        result="pass",
        text="",
    )
    end = line.find("close", claims.standing(case))
    if end is not None:
        close(case, SYSTEM, "", stage=flows.target(case, end))


def check_joins(case: Case) -> None:
    """Raise CoUnitsUnfinished unless the sub-cases that the flow waits for are done."""
    joins = flows.line_of(case).flow.joins
    subs = sub_cases(case)
    unfinished = [one for one in subs if flows.line_of(one).stages[one.stage].unfinished]
    if not unfinished or joins == "lead" or (joins == "any" and len(unfinished) < len(subs)):
        return
    raise CoUnitsUnfinished(
        units="、".join(one.lead_unit_name for one in unfinished), cases=[one.id for one in unfinished]
    )


def check_papers(case: Case, act_zh: str, act_en: str) -> None:
    """Raise where a signature or the reply to an order is missing."""
    unsigned = CaseSigner.objects.filter(case_id=case.id, state="asked").order_by("asked_at", "unit")
    names = list(unsigned.values_list("unit_name", flat=True))
    if names:
        raise SignaturesMissing(units="、".join(names), act_zh=act_zh, act_en=act_en)
    orders.check_answered(case, act_zh, act_en)


def close(case: Case, by: Subject, text: str, *, stage: str, act: str = "close") -> None:
    """Close a lead case with its sub-cases, and its event when nothing of it is left open."""
    matter = matters.find_handling(case.matter, case.matter_version) if case.matter else None
    standard_zh = matter.closing_standard_zh if matter else "已处置，读数恢复正常。"
    standard_en = matter.closing_standard_en if matter else "Handled, and the reading is normal."
    if case.done_in_time is None:
        case.done_in_time = clocks.in_time(case, "total")
    for one in (*sub_cases(case), case):
        settle(one, by, "案件已结案")
        clocks.stop(one, because_zh="结案", because_en="the case is closed")
        one.state, one.closed_at = "closed", clock.now()
        changes.change(
            one,
            act if one is case else "close",
            by,
            Words(zh=f"结案标准：{standard_zh}", en=f"Closing standard: {standard_en}", text=text),
            CaseClosed,
            stage=stage,
            closing_standard_zh=standard_zh,
            closing_standard_en=standard_en,
        )
        notices.tell_holder(one, "case_closed", "已结案", "Closed")
    close_event(case, by, "closed")


def settle(case: Case, by: Subject, zh: str) -> None:
    """What was asked about a case that ends is asked no more; orders stay to be signed off."""
    now = clock.now()
    end = {"decided_at": now, "decided_by": by.user_id, "decision": zh}
    CaseExtension.objects.filter(case_id=case.id, state="asked").update(state="void", **end)
    CaseReturn.objects.filter(case_id=case.id, state__in=("asked", "disputed")).update(state="void", **end)
    CaseSigner.objects.filter(case_id=case.id, state="asked").update(state="void")
    CaseSuspension.objects.filter(case_id=case.id, ended_at=None).update(ended_at=now, ended_by=by.user_id)
    if case.dispute in ("open", "acting"):
        case.dispute = "ended"
    orders.answer_all(case, zh)


def close_event(case: Case, by: Subject, result: str, into: Case | None = None) -> None:
    """Close the case's event unless another open case of it is left; its appeals follow.

    Raises AlertJustJoined where an alert of the event is not linked to a case yet: it would never be.
    """
    if case.event_id and not Case.objects.filter(event_id=case.event_id, state="open").exists():
        events.close(case.event_id, by.user_id, result, answered=_answered(case))
        appeals.case_ended(case.event_id, result=result, into_event_id=into.event_id if into else "", by=by)


def _answered(case: Case) -> set[str]:
    """The alerts of a case's event that have a case."""
    of = events.alerts_of(case.event_id)
    return set(CaseAlert.objects.filter(alert_id__in=of).values_list("alert_id", flat=True))


def sub_cases(case: Case) -> list[Case]:
    """The open sub-cases of a lead case, locked, in order."""
    rows = Case.objects.select_for_update().filter(parent_id=case.id, state="open")
    return list(rows.order_by("number"))
