"""How a case comes to be, and what the world tells it afterwards: events, device faults, readings.

All of it runs in the transaction of a consumer and may be told twice: the alert's row and the unique
constraints say that one alert and one event have one case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yiwang.areas import api as areas
from yiwang.cases import _changes as changes
from yiwang.cases import _clocks as clocks
from yiwang.cases import _notices as notices
from yiwang.cases import logic
from yiwang.cases._changes import SYSTEM, Words
from yiwang.cases.contracts import (
    CaseAreaMoved,
    CaseClosed,
    CaseDispatched,
    CaseEscalated,
    CaseReadingNormal,
    CaseRelapsed,
    CaseVerifiable,
    CaseVerified,
)
from yiwang.cases.models import Case, CaseAlert, CaseNumber
from yiwang.events import api as events
from yiwang.events.contracts import EventEscalated, EventJoined, EventOpened
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock, statements
from yiwang.kernel.errors import Refusal
from yiwang.kernel.facts import Told, join_units, split_units
from yiwang.kernel.ids import new_id
from yiwang.matters import api as matters
from yiwang.matters.contracts import Duty, Handling, Place
from yiwang.rules import api as rules
from yiwang.rules.contracts import AlertCleared, AlertEnded, AlertJoined
from yiwang.sensing import api as sensing


@dataclass(frozen=True, slots=True, kw_only=True)
class CoTask:
    """A unit to be given a sub-case, with its task."""

    unit: str
    unit_name: str
    task_zh: str
    task_en: str


def open_for_event(told: Told[EventOpened]) -> None:
    """The city case of a new event, dispatched by the duty list to its lead unit and co-units."""
    data = told.data
    if statements.find(Case, event_id=data.event_id, role="lead") is not None:
        return
    matter = matters.find_handling(data.matter) if data.matter else None
    now = clock.now()
    case = _blank(
        kind="city",
        number=next_number("AJ", now),
        matter=matter,
        area_path=told.area_path,
        area_id=data.area_id,
        area_name=data.area_name,
        now=now,
    )
    case.event_id, case.alert_id, case.thing_id = data.event_id, data.alert_id, data.thing_id
    case.title_zh, case.title_en = data.title_zh, data.title_en
    case.hazard, case.severity = data.hazard, data.severity
    case.lon, case.lat = data.lon, data.lat
    case.demonstration = data.demonstration
    case.secret = told.secret
    clocks.carry(case, clocks.ruler(case, matter).for_new())
    case.reading_normal_at = link_alert(case, data.alert_id).cleared_at
    thing = sensing.find_thing(data.thing_id) if data.thing_id else None
    place = Place(
        owner_unit=thing.owner_unit if thing else "",
        maintainer_unit=thing.maintainer_unit if thing else "",
        severity=data.severity,
    )
    duty = _duty(case, matter, place)
    changes.keep_new(
        case,
        SYSTEM,
        Words(zh=f"由事件 {data.number} 立案", en=f"Opened for the event {data.number}"),
        dispatched_next=isinstance(duty, Duty),
    )
    if isinstance(duty, Duty):
        dispatch(case, SYSTEM, duty, received_at=data.received_at)
    else:
        notices.tell_desk(case, "case_waiting", duty.zh, duty.en)


def _duty(case: Case, matter: Handling | None, place: Place) -> Duty | Words:
    """The duty of a new case, or why it is left to the dispatcher."""
    if matter is None:
        return Words(zh="待分拨（无对应事项）", en="Awaiting dispatch (no matter)")
    try:
        return matters.resolve_duty(matter.code, case.area_path, place)
    except Refusal as refusal:
        return Words(
            zh=f"待分拨：{refusal.sentence('zh')}", en=f"Awaiting dispatch: {refusal.sentence('en')}"
        )


def dispatch(
    case: Case, by: Subject, duty: Duty, *, received_at: datetime | None = None, act: str = "dispatch"
) -> None:
    """Give a case to its lead unit, and sub-cases to the co-units at the same moment: each may act first."""
    named = _names([duty.lead, *(co.unit for co in duty.co_units)])
    case.lead_unit, case.lead_unit_name = duty.lead, named[duty.lead]
    case.rule_id, case.why_zh, case.why_en = duty.rule_id, duty.why_zh, duty.why_en
    case.units = join_units((*split_units(case.units), duty.lead, *(co.unit for co in duty.co_units)))
    clocks.start(case, "take", "handle")
    changes.change(
        case,
        act,
        by,
        Words(zh=duty.why_zh, en=duty.why_en),
        CaseDispatched,
        stage="dispatched",
        act=act,
        co_units=[co.unit for co in duty.co_units],
        rule_id=duty.rule_id,
        why_zh=duty.why_zh,
        why_en=duty.why_en,
        alert_id=case.alert_id,
        received_at=received_at,
    )
    notices.tell_holder(
        case, "case_dispatched", "新派案件" if case.kind == "city" else "新派维护单", "New case"
    )
    for number, co in enumerate(duty.co_units, 1):
        open_sub_case(
            case,
            by,
            CoTask(unit=co.unit, unit_name=named[co.unit], task_zh=co.task_zh, task_en=co.task_en),
            number=number,
            why=(duty.why_zh, duty.why_en),
            rule_id=duty.rule_id,
            received_at=received_at,
        )
    if case.event_id:
        events.add_units(case.event_id, split_units(case.units), by.user_id)


def open_sub_case(
    parent: Case,
    by: Subject,
    co: CoTask,
    *,
    number: int,
    why: tuple[str, str],
    rule_id: str,
    received_at: datetime | None = None,
) -> Case:
    """The sub-case of a co-unit: its own stages and clocks under the parent's total."""
    now = clock.now()
    case = statements.new(
        Case,
        id=new_id(),
        number=f"{parent.number}-{number}",
        kind=parent.kind,
        role="co",
        parent_id=parent.id,
        event_id=parent.event_id,
        alert_id=parent.alert_id,
        thing_id=parent.thing_id,
        hazard=parent.hazard,
        matter=parent.matter,
        matter_version=parent.matter_version,
        matter_zh=parent.matter_zh,
        matter_en=parent.matter_en,
        title_zh=parent.title_zh,
        title_en=parent.title_en,
        task_zh=co.task_zh,
        task_en=co.task_en,
        severity=parent.severity,
        area_id=parent.area_id,
        area_path=parent.area_path,
        area_name=parent.area_name,
        county_id=parent.county_id,
        lon=parent.lon,
        lat=parent.lat,
        units=join_units((co.unit, *split_units(parent.units))),
        secret=parent.secret,
        stage="opened",
        state="open",
        verification=parent.verification,
        needs_reading=False,
        opened_at=now,
        stage_at=now,
        demonstration=parent.demonstration,
        version=0,
    )
    clocks.carry(case, clocks.ruler_of(parent).for_new())
    changes.keep_new(
        case,
        by,
        Words(zh=f"案件 {parent.number} 的协办子工单", en=f"Sub-case of a co-unit under {parent.number}"),
        dispatched_next=True,
    )
    case.lead_unit, case.lead_unit_name = co.unit, co.unit_name
    case.rule_id, (case.why_zh, case.why_en) = rule_id, why
    clocks.start(case, "take", "handle")
    changes.change(
        case,
        "dispatch",
        by,
        Words(zh=f"协办：{co.task_zh}。{why[0]}", en=f"Co-unit: {co.task_en}. {why[1]}"),
        CaseDispatched,
        stage="dispatched",
        act="dispatch",
        rule_id=rule_id,
        why_zh=why[0],
        why_en=why[1],
        alert_id=case.alert_id,
        received_at=received_at,
    )
    notices.tell_holder(case, "case_dispatched", f"协办：{co.task_zh}", f"Co-unit: {co.task_en}")
    return case


def open_for_fault(told: Told[AlertEnded]) -> None:
    """The maintenance order of a device fault: to who maintains the thing, and to nobody else."""
    data = told.data
    if statements.find(CaseAlert, alert_id=data.alert_id) is not None:
        return
    order = (
        statements.find(
            Case, lock=True, kind="maintenance", role="lead", state="open", thing_id=data.thing_id
        )
        if data.thing_id
        else None
    )
    if order is not None:
        join_alert(order, data.alert_id, data.severity, data.sentence_zh, data.sentence_en)
        return
    thing = sensing.find_thing(data.thing_id) if data.thing_id else None
    area_path = told.area_path or (thing.area_path if thing else areas.path_of(data.area_id))
    code = data.matter or logic.MAINTENANCE_MATTER
    matter, now = matters.find_handling(code), clock.now()
    case = _blank(
        kind="maintenance",
        number=next_number("WX", now),
        matter=matter,
        area_path=area_path,
        area_id=data.area_id,
        area_name=area_name(area_path),
        now=now,
    )
    case.verification, case.needs_reading, case.photos = "reading", True, ""
    case.alert_id, case.thing_id = data.alert_id, data.thing_id
    case.title_zh, case.title_en = f"{data.thing_name}：设备故障", f"{data.thing_name}: device fault"
    case.hazard, case.severity = data.hazard, data.severity
    case.lon, case.lat = data.lon, data.lat
    case.demonstration = data.demonstration
    case.secret = told.secret
    clocks.carry(case, clocks.ruler(case, matter).for_new())
    case.reading_normal_at = link_alert(case, data.alert_id).cleared_at
    changes.keep_new(case, SYSTEM, Words(zh=data.sentence_zh, en=data.sentence_en))
    unit = identity.find_unit((thing.maintainer_unit or thing.owner_unit) if thing else "")
    if unit is None:
        notices.tell_desk(
            case, "case_waiting", "待分拨（设备未登记运维单位）", "Awaiting dispatch (no maintainer)"
        )
        return
    dispatch(
        case,
        SYSTEM,
        Duty(
            matter=case.matter,
            matter_version=case.matter_version,
            lead=unit.id,
            co_units=(),
            rule_id="maintainer",
            why_zh=f"设备故障不立城市事件，派给该设备登记的运维单位{unit.name}。",
            why_en=f"A device fault is no city event: it goes to {unit.name}, who maintains the device.",
        ),
        received_at=data.received_at,
    )


def hear_joined(told: Told[EventJoined]) -> None:
    """The event's thing alerted again: its open case has one alert more, and handled work is to be handled
    again.
    """
    data = told.data
    if statements.find(CaseAlert, alert_id=data.alert_id) is not None:
        return
    case = statements.find(Case, lock=True, event_id=data.event_id, role="lead", state="open")
    if case is not None:
        join_alert(case, data.alert_id, data.severity, "同一测点再次告警", "The same thing alerted again")


def hear_escalated(told: Told[EventEscalated]) -> None:
    """The event became graver: so do its open cases, and their holders hear of it."""
    data = told.data
    for case in (
        Case.objects.select_for_update().filter(event_id=data.event_id, state="open").order_by("number")
    ):
        before = case.severity
        if logic.graver(before, data.severity) == before:
            continue
        case.severity = data.severity
        changes.change(
            case,
            "escalated",
            SYSTEM,
            Words(zh=data.sentence_zh, en=data.sentence_en),
            CaseEscalated,
            from_severity=before,
        )
        notices.tell_holder(case, "case_escalated", "告警升级", "The alert became graver")


def join_alert(case: Case, alert_id: str, severity: str, zh: str, en: str) -> None:
    """Link one more alert to an open case. Its reading is no longer normal; what was handled is taken up
    again.
    """
    alert = link_alert(case, alert_id)
    case.severity = logic.graver(case.severity, severity)
    if alert.cleared_at is not None:  # it came and went before we heard of it
        changes.change(case, "joined", SYSTEM, Words(zh=zh, en=en), CaseRelapsed, alert_id=alert_id)
        advance(case)
        return
    _abnormal(case, alert_id, zh, en)


def hear_episode(told: Told[AlertJoined]) -> None:
    """Another episode of an alert that we took for cleared: its reading is abnormal again."""
    link = (
        CaseAlert.objects.select_for_update().filter(pk=told.data.alert_id, cleared_at__isnull=False).first()
    )
    if link is None or rules.get_alert(link.alert_id).cleared_at is not None:
        return
    link.cleared_at = None
    link.save(update_fields=["cleared_at"])
    case = Case.objects.select_for_update().filter(pk=link.case_id, state="open").first()
    if case is not None:
        _abnormal(case, link.alert_id, told.data.sentence_zh, told.data.sentence_en)


def _abnormal(case: Case, alert_id: str, zh: str, en: str) -> None:
    """The reading of an open case is abnormal: work that was handled goes back to its holder."""
    again = case.stage not in logic.UNFINISHED
    case.reading_normal_at = None
    if again:
        clocks.stop(case, "verify", because_zh="读数再次异常", because_en="the reading is abnormal again")
        clocks.start(
            case,
            "handle",
            because_zh="读数再次异常，重新处置。",
            because_en="Abnormal again, to be handled again.",
        )
    act, stage = ("relapsed", "taken") if again else ("joined", "")
    changes.change(case, act, SYSTEM, Words(zh=zh, en=en), CaseRelapsed, stage=stage, alert_id=alert_id)
    if again:
        notices.tell_holder(case, "case_relapsed", "读数再次异常，请继续处置", "Abnormal again, handle again")


def hear_cleared(told: Told[AlertCleared]) -> None:
    """A reading is normal again; when all of a case's alerts are, the case is, and handled work becomes
    verifiable.
    """
    data = told.data
    link = CaseAlert.objects.select_for_update().filter(pk=data.alert_id, cleared_at=None).first()
    if link is None:
        return
    link.cleared_at = data.cleared_at
    link.save(update_fields=["cleared_at"])
    case = Case.objects.select_for_update().filter(pk=link.case_id, state="open").first()
    if case is None or CaseAlert.objects.filter(case_id=case.id, cleared_at=None).exists():
        return
    case.reading_normal_at = data.cleared_at
    changes.change(
        case,
        "reading_normal",
        SYSTEM,
        Words(
            zh=f"读数自 {logic.local(data.cleared_at)} 起恢复正常",
            en=f"The reading is normal since {logic.local(data.cleared_at)}",
        ),
        CaseReadingNormal,
        alert_id=data.alert_id,
        cleared_at=data.cleared_at,
    )
    advance(case)


def advance(case: Case) -> None:
    """Move a handled lead case on as soon as its reading allows: to the inspector, or, verified by the
    reading, to its end.
    """
    if case.stage != "handled" or case.role != "lead":
        return
    if case.needs_reading and case.reading_normal_at is None:
        return
    if case.event_id and not set(events.alerts_of(case.event_id)) <= _answered(case):
        return  # an alert has joined that we have not heard of: its own hearing goes on from here
    if case.verification == "on_site":
        clocks.start(case, "verify")
        zh = "已处置且读数恢复正常，可核查" if case.needs_reading else "已处置，可核查"
        changes.change(
            case,
            "verifiable",
            SYSTEM,
            Words(zh=zh, en="Handled and the reading is normal: ready to verify"),
            CaseVerifiable,
            stage="verifiable",
        )
        notices.tell_inspectors(case, "可核查", "Ready to verify")
        return
    changes.change(
        case,
        "reading_verified",
        SYSTEM,
        Words(zh="设备读数恢复正常，视为核查通过", en="The device reads normal: verified by its own reading"),
        CaseVerified,
        stage="verified",
        result="pass",
        text="",
    )
    close(case, SYSTEM, "")


def close(case: Case, by: Subject, text: str) -> None:
    """Close a verified lead case with its sub-cases, and its event when nothing of it is left open."""
    matter = matters.find_handling(case.matter, case.matter_version) if case.matter else None
    standard_zh = matter.closing_standard_zh if matter else "已处置，读数恢复正常。"
    standard_en = matter.closing_standard_en if matter else "Handled, and the reading is normal."
    for one in (*sub_cases(case), case):
        clocks.stop(one, because_zh="结案", because_en="the case is closed")
        one.state, one.closed_at = "closed", clock.now()
        changes.change(
            one,
            "close",
            by,
            Words(zh=f"结案标准：{standard_zh}", en=f"Closing standard: {standard_en}", text=text),
            CaseClosed,
            stage="closed",
            closing_standard_zh=standard_zh,
            closing_standard_en=standard_en,
        )
        notices.tell_holder(one, "case_closed", "已结案", "Closed")
    close_event(case, by, "closed")


def close_event(case: Case, by: Subject, result: str) -> None:
    """Close the case's event unless another open case of it is left.

    Raises AlertJustJoined where an alert of the event is not linked to a case yet: it would never be.
    """
    if case.event_id and not Case.objects.filter(event_id=case.event_id, state="open").exists():
        events.close(case.event_id, by.user_id, result, answered=_answered(case))


def _answered(case: Case) -> set[str]:
    """The alerts of a case's event that have a case."""
    of = events.alerts_of(case.event_id)
    return set(CaseAlert.objects.filter(alert_id__in=of).values_list("alert_id", flat=True))


def sub_cases(case: Case) -> list[Case]:
    """The open sub-cases of a lead case, locked, in order."""
    rows = Case.objects.select_for_update().filter(parent_id=case.id, state="open")
    return list(rows.order_by("number"))


def link_alert(case: Case, alert_id: str) -> CaseAlert:
    """Write that this alert is answered by this case; whether it has cleared already, the alert itself
    knows.
    """
    link = statements.new(
        CaseAlert,
        alert_id=alert_id,
        case_id=case.id,
        joined_at=clock.now(),
        cleared_at=rules.get_alert(alert_id).cleared_at,
    )
    statements.insert(link)
    return link


def next_number(prefix: str, at: datetime) -> str:
    """The next number of the day; its row is locked until the transaction ends, so none is given twice."""
    day = logic.day_of(at)
    return logic.number(prefix, day, statements.next_of(CaseNumber, f"{prefix}{day}"))


def area_name(path: str) -> str:
    """The names below the city, joined: what a person calls the place."""
    names = areas.names_of(path)
    return "".join(names[2:] if len(names) > 2 else names[-1:])


def _county(path: str) -> str:
    found = areas.areas([segment for segment in path.split("/") if segment])
    return next((area.id for area in found.values() if area.level == "county"), "")


def follow_areas(moves: list[dict[str, str]]) -> None:
    """Open cases go with their place to its new path; ended ones keep the path of their day."""
    for move in moves:
        if move["tree"] != "managed":
            continue
        below = Case.objects.select_for_update().filter(
            area_path__startswith=move["old"]
        )  # scope: no one looks
        for case in below.filter(state="open").order_by("number"):
            old = case.area_path
            case.area_path = move["new"] + old.removeprefix(move["old"])
            case.county_id = _county(case.area_path)
            changes.change(
                case,
                "area_moved",
                SYSTEM,
                Words(zh="区划调整，案件随属地转移", en="The area was moved, and the case with it"),
                CaseAreaMoved,
                old_path=old,
            )


def _names(unit_ids: list[str]) -> dict[str, str]:
    """The names of units by one query. Raises UnknownUnit."""
    found = {unit.id: unit.name for unit in identity.units(ids=tuple(unit_ids))}
    return {unit: found.get(unit) or identity.get_unit(unit).name for unit in unit_ids}


def _blank(
    *,
    kind: str,
    number: str,
    matter: Handling | None,
    area_path: str,
    area_id: str,
    area_name: str,
    now: datetime,
) -> Case:
    return statements.new(
        Case,
        id=new_id(),
        number=number,
        kind=kind,
        role="lead",
        matter=matter.code if matter else "",
        matter_version=matter.version if matter else 0,
        matter_zh=matter.name_zh if matter else "",
        matter_en=matter.name_en if matter else "",
        area_id=area_id,
        area_path=area_path,
        area_name=area_name,
        county_id=_county(area_path),
        stage="opened",
        state="open",
        verification=matter.verification if matter else "on_site",
        needs_reading=matter.needs_reading_normal if matter else True,
        photos=",".join(matter.photos) if matter else "",
        opened_at=now,
        stage_at=now,
        version=0,
    )
