"""The routes of sensing as a browser calls them: who sees what, series by range, tokens for stewards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from tests.identity import people
from tests.sensing.conftest import GAUGE, STEWARD, Town, post, run, thing
from yiwang.areas.models import AreaRow
from yiwang.kernel import clock
from yiwang.kernel.models import FactRow
from yiwang.sensing import api
from yiwang.sensing.contracts import ObservationIn
from yiwang.sensing.declarations import PushConnector, RecordLayout, SeriesMap, SourceDeclaration

pytestmark = [pytest.mark.database, pytest.mark.urls("tests.sensing.urls")]


@pytest.fixture
def city(town: Town) -> Town:
    people.settle()
    for area, path in (("east", people.EAST_TOWN), ("west", people.WEST_TOWN)):
        AreaRow.objects.create(
            id=area, city="test", name=area, short_name=area, level="town", kind="division",
            managed_path=path, statistical_path=path,
        )  # fmt: skip
    theirs = {"owner_unit": "c-cgj", "maintainer_unit": "c-ps"}
    town.declare(GAUGE, thing("e1", "east", **theirs), thing("w1", "west", **theirs), pack="city")
    town.declare(SourceDeclaration(id="line", name="接入"), pack="city")
    api.issue_token("line", STEWARD)
    for minute in range(5):
        one = ObservationIn(
            datastream="e1.depth", observed_at=clock.now() - timedelta(minutes=minute), value=minute / 10
        )
        api.accept([one], "line")
    town.pump_latest()
    return town


def signed_in(login: str) -> Client:
    client = Client()
    answer = client.post(
        "/api/session", {"login": login, "password": people.PASSWORD}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    client.defaults["HTTP_X_CSRF_TOKEN"] = answer.json()["csrf"]
    return client


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("mayor", {"e1", "w1"}),
        ("east-town", {"e1"}),
        ("zone-town", set()),
        ("company", {"e1", "w1"}),
        ("city-bureau", {"e1", "w1"}),
        ("traffic", set()),
    ],
)
def test_each_line_of_sight_shows_its_own_things_on_list_map_page_and_series(
    city: Town, login: str, seen: set[str]
) -> None:
    client = signed_in(login)
    assert {row["id"] for row in client.get("/api/things").json()["items"]} == seen
    points = client.get("/api/things/points").json()
    assert {feature["id"] for feature in points["features"]} == seen
    assert client.get("/api/things/health").json()["total"] == len(seen)
    for one in ("e1", "w1"):
        status = 200 if one in seen else 404
        assert client.get(f"/api/things/{one}").status_code == status
        assert client.get(f"/api/datastreams/{one}.depth/series").status_code == status
        assert client.get(f"/api/datastreams/{one}.depth/latest").status_code == status


def test_nobody_sees_things_without_signing_in(city: Town) -> None:
    for path in ("/api/things", "/api/things/points", "/api/things/e1", "/api/datastreams/e1.depth/series"):
        assert Client().get(path).status_code == 401


def test_a_series_by_range_and_its_refusals(city: Town) -> None:
    client = signed_in("east-town")
    whole = client.get("/api/datastreams/e1.depth/series").json()
    assert whole["values"] == [0.4, 0.3, 0.2, 0.1, 0.0]
    now = clock.now()
    part = client.get(
        "/api/datastreams/e1.depth/series",
        {"start": (now - timedelta(minutes=3, seconds=30)).isoformat(), "end": now.isoformat(), "limit": "2"},
    ).json()
    assert (part["values"], part["truncated"], part["unit"]) == ([0.1, 0.0], True, "m")
    for wrong in (
        {"start": now.isoformat(), "end": (now - timedelta(1)).isoformat()},
        {"start": "2026-03-02T08:00:00", "end": "2026-03-02T09:00:00"},
    ):
        answer = client.get("/api/datastreams/e1.depth/series", wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "sensing.bad_range")


def test_the_newest_reading_before_and_after_the_first(city: Town) -> None:
    client = signed_in("east-town")
    assert client.get("/api/datastreams/e1.depth/latest").json()["latest"]["value"] == 0.0
    assert client.get("/api/datastreams/e1.battery/latest").json() == {"latest": None}


def test_lists_are_filtered_and_paged(city: Town) -> None:
    client = signed_in("mayor")
    assert client.get("/api/things", {"state": "online"}).json()["total"] == 1
    assert client.get("/api/things", {"q": "w1"}).json()["total"] == 1
    assert client.get("/api/things", {"area": "west"}).json()["items"][0]["id"] == "w1"
    assert client.get("/api/things", {"unit": "c-ps", "kind": "drainage_gauge"}).json()["total"] == 2
    second = client.get("/api/things", {"size": 1, "page": 2}).json()
    assert (len(second["items"]), second["total"], second["page"]) == (1, 2, 2)
    assert client.get("/api/things", {"area": "nowhere"}).status_code == 404


def test_only_a_steward_handles_tokens_and_each_act_is_told(city: Town) -> None:
    for login in ("mayor", "east-town", "duty"):
        client = signed_in(login)
        assert client.get("/api/sources").status_code == 403
        assert client.post("/api/sources/line/token").status_code == 403
    steward = signed_in("steward")
    issued = steward.post("/api/sources/line/token")
    assert issued.status_code == 200
    assert issued["Cache-Control"] == "no-store"
    assert len(issued.json()["token"]) >= 43
    revoked = steward.post("/api/sources/line/revoke", {"reason": "lost"}, content_type="application/json")
    assert revoked.json()["state"] == "revoked"
    again = steward.post("/api/sources/line/revoke", {"reason": "x"}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "sensing.source_revoked")
    assert steward.post("/api/sources/nobody/token").status_code == 404
    told = FactRow.objects.filter(subject="source:line").order_by("subject_version")
    assert [row.fact_type.split(".")[1] for row in told] == [
        "source_declared",
        "source_issued",
        "source_issued",
        "source_revoked",
    ]
    assert {row.actor for row in told[2:]} == {"steward"}


def test_a_demonstration_thing_says_so_everywhere(city: Town) -> None:
    city.declare(replace(thing("d1", "east", owner_unit="c-cgj", maintainer_unit="c-ps"), demonstration=True))
    client = signed_in("mayor")
    assert client.get("/api/things/d1").json()["demonstration"] is True
    assert client.get("/api/things", {"demonstration": "true"}).json()["total"] == 1
    features = client.get("/api/things/points").json()["features"]
    assert client.get("/api/things/points", {"west": "110", "east": "109"}).json()["features"] == []
    for wrong in ({"west": "200"}, {"north": "NaN"}, {"south": "here"}):
        assert client.get("/api/things/points", wrong).status_code == 422
    shown = {feature["id"]: feature["properties"]["demonstration"] for feature in features}
    assert shown == {"d1": True, "e1": False, "w1": False}


def test_buckets_newest_and_area_show_what_one_may_see_and_refuse_the_rest(city: Town) -> None:
    asked = "/api/observations/buckets?ids=e1.depth&ids=w1.depth&step=1d"
    mayor, east = signed_in("mayor"), signed_in("east-town")
    found = mayor.get(asked).json()
    assert [(one["datastream"], sum(one["n"])) for one in found] == [("e1.depth", 5), ("w1.depth", 0)]
    assert east.get(asked).status_code == 404
    newest = east.get("/api/observations/latest?ids=e1.depth").json()
    assert newest["e1.depth"]["value"] == 0.0
    hours = east.get("/api/observations/areas?property=depth").json()  # five minutes may lie in two hours
    assert sum(one["n"] for one in hours) == 5
    assert signed_in("traffic").get("/api/observations/areas?property=depth").json() == []
    assert mayor.get("/api/observations/buckets?step=1h").status_code == 422
    assert mayor.get("/api/observations/buckets?ids=e1.depth&start=2026-01-01T00:00:00").status_code == 422


def test_connectors_are_seen_by_place_and_unit_and_what_is_kept_by_stewards_only(city: Town) -> None:
    for id_, series in (("both", ("e1", "w1")), ("east-line", ("e1",))):
        city.declare(
            PushConnector(
                kind="push", id=id_, name="平台", layout=RecordLayout(time="t"),
                series=tuple(
                    SeriesMap(station=one, code="z", datastream=f"{one}.depth") for one in series
                ),
            ),
            pack="city",
        )  # fmt: skip
    run(post(b"{", api.issue_token("both", STEWARD).token, path="/api/ingest/connectors/both"))
    seen = {
        login: {row["id"] for row in signed_in(login).get("/api/connectors").json()["items"]}
        for login in ("mayor", "east-town", "zone-town", "company", "traffic")
    }
    every = {"both", "east-line"}
    assert seen == {
        "mayor": every, "east-town": {"east-line"}, "zone-town": set(), "company": every, "traffic": set(),
    }  # fmt: skip
    assert signed_in("mayor").get("/api/connectors/both/kept").status_code == 403
    steward = signed_in("steward")
    (kept,) = steward.get("/api/connectors/both/kept").json()["items"]
    assert (kept["code"], kept["text"], kept["hex"]) == ("malformed_body", "{", "7b")
    assert steward.get("/api/connectors/nobody/kept").status_code == 404
    assert Client().get("/api/connectors").status_code == 401
