"""Roles are given by another person, for a reason; the three administrators stay three persons."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from yiwang.identity import _grants, api
from yiwang.identity.models import Grant
from yiwang.identity.roles import ADMINISTRATORS
from yiwang.kernel import clock

from . import people
from .test_session import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.urls("tests.identity.urls")]


@pytest.fixture(autouse=True)
def _city(wound: clock.VirtualClock) -> None:
    people.settle()


def post(client: Client, csrf: str, path: str, body: dict[str, Any]) -> Any:
    return client.post(path, body, content_type="application/json", headers={"X-CSRF-Token": csrf})


def test_a_security_administrator_gives_and_takes_a_role(client: Client) -> None:
    csrf = sign_in(client, "secadmin").json()["csrf"]
    given = post(client, csrf, "/api/grants", {"user_id": "east", "role": "inspector", "reason": "借调"})
    assert given.status_code == 200
    assert "cases.verify" in api.subject_of("east").permissions
    listed = client.get("/api/users/east/grants").json()
    assert {row["role"] for row in listed} == {"inspector", "handler"}
    grant_id = given.json()["id"]
    assert post(client, csrf, f"/api/grants/{grant_id}/revoke", {"reason": "期满"}).status_code == 204
    assert "cases.verify" not in api.subject_of("east").permissions
    assert post(client, csrf, f"/api/grants/{grant_id}/revoke", {"reason": "期满"}).status_code == 404


def test_nobody_grants_to_himself_or_ends_his_own_grant(client: Client) -> None:
    csrf = sign_in(client, "secadmin").json()["csrf"]
    own = post(client, csrf, "/api/grants", {"user_id": "secadmin", "role": "leader", "reason": "x"})
    assert own.json()["code"] == "identity.not_to_yourself"
    assert (
        post(client, csrf, "/api/grants/secadmin:security_admin/revoke", {"reason": "x"}).status_code == 403
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk="east:handler").update(granted_by="east")


def test_only_the_security_administrator_grants(client: Client) -> None:
    csrf = sign_in(client, "sysadmin").json()["csrf"]
    answer = post(client, csrf, "/api/grants", {"user_id": "east", "role": "leader", "reason": "x"})
    assert answer.status_code == 403


@pytest.mark.parametrize("second", sorted(ADMINISTRATORS - {"system_admin"}))
def test_no_person_is_two_administrators_by_the_act_or_in_the_table(second: str) -> None:
    with pytest.raises(_grants.AdministratorsExclude):
        _grants.grant(api.subject_of("secadmin"), user_id="sysadmin", role=second, reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(
            id="x", user_id="sysadmin", role=second, kind="standing", granted_by="t", starts_at=clock.now()
        )


def test_a_temporary_grant_has_an_end_in_the_table_too() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(
            id="x", user_id="east", role="leader", kind="emergency", granted_by="t", starts_at=clock.now()
        )


@pytest.mark.parametrize(
    "body",
    [
        {"role": "emperor", "reason": "x"},
        {"role": "source", "reason": "x"},
        {"role": "inspector", "reason": "  "},
        {"role": "inspector", "reason": "x", "hours": 25},
        {"role": "inspector", "reason": "x", "hours": -1},
        {"role": "inspector", "reason": "x", "area_path": "/44/"},
    ],
)
def test_a_grant_without_sense_is_refused(client: Client, body: dict[str, Any]) -> None:
    csrf = sign_in(client, "secadmin").json()["csrf"]
    assert post(client, csrf, "/api/grants", {"user_id": "east", **body}).status_code in (403, 422)
    assert Grant.objects.filter(user_id="east").count() == 1


def test_a_system_administrator_resets_a_password_but_no_other_administrators(client: Client) -> None:
    csrf = sign_in(client, "sysadmin").json()["csrf"]
    told = post(client, csrf, "/api/users/east/password", {}).json()
    fresh = Client()
    answer = sign_in(fresh, "east", told["password"])
    assert answer.json()["subject"]["must_change_password"]
    assert (
        post(client, csrf, "/api/users/secadmin/password", {}).json()["code"]
        == "identity.other_administrator"
    )
    assert post(client, csrf, "/api/users/sysadmin/password", {}).status_code == 403
    assert post(client, csrf, "/api/users/auditadmin/active", {"active": False}).status_code == 403


def test_people_are_listed_within_the_scope_only(client: Client) -> None:
    _grants.grant(api.subject_of("secadmin"), user_id="east", role="dispatcher", reason="x")
    sign_in(client, "east")
    listed = client.get("/api/users", {"size": 200}).json()
    assert {row["id"] for row in listed["items"]} == {
        "east",
        "east-bureau",
        "east-town",
        "town-dispatcher",
        "east-grid",
    }
    assert listed["total"] == 5
    assert client.get("/api/users/zone/grants").status_code == 404
    assert client.get("/api/users", {"unit": "z-gwh"}).json()["total"] == 0
