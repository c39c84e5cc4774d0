"""HTTP of identity: the session, units, people, grants, shifts and hand-overs."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

import django.http
from django.db.models import Q
from django.http import HttpResponse
from ninja import Body, Query

from yiwang.identity import _grants, _sessions, _shifts, _subjects
from yiwang.identity._http import HttpRequest, Routes, source_of
from yiwang.identity._scope import scope
from yiwang.identity.contracts import (
    GrantRow,
    HandOver,
    HandOverSigned,
    PasswordChanged,
    RoleEnded,
    RoleGranted,
    SessionView,
    Shift,
    ShiftLine,
    ShiftNoted,
    ShiftOpened,
    SignedIn,
    SignedOut,
    SignInRefused,
    Unit,
    UserChanged,
    UserRow,
)
from yiwang.identity.models import UnitRow, User
from yiwang.kernel import clock
from yiwang.kernel.errors import Unauthenticated
from yiwang.kernel.facts import last_position
from yiwang.kernel.pages import Page

router = Routes(tags=["identity"])
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=200)]
Words = Annotated[str, Query(max_length=60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInBody:
    login: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordBody:
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPassword:
    """A generated password, shown this once."""

    login: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantBody:
    """`hours` makes it an emergency grant that expires."""

    user_id: str
    role: str
    reason: str
    area_path: str = ""
    hours: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantReasonBody:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveBody:
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteBody:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRow:
    """A desk of the roster."""

    code: str
    name: str
    area_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView:
    """Who is on shift at a desk and what waits for a signature."""

    shift: Shift | None
    hand_over: HandOver | None


# The session -----------------------------------------------------------------------------------------


@router.post(
    "/session", public=True, tells=(SignedIn, SignInRefused), response=SessionView, operation_id="sign_in"
)
def sign_in(request: django.http.HttpRequest, body: Body[SignInBody], response: HttpResponse) -> SessionView:
    """Sign in. The cookie is HttpOnly, SameSite=Lax, and Secure over HTTPS, which other machines must use."""
    source = source_of(request)
    if not request.is_secure() and not _on_this_machine(request):
        raise _sessions.PlainSignIn()
    token, found = _sessions.sign_in(body.login, body.password, source=source)
    response.set_cookie(
        _sessions.COOKIE,
        token,
        max_age=int(_sessions.ABSOLUTE.total_seconds()),
        path="/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    response["Cache-Control"] = "no-store"
    return _session_view(found)


@router.get("/session", signed_in=True, response=SessionView, operation_id="get_session")
def get_session(request: HttpRequest, response: HttpResponse) -> SessionView:
    """Who I am, what I may do, and the token for unsafe requests."""
    response["Cache-Control"] = "no-store"
    return _session_view(_found(request))


@router.delete("/session", signed_in=True, tells=(SignedOut,), response={204: None}, operation_id="sign_out")
def sign_out(request: HttpRequest, response: HttpResponse) -> None:
    """Sign out: the session ends on the server, and the browser is told to forget what it kept."""
    _sessions.sign_out(_found(request))
    response.delete_cookie(_sessions.COOKIE, path="/", samesite="Lax")
    response["Clear-Site-Data"] = '"cache"'


@router.post(
    "/session/password",
    signed_in=True,
    tells=(PasswordChanged, SignInRefused),
    response={204: None},
    operation_id="change_password",
)
def change_password(request: HttpRequest, body: Body[PasswordBody]) -> None:
    """Change my password; my other sessions end."""
    found = _found(request)
    _sessions.change_password(found.row.user_id, body.old, body.new, keep_session=found.row.pk)


def _found(request: HttpRequest) -> _sessions.FoundSession:
    found = _sessions.find_session(request.COOKIES.get(_sessions.COOKIE, ""))
    if found is None:
        raise Unauthenticated()
    return found


def _session_view(found: _sessions.FoundSession) -> SessionView:
    subject = _sessions.subject_of_session(found)
    return SessionView(
        subject=_subjects.view(subject), csrf=_sessions.csrf_of(found.token), expires_at=found.row.expires_at
    )


def _on_this_machine(request: django.http.HttpRequest) -> bool:
    """True for a loopback peer that hands on nobody else's request."""
    if any(name in request.META for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")):
        return False
    try:
        return ipaddress.ip_address(source_of(request)).is_loopback
    except ValueError:
        return False


# Units and people ------------------------------------------------------------------------------------


@router.get("/units", permission="identity.see_units", response=Page[Unit], operation_id="list_units")
def list_units(
    request: HttpRequest,
    q: Words = "",
    level: Words = "",
    kind: Words = "",
    line: Words = "",
    area: Annotated[str, Query(max_length=200)] = "",
    names: Annotated[str, Query(max_length=4_000)] = "",
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[Unit]:
    """The directory of units, open to everyone who works here. `area` is a managed path; `names`, with
    commas, asks for the units of these whole names, long or short."""
    position = last_position()
    rows = UnitRow.objects.filter(scope(request.subject, "identity.see_units").q(), active=True)
    for field, value in (("level", level), ("kind", kind), ("line", line)):
        if value:
            rows = rows.filter(**{field: value})
    if area:
        rows = rows.filter(area_path__startswith=area)  # scope: narrows an open directory
    if names:
        asked = names.split(",")
        rows = rows.filter(Q(name__in=asked) | Q(short_name__in=asked))
    if q:
        rows = rows.filter(Q(name__contains=q) | Q(short_name__contains=q) | Q(pk=q))
    first = (page - 1) * size
    items = [_subjects.unit_of(row) for row in rows.order_by("area_path", "pk")[first : first + size]]
    return Page(items=items, total=rows.count(), page=page, size=size, position=position)


@router.get("/units/{unit_id}", permission="identity.see_units", response=Unit, operation_id="get_unit")
def get_unit(request: HttpRequest, unit_id: str) -> Unit:
    row = UnitRow.objects.filter(scope(request.subject, "identity.see_units").q(), pk=unit_id).first()
    if row is None:
        raise _subjects.UnknownUnit(unit=unit_id)
    return _subjects.unit_of(row)


@router.get("/users", permission="identity.see_users", response=Page[UserRow], operation_id="list_users")
def list_users(
    request: HttpRequest, q: Words = "", unit: Words = "", page: PageNumber = 1, size: PageSize = 50
) -> Page[UserRow]:
    """People within my area."""
    position = last_position()
    rows = User.objects.select_related("unit").filter(
        scope(request.subject, "identity.see_users").paths_only()
    )
    if unit:
        rows = rows.filter(unit_id=unit)
    if q:
        rows = rows.filter(Q(name__contains=q) | Q(login=q))
    first = (page - 1) * size
    found = list(rows.order_by("area_path", "unit_id", "pk")[first : first + size])
    roles = _grants.roles_of([row.pk for row in found])
    items = [
        UserRow(
            id=row.pk,
            login=row.login,
            name=row.name,
            unit_id=row.unit_id,
            unit_name=row.unit.name,
            post=row.post,
            area_path=row.area_path,
            roles=roles.get(row.pk, ()),
            active=row.active,
            signed_in_at=row.signed_in_at,
        )
        for row in found
    ]
    return Page(items=items, total=rows.count(), page=page, size=size, position=position)


@router.post(
    "/users/{user_id}/password",
    permission="identity.manage_users",
    tells=(PasswordChanged,),
    response=NewPassword,
    operation_id="reset_password",
)
def reset_password(request: HttpRequest, user_id: str, response: HttpResponse) -> NewPassword:
    """Give somebody else a new generated password, to be changed at the next sign-in."""
    if user_id == request.subject.user_id:
        raise _grants.NotToYourself()
    response["Cache-Control"] = "no-store"
    user = _user(request, user_id)
    _grants.refuse_administrator(user.pk)
    password = _sessions.reset_password(user.pk, by=request.subject.user_id, must_change=True)
    return NewPassword(login=user.login, password=password)


@router.post(
    "/users/{user_id}/active",
    permission="identity.manage_users",
    tells=(UserChanged,),
    response={204: None},
    operation_id="set_user_active",
)
def set_user_active(request: HttpRequest, user_id: str, body: Body[ActiveBody]) -> None:
    """Disable or enable a person; disabling ends his sessions at once."""
    if user_id == request.subject.user_id:
        raise _grants.NotToYourself()
    user = _user(request, user_id)
    _grants.refuse_administrator(user.pk)
    _sessions.set_active(user.pk, body.active, by=request.subject.user_id)


def _user(request: HttpRequest, user_id: str) -> User:
    visible = scope(request.subject, "identity.see_users").paths_only()
    row = User.objects.filter(visible, pk=user_id).first()
    if row is None:
        raise _subjects.UnknownUser()
    return row


@router.get(
    "/users/{user_id}/grants",
    permission="identity.see_users",
    response=list[GrantRow],
    operation_id="list_grants",
)
def list_grants(request: HttpRequest, user_id: str) -> list[GrantRow]:
    """Every role that a person has or had."""
    return list(_grants.grants_of(_user(request, user_id).pk))


@router.post(
    "/grants", permission="identity.grant", tells=(RoleGranted,), response=GrantRow, operation_id="grant_role"
)
def grant_role(request: HttpRequest, body: Body[GrantBody]) -> GrantRow:
    """Give a role to somebody else."""
    return _grants.grant(
        request.subject,
        user_id=_user(request, body.user_id).pk,
        role=body.role,
        area_path=body.area_path,
        reason=body.reason,
        hours=body.hours,
    )


@router.post(
    "/grants/{grant_id}/revoke",
    permission="identity.grant",
    tells=(RoleEnded,),
    response={204: None},
    operation_id="revoke_grant",
)
def revoke_grant(request: HttpRequest, grant_id: str, body: Body[GrantReasonBody]) -> None:
    """Take a role back."""
    _grants.revoke(request.subject, grant_id, reason=body.reason)


# Shifts ----------------------------------------------------------------------------------------------


@router.get("/desks", permission="shifts.see", response=list[DeskRow], operation_id="list_desks")
def list_desks(request: HttpRequest) -> list[DeskRow]:
    """The duty desks (值班席)."""
    return [DeskRow(code=code, name=name, area_path=path) for code, name, path in _shifts.desks()]


@router.get("/shifts", permission="shifts.see", response=list[Shift], operation_id="list_shifts")
def list_shifts(
    request: HttpRequest, desk: Words = "", start: datetime | None = None, end: datetime | None = None
) -> list[Shift]:
    """The roster: by default from yesterday to a week ahead, 31 days at most."""
    begin = start or clock.now() - timedelta(days=1)
    begin = begin if begin.tzinfo else begin.replace(tzinfo=clock.SHANGHAI)
    until = end or begin + timedelta(days=8)
    until = until if until.tzinfo else until.replace(tzinfo=clock.SHANGHAI)
    until = min(until, begin + timedelta(days=31))
    return list(_shifts.shifts(desk=desk or None, start=begin, end=until))


@router.get("/shifts/current", permission="shifts.see", response=DeskView, operation_id="current_shift")
def current_shift(request: HttpRequest, desk: Annotated[str, Query(max_length=40)]) -> DeskView:
    """Who is on shift at a desk now, and the hand-over that waits."""
    waiting = _shifts.pending_hand_over(desk)
    if waiting is not None and not _shifts.may_read(request.subject, desk, waiting.area_path):
        waiting = None
    return DeskView(shift=_shifts.current_shift(desk), hand_over=waiting)


@router.post(
    "/shifts/{shift_id}/open",
    permission="shifts.hand_over",
    tells=(ShiftOpened, RoleGranted),
    response=Shift,
    operation_id="open_shift",
)
def open_shift(request: HttpRequest, shift_id: str) -> Shift:
    """Open my planned shift at an empty desk."""
    return _shifts.open_shift(request.subject, shift_id)


@router.get(
    "/shifts/{shift_id}/log", permission="shifts.see", response=list[ShiftLine], operation_id="shift_log"
)
def shift_log(request: HttpRequest, shift_id: str) -> list[ShiftLine]:
    """The log of a shift (值班日志)."""
    shift = _shifts.get_shift(shift_id)
    if not _shifts.may_read(request.subject, shift.desk, shift.area_path):
        raise _shifts.UnknownShift()
    return list(_shifts.log(shift_id))


@router.post(
    "/shifts/{shift_id}/log",
    permission="shifts.hand_over",
    tells=(ShiftNoted,),
    response=ShiftLine,
    operation_id="note_in_shift_log",
)
def note_in_shift_log(request: HttpRequest, shift_id: str, body: Body[NoteBody]) -> ShiftLine:
    """Add a line to my shift's log."""
    return _shifts.note(request.subject, shift_id, body.text)


@router.get(
    "/hand-overs/{hand_over_id}",
    permission="shifts.hand_over",
    response=HandOver,
    operation_id="get_hand_over",
)
def get_hand_over(request: HttpRequest, hand_over_id: str) -> HandOver:
    """The hand-over list with its signatures; for the desk's officers and whoever answers for its area."""
    found = _shifts.get_hand_over(hand_over_id)
    if not _shifts.may_read(request.subject, found.desk, found.area_path):
        raise _shifts.UnknownHandOver()
    return found


@router.post(
    "/hand-overs/{hand_over_id}/sign",
    permission="shifts.hand_over",
    tells=(HandOverSigned,),
    response=HandOver,
    operation_id="sign_hand_over",
)
def sign_hand_over(request: HttpRequest, hand_over_id: str) -> HandOver:
    """Sign as outgoing or incoming officer; with both signatures the rights move to the incoming one."""
    return _shifts.sign(request.subject, hand_over_id)
