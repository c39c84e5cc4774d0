"""What people do to cases. Each act: permission → scope → claim → step → fact → messages, in one
transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yiwang.cases import _changes as changes
from yiwang.cases import _claims as claims
from yiwang.cases import _clocks as clocks
from yiwang.cases import _closing as closing
from yiwang.cases import _family as family
from yiwang.cases import _flows as flows
from yiwang.cases import _moves as moves
from yiwang.cases import _notices as notices
from yiwang.cases import _opening as opening
from yiwang.cases import logic
from yiwang.cases._changes import Words
from yiwang.cases.contracts import (
    CannotMerge,
    CaseAbsorbed,
    CaseChanged,
    CaseDispatched,
    CaseHandled,
    CaseMerged,
    CaseTaken,
    CaseTransferredOut,
    CaseUrged,
    CaseVerified,
    CaseVoided,
    PhotosMissing,
    SameUnit,
)
from yiwang.cases.models import Case, CaseAlert
from yiwang.documents import api as documents
from yiwang.events import api as events
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock
from yiwang.kernel.facts import join_units, split_units
from yiwang.matters.contracts import CoUnit, Duty


@changes.act
def dispatch(
    subject: Subject,
    case_id: str,
    *,
    unit: str,
    reason: str,
    co_units: Sequence[CoUnit] = (),
    version: int | None = None,
) -> Case:
    """分拨 by hand, where no duty item matched. Raises TakenBack, TownAssists, UnknownUnit…"""
    case = claims.claimed(subject, case_id, "dispatch", version)
    reason = claims.need(reason, "分拨依据", "the reason of the dispatch")
    named = identity.get_unit(unit)
    opening.may_lead(case, unit)
    for co in co_units:
        identity.get_unit(co.unit)
        opening.not_complained_of(case, co.unit)
    opening.dispatch(
        case,
        subject,
        Duty(
            matter=case.matter,
            matter_version=case.matter_version,
            lead=unit,
            co_units=tuple(co for co in co_units if co.unit != unit),
            rule_id="manual",
            why_zh=f"{subject.name}人工分拨给{named.name}：{reason}",
            why_en=f"Dispatched to {named.name} by {subject.name}: {reason}",
        ),
    )
    return case


@changes.act
def take(subject: Subject, case_id: str, *, version: int | None = None) -> Case:
    """签收: the holder confirms that the case is his."""
    case = claims.claimed(subject, case_id, "take", version)
    case.taken_at, case.taken_in_time = clock.now(), clocks.in_time(case, "take")
    changes.change(
        case,
        "take",
        subject,
        Words(zh=f"{case.lead_unit_name}签收", en=f"Taken by {case.lead_unit_name}"),
        CaseTaken,
        stage=claims.where_to(case),
        stopping=("已签收", "taken"),
    )
    notices.tell_hotline(case, "signed", f"{case.lead_unit_name}签收", subject)
    return case


@changes.act
def handle(
    subject: Subject,
    case_id: str,
    *,
    text: str,
    before: Sequence[str] = (),
    after: Sequence[str] = (),
    version: int | None = None,
) -> Case:
    """处置: what was done, with the photographs that the matter asks of its lead unit."""
    case = claims.claimed(subject, case_id, "handle", version)
    text = claims.need(text, "处置情况", "what was done")
    required = [kind for kind in case.photos.split(",") if kind] if case.role == "lead" else []
    missing = logic.missing_photos(required, before, after)
    if missing:
        zh, en = {"before": "处置前", "after": "处置后"}, {"before": "before", "after": "after"}
        raise PhotosMissing(
            kinds_zh="、".join(zh[kind] for kind in missing),
            kinds_en=", ".join(en[kind] for kind in missing),
            kinds=missing,
        )
    family.check_below(case)
    attach(case, subject, [*before, *after])
    changes.change(
        case,
        "handle",
        subject,
        Words(
            zh=f"{case.lead_unit_name}处置完毕",
            en=f"Handled by {case.lead_unit_name}",
            text=text,
            before=before,
            after=after,
        ),
        CaseHandled,
        stage=claims.where_to(case),
        stopping=("已处置", "handled"),
        text=text,
        before=list(before),
        after=list(after),
    )
    closing.advance(case)
    if case.role == "lead":
        _announce(case)
    return case


def _announce(case: Case) -> None:
    """Whoever is to look at the handled case hears of it."""
    line, where = flows.line_of(case), claims.standing(case)
    if line.open("review", where):
        notices.tell_desk(case, "case_handled", "已处置，待审核", "Handled, to be reviewed")
    elif case.stage != "verifiable" and line.open("verify", where):
        notices.tell_inspectors(case, "可核查", "Ready to verify")


def attach(case: Case, subject: Subject, ids: Sequence[str]) -> None:
    """Let those who see the case see its documents; a document that the person may not see is refused as
    unknown.
    """
    if not ids:
        return
    for document in dict.fromkeys(ids):
        documents.get_document(document, subject)
    documents.attach(list(dict.fromkeys(ids)), area_path=case.area_path, units=split_units(case.units))


@changes.act
def verify(
    subject: Subject,
    case_id: str,
    *,
    passed: bool,
    text: str = "",
    photos: Sequence[str] = (),
    version: int | None = None,
) -> Case:
    """现场核查 by an inspector whose unit never handled the case. A fail says why and goes back to
    handling.
    """
    result = "pass" if passed else "fail"
    case = claims.claimed(subject, case_id, "verify", version, result)
    if not passed:
        text = claims.need(text, "核查不通过的理由", "why it does not pass")
    attach(case, subject, photos)
    changes.change(
        case,
        "verify",
        subject,
        Words(
            zh="现场核查通过" if passed else "现场核查不通过，退回处置",
            en="Passed on the spot" if passed else "Did not pass on the spot; back to handling",
            text=text.strip(),
            after=photos,
            details={"result": result},
        ),
        CaseVerified,
        stage=claims.where_to(case),
        stopping=("已核查", "verified"),
        starting=("核查不通过，重新处置。", "It did not pass, to be handled again."),
        result=result,
        text=text.strip(),
    )
    if passed:
        notices.tell_desk(case, "case_verified", "核查通过，待结案", "Verified, to be closed")
    else:
        notices.tell_holder(
            case, "case_not_passed", "核查不通过，请重新处置", "It did not pass; handle again"
        )
    return case


@changes.act
def close(subject: Subject, case_id: str, *, text: str = "", version: int | None = None) -> Case:
    """结案 by the closing standard of the matter; every co-unit must have finished. Closes the event with
    its last case.
    """
    case = claims.claimed(subject, case_id, "close", version)
    closing.check_joins(case)
    closing.check_papers(case, "结案", "close")
    closing.close(case, subject, text.strip(), stage=claims.where_to(case))
    return case


@changes.act
def urge(subject: Subject, case_id: str, *, text: str, version: int | None = None) -> Case:
    """催办: a reminder to the holder. It asks for no reply and moves neither stage nor clock."""
    case = claims.claimed(subject, case_id, "urge", version)
    text = claims.need(text, "催办内容", "the words of the reminder")
    changes.change(
        case,
        "urge",
        subject,
        Words(zh=f"催办{case.lead_unit_name}", en=f"Reminder to {case.lead_unit_name}", text=text),
        CaseUrged,
        text=text,
    )
    notices.tell_holder(case, "case_urged", f"催办：{text}", f"Reminder: {text}")
    return case


@changes.act
def add_co_unit(
    subject: Subject, case_id: str, *, unit: str, task_zh: str, task_en: str = "", version: int | None = None
) -> Case:
    """增派协办: one more unit with its own sub-case; its task is said. Answers with the sub-case."""
    case = claims.claimed(subject, case_id, "add_co_unit", version)
    task_zh = claims.need(task_zh, "协办任务", "the task of the co-unit")
    named = identity.get_unit(unit)
    opening.not_complained_of(case, unit)
    taken = Case.objects.filter(parent_id=case.id)
    if unit == case.lead_unit or taken.filter(lead_unit=unit, state="open").exists():
        raise SameUnit(unit=named.name)
    why = (
        f"{subject.name}增派{named.name}协办：{task_zh}",
        f"{subject.name} adds {named.name}: {task_en or task_zh}",
    )
    case.units = join_units((*split_units(case.units), unit))
    changes.change(
        case,
        "add_co_unit",
        subject,
        Words(zh=why[0], en=why[1]),
        CaseDispatched,
        act="add_co_unit",
        co_units=[unit],
        rule_id=case.rule_id,
        why_zh=why[0],
        why_en=why[1],
        alert_id=case.alert_id,
    )
    for one in closing.sub_cases(case):
        moves.show(one, unit, subject)
    sub = opening.open_sub_case(
        case,
        subject,
        opening.CoTask(unit=unit, unit_name=named.name, task_zh=task_zh, task_en=task_en or task_zh),
        number=taken.count() + 1,
        why=why,
        rule_id="manual",
    )
    if case.event_id:
        events.add_units(case.event_id, [unit], subject.user_id)
    return sub


@changes.act
def merge(subject: Subject, case_id: str, *, into: str, reason: str, version: int | None = None) -> Case:
    """并案: the work goes on in another open case, which answers this one's alerts from now on."""
    case = claims.claimed(subject, case_id, "merge", version)
    reason = claims.need(reason, "并案理由", "the reason of the merging")
    target = (
        Case.objects.select_for_update()
        .filter(scope(subject, "cases.see").q(against="against"), pk=into)
        .first()
    )
    if (
        target is None
        or target.pk == case.pk
        or (target.state, target.role, target.kind) != ("open", "lead", case.kind)
        or target.flow != case.flow
        or not flows.line_of(target).stages[target.stage].unfinished
    ):
        raise CannotMerge()
    CaseAlert.objects.filter(case_id=case.id).update(case_id=target.id)
    if CaseAlert.objects.filter(case_id=target.id, cleared_at=None).exists():
        target.reading_normal_at = None
    changes.change(
        target,
        "absorbed",
        subject,
        Words(
            zh=f"案件 {case.number} 并入本案",
            en=f"The case {case.number} was merged into this one",
            text=reason,
        ),
        CaseAbsorbed,
        absorbed=case.id,
        absorbed_number=case.number,
    )
    for one in (*closing.sub_cases(case), case):
        closing.settle(one, subject, f"并入 {target.number}")
        clocks.stop(one, because_zh=f"并入 {target.number}", because_en=f"merged into {target.number}")
        one.state, one.closed_at, one.merged_into = "merged", clock.now(), target.id
        changes.change(
            one,
            "merge",
            subject,
            Words(zh=f"并入案件 {target.number}", en=f"Merged into {target.number}", text=reason),
            CaseMerged,
            into=target.id,
            into_number=target.number,
            reason=reason,
        )
        notices.tell_holder(one, "case_merged", f"已并入 {target.number}", f"Merged into {target.number}")
    closing.close_event(case, subject, "merged", into=target)
    return case


@changes.act
def void(subject: Subject, case_id: str, *, reason: str, version: int | None = None) -> Case:
    """作废 with a reason; the case stays, counted apart. A lead case takes its sub-cases with it."""
    case = claims.claimed(subject, case_id, "void", version)
    reason = claims.need(reason, "作废理由", "the reason of the voiding")
    end(case, subject, "void", reason, CaseVoided, ("作废", "made void"), reason=reason)
    return case


def end(
    case: Case,
    subject: Subject,
    state: str,
    text: str,
    fact: type[CaseChanged],
    words: tuple[str, str],
    act: str = "",
    **said: Any,
) -> None:
    """End a case and its sub-cases without finishing them: void, withdrawn, transferred out."""
    zh, en = words
    for one in (*closing.sub_cases(case), case):
        closing.settle(one, subject, zh)
        clocks.stop(one, because_zh=zh, because_en=en)
        one.state, one.closed_at = state, clock.now()
        changes.change(one, act or state, subject, Words(zh=zh, en=en.capitalize(), text=text), fact, **said)
        notices.tell_holder(one, f"case_{state}", f"案件{zh}", f"The case is {state}")
    closing.close_event(case, subject, state)


@changes.act
def transfer_out(subject: Subject, case_id: str, *, to: str, reason: str, version: int | None = None) -> Case:
    """转出: the case belongs to somebody outside of this system (信访等法定渠道, another city)."""
    case = claims.claimed(subject, case_id, "transfer_out", version)
    to = claims.need(to, "转往何处", "to whom it goes")
    reason = claims.need(reason, "转出理由", "the reason of the transfer")
    words = (f"转出至{to}", f"transferred out to {to}")
    end(case, subject, "transferred", reason, CaseTransferredOut, words, "transfer_out", to=to, reason=reason)
    return case
