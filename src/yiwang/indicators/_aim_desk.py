"""目标与阈值: the aims of a figure area by area, where each comes from, and where the areas stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.identity.api import Subject, scope
from yiwang.indicators import _published
from yiwang.indicators._aims import kinds_of, of_kind
from yiwang.indicators._children import children
from yiwang.indicators._filling import widest
from yiwang.indicators._reading import Sight, check, of_area, today
from yiwang.indicators._shapes import AimedBy, AimRow, AimTable, SpanLine, SpanRow
from yiwang.indicators._thresholds import spans
from yiwang.indicators.contracts import PERIOD_NAMES, Period, PeriodKind, Value, period_of
from yiwang.indicators.declarations import IndicatorDeclaration, Target, Threshold
from yiwang.indicators.models import ThresholdSpan, ThresholdStep, YearTarget

# A year's target is told best by the year so far.
FIRST: Sequence[PeriodKind] = ("to_date", "year", "quarter", "month", "week", "day")


def aim_table(
    subject: Subject, code: str, area_id: str = "", year: int = 0, kind: PeriodKind | None = None
) -> AimTable:
    """The aims of a figure in an area (the widest that one reviews) and right below it, judged by a kind of
    period. Needs indicators.review. Raises UnknownIndicator, OutsideYourArea, NoSuchPeriod."""
    sight = Sight(subject)
    one = sight.get(code)
    owner = sight.owner(one.owner)
    held = scope(subject, "indicators.review")
    here = sight.area(area_id or widest(subject), owner)
    year = year or today().year
    period = period_in(one, year, kind)
    units = [owner] if owner else []
    places = [here, *(each for each in areas.children(here.id, one.tree) if each.level != "grid")]
    places = [each for each in places if held.sees(area_path=each.managed_path, units=units)]
    stands = _stands(sight, subject, one, here, period)
    mine = held_here(code, places, year)
    sets = "indicators.publish" in subject.permissions
    rights = scope(subject, "indicators.publish") if sets else None
    return AimTable(
        code=code,
        name_zh=one.name.zh,
        name_en=one.name.en,
        unit=one.unit,
        decimals=one.decimals,
        direction=one.direction,
        adds=one.adds,
        kinds=[each for each in PERIOD_NAMES if each in one.periods],
        area_id=here.id,
        area_name=here.name,
        year=year,
        period=period,
        rows=[
            _row(
                sight, one, each, period, year, mine, stands.get(each.id),
                may_set=rights is not None
                and rights.sees(area_path=each.managed_path, units=units),
            )
            for each in places
        ],
    )  # fmt: skip


def period_in(one: IndicatorDeclaration, year: int, kind: PeriodKind | None = None) -> Period:
    """The period by which a year's aims are looked at: the year so far where the figure has it and nothing
    else was asked for. Raises NoSuchPeriod."""
    usual: PeriodKind = next(each for each in FIRST if each in one.periods)
    kind = kind or usual
    day = min(today(), date(year, 12, 31))
    check(one, [period_of(kind, day)])
    if one.kind == "published":
        return _published.newest_ended(one, kind, today(), day)
    return period_of(kind, day, merged=one.merged)


def _stands(
    sight: Sight, subject: Subject, one: IndicatorDeclaration, here: Area, period: Period
) -> Mapping[str, Value]:
    own = of_area(sight, one, here, one.tree, [period])
    below = children(subject, one.code, area_id=here.id, tree=one.tree, period=period)
    return {each.area_id: each for each in [*own, *reversed(below)] if not each.remainder}


class Held:
    """What was set for some areas themselves, with its history."""

    def __init__(self, targets: Mapping[str, YearTarget], rows: Mapping[str, list[SpanRow]]) -> None:
        self.targets, self.spans = targets, rows

    def now(self, area_id: str) -> list[SpanRow]:
        """The thresholds of an area that hold today, for whichever kinds of period."""
        day = today()
        here = (each for each in self.spans.get(area_id, []) if not each.dropped and each.first_day <= day)
        return [each for each in here if each.last_day is None or day <= each.last_day]


def held_here(code: str, places: Sequence[Area], year: int) -> Held:
    ids = [each.id for each in places]
    targets = {row.area_id: row for row in YearTarget.objects.filter(code=code, area_id__in=ids, year=year)}
    rows = list(ThresholdSpan.objects.filter(code=code, area_id__in=ids).order_by("first_day"))
    steps: dict[str, list[ThresholdStep]] = {}
    for step in ThresholdStep.objects.filter(span__in=[row.id for row in rows]).order_by("version"):
        steps.setdefault(step.span, []).append(step)
    made: dict[str, list[SpanRow]] = {}
    for row in rows:
        made.setdefault(row.area_id, []).append(span_row(row, steps.get(row.id, [])))
    return Held(targets, made)


def span_row(row: ThresholdSpan, steps: Sequence[ThresholdStep]) -> SpanRow:
    return SpanRow(
        id=row.id,
        first_day=row.first_day,
        last_day=row.last_day,
        good=row.good,
        watch=row.watch,
        periods=[each for each in PERIOD_NAMES if each in kinds_of(row)],
        dropped=row.dropped,
        version=row.version,
        basis=steps[0].note if steps else "",
        lines=[
            SpanLine(
                act=step.act,
                actor_name=step.actor_name,
                unit_name=step.unit_name,
                at=step.at,
                text_zh=step.text_zh,
                text_en=step.text_en,
                note=step.note,
            )
            for step in steps
        ],
    )


def span_rows(subject: Subject, code: str, area_id: str) -> list[SpanRow]:
    """Every stretch of days that thresholds of an area were set for, the newest first."""
    return [span_row(row, steps) for row, steps in spans(subject, code, area_id)]


def _row(
    sight: Sight,
    one: IndicatorDeclaration,
    area: Area,
    period: Period,
    year: int,
    mine: Held,
    value: Value | None,
    *,
    may_set: bool,
) -> AimRow:
    day = today()
    target = sight.aims.target(one, area, year)
    threshold = sight.aims.threshold(one, area, day, period.kind)
    set_here, standing = mine.targets.get(area.id), mine.now(area.id)
    span = of_kind(standing, period.kind)
    target_by, target_area = _whose(target, area, is_set=set_here is not None)
    by, by_area = _whose(threshold, area, is_set=span is not None)
    return AimRow(
        area_id=area.id,
        area_name=area.name,
        target=target.value if target else None,
        target_by=target_by,
        target_area=target_area,
        target_version=set_here.version if set_here else 0,
        basis=set_here.basis if set_here else "",
        good=threshold.good if threshold else None,
        watch=threshold.watch if threshold else None,
        thresholds_by=by,
        thresholds_area=by_area,
        span=span,
        others=[each for each in standing if each is not span],
        coming=[
            each for each in mine.spans.get(area.id, []) if not each.dropped and each.first_day > day
        ],
        value=value.value if value else None,
        level=value.level if value else None,
        reached=value.reached if value else None,
        progress_gap=value.progress_gap if value else None,
        may_set=may_set,
    )  # fmt: skip


def _whose(aim: Target | Threshold | None, area: Area, *, is_set: bool) -> tuple[AimedBy, str]:
    """Where an aim comes from, and the area above that it was said of."""
    if aim is None:
        return "none", ""
    if aim.area and aim.area != area.id:
        above = areas.find_area(aim.area)
        return "above", above.name if above else aim.area
    return ("set" if is_set else "definition"), ""
