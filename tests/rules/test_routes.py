"""Scene 2-3 as a browser plays it: a rule is changed, tried on the past, reviewed by another, and held."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.identity import people
from tests.rules.conftest import WATER, City
from tests.rules.test_desk import DEEPER, month, words
from yiwang.kernel import clock
from yiwang.rules.models import AlertRow

pytestmark = [pytest.mark.database, pytest.mark.urls("tests.rules.urls")]


def signed_in(login: str) -> Client:
    client = Client()
    answer = client.post(
        "/api/session", {"login": login, "password": people.PASSWORD}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    client.defaults["HTTP_X_CSRF_TOKEN"] = answer.json()["csrf"]
    return client


def post(client: Client, path: str, body: dict[str, Any] | None = None, status: int = 200) -> dict[str, Any]:
    answer = client.post(f"/api{path}", body or {}, content_type="application/json")
    assert answer.status_code == status, answer.content
    told: dict[str, Any] = answer.json()
    return told


def test_scene_2_3_from_the_preview_to_the_window(city: City) -> None:
    start, end = month(city, 20, 41, 18)
    city.judge()
    people.on_shift("duty")
    steward, duty, town = signed_in("steward"), signed_in("duty"), signed_in("east-town")
    span = {"start": start.isoformat(), "end": end.isoformat()}
    forms = steward.get("/api/rules/forms").json()
    assert {one["kind"] for one in forms} >= {"threshold", "seasonal", "combined"}

    draft = post(steward, "/rules/drafts", {"declaration": words(levels=DEEPER), "reason": "15 厘米太敏感"})
    tried = post(steward, "/rules/preview", {"draft": draft["id"], **span})
    assert (tried["current"]["fired"], tried["proposed"]["fired"]) == (3, 1)
    assert tried["proposed"]["episodes"][0]["datastream_id"] == "g1.depth"
    draft = post(steward, f"/rules/drafts/{draft['id']}/submit")
    verdict = {"approve": True, "note": "同意", "version": draft["version"]}
    assert post(steward, f"/rules/drafts/{draft['id']}/review", verdict, 403)["code"] == "rules.own_draft"
    assert post(town, f"/rules/drafts/{draft['id']}/review", verdict, 403)["code"] == "forbidden"
    waiting = duty.get("/api/rules/drafts?state=submitted").json()["items"]
    assert [(one["allowed"], one["preview"]["proposed"]) for one in waiting] == [(["review"], 1)]
    assert post(duty, f"/rules/drafts/{draft['id']}/review", verdict)["state"] == "approved"
    detail = duty.get("/api/rules/detail", {"code": WATER.code}).json()
    assert (detail["in_force"]["author"], detail["in_force"]["reviewer"]) == ("steward", "duty")
    assert [one["active"] for one in detail["versions"]].count(True) == 1

    now = clock.now()
    window = {"thing": "g1", "starts_at": now.isoformat(), "reason": "清淤"}
    until = (now + timedelta(hours=2)).isoformat()
    assert post(town, "/alert-windows", {**window, "ends_at": until}, 403)["code"] == "forbidden"
    refused = post(duty, "/alert-windows", {**window, "ends_at": now.isoformat()}, 422)
    assert refused["code"] == "rules.window_refused"
    made = post(duty, "/alert-windows", {**window, "ends_at": until})
    city.flow(28, 28, 28, 28)
    kept = AlertRow.objects.get(held="maintenance")
    held = duty.get("/api/alerts?held=true").json()["items"]
    assert [(one["id"], one["held"], one["held_by"]) for one in held] == [
        (kept.id, "maintenance", made["id"])
    ]
    assert [one["id"] for one in town.get("/api/alert-windows").json()["items"]] == [made["id"]]
    assert signed_in("zone-town").get("/api/alert-windows").json()["total"] == 0
    assert post(duty, f"/alerts/{kept.id}/acknowledge")["acknowledged_by"] == "duty"
    assert post(duty, f"/alert-windows/{made['id']}/cancel")["cancelled_by"] == "duty"


def test_quiet_hours_and_faults_of_a_draft_over_http(city: City) -> None:
    steward = signed_in("steward")
    quiet = {"area": "449901001", "from_minute": 1320, "to_minute": 420, "severities": ["notice"]}
    made = post(steward, "/quiet-hours", quiet)
    assert [one["id"] for one in steward.get("/api/quiet-hours").json()] == [made["id"]]
    refused = post(steward, "/quiet-hours", {**quiet, "severities": ["urgent"]}, 422)
    assert refused["code"] == "rules.quiet_hours_refused"
    post(steward, f"/quiet-hours/{made['id']}/cancel")
    told = post(steward, "/rules/drafts", {"declaration": words(levels=[])}, 422)
    assert told["faults"][0]["where"] == "levels"
    assert post(steward, "/rules/drafts", {"declaration": {}}, 422)["code"] == "rules.declaration_refused"
    long = {"declaration": words(), "start": "2020-01-01T00:00:00Z", "end": "2026-01-01T00:00:00Z"}
    assert post(steward, "/rules/preview", long, 422)["code"] == "rules.preview_span"
    naive = {"declaration": words(), "start": "2026-01-01T00:00:00", "end": "2026-01-02T00:00:00"}
    post(steward, "/rules/preview", naive, 422)
    assert steward.get("/api/rules/preview/none").status_code == 404
    assert post(steward, "/rules/preview/none/cancel", status=404)["code"] == "rules.unknown_preview"
