"""The door of the decision center: the mission's targets, each with the figure that tells of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.centers.decision.contracts import TargetPart, TargetRow, TargetsWhole, TopicScore
from yiwang.centers.decision.declarations import LINE_NAMES, MissionTarget, line_of, mission
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, require, scope
from yiwang.indicators import api as indicators
from yiwang.indicators.contracts import Definition, Value, period_of
from yiwang.kernel import clock, facts
from yiwang.matters import api as matters
from yiwang.packs import api as packs
from yiwang.packs.contracts import PackRow
from yiwang.packs.declarations import DOMAIN_NAMES, FIELD_NAMES
from yiwang.shelf import api as shelf

__all__ = ["targets"]

TOPICS = 30
"""“1+2+4+N” counts thirty topics."""
OPENED, ALERTS = "cases.opened", "alerts.raised"
MOST_PACKS = 500
CENTERS = {
    "situation": "situation.see",
    "enablement": "shelf.see",
    "joint handling": "cases.see",
    "decision": "indicators.see",
}
"""The four centers and the permission that opens each."""
LEVELS = {
    "city": ("市", "city"),
    "county": ("县", "county"),
    "town": ("镇", "town"),
    "village": ("村", "village"),
}
FOUR_LEVELS = set(LEVELS)
PLATFORMS = ("city", "county")
CENTER_NAMES: dict[str, tuple[str, str]] = {
    "situation": ("运行态势感知中心", "situation awareness"),
    "enablement": ("技术平台赋能中心", "enablement"),
    "joint handling": ("联动协同处理中心", "joint handling"),
    "decision": ("领导决策分析中心", "leadership decision"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What was counted this year where one looks: matters with a case, hazards that were raised; and the
    lights of every topic that are on, as the shelf found them over the whole city."""

    opened: set[str]
    hazards: set[str]
    lights: Mapping[str, set[str]]


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
        hazards=_members(subject, ALERTS, here, "hazard"),
        lights=shelf.lights(),
    )
    topics = [_topic(row, seen) for row in packs.list_packs(size=MOST_PACKS).items]
    codes = [code for one in mission() for code in (one.indicator, *one.beside) if code in known]
    computed = [code for code in codes if known[code].kind == "computed"]
    held = _computed(subject, computed, here)
    told = indicators.newest(subject, [code for code in codes if code not in computed], here.id)
    rows = [_row(one, known, held, told, topics, seen, subject, here) for one in mission()]
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
    known: Mapping[str, Definition],
    held: Mapping[str, Value],
    told: Mapping[str, tuple[Value, str]],
    topics: list[TopicScore],
    seen: Seen,
    subject: Subject,
    here: Area,
) -> TargetRow:
    found = known.get(one.indicator)
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
        parts=_parts(one, topics, held, known),
    )


def _parts(
    one: MissionTarget, topics: list[TopicScore], held: Mapping[str, Value], known: Mapping[str, Definition]
) -> list[TargetPart]:
    """What a target counts, one by one."""
    loaded = [each for each in topics if each.state == "loaded"]
    if one.counted == "packs":
        levels = set[str]().union(*(identity.levels_with(entry) for entry in CENTERS.values()))
        return [
            TargetPart(
                name_zh="1 个底座", name_en="one base", there=True, said_zh="本平台", said_en="this one"
            ),
            TargetPart(
                name_zh="2 级平台", name_en="two levels of platforms", there=levels >= set(PLATFORMS),
                said_zh=_listed(levels & set(PLATFORMS), 0), said_en=_listed(levels & set(PLATFORMS), 1),
            ),
            TargetPart(
                name_zh="4 级用户", name_en="four levels of users", there=levels >= FOUR_LEVELS,
                said_zh=_listed(levels, 0), said_en=_listed(levels, 1),
            ),
            TargetPart(
                name_zh=f"{TOPICS} 个专题", name_en=f"{TOPICS} topics", there=len(loaded) >= TOPICS,
                said_zh=f"{len(loaded)} 个已载入", said_en=f"{len(loaded)} loaded",
            ),
        ]  # fmt: skip
    if one.counted == "domains":
        return [
            _classed(name, [each for each in loaded if domain in each.domains])
            for domain, name in DOMAIN_NAMES.items()
        ]
    if one.counted == "fields":
        return [
            *(
                _classed(name, [each for each in loaded if each.field == code])
                for code, name in FIELD_NAMES.items()
            ),
            *(
                _classed(name, [each for each in loaded if each.line == code])
                for code, name in LINE_NAMES.items()
            ),
        ]
    if one.counted == "centers":
        found = {name: identity.levels_with(entry) & FOUR_LEVELS for name, entry in CENTERS.items()}
        return [
            TargetPart(
                name_zh=CENTER_NAMES[name][0], name_en=CENTER_NAMES[name][1], there=levels >= FOUR_LEVELS,
                said_zh=_listed(levels, 0), said_en=_listed(levels, 1),
            )
            for name, levels in found.items()
        ]  # fmt: skip
    return [
        _beside(held[code], known[code])
        for code in (one.indicator, *one.beside)
        if one.beside and code in held
    ]


def _listed(levels: Collection[str], language: int) -> str:
    return ("、", ", ")[language].join(
        said[language] for code, said in LEVELS.items() if code in levels
    ) or "—"


def _classed(name: tuple[str, str], topics: list[TopicScore]) -> TargetPart:
    scenes = sum(each.scenes for each in topics)
    return TargetPart(
        name_zh=name[0], name_en=name[1], there=bool(topics),
        said_zh=f"{len(topics)} 个专题、{scenes} 个场景", said_en=f"{len(topics)} topics, {scenes} scenes",
    )  # fmt: skip


def _beside(value: Value, name: Definition) -> TargetPart:
    said = "—" if value.value is None else f"{value.value:.1f}%"
    return TargetPart(
        name_zh=name.name_zh, name_en=name.name_en, there=value.value is not None, said_zh=said, said_en=said
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
        scored = [one.score for one in topics if one.id in seen.lights]
        mean = sum(scored) / len(scored) if scored else None
        said = (
            "各专题四盏灯（可感、可视、可控、可治，口径见专题页）点亮比例的平均",
            "mean over topics of the share of their four lights that are on, each as its page explains it",
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
        reached = {
            domain for one in topics if one.state == "loaded" for domain in one.domains
        } & DOMAIN_NAMES.keys()
        said = (
            "十四个典型场景领域中，有已载入专题且其场景今年有告警或工单的个数",
            "of the fourteen scenario domains, those with a loaded topic whose scene had an alert or a case "
            "this year",
        )
        return reached, len(DOMAIN_NAMES), said
    if what == "fields":
        reached = {one.field for one in topics if one.state == "loaded"} & FIELD_NAMES.keys()
        said = (
            "五大领域和五条业务线中，有已载入专题归入其中的个数；业务线按专题的领域归类（暂行口径）",
            "of the five fields and the five lines, those that a loaded topic is classed in; lines by the "
            "domain and field of a topic (ours)",
        )
        lines = {one.line for one in topics if one.state == "loaded" and one.line}
        return reached | {f"line:{one}" for one in lines}, len(FIELD_NAMES) + len(LINE_NAMES), said
    reached = {name for name, entry in CENTERS.items() if identity.levels_with(entry) >= FOUR_LEVELS}
    said = (
        "四个中心（运行态势感知、技术平台赋能、联动协同处理、领导决策分析）中，"
        "市、县、镇、村四级都有人可进入的个数",
        "of the four centres (situation awareness, enablement, joint handling, leadership decision), those "
        "that somebody of each of the four levels can enter",
    )
    return reached, len(CENTERS), said


def _members(subject: Subject, code: str, here: Area, dimension: str) -> set[str]:
    """The members of a dimension that were counted this year."""
    year = period_of("year", _today())
    found = indicators.values(subject, [code], area_id=here.id, periods=[year], dimension=dimension)
    return {one.member for one in found if one.value and one.member}


def _topic(row: PackRow, seen: Seen) -> TopicScore:
    running = [
        scene
        for scene in row.scenes
        if scene.hazard in seen.hazards or not seen.opened.isdisjoint(scene.matters)
    ]
    lit = seen.lights.get(row.id, set())
    tests = tuple(light in lit for light in ("sensed", "seen", "controlled", "governed"))
    return TopicScore(
        id=row.id,
        number=row.number,
        name_zh=row.name_zh,
        name_en=row.name_en,
        state=row.state,
        sensed=tests[0],
        seen=tests[1],
        controlled=tests[2],
        governed=tests[3],
        domain=row.domain,
        field=row.field,
        line=line_of(row.domain, row.field),
        scenes=len(row.scenes),
        running=bool(running),
        domains=sorted({scene.domain or row.domain for scene in running}),
        score=100.0 * sum(tests) / len(tests),
    )
