"""The catalogue over HTTP: a duty list changed by two persons, tried out, exported and imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cases import city
from tests.identity.people import PASSWORD, hashed
from yiwang.identity.models import User
from yiwang.kernel import clock
from yiwang.kernel.sheets import MEDIA_TYPE

pytestmark = [pytest.mark.django_db, pytest.mark.database]
Browser = Callable[[str], Client]


@pytest.fixture
def browser(town: clock.VirtualClock, settings: Any) -> Browser:
    settings.ROOT_URLCONF = "yiwang.app.urls"
    city.declare()

    def sign_in(login: str) -> Client:
        User.objects.filter(pk=login).update(password=hashed(), password_changed_at=clock.now())
        client = Client()
        answer = client.post(
            "/api/session", {"login": login, "password": PASSWORD}, content_type="application/json"
        )
        client.defaults["HTTP_X_CSRF_TOKEN"] = answer.json()["csrf"]
        return client

    return sign_in


def send(client: Client, path: str, body: dict[str, Any], status: int = 200) -> Any:
    answer = client.post(f"/api/matters/{path}", body, content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


RULE = {"code": "PS-09", "lead": {"unit": "c-swj"}, "area": "449902", "from_": None}


def test_two_persons_change_the_duty_list_and_the_try_out_follows(browser: Browser) -> None:
    steward, alice = browser("steward"), browser("alice")
    where = {"area": "449902001"}
    assert send(alice, "flooded-street/resolve", where)["lead"] == "c-cgj"
    draft = send(steward, "flooded-street/drafts", {"rule": RULE, "reason": "裁决"})
    assert (draft["state"], draft["may_decide"]) == ("asked", False)
    listed = alice.get("/api/matters/drafts", {"state": "asked"}).json()["items"]
    assert [(one["id"], one["may_decide"]) for one in listed] == [(draft["id"], True)]
    send(steward, f"drafts/{draft['id']}/decide", {"approve": True, "version": 1}, 403)
    done = send(alice, f"drafts/{draft['id']}/decide", {"approve": True, "version": 1})
    assert (done["state"], done["matter_version"]) == ("approved", 2)
    send(alice, f"drafts/{draft['id']}/decide", {"approve": True, "version": 1}, 409)
    answer = send(alice, "flooded-street/resolve", where)
    assert (answer["lead_name"], answer["rule_id"]) == ("市水务局", "PS-09")
    said = alice.get("/api/matters/flooded-street/diff", {"old": 1, "new": 2}).json()
    assert [one["kind"] for one in said] == ["added"]
    versions = alice.get("/api/matters/flooded-street/versions").json()
    assert [(one["version"], one["in_force"]) for one in versions] == [(2, True), (1, False)]


def test_what_an_editor_reads_he_may_send_back(browser: Browser) -> None:
    steward = browser("steward")
    words = steward.get("/api/matters/flooded-street").json()["duty_rules"][0]["words"]
    send(steward, "flooded-street/drafts", {"rule": words}, 409)
    send(steward, "flooded-street/drafts", {"rule": {**words, "basis_zh": "新依据"}})
    send(steward, "flooded-street/drafts", {"rule": {**words, "unknown": 1}}, 422)
    send(steward, "flooded-street/drafts", {"rule": {"code": "x"}}, 422)
    send(steward, "flooded-street/drafts", {"remove": "none"}, 404)


@pytest.mark.parametrize(
    ("path", "login", "status"),
    [
        ("flooded-street/drafts", "bob", 403),
        ("flooded-street/drafts", "alice", 403),
        ("nothing/drafts", "steward", 404),
    ],
)
def test_who_may_not_propose_is_refused(browser: Browser, path: str, login: str, status: int) -> None:
    send(browser(login), path, {"rule": RULE}, status)


def test_a_taken_back_matter_led_by_a_town_is_refused_with_its_reason(browser: Browser) -> None:
    steward = browser("steward")
    town = {"code": "CC-02", "lead": {"unit": "et-zf"}, "area": "449901001"}
    refused = send(steward, "demolition/drafts", {"rule": town}, 422)
    assert "镇街不能主办" in refused["zh"]


def test_the_file_goes_out_and_comes_back_by_preview(browser: Browser) -> None:
    steward, bob = browser("steward"), browser("bob")
    got = bob.get("/api/matters/export.xlsx")
    assert got["Content-Type"] == MEDIA_TYPE

    def upload(client: Client) -> Any:
        file = SimpleUploadedFile("m.xlsx", got.content, content_type=MEDIA_TYPE)
        return client.post("/api/matters/import", {"file": file, "apply": "true"})

    report = upload(steward).json()
    assert (report["unchanged"], report["changed"], report["created"]) == (3, 0, 0)
    assert upload(bob).status_code == 403


def test_classes_words_and_checks_are_open_to_staff(browser: Browser) -> None:
    bob = browser("bob")
    classes = bob.get("/api/matters/classes").json()
    assert [(one["level"], one["matters"]) for one in classes] == [(1, 3), (2, 3), (3, 3)]
    assert {one["code"] for one in bob.get("/api/matters/words").json()} == {
        "flooded-street",
        "street-stall",
        "demolition",
    }
    assert bob.get("/api/matters/checks").json()["matters"] == 3
    assert Client().get("/api/matters/checks").status_code == 401
