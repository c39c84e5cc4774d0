"""The clocks of a case: started, stopped and read. Everything here runs inside an act's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yiwang.areas import api as areas
from yiwang.cases import logic
from yiwang.cases.models import Case, CaseClock, CaseClockLine
from yiwang.kernel import clock
from yiwang.kernel.calendar import CalendarMissing, Limit
from yiwang.matters import api as matters
from yiwang.matters.contracts import UnknownMatter


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the list row keeps of the clocks: the nearest running limits, and whether any was passed."""

    near_at: datetime | None
    due_at: datetime | None
    late: bool


def limits_of(case: Case) -> dict[str, tuple[Limit, tuple[str, str]]]:
    """The limit of each clock of a case, and what it rests on (for the log line)."""
    fallback = logic.CITY_LIMITS if case.kind == "city" else logic.MAINTENANCE_LIMITS
    chosen = {name: (limit, ("缺省时限", "default limit")) for name, limit in fallback.items()}
    if not case.matter:
        return chosen
    try:
        said = matters.limits(case.matter, case.severity, case.matter_version or None)
    except UnknownMatter:
        return chosen
    number = f"{case.matter} v{case.matter_version}"
    basis = (f"依据事项“{case.matter_zh}”{number}", f"by the matter “{case.matter_en}”, {number}")
    return {**chosen, **{name: (limit, basis) for name, limit in said.items()}}


def start(case: Case, name: str, *, because_zh: str = "", because_en: str = "") -> None:
    """Start a clock now by the limit of the case's matter. A missing calendar leaves it without an end, and
    says so.
    """
    found = limits_of(case).get(name)
    if found is None:
        return
    limit, basis = found
    now, calendar = clock.now(), areas.work_calendar()
    try:
        due: datetime | None = calendar.add(limit, now, case.area_path)
    except CalendarMissing as missing:
        due, near = None, None
        why_zh = f"{logic.LIMITS_ZH[name]}{logic.limit_zh(limit)}:{missing.sentence('zh')}"
        why_en = (
            f"{logic.CLOCKS_EN[name].capitalize()} limit {logic.limit_en(limit)}: {missing.sentence('en')}"
        )
    else:
        assert due is not None
        near = logic.near_of(limit, now, due, calendar, case.area_path)
        why_zh, why_en = logic.why_due(name, limit, now, due, calendar, case.area_path, basis)
    if because_zh:
        why_zh, why_en = f"{because_zh}{why_zh}", f"{because_en} {why_en}"
    CaseClock.objects.create(
        case_id=case.id,
        name=name,
        unit=case.lead_unit if name != "total" else "",
        limit_kind=limit.kind,
        limit_amount=limit.amount,
        limit_at=limit.at or "",
        started_at=now,
        near_at=near,
        due_at=due,
        why_zh=why_zh,
        why_en=why_en,
    )
    CaseClockLine.objects.create(
        case_id=case.id, clock=name, at=now, old_due_at=None, new_due_at=due, why_zh=why_zh, why_en=why_en
    )


def stop(case: Case, *names: str, because_zh: str, because_en: str) -> None:
    """Stop running clocks; none running is no fault."""
    now = clock.now()
    running = CaseClock.objects.filter(case_id=case.id, stopped_at=None)
    if names:
        running = running.filter(name__in=names)
    for found in list(running):
        found.stopped_at = now
        found.save(update_fields=["stopped_at"])
        late = found.due_at is not None and now > found.due_at
        zh, en = logic.CLOCKS_ZH[found.name], logic.CLOCKS_EN[found.name].capitalize()
        CaseClockLine.objects.create(
            case_id=case.id,
            clock=found.name,
            at=now,
            old_due_at=found.due_at,
            new_due_at=found.due_at,
            why_zh=f"{zh}计时停止:{because_zh}({'已超期' if late else '在时限内'})。",
            why_en=f"{en} clock stops: {because_en} ({'after' if late else 'within'} its limit).",
        )


def summary(case_id: str) -> Summary:
    """Read the clocks once for the list row."""
    now = clock.now()
    near: datetime | None = None
    due: datetime | None = None
    late = False
    for found in CaseClock.objects.filter(case_id=case_id):
        if found.due_at is not None and (found.stopped_at or now) > found.due_at:
            late = True
        if found.stopped_at is not None:
            continue
        near = min((at for at in (near, found.near_at) if at is not None), default=None)
        due = min((at for at in (due, found.due_at) if at is not None), default=None)
    return Summary(near_at=near, due_at=due, late=late)
