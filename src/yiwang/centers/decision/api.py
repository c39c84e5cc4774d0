"""The door of the decision center: the mission's targets, each with the figure that tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.boards import api as boards
from yiwang.centers.decision.contracts import TargetRow, TargetsWhole, TopicScore
from yiwang.centers.decision.declarations import MissionTarget, mission
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, require, scope
from yiwang.indicators import api as indicators
from yiwang.indicators.contracts import Definition, Value, period_of
from yiwang.kernel import clock, facts
from yiwang.matters import api as matters
from yiwang.packs import api as packs
from yiwang.packs.contracts import PackRow
from yiwang.packs.declarations import DOMAINS, FIELDS

__all__ = ["targets"]

TOPICS = 30
"""“1+2+4+N” counts thirty topics."""
OPENED, CLOSED, ALERTS = "cases.opened", "cases.closed", "alerts.raised"
MOST_PACKS = 500
CENTERS = {
    "situation": "situation.see",
    "enablement": "",
    "joint handling": "cases.see",
    "decision": "indicators.see",
}
"""The four centers and the permission that opens each; "": it is not there yet."""
FOUR_LEVELS = {"city", "county", "town", "village"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What was counted this year where one looks: matters with a case, with a closed one, hazards that were
    raised; and the topics with a board."""

    opened: set[str]
    closed: set[str]
    hazards: set[str]
    boards: set[str]


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a target now."""

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    state: str = "not_supplied"
    as_of: str = ""
    source: str = ""
    target: float | None = None
    year: int | None = None


@indicators.one_look()
def targets(subject: Subject, *, area: str = "") -> TargetsWhole:
    """Every target of the mission for an area: the city that one sees, else the widest area of one's own.

    Needs indicators.see. Raises UnknownArea, OutsideYourArea.
    """
    require(subject, "indicators.see")
    position = facts.last_position()
    here = areas.get_area(area) if area else _widest(subject)
    known = {one.code: one for one in indicators.definitions(subject)}
    seen = Seen(
        opened=_members(subject, OPENED, here, "matter"),
        closed=_members(subject, CLOSED, here, "matter"),
        hazards=_members(subject, ALERTS, here, "hazard"),
        boards={one.source for one in boards.list_boards(subject, state="published")},
    )
    topics = [_topic(row, seen) for row in packs.list_packs(size=MOST_PACKS).items]
    codes = [one.indicator for one in mission() if one.indicator in known]
    computed = [code for code in codes if known[code].kind == "computed"]
    held = _computed(subject, computed, here)
    told = indicators.newest(subject, [code for code in codes if code not in computed], here.id)
    rows = [_row(one, known.get(one.indicator), held, told, topics, seen, subject, here) for one in mission()]
    return TargetsWhole(
        area_id=here.id,
        area_name=here.name,
        rows=rows,
        topics=topics,
        computed=sum(one.way == "computed" for one in rows),
        reported=sum(one.way == "reported" and one.value is not None for one in rows),
        waiting=sum(one.way != "computed" and one.value is None for one in rows),
        position=position,
        at=clock.now(),
    )


def _widest(subject: Subject) -> Area:
    paths = scope(subject, "indicators.see").area_paths
    path = min(paths, key=len, default=subject.area_path)
    cities = areas.subtree(path, "city")
    return cities[0] if len(cities) == 1 else areas.get_area(areas.area_of_path(path))


def _computed(subject: Subject, codes: list[str], here: Area) -> dict[str, Value]:
    year = period_of("to_date", _today())
    return {one.code: one for one in indicators.values(subject, codes, area_id=here.id, periods=[year])}


def _today() -> date:
    return clock.now().astimezone(clock.SHANGHAI).date()


def _row(
    one: MissionTarget,
    found: Definition | None,
    held: Mapping[str, Value],
    told: Mapping[str, tuple[Value, str]],
    topics: list[TopicScore],
    seen: Seen,
    subject: Subject,
    here: Area,
) -> TargetRow:
    definition = (found.definition_zh, found.definition_en) if found else ("", "")
    unit = found.unit if found else ""
    if one.counted:
        now, definition, unit = _counted(one.counted, topics, seen)
    elif one.indicator in held:
        now = _of_value(held[one.indicator], "")
    elif one.indicator in told:
        now = _of_value(*told[one.indicator])
    else:
        now = Told()
    declared = indicators.target_of(subject, one.indicator, here.id) if found else None
    target, year = declared if declared else (now.target, now.year)
    computed = bool(one.counted) or one.indicator in held
    return TargetRow(
        id=one.id,
        name_zh=one.name.zh,
        name_en=one.name.en,
        way="computed" if computed else "reported" if found else "none",
        indicator=one.indicator if found else "",
        definition_zh=definition[0],
        definition_en=definition[1],
        unit=unit,
        value=now.value,
        numerator=now.numerator,
        denominator=now.denominator,
        state=now.state,
        as_of=now.as_of,
        source=now.source,
        target=target,
        target_year=year,
        met=None if now.value is None or target is None else now.value >= target,
        baseline=one.baseline.said if one.baseline else "",
        baseline_on=one.baseline.on if one.baseline else "",
        provisional=found.provisional if found else bool(one.counted),
    )


def _of_value(value: Value, source: str) -> Told:
    return Told(
        value=value.value,
        numerator=value.numerator if value.denominator is not None else None,
        denominator=value.denominator,
        state=value.state,
        as_of=min(value.period.last, _today()).isoformat(),
        source=source,
    )


def _counted(what: str, topics: list[TopicScore], seen: Seen) -> tuple[Told, tuple[str, str], str]:
    """What the center counts itself: by definitions of our own (暂行口径)."""
    today = _today().isoformat()
    if what == "packs":
        loaded = sum(one.state == "loaded" for one in topics)
        said = (
            "已载入且无错误的专题数",
            "topics that are loaded without a fault",
        )
        return Told(float(loaded), None, None, "final", today, target=float(TOPICS)), said, "1"
    if what == "topics":
        scored = [one.score for one in topics]
        mean = sum(scored) / len(scored) if scored else None
        said = (
            "各专题四项检验（今年有实时告警、有看板、有处置流程、有办结结果）通过比例的平均",
            "mean over topics of four tests passed: live alerts this year, a board, a flow, a closed case",
        )
        return Told(mean, None, None, "final" if scored else "not_supplied", today, target=100.0), said, "%"
    if what in ("domains", "fields", "centers"):
        reached, whole, said = _covered(what, topics)
        now = Told(float(len(reached)), float(len(reached)), float(whole), "final", today)
        return replace(now, target=float(whole)), said, "1"
    listed = matters.list_matters(size=1).total
    handled = len(seen.opened)
    said = (
        "今年有工单的事项 ÷ 事项目录中的事项（按类别，不按件数）",
        "matters of the list with a case this year ÷ all of them (by category, not by volume)",
    )
    value = 100.0 * handled / listed if listed else None
    now = Told(value, float(handled), float(listed), "final" if listed else "not_supplied", today)
    return replace(now, target=90.0, year=2023), said, "%"


def _covered(what: str, topics: list[TopicScore]) -> tuple[set[str], int, tuple[str, str]]:
    """Which of the domains, fields or centers are there, of how many, and what that means."""
    if what == "domains":
        reached = {domain for one in topics if one.state == "loaded" for domain in one.domains} & set(DOMAINS)
        said = (
            "十四个典型场景领域中，有已载入专题且其场景今年有告警或工单的个数",
            "of the fourteen scenario domains, those with a loaded topic whose scene had an alert or a case "
            "this year",
        )
        return reached, len(DOMAINS), said
    if what == "fields":
        reached = {one.field for one in topics if one.state == "loaded"} & set(FIELDS)
        said = (
            "五大领域中，有已载入专题归入其中的个数；五条业务线暂不归类",
            "of the five fields, those that a loaded topic is classed in; topics are not classed by line yet",
        )
        return reached, len(FIELDS), said
    levels = {one: identity.levels_with(one) for one in CENTERS.values() if one}
    reached = {name for name, entry in CENTERS.items() if entry and levels[entry] >= FOUR_LEVELS}
    said = (
        "四个中心（运行态势感知、技术平台赋能、联动协同处理、领导决策分析）中，"
        "市、县、镇、村四级都有人可进入的个数；技术平台赋能中心尚未自成页面，不计",
        "of the four centres (situation awareness, enablement, joint handling, leadership decision), those "
        "that somebody of each of the four levels can enter; the enablement centre has no page of its own "
        "and does not count",
    )
    return reached, len(CENTERS), said


def _members(subject: Subject, code: str, here: Area, dimension: str) -> set[str]:
    """The members of a dimension that were counted this year."""
    year = period_of("year", _today())
    found = indicators.values(subject, [code], area_id=here.id, periods=[year], dimension=dimension)
    return {one.member for one in found if one.value and one.member}


def _topic(row: PackRow, seen: Seen) -> TopicScore:
    concerned = {code for scene in row.scenes for code in scene.matters}
    running = [
        scene
        for scene in row.scenes
        if scene.hazard in seen.hazards or not seen.opened.isdisjoint(scene.matters)
    ]
    tests = (
        bool({scene.hazard for scene in row.scenes} & seen.hazards),
        row.id in seen.boards,
        any(matters.find_matter(code) is not None for code in concerned),
        bool(concerned & seen.closed),
    )
    return TopicScore(
        id=row.id,
        number=row.number,
        name_zh=row.name_zh,
        name_en=row.name_en,
        state=row.state,
        sensed=tests[0],
        seen=tests[1],
        commanded=tests[2],
        settled=tests[3],
        domain=row.domain,
        field=row.field,
        running=bool(running),
        domains=sorted({scene.domain or row.domain for scene in running}),
        score=100.0 * sum(tests) / len(tests),
    )
