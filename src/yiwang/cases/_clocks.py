"""The clocks of a case: started, stopped and read. Everything here runs inside an act's transaction.

A case that is being opened knows all its clocks, its limits and the calendar in memory (`Ruler`), so that
opening one asks the database once and not once a clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from yiwang.areas import api as areas
from yiwang.cases import logic
from yiwang.cases.models import Case, CaseClock, CaseClockLine
from yiwang.kernel import clock, statements
from yiwang.kernel.calendar import CalendarMissing, Limit, WorkCalendar
from yiwang.matters import api as matters
from yiwang.matters.contracts import Handling


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the list row keeps of the clocks: the nearest running limits, and whether any was passed."""

    near_at: datetime | None
    due_at: datetime | None
    late: bool


@dataclass(slots=True, kw_only=True)
class Ruler:
    """What measures one case; `clocks` are all its clocks where it is new, None where the database knows
    more.
    """

    limits: dict[str, tuple[Limit, tuple[str, str]]]
    calendar: WorkCalendar
    clocks: list[CaseClock] | None = field(default=None)

    def for_new(self) -> Ruler:
        """The same limits and calendar for another new case."""
        return Ruler(limits=self.limits, calendar=self.calendar, clocks=[])


def ruler_of(case: Case) -> Ruler:
    """The ruler that the case carries, or a fresh one."""
    carried: Ruler | None = getattr(case, "ruler", None)
    if carried is None:
        handling = matters.find_handling(case.matter, case.matter_version or None) if case.matter else None
        carried = ruler(case, handling)
        carry(case, carried)
    return carried


def ruler(case: Case, handling: Handling | None) -> Ruler:
    """The limits of each clock, what each rests on (for the log line), and the working calendar."""
    fallback = logic.CITY_LIMITS if case.kind == "city" else logic.MAINTENANCE_LIMITS
    limits = {name: (limit, ("缺省时限", "default limit")) for name, limit in fallback.items()}
    if handling is not None:
        number = f"{handling.code} v{handling.version}"
        basis = (f"依据事项“{handling.name_zh}”{number}", f"by the matter “{handling.name_en}”, {number}")
        limits.update(
            {name: (limit, basis) for name, limit in matters.limits_of(handling, case.severity).items()}
        )
    return Ruler(limits=limits, calendar=areas.work_calendar())


def carry(case: Case, ruler: Ruler) -> None:
    """Let the case carry its ruler through the acts of one transaction."""
    case.ruler = ruler  # type: ignore[attr-defined]


def start(case: Case, *names: str, because_zh: str = "", because_en: str = "") -> None:
    """Start clocks now by the limits of the case's matter. A missing calendar leaves one without an end, and
    says so.
    """
    measured, now = ruler_of(case), clock.now()
    begun: list[CaseClock] = []
    for name in names:
        if name not in measured.limits:
            continue
        limit, basis = measured.limits[name]
        due, near, why_zh, why_en = _due(case, name, limit, basis, measured.calendar, now)
        begun.append(
            statements.new(
                CaseClock,
                case_id=case.id,
                name=name,
                unit=case.lead_unit if name != "total" else "",
                limit_kind=limit.kind,
                limit_amount=limit.amount,
                limit_at=limit.at or "",
                started_at=now,
                near_at=near,
                due_at=due,
                why_zh=f"{because_zh}{why_zh}",
                why_en=f"{because_en} {why_en}".strip(),
            )
        )
    statements.insert(*begun)
    statements.insert(
        *(
            statements.new(
                CaseClockLine,
                case_id=case.id,
                clock=one.name,
                at=now,
                old_due_at=None,
                new_due_at=one.due_at,
                why_zh=one.why_zh,
                why_en=one.why_en,
            )
            for one in begun
        )
    )
    if measured.clocks is not None:
        measured.clocks += begun


def _due(
    case: Case, name: str, limit: Limit, basis: tuple[str, str], calendar: WorkCalendar, now: datetime
) -> tuple[datetime | None, datetime | None, str, str]:
    """When a limit ends, when it is near, and why, in two languages."""
    try:
        due = calendar.add(limit, now, case.area_path)
    except CalendarMissing as missing:
        return (
            None,
            None,
            f"{logic.LIMITS_ZH[name]}{logic.limit_zh(limit)}：{missing.sentence('zh')}",
            f"{logic.CLOCKS_EN[name].capitalize()} limit {logic.limit_en(limit)}: {missing.sentence('en')}",
        )
    near = logic.near_of(limit, now, due, calendar, case.area_path)
    return (due, near, *logic.why_due(name, limit, now, due, calendar, case.area_path, basis))


def stop(case: Case, *names: str, because_zh: str, because_en: str) -> None:
    """Stop running clocks (all of them when none is named); none running is no fault."""
    now = clock.now()
    running = CaseClock.objects.filter(case_id=case.id, stopped_at=None)
    if names:
        running = running.filter(name__in=names)
    found = list(running.order_by("id"))
    if not found:
        return
    CaseClock.objects.filter(pk__in=[one.pk for one in found]).update(stopped_at=now)
    lines = []
    for one in found:
        late = one.due_at is not None and now > one.due_at
        zh, en = logic.CLOCKS_ZH[one.name], logic.CLOCKS_EN[one.name].capitalize()
        lines.append(
            statements.new(
                CaseClockLine,
                case_id=case.id,
                clock=one.name,
                at=now,
                old_due_at=one.due_at,
                new_due_at=one.due_at,
                why_zh=f"{zh}计时停止：{because_zh}（{'已超期' if late else '在时限内'}）。",
                why_en=f"{en} clock stops: {because_en} ({'after' if late else 'within'} its limit).",
            )
        )
    statements.insert(*lines)
    carried: Ruler | None = getattr(case, "ruler", None)
    if carried is not None:
        carried.clocks = None


def summary(case: Case) -> Summary:
    """Read the clocks once for the list row."""
    now = clock.now()
    near: datetime | None = None
    due: datetime | None = None
    late = False
    carried: Ruler | None = getattr(case, "ruler", None)
    known = carried.clocks if carried is not None else None
    for found in CaseClock.objects.filter(case_id=case.id) if known is None else known:
        if found.due_at is not None and (found.stopped_at or now) > found.due_at:
            late = True
        if found.stopped_at is not None:
            continue
        near = min((at for at in (near, found.near_at) if at is not None), default=None)
        due = min((at for at in (due, found.due_at) if at is not None), default=None)
    return Summary(near_at=near, due_at=due, late=late)
