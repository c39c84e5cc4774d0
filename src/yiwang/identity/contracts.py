"""Shapes and facts that cross the door of identity."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

from yiwang.kernel.facts import Fact

UnitKind = Literal["government", "department", "vertical", "enterprise", "town", "village", "platform"]
UnitLevel = Literal["city", "county", "town", "village"]
GrantKind = Literal["standing", "shift", "emergency"]
ShiftState = Literal["planned", "open", "closed", "lapsed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One role as one person holds it now: over which area, by which unit, until when.

    `lines` names the units of a 分管 (charge) or of the 条线 (unit line); it is filled when the subject is
    built, so that `scope()` is a pure function and can be asked two million times a second.
    """

    role: str
    area_path: str
    unit_ids: tuple[str, ...] = ()
    whole_area: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who acts: a person signed in, a task of ours (`system`), or a device source (`source`)."""

    user_id: str
    name: str
    unit_id: str
    unit_name: str
    post: str
    roles: tuple[str, ...]
    permissions: frozenset[str]
    area_path: str
    on_shift: str | None = None
    unit_kind: str = ""
    line: str = ""
    held: tuple[Held, ...] = ()
    must_change_password: bool = False

    @property
    def is_system(self) -> bool:
        """True for our own tasks, which act by a rule and not by a person's right."""
        return self.user_id.startswith("system:")

    @staticmethod
    def system(name: str) -> Subject:
        """A task of ours. It sees everything and may do what its code does; the name stands in every fact."""
        from yiwang.identity.roles import PERMISSIONS

        return Subject(
            user_id=f"system:{name}",
            name=name,
            unit_id="",
            unit_name="",
            post="",
            roles=(),
            permissions=frozenset(PERMISSIONS),
            area_path="/",
        )

    @staticmethod
    def source(source_id: str) -> Subject:
        """A device gateway or another system that hands in observations."""
        from yiwang.identity.roles import ROLES

        return Subject(
            user_id=f"source:{source_id}",
            name=source_id,
            unit_id="",
            unit_name="",
            post="",
            roles=("source",),
            permissions=ROLES["source"].permissions,
            area_path="",
            held=(Held(role="source", area_path=""),),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit (单位): department, vertical agency, public enterprise, town, village…"""

    id: str
    name: str
    short_name: str
    kind: UnitKind
    level: UnitLevel
    area_id: str
    area_path: str
    parent_id: str | None
    line: str
    name_en: str = ""

    @property
    def english(self) -> str:
        """Its name on English pages: the Chinese one where the city says none."""
        return self.name_en or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRef:
    """A person as other nouns may name him: no login, no telephone."""

    id: str
    name: str
    unit_id: str
    unit_name: str
    post: str
    area_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRow:
    """A line of the user list."""

    id: str
    login: str
    name: str
    unit_id: str
    unit_name: str
    post: str
    area_path: str
    roles: tuple[str, ...]
    active: bool
    signed_in_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRow:
    """A role given to a person."""

    id: str
    user_id: str
    user_name: str
    role: str
    kind: GrantKind
    area_path: str
    granted_by: str
    reason: str
    starts_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRow:
    """What identity has to know of an area. Handed in by `app`: identity lies below areas."""

    id: str
    name: str
    short_name: str
    level: str
    managed_path: str
    kind: str = "division"
    name_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A demonstration account and its generated password, to be shown once and kept by nobody."""

    login: str
    password: str = field(repr=False)
    name: str
    unit_name: str
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What `load_units` did. `accounts` is filled only where a password was generated just now."""

    units: dict[str, int]
    users: int
    changed: bool
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """Answer of the session routes: who I am, what I may do, and the token for unsafe requests."""

    subject: SubjectView
    csrf: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectView:
    """The subject as its own client sees it."""

    user_id: str
    name: str
    unit_id: str
    unit_name: str
    unit_kind: str
    post: str
    roles: tuple[str, ...]
    permissions: tuple[str, ...]
    area_path: str
    on_shift: str | None
    must_change_password: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverItem:
    """One open matter on a hand-over list (交接班清单)."""

    kind: str
    id: str
    title: str
    state: str
    area_path: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """A hand-over (交接班): drawn by the outgoing officer, in force when both have signed."""

    id: str
    desk: str
    area_path: str
    from_shift: str
    to_shift: str
    outgoing: UserRef
    incoming: UserRef
    items: tuple[HandOverItem, ...]
    note: str
    drawn_at: datetime
    outgoing_signed_at: datetime | None
    incoming_signed_at: datetime | None
    state: Literal["drawn", "half_signed", "signed", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftLine:
    """One line of a shift's log (值班日志)."""

    id: str
    shift_id: str
    at: datetime
    author_id: str
    author_name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A shift (班次) at a desk: one officer, from–to, and what became of it."""

    id: str
    desk: str
    desk_name: str
    area_path: str
    role: str
    officer: UserRef
    starts_at: datetime
    ends_at: datetime
    state: ShiftState
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    version: int = 1


# Facts -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsLoaded(Fact):
    fact_type: ClassVar[str] = "identity.units_loaded"
    units: dict[str, int] = field(default_factory=dict)
    users: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Fact):
    fact_type: ClassVar[str] = "identity.signed_in"
    user_id: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut(Fact):
    fact_type: ClassVar[str] = "identity.signed_out"
    user_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRefused(Fact):
    """A failed sign-in. Carries a digest of the login typed: people type passwords into that field."""

    fact_type: ClassVar[str] = "identity.sign_in_refused"
    login_digest: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLocked(Fact):
    fact_type: ClassVar[str] = "identity.sign_in_locked"
    kind: str
    key_digest: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Fact):
    fact_type: ClassVar[str] = "identity.password_changed"
    user_id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UserChanged(Fact):
    fact_type: ClassVar[str] = "identity.user_changed"
    user_id: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted(Fact):
    fact_type: ClassVar[str] = "identity.role_granted"
    grant_id: str
    user_id: str
    role: str
    kind: str
    granted_over: str
    expires_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleEnded(Fact):
    """A grant came to its end: revoked by a person, or run out (`reason` says which)."""

    fact_type: ClassVar[str] = "identity.role_ended"
    grant_id: str
    user_id: str
    role: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftOpened(Fact):
    fact_type: ClassVar[str] = "identity.shift_opened"
    shift_id: str
    desk: str
    officer_id: str
    officer_name: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftClosed(Fact):
    fact_type: ClassVar[str] = "identity.shift_closed"
    shift_id: str
    desk: str
    officer_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftNoted(Fact):
    fact_type: ClassVar[str] = "identity.shift_noted"
    shift_id: str
    desk: str
    line_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverDrawn(Fact):
    fact_type: ClassVar[str] = "identity.hand_over_drawn"
    hand_over_id: str
    desk: str
    from_shift: str
    to_shift: str
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverSigned(Fact):
    fact_type: ClassVar[str] = "identity.hand_over_signed"
    hand_over_id: str
    desk: str
    signer_id: str
    side: str
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListExported(Fact):
    """A list left the house as a file: which one, how many rows, narrowed to what. The actor took it."""

    fact_type: ClassVar[str] = "identity.list_exported"
    what: str
    rows: int
    filters: dict[str, str]
