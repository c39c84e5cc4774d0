"""授权 — a role given to a person, by somebody else, for a reason, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from yiwang.identity._subjects import UnknownUser, in_force
from yiwang.identity.contracts import GrantKind, GrantRow, RoleEnded, RoleGranted, Subject
from yiwang.identity.models import Grant, User
from yiwang.identity.roles import ADMINISTRATORS, ROLES
from yiwang.kernel import clock
from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from yiwang.kernel.facts import tell
from yiwang.kernel.ids import new_id

EMERGENCY_AT_MOST = timedelta(hours=24)


class NotToYourself(Forbidden):
    code = "identity.not_to_yourself"
    zh = "不能给自己授权，也不能处理自己的授权。"
    en = "Nobody grants to himself or decides on his own grants."


class AdministratorsExclude(Conflict):
    code = "identity.administrators_exclude"
    zh = "三权分立：此人已是 {role}，不能再兼任其他管理员。"
    en = "Separated administrators: this person already is {role} and can hold no second one."


class UnknownGrant(NotFound):
    code = "identity.unknown_grant"
    zh = "没有这项授权，或它已经结束。"
    en = "There is no such grant, or it has ended."


class OtherAdministrator(Forbidden):
    code = "identity.other_administrator"
    zh = "不能替另一位管理员改口令或停用账号。"
    en = "One administrator does not reset or disable another."


class GrantTooWide(Forbidden):
    code = "identity.grant_too_wide"
    zh = "授权范围超出了您管理的区域。"
    en = "The grant reaches beyond the area that you manage."


def refuse_administrator(user_id: str) -> None:
    """A system administrator who could reset the security administrator's password would be both."""
    if Grant.objects.filter(user_id=user_id, role__in=ADMINISTRATORS, revoked_at=None).exists():
        raise OtherAdministrator()


def grant(
    subject: Subject,
    *,
    user_id: str,
    role: str,
    area_path: str = "",
    reason: str,
    hours: float | None = None,
) -> GrantRow:
    """Give a role. With `hours` it is an emergency grant and expires; nobody grants to himself."""
    if role not in ROLES or role in ("source", "citizen"):
        raise Invalid(reason=f"role {role!r}")
    if not reason.strip():
        raise Invalid(reason="须写明理由 / a reason is required")
    if user_id == subject.user_id:
        raise NotToYourself()
    if area_path and not area_path.startswith(subject.area_path):
        raise GrantTooWide()
    expires = None
    if hours is not None:
        if not 0 < hours <= EMERGENCY_AT_MOST.total_seconds() / 3600:
            raise Invalid(reason="应急授权 24 小时以内 / an emergency grant lasts 24 hours at most")
        expires = clock.now() + timedelta(hours=hours)
    user = User.objects.select_related("unit").filter(pk=user_id, active=True).first()
    if user is None:
        raise UnknownUser()
    with transaction.atomic():
        row = give(
            user_id=user_id,
            role=role,
            kind="standing" if expires is None else "emergency",
            area_path=area_path,
            granted_by=subject.user_id,
            reason=reason.strip(),
            expires_at=expires,
            actor=subject.user_id,
        )
    return _row_of(row, user.name)


def give(
    *,
    user_id: str,
    role: str,
    kind: GrantKind,
    area_path: str,
    granted_by: str,
    reason: str,
    expires_at: datetime | None,
    actor: str,
    shift_id: str = "",
) -> Grant:
    """Write the grant and tell it, inside the caller's transaction."""
    if role in ADMINISTRATORS:
        other = Grant.objects.filter(user_id=user_id, role__in=ADMINISTRATORS, revoked_at=None).first()
        if other is not None:
            raise AdministratorsExclude(role=ROLES[other.role].zh)
    try:
        with transaction.atomic():
            row = Grant.objects.create(
                id=new_id(),
                user_id=user_id,
                role=role,
                kind=kind,
                area_path=area_path,
                shift_id=shift_id,
                granted_by=granted_by,
                reason=reason,
                starts_at=clock.now(),
                expires_at=expires_at,
            )
    except IntegrityError as error:
        # Two grants at once: the table decided what the look before could not.
        raise AdministratorsExclude(role=role) if role in ADMINISTRATORS else Conflict() from error
    fact = RoleGranted(
        grant_id=row.pk,
        user_id=user_id,
        role=role,
        kind=kind,
        granted_over=area_path,
        expires_at=expires_at,
        reason=reason,
    )
    tell(fact, subject=f"grant:{row.pk}", version=1, actor=actor)
    return row


def revoke(subject: Subject, grant_id: str, *, reason: str) -> None:
    """Take a role back before its time."""
    row = Grant.objects.filter(pk=grant_id, revoked_at=None).first()
    if row is None:
        raise UnknownGrant()
    if row.user_id == subject.user_id:
        raise NotToYourself()
    with transaction.atomic():
        if not _end(row, actor=subject.user_id, reason=reason or "revoked"):
            raise UnknownGrant()


def grants_of(user_id: str) -> tuple[GrantRow, ...]:
    """Every grant that a person ever had, newest first."""
    rows = Grant.objects.select_related("user").filter(user_id=user_id).order_by("-starts_at", "-pk")
    return tuple(_row_of(row, row.user.name) for row in rows)


def roles_of(user_ids: list[str]) -> dict[str, tuple[str, ...]]:
    """The roles of several people now."""
    found: dict[str, list[str]] = {}
    rows = Grant.objects.filter(in_force(clock.now()), user_id__in=user_ids).order_by("role")
    for user_id, role in rows.values_list("user_id", "role"):
        if role not in found.setdefault(user_id, []):
            found[user_id].append(role)
    return {user_id: tuple(roles) for user_id, roles in found.items()}


def end_of_shift(shift_id: str, *, actor: str, reason: str) -> None:
    for row in Grant.objects.filter(shift_id=shift_id, revoked_at=None):
        _end(row, actor=actor, reason=reason)


def end_expired() -> int:
    """Write down the end of every grant that ran out; how many. It gave no rights since its expiry."""
    now = clock.now()
    done = 0
    for row in Grant.objects.filter(Q(expires_at__lte=now), revoked_at=None)[:200]:
        with transaction.atomic():
            done += _end(row, actor="system:identity.grants", reason="expired")
    return done


def _end(row: Grant, *, actor: str, reason: str) -> int:
    claimed = Grant.objects.filter(pk=row.pk, revoked_at=None, version=row.version).update(
        revoked_at=clock.now(), version=row.version + 1
    )
    if claimed:
        fact = RoleEnded(grant_id=row.pk, user_id=row.user_id, role=row.role, kind=row.kind, reason=reason)
        tell(fact, subject=f"grant:{row.pk}", version=row.version + 1, actor=actor)
    return claimed


def _row_of(row: Grant, user_name: str) -> GrantRow:
    return GrantRow(
        id=row.pk,
        user_id=row.user_id,
        user_name=user_name,
        role=row.role,
        kind=row.kind,  # type: ignore[arg-type]
        area_path=row.area_path,
        granted_by=row.granted_by,
        reason=row.reason,
        starts_at=row.starts_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
