"""What people do to cases. Each act: permission → scope → claim → step → fact → messages, in one
transaction.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from yiwang.cases import _changes as changes
from yiwang.cases import _claims as claims
from yiwang.cases import _clocks as clocks
from yiwang.cases import _moves as moves
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
    CaseTaken,
    CaseUrged,
    CaseVerified,
    CaseVoided,
    CoUnitsUnfinished,
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
from yiwang.matters import api as matters
from yiwang.matters.contracts import CoUnit, Duty


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
    case = claims.claimed(subject, case_id, "dispatch", version)
    reason = claims.need(reason, "分拨依据", "the reason of the dispatch")
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
            why_zh=f"{subject.name}人工分拨给{named.name}：{reason}",
            why_en=f"Dispatched to {named.name} by {subject.name}: {reason}",
        ),
    )
    return case


@transaction.atomic
def take(subject: Subject, case_id: str, *, version: int | None = None) -> Case:
    """签收: the holder confirms that the case is his."""
    case = claims.claimed(subject, case_id, "take", version)
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
    case = claims.claimed(subject, case_id, "verify", version)
    if not passed:
        text = claims.need(text, "核查不通过的理由", "why it does not pass")
    attach(case, subject, photos)
    clocks.stop(case, "verify", because_zh="已核查", because_en="verified")
    if not passed:
        clocks.start(
            case,
            "handle",
            because_zh="核查不通过，重新处置。",
            because_en="It did not pass, to be handled again.",
        )
    changes.change(
        case,
        "verify",
        subject,
        Words(
            zh="现场核查通过" if passed else "现场核查不通过，退回处置",
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
        notices.tell_desk(case, "case_verified", "核查通过，待结案", "Verified, to be closed")
    else:
        notices.tell_holder(
            case, "case_not_passed", "核查不通过，请重新处置", "It did not pass; handle again"
        )
    return case


@transaction.atomic
def close(subject: Subject, case_id: str, *, text: str = "", version: int | None = None) -> Case:
    """结案 by the closing standard of the matter; every co-unit must have finished. Closes the event with
    its last case.
    """
    case = claims.claimed(subject, case_id, "close", version)
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


@transaction.atomic
def add_co_unit(
    subject: Subject, case_id: str, *, unit: str, task_zh: str, task_en: str = "", version: int | None = None
) -> Case:
    """增派协办: one more unit with its own sub-case; its task is said. Answers with the sub-case."""
    case = claims.claimed(subject, case_id, "add_co_unit", version)
    task_zh = claims.need(task_zh, "协办任务", "the task of the co-unit")
    named = identity.get_unit(unit)
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
    for one in opening.sub_cases(case):
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


@transaction.atomic
def merge(subject: Subject, case_id: str, *, into: str, reason: str, version: int | None = None) -> Case:
    """并案: the work goes on in another open case, which answers this one's alerts from now on."""
    case = claims.claimed(subject, case_id, "merge", version)
    reason = claims.need(reason, "并案理由", "the reason of the merging")
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
    case = claims.claimed(subject, case_id, "void", version)
    reason = claims.need(reason, "作废理由", "the reason of the voiding")
    for one in (*opening.sub_cases(case), case):
        if one.stage == "returned":
            moves.decide_return(one, subject, "void", reason)
        clocks.stop(one, because_zh="作废", because_en="void")
        one.state, one.closed_at = "void", clock.now()
        changes.change(
            one, "void", subject, Words(zh="作废", en="Made void", text=reason), CaseVoided, reason=reason
        )
        notices.tell_holder(one, "case_void", "案件作废", "The case is void")
    opening.close_event(case, subject, "void")
    return case
