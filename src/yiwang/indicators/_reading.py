"""Values as somebody may see them: from the cube, with what they are compared to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.identity import api as identity
from yiwang.identity.api import Scope, Subject, scope
from yiwang.indicators import _published, logic, series
from yiwang.indicators._aims import Aims, aims
from yiwang.indicators._asking import below_sql, parts_beside, seen_at
from yiwang.indicators._imported import find_source, get_source
from yiwang.indicators._once import counted, looking, once
from yiwang.indicators._refusals import NoSuchDimension, NoSuchPeriod, OutsideYourArea, UnknownIndicator
from yiwang.indicators._registry import Registry, registry
from yiwang.indicators.contracts import (
    Definition,
    Period,
    PeriodKind,
    Tree,
    Value,
    ValueState,
    period_of,
)
from yiwang.indicators.declarations import IndicatorDeclaration
from yiwang.indicators.logic import Parts
from yiwang.indicators.models import Heard
from yiwang.kernel import clock, facts, statements
from yiwang.lake import api as lake

STALE_AFTER = timedelta(minutes=30)
"""A value is stale when facts have waited for so long without being counted in."""
MOST_MOVERS = 50


@dataclass(frozen=True, slots=True)
class Found:
    """The parts of a figure in one place and period, and what they were counted from."""

    parts: Parts
    revision: int
    position: int
    at: datetime


def today() -> date:
    return clock.now().astimezone(clock.SHANGHAI).date()


def definition_of(one: IndicatorDeclaration, owner_unit_id: str) -> Definition:
    return Definition(
        code=one.code,
        version=one.version,
        name_zh=one.name.zh,
        name_en=one.name.en,
        unit=one.unit,
        direction=one.direction,
        kind=one.kind,
        tree=one.tree,
        periods=one.periods,
        dimensions=one.dimensions,
        owner_unit_id=owner_unit_id,
        source_zh=one.source.zh,
        source_en=one.source.en,
        provisional=one.provisional,
        decimals=one.decimals,
        definition_zh=one.definition.zh,
        definition_en=one.definition.en,
        additive=one.additive,
        merged=one.merged,
    )


class Sight:
    """One subject's look at figures: what is in force, which areas it may see, who owns what."""

    def __init__(self, subject: Subject) -> None:
        self.scope: Scope = scope(subject, "indicators.see")
        self.known: Registry = once(registry)
        self._aims: Aims | None = None
        self._owners: dict[str, str] | None = None

    @property
    def aims(self) -> Aims:
        """What was set for areas."""
        if self._aims is None:
            self._aims = once(aims)
        return self._aims

    def owner(self, line: str) -> str:
        """The unit of the city that a line of the declaration means; "" where the city has none."""
        if self._owners is None:
            self._owners = once(_owners)
        return self._owners.get(line, "")

    def get(self, code: str, day: date | None = None) -> IndicatorDeclaration:
        """The version in force on a day (today); raises UnknownIndicator."""
        found = self.known.on(code, day or today())
        if found is None:
            raise UnknownIndicator(indicator=code)
        return found

    def area(self, area_id: str, owner: str) -> Area:
        """An area whose figures may be seen: by its area, or because one's unit owns the figure."""
        found = once(areas.find_area, area_id)
        if found is None or not self.scope.sees(area_path=found.managed_path, units=[owner] if owner else []):
            raise OutsideYourArea(area=area_id)
        return found


def _owners() -> dict[str, str]:
    """By line, the unit of the city that answers for it."""
    held: dict[str, str] = {}
    for root in areas.roots():
        for area in (root, *areas.children(root.id)):
            held |= {line: unit.id for line, unit in identity.units_by_line(area.managed_path).items()}
    return held


def definitions(subject: Subject) -> list[Definition]:
    """The definitions in force, in order of code."""
    sight = Sight(subject)
    return [definition_of(one, sight.owner(one.owner)) for one in sight.known.current()]


def get_definition(subject: Subject, code: str) -> Definition:
    """The definition in force of a code; raises UnknownIndicator."""
    sight = Sight(subject)
    one = sight.get(code)
    return definition_of(one, sight.owner(one.owner))


def paths_of(area: Area, tree: Tree) -> list[str]:
    """Every path that an area has had: rows of before a move lie at the path of their day."""
    return once(paths_of_each, (area,), tree)[area.id]


def paths_of_each(those: Sequence[Area], tree: Tree) -> dict[str, list[str]]:
    """The same of several areas, by id."""
    held = areas.paths_held([area.id for area in those], tree)
    for area in those:
        held[area.id].add(area.managed_path if tree == "managed" else area.statistical_path)
    return {area_id: sorted(paths - {""}) for area_id, paths in held.items()}


def parts_in(
    one: IndicatorDeclaration, tree: Tree, paths: Sequence[str], periods: Iterable[Period]
) -> dict[Period, Found]:
    """The parts of a figure over some paths together, in each of these periods."""
    found = parts_of_each(one, tree, {"": paths}, periods)
    return {period: held for (_, period), held in found.items()}


def parts_of_each(
    newest: IndicatorDeclaration,
    tree: Tree,
    groups: Mapping[str, Sequence[str]],
    periods: Iterable[Period],
) -> dict[tuple[str, Period], Found]:
    """The parts of a figure over the paths of each group together, in each of these periods."""
    periods = sorted(set(periods), key=lambda one: (one.kind, one.first, one.last))
    source = newest.formula.of if newest.formula else ""
    mark = once(counted, source)
    at, position = (mark.at or clock.now(), mark.position) if mark else (clock.now(), 0)
    known, made, seen = once(registry), dict[tuple[str, Period], Found](), seen_at(mark)
    for one in {known.on(newest.code, period.first) or newest for period in periods}:
        those = tuple(each for each in periods if (known.on(newest.code, each.first) or newest) is one)
        paths = sorted({path for held in groups.values() for path in held})
        revised = _revised(one, tree, paths, those)
        told = parts_beside(seen, one, tree, tuple(tuple(held) for held in groups.values()), those)
        for (name, held), parts in zip(groups.items(), told, strict=True):
            for place, period in enumerate(those):
                number = sum(revised.get((path, period), 0) for path in held)
                made[name, period] = Found(parts[place], number, position, at)
    return made


def _revised(
    one: IndicatorDeclaration, tree: Tree, paths: Sequence[str], periods: Sequence[Period]
) -> dict[tuple[str, Period], int]:
    """The number of the newest revision of each path and period, of 累计 those of its months together."""
    months = {
        period: [
            period_of("month", date(period.last.year, month, 1)) for month in range(1, period.last.month + 1)
        ]
        if period.kind == "to_date"
        else [period]
        for period in periods
    }
    firsts = {each.first for held in months.values() for each in held}
    if not paths or not firsts:
        return {}
    codes = {one.code}
    if one.formula and looking():
        codes |= {each.code for each in once(registry).counted(one.formula.of)}
    last = once(_last_revisions, tuple(sorted(codes)), tree, tuple(paths), tuple(sorted(firsts)))
    held = last.get(one.code, {})
    return {
        (path, period): sum(held.get((path, each.kind, each.first), 0) for each in months[period])
        for path in paths
        for period in periods
        if held
    }


def _last_revisions(
    codes: Sequence[str], tree: Tree, paths: Sequence[str], firsts: Sequence[date]
) -> dict[str, dict[tuple[str, str, date], int]]:
    """The newest revision of each path, kind of period and first day, by figure: a board asks for one figure
    after the other, and for the same places and days."""
    many = [", ".join(["%s"] * len(each)) for each in (codes, paths, firsts)]
    sql = (
        "SELECT code, area_path, kind, first_day, MAX(revision) FROM indicators_revision "  # noqa: S608
        f"WHERE code IN ({many[0]}) AND tree = %s AND area_path IN ({many[1]}) AND first_day IN ({many[2]}) "
        "GROUP BY code, area_path, kind, first_day"
    )
    found: dict[str, dict[tuple[str, str, date], int]] = {}
    rows = statements.run(sql, [*codes, tree, *paths, *map(str, firsts)]).fetchall()
    for code, path, kind, first, last in rows:
        found.setdefault(code, {})[path, kind, date.fromisoformat(str(first))] = last
    return found


def split(
    one: IndicatorDeclaration, tree: Tree, paths: Sequence[str], period: Period, dimension: str
) -> dict[str, Parts]:
    """A figure by the members of a dimension, from the rows themselves."""
    assert one.formula is not None
    source = get_source(one.formula.of)
    mark = once(counted, source.name)
    beneath = logic.beneath_sql(
        source.table,
        one.formula.by,
        below_sql(tree, paths),
        period.first,
        period.last,
        mark.position if mark else 0,
    )
    rows = lake.query(logic.split_sql(beneath, one.formula, dimension), tables=[source.table]).to_pylist()
    return {
        row["member"]: Parts(row["a"] or 0.0, row["b"] or 0.0, int(row["n"] or 0), row["w"]) for row in rows
    }


def check(one: IndicatorDeclaration, periods: Iterable[Period], dimension: str | None = None) -> None:
    """Raise NoSuchPeriod or NoSuchDimension where the indicator has no such values."""
    for period in periods:
        whole = series.normal(period_of(period.kind, period.first), merged=one.merged)
        if period.kind not in one.periods or series.normal(period, merged=one.merged) != whole:
            # 累计 ends with any month, and begins with the year.
            if period.kind == "to_date" and "to_date" in one.periods and _to_date(period):
                continue
            raise NoSuchPeriod(indicator=one.code, kind=period.kind, known="、".join(one.periods))
    if dimension and dimension not in one.dimensions:
        raise NoSuchDimension(indicator=one.code, dimension=dimension, known="、".join(one.dimensions) or "—")


def _to_date(period: Period) -> bool:
    return period.first == date(period.last.year, 1, 1) and period == period_of("to_date", period.last)


def make(
    set_here: Aims,
    one: IndicatorDeclaration,
    area: Area,
    tree: Tree,
    period: Period,
    found: Found,
    *,
    before: Found | None = None,
    ago: Found | None = None,
    number: float | None = None,
) -> Value:
    """A value with what it is compared to; `number` where no parts of its own make it."""
    way = one.formula.way if one.formula else ""
    value = number if way in ("rank", "score") else logic.value_of(way, one.unit, found.parts)
    gone = vanished(one)
    value = None if gone else value
    target = set_here.target(one, area, period.last.year)
    threshold = set_here.threshold(one, area, min(period.last, today()), period.kind)
    reached = gap = None
    if one.additive and period.kind in ("to_date", "year"):
        due = series.gone_by(period, today())
        reached, gap = series.progress(value, target.value if target else None, due)
    ended = today() > period.last + timedelta(days=one.final_after_days)
    state: ValueState = "preliminary" if not ended else "revised" if found.revision else "final"
    if clock.now() - found.at > _patience(one) and once(facts.last_position) > found.position and _waits(one):
        state = "stale"
    state = "vanished" if gone else state
    parts = found.parts
    plain = way in ("count", "sum", *logic.WHOLE, "rank", "score")
    return Value(
        code=one.code,
        version=one.version,
        area_id=area.id,
        area_path=area.managed_path if tree == "managed" else area.statistical_path,
        area_name_zh=area.name,
        area_name_en=area.english,
        period=period,
        value=value,
        numerator=None if way in ("rank", "score") else parts.numerator,
        denominator=None if plain else parts.denominator,
        n=parts.n,
        state=state,
        revision=found.revision,
        target=target.value if target else None,
        change_previous=_change(one, value, before),
        change_year=_change(one, value, ago),
        reached=reached,
        progress_gap=gap,
        level=_published.level_of(one, threshold, value, gap),
        good=threshold.good if threshold else None,
        watch=threshold.watch if threshold else None,
        fact_position=found.position,
        computed_at=found.at,
        tree=tree,
    )


def vanished(one: IndicatorDeclaration) -> bool:
    """Whether the table that it is counted from is no longer there."""
    return one.formula is not None and bool(one.formula.of) and find_source(one.formula.of) is None


def _patience(one: IndicatorDeclaration) -> timedelta:
    return STALE_AFTER if one.stale_after_h is None else timedelta(hours=one.stale_after_h)


def _waits(one: IndicatorDeclaration) -> bool:
    """Whether rows of its source were heard of and are not counted yet."""
    return one.formula is not None and once(_heard_of, one.formula.of)


def _heard_of(source: str) -> bool:
    return Heard.objects.filter(source=source).exists()


def _change(one: IndicatorDeclaration, value: float | None, other: Found | None) -> float | None:
    """A difference of percentage points, else a share of the earlier value; None where nothing was there."""
    if value is None or other is None or one.formula is None or not other.parts.n:
        return None
    was = logic.value_of(one.formula.way, one.unit, other.parts)
    if was is None:
        return None
    if one.unit == "%":
        return value - was
    return (value - was) / abs(was) if was else None


def values(
    subject: Subject,
    codes: Sequence[str],
    *,
    area_id: str,
    tree: Tree | None = None,
    periods: Sequence[Period],
    dimension: str | None = None,
) -> list[Value]:
    """A value for each code and period of one area, in that order; by `dimension` one for each member.

    `tree` None is each definition's own. Raises UnknownIndicator, OutsideYourArea, NoSuchPeriod,
    NoSuchDimension.
    """
    sight = Sight(subject)
    made: list[Value] = []
    for code in codes:
        newest = sight.get(code)
        check(newest, periods, dimension)
        area = sight.area(area_id, sight.owner(newest.owner))
        if dimension:
            made += _by_member(sight, newest, area, tree or newest.tree, periods, dimension)
        else:
            made += of_area(sight, newest, area, tree or newest.tree, periods)
    return made


def of_area(
    sight: Sight, newest: IndicatorDeclaration, area: Area, tree: Tree, periods: Sequence[Period]
) -> list[Value]:
    """The values of one figure in one area, each by the version of its period."""
    if newest.kind == "published":
        return _published.of_area(sight.aims, newest, area, tree, periods, today())
    if newest.formula is not None and newest.formula.rests_on:
        return [_derived(sight, newest, area, tree, period) for period in periods]
    if vanished(newest):
        nothing = Found(Parts(), 0, 0, clock.now())
        return [make(sight.aims, newest, area, tree, period, nothing) for period in periods]
    asked = {one for period in periods for one in (period, period.previous(), period.year_ago())}
    found = parts_in(newest, tree, paths_of(area, tree), asked)
    return [
        make(
            sight.aims,
            sight.known.on(newest.code, period.first) or newest,
            area,
            tree,
            period,
            found[period],
            before=found[period.previous()],
            ago=found[period.year_ago()],
        )
        for period in periods
    ]


def _derived(sight: Sight, one: IndicatorDeclaration, area: Area, tree: Tree, period: Period) -> Value:
    """A rank among the areas beside it, or a weighted score."""
    assert one.formula is not None
    number: float | None
    if one.formula.rank:
        base = sight.get(one.formula.rank, period.first)
        parent = area.managed_parent if tree == "managed" else area.statistical_parent
        beside = (
            [each for each in once(areas.children, parent, tree) if each.level == area.level]
            if parent
            else []
        )
        held = {each.id: of_area(sight, base, each, tree, [period])[0] for each in beside}
        own = held.get(area.id)
        sign = -1.0 if base.direction == "down" else 1.0
        known = [v.value * sign for v in held.values() if v.value is not None]
        number = (
            None if own is None or own.value is None else 1.0 + sum(each > own.value * sign for each in known)
        )
        beneath = list(held.values())
    else:
        beneath = [
            of_area(sight, sight.get(each.indicator, period.first), area, tree, [period])[0]
            for each in one.formula.score
        ]
        number = logic.score(
            {each.code: each.value for each in beneath},
            {each.indicator: each.weight for each in one.formula.score},
        )
    found = Found(
        Parts(n=len(beneath)),
        0,
        max((each.fact_position for each in beneath), default=0),
        max((each.computed_at for each in beneath), default=clock.now()),
    )
    return make(sight.aims, one, area, tree, period, found, number=number)


def _by_member(
    sight: Sight,
    newest: IndicatorDeclaration,
    area: Area,
    tree: Tree,
    periods: Sequence[Period],
    dimension: str,
) -> list[Value]:
    paths = paths_of(area, tree)
    whole = parts_in(newest, tree, paths, periods)
    made = []
    for period in periods:
        one = sight.known.on(newest.code, period.first) or newest
        for member, parts in split(one, tree, paths, period, dimension).items():
            if not parts.n:
                continue
            value = make(sight.aims, one, area, tree, period, replace(whole[period], parts=parts))
            made.append(
                replace(
                    value,
                    target=None,
                    reached=None,
                    progress_gap=None,
                    dimension=dimension,
                    member=member,
                    member_name_zh=member_name(dimension, member) or "（未填）",
                    member_name_en=member_name(dimension, member) or "(none)",
                )
            )
    return made


def member_name(dimension: str, member: str) -> str:
    if dimension == "unit" and member:
        unit = identity.find_unit(member)
        return unit.name if unit else member
    return member


def history(
    subject: Subject, code: str, *, area_id: str, tree: Tree, kind: PeriodKind, count: int
) -> list[Value]:
    """The last `count` periods up to the present one, oldest first."""
    sight = Sight(subject)
    newest = sight.get(code)
    area = sight.area(area_id, sight.owner(newest.owner))
    period = period_of(kind, today())
    check(newest, [period])
    if newest.kind == "published":
        period = _published.newest_ended(newest, kind, today())
    periods = [period]
    for _ in range(count - 1):
        period = series.before(period, merged=newest.merged)
        periods.insert(0, period)
    return of_area(sight, newest, area, tree, periods)


def movers(
    subject: Subject, *, area_id: str, charge: Sequence[str] | None = None, most: int = 5
) -> list[Value]:
    """The month's figures that moved most against the month before, of owner units `charge` where given.

    Moves of shares (points ÷ 100) and of counts (share of the earlier value) are set side by side.
    """
    sight = Sight(subject)
    period = period_of("month", today())
    made = []
    for one in sight.known.current():
        owner = sight.owner(one.owner)
        if "month" not in one.periods or (charge is not None and owner not in charge):
            continue
        of = _published.newest_ended(one, "month", today()) if one.kind == "published" else period
        made += of_area(sight, one, sight.area(area_id, owner), one.tree, [of])
    moved = [one for one in made if one.change_previous]
    units = {one.code: one.unit for one in sight.known.current()}

    def weight(value: Value) -> float:
        return abs(value.change_previous or 0.0) / (100.0 if units[value.code] == "%" else 1.0)

    return sorted(moved, key=lambda one: (-weight(one), one.code))[: min(most, MOST_MOVERS)]
