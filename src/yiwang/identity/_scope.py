"""The one answer to “what may this person see?”, as a database predicate and as a test in memory.

Both forms are made from the same four sets, and a property test holds them together. Nothing outside this
module may decide visibility: `tests/identity/test_one_answer.py` forbids a second answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from yiwang.identity.contracts import Held, Subject
from yiwang.identity.roles import PERMISSIONS, ROLES, lines_of
from yiwang.kernel import search
from yiwang.kernel.errors import Forbidden

# Nothing matches an empty `in`, on every database, and Django drops the query altogether.
NOTHING = Q(pk__in=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What one subject may see under one permission.

    A row is seen when it lies below one of `area_paths` (属地线, whole-area 分管), or when one of `unit_ids`
    (条线, 分管 by unit) or of `own_tokens` (经办线, 督办线, 本人) stands in its units; a secret row only by
    `secret_paths` and `own_tokens`. `everything` is for our own tasks and for permissions that are not about
    somebody's rows.
    """

    subject: Subject
    permission: str
    user_id: str
    everything: bool = False
    area_paths: tuple[str, ...] = ()
    secret_paths: tuple[str, ...] = ()
    unit_ids: frozenset[str] = frozenset()
    unit_paths: tuple[tuple[str, str], ...] = ()
    own_tokens: frozenset[str] = frozenset()
    max_grade: int = 1

    @property
    def sees_secret(self) -> bool:
        """True when secret rows of at least one area are shown."""
        return self.everything or bool(self.secret_paths)

    @property
    def nothing(self) -> bool:
        return not (self.everything or self.area_paths or self.unit_ids or self.own_tokens)

    def q(
        self,
        *,
        area: str = "area_path",
        units: str = "units",
        secret: str | None = "secret",  # noqa: S107 (a column name)
        against: str | None = None,
    ) -> Q:
        """The predicate for a query; the arguments name the columns of the row convention.

        `secret=None` for tables that hold nothing secret. `against` names a column of unit ids complained
        of: the area line and the unit line then leave out what is against the subject's own unit.
        """
        if self.everything:
            return Q()
        lines = [_below(area, path) for path in self.area_paths]
        lines += [search.bears(units, sorted(self.unit_ids))] if self.unit_ids else []
        own = search.bears(units, sorted(self.own_tokens))
        secretly = [_below(area, path) for path in self.secret_paths]
        seen = _any(lines)
        if secret is not None and lines:
            seen &= Q(**{secret: False})
        if secretly and secret is not None:
            seen |= _any(secretly)
        if against is not None and self.subject.unit_id and (lines or secretly):
            seen &= ~Q(**{f"{against}__contains": f"|{self.subject.unit_id}|"})
        return seen | own if self.own_tokens else seen

    def within(self, *, state: str = "") -> search.Within:
        """What a search may leave out beforehand: rows of no line of this scope, and where one `state` is
        asked for the open ones, or all but those."""
        is_open = state == "open" if state else None
        if self.everything:
            return search.Within(open=is_open)
        return search.Within(
            areas=(*self.area_paths, *self.secret_paths),
            units=self.unit_ids | self.own_tokens,
            open=is_open,
        )

    def paths_only(self, area: str = "area_path") -> Q:
        """The predicate for rows that have only the area line (and are never secret)."""
        if self.everything:
            return Q()
        return _any([_below(area, path) for path in self.area_paths])

    def sees(
        self,
        *,
        area_path: str,
        units: Iterable[str] = (),
        secret: bool = False,
        against: Sequence[str] = (),
    ) -> bool:
        """The same predicate on a fact's envelope or on a row in memory."""
        if self.everything:
            return True
        held = units if isinstance(units, (set, frozenset)) else set(units)
        if not self.own_tokens.isdisjoint(held):
            return True
        if self.subject.unit_id and self.subject.unit_id in against:
            return False
        if secret:
            return area_path.startswith(self.secret_paths)
        return area_path.startswith(self.area_paths) or not self.unit_ids.isdisjoint(held)


def _below(column: str, path: str) -> Q:
    return Q(**{f"{column}__startswith": path})


def _any(parts: Sequence[Q]) -> Q:
    return reduce(or_, parts) if parts else NOTHING


def scope(subject: Subject, permission: str) -> Scope:
    """What `subject` may see under `permission`; raises Forbidden when it does not have the permission."""
    require(subject, permission)
    if subject.is_system:
        return Scope(
            subject=subject, permission=permission, user_id=subject.user_id, everything=True, max_grade=4
        )
    if PERMISSIONS[permission] == "open":
        grade = max((ROLES[held.role].max_grade for held in subject.held), default=1)
        return Scope(
            subject=subject, permission=permission, user_id=subject.user_id, everything=True, max_grade=grade
        )
    areas: set[str] = set()
    secret_areas: set[str] = set()
    units: set[str] = set()
    own: set[str] = set()
    grade = 1
    for held in subject.held:
        lines = lines_of(held.role, permission)
        if not lines:
            continue
        role = ROLES[held.role]
        grade = max(grade, role.max_grade)
        if held.area_path and held.whole_area:
            areas.add(held.area_path)
            if role.sees_secret:
                secret_areas.add(held.area_path)
        units.update(held.unit_ids)
        own |= _own_tokens(subject, held, lines)
    return Scope(
        subject=subject,
        permission=permission,
        user_id=subject.user_id,
        area_paths=_outermost(areas),
        secret_paths=_outermost(secret_areas),
        unit_ids=frozenset(units - own),
        own_tokens=frozenset(own),
        max_grade=grade,
    )


def _own_tokens(subject: Subject, held: Held, lines: Sequence[str]) -> set[str]:
    own: set[str] = set()
    if "handled" in lines and subject.unit_id:
        own.add(subject.unit_id)
    if "supervised" in lines and subject.unit_id:
        own.add(f"!{subject.unit_id}")
    if "own" in lines or "handled" in lines:
        own.add(f"@{subject.user_id}")
    return own


def _outermost(paths: set[str]) -> tuple[str, ...]:
    """Paths without those that lie below another one of them."""
    kept: list[str] = []
    for path in sorted(paths):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)


def require(subject: Subject, permission: str) -> None:
    """Raise Forbidden unless `subject` has `permission`; an unknown permission is a mistake of ours."""
    if permission not in PERMISSIONS:
        raise LookupError(f"there is no permission {permission!r}; add it to yiwang/identity/roles.py")
    if permission not in subject.permissions:
        raise Forbidden(permission=permission)


def handlers(
    units: Iterable[str] = (),
    *,
    persons: Iterable[str] = (),
    supervisors: Iterable[str] = (),
    against: Iterable[str] = (),
) -> list[str]:
    """The tokens of the `units` column: who handles or handled a row, whose task it is, who supervises it; in
    a fact's envelope also whom it is a complaint against.
    """
    found = [*units, *(f"@{user}" for user in persons), *(f"!{unit}" for unit in supervisors)]
    return list(dict.fromkeys((*found, *(f"^{unit}" for unit in against))))


# Which permission a fact or a search hit of each noun asks for.
FACT_PERMISSIONS: tuple[tuple[str, str], ...] = (
    ("rules.alert_", "alerts.see"),
    ("rules.", "rules.see"),
    ("appeals.", "appeals.see"),
    ("algorithms.", "algorithms.see"),
    ("events.", "events.see"),
    ("cases.", "cases.see"),
    ("command.", "command.see"),
    ("sensing.", "things.see"),
    ("areas.", "areas.see"),
    ("matters.", "matters.see"),
    ("documents.knowledge_", "knowledge.see"),
    ("documents.", "documents.see"),
    ("ledgers.", "ledgers.see"),
    ("packs.", "packs.see"),
    # Who sees a topic is nobody else's business.
    ("shelf.", "shelf.grant"),
    ("studio.", "studio.write"),
    # Says that a table was counted and of no area which: who looks again sees what he may.
    ("indicators.counted", "areas.see"),
    ("indicators.", "indicators.see"),
    ("boards.", "boards.see"),
    ("themes.", "themes.see"),
    ("reports.issued", "reports.see"),
    ("reports.replaced", "reports.see"),
    ("reports.withdrawn", "reports.see"),
    ("reports.", "reports.compose"),
    ("messages.", "messages.see"),
    ("identity.shift_", "shifts.see"),
    ("identity.hand_over_", "shifts.see"),
    ("identity.", "audit.see"),
)


class FactSight:
    """Which facts of the live stream one subject may see: its scope per noun, made once per connection.

    Rights move with shifts and grants, so a long stream makes a new one every half a minute.
    """

    def __init__(self, subject: Subject) -> None:
        require(subject, "live.use")
        self.subject = subject
        self._scopes: dict[str, Scope | None] = {}

    def sees(
        self, *, fact_type: str, area_path: str, units: Collection[str] = (), secret: bool = False
    ) -> bool:
        """True when the fact may be shown: the noun's own permission and its scope allow it."""
        permission = next((p for prefix, p in FACT_PERMISSIONS if fact_type.startswith(prefix)), None)
        if permission is None:
            return self.subject.is_system
        if permission not in self._scopes:
            allowed = permission in self.subject.permissions
            self._scopes[permission] = scope(self.subject, permission) if allowed else None
        found = self._scopes[permission]
        if found is None:
            return False
        against = [token.removeprefix("^") for token in units if token.startswith("^")]
        return found.sees(area_path=area_path, units=units, secret=secret, against=against)
