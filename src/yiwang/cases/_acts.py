"""What people do to cases. Each act: permission → scope → claim → step → fact → messages, in one
transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.cases import _changes as changes
from yiwang.cases import _clocks as clocks
from yiwang.cases import _notices as notices
from yiwang.cases import _opening as opening
from yiwang.cases import logic
from yiwang.cases._changes import Words
from yiwang.cases.contracts import (
    CannotMerge,
    CaseAbsorbed,
    CaseDispatched,
    CaseHandled,
    CaseMerged,
    CaseReturned,
    CaseReturnRefused,
    CaseTaken,
    CaseUnitsAdded,
    CaseUrged,
    CaseVerified,
    CaseVoided,
    ChangedMeanwhile,
    CoUnitsUnfinished,
    HandlersDoNotVerify,
    NotAKinUnit,
    NotNow,
    NotYours,
    PhotosMissing,
    ReturnTooLate,
    SameUnit,
    UnknownCase,
    UnknownDutyItem,
    WordsMissing,
)
from yiwang.cases.models import Case, CaseAlert, CaseReturn
from yiwang.documents import api as documents
from yiwang.events import api as events
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock
from yiwang.kernel.calendar import CalendarMissing
from yiwang.kernel.facts import join_units, split_units
from yiwang.kernel.ids import new_id
from yiwang.matters import api as matters
from yiwang.matters.contracts import CoUnit, Duty

RETURN_PATIENCE = timedelta(hours=24)  # where a missing calendar leaves the limit of returning without an end


def standing(case: Case) -> logic.Standing:
    return logic.Standing(
        kind=case.kind,
        role=case.role,
        stage=case.stage,
        state=case.state,
        lead_unit=case.lead_unit,
        units=split_units(case.units),
    )


def allowed(case: Case, subject: Subject) -> list[str]:
    """The acts that this person could do on this case now."""
    where = standing(case)
    return [
        name
        for name, act in logic.ACTS.items()
        if act.permission in subject.permissions
        and logic.stage_allows(act, where)
        and logic.stands_right(act, where, subject.unit_id)
        and scope(subject, act.permission).sees(
            area_path=case.area_path, units=where.units, secret=case.secret
        )
        and not (name == "return" and case.stage == "taken" and _return_until(case) < clock.now())
    ]


def _claimed(subject: Subject, case_id: str, name: str, version: int | None) -> Case:
    """The case, locked, if this person may do this act on it now; otherwise the refusal that says why not."""
    act = logic.ACTS[name]
    seen = scope(subject, "cases.see").q()
    may = scope(subject, act.permission).q()
    case = Case.objects.select_for_update().filter(seen, pk=case_id).first()
    if case is None or not Case.objects.filter(may, pk=case_id).exists():
        raise UnknownCase(case=case_id)
    where = standing(case)
    words = {
        "number": case.number,
        "act": name,
        "act_zh": act.zh,
        "act_en": act.en,
        "stage": case.stage,
        "stage_zh": logic.STAGES_ZH[case.stage] if case.state == "open" else logic.STATES_ZH[case.state],
        "stage_en": logic.STAGES_EN[case.stage] if case.state == "open" else case.state,
    }
    if not logic.stands_right(act, where, subject.unit_id):
        if act.by == "inspector":
            raise HandlersDoNotVerify(unit=subject.unit_name, number=case.number)
        raise NotYours(number=case.number, holder=case.lead_unit_name or "—", act_zh=act.zh, act_en=act.en)
    if not logic.stage_allows(act, where):
        raise NotNow(**words, **changes.last_words(case))
    if version is not None and version != case.version:
        raise ChangedMeanwhile(number=case.number, **changes.last_words(case))
    return case


def _need(text: str, zh: str, en: str) -> str:
    if not text.strip():
        raise WordsMissing(what_zh=zh, what_en=en)
    return text.strip()


@transaction.atomic
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
    case = _claimed(subject, case_id, "dispatch", version)
    reason = _need(reason, "分拨依据", "the reason of the dispatch")
    named = identity.get_unit(unit)
    if case.matter:
        matters.check_lead(case.matter, unit)
    for co in co_units:
        identity.get_unit(co.unit)
    opening.dispatch(
        case,
        subject,
        Duty(
            matter=case.matter,
            matter_version=case.matter_version,
            lead=unit,
            co_units=tuple(co for co in co_units if co.unit != unit),
            rule_id="manual",
            why_zh=f"{subject.name}人工分拨给{named.name}:{reason}",
            why_en=f"Dispatched to {named.name} by {subject.name}: {reason}",
        ),
    )
    return case


@transaction.atomic
def take(subject: Subject, case_id: str, *, version: int | None = None) -> Case:
    """签收: the holder confirms that the case is his."""
    case = _claimed(subject, case_id, "take", version)
    case.taken_at = clock.now()
    clocks.stop(case, "take", because_zh="已签收", because_en="taken")
    changes.change(
        case,
        "take",
        subject,
        Words(zh=f"{case.lead_unit_name}签收", en=f"Taken by {case.lead_unit_name}"),
        CaseTaken,
        stage="taken",
    )
    return case


def _return_until(case: Case) -> datetime:
    limit = clocks.limits_of(case)[0]["return"]
    taken = case.taken_at or clock.now()
    try:
        return areas.work_calendar().add(limit, taken, case.area_path)
    except CalendarMissing:
        return taken + RETURN_PATIENCE


@transaction.atomic
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
    case = _claimed(subject, case_id, "return", version)
    reason = _need(reason, "退单理由", "the reason of the return")
    duty_item = _need(duty_item, "所引职责条目", "the duty item that is cited")
    proposed = identity.get_unit(_need(proposed_unit, "建议承办单位", "the unit proposed"))
    if proposed.id == case.lead_unit:
        raise SameUnit(unit=proposed.name)
    known = [rule.code for rule in matters.get_matter(case.matter).duty_rules] if case.matter else []
    if known and duty_item not in known:
        raise UnknownDutyItem(item=duty_item, items="、".join(known), known=known)
    if case.stage == "taken":
        until = _return_until(case)
        if clock.now() > until:
            limit = clocks.limits_of(case)[0]["return"]
            raise ReturnTooLate(
                limit_zh=logic.limit_zh(limit), limit_en=logic.limit_en(limit), until=logic.local(until)
            )
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
    changes.change(
        case,
        "return",
        subject,
        Words(
            zh=(
                f"{case.lead_unit_name}申请退单,引用职责条目 {duty_item},建议{proposed.name};"
                "审定前仍由原单位负责,计时不停"
            ),
            en=(
                f"{case.lead_unit_name} asks to return, citing {duty_item}, and proposes {proposed.name}; "
                "it stays responsible meanwhile"
            ),
            text=reason,
            details={"duty_item": duty_item, "proposed_unit": proposed.id},
        ),
        CaseReturned,
        stage="returned",
        reason=reason,
        duty_item=duty_item,
        proposed_unit=proposed.id,
    )
    notices.tell_desk(case, "case_returned", "退单待审", "A return awaits your decision")
    return case


def _decide_return(case: Case, subject: Subject, state: str, decision: str) -> None:
    CaseReturn.objects.filter(case_id=case.id, state="asked").update(
        state=state, decided_at=clock.now(), decided_by=subject.user_id, decision=decision
    )


@transaction.atomic
def refuse_return(subject: Subject, case_id: str, *, reason: str, version: int | None = None) -> Case:
    """不予退单: the case goes on where it stood, by the clocks that never stopped."""
    case = _claimed(subject, case_id, "refuse_return", version)
    reason = _need(reason, "不予退单的理由", "the reason of the refusal")
    _decide_return(case, subject, "refused", reason)
    back, case.stage_before = case.stage_before or "dispatched", ""
    changes.change(
        case,
        "refuse_return",
        subject,
        Words(
            zh=f"不予退单,仍由{case.lead_unit_name}承办",
            en=f"Return refused; {case.lead_unit_name} handles on",
            text=reason,
        ),
        CaseReturnRefused,
        stage=back,
        reason=reason,
    )
    notices.tell_holder(case, "case_return_refused", "退单未获同意", "Your return was refused")
    return case


@transaction.atomic
def re_dispatch(
    subject: Subject, case_id: str, *, unit: str, reason: str, version: int | None = None
) -> Case:
    """改派 by the dispatcher: another unit leads; grants a return if one was asked. The total clock runs
    on.
    """
    case = _claimed(subject, case_id, "re_dispatch", version)
    reason = _need(reason, "改派理由", "the reason of the re-dispatch")
    if case.stage == "returned":
        _decide_return(case, subject, "granted", reason)
    _hand_on(case, subject, "re_dispatch", unit, reason)
    return case


@transaction.atomic
def transfer(subject: Subject, case_id: str, *, unit: str, reason: str, version: int | None = None) -> Case:
    """转办 by the holder, within its own line or to the unit above or below it; anything else is a return."""
    case = _claimed(subject, case_id, "transfer", version)
    reason = _need(reason, "转办理由", "the reason of the transfer")
    mine, other = identity.get_unit(case.lead_unit), identity.get_unit(unit)
    kin = other.parent_id == mine.id or mine.parent_id == other.id or (mine.line and mine.line == other.line)
    if not kin:
        raise NotAKinUnit(unit=other.name)
    _hand_on(case, subject, "transfer", unit, reason)
    return case


def _hand_on(case: Case, subject: Subject, act: str, unit: str, reason: str) -> None:
    named, before = identity.get_unit(unit), case.lead_unit
    if unit == before:
        raise SameUnit(unit=named.name)
    if case.role == "lead" and case.matter:
        matters.check_lead(case.matter, unit)
    verb = logic.ACTS[act]
    zh = f"{verb.zh}:由{case.lead_unit_name}转给{named.name}:{reason}"
    en = f"{verb.en}: from {case.lead_unit_name} to {named.name}: {reason}"
    notices.tell_holder(
        case, f"case_{act}_away", f"案件已{verb.zh}", f"The case went to another unit ({verb.en})"
    )
    clocks.stop(case, "take", "handle", because_zh=verb.zh, because_en=verb.en)
    case.lead_unit, case.lead_unit_name = unit, named.name
    case.rule_id, case.why_zh, case.why_en = act, zh, en
    case.units = join_units((*split_units(case.units), unit))
    case.taken_at, case.stage_before = None, ""
    clocks.start(case, "take", because_zh=f"{verb.zh}。", because_en=f"{verb.en.capitalize()}.")
    clocks.start(case, "handle", because_zh=f"{verb.zh}。", because_en=f"{verb.en.capitalize()}.")
    changes.change(
        case,
        act,
        subject,
        Words(zh=zh, en=en, text=reason, details={"from_unit": before, "to_unit": unit}),
        CaseDispatched,
        stage="dispatched",
        act=act,
        rule_id=act,
        why_zh=zh,
        why_en=en,
        alert_id=case.alert_id,
        from_unit=before,
    )
    notices.tell_holder(case, "case_dispatched", "新派案件", "New case")
    family = (
        opening.sub_cases(case)
        if case.role == "lead"
        else Case.objects.filter(pk=case.parent_id, state="open")
    )
    for one in family:
        _show(one, unit, subject)
    if case.event_id:
        events.add_units(case.event_id, [unit], subject.user_id)


def _show(case: Case, unit: str, by: Subject) -> None:
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


@transaction.atomic
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
    case = _claimed(subject, case_id, "handle", version)
    text = _need(text, "处置情况", "what was done")
    required = [kind for kind in case.photos.split(",") if kind] if case.role == "lead" else []
    missing = logic.missing_photos(required, before, after)
    if missing:
        zh, en = {"before": "处置前", "after": "处置后"}, {"before": "before", "after": "after"}
        raise PhotosMissing(
            kinds_zh="、".join(zh[kind] for kind in missing),
            kinds_en=", ".join(en[kind] for kind in missing),
            kinds=missing,
        )
    attach(case, subject, [*before, *after])
    clocks.stop(case, "take", "handle", because_zh="已处置", because_en="handled")
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
        stage="handled",
        text=text,
        before=list(before),
        after=list(after),
    )
    opening.advance(case)
    return case


def attach(case: Case, subject: Subject, ids: Sequence[str]) -> None:
    """Let those who see the case see its documents; a document that the person may not see is refused as
    unknown.
    """
    if not ids:
        return
    for document in dict.fromkeys(ids):
        documents.get_document(document, subject)
    documents.attach(list(dict.fromkeys(ids)), area_path=case.area_path, units=split_units(case.units))


@transaction.atomic
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
    case = _claimed(subject, case_id, "verify", version)
    if not passed:
        text = _need(text, "核查不通过的理由", "why it does not pass")
    attach(case, subject, photos)
    clocks.stop(case, "verify", because_zh="已核查", because_en="verified")
    if not passed:
        clocks.start(
            case,
            "handle",
            because_zh="核查不通过,重新处置。",
            because_en="It did not pass, to be handled again.",
        )
    changes.change(
        case,
        "verify",
        subject,
        Words(
            zh="现场核查通过" if passed else "现场核查不通过,退回处置",
            en="Passed on the spot" if passed else "Did not pass on the spot; back to handling",
            text=text.strip(),
            after=photos,
            details={"result": "pass" if passed else "fail"},
        ),
        CaseVerified,
        stage="verified" if passed else "taken",
        result="pass" if passed else "fail",
        text=text.strip(),
    )
    if passed:
        notices.tell_desk(case, "case_verified", "核查通过,待结案", "Verified, to be closed")
    else:
        notices.tell_holder(case, "case_not_passed", "核查不通过,请重新处置", "It did not pass; handle again")
    return case


@transaction.atomic
def close(subject: Subject, case_id: str, *, text: str = "", version: int | None = None) -> Case:
    """结案 by the closing standard of the matter; every co-unit must have finished. Closes the event with
    its last case.
    """
    case = _claimed(subject, case_id, "close", version)
    unfinished = [one for one in opening.sub_cases(case) if one.stage != "handled"]
    if unfinished:
        raise CoUnitsUnfinished(
            units="、".join(one.lead_unit_name for one in unfinished), cases=[one.id for one in unfinished]
        )
    opening.close(case, subject, text.strip())
    return case


@transaction.atomic
def urge(subject: Subject, case_id: str, *, text: str, version: int | None = None) -> Case:
    """催办: a reminder to the holder. It asks for no reply and moves neither stage nor clock."""
    case = _claimed(subject, case_id, "urge", version)
    text = _need(text, "催办内容", "the words of the reminder")
    changes.change(
        case,
        "urge",
        subject,
        Words(zh=f"催办{case.lead_unit_name}", en=f"Reminder to {case.lead_unit_name}", text=text),
        CaseUrged,
        text=text,
    )
    notices.tell_holder(case, "case_urged", f"催办:{text}", f"Reminder: {text}")
    return case


@transaction.atomic
def add_co_unit(
    subject: Subject, case_id: str, *, unit: str, task_zh: str, task_en: str = "", version: int | None = None
) -> Case:
    """增派协办: one more unit with its own sub-case; its task is said. Answers with the sub-case."""
    case = _claimed(subject, case_id, "add_co_unit", version)
    task_zh = _need(task_zh, "协办任务", "the task of the co-unit")
    named = identity.get_unit(unit)
    taken = Case.objects.filter(parent_id=case.id)
    if unit == case.lead_unit or taken.filter(lead_unit=unit, state="open").exists():
        raise SameUnit(unit=named.name)
    why = (
        f"{subject.name}增派{named.name}协办:{task_zh}",
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
    for one in opening.sub_cases(case):
        _show(one, unit, subject)
    sub = opening.open_sub_case(
        case,
        subject,
        opening.CoTask(unit=unit, task_zh=task_zh, task_en=task_en or task_zh),
        number=taken.count() + 1,
        why=why,
        rule_id="manual",
    )
    if case.event_id:
        events.add_units(case.event_id, [unit], subject.user_id)
    return sub


@transaction.atomic
def merge(subject: Subject, case_id: str, *, into: str, reason: str, version: int | None = None) -> Case:
    """并案: the work goes on in another open case, which answers this one's alerts from now on."""
    case = _claimed(subject, case_id, "merge", version)
    reason = _need(reason, "并案理由", "the reason of the merging")
    target = Case.objects.select_for_update().filter(scope(subject, "cases.see").q(), pk=into).first()
    if (
        target is None
        or target.pk == case.pk
        or (target.state, target.role, target.kind) != ("open", "lead", case.kind)
        or target.stage not in logic.UNFINISHED
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
    for one in (*opening.sub_cases(case), case):
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
    opening.close_event(case, subject, "merged")
    return case


@transaction.atomic
def void(subject: Subject, case_id: str, *, reason: str, version: int | None = None) -> Case:
    """作废 with a reason; the case stays, counted apart. A lead case takes its sub-cases with it."""
    case = _claimed(subject, case_id, "void", version)
    reason = _need(reason, "作废理由", "the reason of the voiding")
    for one in (*opening.sub_cases(case), case):
        if one.stage == "returned":
            _decide_return(one, subject, "void", reason)
        clocks.stop(one, because_zh="作废", because_en="void")
        one.state, one.closed_at = "void", clock.now()
        changes.change(
            one, "void", subject, Words(zh="作废", en="Made void", text=reason), CaseVoided, reason=reason
        )
        notices.tell_holder(one, "case_void", "案件作废", "The case is void")
    opening.close_event(case, subject, "void")
    return case
