"""From where on a figure of an area is good, and from where on it wants watching; from a day on.

Thresholds hold from today or a later day on, so that no day is judged twice, for every kind of period or for
those named. Those without an end are ended by the next ones of the same kinds, the day before these begin;
whatever else would overlap is refused. Those of every kind and those of a named one stand beside each other:
the named go before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from yiwang.areas.contracts import Area
from yiwang.identity.api import Lines, Subject
from yiwang.indicators._aims import FOREVER, changed, kinds_of
from yiwang.indicators._figures import why_of
from yiwang.indicators._reading import today
from yiwang.indicators._refusals import (
    NoSuchAim,
    ThresholdsContradict,
    ThresholdsDay,
    ThresholdsMoved,
    ThresholdsOverlap,
    ThresholdsPeriod,
    UnknownThresholds,
)
from yiwang.indicators._targets import aimed
from yiwang.indicators.contracts import PERIOD_NAMES, PeriodKind, ThresholdsEnded, ThresholdsSet
from yiwang.indicators.declarations import IndicatorDeclaration, contradicts
from yiwang.indicators.models import ThresholdSpan, ThresholdStep
from yiwang.kernel import statements
from yiwang.kernel.facts import join_units
from yiwang.kernel.ids import new_id

LINES: Lines[ThresholdSpan] = Lines(
    step=ThresholdStep,
    named=lambda row, _: {"span": row.id},
    told=lambda row: {
        "code": row.code,
        "area_id": row.area_id,
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat() if row.last_day else "",
        "good": row.good,
        "watch": row.watch,
        "periods": kinds_of(row),
    },
    about=lambda row: f"thresholds:{row.id}",
    moved=lambda row, act: ThresholdsMoved(),
)


def set_thresholds(
    subject: Subject,
    code: str,
    area_id: str,
    *,
    good: float,
    watch: float,
    basis: str,
    first: date,
    last: date | None = None,
    periods: Sequence[PeriodKind] = (),
) -> ThresholdSpan:
    """Thresholds of an area from a day until a day (None: until further notice), on what basis, and for which
    kinds of period (none: every kind). Needs indicators.publish. Raises ThresholdsDay, ThresholdsContradict,
    ThresholdsPeriod, ThresholdsOverlap."""
    basis = why_of(basis)
    one, area, owner = aimed(subject, "indicators.publish", code, area_id)
    fitting(one, good, watch)
    kinds = _kinds(one, periods)
    if first < today() or (last is not None and last < first):
        raise ThresholdsDay(today=today().isoformat())
    with transaction.atomic():
        _make_room(subject, code, area, kinds, first, last or FOREVER)
        row = statements.new(
            ThresholdSpan,
            id=new_id(),
            code=code,
            area_id=area_id,
            area_path=area.managed_path,
            units=join_units([owner] if owner else []),
            first_day=first,
            last_day=last,
            good=good,
            watch=watch,
            periods=" ".join(kinds),
            version=1,
        )
        statements.insert(row)
        until_zh, until_en = (f"至 {last}", f"to {last}") if last else ("起", "on")
        of_zh, of_en = named(kinds)
        LINES.keep(
            row, subject, "set", ThresholdsSet,
            f"设阈值（{of_zh}）：好 {good:g}，关注 {watch:g}，{first} {until_zh}",
            f"Set thresholds ({of_en}): good {good:g}, watch {watch:g}, from {first} {until_en}",
            note=basis, basis=basis,
        )  # fmt: skip
        changed()
    return row


def fitting(one: IndicatorDeclaration, good: float, watch: float) -> None:
    """Raise NoSuchAim or ThresholdsContradict where a figure cannot be judged so."""
    if one.direction == "none":
        raise NoSuchAim(name_zh=one.name.zh, name_en=one.name.en)
    if contradicts(one.direction, good, watch):
        up = one.direction == "up"
        raise ThresholdsContradict(
            name_zh=one.name.zh, name_en=one.name.en, good=f"{good:g}", watch=f"{watch:g}",
            way_zh="越大越好" if up else "越小越好", way_en="more is better" if up else "less is better",
            than_zh="不低于" if up else "低于",
        )  # fmt: skip


def named(kinds: Sequence[str]) -> tuple[str, str]:
    """Kinds of period for a person: 月、季, month, quarter."""
    if not kinds:
        return "各种周期", "every kind of period"
    zh = "、".join(name for kind, name in PERIOD_NAMES.items() if kind in kinds)
    return zh, ", ".join(kind.replace("_", " ") for kind in kinds)


def _kinds(one: IndicatorDeclaration, periods: Sequence[PeriodKind]) -> tuple[PeriodKind, ...]:
    strange = [kind for kind in periods if kind not in one.periods]
    if strange:
        zh, en = named(strange)
        raise ThresholdsPeriod(name_zh=one.name.zh, name_en=one.name.en, kinds_zh=zh, kinds_en=en)
    return tuple(kind for kind in PERIOD_NAMES if kind in periods)


def _make_room(
    subject: Subject, code: str, area: Area, kinds: Sequence[str], first: date, last: date
) -> None:
    """End what has no end, begins earlier and stands for the same kinds of period; refuse every other
    overlap."""
    rows = ThresholdSpan.objects.select_for_update().filter(code=code, area_id=area.id, dropped=False)
    for row in rows.order_by("first_day"):
        held = kinds_of(row)
        if row.first_day > last or (row.last_day or FOREVER) < first:
            continue
        if not set(held) & set(kinds) and (held or kinds):
            continue
        if row.last_day is not None or row.first_day >= first or held != tuple(kinds):
            of_zh, of_en = named(held)
            raise ThresholdsOverlap(
                kinds_zh=of_zh, kinds_en=of_en,
                area=area.name, first=row.first_day.isoformat(),
                last=row.last_day.isoformat() if row.last_day else "—",
            )  # fmt: skip
        _end(subject, row, first - timedelta(days=1), f"自 {first} 起另设")


def end_thresholds(subject: Subject, span_id: str, reason: str, *, day: date, version: int) -> ThresholdSpan:
    """They hold before a day (today or later) alone; those that had not begun by then never do. Needs
    indicators.publish. Raises UnknownThresholds, ThresholdsDay, ThresholdsMoved."""
    reason = why_of(reason)
    with transaction.atomic():
        row = ThresholdSpan.objects.select_for_update().filter(pk=span_id, dropped=False).first()
        if row is None:
            raise UnknownThresholds()
        aimed(subject, "indicators.publish", row.code, row.area_id)
        if row.version != version:
            raise ThresholdsMoved()
        if day < today() or (row.last_day is not None and day > row.last_day):
            raise ThresholdsDay(today=today().isoformat())
        _end(subject, row, day - timedelta(days=1), reason)
        changed()
    return row


def _end(subject: Subject, row: ThresholdSpan, last: date, reason: str) -> None:
    dropped = last < row.first_day
    LINES.change(row, "end", last_day=row.last_day if dropped else last, dropped=dropped)
    LINES.keep(
        row, subject, "end", ThresholdsEnded,
        "生效前撤回" if dropped else f"终止于 {last}",
        "Taken back before they began" if dropped else f"Ended on {last}",
        note=reason, reason=reason,
    )  # fmt: skip


def spans(subject: Subject, code: str, area_id: str) -> list[tuple[ThresholdSpan, list[ThresholdStep]]]:
    """Every stretch of days that thresholds were set for, the newest first, each with its acts. Needs
    indicators.review."""
    aimed(subject, "indicators.review", code, area_id)
    rows = list(ThresholdSpan.objects.filter(code=code, area_id=area_id).order_by("-first_day", "-id"))
    steps = ThresholdStep.objects.filter(span__in=[row.id for row in rows]).order_by("version")
    return [(row, [step for step in steps if step.span == row.id]) for row in rows]
