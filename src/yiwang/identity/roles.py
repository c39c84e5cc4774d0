"""Roles, what each may do, and by which lines it sees: the one table behind `scope()` and the golden matrix.

Lines (domain.md, "Who sees what"):

- `area`        属地线: what lies in the area of the post.
- `home`        the area line where the unit answers for an area (government, town, village), else unit line.
- `charge`      分管: the areas and units a leader is in charge of.
- `handled`     经办线: what my unit handles or handled; read-only after its return.
- `supervised`  督办线: what my unit supervises by an order.
- `own`         what I do or did myself.
- `open`        the permission is not about rows of somebody: whoever has it sees all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Line = Literal["area", "home", "charge", "handled", "supervised", "own", "open"]

# Permissions and whether they are about rows that lie somewhere and belong to somebody ("scoped"), about what
# everyone who has the permission may see ("open"), or about the person alone ("own").
PERMISSIONS: dict[str, Literal["scoped", "open", "own"]] = {
    "areas.see": "open",
    "areas.manage": "open",
    "identity.see_units": "open",
    "identity.see_users": "scoped",
    "identity.manage_users": "open",
    "identity.grant": "open",
    "shifts.see": "open",
    "shifts.hand_over": "open",
    "things.see": "scoped",
    "things.manage": "scoped",
    "things.command": "scoped",
    "observations.see": "scoped",
    "observations.write": "own",
    "rules.see": "open",
    "rules.manage": "open",
    "rules.review": "open",
    "alerts.see": "scoped",
    "alerts.confirm": "scoped",
    "alerts.hold": "scoped",
    "matters.see": "open",
    "matters.manage": "open",
    "matters.review": "open",
    "appeals.see": "scoped",
    "appeals.register": "open",
    "appeals.handle": "scoped",
    "appeals.call_back": "scoped",
    "appeals.unmask": "scoped",
    "appeals.exchange": "own",
    "events.see": "scoped",
    "events.grade": "scoped",
    "cases.see": "scoped",
    "cases.dispatch": "scoped",
    "cases.take": "scoped",
    "cases.return": "scoped",
    "cases.handle": "scoped",
    "cases.verify": "scoped",
    "cases.close": "scoped",
    "cases.review": "scoped",
    "cases.rule": "scoped",
    "cases.supervise": "scoped",
    "cases.exclude": "scoped",
    "command.see": "scoped",
    "command.write": "own",
    "command.keep": "own",
    "command.handle": "scoped",
    "knowledge.see": "open",
    "knowledge.write": "open",
    "knowledge.review": "open",
    "algorithms.see": "open",
    "algorithms.manage": "open",
    "documents.see": "scoped",
    "documents.upload": "scoped",
    "ledgers.see": "scoped",
    "ledgers.keep": "scoped",
    "ledgers.review": "scoped",
    "ledgers.unmask": "scoped",
    "messages.see": "own",
    "packs.see": "open",
    "packs.manage": "open",
    "shelf.see": "open",
    "shelf.grant": "open",
    "studio.write": "scoped",
    "studio.review": "scoped",
    "studio.install": "scoped",
    "situation.see": "scoped",
    "indicators.see": "scoped",
    "indicators.fill": "scoped",
    "indicators.define": "scoped",
    "indicators.review": "scoped",
    "indicators.publish": "scoped",
    "boards.see": "scoped",
    "boards.compose": "scoped",
    "boards.review": "scoped",
    "boards.publish": "scoped",
    "reports.see": "scoped",
    "reports.compose": "scoped",
    "reports.review": "scoped",
    "reports.issue": "scoped",
    "themes.see": "scoped",
    "themes.manage": "scoped",
    "search.use": "scoped",
    "live.use": "scoped",
    "audit.see": "open",
    "health.see": "open",
}

# Permissions of everyone who works here, whatever his role.
STAFF = frozenset(
    {
        "areas.see",
        "identity.see_units",
        "knowledge.see",
        "matters.see",
        "messages.see",
        "packs.see",
        "shelf.see",
        "shifts.see",
    }
)
SEE = frozenset(
    {
        "appeals.see",
        "boards.see",
        "reports.see",
        "things.see",
        "observations.see",
        "rules.see",
        "alerts.see",
        "events.see",
        "cases.see",
        "documents.see",
        "situation.see",
        "search.use",
        "live.use",
        "indicators.see",
        "ledgers.see",
        "themes.see",
    }
)

ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})
AREA_KINDS = frozenset({"government", "town", "village"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role: its permissions, its lines of sight, the highest data grade, and when it is in force."""

    zh: str
    permissions: frozenset[str]
    lines: tuple[Line, ...]
    max_grade: int = 2
    sees_secret: bool = False
    on_shift_only: bool = False


ROLES: dict[str, Role] = {
    "leader": Role(
        zh="领导",
        permissions=STAFF | SEE | {"command.see", "command.write", "identity.see_users", "reports.issue"},
        lines=("charge", "handled", "supervised"),
        max_grade=3,
    ),
    "duty_officer": Role(
        zh="值班员",
        permissions=STAFF
        | SEE
        | {
            "alerts.confirm",
            "alerts.hold",
            "appeals.handle",
            "appeals.register",
            "appeals.unmask",
            "cases.dispatch",
            "cases.rule",
            "documents.upload",
            "events.grade",
            "identity.see_users",
            "ledgers.unmask",
            "rules.review",
            "reports.compose",
            "shifts.hand_over",
            "things.command",
        },
        lines=("area", "handled", "supervised"),
        max_grade=3,
        sees_secret=True,
        on_shift_only=True,
    ),
    "dispatcher": Role(
        zh="分拨员",
        permissions=STAFF
        | SEE
        | {
            "alerts.confirm",
            "alerts.hold",
            "algorithms.see",
            "appeals.handle",
            "appeals.register",
            "appeals.unmask",
            "boards.compose",
            "boards.review",
            "cases.close",
            "cases.dispatch",
            "cases.review",
            "cases.rule",
            "documents.upload",
            "events.grade",
            "identity.see_users",
            "knowledge.review",
            "ledgers.keep",
            "ledgers.review",
            "ledgers.unmask",
            "matters.review",
            "reports.compose",
            "reports.review",
            "themes.manage",
        },
        lines=("area", "handled", "supervised"),
        max_grade=3,
        sees_secret=True,
    ),
    "handler": Role(
        zh="承办人",
        permissions=STAFF
        | SEE
        | {
            "appeals.unmask",
            "cases.take",
            "cases.return",
            "cases.handle",
            "command.handle",
            "command.see",
            "documents.upload",
            "knowledge.write",
            "ledgers.keep",
            "ledgers.unmask",
            "things.command",
        },
        lines=("home", "handled", "supervised"),
    ),
    "grid_worker": Role(
        zh="网格员",
        permissions=STAFF
        | SEE
        | {
            "alerts.confirm",
            "appeals.register",
            "cases.take",
            "cases.handle",
            "documents.upload",
            "ledgers.keep",
        },
        lines=("area", "own"),
    ),
    "inspector": Role(
        zh="监督员",
        permissions=STAFF | SEE | {"cases.close", "cases.verify", "documents.upload"},
        lines=("area", "handled", "supervised"),
    ),
    "operator": Role(
        zh="坐席",
        permissions=STAFF
        | {
            "appeals.call_back",
            "appeals.handle",
            "appeals.register",
            "appeals.see",
            "appeals.unmask",
            "cases.see",
            "documents.see",
            "documents.upload",
            "events.see",
            "knowledge.write",
            "live.use",
            "search.use",
        },
        lines=("area", "own"),
        sees_secret=True,
    ),
    "supervisor": Role(
        zh="督办员",
        permissions=STAFF
        | SEE
        | {
            "boards.compose",
            "boards.review",
            "cases.exclude",
            "cases.supervise",
            "documents.upload",
            "reports.compose",
            "reports.review",
            "themes.manage",
        },
        lines=("area", "handled", "supervised"),
    ),
    "secretary": Role(
        zh="秘书",
        permissions=STAFF
        | {
            "boards.see",
            "cases.see",
            "command.keep",
            "command.see",
            "documents.see",
            "documents.upload",
            "events.see",
            "indicators.see",
            "live.use",
            "search.use",
            "themes.see",
        },
        lines=("area", "handled", "supervised"),
    ),
    "data_steward": Role(
        zh="数据管理员",
        permissions=STAFF
        | {
            "algorithms.manage",
            "algorithms.see",
            "areas.manage",
            "boards.compose",
            "boards.publish",
            "boards.review",
            "boards.see",
            "reports.compose",
            "reports.issue",
            "reports.review",
            "reports.see",
            "things.see",
            "things.manage",
            "things.command",
            "observations.see",
            "rules.see",
            "rules.manage",
            "rules.review",
            "alerts.see",
            "alerts.hold",
            "matters.manage",
            "packs.manage",
            "shelf.grant",
            "studio.install",
            "studio.review",
            "studio.write",
            "situation.see",
            "indicators.define",
            "indicators.see",
            "ledgers.keep",
            "ledgers.review",
            "ledgers.see",
            "ledgers.unmask",
            "search.use",
            "live.use",
        },
        lines=("area",),
        max_grade=4,
    ),
    "analyst": Role(
        zh="业务分析员",
        permissions=STAFF
        | {
            "boards.see",
            "indicators.see",
            "ledgers.see",
            "live.use",
            "reports.see",
            "rules.see",
            "search.use",
            "studio.write",
            "things.see",
        },
        lines=("handled", "own"),
    ),
    "statistician": Role(
        zh="统计员",
        permissions=STAFF
        | {"boards.see", "indicators.fill", "indicators.see", "live.use", "reports.see", "search.use"},
        lines=("area",),
    ),
    "indicator_admin": Role(
        zh="指标管理员",
        permissions=STAFF
        | {
            "boards.see",
            "indicators.define",
            "indicators.publish",
            "indicators.review",
            "indicators.see",
            "live.use",
            "reports.see",
            "search.use",
        },
        lines=("area",),
    ),
    "system_admin": Role(
        zh="系统管理员",
        permissions=STAFF | {"health.see", "identity.manage_users", "identity.see_users", "rules.see"},
        lines=("area",),
        max_grade=1,
    ),
    "security_admin": Role(
        zh="安全管理员",
        permissions=STAFF | {"health.see", "identity.grant", "identity.see_users"},
        lines=("area",),
        max_grade=1,
    ),
    "audit_admin": Role(
        zh="审计管理员",
        permissions=STAFF | {"audit.see", "health.see"},
        lines=("area",),
        max_grade=1,
    ),
    "citizen": Role(
        zh="市民",
        permissions=frozenset({"areas.see", "documents.upload", "matters.see", "messages.see"}),
        lines=("own",),
        max_grade=1,
    ),
    "source": Role(
        zh="数据来源",
        permissions=frozenset({"appeals.exchange", "observations.write"}),
        lines=("own",),
        max_grade=1,
    ),
}

# A duty officer off shift keeps only this much, so that he can come and sign for the shift.
OFF_SHIFT = STAFF | {"shifts.hand_over"}


def lines_of(role: str, permission: str) -> tuple[Line, ...]:
    """By which lines `role` sees the rows of `permission`; empty when it does not have the permission."""
    if permission not in ROLES[role].permissions:
        return ()
    reach = PERMISSIONS[permission]
    if reach == "open":
        return ("open",)
    if reach == "own":
        return ("own",)
    return ROLES[role].lines


def matrix() -> str:
    """The permission matrix as the text that stands in tests/golden/permissions.txt."""
    wide = max(len(name) for name in PERMISSIONS)
    blocks = [
        "# role x permission: by which lines each role sees and acts. Made from yiwang/identity/roles.py.",
        "# area 属地线 | home: 属地线 of government, town, village, else 条线 | charge 分管 | handled 经办线",
        "# supervised 督办线 | own 本人 | open: not rows of somebody | - not allowed",
        "# Staff hold these everywhere: " + " ".join(sorted(STAFF)),
        "# A duty officer off shift: " + " ".join(sorted(OFF_SHIFT)),
        "# Exclude each other: " + " ".join(sorted(ADMINISTRATORS)),
    ]
    for name, role in ROLES.items():
        marks = [f"grade<={role.max_grade}"]
        if role.sees_secret:
            marks.append("sees secret")
        if role.on_shift_only:
            marks.append("only while on shift")
        blocks.append(f"\n[{name}] {role.zh} ({', '.join(marks)})")
        for permission in PERMISSIONS:
            lines = lines_of(name, permission)
            blocks.append(f"  {permission:<{wide}}  {' | '.join(lines) if lines else '-'}")
    return "\n".join(blocks) + "\n"


if __name__ == "__main__":
    print(matrix(), end="")
