"""指标异常: figures that are declared to raise alerts are judged when they may have moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Count, Sum

from yiwang.areas.contracts import Area
from yiwang.indicators._aims import Aims, aims, of_kind
from yiwang.indicators._pushing import CYCLE, Told, page_of, places, series_id, sight, told
from yiwang.indicators._reading import Sight, today, vanished
from yiwang.indicators._registry import Registry, registry
from yiwang.indicators.contracts import PeriodKind
from yiwang.indicators.declarations import Alarm, IndicatorDeclaration
from yiwang.indicators.declarations import Threshold as Bounds
from yiwang.indicators.models import Counted, Figure
from yiwang.kernel import clock
from yiwang.kernel.tasks import Lease
from yiwang.rules import api as rules
from yiwang.rules.contracts import Point, Series
from yiwang.rules.declarations import AnyRule, Level, Targets, Threshold, Unusual

PACK = "indicators"
HAZARD = "indicator"
APART = timedelta(hours=1)
"""All is pushed again after so long: an area may have come or gone."""
Mark = tuple[object, ...]


class Marks:
    """For each figure a mark that moves whenever the figure may have moved."""

    def __init__(self) -> None:
        self.today = today()
        self.counted = {row.source: (row.seq, row.definitions) for row in Counted.objects.all()}
        published = Figure.objects.filter(published__isnull=False)
        self.figures = {
            row["code"]: (row["n"], row["moved"])
            for row in published.values("code").annotate(n=Count("id"), moved=Sum("version"))
        }

    def has(self, one: IndicatorDeclaration) -> bool:
        """Whether anything that it is made from was ever counted or published."""
        if one.formula is None:
            return one.code in self.figures
        return bool(one.formula.rests_on) or (one.formula.of in self.counted and not vanished(one))

    def of(self, one: IndicatorDeclaration) -> Mark:
        known = registry()
        if one.formula is None:
            return (self.today, known.mark, self.figures.get(one.code))
        if one.formula.rests_on:
            return (self.today, known.mark, *sorted(self.counted.items()), *sorted(self.figures.items()))
        return (self.today, known.mark, self.counted.get(one.formula.of))


def mark() -> Mark:
    """What moves whenever any figure may have moved, its target or revision included."""
    now = Marks()
    return (
        now.today,
        registry().mark,
        *sorted(now.counted.items()),
        *sorted(now.figures.items()),
        aims().mark,
    )


class WatchTask:
    """Pushes every watched figure when one may have moved; what it forgets with a restart it pushes again."""

    name = "indicators.watch"
    wakes = ()
    every = 60.0
    pause = 30.0

    def __init__(self) -> None:
        self.seen: dict[str, Mark] = {}
        self.at: datetime | None = None
        self.declared: Mark = ()
        self.rules: tuple[str, ...] = ()

    def pump(self, lease: Lease) -> int:
        known, now, done = registry(), Marks(), 0
        # Thresholds take effect on a day of their own: each day the rules are those of the day.
        if self.declared != (words := (known.mark, aims().mark, now.today)):
            done += len(rules.declare(rules_of(known), pack=PACK))
            self.declared = words
        in_force = rules.series_rules()
        if self.at is None or clock.has_passed(self.at, APART) or in_force != self.rules:
            self.seen, self.at, self.rules = {}, clock.now(), in_force
        seen = sight()
        for one in known.current():
            if one.alarm is not None and now.has(one) and self.seen.get(one.code) != now.of(one):
                done += rules.watch(_pushed(seen, one, one.alarm), lease)
                self.seen[one.code] = now.of(one)
        return done


def _pushed(seen: Sight, one: IndicatorDeclaration, alarm: Alarm) -> Iterator[Series]:
    those = list(places(one, alarm.levels))
    for kind in alarm.periods:
        for area, found in told(seen, one, those, kind):
            yield series_of(seen, one, alarm, area, kind, found)


def series_of(
    seen: Sight,
    one: IndicatorDeclaration,
    alarm: Alarm,
    area: Area,
    kind: PeriodKind,
    found: Sequence[Told],
) -> Series:
    """One figure of one area as the judge takes it."""
    owner = seen.owner(one.owner)
    name = area.short_name or area.name
    return Series(
        id=series_id(one.code, one.tree, kind, area.id),
        code=f"{PACK}/{one.code}",
        who_zh=f"{name} {one.name.zh}",
        who_en=f"{name} {one.name.en}",
        area_id=area.id,
        area_path=area.managed_path or area.statistical_path,
        units=(owner,) if owner else (),
        unit=one.unit,
        period=kind,
        cycle=CYCLE[kind],
        points=tuple(
            Point(
                starts_at=each.starts_at,
                ends_at=each.ends_at,
                value=each.value if judgeable(one, alarm, each) else None,
                settled=each.over,
                position=each.position,
                label_zh=each.period.label_zh,
                label_en=each.period.label_en,
                page=page_of(one.code, one.tree, each.period, area.id),
            )
            for each in found
        ),
    )


def judgeable(one: IndicatorDeclaration, alarm: Alarm, each: Told) -> bool:
    """Whether a value says something by now: a sum that still grows is low for no other reason, and a
    share of few rows is what chance makes of it."""
    if one.kind == "published":
        return True
    if one.additive:
        return each.over or one.direction == "down"
    return each.n >= alarm.least


def _judged(set_here: Aims, one: IndicatorDeclaration, alarm: Alarm) -> Iterator[tuple[Bounds, str]]:
    """The thresholds of every area, and of each one that is judged by others today, each with the kind of
    period that they judge ("": all that alert)."""
    every = {
        kind: of_kind((each for each in one.thresholds if not each.area), kind) for kind in alarm.periods
    }
    yield from _by_kind(every)
    for area in places(one, alarm.levels):
        found = {kind: set_here.threshold(one, area, today(), kind) for kind in alarm.periods}
        # Where thresholds were set once the area keeps its rule: its alerts follow what holds there now.
        if any(each and each.area for each in found.values()) or set_here.touched(one, area):
            yield from _by_kind({kind: each and replace(each, area=area.id) for kind, each in found.items()})


def _by_kind(found: Mapping[PeriodKind, Bounds | None]) -> Iterator[tuple[Bounds, str]]:
    """One for all kinds of period that are judged alike, else one for each."""
    bounds = {(each.good, each.watch) if each else None for each in found.values()}
    for kind, each in list(found.items())[: 1 if len(bounds) == 1 else None]:
        if each is not None:
            yield each, "" if len(bounds) == 1 else kind


def rules_of(known: Registry) -> list[AnyRule]:
    """The rules that the definitions in force declare."""
    made: list[AnyRule] = []
    set_here = aims()
    for one in known.current():
        if one.alarm is None:
            continue
        code, up = f"{PACK}/{one.code}", one.direction == "up"
        for each, kind in _judged(set_here, one, one.alarm) if one.alarm.bad else ():
            made.append(
                Threshold(
                    code="/".join(part for part in (f"{code}/threshold", kind, each.area) if part),
                    name=f"{one.name.zh}{'低于要求' if up else '超过上限'}",
                    name_en=f"{one.name.en}: {'below' if up else 'above'} what is required",
                    hazard=HAZARD,
                    matter=one.alarm.matter,
                    confirm=one.alarm.confirm,
                    targets=Targets(series=code, area=each.area, period=kind),
                    direction="below" if up else "above",
                    levels=(Level(raise_at=each.watch, severity=one.alarm.bad),) if one.alarm.bad else (),
                )
            )
        if one.alarm.unusual:
            made.append(
                Unusual(
                    code=f"{code}/unusual",
                    name=f"{one.name.zh}异常变动",
                    name_en=f"{one.name.en}: unlike its own history",
                    hazard=HAZARD,
                    matter=one.alarm.matter,
                    confirm=one.alarm.confirm,
                    targets=Targets(series=code),
                    spreads=one.alarm.spreads,
                    clear_spreads=one.alarm.spreads / 2,
                    severity=one.alarm.unusual,
                )
            )
    return made
