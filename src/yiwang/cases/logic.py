"""Pure decisions about cases: who stands right, lamps, clock arithmetic, and how a fact moves a list row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime, timedelta

from yiwang.cases._known import (
    ACTS,
    CITY_LIMITS,
    MAINTENANCE_LIMITS,
    MAINTENANCE_MATTER,
    NEAR_SHARE,
    SEVERITIES,
    STATES_ZH,
    Act,
    Standing,
    clock_en,
    limit_of_clock_zh,
)
from yiwang.cases.contracts import CaseChanged, CaseOpened, CaseRow
from yiwang.kernel.calendar import CalendarMissing, Limit, WorkCalendar
from yiwang.kernel.clock import SHANGHAI
from yiwang.kernel.facts import Told

__all__ = ["ACTS", "CITY_LIMITS", "MAINTENANCE_LIMITS", "MAINTENANCE_MATTER", "STATES_ZH", "Standing"]


def stands_right(act: Act, case: Standing, unit_id: str) -> bool:
    """Does the unit stand where the act asks it to: a holder holds, an inspector is of no handling unit?"""
    if act.by == "holder":
        return bool(unit_id) and unit_id == case.lead_unit
    if act.by == "inspector":
        return unit_id not in case.units
    return True


def lamp(
    near_at: datetime | None, due_at: datetime | None, now: datetime, stopped_at: datetime | None = None
) -> str:
    """绿/黄/红 of a limit at a moment; a stopped clock keeps the lamp of its stop."""
    at = stopped_at or now
    if due_at is not None and at > due_at:
        return "red"
    if stopped_at is None and near_at is not None and at >= near_at:
        return "yellow"
    return "green"


def row_lamp(state: str, late: bool, near_at: datetime | None, due_at: datetime | None, now: datetime) -> str:
    """The lamp of a list row: an open case by its running limits, an ended one by whether it was ever
    late.
    """
    if state == "open":
        return lamp(near_at, due_at, now)
    return "red" if late else "green"


def near_of(limit: Limit, start: datetime, due: datetime, calendar: WorkCalendar, area_path: str) -> datetime:
    """When a limit is 临期: four fifths of its hours gone, or the close of the last working day but one."""
    if limit.kind in ("working_hour", "urgent_hour"):
        near = calendar.add(Limit(kind=limit.kind, amount=limit.amount * NEAR_SHARE), start, area_path)
    elif limit.kind == "working_day" and limit.amount >= 2:
        near = calendar.add(Limit(kind="working_day", amount=limit.amount - 1), start, area_path)
    else:
        near = start + (due - start) * NEAR_SHARE
    return min(max(near, start), due)


def limit_zh(limit: Limit) -> str:
    """A limit as people say it; less than an hour in minutes."""
    amount = f"{limit.amount:g}"
    if limit.kind in ("working_hour", "urgent_hour") and limit.amount < 1:
        kind = "工作时间内" if limit.kind == "working_hour" else "7×24"
        return f"{limit.amount * 60:g}分钟（{kind}）"
    return {
        "working_day": f"{amount}个工作日",
        "working_hour": f"{amount}个工作时",
        "urgent_hour": f"{amount}小时（7×24）",
        "natural_day": f"{amount}个自然日",
        "fixed": f"固定时点{limit.at}",
    }[limit.kind]


def limit_en(limit: Limit) -> str:
    amount = f"{limit.amount:g}"
    if limit.kind in ("working_hour", "urgent_hour") and limit.amount < 1:
        return f"{limit.amount * 60:g} {'working ' if limit.kind == 'working_hour' else ''}minutes"
    return {
        "working_day": f"{amount} working day(s)",
        "working_hour": f"{amount} working hour(s)",
        "urgent_hour": f"{amount} hour(s), 7×24",
        "natural_day": f"{amount} natural day(s)",
        "fixed": f"the fixed time {limit.at}",
    }[limit.kind]


def days_between(
    start: datetime, due: datetime, calendar: WorkCalendar, area_path: str
) -> tuple[list[date], list[date]]:
    """The civil days between two moments that were not worked, and those worked although they are weekend
    days.
    """
    off: list[date] = []
    worked: list[date] = []
    day, last = start.astimezone(SHANGHAI).date(), due.astimezone(SHANGHAI).date()
    while day <= last:
        try:
            works = calendar.is_working_day(day, area_path)
        except CalendarMissing:
            break
        if not works:
            off.append(day)
        elif day.weekday() >= 5:
            worked.append(day)
        day += timedelta(days=1)
    return off, worked


def spans(days: Sequence[date]) -> str:
    """10-01—10-08、10-11: days as people write them."""
    parts: list[tuple[date, date]] = []
    for day in days:
        if parts and (day - parts[-1][1]).days == 1:
            parts[-1] = (parts[-1][0], day)
        else:
            parts.append((day, day))
    return "、".join(
        first.strftime("%m-%d") if first == last else f"{first:%m-%d}—{last:%m-%d}" for first, last in parts
    )


def why_due(
    clock: str,
    limit: Limit,
    start: datetime,
    due: datetime,
    calendar: WorkCalendar,
    area_path: str,
    basis: tuple[str, str],
) -> tuple[str, str]:
    """The line that says why a limit ends when it does."""
    from_zh, to_zh = local(start), local(due)
    basis_zh, basis_en = basis
    zh = f"{limit_of_clock_zh(clock)}{limit_zh(limit)}（{basis_zh}），自{from_zh}起算，至{to_zh}。"
    en = f"{clock_en(clock).capitalize()} limit {limit_en(limit)} ({basis_en}) from {from_zh} to {to_zh}."
    if limit.kind in ("working_day", "working_hour"):
        off, worked = days_between(start, due, calendar, area_path)
        if off:
            zh += f"其间{spans(off)}休息不计。"
            en += f" Days off not counted: {spans(off)}."
        if worked:
            zh += f"{spans(worked)}调休上班，计入。"
            en += f" Weekend days worked and counted: {spans(worked)}."
    return zh, en


def local(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def day_of(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y%m%d")


def number(prefix: str, day: str, count: int) -> str:
    """AJ20261121-0007 for a case (案件), WX… for a maintenance order (维修)."""
    return f"{prefix}{day}-{count:04d}"


def graver(one: str, other: str) -> str:
    """The graver of two severities; an unknown word counts as the lightest."""
    return max(one, other, key=lambda word: SEVERITIES.index(word) if word in SEVERITIES else -1)


def missing_photos(required: Sequence[str], before: Sequence[str], after: Sequence[str]) -> list[str]:
    given = {"before": before, "after": after}
    return [kind for kind in required if not given[kind]]


_ROW_FIELDS = frozenset(field.name for field in fields(CaseRow))
_MOVING = tuple(field.name for field in fields(CaseChanged) if field.name in _ROW_FIELDS)


def with_fact(rows: dict[str, CaseRow], told: Told[CaseChanged], now: datetime) -> dict[str, CaseRow]:
    """The list after a fact: the promise that old rows + facts = a fresh list, in one place.

    A fact no newer than the row is skipped, so a snapshot may overlap the stream.
    """
    data = told.data
    old = rows.get(data.case_id)
    if isinstance(data, CaseOpened):
        if old is not None:
            return rows
        values = {name: getattr(data, name) for name in _ROW_FIELDS if hasattr(data, name)}
        row = CaseRow(
            **{
                **values,
                "id": data.case_id,
                "area_path": told.area_path,
                "lamp": row_lamp(data.state, data.late, data.near_at, data.due_at, now),
                "version": told.version,
            }
        )
    elif old is None or told.version <= old.version:
        return rows
    else:
        row = replace(
            old,
            **{name: getattr(data, name) for name in _MOVING},
            area_path=told.area_path,
            lamp=row_lamp(data.state, data.late, data.near_at, data.due_at, now),
            version=told.version,
        )
    return {**rows, data.case_id: row}
