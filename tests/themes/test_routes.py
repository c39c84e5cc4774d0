"""Themes over HTTP: the acts and lists as the pages call them, and the files that leave the house."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from yiwang.identity.api import reset_password
from yiwang.kernel.models import FactRow

from . import world

pytestmark = pytest.mark.urls("tests.themes.urls")
BODY: dict[str, Any] = {
    "month": "2026-06",
    "title": "=HYPERLINK(1) 占道经营",
    "problem": "夜市占道经营反复反映",
    "matters": ["street-stall"],
    "classes": [],
    "areas": ["449901001"],
    "tasks": [{"text": "划定疏导点", "unit": "c-cgj", "due": "2026-06-20"}],
    "co_units": ["et-zf"],
    "measures": "划定疏导点",
    "lead_unit": "c-cgj",
    "leader": "lena",
}


def client(login: str) -> Client:
    """A signed-in browser."""
    password = reset_password(login)
    found = Client()
    answer = found.post(
        "/api/session", {"login": login, "password": password}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    found.defaults["HTTP_X_CSRF_TOKEN"] = answer.json()["csrf"]
    return found


def test_a_theme_is_proposed_and_adopted_over_http(town: object) -> None:
    alice, dora = client("alice"), client("dora")
    made = alice.post("/api/themes/monthly", BODY, content_type="application/json")
    assert made.status_code == 200, made.content
    row = made.json()["row"]
    assert made.json()["allowed"] == ["edit", "drop"]
    path = f"/api/themes/monthly/{row['id']}"
    act = {"version": row["version"]}
    assert alice.post(f"{path}/adopt", act, content_type="application/json").status_code == 403
    done = dora.post(f"{path}/adopt", act, content_type="application/json")
    assert done.json()["row"]["state"] == "working"
    again = dora.post(f"{path}/adopt", act, content_type="application/json")
    assert again.status_code == 409
    assert "办理中" in again.json()["zh"]


def test_files_hold_text_and_no_formula_and_say_who_took_them(town: object) -> None:
    alice = client("alice")
    alice.post("/api/themes/monthly", BODY, content_type="application/json")
    world.appeal("449901001")
    world.pump()
    for what in ("monthly", "signals", "ranking", "repeated"):
        answer = alice.get(f"/api/themes/{what}/export.xlsx")
        assert answer.status_code == 200, what
        page = load_workbook(io.BytesIO(answer.content)).active
        assert page is not None
        assert all(cell.data_type != "f" for line in page.iter_rows() for cell in line)
    assert FactRow.objects.filter(fact_type="identity.list_exported").count() == 4


def test_lists_answer_what_the_pages_ask(town: object) -> None:
    world.appeal("449901001")
    world.pump()
    alice = client("alice")
    assert alice.get("/api/themes/ranking?by=area").json()["total"] == 1
    assert alice.get("/api/themes/appeals?kind=matter&theme=street-stall").json()["total"] == 1
    assert alice.get("/api/themes/looked").json()["enough"] is False
    assert alice.get("/api/themes/ranking?by=nonsense").status_code == 422
    assert alice.get("/api/themes/appeals?since=2026-05-01&until=2026-04-01").status_code == 422
    assert [one["id"] for one in alice.get("/api/themes/signers?area=449901001").json()] == ["lena", "otto"]
