"""The routes: who may call them, a whole life over HTTP, and a plate that can be read."""

from __future__ import annotations

import io
import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from PIL import Image

from tests.ledgers.conftest import pump
from yiwang.identity.api import reset_password
from yiwang.kernel import clock
from yiwang.kernel.models import FactRow

pytestmark = [pytest.mark.database, pytest.mark.urls("tests.ledgers.urls")]
LEDGER = "/api/ledgers/pump-stations"


class Person:
    """Somebody at a desk."""

    def __init__(self, login: str) -> None:
        password = reset_password(login)
        self.client = Client()
        said = self.client.post(
            "/api/session",
            json.dumps({"login": login, "password": password}),
            content_type="application/json",
        )
        assert said.status_code == 200, said.content
        self.csrf = said.json()["csrf"]

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def post(self, path: str, body: Any) -> Any:
        return self.client.post(
            path, json.dumps(body), content_type="application/json", headers={"X-CSRF-Token": self.csrf}
        )


def test_a_life_over_http(town: clock.VirtualClock) -> None:
    paula, lena = Person("paula"), Person("lena")
    made = paula.post(f"{LEDGER}/records", {"values": pump(1, flow=10, phone="13812345678")})
    assert made.status_code == 200, made.content
    row = made.json()["row"]
    assert row["values"]["phone"] == "138****5678"
    one = f"/api/ledger-records/{row['id']}"
    changed = paula.post(f"{one}/change", {"values": {"flow": 20}, "version": 1, "reason": "换泵"})
    assert changed.json()["row"]["version"] == 2
    stale = paula.post(f"{one}/change", {"values": {"flow": 30}, "version": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "ledgers.moved_on")
    moved = paula.post(f"{one}/move", {"move": "repair", "version": 2, "reason": "轴承损坏"})
    assert moved.json()["row"]["state"] == "repair"
    clear = paula.post(f"{one}/unmask", {"purpose": "联系值守"})
    assert clear.json()["values"] == {"phone": "13812345678"}
    assert lena.get(f"{LEDGER}/records?where=flow:5..25;backup:否").json()["items"] == []
    assert lena.get(f"{LEDGER}/records?where=flow:5..25").json()["items"][0]["id"] == row["id"]
    assert lena.get(f"{LEDGER}/map?west=110&south=20&east=111&north=22").json()["total"] == 0
    export = lena.get(f"{LEDGER}/records/export.xlsx")
    assert export.status_code == 200
    assert FactRow.objects.filter(fact_type="identity.list_exported").count() == 1
    for path, body in (
        (f"{LEDGER}/records", {"values": pump(2)}),
        (f"{one}/change", {"values": {}, "version": 3}),
        (f"{one}/unmask", {"purpose": "联系值守"}),
    ):
        assert lena.post(path, body).status_code == 403
    assert (
        lena.post(f"{one}/move", {"move": "return", "version": 3}).json()["code"] == "ledgers.not_your_record"
    )


def test_a_plate_is_drawn_for_who_sees_the_record_alone(town: clock.VirtualClock) -> None:
    paula, charlie = Person("paula"), Person("charlie")
    code = paula.post(f"{LEDGER}/records", {"values": pump(1)}).json()["row"]["city_code"]
    plate = paula.get(f"/api/city-codes/{code}/qr")
    assert plate["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(plate.content)
    assert root.attrib["aria-label"] == code
    picture = Image.open(io.BytesIO(paula.get(f"/api/city-codes/{code}/qr?form=png").content))
    assert picture.size[0] == picture.size[1] > 200
    assert paula.get(f"/api/city-codes/{code}").json()["row"]["key"] == "BZ-001"
    for path in (f"/api/city-codes/{code}", f"/api/city-codes/{code}/qr"):
        refused = charlie.get(path)
        assert (refused.status_code, refused.json()["code"]) == (404, "ledgers.unknown_record")
    assert charlie.get("/api/city-codes/YW123").status_code == 422


def test_faults_of_a_form_come_as_problems(town: clock.VirtualClock) -> None:
    said = Person("paula").post(f"{LEDGER}/records", {"values": {"number": "X"}}).json()
    assert (said["status"], said["code"]) == (422, "ledgers.faults")
    assert {one["cell"] for one in said["faults"]} == {"number", "name"}
