"""What the world tells cases after they are opened, and device faults: readings, alerts, areas.

All of it runs in the transaction of a consumer and may be told twice: the alert's row and the unique
constraints say that one alert and one event have one case.
"""

from __future__ import annotations

from yiwang.areas import api as areas
from yiwang.cases import _changes as changes
from yiwang.cases import _claims as claims
from yiwang.cases import _clocks as clocks
from yiwang.cases import _closing as closing
from yiwang.cases import _flows as flows
from yiwang.cases import _notices as notices
from yiwang.cases import _opening as opening
from yiwang.cases import logic
from yiwang.cases._changes import SYSTEM, Words
from yiwang.cases.contracts import CaseAreaMoved, CaseEscalated, CaseReadingNormal, CaseRelapsed
from yiwang.cases.models import Case, CaseAlert
from yiwang.events.contracts import EventEscalated, EventJoined
from yiwang.identity import api as identity
from yiwang.kernel import clock, statements
from yiwang.kernel.facts import Told
from yiwang.matters import api as matters
from yiwang.matters.contracts import Duty
from yiwang.rules import api as rules
from yiwang.rules.contracts import AlertCleared, AlertEnded, AlertJoined
from yiwang.sensing import api as sensing


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
    case = opening.blank(
        kind="maintenance",
        number=opening.next_number("WX", now),
        matter=matter,
        area_path=area_path,
        area_id=data.area_id,
        area_name=opening.area_name(area_path),
        now=now,
        line=flows.for_new("", flows.DEVICE),
    )
    case.verification, case.needs_reading, case.photos = "reading", True, ""
    case.alert_id, case.thing_id = data.alert_id, data.thing_id
    case.title_zh, case.title_en = f"{data.thing_name}：设备故障", f"{data.thing_name}: device fault"
    case.hazard, case.severity = data.hazard, data.severity
    case.lon, case.lat = data.lon, data.lat
    case.demonstration = data.demonstration
    case.secret = told.secret
    clocks.carry(case, clocks.ruler(case, matter), new=True)
    case.reading_normal_at = opening.link_alert(case, data.alert_id).cleared_at
    changes.keep_new(case, SYSTEM, Words(zh=data.sentence_zh, en=data.sentence_en))
    unit = identity.find_unit((thing.maintainer_unit or thing.owner_unit) if thing else "")
    if unit is None:
        notices.tell_desk(
            case, "case_waiting", "待分拨（设备未登记运维单位）", "Awaiting dispatch (no maintainer)"
        )
        return
    opening.dispatch(
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
    alert = opening.link_alert(case, alert_id)
    case.severity = logic.graver(case.severity, severity)
    if alert.cleared_at is not None:  # it came and went before we heard of it
        changes.change(case, "joined", SYSTEM, Words(zh=zh, en=en), CaseRelapsed, alert_id=alert_id)
        closing.advance(case)
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
    case.reading_normal_at = None
    move = flows.line_of(case).find("relapsed", claims.standing(case))
    changes.change(
        case,
        "relapsed" if move else "joined",
        SYSTEM,
        Words(zh=zh, en=en),
        CaseRelapsed,
        stage=flows.target(case, move) if move else "",
        stopping=("读数再次异常", "the reading is abnormal again"),
        starting=("读数再次异常，重新处置。", "Abnormal again, to be handled again."),
        alert_id=alert_id,
    )
    if move:
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
    closing.advance(case)


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
            case.county_id = opening.county(case.area_path)
            changes.change(
                case,
                "area_moved",
                SYSTEM,
                Words(zh="区划调整，案件随属地转移", en="The area was moved, and the case with it"),
                CaseAreaMoved,
                old_path=old,
            )
