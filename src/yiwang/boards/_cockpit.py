"""领导驾驶舱 by 分管: the figures of a charge that earn a look, and what made them move."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.boards import _life as life
from yiwang.boards import _places as places
from yiwang.boards import _reading as reading
from yiwang.boards import _showing as showing
from yiwang.boards import logic
from yiwang.boards._places import Candidate
from yiwang.boards._refusals import UnknownTopic
from yiwang.boards._shapes import (
    Cause,
    CauseGroup,
    Cockpit,
    CockpitAlert,
    CockpitAlerts,
    CockpitBoard,
    CockpitDetail,
    CockpitFigure,
    CockpitPaper,
    cell_of,
    indicator_of,
    names_of,
)
from yiwang.boards.models import Subscription
from yiwang.command import api as command
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, scope
from yiwang.indicators import api as indicators
from yiwang.indicators.contracts import Definition, Period, Tree, Value, period_of
from yiwang.kernel import facts
from yiwang.lake import api as lake
from yiwang.rules import api as rules
from yiwang.rules.contracts import AlertFilters

MOST = 5
TOPIC = "topic:"
"""What a person follows is a figure by its code, or a topic by its name behind this."""
MOST_ALERTS = 3
MOST_LEFT = 10
MOST_CAUSES = 8
BACK = 12
"""Months from which one knows how far a figure moves in an ordinary month."""
MOST_KEPT = 100
_LOCK = threading.Lock()
_MOVES: OrderedDict[tuple[object, ...], dict[str, list[float]]] = OrderedDict()


@indicators.one_look()
def cockpit(subject: Subject) -> Cockpit:
    """The five figures that earned a place by the rule of `_places`, each with why it stands there; with the
    papers (批示件) and the alerts that are open in the person's charge."""
    position = facts.last_position()
    here = areas.get_area(showing.top(subject))
    units = _charge(subject)
    chosen = sorted(Subscription.objects.filter(user=subject.user_id).values_list("code", flat=True))
    known = {one.code: one for one in indicators.definitions(subject)}
    topics = {code: one.pack for one in indicators.brought() for code in one.codes}
    asked = {code for code in known if code in chosen or f"{TOPIC}{topics.get(code)}" in chosen}
    values = _values(subject, here, units, asked, known)
    usual = _ordinary(subject, here, units, known)
    standing, left = places.places(
        [
            Candidate(
                code=code,
                topic=topics.get(code) or code.partition(".")[0],
                subscribed=code in asked,
                bad=one.level == "bad" and bool(one.n or known[code].kind == "published"),
                move=_move(known[code], one),
                ordinary=places.ordinary(usual.get(code, ()), one.n),
            )
            for code, one in values.items()
        ]
    )
    shown = [*standing, *left[:MOST_LEFT]]
    owners = _names([known[one.code].owner_unit_id for one in shown])
    told = [_figure(one, known[one.code], values[one.code], owners) for one in shown]
    return Cockpit(
        area=showing.place_of(here),
        charge=_heads(units or ()),
        figures=told[: len(standing)],
        left=told[len(standing) :],
        subscribed=chosen,
        boards=_boards(subject, chosen),
        instructions=_papers(subject),
        alerts=_alerts(subject),
        position=position,
    )


def _values(
    subject: Subject,
    here: Area,
    units: list[str] | None,
    chosen: Collection[str],
    known: Mapping[str, Definition],
) -> dict[str, Value]:
    """This month's figures of a charge. Who is in charge of units sees the whole figures that they own, and
    of all others what comes from the rows that they handle; what he asked for he gets as far as he may."""
    made: dict[str, Value] = {}
    period = period_of("month", life.today())
    if units:
        told = indicators.charged(subject, area_id=here.id, period=period)
        made = {one.code: one for one in told if one.period == period}
    whole = [
        one.code
        for one in known.values()
        if (units is None or one.owner_unit_id in units or one.code in chosen)
        and ("month" in one.periods or one.code in chosen)
        and not showing.confined(subject, one, here)
    ]
    looking = showing.looking(subject, here.id, known, period.kind)
    looking.read_own(whole)
    return {**made, **looking.own}


def _move(found: Definition, value: Value) -> float | None:
    """How far a figure moved, as a share. A sum of a month that still runs has not fallen: it is not over."""
    if value.change_previous is None:
        return None
    if found.additive and found.kind == "computed" and value.period.last >= life.today():
        return value.change_previous if value.change_previous > 0 else None
    return _share(found, value.change_previous)


def _share(found: Definition, change: float) -> float:
    return change / (100.0 if found.unit == "%" else 1.0)


def _ordinary(
    subject: Subject, here: Area, units: list[str] | None, known: Mapping[str, Definition]
) -> dict[str, list[float]]:
    """How each figure of a charge moved in the months before this one. Months that are over hardly move any
    more, so that they are read once a day."""
    key = (str(lake.root()), life.today(), subject.user_id, subject.held, here.id, *known)
    with _LOCK:
        if key not in _MOVES:
            while len(_MOVES) >= MOST_KEPT:
                _MOVES.popitem(last=False)
            _MOVES[key] = _moves(subject, here, units, known)
        return _MOVES[key]


def _moves(
    subject: Subject, here: Area, units: list[str] | None, known: Mapping[str, Definition]
) -> dict[str, list[float]]:
    last = period_of("month", life.today()).previous()
    series: list[list[Value]] = []
    if units:
        series += indicators.course(subject, area_id=here.id, count=BACK + 1, until=last).values()
    # A rank or a score is not held against the month before.
    derived = {one.code for one in indicators.origins(subject) if one.rests_on}
    for one in known.values():
        if "month" in one.periods and one.code not in derived and not showing.confined(subject, one, here):
            told = indicators.history(
                subject, one.code, area_id=here.id, tree=one.tree, kind="month", count=BACK + 1
            )
            series.append(told[:-1])
    return {
        told[0].code: [
            _share(known[one.code], one.change_previous) for one in told if one.change_previous is not None
        ]
        for told in series
        if told
    }


def _figure(one: Candidate, found: Definition, value: Value, owners: Mapping[str, str]) -> CockpitFigure:
    why = [
        code
        for code, holds in (
            ("subscribed", one.subscribed),
            ("bad", one.bad),
            ("unusual", one.unusual),
            ("moved", one.move is not None and not one.unusual),
        )
        if holds
    ]
    scale = 1.0 if found.unit != "%" else 100.0
    return CockpitFigure(
        indicator=indicator_of(found, owners),
        cell=cell_of(value),
        subscribed=one.subscribed,
        why=why,
        ordinary=None if one.ordinary is None else one.ordinary * scale,
    )


def _papers(subject: Subject) -> list[CockpitPaper]:
    """The open papers that one may see, by deadline, overdue ones first."""
    if "command.see" not in subject.permissions:
        return []
    page = command.list_instructions(subject, command.Asked(state="open"), size=MOST)
    return [
        CockpitPaper(
            id=one.id,
            number=one.number,
            title=one.title,
            state=one.state,
            state_zh=one.state_zh,
            state_en=one.state_en,
            lamp=one.lamp,
            due_at=one.due_at,
            lead_unit_name=one.lead_unit_name,
            mine=one.mine,
        )
        for one in page.items
    ]


def _alerts(subject: Subject) -> CockpitAlerts:
    """How many alerts stand open in one's sight, and the newest of them."""
    if "alerts.see" not in subject.permissions:
        return CockpitAlerts(open=0, first=[])
    page = rules.alerts(scope(subject, "alerts.see"), AlertFilters(state="open"), size=MOST_ALERTS)
    return CockpitAlerts(
        open=page.total,
        first=[
            CockpitAlert(
                id=one.id,
                severity=one.severity,
                sentence_zh=one.sentence_zh,
                sentence_en=one.sentence_en,
                area_id=one.area_id,
                area_name=one.area_name,
                raised_at=one.raised_at,
            )
            for one in page.items
        ],
    )


def _boards(subject: Subject, chosen: Collection[str]) -> list[CockpitBoard]:
    """The boards of the topics that a person follows, as far as they are for him."""
    if not any(one.startswith(TOPIC) for one in chosen):
        return []
    return [
        CockpitBoard(code=one.code, topic=one.source, title_zh=one.title_zh, title_en=one.title_en)
        for one in reading.list_boards(subject, state="published")
        if f"{TOPIC}{one.source}" in chosen
    ]


def _heads(units: Sequence[str]) -> list[str]:
    """The units of a charge at its highest level: those below them go without saying."""
    found = identity.units(ids=tuple(units)) if units else ()
    highest = min((len(one.area_path) for one in found), default=0)
    return sorted(one.name for one in found if len(one.area_path) == highest)


def _charge(subject: Subject) -> list[str] | None:
    """The units whose figures these are; None: the whole area."""
    held = [one for one in subject.held if one.unit_ids or one.whole_area]
    if any(one.whole_area for one in held):
        return None
    return sorted({unit for one in held for unit in one.unit_ids})


def subscribe(subject: Subject, codes: Sequence[str]) -> Cockpit:
    """Choose the figures, and the topics (`topic:<name>`) with all of theirs, that stand in one's own cockpit
    before all others. Raises UnknownIndicator, UnknownTopic."""
    brought = {f"{TOPIC}{one.pack}" for one in indicators.brought()}
    for code in codes:
        if not code.startswith(TOPIC):
            indicators.get_definition(subject, code)
        elif code not in brought:
            raise UnknownTopic(topic=code.removeprefix(TOPIC))
    with transaction.atomic():
        Subscription.objects.filter(user=subject.user_id).delete()
        Subscription.objects.bulk_create(
            [Subscription(user=subject.user_id, code=one) for one in dict.fromkeys(codes)]
        )
    return cockpit(subject)


def causes(subject: Subject, code: str, *, area: str = "", tree: str = "") -> CockpitDetail:
    """What made a month's figure move against the month before: areas below and members of each
    dimension, the largest share first."""
    here = areas.get_area(area or showing.top(subject))
    known = {one.code: one for one in indicators.definitions(subject)}
    found = known.get(code) or indicators.get_definition(subject, code)
    looking = showing.looking(subject, here.id, known, "month", tree)
    now = looking.period(found)
    before = now.previous()
    side = looking.tree_of(found)
    if found.kind == "computed" and showing.confined(subject, found, here):
        return _charged_causes(subject, found, here.id, side, now)
    whole = indicators.values(subject, [code], area_id=here.id, tree=side, periods=[now, before])
    groups = [_by_area(subject, found, here.id, side, whole)]
    for dimension in found.dimensions:
        told = indicators.values(
            subject, [code], area_id=here.id, tree=side, periods=[now, before], dimension=dimension
        )
        groups.append(
            _group(
                found,
                dimension,
                [one for one in told if one.period == now],
                [one for one in told if one.period == before],
                whole,
            )
        )
    if found.kind == "computed" and "unit" not in found.dimensions:
        groups.append(_split(subject, found, here.id, side, now, "unit", whole))
    return _detail(subject, found, whole, groups)


def _detail(
    subject: Subject, found: Definition, whole: Sequence[Value], groups: Sequence[CauseGroup]
) -> CockpitDetail:
    owners = _names([found.owner_unit_id])
    return CockpitDetail(
        indicator=indicator_of(found, owners),
        cell=cell_of(whole[0]),
        before=cell_of(whole[1]),
        change=_change(whole),
        groups=[one for one in groups if one.causes or not one.explained],
        owner=found.owner_unit_id,
        owner_name=owners.get(found.owner_unit_id, ""),
    )


def _charged_causes(
    subject: Subject, found: Definition, area: str, tree: Tree, period: Period
) -> CockpitDetail:
    """The same for a charge: the responsible units first, for they are what it is about."""
    now, before = indicators.charged(subject, [found.code], area_id=area, tree=tree, period=period)
    whole = [now, indicators.marked(subject, before)]
    ways = ["unit", "area", *(one for one in found.dimensions if one != "unit")]
    groups = [_split(subject, found, area, tree, period, way, whole) for way in ways]
    return _detail(subject, found, whole, groups)


def _split(
    subject: Subject,
    found: Definition,
    area: str,
    tree: Tree,
    period: Period,
    by: str,
    whole: Sequence[Value],
) -> CauseGroup:
    told = indicators.charged(subject, [found.code], area_id=area, tree=tree, period=period, by=by)
    now = [one for one in told if one.period == period]
    return _group(found, by, now, [one for one in told if one.period != period], whole)


def _by_area(
    subject: Subject, found: Definition, area: str, tree: Tree, whole: Sequence[Value]
) -> CauseGroup:
    now, before = (
        indicators.children(subject, found.code, area_id=area, tree=tree, period=one.period) for one in whole
    )
    return _group(found, "area", now, before, whole)


def _change(whole: Sequence[Value]) -> float | None:
    now, before = whole[0].value, whole[1].value
    return None if now is None or before is None else now - before


def _group(
    found: Definition, by: str, now: Sequence[Value], before: Sequence[Value], whole: Sequence[Value]
) -> CauseGroup:
    parts = logic.contributions(now, before, additive=found.additive)
    if parts is None:
        return CauseGroup(by=by, explained=False, causes=[])
    factor = 1.0 if found.additive or found.unit != "%" else 100.0
    change = _change(whole)
    new = {logic.part_key(one): one for one in now}
    was = {logic.part_key(one): one for one in before}
    told = [
        Cause(
            key=key,
            name_zh=_name(new.get(key) or was[key], "zh"),
            name_en=_name(new.get(key) or was[key], "en"),
            before=was[key].value if key in was else None,
            after=new[key].value if key in new else None,
            contribution=parts[key] * factor,
            share=parts[key] * factor / change if change else None,
        )
        for key in parts
        if parts[key]
    ]
    told.sort(key=lambda one: -abs(one.contribution))
    return CauseGroup(by=by, explained=True, causes=told[:MOST_CAUSES])


def _name(value: Value, language: str) -> str:
    if value.dimension:
        return names_of(value)[language == "en"]
    return value.area_name_zh if language == "zh" else value.area_name_en


def _names(units: Sequence[str]) -> dict[str, str]:
    wanted = tuple(dict.fromkeys(one for one in units if one))
    return {one.id: one.name for one in identity.units(ids=wanted)} if wanted else {}
