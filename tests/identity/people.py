"""A small city: districts, towns, villages, bureaus, and a person for each way of seeing."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from yiwang.identity import _sessions
from yiwang.identity.models import Charge, Desk, Grant, UnitRow, User
from yiwang.kernel import clock

CITY = "/44/4499/"
EAST, WEST, ZONE = f"{CITY}449901/", f"{CITY}449902/", f"{CITY}zone/"
EAST_TOWN, WEST_TOWN, ZONE_TOWN = f"{EAST}449901001/", f"{WEST}449902001/", f"{ZONE}449901070/"
EAST_VILLAGE, ZONE_VILLAGE = f"{EAST_TOWN}449901001201/", f"{ZONE_TOWN}449901070201/"
PASSWORD = "Correct-horse-9"

UNITS = [
    ("c-zf", "government", "city", CITY, ""),
    ("c-cgj", "department", "city", CITY, "urban_management"),
    ("c-jj", "vertical", "city", CITY, "police_traffic"),
    ("c-yx", "platform", "city", CITY, ""),
    ("c-ps", "enterprise", "city", CITY, "urban_management"),
    ("e-zf", "government", "county", EAST, ""),
    ("e-cgj", "department", "county", EAST, "urban_management"),
    ("w-zf", "government", "county", WEST, ""),
    ("w-cgj", "department", "county", WEST, "urban_management"),
    ("z-gwh", "government", "county", ZONE, ""),
    ("et-zf", "town", "town", EAST_TOWN, ""),
    ("wt-zf", "town", "town", WEST_TOWN, ""),
    ("zt-zf", "town", "town", ZONE_TOWN, ""),
    ("ev-cw", "village", "village", EAST_VILLAGE, ""),
    ("zv-cw", "village", "village", ZONE_VILLAGE, ""),
]
PEOPLE = [
    ("mayor", "c-zf", ("leader",), "area"),
    ("deputy", "c-zf", ("leader",), "line:police_traffic"),
    ("duty", "c-yx", ("duty_officer",), ""),
    ("duty2", "c-yx", ("duty_officer",), ""),
    ("dispatcher", "c-yx", ("dispatcher",), ""),
    ("inspector", "c-yx", ("inspector",), ""),
    ("city-bureau", "c-cgj", ("handler",), ""),
    ("traffic", "c-jj", ("handler",), ""),
    ("company", "c-ps", ("handler",), ""),
    ("east", "e-zf", ("handler",), ""),
    ("east-bureau", "e-cgj", ("handler",), ""),
    ("west-bureau", "w-cgj", ("handler",), ""),
    ("zone", "z-gwh", ("handler",), ""),
    ("east-town", "et-zf", ("handler",), ""),
    ("zone-town", "zt-zf", ("handler",), ""),
    ("east-grid", "ev-cw", ("grid_worker",), ""),
    ("zone-grid", "zv-cw", ("grid_worker",), ""),
    ("town-dispatcher", "et-zf", ("dispatcher", "handler"), ""),
    ("steward", "c-yx", ("data_steward",), ""),
    ("sysadmin", "c-yx", ("system_admin",), ""),
    ("secadmin", "c-yx", ("security_admin",), ""),
    ("auditadmin", "c-yx", ("audit_admin",), ""),
]


@cache
def hashed() -> str:
    """Everybody's password as it is kept; made once, for it is made to be slow."""
    return _sessions.hash_password(PASSWORD)


def settle() -> None:
    """Write the small city."""
    now = clock.now()
    UnitRow.objects.bulk_create(
        UnitRow(
            id=unit,
            name=unit,
            short_name=unit,
            kind=kind,
            level=level,
            area_id=unit,
            area_path=path,
            line=line,
        )
        for unit, kind, level, path, line in UNITS
    )
    paths = {unit: path for unit, _, _, path, _ in UNITS}
    User.objects.bulk_create(
        User(
            id=login,
            login=login,
            name=login,
            unit_id=unit,
            post="post",
            area_path=paths[unit],
            password=hashed(),
            password_changed_at=now,
        )
        for login, unit, _, _ in PEOPLE
    )
    Grant.objects.bulk_create(
        Grant(
            id=f"{login}:{role}", user_id=login, role=role, kind="standing", granted_by="test", starts_at=now
        )
        for login, _, roles, _ in PEOPLE
        for role in roles
    )
    for login, unit, _, charge in PEOPLE:
        if charge == "area":
            Charge.objects.create(user_id=login, area_path=paths[unit], line="*")
        elif charge:
            Charge.objects.create(user_id=login, area_path=paths[unit], line=charge.removeprefix("line:"))
    Desk.objects.create(
        code="desk",
        name="值班席",
        area_path=CITY,
        unit_id="c-yx",
        changes_at="08:00,20:00",
        officers='["duty","duty2"]',
    )


def on_shift(login: str) -> None:
    """Give the rights of a shift without the roster."""
    now = clock.now()
    Grant.objects.create(
        id=f"shift:{login}",
        user_id=login,
        role="duty_officer",
        kind="shift",
        area_path=CITY,
        shift_id="s",
        granted_by="test",
        starts_at=now,
        expires_at=now + timedelta(hours=12),
    )
