"""How a case comes to be: of an event, whether an alert or an appeal began it; and how it is dispatched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yiwang.areas import api as areas
from yiwang.cases import _changes as changes
from yiwang.cases import _claims as claims
from yiwang.cases import _clocks as clocks
from yiwang.cases import _flows as flows
from yiwang.cases import _notices as notices
from yiwang.cases import logic
from yiwang.cases._changes import SYSTEM, Words
from yiwang.cases.contracts import CaseDispatched, UnitComplainedOf
from yiwang.cases.models import Case, CaseAlert, CaseClock, CaseNumber
from yiwang.events import api as events
from yiwang.events.contracts import EventOpened
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock, statements
from yiwang.kernel.errors import Refusal
from yiwang.kernel.facts import Told, join_units, split_units
from yiwang.kernel.ids import new_id
from yiwang.matters import api as matters
from yiwang.matters.contracts import Duty, Handling, Place
from yiwang.rules import api as rules
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
    case = blank(
        kind="city",
        number=next_number("AJ", now),
        matter=matter,
        area_path=told.area_path,
        area_id=data.area_id,
        area_name=data.area_name,
        now=now,
        line=flows.for_new(matter.flow if matter else "", flows.DEVICE if data.alert_id else flows.HOTLINE),
    )
    case.event_id, case.alert_id, case.thing_id = data.event_id, data.alert_id, data.thing_id
    case.title_zh, case.title_en = data.title_zh, data.title_en
    case.hazard, case.severity = data.hazard, data.severity
    case.lon, case.lat = data.lon, data.lat
    case.demonstration = data.demonstration
    case.secret, case.against = told.secret, join_units(data.against)
    clocks.carry(case, clocks.ruler(case, matter), new=True)
    if data.alert_id:
        case.reading_normal_at = link_alert(case, data.alert_id).cleared_at
    else:  # somebody's words: there is no reading to wait for
        case.needs_reading, case.verification = False, "on_site"
    thing = sensing.find_thing(data.thing_id) if data.thing_id else None
    place = Place(
        owner_unit=thing.owner_unit if thing else "",
        maintainer_unit=thing.maintainer_unit if thing else "",
        severity=data.severity,
    )
    duty = (
        _duty(case, matter, place)
        if flows.line_of(case).find("dispatch", claims.standing(case))
        else Words(zh="待立案", en="Awaiting its establishing")
    )
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
        duty = matters.resolve_duty(matter.code, case.area_path, place)
        for unit in (duty.lead, *(co.unit for co in duty.co_units)):
            not_complained_of(case, unit)
        return duty
    except Refusal as refusal:
        return Words(
            zh=f"待分拨：{refusal.sentence('zh')}", en=f"Awaiting dispatch: {refusal.sentence('en')}"
        )


def not_complained_of(case: Case, unit: str) -> None:
    """Raise UnitComplainedOf where the case is a complaint against this unit."""
    if unit in split_units(case.against):
        raise UnitComplainedOf(unit=identity.get_unit(unit).name)


def may_lead(case: Case, unit: str) -> None:
    """Raise where this unit cannot lead the case: TakenBack, TownAssists, UnitComplainedOf."""
    not_complained_of(case, unit)
    if case.role == "lead" and case.matter:
        matters.check_lead(case.matter, unit)


def dispatch(
    case: Case, by: Subject, duty: Duty, *, received_at: datetime | None = None, act: str = "dispatch"
) -> None:
    """Give a case to its lead unit, and sub-cases to the co-units at the same moment: each may act first."""
    named = _names([duty.lead, *(co.unit for co in duty.co_units)])
    case.lead_unit, case.lead_unit_name = duty.lead, named[duty.lead]
    case.rule_id, case.why_zh, case.why_en = duty.rule_id, duty.why_zh, duty.why_en
    case.units = join_units((*split_units(case.units), duty.lead, *(co.unit for co in duty.co_units)))
    case.first_unit = case.first_unit or duty.lead
    changes.change(
        case,
        act,
        by,
        Words(zh=duty.why_zh, en=duty.why_en),
        CaseDispatched,
        stage=where_dispatched(case),
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


def where_dispatched(case: Case) -> str:
    """The stage to which the flow dispatches a case from where it stands."""
    line = flows.line_of(case)
    move = line.find("dispatch", claims.standing(case))
    assert move is not None, f"{case.flow} dispatches nothing from {case.stage}"
    return flows.target(case, move)


RELATIONS = {
    "co": ("协办", "Co-unit"),
    "down": ("下派", "Assigned down"),
    "whistle": ("吹哨", "Whistle"),
}


def open_sub_case(
    parent: Case,
    by: Subject,
    co: CoTask,
    *,
    number: int,
    why: tuple[str, str],
    rule_id: str,
    received_at: datetime | None = None,
    relation: str = "co",
    under: str = "",
    measured: clocks.Ruler | None = None,
    total: CaseClock | None = None,
) -> Case:
    """The sub-case of another unit: its own stages and clocks under the parent's total.

    `measured` has its own limits where they are not the parent's; `total` is the clock that it inherits.
    """
    now = clock.now()
    case = statements.new(
        Case,
        id=new_id(),
        number=f"{parent.number}-{number}",
        kind=parent.kind,
        role="co",
        relation=relation,
        under_id=under,
        flow=parent.flow,
        flow_version=parent.flow_version,
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
        against=parent.against,
        stage=flows.line_of(parent).first,
        state="open",
        verification=parent.verification,
        needs_reading=False,
        opened_at=now,
        stage_at=now,
        demonstration=parent.demonstration,
        version=0,
    )
    zh, en = RELATIONS[relation]
    clocks.carry(case, measured or clocks.ruler_of(parent), new=True)
    changes.keep_new(
        case,
        by,
        Words(zh=f"案件 {parent.number} 的{zh}子工单", en=f"Sub-case under {parent.number}: {en}"),
        dispatched_next=True,
    )
    if total is not None:
        clocks.inherit(case, total, parent.number)
    case.lead_unit, case.lead_unit_name = co.unit, co.unit_name
    case.rule_id, (case.why_zh, case.why_en) = rule_id, why
    case.first_unit = co.unit
    changes.change(
        case,
        "dispatch",
        by,
        Words(zh=f"{zh}：{co.task_zh}。{why[0]}", en=f"{en}: {co.task_en}. {why[1]}"),
        CaseDispatched,
        stage=where_dispatched(case),
        act="dispatch",
        rule_id=rule_id,
        why_zh=why[0],
        why_en=why[1],
        alert_id=case.alert_id,
        received_at=received_at,
    )
    notices.tell_holder(case, "case_dispatched", f"{zh}：{co.task_zh}", f"{en}: {co.task_en}")
    return case


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


def county(path: str) -> str:
    found = areas.areas([segment for segment in path.split("/") if segment])
    return next((area.id for area in found.values() if area.level == "county"), "")


def _names(unit_ids: list[str]) -> dict[str, str]:
    """The names of units by one query. Raises UnknownUnit."""
    found = {unit.id: unit.name for unit in identity.units(ids=tuple(unit_ids))}
    return {unit: found.get(unit) or identity.get_unit(unit).name for unit in unit_ids}


def blank(
    *,
    kind: str,
    number: str,
    matter: Handling | None,
    area_path: str,
    area_id: str,
    area_name: str,
    now: datetime,
    line: flows.Line,
) -> Case:
    """A lead case that is not written yet, in the first stage of its flow."""
    return statements.new(
        Case,
        id=new_id(),
        number=number,
        kind=kind,
        role="lead",
        flow=line.flow.code,
        flow_version=line.version,
        matter=matter.code if matter else "",
        matter_version=matter.version if matter else 0,
        matter_zh=matter.name_zh if matter else "",
        matter_en=matter.name_en if matter else "",
        area_id=area_id,
        area_path=area_path,
        area_name=area_name,
        county_id=county(area_path),
        stage=line.first,
        state="open",
        verification=matter.verification if matter else "on_site",
        needs_reading=matter.needs_reading_normal if matter else True,
        photos=",".join(matter.photos) if matter else "",
        opened_at=now,
        stage_at=now,
        version=0,
    )
