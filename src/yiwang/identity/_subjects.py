"""From a user row to a Subject: roles in force, lines of sight, units of a line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from yiwang.identity.contracts import Held, Subject, SubjectView, Unit, UserRef
from yiwang.identity.models import Charge, Grant, UnitRow, User
from yiwang.identity.roles import AREA_KINDS, OFF_SHIFT, ROLES
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound

# A line (条线) runs through departments and vertical agencies; a company is nobody's superior.
LINE_KINDS = ("department", "vertical")
LEVELS = ("city", "county", "town", "village")


class UnknownUnit(NotFound):
    code = "identity.unknown_unit"
    zh = "没有编号为 {unit} 的单位。"
    en = "There is no unit {unit}."


class UnknownUser(NotFound):
    code = "identity.unknown_user"
    zh = "没有这个用户。"
    en = "There is no such user."


def in_force(now: datetime) -> Q:
    """Grants in force at `now`: begun, neither expired nor revoked."""
    return Q(revoked_at=None, starts_at__lte=now) & (Q(expires_at=None) | Q(expires_at__gt=now))


def line_units(unit: UnitRow, *, area_path: str | None = None, line: str | None = None) -> tuple[str, ...]:
    """The units of a line that answer to `unit` within its area: itself, and lower levels of the line."""
    line = unit.line if line is None else line
    path = unit.area_path if area_path is None else area_path
    if not line or (unit.kind not in LINE_KINDS and area_path is None):
        return (unit.pk,)
    lower = LEVELS[LEVELS.index(unit.level) + 1 :] if area_path is None else LEVELS
    rows = UnitRow.objects.filter(line=line, kind__in=LINE_KINDS, level__in=lower, active=True)
    found = rows.filter(area_path__startswith=path).values_list(
        "pk", flat=True
    )  # scope: the lines are made here
    return tuple(dict.fromkeys([unit.pk, *found] if area_path is None else found))


def build(user: User, *, must_change: bool = False) -> Subject:
    """The subject of a person now. Rights follow grants and the shift; nothing is kept between requests."""
    now = clock.now()
    grants = list(Grant.objects.filter(in_force(now), user_id=user.pk).order_by("role", "starts_at"))
    on_shift = next((grant.shift_id for grant in grants if grant.kind == "shift"), None)
    roles: list[str] = []
    permissions: set[str] = set()
    held: list[Held] = []
    unit_line: tuple[str, ...] | None = None
    for grant in grants:
        role = ROLES[grant.role]
        if role.on_shift_only and grant.kind == "standing":
            permissions |= OFF_SHIFT  # the qualification alone: enough to come and sign for the shift
            continue
        if grant.role not in roles:
            roles.append(grant.role)
        permissions |= role.permissions
        path = grant.area_path or user.area_path
        if "charge" in role.lines:
            held += _charges(user, grant)
        elif "area" in role.lines or ("home" in role.lines and user.unit.kind in AREA_KINDS):
            held.append(_held(grant, path, whole_area=True))
        elif "home" in role.lines:
            unit_line = line_units(user.unit) if unit_line is None else unit_line
            held.append(_held(grant, path, unit_ids=unit_line))
        else:
            held.append(_held(grant, path))
    return Subject(
        user_id=user.pk,
        name=user.name,
        unit_id=user.unit_id,
        unit_name=user.unit.name,
        post=user.post,
        roles=tuple(roles),
        permissions=frozenset(permissions),
        area_path=user.area_path,
        on_shift=on_shift,
        unit_kind=user.unit.kind,
        line=user.unit.line,
        held=tuple(held),
        must_change_password=must_change,
    )


def _held(grant: Grant, path: str, *, unit_ids: tuple[str, ...] = (), whole_area: bool = False) -> Held:
    return Held(
        role=grant.role,
        area_path=path,
        unit_ids=unit_ids,
        whole_area=whole_area,
        expires_at=grant.expires_at,
    )


def _charges(user: User, grant: Grant) -> Iterable[Held]:
    """A leader's lines: the whole area, the units of a field in an area, or one unit."""
    charges = list(Charge.objects.filter(user_id=user.pk))
    yield _held(grant, "")
    units: list[str] = []
    for charge in charges:
        if charge.line == "*":
            yield _held(grant, charge.area_path, whole_area=True)
        elif charge.unit_id:
            units.append(charge.unit_id)
        else:
            units += line_units(user.unit, area_path=charge.area_path, line=charge.line)
    if units:
        yield _held(grant, "", unit_ids=tuple(dict.fromkeys(units)))


def view(subject: Subject) -> SubjectView:
    """What a client may know of its own subject."""
    return SubjectView(
        user_id=subject.user_id,
        name=subject.name,
        unit_id=subject.unit_id,
        unit_name=subject.unit_name,
        unit_kind=subject.unit_kind,
        post=subject.post,
        roles=subject.roles,
        permissions=tuple(sorted(subject.permissions)),
        area_path=subject.area_path,
        on_shift=subject.on_shift,
        must_change_password=subject.must_change_password,
    )


def unit_of(row: UnitRow) -> Unit:
    return Unit(
        id=row.pk,
        name=row.name,
        short_name=row.short_name,
        kind=row.kind,  # type: ignore[arg-type]
        level=row.level,  # type: ignore[arg-type]
        area_id=row.area_id,
        area_path=row.area_path,
        parent_id=row.parent_id,
        line=row.line,
        name_en=row.name_en,
    )


def user_ref(row: User, unit: UnitRow | None = None) -> UserRef:
    """A person as others name him; `unit` is his, where it is known already."""
    return UserRef(
        id=row.pk,
        name=row.name,
        unit_id=row.unit_id,
        unit_name=(unit or row.unit).name,
        post=row.post,
        area_path=row.area_path,
    )
