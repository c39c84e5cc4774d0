"""Did appeals fall? Counted by the machine, with its numerators, its denominators and its doubt."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, Sum

from yiwang.areas import api as areas
from yiwang.kernel import shapes
from yiwang.themes import _words as words
from yiwang.themes import logic
from yiwang.themes._method import method
from yiwang.themes._scan import Themes
from yiwang.themes.contracts import FallFigures, MonthCount
from yiwang.themes.models import Cell, MonthlyTheme

SHOWN_MONTHS = 12
MOST_MONTHS_AFTER = 12


def fall(row: MonthlyTheme, known: Themes, today: date) -> FallFigures:
    """The figures of a theme as of `today` (which is not over and not counted)."""
    start = first_of(row.month)
    before_since = back(start, row.baseline_months)
    before_until = start - timedelta(days=1)
    counts = daily(row, known, back(start, SHOWN_MONTHS), today - timedelta(days=1))
    before = _between(counts, before_since, before_until)
    before_days = (start - before_since).days
    after_since = row.adopted_on + timedelta(days=1) if row.adopted_on else None
    after_until = today - timedelta(days=1)
    if row.ended_on is not None:
        after_until = min(after_until, back(first_of(row.ended_on.isoformat()[:7]), -MOST_MONTHS_AFTER))
    if after_since is None or after_since > after_until:
        after_since = None
    after = _between(counts, after_since, after_until) if after_since else 0
    after_days = (after_until - after_since).days + 1 if after_since else 0
    rule = method()
    lacking = _lacking(counts, before_since, before, after_days)
    change = p = None
    if lacking is None:
        change = after / after_days / (before / before_days) - 1
        p = logic.fell(before, before_days, after, after_days)
    zh, en = lacking or _said(before, before_days, after, after_days, change or 0.0, p or 0.0)
    if lacking:
        zh, en = (
            f"数据不足，不给出升降：{zh}"
            f"（至少需要基线 {rule.measure_least} 件、立题后 {rule.measure_days} 天）。",
            f"Not enough data for a figure: {en} (at least {rule.measure_least} appeals before and "
            f"{rule.measure_days} days after are needed).",
        )
    return FallFigures(
        before=before,
        before_days=before_days,
        before_since=before_since,
        before_until=before_until,
        after=after,
        after_days=after_days,
        after_since=after_since,
        after_until=after_until if after_since else None,
        change=change,
        p=p,
        enough=lacking is None,
        text_zh=zh,
        text_en=en,
        months=_months(counts, back(start, SHOWN_MONTHS), today),
    )


def _lacking(counts: dict[date, int], since: date, before: int, days: int) -> tuple[str, str] | None:
    """Why no figure is given; None where one is."""
    rule = method()
    oldest = Cell.objects.order_by("day").values_list("day", flat=True).first()
    if oldest is None or oldest > since:
        return "基线期没有完整记录", "the records do not reach over the whole time before"
    if before < rule.measure_least:
        return f"基线期只有 {before} 件", f"there were {before} appeals before"
    if days < rule.measure_days:
        return f"立题后只有 {days} 天", f"there were {days} days after"
    return None


def _said(
    before: int, before_days: int, after: int, after_days: int, change: float, p: float
) -> tuple[str, str]:
    word_zh, word_en = ("下降", "fell by") if change < 0 else ("上升", "rose by")
    if p < 0.05:
        doubt_zh, doubt_en = "，不像是偶然", "; hardly by chance"
    elif change < 0:
        doubt_zh, doubt_en = "，可能出于偶然", "; it may be chance"
    else:
        doubt_zh = doubt_en = ""
    chance_zh, chance_en = words.chance(p)
    if change < 0:
        doubt_zh = f"；若其实没有变化，件数这么少的机会{chance_zh}{doubt_zh}"
        doubt_en = f"; had nothing changed, so few would come {chance_en}{doubt_en}"
    return (
        f"基线 {before_days} 天 {before} 件（日均 {before / before_days:.2f}），"
        f"立题后 {after_days} 天 {after} 件（日均 {after / after_days:.2f}），"
        f"日均{word_zh} {abs(change):.1%}{doubt_zh}。",
        f"{before} appeals in {before_days} days before ({before / before_days:.2f} a day), {after} in "
        f"{after_days} days after ({after / after_days:.2f} a day): the daily rate {word_en} "
        f"{abs(change):.1%}{doubt_en}.",
    )


def daily(row: MonthlyTheme, known: Themes, since: date, until: date) -> dict[date, int]:
    """Appeals a day of what a theme is about, each counted once."""
    codes: set[str] = set()
    for one in row.themes:
        codes |= known.matters_of(one["kind"], one["code"])
    within = Q(pk__in=())
    places = areas.areas([one["id"] for one in row.areas])
    for path in logic.outermost(one.managed_path for one in places.values()):
        within |= Q(place_path__startswith=path)
    rows = Cell.objects.filter(within, day__gte=since, day__lte=until, matter__in=sorted(codes))
    return {day: int(many) for day, many in rows.values_list("day").annotate(Sum("appeals")).order_by("day")}


def _between(counts: dict[date, int], since: date, until: date) -> int:
    return sum(many for day, many in counts.items() if since <= day <= until)


def _months(counts: dict[date, int], first: date, today: date) -> list[MonthCount]:
    found = []
    at = first
    while at < today:
        after = back(at, -1)
        until = min(after, today)
        found.append(
            MonthCount(
                month=at.isoformat()[:7],
                days=(until - at).days,
                appeals=_between(counts, at, until - timedelta(days=1)),
            )
        )
        at = after
    return found


def first_of(month: str) -> date:
    """The first day of a month written 2026-11; raises ValueError."""
    return date(int(month[:4]), int(month[5:7]), 1)


def back(first: date, months: int) -> date:
    """The first day of the month so many months earlier (later, where negative)."""
    at = first.year * 12 + first.month - 1 - months
    return date(at // 12, at % 12 + 1, 1)


def plain(found: FallFigures) -> dict[str, Any]:
    """The figures as JSON keeps them."""
    kept: dict[str, Any] = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(found).items()
    }
    return kept


def read(kept: dict[str, Any] | None) -> FallFigures | None:
    return shapes.convert(kept, FallFigures) if kept else None
