"""The clocks of a case: started, stopped, paused, moved and read. All of it inside an act's transaction.

The running clocks of a case are read once in a transaction and carried by it, so that an act asks for few and
always as many, however often the case was acted on. A case that is being opened knows its limits and the
calendar in memory too (`Ruler`), so that opening one asks the database once and not once a clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from yiwang.areas import api as areas
from yiwang.cases import _known as known
from yiwang.cases import logic
from yiwang.cases.declarations import Stage
from yiwang.cases.models import Case, CaseClock, CaseClockLine
from yiwang.kernel import clock, statements
from yiwang.kernel.calendar import CalendarMissing, Limit, LimitKind, WorkCalendar
from yiwang.matters import api as matters
from yiwang.matters.contracts import Handling

WORKING = ("working_day", "working_hour")
RUNNING = "WHERE case_id = %s AND stopped_at IS NULL ORDER BY id"
_HOUR_US = 3_600_000_000
Because = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the list row keeps of the clocks: the nearest running limits, and whether any was passed."""

    near_at: datetime | None
    due_at: datetime | None
    late: bool


@dataclass(slots=True, kw_only=True)
class Ruler:
    """What measures one case."""

    limits: dict[str, tuple[Limit, tuple[str, str]]]
    calendar: WorkCalendar


def ruler_of(case: Case) -> Ruler:
    """The ruler that the case carries, or a fresh one."""
    carried: Ruler | None = getattr(case, "ruler", None)
    if carried is None:
        version = case.limits_version or case.matter_version or None
        carried = ruler(case, matters.find_handling(case.matter, version) if case.matter else None)
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
    calendar = areas.work_calendar()
    if handling is not None and handling.through_stops:
        calendar = calendar.with_stops(())
    return Ruler(limits=limits, calendar=calendar)


def carry(case: Case, ruler: Ruler, *, new: bool = False) -> None:
    """Let the case carry its ruler through the acts of one transaction; a `new` case has no clocks yet."""
    case.ruler = ruler  # type: ignore[attr-defined]
    if new:
        case.running = []  # type: ignore[attr-defined]


def running(case: Case) -> list[CaseClock]:
    """The running clocks of a case, oldest first: asked once in a transaction."""
    found: list[CaseClock] | None = getattr(case, "running", None)
    if found is None:
        found = statements.select(CaseClock, RUNNING, (case.id,))
        case.running = found  # type: ignore[attr-defined]
    return found


def enter(case: Case, stage: Stage, stopping: Because, starting: Because = ("", "")) -> None:
    """What entering a stage does to the clocks: some stop, some begin, and one that runs already runs on."""
    if stage.stops:
        stop(case, *stage.stops, because_zh=stopping[0], because_en=stopping[1])
    wanted = [name for name in stage.starts if _belongs(case, name)]
    if wanted:
        now_running = {one.name for one in running(case)}
        fresh = [name for name in wanted if name not in now_running]
        start(case, *fresh, because_zh=starting[0], because_en=starting[1])


def _belongs(case: Case, name: str) -> bool:
    """Whether a case of its role knows this clock: a sub-case answers to its parent's citizen clocks."""
    if name == "report":
        return case.relation == "whistle" and case.contacted_at is None
    if name == "contact" and case.contacted_at is not None:
        return False
    return case.role == "lead" or name not in known.LEAD_ONLY_CLOCKS


def start(case: Case, *names: str, because_zh: str = "", because_en: str = "") -> None:
    """Start clocks now by the limits of the case's matter. A missing calendar leaves one without an end, and
    says so.
    """
    if not names:
        return
    measured = ruler_of(case)
    begin(
        case,
        *(
            (name, *measured.limits[name], case.lead_unit if name != "total" else "")
            for name in names
            if name in measured.limits
        ),
        because_zh=because_zh,
        because_en=because_en,
    )


def begin(
    case: Case,
    *wanted: tuple[str, Limit, tuple[str, str], str],
    because_zh: str = "",
    because_en: str = "",
) -> None:
    """Start clocks now: (name, limit, what it rests on, the unit it is of)."""
    now, calendar = clock.now(), ruler_of(case).calendar
    now_running = running(case)
    begun: list[CaseClock] = []
    for name, limit, basis, unit in wanted:
        due, near, why_zh, why_en = _due(case, name, limit, basis, calendar, now)
        begun.append(
            statements.new(
                CaseClock,
                case_id=case.id,
                name=name,
                unit=unit,
                limit_kind=limit.kind,
                limit_amount=limit.amount,
                limit_at=limit.at or "",
                started_at=now,
                counted_from=now,
                near_at=near,
                due_at=due,
                why_zh=f"{because_zh}{why_zh}",
                why_en=f"{because_en} {why_en}".strip(),
            )
        )
    keep(case, now_running, begun)


def keep(case: Case, now_running: list[CaseClock], begun: list[CaseClock]) -> None:
    """Write new clocks, each with its first line, and carry them."""
    statements.insert(*begun)
    write_lines(case, [(one, None, one.due_at, one.why_zh, one.why_en) for one in begun])
    now_running += begun


def inherit(case: Case, total: CaseClock, number: str) -> None:
    """The total of the case above, as it stands, is the total of what was assigned down."""
    kept = statements.new(
        CaseClock,
        case_id=case.id,
        name="total",
        unit="",
        limit_kind=total.limit_kind,
        limit_amount=total.limit_amount,
        limit_at=total.limit_at,
        started_at=total.started_at,
        counted_from=total.counted_from,
        left_us=total.left_us,
        extras=list(total.extras),
        near_at=total.near_at,
        due_at=total.due_at,
        why_zh=f"承继案件 {number} 的总时限。{total.why_zh}",
        why_en=f"Inherited from the case {number}. {total.why_en}",
    )
    keep(case, running(case), [kept])


def write_lines(
    case: Case, lines: Sequence[tuple[CaseClock, datetime | None, datetime | None, str, str]]
) -> None:
    """Why limits are what they are: (clock, old, new, zh, en)."""
    now = clock.now()
    statements.insert(
        *(
            statements.new(
                CaseClockLine,
                case_id=case.id,
                clock=one.name,
                at=now,
                old_due_at=old,
                new_due_at=new,
                why_zh=zh,
                why_en=en,
            )
            for one, old, new, zh, en in lines
        )
    )


def _due(
    case: Case, name: str, limit: Limit, basis: tuple[str, str], calendar: WorkCalendar, now: datetime
) -> tuple[datetime | None, datetime | None, str, str]:
    """When a limit ends, when it is near, and why, in two languages."""
    try:
        due = calendar.add(limit, now, case.area_path)
        near = logic.near_of(limit, now, due, calendar, case.area_path)
    except CalendarMissing as missing:
        return (
            None,
            None,
            f"{known.limit_of_clock_zh(name)}{logic.limit_zh(limit)}：{missing.sentence('zh')}",
            f"{known.clock_en(name).capitalize()} limit {logic.limit_en(limit)}: {missing.sentence('en')}",
        )
    return (due, near, *logic.why_due(name, limit, now, due, calendar, case.area_path, basis))


def stop(case: Case, *names: str, because_zh: str, because_en: str) -> None:
    """Stop running clocks (all of them when none is named); none running is no fault."""
    now, all_running = clock.now(), running(case)
    found = [one for one in all_running if not names or one.name in names]
    if not found:
        return
    if any(one.pk is None for one in found):  # begun in this transaction, and perhaps not written yet
        statements.write_kept(CaseClock)
    values = (statements.moment(now), case.id, *(one.name for one in found))
    statements.later(CaseClock, _stopping(len(found)), values)
    lines = []
    for one in found:
        one.stopped_at = now
        late = passed(one, now)
        case.late = case.late or late
        zh, en = known.clock_zh(one.name), known.clock_en(one.name).capitalize()
        lines.append(
            (
                one,
                one.due_at,
                one.due_at,
                f"{zh}计时停止：{because_zh}（{'已超期' if late else '在时限内'}）。",
                f"{en} clock stops: {because_en} ({'after' if late else 'within'} its limit).",
            )
        )
        all_running.remove(one)
    write_lines(case, lines)


@cache
def _stopping(many: int) -> str:
    """By name: at most one clock of a name runs, and one begun in this transaction has no key yet."""
    names = ", ".join(["%s"] * many)
    return (
        "UPDATE cases_caseclock SET stopped_at = %s "  # noqa: S608
        f"WHERE case_id = %s AND stopped_at IS NULL AND name IN ({names})"
    )


def settle_keys(found: list[CaseClock]) -> None:
    """Give clocks that were begun in this transaction the keys that the database counted for them."""
    if any(one.pk is None for one in found):
        statements.write_kept(CaseClock)
        for one in found:
            if one.pk is None:
                one.pk = CaseClock.objects.get(case_id=one.case_id, name=one.name, stopped_at=None).pk


def passed(one: CaseClock, now: datetime) -> bool:
    """Whether the limit of a clock was passed."""
    return one.due_at is not None and now > one.due_at


def in_time(case: Case, name: str) -> bool | None:
    """Whether a running clock of the case is within its limit now; None where it does not run or has none."""
    now = clock.now()
    for one in running(case):
        if one.name == name and one.due_at is not None:
            return not passed(one, now)
    return None


def summary(case: Case) -> Summary:
    """Read the running clocks for the list row; those that stopped have left their mark on the case."""
    now = clock.now()
    near: datetime | None = None
    due: datetime | None = None
    late = case.late
    for found in running(case):
        late = late or passed(found, now)
        near = min((at for at in (near, found.near_at) if at is not None), default=None)
        due = min((at for at in (due, found.due_at) if at is not None), default=None)
    return Summary(near_at=near, due_at=due, late=late)


def limit_of(one: CaseClock) -> Limit:
    kind: LimitKind = one.limit_kind  # type: ignore[assignment]
    return Limit(kind=kind, amount=one.limit_amount, at=one.limit_at or None)


def reckon(one: CaseClock, calendar: WorkCalendar, area_path: str) -> tuple[datetime, datetime]:
    """When a clock ends and when it is near, from what is kept of it. Raises CalendarMissing."""
    begun, limit = one.counted_from or one.started_at, limit_of(one)
    if one.left_us is None:
        due = calendar.add(limit, begun, area_path)
        near = logic.near_of(limit, begun, due, calendar, area_path)
    else:
        due = _after(begun, one.left_us, limit, calendar, area_path)
        near = min(_after(begun, int(one.left_us * known.NEAR_SHARE), limit, calendar, area_path), due)
    for kind, amount in one.extras:
        more = Limit(kind=kind, amount=amount)
        start, due = due, calendar.add(more, due, area_path)
        near = logic.near_of(more, start, due, calendar, area_path)
    return due, near


def _after(begun: datetime, left_us: int, limit: Limit, calendar: WorkCalendar, area_path: str) -> datetime:
    """`left_us` after a moment, in working time where the limit is."""
    if limit.kind in WORKING:
        return calendar.add_working_hours(begun, left_us / _HOUR_US, area_path)
    return begun + timedelta(microseconds=left_us)


def left_at(one: CaseClock, at: datetime, calendar: WorkCalendar, area_path: str) -> int | None:
    """What is left of a clock in microseconds, of working time where its limit is; negative when it was
    passed, None where nobody knows its end.
    """
    if one.due_at is None:
        return None
    if one.limit_kind in WORKING:
        return round(calendar.working_hours_between(at, one.due_at, area_path) * _HOUR_US)
    return round((one.due_at - at) / timedelta(microseconds=1))


def last_of(case: Case, name: str) -> CaseClock | None:
    """The newest clock of a name, running or stopped."""
    return CaseClock.objects.filter(case_id=case.id, name=name).order_by("-id").first()
