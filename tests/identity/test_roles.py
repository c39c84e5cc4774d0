"""The permission matrix stands in a file that a reviewer reads in a diff."""

from __future__ import annotations

from pathlib import Path

from yiwang.identity.roles import ADMINISTRATORS, PERMISSIONS, ROLES, SEE, STAFF, lines_of, matrix

GOLDEN = Path(__file__).parents[1] / "golden" / "permissions.txt"


def test_the_matrix_is_the_one_in_the_golden_file() -> None:
    # To accept a change: .venv/bin/python -m yiwang.identity.roles > tests/golden/permissions.txt
    assert matrix() == GOLDEN.read_text(encoding="utf-8")


def test_every_permission_named_by_a_role_exists_and_every_permission_is_held_by_a_role() -> None:
    held = {permission for role in ROLES.values() for permission in role.permissions}
    assert held == set(PERMISSIONS)
    assert set(PERMISSIONS) >= STAFF | SEE


def test_an_administrator_sees_no_business_and_no_two_share_a_power() -> None:
    business = {name for name, reach in PERMISSIONS.items() if reach == "scoped"} - {"identity.see_users"}
    for name in ADMINISTRATORS:
        assert not ROLES[name].permissions & business
    powers = [
        ROLES[name].permissions - STAFF - {"health.see", "identity.see_users"} for name in ADMINISTRATORS
    ]
    assert all(not a & b for i, a in enumerate(powers) for b in powers[i + 1 :])


def test_only_the_duty_desk_the_dispatcher_and_the_hotline_see_what_is_secret() -> None:
    assert {name for name, role in ROLES.items() if role.sees_secret} == {
        "duty_officer",
        "dispatcher",
        "operator",
    }


def test_nobody_who_handles_also_verifies() -> None:
    for role in ROLES.values():
        assert not {"cases.handle", "cases.verify"} <= role.permissions


def test_a_role_without_a_permission_has_no_line_for_it() -> None:
    for role in ROLES:
        for permission in PERMISSIONS:
            assert bool(lines_of(role, permission)) == (permission in ROLES[role].permissions)
