"""What keeps an alert from calling anybody: maintenance windows, and quiet hours for low severities.

A window is about the readings: an alert belongs to it when its reading was observed within it. Quiet hours
are about people: they count by the clock on the wall. What is held is written and shown like every alert;
when the reason is over, a task lets it go its way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import Q

from yiwang.areas import api as areas
from yiwang.identity.api import Scope, Subject, require, scope
from yiwang.kernel import clock, statements
from yiwang.kernel.facts import split_units, tell
from yiwang.kernel.ids import new_id
from yiwang.kernel.pages import Page
from yiwang.rules._names import person
from yiwang.rules.contracts import (
    QuietHours,
    QuietHoursCancelled,
    QuietHoursRefused,
    QuietHoursSet,
    UnknownQuietHours,
    UnknownWindow,
    Window,
    WindowCancelled,
    WindowRefused,
    WindowSet,
)
from yiwang.rules.models import QuietRow, RuleVersion, WindowRow
from yiwang.sensing import api as sensing

NEVER_QUIET = ("important", "urgent")
QUIET = ("notice", "general")
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Hold:
    """Why an alert waits, and the row that says so."""

    kind: Literal["maintenance", "quiet"]
    id: str


def now(rule_code: str, thing_id: str, area_path: str, severity: str, observed_at: datetime) -> Hold | None:
    """What holds an alert that is raised now, if anything does; a window comes before quiet hours."""
    asked = "WHERE cancelled_at IS NULL AND ends_at > %s AND starts_at <= %s ORDER BY made_at, id"
    when = statements.moment(observed_at)
    for row in statements.select(WindowRow, asked, (when, when)):
        if (
            row.thing_id in ("", thing_id)
            and row.rule_code in ("", rule_code)
            and area_path.startswith(row.area_path)
        ):
            return Hold("maintenance", row.id)
    quiet = _quiet(area_path, severity)
    return Hold("quiet", quiet.id) if quiet else None


def _quiet(area_path: str, severity: str) -> QuietRow | None:
    if severity in NEVER_QUIET:
        return None
    moment = clock.now().astimezone(clock.SHANGHAI)
    minute = moment.hour * 60 + moment.minute
    for row in statements.select(QuietRow, "WHERE cancelled_at IS NULL ORDER BY made_at, id"):
        if area_path.startswith(row.area_path) and severity in row.severities.split(","):
            begin, end = row.from_minute, row.to_minute
            if begin <= minute < end or (begin > end and not end <= minute < begin):
                return row
    return None


def over(held: str, held_by: str, area_path: str, severity: str) -> bool:
    """Whether the reason of a hold is gone."""
    if held == "quiet":
        return _quiet(area_path, severity) is None
    row = WindowRow.objects.filter(pk=held_by).first()
    return row is None or row.cancelled_at is not None or row.ends_at <= clock.now()


def delivers(held_by: str) -> bool:
    """Whether people are called once the quiet hours are over, or never."""
    row = QuietRow.objects.filter(pk=held_by).first()
    return row is None or row.deliver or row.cancelled_at is not None


def reason_of(held_by: str) -> tuple[Window | None, QuietHours | None]:
    """What holds or held an alert, to say so to whoever sees the alert."""
    if not held_by:
        return None, None
    window = WindowRow.objects.filter(pk=held_by).first()
    quiet = QuietRow.objects.filter(pk=held_by).first()
    return (window_of(window) if window else None), (quiet_of(quiet) if quiet else None)


# ---------------------------------------------------------------------------------------------------- windows


def set_window(
    subject: Subject,
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    thing_id: str = "",
    area_id: str = "",
    rule_code: str = "",
) -> Window:
    """Set a maintenance window for a thing, an area or a rule; all that is said must hold.

    Needs alerts.hold where it lies, and rules.manage for one of a rule everywhere. Raises Forbidden,
    WindowRefused, UnknownThing, UnknownArea.
    """
    require(subject, "alerts.hold")
    faults: list[tuple[str, str, str]] = []
    if not (thing_id or area_id or rule_code):
        faults.append(("thing", "请写明物、区域或规则。", "Name a thing, an area or a rule."))
    if not starts_at < ends_at or ends_at <= clock.now():
        faults.append(
            ("ends_at", "结束须晚于开始，且晚于现在。", "The end must lie after the start and after now.")
        )
    if not reason.strip():
        faults.append(("reason", "请写明检修事由。", "Say what the maintenance is."))
    if rule_code and not RuleVersion.objects.filter(code=rule_code).exists():
        faults.append(("rule", f"没有编码为 {rule_code} 的规则。", f"There is no rule {rule_code}."))
    if faults:
        raise WindowRefused(
            count=len(faults), faults=[{"where": where, "zh": zh, "en": en} for where, zh, en in faults]
        )
    if thing_id:
        thing = sensing.get_thing(thing_id)
        area_id, path, units = thing.area_id, thing.area_path, thing.units
    else:
        path, units = (areas.path_of(area_id) if area_id else ""), ""
    if not path:
        require(subject, "rules.manage")
    elif not scope(subject, "alerts.hold").sees(area_path=path, units=split_units(units)):
        raise UnknownWindow(window=thing_id or area_id)
    row = WindowRow(
        id=new_id(),
        thing_id=thing_id,
        area_id=area_id,
        area_path=path,
        units=units,
        rule_code=rule_code,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip()[:500],
        made_by=subject.user_id,
        made_at=clock.now(),
    )
    with transaction.atomic():
        row.save(force_insert=True)
        tell(
            WindowSet(
                window_id=row.id,
                thing_id=thing_id,
                area_id=area_id,
                rule_code=rule_code,
                starts_at=starts_at,
                ends_at=ends_at,
                reason=row.reason,
            ),
            subject=f"window:{row.id}",
            version=row.version,
            actor=subject.user_id,
            area_path=path,
            units=split_units(units),
        )
    return window_of(row)


def cancel_window(window_id: str, subject: Subject) -> Window:
    """End a window before its time; doing so again changes nothing. Raises Forbidden, UnknownWindow."""
    require(subject, "alerts.hold")
    with transaction.atomic():
        found = WindowRow.objects.select_for_update().filter(pk=window_id)
        row = found.filter(_seen(scope(subject, "alerts.hold"))).first()
        if row is None:
            raise UnknownWindow(window=window_id)
        if row.cancelled_at is None:
            row.cancelled_at, row.cancelled_by, row.version = clock.now(), subject.user_id, row.version + 1
            row.save(update_fields=["cancelled_at", "cancelled_by", "version"])
            tell(
                WindowCancelled(window_id=row.id),
                subject=f"window:{row.id}",
                version=row.version,
                actor=subject.user_id,
                area_path=row.area_path,
                units=split_units(row.units),
            )
    return window_of(row)


def windows(seen: Scope, *, current: bool = True, page: int = 1, size: int = 50) -> Page[Window]:
    """Windows in the scope, the newest first; `current` leaves out those that are over."""
    rows = WindowRow.objects.filter(_seen(seen))
    if current:
        rows = rows.filter(cancelled_at__isnull=True, ends_at__gt=clock.now())
    found = rows.order_by("-starts_at", "-id")[(page - 1) * size : page * size]
    return Page(items=[window_of(row) for row in found], total=rows.count(), page=page, size=size, position=0)


def _seen(seen: Scope) -> Q:
    # A window of a rule everywhere lies nowhere; whoever sees windows at all may know of it.
    return seen.q(secret=None) | Q(area_path="")


def _thing_name(thing_id: str) -> str:
    thing = sensing.find_thing(thing_id) if thing_id else None
    return thing.name if thing else thing_id


def _area_name(path: str) -> str:
    """The last two names of the path, as alerts say where they are."""
    return "".join(areas.names_of(path)[-2:]) if path else ""


def _rule_name(code: str) -> str:
    row = RuleVersion.objects.filter(code=code).order_by("-active", "-declared_at").first() if code else None
    return row.name if row else code


def window_of(row: WindowRow) -> Window:
    return Window(
        id=row.id,
        thing_id=row.thing_id,
        thing_name=_thing_name(row.thing_id),
        area_id=row.area_id,
        area_name=_area_name(row.area_path),
        rule_code=row.rule_code,
        rule_name=_rule_name(row.rule_code),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        reason=row.reason,
        made_by=row.made_by,
        made_by_name=person(row.made_by),
        made_at=row.made_at,
        cancelled_by=row.cancelled_by,
        cancelled_by_name=person(row.cancelled_by),
        cancelled_at=row.cancelled_at,
        current=row.cancelled_at is None and row.starts_at <= clock.now() < row.ends_at,
    )


# ------------------------------------------------------------------------------------------------ quiet hours


def set_quiet_hours(
    subject: Subject,
    *,
    area_id: str,
    from_minute: int,
    to_minute: int,
    severities: Iterable[str],
    deliver: bool,
    reason: str,
) -> QuietHours:
    """Set quiet hours of an area. Needs rules.manage. Raises Forbidden, QuietHoursRefused, UnknownArea."""
    require(subject, "rules.manage")
    low = tuple(dict.fromkeys(severities))
    if not low or any(one not in QUIET for one in low):
        raise QuietHoursRefused()
    if not (0 <= from_minute < DAY_MINUTES and 0 <= to_minute < DAY_MINUTES and from_minute != to_minute):
        raise QuietHoursRefused()
    row = QuietRow(
        id=new_id(),
        area_id=area_id,
        area_path=areas.path_of(area_id),
        from_minute=from_minute,
        to_minute=to_minute,
        severities=",".join(low),
        deliver=deliver,
        reason=reason.strip()[:500],
        made_by=subject.user_id,
        made_at=clock.now(),
    )
    with transaction.atomic():
        row.save(force_insert=True)
        tell(
            QuietHoursSet(
                quiet_id=row.id,
                area_id=area_id,
                from_minute=from_minute,
                to_minute=to_minute,
                severities=row.severities,
                deliver=deliver,
                reason=row.reason,
            ),
            subject=f"quiet:{row.id}",
            version=row.version,
            actor=subject.user_id,
            area_path=row.area_path,
        )
    return quiet_of(row)


def cancel_quiet_hours(quiet_id: str, subject: Subject) -> QuietHours:
    """Take quiet hours back; doing so again changes nothing. Raises Forbidden, UnknownQuietHours."""
    require(subject, "rules.manage")
    with transaction.atomic():
        row = QuietRow.objects.select_for_update().filter(pk=quiet_id).first()
        if row is None:
            raise UnknownQuietHours(quiet=quiet_id)
        if row.cancelled_at is None:
            row.cancelled_at, row.cancelled_by, row.version = clock.now(), subject.user_id, row.version + 1
            row.save(update_fields=["cancelled_at", "cancelled_by", "version"])
            tell(
                QuietHoursCancelled(quiet_id=row.id),
                subject=f"quiet:{row.id}",
                version=row.version,
                actor=subject.user_id,
                area_path=row.area_path,
            )
    return quiet_of(row)


def quiet_hours() -> list[QuietHours]:
    """All quiet hours in force, by area."""
    rows = QuietRow.objects.filter(cancelled_at__isnull=True).order_by("area_path", "from_minute", "id")
    return [quiet_of(row) for row in rows]


def quiet_of(row: QuietRow) -> QuietHours:
    return QuietHours(
        id=row.id,
        area_id=row.area_id,
        area_name=_area_name(row.area_path),
        from_minute=row.from_minute,
        to_minute=row.to_minute,
        severities=tuple(row.severities.split(",")),
        deliver=row.deliver,
        reason=row.reason,
        made_by=row.made_by,
        made_by_name=person(row.made_by),
        made_at=row.made_at,
        cancelled_at=row.cancelled_at,
    )
