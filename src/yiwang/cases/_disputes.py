"""争议: a second return, or a second denial, and who answers is argued over. The clocks run on."""

from __future__ import annotations

from yiwang.cases import _changes as changes
from yiwang.cases import _claims as claims
from yiwang.cases import _flows as flows
from yiwang.cases import _notices as notices
from yiwang.cases._changes import SYSTEM, Words
from yiwang.cases.contracts import CaseDisputed
from yiwang.cases.models import Case, CaseDispute, CaseReturn
from yiwang.kernel import clock
from yiwang.kernel.ids import new_id

WHY = {
    "second_return": ("第二次退单", "returned a second time"),
    "second_denial": ("两次不予退单", "denied twice"),
}


def heads_for(case: Case, why: str) -> bool:
    """Whether the flow brings the case into dispute for this reason."""
    move = flows.line_of(case).find("disputed", claims.standing(case))
    return move is not None and why in move.when


def dispute(case: Case, why: str) -> bool:
    """Bring a case into dispute where its flow says so. The unit stays responsible, the clocks run on."""
    move = flows.line_of(case).find("disputed", claims.standing(case))
    if move is None or why not in move.when:
        return False
    CaseReturn.objects.filter(case_id=case.id, state="asked").update(state="disputed")
    if case.dispute not in ("open", "acting"):
        CaseDispute.objects.create(
            id=new_id(),
            case_id=case.id,
            why=why,
            unit=case.lead_unit,
            unit_name=case.lead_unit_name,
            opened_at=clock.now(),
        )
    case.dispute = "open"
    zh, en = WHY[why]
    changes.change(
        case,
        "disputed",
        SYSTEM,
        Words(
            zh=f"{zh}，转为争议；裁决前仍由{case.lead_unit_name}负责，计时不停",
            en=f"In dispute ({en}); {case.lead_unit_name} stays responsible, the clocks run",
        ),
        CaseDisputed,
        stage=flows.target(case, move),
        why=why,
    )
    notices.tell_desk(
        case, "case_disputed", f"争议待裁（{zh}），请先指定先办单位", f"In dispute ({en}): name who acts"
    )
    return True
