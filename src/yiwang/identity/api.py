"""The door of identity: subjects, scope, units, users, shifts, and the router of all routes."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from yiwang.identity import _sessions, _subjects
from yiwang.identity._acts import Act, Life, Lines, reason_of
from yiwang.identity._exports import export
from yiwang.identity._http import Guard, HttpRequest, RouteRow, Routes, route_faults, route_table, source_of
from yiwang.identity._load import load_units
from yiwang.identity._moves import move_paths
from yiwang.identity._scope import FactSight, Scope, handlers, require, scope
from yiwang.identity._sessions import reset_password
from yiwang.identity._shifts import (
    current_shift,
    desks,
    get_hand_over,
    get_shift,
    hand_over,
    log,
    note,
    officers_on_duty,
    on_duty,
    open_shift,
    pending_hand_over,
    reads_desk,
    shifts,
    sign,
)
from yiwang.identity._subjects import UnknownUnit, UnknownUser, in_force
from yiwang.identity.contracts import (
    Account,
    AreaRow,
    HandOver,
    HandOverItem,
    Held,
    LoadReport,
    Shift,
    ShiftLine,
    Subject,
    Unit,
    UserRef,
)
from yiwang.identity.models import Grant, UnitRow, User
from yiwang.identity.roles import ROLES
from yiwang.kernel import clock, statements

__all__ = [
    "Account",
    "Act",
    "AreaRow",
    "FactSight",
    "Guard",
    "HandOver",
    "HandOverItem",
    "Held",
    "HttpRequest",
    "Life",
    "Lines",
    "LoadReport",
    "RouteRow",
    "Routes",
    "Scope",
    "Shift",
    "ShiftLine",
    "Subject",
    "Unit",
    "UnknownUnit",
    "UnknownUser",
    "UserRef",
    "current_shift",
    "desks",
    "export",
    "find_unit",
    "find_user",
    "get_hand_over",
    "get_shift",
    "get_unit",
    "hand_over",
    "handlers",
    "levels_with",
    "load_units",
    "log",
    "move_paths",
    "note",
    "officers_on_duty",
    "on_duty",
    "open_shift",
    "pending_hand_over",
    "places_of_role",
    "reads_desk",
    "reason_of",
    "require",
    "reset_password",
    "role_codes",
    "route_faults",
    "route_table",
    "scope",
    "search_units",
    "shifts",
    "sign",
    "source_of",
    "subject_from_cookies",
    "subject_of",
    "unit_of_line",
    "units",
    "units_by_line",
    "users_of_role",
    "users_of_unit",
]


def get_unit(unit_id: str) -> Unit:
    """The unit of that id; raises UnknownUnit."""
    found = find_unit(unit_id)
    if found is None:
        raise UnknownUnit(unit=unit_id)
    return found


def find_unit(unit_id: str) -> Unit | None:
    row = statements.find(UnitRow, id=unit_id)
    return _subjects.unit_of(row) if row else None


def units(
    *,
    ids: tuple[str, ...] | None = None,
    line: str | None = None,
    area_path: str | None = None,
    kind: str | None = None,
    level: str | None = None,
) -> tuple[Unit, ...]:
    """Units by id, line, kind, level and the managed area that they lie in; in order of id."""
    if ids is not None and not (line or area_path or kind or level):
        named = statements.by_keys(UnitRow, ids)
        return tuple(_subjects.unit_of(row) for row in sorted(named, key=lambda row: row.pk) if row.active)
    rows = UnitRow.objects.filter(active=True)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    if line is not None:
        rows = rows.filter(line=line)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if level is not None:
        rows = rows.filter(level=level)
    if area_path is not None:
        rows = rows.filter(
            Q(area_path__startswith=area_path)
        )  # scope: a directory of units, open to all staff
    return tuple(_subjects.unit_of(row) for row in rows.order_by("pk"))


def unit_of_line(line: str, area_path: str, level: str | None = None) -> Unit | None:
    """The unit that answers for `line` at `area_path`: the nearest one upwards, or the one of `level`.

    Departments and vertical agencies come before companies of the same line.
    """
    rows = _upwards(area_path).filter(line=line)
    if level is not None:
        rows = rows.filter(level=level)
    best = min(rows, key=_nearest, default=None)
    return _subjects.unit_of(best) if best else None


def units_by_line(area_path: str) -> dict[str, Unit]:
    """The unit that answers at `area_path` for each line, as `unit_of_line` finds it."""
    rows = sorted(_upwards(area_path), key=_nearest, reverse=True)
    return {row.line: _subjects.unit_of(row) for row in rows}


def _upwards(area_path: str) -> QuerySet[UnitRow]:
    above = [area_path[: i + 1] for i, letter in enumerate(area_path) if letter == "/" and i]
    return UnitRow.objects.filter(area_path__in=above, active=True)


def _nearest(row: UnitRow) -> tuple[int, bool, str]:
    return -len(row.area_path), row.kind not in ("department", "vertical"), row.pk


def role_codes() -> tuple[str, ...]:
    """The roles of people who work here, in order of the matrix."""
    return tuple(name for name in ROLES if name not in ("citizen", "source"))


def search_units(text: str, *, limit: int = 20) -> tuple[int, tuple[Unit, ...]]:
    """Units whose name holds `text`, higher ones first: how many, and the first of them."""
    named = Q(name__contains=text) | Q(short_name__contains=text) | Q(pk=text)
    rows = UnitRow.objects.filter(named, active=True)
    found = rows.annotate(depth=Length("area_path")).order_by("depth", "pk")[:limit]
    return rows.count(), tuple(_subjects.unit_of(row) for row in found)


def users_of_unit(unit_id: str, role: str | None = None) -> tuple[UserRef, ...]:
    """The active people of a unit, or those who hold `role` there now."""
    unit = statements.find(UnitRow, id=unit_id)
    if role is None:
        rows = statements.select(User, "WHERE unit_id = %s AND active ORDER BY id", (unit_id,))
    else:
        now = statements.moment(clock.now())
        rows = statements.select(User, _HOLDERS, (unit_id, role, now, now))
    return tuple(_subjects.user_ref(row, unit) for row in rows if unit is not None)


# Asked person by person: the grants of one unit's people, not those of the whole city. Counted, because
# PostgreSQL makes a join of EXISTS and then reads the grants of everybody who holds the role.
_HOLDERS = (
    "WHERE unit_id = %s AND active AND 0 < (SELECT COUNT(*) FROM identity_grant AS held "
    "WHERE held.user_id = identity_user.id AND held.role = %s AND held.revoked_at IS NULL "
    "AND held.starts_at <= %s AND (held.expires_at IS NULL OR held.expires_at > %s)) ORDER BY id"
)


def users_of_role(role: str, area_path: str) -> tuple[UserRef, ...]:
    """The active people who hold `role` now and whose post lies at this very area, in order of id."""
    now = clock.now()
    held = Grant.objects.filter(in_force(now), role=role).values("user_id")
    rows = User.objects.select_related("unit").filter(pk__in=held, area_path=area_path, active=True)
    return tuple(_subjects.user_ref(row) for row in rows.order_by("pk"))


def places_of_role(role: str) -> frozenset[str]:
    """The managed areas at which somebody's post lies who holds `role` now."""
    held = Grant.objects.filter(in_force(clock.now()), role=role, user__active=True)
    return frozenset(held.values_list("user__area_path", flat=True).distinct())


def levels_with(permission: str) -> frozenset[str]:
    """The levels of units of which somebody holds a role with this permission now."""
    roles = [name for name, role in ROLES.items() if permission in role.permissions]
    held = Grant.objects.filter(in_force(clock.now()), role__in=roles, user__active=True)
    return frozenset(held.values_list("user__unit__level", flat=True).distinct())


def find_user(user_id: str) -> UserRef | None:
    row = User.objects.select_related("unit").filter(pk=user_id).first()
    return _subjects.user_ref(row) if row else None


def subject_of(login: str) -> Subject:
    """The subject of a login or user id, without a password: for rehearsals, tests, tasks, and keys that a
    person has made."""
    row = User.objects.select_related("unit").filter(Q(login=login) | Q(pk=login), active=True).first()
    if row is None:
        raise UnknownUser()
    return _subjects.build(row)


def subject_from_cookies(headers: Mapping[str, str], *, touch: bool = True) -> Subject | None:
    """The subject of a bare ASGI request from its headers (lower-case names); None when not signed in.

    Reads the database: an asynchronous caller runs it in a thread. `touch=False` only looks: a live stream
    that asks again and again must not keep an idle person signed in.
    """
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return None
    morsel = cookies.get(_sessions.COOKIE)
    found = _sessions.find_session(morsel.value, touch=touch) if morsel else None
    return _sessions.subject_of_session(found) if found else None
