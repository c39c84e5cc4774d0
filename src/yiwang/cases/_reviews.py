"""The line of the citizen: 首次联系, 办结审核, call-backs, 重办, 疑难会商, closing with a reason."""

from __future__ import annotations

from yiwang.appeals import api as appeals
from yiwang.appeals.contracts import AppealCalledBack, AppealJoined, AppealWithdrawn
from yiwang.cases import _acts as acts
from yiwang.cases import _changes as changes
from yiwang.cases import _claims as claims
from yiwang.cases import _clocks as clocks
from yiwang.cases import _closing as closing
from yiwang.cases import _flows as flows
from yiwang.cases import _moves as moves
from yiwang.cases import _notices as notices
from yiwang.cases._changes import SYSTEM, Words
from yiwang.cases.contracts import (
    AlreadyThere,
    CaseCalledBack,
    CaseContacted,
    CaseMet,
    CaseRedone,
    CaseReviewed,
    CaseUnsatisfied,
    CaseWithdrawn,
)
from yiwang.cases.models import Case, CaseStep
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.facts import Told


@changes.act
def contact(subject: Subject, case_id: str, *, text: str, version: int | None = None) -> Case:
    """首次联系: the holder spoke to the citizen. Only the first counts."""
    case = claims.claimed(subject, case_id, "contact", version)
    text = claims.need(text, "联系情况", "what was said")
    if case.contacted_at is not None:
        raise AlreadyThere(what_zh="首次联系", what_en="The first contact")
    case.contacted_at, case.contacted_in_time = clock.now(), clocks.in_time(case, "contact")
    clocks.stop(case, "contact", because_zh="已联系市民", because_en="the citizen was contacted")
    changes.change(
        case,
        "contact",
        subject,
        Words(
            zh=f"{case.lead_unit_name}已首次联系市民",
            en=f"{case.lead_unit_name} contacted the citizen",
            text=text,
        ),
        CaseContacted,
        in_time=case.contacted_in_time,
    )
    if case.event_id:
        appeals.contacted(case.event_id, by=subject, text=text)
    return case


@changes.act
def review(
    subject: Subject,
    case_id: str,
    *,
    passed: bool,
    reply: str = "",
    text: str = "",
    version: int | None = None,
) -> Case:
    """办结审核 by the dispatch centre: the `reply` goes out to every appeal, or back with the reason."""
    result = "pass" if passed else "fail"
    case = claims.claimed(subject, case_id, "review", version, result)
    if not passed:
        text = claims.need(text, "审核不通过的理由", "why it does not pass")
    else:
        closing.check_joins(case)
        closing.check_papers(case, "办结审核", "review")
        reply = claims.need(reply or _handled_text(case), "答复内容", "the reply")
        case.done_in_time = clocks.in_time(case, "total") if case.done_in_time is None else case.done_in_time
    replies = 0
    if passed and case.event_id:
        replies = appeals.reply(case.event_id, text=reply, by=subject, case_number=case.number)
    changes.change(
        case,
        "review",
        subject,
        Words(
            zh=f"办结审核通过，答复 {replies} 件诉求" if passed else "办结审核不通过，退回处置",
            en=f"Reviewed; {replies} appeal(s) replied" if passed else "It did not pass the review",
            text=reply if passed else text,
            details={"result": result},
        ),
        CaseReviewed,
        stage=claims.where_to(case),
        stopping=("已答复", "replied"),
        starting=("审核不通过，重新处置。", "It did not pass, to be handled again."),
        result=result,
        text=reply if passed else text,
        replies=replies,
    )
    if not passed:
        notices.tell_holder(
            case, "case_not_passed", "审核不通过，请重新处置", "It did not pass; handle again"
        )
    elif not replies:
        conclude(case)
    return case


def _handled_text(case: Case) -> str:
    """What the holder wrote when he handled the case last."""
    step = CaseStep.objects.filter(case_id=case.id, act="handle").order_by("-version").first()
    return step.text if step else ""


def conclude(case: Case) -> None:
    """Close a replied case when every call-back is done and none was negative."""
    move = flows.line_of(case).find("answered", claims.standing(case))
    if move is None or case.state != "open":
        return
    tally = appeals.call_backs(case.event_id) if case.event_id else None
    if tally is not None and tally.pending:
        return
    closing.close(case, SYSTEM, "", stage=flows.target(case, move), act="answered")


def _open_case(event_id: str) -> Case | None:
    if not event_id:
        return None
    return Case.objects.select_for_update().filter(event_id=event_id, role="lead", state="open").first()


def hear_called_back(told: Told[AppealCalledBack]) -> None:
    """回访: keep what the rates need; a negative answer asks for the reasonableness review, the last of
    those that are not closes the case.
    """
    data = told.data
    case = _open_case(data.event_id) if data.done else None
    if case is None:
        return
    tally = appeals.call_backs(data.event_id)
    reached = tally.total - tally.pending - tally.unreached
    case.asked_back, case.unreached = reached, tally.unreached
    case.solved = tally.solved
    case.rated = tally.satisfied + tally.basically + tally.dissatisfied
    case.satisfied = tally.satisfied + tally.basically
    negative = data.reached and (data.solved == "unsolved" or data.satisfaction == "dissatisfied")
    line, where = flows.line_of(case), claims.standing(case)
    move = line.find("unsatisfied", where) if negative else None
    if move is not None:
        changes.change(
            case,
            "unsatisfied",
            SYSTEM,
            Words(
                zh="回访未解决或不满意，转合理性审查", en="The call-back was not satisfied; to be looked into"
            ),
            CaseUnsatisfied,
            stage=flows.target(case, move),
            appeal_id=data.appeal_id,
        )
        notices.tell_desk(
            case, "case_unsatisfied", "回访不满意，待合理性审查", "The call-back was not satisfied"
        )
        return
    changes.change(
        case,
        "called_back",
        SYSTEM,
        Words(
            zh="回访完成" if data.reached else "回访未接通",
            en="Called back" if data.reached else "Called back, nobody answered",
        ),
        CaseCalledBack,
        appeal_id=data.appeal_id,
        solved=data.solved,
        satisfaction=data.satisfaction,
    )
    conclude(case)


def hear_withdrawn(told: Told[AppealWithdrawn]) -> None:
    """撤诉: when no appeal of the event is left, its case ends; one that an alert opened goes on."""
    data = told.data
    if data.left:
        return
    case = _open_case(data.event_id)
    if case is None or case.alert_id or appeals.open_of_event(data.event_id):
        return
    words = ("撤诉", "withdrawn by the citizen")
    acts.end(case, SYSTEM, "withdrawn", "", CaseWithdrawn, words, "withdrawn", appeal_id=data.appeal_id)


def hear_joined(told: Told[AppealJoined]) -> None:
    """An appeal that joins a case which is replied already gets the same reply."""
    case = _open_case(told.data.event_id)
    if case is None or flows.line_of(case).find("answered", claims.standing(case)) is None:
        return
    step = CaseStep.objects.filter(case_id=case.id, act="review").order_by("-version").first()
    if step is not None:
        appeals.reply(case.event_id, text=step.text, by=SYSTEM, case_number=case.number)


@changes.act
def redo(subject: Subject, case_id: str, *, reason: str, version: int | None = None) -> Case:
    """重办, once, under the next higher unit (its own where there is none). The appeals wait for a reply
    again.
    """
    case = claims.claimed(subject, case_id, "redo", version)
    reason = claims.need(reason, "重办理由", "why it is redone")
    held = identity.get_unit(case.lead_unit)
    upper = identity.find_unit(held.parent_id) if held.parent_id else None
    case.redone += 1
    moves.hand_on(
        case,
        subject,
        "redo",
        upper.id if upper is not None and moves.leads(case, upper.id) else held.id,
        reason,
        same=True,
        fact=CaseRedone,
    )
    if case.event_id:
        appeals.reopened(case.event_id, by=subject)
    return case


@changes.act
def meet(subject: Subject, case_id: str, *, text: str, version: int | None = None) -> Case:
    """疑难会商: a hard-case meeting was held; what it found is kept, the stage stays."""
    case = claims.claimed(subject, case_id, "meet", version)
    text = claims.need(text, "会商意见", "what the meeting found")
    changes.change(
        case,
        "meet",
        subject,
        Words(zh="召开疑难会商", en="A hard-case meeting was held", text=text),
        CaseMet,
        text=text,
    )
    return case


@changes.act
def close_with_reason(subject: Subject, case_id: str, *, reason: str, version: int | None = None) -> Case:
    """说明理由结案: the reviewer says why the case ends although somebody was not satisfied."""
    case = claims.claimed(subject, case_id, "close_with_reason", version)
    reason = claims.need(reason, "结案理由", "the reviewer's reason")
    closing.close(case, subject, reason, stage=claims.where_to(case), act="close_with_reason")
    return case
