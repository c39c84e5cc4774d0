"""Signing in and out, as a browser does it."""

from __future__ import annotations

import itertools
import statistics
import time
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.test import Client

from tests.conftest import DEAR
from yiwang.identity import _sessions
from yiwang.identity.models import Attempt, SignInSession, User
from yiwang.kernel import clock
from yiwang.kernel.models import FactRow

from . import people

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.urls("tests.identity.urls")]


@pytest.fixture(autouse=True)
def _city(wound: clock.VirtualClock) -> None:
    people.settle()


def sign_in(client: Client, login: str = "east", password: str = people.PASSWORD, **extra: Any) -> Any:
    body = {"login": login, "password": password}
    return client.post("/api/session", body, content_type="application/json", **extra)


def facts(kind: str) -> int:
    return FactRow.objects.filter(fact_type=f"identity.{kind}").count()


def test_a_person_signs_in_and_learns_what_he_may_do(client: Client) -> None:
    answer = sign_in(client)
    assert answer.status_code == 200
    told = answer.json()
    assert told["subject"]["user_id"] == "east"
    assert "cases.take" in told["subject"]["permissions"]
    assert client.get("/api/session").json()["csrf"] == told["csrf"]
    assert facts("signed_in") == 1


def test_the_cookie_is_out_of_reach_of_scripts_and_only_its_hash_is_kept(client: Client) -> None:
    cookie = sign_in(client).cookies[_sessions.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["secure"]
    assert not SignInSession.objects.filter(token_hash=cookie.value).exists()
    secure = sign_in(Client(), secure=True).cookies[_sessions.COOKIE]
    assert secure["secure"]


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(client: Client) -> None:
    wrong, unknown = sign_in(client, password="Wrong-horse-9"), sign_in(client, "nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert facts("sign_in_refused") == 2


def test_an_account_without_a_password_cannot_be_entered(client: Client) -> None:
    User.objects.filter(pk="east").update(password="")
    assert sign_in(client, password="").status_code == 401


def test_an_unknown_account_takes_the_same_time_as_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    assert DEAR.time_cost >= 2
    assert DEAR.memory_cost >= 19 * 1024
    monkeypatch.setattr(_sessions, "_hasher", DEAR)
    monkeypatch.setattr(_sessions, "_nobody", cache(_sessions._nobody.__wrapped__))
    User.objects.filter(login="east").update(password=_sessions.hash_password(people.PASSWORD))
    took: dict[str, list[float]] = {"east": [], "nobody": []}
    for _ in range(5):
        for login, times in took.items():
            Attempt.objects.all().delete()
            began = time.thread_time()  # work done, not time waited: the machine may be busy
            with pytest.raises(_sessions.WrongPassword):
                _sessions.sign_in(login, "Wrong-horse-9", source="127.0.0.1")
            times.append(time.thread_time() - began)
    known, unknown = (statistics.median(times) for times in took.values())
    assert 0.5 < known / unknown < 2


def test_five_failures_lock_the_account_everywhere(client: Client) -> None:
    for number in range(5):
        sign_in(client, password="Wrong-horse-9", REMOTE_ADDR=f"127.0.1.{number}")
    locked = sign_in(client, REMOTE_ADDR="127.0.2.1")
    assert locked.status_code == 429
    assert locked.json()["code"] == "identity.locked"
    assert sign_in(client, "west-bureau", REMOTE_ADDR="127.0.2.1").status_code == 200
    assert facts("sign_in_locked") == 1


def test_five_failures_lock_the_source_for_every_account(client: Client) -> None:
    for number in range(5):
        sign_in(client, f"guess-{number}", REMOTE_ADDR="127.0.3.1")
    assert sign_in(client, REMOTE_ADDR="127.0.3.1").status_code == 429
    assert sign_in(client, REMOTE_ADDR="127.0.3.2").status_code == 200


def test_a_lock_opens_after_its_time(client: Client, wound: clock.VirtualClock) -> None:
    for _ in range(5):
        sign_in(client, password="Wrong-horse-9")
    assert sign_in(client).status_code == 429
    wound.advance(timedelta(minutes=16))
    assert sign_in(client).status_code == 200


def test_thirty_idle_minutes_end_the_session_on_the_server(client: Client, wound: clock.VirtualClock) -> None:
    sign_in(client)
    for _ in range(3):
        wound.advance(timedelta(minutes=29))
        assert client.get("/api/session").status_code == 200
    wound.advance(timedelta(minutes=31))
    assert client.get("/api/session").status_code == 401
    assert SignInSession.objects.get().ended_at is not None
    assert facts("signed_out") == 1


def test_a_session_ends_after_twelve_hours_however_busy(client: Client, wound: clock.VirtualClock) -> None:
    sign_in(client)
    for _ in range(24):
        wound.advance(timedelta(minutes=29, seconds=59))
        assert client.get("/api/session").status_code == 200
    wound.advance(timedelta(minutes=10))
    assert client.get("/api/session").status_code == 401


def test_signing_out_ends_the_session_for_whoever_holds_the_cookie(client: Client) -> None:
    csrf = sign_in(client).json()["csrf"]
    token = client.cookies[_sessions.COOKIE].value
    assert client.delete("/api/session", headers={"X-CSRF-Token": csrf}).status_code == 204
    thief = Client()
    thief.cookies[_sessions.COOKIE] = token
    assert thief.get("/api/session").status_code == 401


def test_an_unsafe_request_needs_the_csrf_header_of_its_own_session(client: Client) -> None:
    sign_in(client)
    other = sign_in(Client(), "zone").json()["csrf"]
    assert client.delete("/api/session").json()["code"] == "identity.csrf"
    assert client.delete("/api/session", headers={"X-CSRF-Token": other}).status_code == 403
    assert client.delete("/api/session", headers={"X-CSRF-Token": "伪"}).status_code == 403


def test_plain_sign_in_is_refused_outside_this_machine(client: Client) -> None:
    far = sign_in(client, REMOTE_ADDR="10.0.0.5")
    assert far.status_code == 403
    assert far.json()["code"] == "identity.plain_sign_in"
    assert sign_in(client, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="10.0.0.5").status_code == 403
    assert sign_in(client, REMOTE_ADDR="10.0.0.5", secure=True).status_code == 200


def test_a_disabled_person_is_out_at_once(client: Client) -> None:
    sign_in(client)
    _sessions.set_active("east", False, by="sysadmin")
    assert client.get("/api/session").status_code == 401
    assert sign_in(Client()).status_code == 401


@pytest.mark.parametrize(
    "weak",
    ["Ab1-xyz", "abcdefgh1", "12345678", "ABCDEFG-", "East-9999", "a" * 129 + "A1", "１２３４５６７８"],
)
def test_a_weak_password_is_refused_with_the_reason(client: Client, weak: str) -> None:
    csrf = sign_in(client).json()["csrf"]
    answer = change(client, csrf, people.PASSWORD, weak)
    assert answer.status_code == 422
    assert answer.json()["code"] == "identity.weak_password"


def change(client: Client, csrf: str, old: str, new: str) -> Any:
    return client.post(
        "/api/session/password",
        {"old": old, "new": new},
        content_type="application/json",
        headers={"X-CSRF-Token": csrf},
    )


def test_none_of_the_last_five_passwords_comes_back(client: Client) -> None:
    csrf = sign_in(client).json()["csrf"]
    words = [people.PASSWORD, *(f"Another-horse-{number}" for number in range(5))]
    for old, new in itertools.pairwise(words):
        assert change(client, csrf, old, new).status_code == 204
    for used in words[1:]:
        assert change(client, csrf, words[-1], used).status_code == 422
    assert change(client, csrf, words[-1], words[0]).status_code == 204
    assert facts("password_changed") == 6


def test_changing_the_password_ends_my_other_sessions(client: Client) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    csrf = sign_in(client).json()["csrf"]
    assert change(client, csrf, people.PASSWORD, "Another-horse-1").status_code == 204
    assert client.get("/api/session").status_code == 200
    assert elsewhere.get("/api/session").status_code == 401


def test_a_password_past_its_age_lets_me_do_nothing_but_change_it(
    client: Client, wound: clock.VirtualClock
) -> None:
    wound.advance(timedelta(days=91))
    answer = sign_in(client).json()
    assert answer["subject"]["must_change_password"]
    assert client.get("/api/units").json()["code"] == "identity.password_expired"
    assert change(client, answer["csrf"], people.PASSWORD, "Another-horse-1").status_code == 204
    assert client.get("/api/units").status_code == 200


def test_doubled_and_blank_logins_are_refused_by_the_table() -> None:
    from django.db import IntegrityError, transaction

    for login in ("east", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create(
                id=f"new{login}", login=login, name="x", unit_id="e-zf", post="", area_path="/"
            )


def test_a_list_route_answers_the_page_of_the_house(client: Client) -> None:
    sign_in(client)
    assert client.get("/api/probe/page").json() == {
        "items": [],
        "total": 0,
        "page": 1,
        "size": 1,
        "position": 4,
    }
    units = client.get("/api/units", {"area": people.ZONE, "size": "2"}).json()
    assert units["total"] == 3
    assert [unit["id"] for unit in units["items"]] == ["z-gwh", "zt-zf"]
    assert client.get("/api/units", {"size": "0"}).status_code == 422
