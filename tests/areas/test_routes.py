"""The routes of areas as a browser calls them: permissions, the map's outlines, imports and stop days."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.identity import people
from yiwang.areas import api, routes
from yiwang.areas.contracts import CityLoaded
from yiwang.identity.api import subject_of
from yiwang.kernel.calendar import Limit
from yiwang.kernel.clock import SHANGHAI

COUNTS = Path(__file__).parents[1] / "golden" / "query_counts_areas.json"
pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.urls("tests.areas.urls")]


@pytest.fixture(autouse=True)
def _city(zhanjiang: CityLoaded, wound: Any) -> None:
    people.settle()


def signed_in(login: str) -> Client:
    client = Client()
    answer = client.post(
        "/api/session", {"login": login, "password": people.PASSWORD}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    client.defaults["HTTP_X_CSRF_TOKEN"] = answer.json()["csrf"]
    return client


def test_nobody_sees_areas_without_signing_in() -> None:
    assert Client().get("/api/areas").status_code == 401


def test_areas_are_listed_by_level_and_place() -> None:
    client = signed_in("east-grid")
    page = client.get("/api/areas", {"level": "town", "within": "zj-etdz"}).json()
    assert page["total"] == len(page["items"]) == len(api.children("zj-etdz"))
    assert {area["managed_parent"] for area in page["items"]} == {"zj-etdz"}
    second = client.get("/api/areas", {"level": "village", "page": "2", "size": "10"}).json()
    assert len(second["items"]) == 10
    assert second["total"] > 1000
    assert client.get("/api/areas", {"q": "㙍"}).json()["total"] == 2
    named = client.get("/api/areas", {"ids": "440811,440811071,no-such"}).json()["items"]
    assert {area["id"] for area in named} == {"440811", "440811071"}
    assert all(area["name_en"] for area in named if area["id"] == "440811")


def test_one_area_with_children_history_and_codes() -> None:
    client = signed_in("east")
    assert client.get("/api/areas/440811071").json()["name"] == "东简街道"
    counted = client.get("/api/areas/440811/children", {"tree": "statistical"}).json()
    assert "440811071" in {area["id"] for area in counted}
    stays = client.get("/api/areas/440811071/history").json()
    assert {stay["tree"] for stay in stays} == {"managed", "statistical"}
    sources = {code["source"] for code in client.get("/api/areas/440883107/codes").json()}
    assert sources == {"nbs", "areacity"}
    missing = client.get("/api/areas/999")
    assert (missing.status_code, missing.json()["code"]) == (404, "areas.unknown_area")


def test_locate_answers_and_refuses() -> None:
    client = signed_in("east")
    town = api.get_area("440802001")
    here = client.get("/api/areas/locate", {"lon": str(town.lon), "lat": str(town.lat)}).json()
    assert here["sourced_id"] == "440802"
    assert here["precision"] == "demonstration"
    swapped = client.get("/api/areas/locate", {"lon": "21.27", "lat": "110.36"})
    assert (swapped.status_code, swapped.json()["code"]) == (422, "geometry.swapped_coordinates")
    assert client.get("/api/areas/locate", {"lon": "nan", "lat": "21"}).status_code == 422
    assert client.get("/api/areas/locate", {"lon": "110.36", "lat": "21.27", "frame": "x"}).status_code == 422


def test_outlines_come_once_and_then_as_not_modified() -> None:
    client = signed_in("east")
    first = client.get("/api/areas/geometry", {"level": "county", "within": "4408"})
    assert first["Content-Type"] == "application/geo+json"
    grades = {f["id"]: f["properties"]["geometry"] for f in first.json()["features"]}
    assert grades["440802"] == "sourced"
    assert grades["zj-etdz"] == "demonstration"
    again = client.get(
        "/api/areas/geometry", {"level": "county", "within": "4408"}, headers={"If-None-Match": first["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_only_who_manages_areas_may_change_them() -> None:
    village = {"first_day": "2026-09-22", "last_day": "2026-09-23", "reason": "台风五停"}
    refused = signed_in("east").post("/api/areas/440802/stops", village, content_type="application/json")
    assert refused.status_code == 403
    steward = signed_in("steward")
    answer = steward.post("/api/areas/440802/stops", village, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert [stop["reason"] for stop in steward.get("/api/areas/stops").json()] == ["台风五停"]
    start = datetime(2026, 9, 21, 10, tzinfo=SHANGHAI)
    due = api.work_calendar().add(Limit(kind="working_day", amount=1), start, "/44/4408/440802/440802001/")
    assert due.astimezone(SHANGHAI).date() == date(2026, 9, 24)
    backwards = {**village, "last_day": "2026-09-01"}
    wrong = steward.post("/api/areas/440802/stops", backwards, content_type="application/json")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "areas.bad_stop")


def test_an_import_with_faults_is_refused_with_all_of_them() -> None:
    steward = signed_in("steward")
    file = SimpleUploadedFile("grids.csv", "code,name,area,wkt\nA,一,440883107206,POINT(1 1)\n".encode())
    answer = steward.post("/api/areas/schemes/unit/grids", {"file": file, "frame": "wgs84"})
    assert answer.status_code == 422
    assert [fault["fault"] for fault in answer.json()["faults"]] == ["geometry"]
    file.seek(0)
    dry = steward.post("/api/areas/schemes/unit/grids", {"file": file, "dry_run": "true"})
    assert (dry.status_code, dry.json()["stored"]) == (200, False)
    assert {scheme["id"] for scheme in steward.get("/api/areas/schemes").json()} == {
        "general",
        "special",
        "unit",
    }


def test_a_grid_gets_its_people_and_an_area_moves_by_an_act() -> None:
    steward = signed_in("steward")
    first = api.children("440802001001")[0].id
    answer = steward.put(
        f"/api/areas/grids/{first}/people", {"worker_user": "east-grid"}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    assert [hit.grid_id for hit in api.grids_of_user("east-grid")] == [first]
    moved = steward.post(
        "/api/areas/440811101/move",
        {"parent": "zj-etdz", "on": "2026-01-05", "reason": "托管", "trees": ["managed"]},
        content_type="application/json",
    )
    assert moved.json()["managed_path"] == "/44/4408/zj-etdz/440811101/"


def test_list_pages_cost_what_their_golden_file_says() -> None:
    """As many statements for one row as for a page of them; the golden file is where a growth shows."""
    reader = subject_of("east")
    one = Mock(subject=reader)
    found = {}
    for name, act in {
        "list_areas": lambda: routes.list_areas(one, size=200),
        "list_areas_within": lambda: routes.list_areas(one, level="village", within="4408", size=500),
        "search_areas": lambda: routes.list_areas(one, q="街道"),
        "area_children": lambda: routes.children(one, "4408"),
        "locate": lambda: api.locate(*_spot()),
    }.items():
        act()
        with CaptureQueriesContext(connection) as asked:
            act()
        found[name] = len(asked)
    assert found == json.loads(COUNTS.read_text(encoding="utf-8"))


def _spot() -> tuple[float, float]:
    town = api.get_area("440802001")
    return town.lon or 0.0, town.lat or 0.0
