"""Up and down the levels: 下派, 上报, 提级, 吹哨 and 报到."""

from __future__ import annotations

from yiwang.cases import _changes as changes
from yiwang.cases import _claims as claims
from yiwang.cases import _clocks as clocks
from yiwang.cases import _closing as closing
from yiwang.cases import _flows as flows
from yiwang.cases import _known as known
from yiwang.cases import _moves as moves
from yiwang.cases import _notices as notices
from yiwang.cases import _opening as opening
from yiwang.cases import logic
from yiwang.cases._changes import Words
from yiwang.cases.contracts import (
    AlreadyThere,
    CaseDispatched,
    CaseReportedIn,
    CoUnitsUnfinished,
    LimitTooLong,
    NotAUnitBelow,
    NoUnitAbove,
    OnlyTownsWhistle,
    SameUnit,
)
from yiwang.cases.models import Case, CaseClock
from yiwang.events import api as events
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.identity.contracts import Unit
from yiwang.kernel import clock
from yiwang.kernel.calendar import CalendarMissing, Limit
from yiwang.kernel.facts import join_units, split_units

TOWNS = ("town", "village")


def check_below(case: Case) -> None:
    """Raise CoUnitsUnfinished where a unit that assigned its sub-case down still waits for it."""
    if case.role != "co":
        return
    below = Case.objects.filter(under_id=case.id, state="open")
    waiting = [one for one in below if flows.line_of(one).stages[one.stage].unfinished]
    if waiting:
        raise CoUnitsUnfinished(
            units="、".join(one.lead_unit_name for one in waiting), cases=[one.id for one in waiting]
        )


def _root(case: Case) -> Case:
    """The lead case of a family, locked."""
    if case.role == "lead":
        return case
    return Case.objects.select_for_update().get(pk=case.parent_id)


def _open_for(
    case: Case,
    subject: Subject,
    unit: Unit,
    act: str,
    relation: str,
    task_zh: str,
    task_en: str,
    *,
    measured: clocks.Ruler | None = None,
    total: CaseClock | None = None,
) -> Case:
    """A sub-case for another unit, told on the case that it comes from and shown to the whole family."""
    opening.not_complained_of(case, unit.id)
    root = _root(case)
    held = Case.objects.filter(parent_id=root.id)
    if unit.id == root.lead_unit or held.filter(lead_unit=unit.id, state="open").exists():
        raise SameUnit(unit=unit.name)
    verb_zh, verb_en = known.words_of(act)
    zh = f"{case.lead_unit_name}{verb_zh}{unit.name}：{task_zh}"
    en = f"{case.lead_unit_name}: {verb_en}, {unit.name}: {task_en or task_zh}"
    case.units = join_units((*split_units(case.units), unit.id))
    changes.change(
        case,
        act,
        subject,
        Words(zh=zh, en=en, details={"to_unit": unit.id}),
        CaseDispatched,
        act=act,
        co_units=[unit.id],
        rule_id=case.rule_id,
        why_zh=zh,
        why_en=en,
        alert_id=case.alert_id,
    )
    for one in (*closing.sub_cases(root), root):
        if one.pk != case.pk:
            moves.show(one, unit.id, subject)
    sub = opening.open_sub_case(
        root,
        subject,
        opening.CoTask(unit=unit.id, unit_name=unit.name, task_zh=task_zh, task_en=task_en or task_zh),
        number=held.count() + 1,
        why=(zh, en),
        rule_id=act,
        relation=relation,
        under="" if case.pk == root.pk else case.id,
        measured=measured,
        total=total,
    )
    if case.event_id:
        events.add_units(case.event_id, [unit.id], subject.user_id)
    return sub


@changes.act
def assign_down(
    subject: Subject,
    case_id: str,
    *,
    unit: str,
    task_zh: str,
    task_en: str = "",
    limit: Limit | None = None,
    version: int | None = None,
) -> Case:
    """下派 to a unit right below: a sub-case under the inherited total with a shorter own limit.

    The parent stays accountable: its own clocks run on. Without a `limit` four fifths of what is left.
    Answers with the sub-case.
    """
    case = claims.claimed(subject, case_id, "assign_down", version)
    task_zh = claims.need(task_zh, "下派任务", "the task that is assigned")
    named = identity.get_unit(unit)
    if named.parent_id != case.lead_unit:
        raise NotAUnitBelow(unit=named.name, holder=case.lead_unit_name)
    mine = next((one for one in clocks.running(case) if one.name == "handle"), None)
    total = next((one for one in clocks.running(case) if one.name == "total"), None)
    if limit is not None and mine is not None and mine.due_at is not None:
        try:
            until = clocks.ruler_of(case).calendar.add(limit, clock.now(), case.area_path)
        except CalendarMissing:
            until = None
        if until is None or until >= mine.due_at:
            raise LimitTooLong(until=logic.local(mine.due_at))
    measured = clocks.ruler_of(case)
    if limit is None and mine is not None and mine.due_at is not None:
        limit = _shorter(case, mine)
    if limit is not None:
        basis = (f"由{case.lead_unit_name}下派时限定", f"set by {case.lead_unit_name}")
        measured = clocks.Ruler(
            limits={**measured.limits, "handle": (limit, basis)}, calendar=measured.calendar
        )
    return _open_for(
        case, subject, named, "assign_down", "down", task_zh, task_en, measured=measured, total=total
    )


def _shorter(case: Case, mine: CaseClock) -> Limit:
    """Four fifths of what is left to the unit that assigns."""
    left = clocks.left_at(mine, clock.now(), clocks.ruler_of(case).calendar, case.area_path) or 0
    hours = round(max(left, 0) * known.NEAR_SHARE / 3_600_000_000, 2)
    return Limit(kind="working_hour" if mine.limit_kind in clocks.WORKING else "urgent_hour", amount=hours)


@changes.act
def report_up(subject: Subject, case_id: str, *, reason: str, version: int | None = None) -> Case:
    """上报 to the unit right above (村→镇→县→市), with the reason: it answers from now on."""
    case = claims.claimed(subject, case_id, "report_up", version)
    reason = claims.need(reason, "上报理由", "why it is reported up")
    moves.hand_on(case, subject, "report_up", above(case.lead_unit).id, reason, wrong="reported_up")
    return case


@changes.act
def raise_(subject: Subject, case_id: str, *, reason: str, version: int | None = None) -> Case:
    """提级: the dispatcher's side lets the next higher unit lead, because the case asks for it."""
    case = claims.claimed(subject, case_id, "raise", version)
    reason = claims.need(reason, "提级理由", "why it is raised")
    moves.hand_on(case, subject, "raise", above(case.lead_unit).id, reason)
    return case


def above(unit_id: str) -> Unit:
    """The unit right above. Raises NoUnitAbove."""
    unit = identity.get_unit(unit_id)
    found = identity.find_unit(unit.parent_id) if unit.parent_id else None
    if found is None:
        raise NoUnitAbove(unit=unit.name)
    return found


@changes.act
def whistle(
    subject: Subject,
    case_id: str,
    *,
    unit: str,
    task_zh: str,
    task_en: str = "",
    version: int | None = None,
) -> Case:
    """镇街吹哨: a town that holds the case calls a department, whose 报到 is clocked. Answers with its
    sub-case.
    """
    case = claims.claimed(subject, case_id, "whistle", version)
    task_zh = claims.need(task_zh, "吹哨事由", "what the department is called for")
    mine, named = identity.get_unit(case.lead_unit), identity.get_unit(unit)
    if mine.level not in TOWNS:
        raise OnlyTownsWhistle(unit=mine.name)
    return _open_for(case, subject, named, "whistle", "whistle", task_zh, task_en)


@changes.act
def report_in(subject: Subject, case_id: str, *, text: str = "", version: int | None = None) -> Case:
    """部门报到: the department that was called is there."""
    case = claims.claimed(subject, case_id, "report_in", version)
    if case.relation != "whistle" or case.contacted_at is not None:
        raise AlreadyThere(what_zh="报到", what_en="Reporting in")
    case.contacted_at, case.contacted_in_time = clock.now(), clocks.in_time(case, "report")
    clocks.stop(case, "report", because_zh="已报到", because_en="reported in")
    changes.change(
        case,
        "report_in",
        subject,
        Words(
            zh=f"{case.lead_unit_name}已报到",
            en=f"{case.lead_unit_name} reported in",
            text=text.strip(),
        ),
        CaseReportedIn,
    )
    parent = Case.objects.filter(pk=case.parent_id).first()
    if parent is not None:
        notices.tell_units(
            case, [parent.lead_unit], "case_reported_in", f"{case.lead_unit_name}已报到", "Reported in"
        )
    return case
