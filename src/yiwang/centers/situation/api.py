"""The door of the situation center: overview, duty desk, hand-over, search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.cases import api as cases
from yiwang.centers.situation import logic
from yiwang.centers.situation._search import search
from yiwang.centers.situation.contracts import (
    AreaLine,
    Counts,
    Devices,
    DutyDesk,
    HazardLine,
    Overview,
    Standing,
    Tree,
)
from yiwang.centers.situation.logic import Tally
from yiwang.events import api as events
from yiwang.identity import api as identity
from yiwang.identity.api import HandOver, HandOverItem, Scope, Subject, scope
from yiwang.kernel import clock, facts
from yiwang.rules import api as rules
from yiwang.rules.contracts import AlertFilters
from yiwang.sensing import api as sensing

__all__ = ["duty_desk", "hand_over", "overview", "search", "standing", "start_of_today"]

FED_BY = ["rules.alert_", "events.", "cases."]
DESK_FED_BY = [*FED_BY, "identity.shift_", "identity.hand_over_"]
DESK_ROWS = 50
HAND_OVER_ROWS = 500
NOTES = {
    "managed": ("管理口径：谁管理，谁查看、谁办理。", "By who governs: every figure opens down to its rows."),
    "statistical": (
        "统计口径：只计数，不列出由其他区管理的案件。",
        "By who counts: figures only; rows that others govern are not listed.",
    ),
}


def overview(subject: Subject, *, tree: Tree = "managed", area: str = "") -> Overview:
    """The situation below `area` (default: the subject's own) by one tree.

    Raises UnknownArea, Forbidden.
    """
    position = facts.last_position()
    seen = scope(subject, "situation.see")
    since = start_of_today()
    here = _area_looked_at(seen, area, tree)
    below = here.managed_path if tree == "managed" else here.statistical_path
    mine = _statistical_roots(seen) if tree == "statistical" else []
    tallies = list(_tallies(None if mine else subject, since, subject))
    found = areas.areas(sorted({tally.area_id for tally in tallies}))
    paths = {
        one.id: one.managed_path if tree == "managed" else one.statistical_path for one in found.values()
    }
    if mine:
        tallies = logic.within(tallies, paths, mine)
    if area:
        tallies = logic.within(tallies, paths, [below])
    places = logic.by_place(tallies, paths, below)
    zh, en = NOTES[tree]
    return Overview(
        area_id=here.id,
        area_name=here.name,
        tree=tree,
        rows_open=tree == "managed",
        note_zh=zh,
        note_en=en,
        since=since,
        totals=logic.add(places.values()),
        areas=_area_lines(here, tree, places),
        hazards=[
            HazardLine(hazard=hazard, counts=counts) for hazard, counts in logic.by_hazard(tallies).items()
        ],
        devices=_devices(subject, here.managed_path if area else ""),
        fed_by=FED_BY,
        position=position,
    )


def start_of_today() -> datetime:
    """Midnight where the city lives."""
    return clock.now().astimezone(clock.SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


def _area_looked_at(seen: Scope, area: str, tree: Tree) -> Area:
    """The area asked for; else the one that the person answers for; else the post's; else the top.

    A functional district has no place in the statistical tree: there one looks at the area above it.
    """
    here = areas.get_area(area) if area else _area_at([*seen.area_paths, seen.subject.area_path])
    while tree == "statistical" and not here.statistical_path and here.managed_parent is not None:
        here = areas.get_area(here.managed_parent)
    return here


def _area_at(paths: Sequence[str]) -> Area:
    """The area at the first path that leads anywhere; else the top."""
    path = next((path for path in paths if path.strip("/")), "")
    return areas.get_area(areas.area_of_path(path)) if path else areas.roots()[0]


def _statistical_roots(seen: Scope) -> list[str]:
    """Where the person's areas stand in the statistical tree; empty for who answers for no area in it."""
    own = areas.areas([areas.area_of_path(path) for path in seen.area_paths])
    return [one.statistical_path for one in own.values() if one.statistical_path]


def _tallies(counted: Subject | None, since: datetime, asked_by: Subject) -> Iterator[Tally]:
    """Counts by deepest area and hazard of what `asked_by` has the permission to see at all.

    `counted` None counts every row that is not secret: the caller keeps what lies on the person's ground.
    """
    if "alerts.see" in asked_by.permissions:
        for alert in rules.tally(counted):
            counts = Counts(alerts_open=alert.open, alerts_ringing=alert.ringing)
            yield Tally(area_id=areas.area_of_path(alert.area_path), hazard=alert.hazard, counts=counts)
    if "events.see" in asked_by.permissions:
        for event in events.tally(since, counted):
            yield Tally(area_id=event.area_id, hazard=event.hazard, counts=Counts(events_open=event.open))
    if "cases.see" in asked_by.permissions:
        for case in cases.tally(since, counted):
            if case.kind == "city":
                counts = Counts(
                    cases_open=case.open, cases_overdue=case.overdue, cases_closed_today=case.closed_today
                )
            else:
                counts = Counts(orders_open=case.open)
            yield Tally(area_id=case.area_id, hazard=case.hazard, counts=counts)


def _area_lines(here: Area, tree: Tree, places: dict[str, Counts]) -> list[AreaLine]:
    """A line per child, quiet ones too, then what lies in the area itself, then what lies elsewhere."""
    lines = [
        AreaLine(
            area_id=child.id,
            name=child.name,
            level=child.level,
            functional=child.kind == "functional",
            place="child",
            counts=places.get(child.id, Counts()),
        )
        for child in areas.children(here.id, tree)
        if child.kind != "grid"
    ]
    known = {line.area_id for line in lines}
    inside = [counts for place, counts in places.items() if place and place not in known]
    if inside:
        lines.append(
            AreaLine(
                area_id=here.id,
                name=here.name,
                level=here.level,
                functional=here.kind == "functional",
                place="self",
                counts=logic.add(inside),
            )
        )
    if "" in places:
        lines.append(
            AreaLine(area_id="", name="", level="", functional=False, place="elsewhere", counts=places[""])
        )
    return lines


def _devices(subject: Subject, path: str) -> Devices | None:
    if "things.see" not in subject.permissions:
        return None
    health = sensing.device_health(scope(subject, "things.see"), path)
    return Devices(
        total=health.total,
        online=health.online,
        silent=health.silent,
        never=health.never,
        faulty=health.faulty,
        demonstration=health.demonstration,
        rate=health.rate,
    )


def standing(subject: Subject, area: str = "") -> Standing:
    """The mode of `area` (default: the one of the person's post), and whether a demonstration is on screen.

    Raises UnknownArea.
    """
    position = facts.last_position()
    here = areas.get_area(area) if area else _area_at([subject.area_path])
    mode = areas.find_mode(here.id)
    may = subject.permissions
    replayed = sensing.last_replayed(scope(subject, "things.see")) if "things.see" in may else None
    shown = cases.Filters(state="open", demonstration=True)
    return Standing(
        area_id=here.id,
        area_name=here.name,
        mode=mode.mode if mode else None,
        mode_since=mode.since if mode else None,
        demonstration=replayed is not None
        or ("cases.see" in may and cases.list_cases(subject, shown, size=1).total > 0),
        last_replayed_at=replayed,
        position=position,
    )


def duty_desk(subject: Subject, desk: str = "") -> DutyDesk:
    """The duty desk (default: the first) as this person may see it.

    Off shift there are no open items on it, only the shifts.
    """
    position = facts.last_position()
    desk = desk or next((code for code, _, _ in identity.desks()), "")
    now = clock.now()
    shift = identity.current_shift(desk)
    roster = identity.shifts(desk=desk, start=now, end=now + timedelta(days=2))
    following = next(
        (
            one
            for one in roster
            if one.state == "planned" and (shift is None or one.starts_at > shift.starts_at)
        ),
        None,
    )
    reads = identity.reads_desk(subject, desk)
    alerts = (
        rules.alerts(scope(subject, "alerts.see"), AlertFilters(state="open"), page=1, size=DESK_ROWS)
        if "alerts.see" in subject.permissions
        else None
    )
    open_cases = (
        cases.list_cases(subject, cases.Filters(state="open", role="lead"), sort="due", size=DESK_ROWS)
        if "cases.see" in subject.permissions
        else None
    )
    return DutyDesk(
        desk=desk,
        shift=shift,
        next_shift=following,
        on_shift=shift is not None and shift.officer.id == subject.user_id,
        hand_over=identity.pending_hand_over(desk) if reads else None,
        alerts=alerts.items if alerts else [],
        alerts_total=alerts.total if alerts else 0,
        cases=open_cases.items if open_cases else [],
        cases_total=open_cases.total if open_cases else 0,
        log=list(identity.log(shift.id)) if shift and reads else [],
        fed_by=DESK_FED_BY,
        position=position,
    )


def hand_over(subject: Subject, desk: str, note: str) -> HandOver:
    """Draw up the hand-over: everything open that the outgoing officer sees, alerts first, cases by limit."""
    items = [*_open_alerts(subject), *_open_cases(subject)]
    return identity.hand_over(subject, desk=desk, items=items, note=note)


def _open_alerts(subject: Subject) -> Sequence[HandOverItem]:
    identity.require(subject, "alerts.see")
    page = rules.alerts(scope(subject, "alerts.see"), AlertFilters(state="open"), page=1, size=HAND_OVER_ROWS)
    return [
        HandOverItem(
            kind="alert",
            id=alert.id,
            title=alert.sentence_zh,
            state=alert.severity,
            area_path=alert.area_path,
            note=alert.thing_name,
        )
        for alert in page.items
    ]


def _open_cases(subject: Subject) -> Sequence[HandOverItem]:
    page = cases.list_cases(
        subject, cases.Filters(state="open", role="lead"), sort="due", size=HAND_OVER_ROWS
    )
    return [
        HandOverItem(
            kind="case" if case.kind == "city" else "order",
            id=case.id,
            title=f"{case.number} {case.title_zh}",
            state=case.stage,
            area_path=case.area_path,
            note=case.lead_unit_name,
        )
        for case in page.items
    ]
