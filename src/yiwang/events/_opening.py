"""How an event comes to be: a confirmed alert opens one, joins one, and several make a process.

Runs in the transaction of the consumer that heard the alert's ending, so a fact told twice changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from yiwang.appeals import api as appeals
from yiwang.appeals.contracts import AppealDispatched
from yiwang.areas import api as areas
from yiwang.events import logic
from yiwang.events.contracts import EventAreaMoved, EventEscalated, EventJoined, EventOpened
from yiwang.events.models import Event, EventAlert, EventAppeal, EventNumber, EventStep
from yiwang.identity.api import handlers
from yiwang.kernel import clock, facts, search, statements
from yiwang.kernel.facts import Told
from yiwang.kernel.ids import new_id
from yiwang.matters import api as matters
from yiwang.matters.contracts import Handling
from yiwang.rules.contracts import AlertEnded, AlertEscalated

ACTOR = "system:events"


def open_or_join(told: Told[AlertEnded]) -> Event | None:
    """The event of a confirmed alert: the thing's open one, or a new one inside its process."""
    data = told.data
    if statements.find(EventAlert, alert_id=data.alert_id) is not None:
        return None
    event = (
        statements.find(
            Event, lock=True, kind="single", state="open", hazard=data.hazard, thing_id=data.thing_id
        )
        if data.thing_id
        else None
    )
    if event is not None:
        return _join(event, told)
    return _open(told)


def _join(event: Event, told: Told[AlertEnded]) -> Event:
    data, now = told.data, clock.now()
    statements.insert(
        statements.new(EventAlert, alert_id=data.alert_id, event_id=event.id, how="joined", joined_at=now)
    )
    event.alerts += 1
    event.severity = logic.graver(event.severity, data.severity)
    event.joined_at = now
    step(
        event,
        "joined",
        ACTOR,
        f"同一测点再次告警，并入本事件：{data.sentence_zh}",
        f"The same thing alerted again and joins this event: {data.sentence_en}",
        EventJoined(
            event_id=event.id, alert_id=data.alert_id, parent_id=event.parent_id, severity=event.severity
        ),
    )
    return event


def _open(told: Told[AlertEnded]) -> Event:
    data, now = told.data, clock.now()
    matter = matters.find_handling(data.matter) if data.matter else None
    area_path = told.area_path or areas.path_of(data.area_id)
    place = where(area_path)
    join_area = place.ids.get(matter.join_area if matter else "county", "")
    parent = _process(data.hazard, join_area, matter, now) if matter else None
    title_zh, title_en = logic.titles(
        data.thing_name, matter.name_zh if matter else "", matter.name_en if matter else "", data.hazard
    )
    event = statements.new(
        Event,
        id=new_id(),
        number=next_number("single", now),
        kind="single",
        hazard=data.hazard,
        matter=data.matter or "",
        title_zh=title_zh,
        title_en=title_en,
        area_id=data.area_id,
        area_path=area_path,
        area_name=place.name,
        join_area_id=join_area,
        lon=data.lon,
        lat=data.lat,
        severity=data.severity,
        state="open",
        parent_id=parent.id if parent else None,
        source=f"alert:{data.alert_id}",
        thing_id=data.thing_id,
        alerts=1,
        demonstration=data.demonstration,
        opened_at=now,
        joined_at=now,
        version=0,
    )
    statements.insert(
        statements.new(EventAlert, alert_id=data.alert_id, event_id=event.id, how="opened", joined_at=now)
    )
    _keep_new(event, data.sentence_zh, data.sentence_en, told)
    if parent is not None:
        _grow(parent, event)
    return event


def open_for_appeal(told: Told[AppealDispatched]) -> Event | None:
    """The event of a dispatched appeal that waits for one; the appeal is told of it in this transaction.

    None where the appeal joined an event at once, ended meanwhile, or this fact was heard before.
    """
    data, now = told.data, clock.now()
    key = f"{data.appeal_id}:{told.version}"
    if data.event_id or statements.find(EventAppeal, key=key) or not appeals.awaits_event(data.appeal_id):
        return None
    event = _blank(
        source=f"appeal:{data.appeal_id}",
        matter=data.matter,
        titles=(data.title_zh, data.title_en),
        area_id=data.area_id,
        area_path=areas.path_of(data.area_id),
        point=(data.lon, data.lat),
        severity=data.urgency,
        demonstration=data.demonstration,
        now=now,
    )
    event.secret, event.against, event.appeals = data.secret, facts.join_units(data.against), 1
    statements.insert(
        statements.new(EventAppeal, key=key, appeal_id=data.appeal_id, event_id=event.id, opened_at=now)
    )
    appeals.link_event(data.appeal_id, event.id)
    _keep_new(
        event,
        f"由诉求 {data.number} 派单立为事件",
        f"Opened by the dispatched appeal {data.number}",
        None,
        appeal_id=data.appeal_id,
    )
    return event


def open_for_record(
    *,
    record_id: str,
    matter: str,
    titles: tuple[str, str],
    area_id: str,
    area_path: str,
    point: tuple[float | None, float | None],
    severity: str,
    demonstration: bool,
    text_zh: str,
    text_en: str,
) -> Event:
    """An event that a record of a ledger gives rise to, in the transaction of who keeps that it is once."""
    event = _blank(
        source=f"record:{record_id}",
        matter=matter,
        titles=titles,
        area_id=area_id,
        area_path=area_path,
        point=point,
        severity=severity,
        demonstration=demonstration,
        now=clock.now(),
    )
    _keep_new(event, text_zh, text_en, None)
    return event


def _blank(
    *,
    source: str,
    matter: str,
    titles: tuple[str, str],
    area_id: str,
    area_path: str,
    point: tuple[float | None, float | None],
    severity: str,
    demonstration: bool,
    now: datetime,
) -> Event:
    """A single event that no device told of, not written yet."""
    handling = matters.find_handling(matter) if matter else None
    place = where(area_path)
    return statements.new(
        Event,
        id=new_id(),
        number=next_number("single", now),
        kind="single",
        hazard="",
        matter=matter,
        title_zh=titles[0],
        title_en=titles[1],
        area_id=area_id,
        area_path=area_path,
        area_name=place.name,
        join_area_id=place.ids.get(handling.join_area if handling else "county", ""),
        lon=point[0],
        lat=point[1],
        severity=severity,
        state="open",
        source=source,
        demonstration=demonstration,
        opened_at=now,
        joined_at=now,
        version=0,
    )


_RECENT = "WHERE state = 'open' AND hazard = %s AND join_area_id = %s AND joined_at >= %s"
_PROCESS = f"{_RECENT} AND kind = 'process' ORDER BY joined_at DESC LIMIT 1"
_ALONE = f"{_RECENT} AND kind = 'single' AND parent_id IS NULL ORDER BY opened_at"


def _process(hazard: str, join_area: str, matter: Handling, now: datetime) -> Event | None:
    """The open process that a new event belongs to; made from the first two events of it."""
    if not (matter.join_within_h and matter.process_zh and join_area):
        return None
    since = statements.moment(now - timedelta(hours=matter.join_within_h))
    recent = statements.select(Event, _PROCESS, (hazard, join_area, since), lock=True)
    if recent:
        return recent[0]
    others = statements.select(Event, _ALONE, (hazard, join_area, since), lock=True)
    if not others:
        return None
    area = areas.get_area(join_area)
    title_zh, title_en = logic.process_titles(area.name, matter.process_zh, matter.process_en)
    process = statements.new(
        Event,
        id=new_id(),
        number=next_number("process", now),
        kind="process",
        hazard=hazard,
        matter=matter.code,
        title_zh=title_zh,
        title_en=title_en,
        area_id=area.id,
        area_path=area.managed_path,
        area_name=where(area.managed_path).name,
        join_area_id=join_area,
        lon=area.lon,
        lat=area.lat,
        severity=others[0].severity,
        state="open",
        source="events",
        demonstration=any(other.demonstration for other in others),
        opened_at=now,
        joined_at=now,
        version=0,
    )
    _keep_new(
        process,
        f"同一区域同类事件接连发生，归为一个过程：{title_zh}",
        f"Several events of one hazard in one area make one process: {title_en}",
        None,
    )
    for other in others:
        other.parent_id = process.id
        step(
            other,
            "entered",
            ACTOR,
            f"归入{title_zh}",
            f"Enters the process {title_en}",
            EventJoined(event_id=other.id, alert_id="", parent_id=process.id, severity=other.severity),
        )
        _grow(process, other)
    return process


def _grow(process: Event, child: Event) -> None:
    """Count a child into its process; the process sees and is seen as far as its children."""
    process.children += 1
    process.joined_at = clock.now()
    process.severity = logic.graver(process.severity, child.severity)
    process.units = facts.join_units((*facts.split_units(process.units), *facts.split_units(child.units)))
    step(
        process,
        "grew",
        ACTOR,
        f"事件 {child.number} 归入本过程",
        f"The event {child.number} entered this process",
        EventJoined(event_id=process.id, alert_id="", parent_id=None, severity=process.severity),
    )


def _keep_new(
    event: Event, text_zh: str, text_en: str, told: Told[AlertEnded] | None, *, appeal_id: str = ""
) -> None:
    data = told.data if told else None
    event.version = 1
    statements.insert(event)
    index(event)
    _keep_step(event, "opened", ACTOR, text_zh, text_en)
    facts.tell(
        EventOpened(
            event_id=event.id,
            number=event.number,
            kind=event.kind,
            hazard=event.hazard,
            matter=event.matter,
            title_zh=event.title_zh,
            title_en=event.title_en,
            area_id=event.area_id,
            area_name=event.area_name,
            lon=event.lon,
            lat=event.lat,
            alert_id=data.alert_id if data else "",
            thing_id=data.thing_id if data else "",
            datastream_id=data.datastream_id if data else "",
            severity=event.severity,
            parent_id=event.parent_id,
            received_at=data.received_at if data else None,
            demonstration=event.demonstration,
            source=event.source,
            appeal_id=appeal_id,
            against=list(facts.split_units(event.against)),
        ),
        subject=subject(event),
        version=1,
        actor=ACTOR,
        area_path=event.area_path,
        units=handlers(facts.split_units(event.units), against=facts.split_units(event.against)),
        secret=event.secret,
    )


def escalate(told: Told[AlertEscalated]) -> Event | None:
    """Follow an alert that became graver, upwards only."""
    data = told.data
    link = statements.find(EventAlert, alert_id=data.alert_id)
    event = statements.find(Event, lock=True, id=link.event_id, state="open") if link else None
    if event is None or logic.graver(event.severity, data.severity) == event.severity:
        return None
    before, event.severity = event.severity, data.severity
    step(
        event,
        "escalated",
        ACTOR,
        data.sentence_zh,
        data.sentence_en,
        EventEscalated(
            event_id=event.id,
            alert_id=data.alert_id,
            from_severity=before,
            severity=event.severity,
            sentence_zh=data.sentence_zh,
            sentence_en=data.sentence_en,
        ),
    )
    return event


_MUTABLE = (
    "area_path", "join_area_id", "severity", "grade", "state", "parent_id", "units", "alerts",
    "children", "joined_at", "closed_at",
)  # fmt: skip


def _keep_step(event: Event, act: str, actor: str, text_zh: str, text_en: str) -> None:
    statements.insert(
        statements.new(
            EventStep,
            event_id=event.id,
            version=event.version,
            act=act,
            actor=actor,
            at=clock.now(),
            text_zh=text_zh[:500],
            text_en=text_en[:500],
        )
    )


def step(event: Event, act: str, actor: str, text_zh: str, text_en: str, fact: facts.Fact) -> bool:
    """Claim the event's next version with the fields changed on `event`; row, history, fact. False if
    lost.
    """
    if not statements.claim(event, *_MUTABLE):
        return False
    index(event)
    _keep_step(event, act, actor, text_zh, text_en)
    facts.tell(
        fact,
        subject=subject(event),
        version=event.version,
        actor=actor,
        area_path=event.area_path,
        units=handlers(facts.split_units(event.units), against=facts.split_units(event.against)),
        secret=event.secret,
    )
    return True


def follow_areas(moves: list[dict[str, str]]) -> None:
    """Open events go with their place to its new path; closed ones keep the path of their day."""
    for move in moves:
        if move["tree"] != "managed":
            continue
        below = Event.objects.select_for_update().filter(
            area_path__startswith=move["old"]
        )  # scope: no one looks
        for event in below.filter(state="open").order_by("number"):
            old = event.area_path
            event.area_path = move["new"] + old.removeprefix(move["old"])
            if event.kind == "single":
                event.join_area_id = where(event.area_path).ids.get(_join_level(event.matter), "")
            step(
                event,
                "area_moved",
                ACTOR,
                "区划调整，事件随属地转移",
                "The area was moved, and the event with it",
                EventAreaMoved(event_id=event.id, old_path=old),
            )


def _join_level(code: str) -> str:
    matter = matters.find_handling(code, retired=True) if code else None
    return matter.join_area if matter else "county"


def index(event: Event) -> None:
    """Make the event findable where it stands."""
    search.index(
        "event",
        event.id,
        event.number,
        event.title_zh,
        event.title_en,
        event.area_name,
        place=search.Place(
            area_path=event.area_path, units=event.units, open=event.state == "open", at=event.opened_at
        ),
    )


def subject(event: Event) -> str:
    return f"event:{event.id}"


def next_number(kind: str, at: datetime) -> str:
    """The next number of the day; its row is locked until the transaction ends, so none is given twice."""
    prefix, day = logic.PREFIXES[kind], logic.day_of(at)
    return logic.number(prefix, day, statements.next_of(EventNumber, f"{prefix}{day}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A path as people call it, and the areas that it passes through."""

    name: str
    ids: dict[str, str]  # level → area id


def where(path: str) -> Where:
    """By one query; the name is what stands below the city."""
    segments = [segment for segment in path.split("/") if segment]
    found = areas.areas(segments)
    names = [found[segment].name if segment in found else segment for segment in segments]
    return Where(
        name="".join(names[2:] if len(names) > 2 else names[-1:]),
        ids={area.level: area.id for area in found.values()},
    )
