"""Values of published figures: what was filled in, reviewed and published, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from yiwang.areas.contracts import Area
from yiwang.indicators import logic, series
from yiwang.indicators._aims import Aims
from yiwang.indicators._registry import registry
from yiwang.indicators.contracts import (
    Definition,
    Level,
    Period,
    PeriodKind,
    Tree,
    Value,
    ValueState,
    period_of,
)
from yiwang.indicators.declarations import IndicatorDeclaration, Threshold
from yiwang.indicators.models import Figure
from yiwang.indicators.series import Held, Month
from yiwang.kernel import clock, facts


def held_of(
    one: IndicatorDeclaration, area_ids: Sequence[str], years: Sequence[int]
) -> dict[str, dict[Month, Held]]:
    """What is published of each area, and of the year before what came with it where nothing else is held."""
    found: dict[str, dict[Month, Held]] = {area_id: {} for area_id in area_ids}
    if one.collect is None:
        return found
    rows = Figure.objects.filter(
        code=one.code,
        area_id__in=list(area_ids),
        kind=one.collect.asked,
        published__isnull=False,
        last_day__gte=date(min(years), 1, 1),
        last_day__lte=date(max(years) + 1, 12, 31),
    )
    for row in rows.order_by("last_day"):
        month = (row.last_day.year, row.last_day.month)
        held = found[row.area_id]
        assert row.published is not None
        state: ValueState = "final" if row.stage == "final" else "revised" if row.revision else "preliminary"
        held[month] = Held(row.published, state, row.revision, row.position, row.published_at)
        ago = (month[0] - 1, month[1])
        if row.published_last_year is not None and ago not in held:
            held[ago] = replace(held[month], value=row.published_last_year)
    return found


def a_year_ago(one: IndicatorDeclaration, area_id: str, period: Period) -> float | None:
    """The same period of the year before where a figure of it is published: nobody is asked for it again."""
    if one.collect is None:
        return None
    row = Figure.objects.filter(
        code=one.code,
        area_id=area_id,
        kind=one.collect.asked,
        last_day=period.year_ago().last,
        published__isnull=False,
    ).first()
    return row.published if row else None


def of_area(
    set_here: Aims,
    one: IndicatorDeclaration,
    area: Area,
    tree: Tree,
    periods: Sequence[Period],
    today: date,
) -> list[Value]:
    """The values of one published figure in one area; what nobody has published is 未报."""
    periods = [series.normal(period, merged=one.merged) for period in periods]
    years = sorted({period.last.year - back for period in periods for back in (0, 1)})
    held = held_of(one, [area.id], years)[area.id]
    index = _index(one, area, years)
    made = []
    for period in periods:
        year = period.last.year
        aim = set_here.target(one, area, year)
        target = aim.value if aim else None
        threshold = set_here.threshold(one, area, min(period.last, today), period.kind)
        found, ago = _value(one, held, period), _value(one, held, period.year_ago())
        was = _value(one, held, series.before(period, merged=one.merged))
        value = found.value if found else None
        reached = gap = None
        if one.collect is not None and one.collect.adds and period.kind in ("to_date", "year"):
            due = series.gone_by(period, today, one.collect.weights)
            reached, gap = series.progress(value, target, due)
        made.append(
            Value(
                code=one.code,
                version=one.version,
                area_id=area.id,
                area_path=area.managed_path if tree == "managed" else area.statistical_path,
                area_name_zh=area.name,
                area_name_en=area.english,
                period=period,
                value=value,
                numerator=value,
                denominator=None,
                n=0,
                state=found.state if found else "not_supplied",
                revision=found.revision if found else 0,
                target=target,
                change_previous=series.change(one.unit, value, was.value if was else None),
                change_year=series.change(one.unit, value, ago.value if ago else None),
                change_year_real=series.real_change(
                    value, ago.value if ago else None, index.get((year, period.last.month))
                ),
                reached=reached,
                progress_gap=gap,
                level=level_of(one, threshold, value, gap),
                good=threshold.good if threshold else None,
                watch=threshold.watch if threshold else None,
                fact_position=found.position if found else facts.last_position(),
                computed_at=(found.at if found else None) or clock.now(),
                tree=tree,
            )
        )
    return made


def _value(one: IndicatorDeclaration, held: dict[Month, Held], period: Period) -> Held | None:
    if one.collect is None:
        return None
    if not one.collect.adds and period.kind != one.collect.asked:
        return None
    parts = series.joined(one.collect.asked, period, adds=one.collect.adds, merged=one.merged)
    return series.value_in(held, parts)


def level_of(
    one: IndicatorDeclaration, threshold: Threshold | None, value: float | None, gap: float | None
) -> Level | None:
    """By the thresholds where there are some; else a figure that lags behind time is bad (落后标红)."""
    if threshold is not None or gap is None or one.direction != "up":
        return logic.level_of(one.direction, value, threshold)
    return "good" if gap >= 0 else "bad"


def _index(one: IndicatorDeclaration, area: Area, years: Sequence[int]) -> dict[Month, float]:
    """The price index of the area, or of the nearest area above that has one; 累计 with 累计 alone."""
    found = (
        registry().on(one.collect.deflator, period_of("year", date(max(years), 1, 1)).first)
        if one.collect
        else None
    )
    if found is None:
        return {}
    above = [each for each in area.managed_path.split("/") if each]
    held = held_of(found, above, years)
    return {month: each.value for area_id in above for month, each in held[area_id].items()}


def newest_ended(
    one: IndicatorDeclaration | Definition, kind: PeriodKind, today: date, day: date | None = None
) -> Period:
    """The period of a kind that a day (today) means: what is published is about periods that are over, so
    that of one still running the last before it is meant."""
    period = series.normal(period_of(kind, day or today), merged=one.merged)
    while period.last >= today:
        period = series.before(period, merged=one.merged)
    return period


def difference(one: IndicatorDeclaration, whole: Value, below: Sequence[Value]) -> Value | None:
    """差额: the published figure of a parent less the sum of its children. No fault: they are reckoned apart.
    None while one of the two is wanting, and where there is no difference."""
    supplied = [each.value for each in below if each.value is not None]
    if whole.value is None or not supplied or one.collect is None or not one.collect.adds:
        return None
    rest = round(whole.value - sum(supplied), 9)
    missing = len(below) - len(supplied)
    if not rest:
        return None
    return replace(
        whole,
        value=rest,
        numerator=rest,
        remainder=True,
        area_name_zh="差额（公布数减下级合计" + (f"，{missing} 个下级未报）" if missing else "）"),
        area_name_en="Difference from the areas below" + (f" ({missing} not supplied)" if missing else ""),
        target=None,
        change_previous=None,
        change_year=None,
        change_year_real=None,
        reached=None,
        progress_gap=None,
        level=None,
    )
