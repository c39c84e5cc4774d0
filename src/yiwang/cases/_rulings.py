"""先办后议 and 裁决: somebody acts at once while it is argued who answers, and the ruling binds."""

from __future__ import annotations

from typing import Any

from yiwang.cases import _changes as changes
from yiwang.cases import _claims as claims
from yiwang.cases import _moves as moves
from yiwang.cases import _notices as notices
from yiwang.cases._changes import Words
from yiwang.cases.contracts import CaseRuled
from yiwang.cases.models import Case, CaseDispute, CaseReturn
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.matters import api as matters
from yiwang.matters.declarations import DutyRule, UnitRef


@changes.act
def act_first(subject: Subject, case_id: str, *, unit: str, reason: str, version: int | None = None) -> Case:
    """先办后议: this unit acts at once, whoever is to answer in the end. It has to take the case anew."""
    case = claims.claimed(subject, case_id, "act_first", version)
    reason = claims.need(reason, "先办理由", "why this unit acts first")
    named = identity.get_unit(unit)
    case.dispute = "acting"
    moves.hand_on(case, subject, "act_first", unit, reason, same=True)
    CaseDispute.objects.filter(case_id=case.id, ruled_at=None).update(
        acting_unit=unit, acting_unit_name=named.name, acting_at=clock.now()
    )
    return case


@changes.act
def rule(subject: Subject, case_id: str, *, unit: str, reason: str, version: int | None = None) -> Case:
    """裁决: binds. The unit named answers from now on, and a change of the duty list is proposed."""
    case = claims.claimed(subject, case_id, "rule", version)
    reason = claims.need(reason, "裁决理由", "the reason of the ruling")
    named = identity.get_unit(unit)
    argued = CaseDispute.objects.select_for_update().get(case_id=case.id, ruled_at=None)
    first = CaseReturn.objects.filter(case_id=case.id, state="disputed").first()
    right = first is not None and first.unit == unit
    moves.decide_return(case, subject, "refused" if right else "granted", reason)
    if not right:
        case.granted += 1
    draft = _propose(case, unit, reason, subject)
    stays = unit == case.lead_unit and case.dispute == "acting"
    case.dispute = "ruled"
    if unit != case.first_unit:
        case.first_wrong = case.first_wrong or "ruled"
    said: dict[str, Any] = {"unit": unit, "draft": draft}
    if stays:  # it acts already: nothing has to be taken anew
        changes.change(
            case,
            "rule",
            subject,
            Words(
                zh=f"裁决由{named.name}承办",
                en=f"Ruled: {named.name} answers",
                text=reason,
                details={"to_unit": unit, "draft": draft},
            ),
            CaseRuled,
            from_unit=case.lead_unit,
            reason=reason,
            **said,
        )
        notices.tell_holder(case, "case_ruled", "裁决由本单位承办", "Ruled: your unit answers")
    else:
        moves.hand_on(
            case, subject, "rule", unit, reason, same=True, wrong="ruled", fact=CaseRuled, says=said
        )
    if first is not None:
        notices.tell_hotline(case, "return_denied" if right else "return_granted", reason, subject)
    argued.ruled_unit, argued.ruled_unit_name = unit, named.name
    argued.ruled_at, argued.ruled_by = clock.now(), subject.user_id
    argued.ruling, argued.draft = reason, draft
    argued.save()
    notices.tell_units(
        case, [argued.unit, argued.acting_unit], "case_ruling", f"已裁决：由{named.name}承办", "Ruled"
    )
    return case


def _propose(case: Case, unit: str, reason: str, by: Subject) -> str:
    """The draft change of the duty list that follows from a ruling; its id, empty without a matter."""
    if not case.matter:
        return ""
    return matters.propose_rule(
        matter=case.matter,
        rule=DutyRule(
            code=f"CJ-{case.number}",
            lead=UnitRef(unit=unit),
            area=case.county_id or case.area_id,
            basis_zh=f"案件 {case.number} 裁决：{reason}"[:400],
            basis_en=f"Ruling on the case {case.number}"[:400],
        ),
        reason_zh=reason,
        source=f"case:{case.id}",
        by=by,
    )
