"""Acts by which a case goes from hand to hand: 退单, 不予退单, 改派, 转办."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yiwang.cases import _changes as changes
from yiwang.cases import _claims as claims
from yiwang.cases import _clocks as clocks
from yiwang.cases import _closing as closing
from yiwang.cases import _disputes as disputes
from yiwang.cases import _notices as notices
from yiwang.cases import _opening as opening
from yiwang.cases import logic
from yiwang.cases._changes import Words
from yiwang.cases._known import words_of
from yiwang.cases.contracts import (
    CaseChanged,
    CaseDispatched,
    CaseReturned,
    CaseReturnRefused,
    CaseUnitsAdded,
    NotAKinUnit,
    ReturnTooLate,
    SameUnit,
    UnknownDutyItem,
)
from yiwang.cases.models import Case, CaseReturn
from yiwang.events import api as events
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.errors import Refusal
from yiwang.kernel.facts import join_units, split_units
from yiwang.kernel.ids import new_id
from yiwang.matters import api as matters


@changes.act
def return_(
    subject: Subject,
    case_id: str,
    *,
    reason: str,
    duty_item: str,
    proposed_unit: str,
    version: int | None = None,
) -> Case:
    """退单: before taking or shortly after. The unit stays responsible and every clock runs until the
    dispatcher decides.
    """
    case = claims.claimed(subject, case_id, "return", version)
    reason = claims.need(reason, "退单理由", "the reason of the return")
    duty_item = claims.need(duty_item, "所引职责条目", "the duty item that is cited")
    proposed = identity.get_unit(claims.need(proposed_unit, "建议承办单位", "the unit proposed"))
    if proposed.id == case.lead_unit:
        raise SameUnit(unit=proposed.name)
    handling = matters.find_handling(case.matter, case.matter_version) if case.matter else None
    known = handling.duty_items if handling else []
    if known and duty_item not in known:
        raise UnknownDutyItem(item=duty_item, items="、".join(known), known=known)
    if case.stage == "taken":
        until = claims.return_until(case)
        if clock.now() > until:
            limit = clocks.ruler_of(case).limits["return"][0]
            raise ReturnTooLate(
                limit_zh=logic.limit_zh(limit), limit_en=logic.limit_en(limit), until=logic.local(until)
            )
    case.returns += 1
    CaseReturn.objects.create(
        id=new_id(),
        case_id=case.id,
        unit=case.lead_unit,
        unit_name=case.lead_unit_name,
        reason=reason,
        duty_item=duty_item,
        proposed_unit=proposed.id,
        proposed_unit_name=proposed.name,
        state="asked",
        asked_at=clock.now(),
    )
    case.stage_before = case.stage
    stage = claims.where_to(case)
    changes.change(
        case,
        "return",
        subject,
        Words(
            zh=(
                f"{case.lead_unit_name}申请退单，引用职责条目 {duty_item}，建议{proposed.name}；"
                "审定前仍由原单位负责，计时不停"
            ),
            en=(
                f"{case.lead_unit_name} asks to return, citing {duty_item}, and proposes {proposed.name}; "
                "it stays responsible meanwhile"
            ),
            text=reason,
            details={"duty_item": duty_item, "proposed_unit": proposed.id},
        ),
        CaseReturned,
        stage=stage,
        reason=reason,
        duty_item=duty_item,
        proposed_unit=proposed.id,
    )
    notices.tell_hotline(case, "return_asked", reason, subject)
    if not disputes.dispute(case, "second_return"):
        notices.tell_desk(case, "case_returned", "退单待审", "A return awaits your decision")
    return case


def decide_return(case: Case, subject: Subject, state: str, decision: str) -> None:
    """Decide the return that was asked, whether it came to a dispute or not."""
    CaseReturn.objects.filter(case_id=case.id, state__in=("asked", "disputed")).update(
        state=state, decided_at=clock.now(), decided_by=subject.user_id, decision=decision
    )


@changes.act
def refuse_return(subject: Subject, case_id: str, *, reason: str, version: int | None = None) -> Case:
    """不予退单: the case goes on where it stood, by the clocks that never stopped."""
    case = claims.claimed(subject, case_id, "refuse_return", version)
    reason = claims.need(reason, "不予退单的理由", "the reason of the refusal")
    decide_return(case, subject, "refused", reason)
    case.denials += 1
    back = claims.where_to(case)
    if not disputes.heads_for(case, "second_denial"):
        case.stage_before = ""
    changes.change(
        case,
        "refuse_return",
        subject,
        Words(
            zh=f"不予退单，仍由{case.lead_unit_name}承办",
            en=f"Return refused; {case.lead_unit_name} handles on",
            text=reason,
        ),
        CaseReturnRefused,
        stage=back if case.stage_before == "" else "",
        reason=reason,
    )
    notices.tell_hotline(case, "return_denied", reason, subject)
    disputes.dispute(case, "second_denial")
    notices.tell_holder(case, "case_return_refused", "退单未获同意", "Your return was refused")
    return case


@changes.act
def re_dispatch(
    subject: Subject, case_id: str, *, unit: str, reason: str, version: int | None = None
) -> Case:
    """改派 by the dispatcher: another unit leads; grants a return if one was asked. The total clock runs
    on.
    """
    case = claims.claimed(subject, case_id, "re_dispatch", version)
    reason = claims.need(reason, "改派理由", "the reason of the re-dispatch")
    returned = CaseReturn.objects.filter(case_id=case.id, state="asked").exists()
    if returned:
        decide_return(case, subject, "granted", reason)
        case.granted += 1
        case.first_wrong = case.first_wrong or "return_granted"
    hand_on(case, subject, "re_dispatch", unit, reason, wrong="re_dispatched")
    if returned:
        notices.tell_hotline(case, "return_granted", reason, subject)
    return case


@changes.act
def transfer(subject: Subject, case_id: str, *, unit: str, reason: str, version: int | None = None) -> Case:
    """转办 by the holder, within its own line or to the unit above or below it; anything else is a return."""
    case = claims.claimed(subject, case_id, "transfer", version)
    reason = claims.need(reason, "转办理由", "the reason of the transfer")
    mine, other = identity.get_unit(case.lead_unit), identity.get_unit(unit)
    kin = other.parent_id == mine.id or mine.parent_id == other.id or (mine.line and mine.line == other.line)
    if not kin:
        raise NotAKinUnit(unit=other.name)
    hand_on(case, subject, "transfer", unit, reason, wrong="transferred")
    return case


def hand_on(
    case: Case,
    subject: Subject,
    act: str,
    unit: str,
    reason: str,
    *,
    wrong: str = "",
    same: bool = False,
    fact: type[CaseChanged] = CaseDispatched,
    says: Mapping[str, Any] | None = None,
) -> None:
    """Give a case to another unit, which has to take it anew; the citizen's clocks run on.

    `wrong`: why this says that the first dispatch was not right (empty: it says nothing of the kind). `same`:
    the unit may be the one that holds it already. `says`: what a `fact` of its own says beside.
    """
    named, before = identity.get_unit(unit), case.lead_unit
    if unit == before and not same:
        raise SameUnit(unit=named.name)
    opening.may_lead(case, unit)
    verb_zh, verb_en = words_of(act)
    zh = f"{verb_zh}：由{case.lead_unit_name}转给{named.name}：{reason}"
    en = f"{verb_en}: from {case.lead_unit_name} to {named.name}: {reason}"
    if unit != before:
        notices.tell_holder(
            case, f"case_{act}_away", f"案件已{verb_zh}", f"The case went to another unit ({verb_en})"
        )
    stage = claims.where_to(case)
    clocks.stop(case, "take", "handle", "report", because_zh=verb_zh, because_en=verb_en)
    case.lead_unit, case.lead_unit_name = unit, named.name
    case.rule_id, case.why_zh, case.why_en = act, zh, en
    case.units = join_units((*split_units(case.units), unit))
    case.taken_at, case.taken_in_time, case.stage_before = None, None, ""
    if wrong and unit != case.first_unit:
        case.first_wrong = case.first_wrong or wrong
    said = dict(says or {})
    if fact is CaseDispatched:
        said |= {"act": act, "rule_id": act, "why_zh": zh, "why_en": en, "alert_id": case.alert_id}
    else:
        said["reason"] = reason
    changes.change(
        case,
        act,
        subject,
        Words(zh=zh, en=en, text=reason, details={"from_unit": before, "to_unit": unit}),
        fact,
        stage=stage,
        starting=(f"{verb_zh}。", f"{verb_en.capitalize()}."),
        from_unit=before,
        **said,
    )
    notices.tell_holder(case, "case_dispatched", "新派案件", "New case")
    family = (
        closing.sub_cases(case)
        if case.role == "lead"
        else Case.objects.filter(pk=case.parent_id, state="open")
    )
    for one in family:
        show(one, unit, subject)
    if case.event_id:
        events.add_units(case.event_id, [unit], subject.user_id)


def leads(case: Case, unit: str) -> bool:
    """Whether a unit may lead the case at all."""
    try:
        opening.may_lead(case, unit)
    except Refusal:
        return False
    return True


def show(case: Case, unit: str, by: Subject) -> None:
    """Let a unit that joined the family see this member of it."""
    held = split_units(case.units)
    if unit in held:
        return
    case.units = join_units((*held, unit))
    changes.change(
        case,
        "units_added",
        by,
        Words(zh="同案承办单位变更", en="Another unit of the same case changed"),
        CaseUnitsAdded,
        added=[unit],
    )
