"""Platforms that send to us, and declarations that cannot work."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.sensing.conftest import STEWARD, Answer, Town, everything, post, run, stored, thing
from tests.sensing.test_connectors import DEPTH, LAYOUT, declared, row
from yiwang.kernel import clock
from yiwang.sensing import _links, api
from yiwang.sensing.contracts import DeclarationRefused
from yiwang.sensing.declarations import (
    DeviceConnector,
    MarkMap,
    PositionMap,
    PropertyDeclaration,
    PushConnector,
    RecordLayout,
    SeriesMap,
    ThingModelDeclaration,
)

pytestmark = pytest.mark.database


class TestPush:
    def declare(self, town: Town, **more: Any) -> str:
        declared(
            town,
            PushConnector(
                kind="push", id="county", name="县级平台", series=(DEPTH,),
                layout=replace(LAYOUT, records="rows", mark="q", marks=(
                    MarkMap(mark="0", quality="good"), MarkMap(mark="9", quality="maintenance"),
                )),
                **more,
            ),
        )  # fmt: skip
        return api.issue_token("county", STEWARD).token

    def push(self, token: str | None, body: Any, path: str = "county") -> Answer:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return run(post(data, token, path=f"/api/ingest/connectors/{path}"))

    def record(self, value: Any = 12, **more: Any) -> dict[str, Any]:
        now = clock.now().isoformat()
        return {"st": "S1", "tm": now, "item": "z", "v": value, "q": "0", **more}

    def test_values_are_mapped_converted_and_marked(self, town: Town) -> None:
        token = self.declare(town)
        answer = self.push(token, {"rows": [self.record("12.5", q="9")]})
        assert (answer.status, answer.body["accepted"]) == (202, 1)
        ((_, _, _, value, quality, source),) = stored()
        assert (value, quality, source) == (0.125, 3, "county")

    def test_good_rows_are_taken_and_the_others_counted_and_kept(self, town: Town) -> None:
        token = self.declare(town)
        answer = self.push(
            token,
            {
                "rows": [
                    self.record(1),
                    self.record("约3"),
                    self.record(2, tm="昨天"),
                    self.record(3, tm="2099-01-01T00:00:00+08:00"),
                    self.record(4, item="rain"),
                    self.record(5, st="S2"),
                    self.record("-"),
                    "nonsense",
                ]
            },
        )
        assert answer.status == 202
        assert {name: answer.body[name] for name in ("accepted", "refused", "unmapped")} == {
            "accepted": 1, "refused": 4, "unmapped": 2,
        }  # fmt: skip
        assert {one["code"] for one in answer.body["faults"]} == {
            "sensing.no_number", "sensing.not_a_time", "sensing.future_time", "sensing.no_record",
        }  # fmt: skip
        counted = row()
        assert (counted.accepted, counted.refused, counted.malformed, counted.unmapped) == (1, 1, 3, 2)
        assert counted.kept == 4

    def test_a_body_of_which_nothing_is_good_is_refused_and_kept(self, town: Town) -> None:
        token = self.declare(town)
        assert self.push(token, b"{not json").status == 400
        assert self.push(token, "湛江".encode("gb18030")).body["code"] == "sensing.not_utf8"
        assert self.push(token, {"rows": [self.record("x")]}).status == 422
        assert self.push(token, {"data": []}).status == 422
        codes = [one.code for one in api.kept_frames(everything(), "county").items]
        assert codes == ["no_records", "no_number", "not_utf8", "malformed_body"]
        assert row().malformed == 4

    def test_only_the_own_token_opens_it_and_a_revoked_one_no_longer(self, town: Town) -> None:
        token = self.declare(town)
        good = {"rows": [self.record()]}
        assert self.push(town.token("gw"), good).status == 401
        assert self.push(None, good).status == 401
        assert self.push(town.token("gw"), good, path="gw").status == 404
        assert self.push(token, good).status == 202
        api.revoke_source("county", STEWARD, "换供应商")
        assert self.push(token, good).status == 401
        assert row().state == "cut_off"

    def test_wide_records_become_as_many_batches_as_the_door_needs(
        self, town: Town, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(_links, "MAX_ROWS", 3)
        declared(
            town,
            PushConnector(
                kind="push", id="county", name="县级平台", layout=RecordLayout(time="tm"),
                series=(
                    SeriesMap(code="z", datastream="g1.depth"), SeriesMap(code="u", datastream="g1.battery"),
                ),
            ),
        )  # fmt: skip
        token = api.issue_token("county", STEWARD).token
        now = clock.now()
        rows = [{"tm": (now - timedelta(minutes=ago)).isoformat(), "z": 1, "u": 12} for ago in range(5)]
        assert self.push(token, rows).body["accepted"] == 10
        assert (len(stored()), row().accepted) == (10, 10)

    def test_a_position_arrives_as_wgs84(self, town: Town) -> None:
        car = ThingModelDeclaration(
            code="car", name="车", kind="vehicle",
            properties=tuple(
                PropertyDeclaration(code=code, name=code, unit="deg", kind="position")
                for code in ("lon", "lat")
            ),
        )  # fmt: skip
        town.declare(car, thing("car1", model="car"))
        position = PositionMap(
            station="S1", lon="lng", lat="lat", frame="gcj02",
            lon_datastream="car1.lon", lat_datastream="car1.lat",
        )  # fmt: skip
        token = self.declare(town, positions=(position,))
        now = clock.now().isoformat()
        rows = [self.record(110.3645, item="lng", tm=now), self.record(21.2679, item="lat", tm=now)]
        assert self.push(token, {"rows": rows}).body["accepted"] == 2
        found = {name: value for name, _, _, value, *_ in stored()}
        assert found["car1.lon"] == pytest.approx(110.3599, abs=2e-3)
        assert found["car1.lat"] == pytest.approx(21.2702, abs=4e-3)
        assert found["car1.lon"] != 110.3645
        assert self.push(token, {"rows": rows[:1]}).body["accepted"] == 0


def test_a_connector_that_cannot_work_is_refused_with_every_reason(town: Town) -> None:
    wrong = DeviceConnector(
        kind="hj212", id="bad", name="坏", port=9212, networks=("10.0.0.0/99",),
        series=(
            SeriesMap(station="M", code="a", datastream="g1.depth", unit="kg"),
            SeriesMap(station="M", code="b", datastream="nowhere.x"),
        ),
    )  # fmt: skip
    other = DeviceConnector(
        kind="sl651", id="other", name="另", port=9212,
        series=(SeriesMap(station="M", code="39", datastream="g1.depth"),),
    )  # fmt: skip
    with pytest.raises(DeclarationRefused) as refused:
        town.declare(wrong, other)
    assert [fault["code"] for fault in refused.value.details["faults"]] == [
        "sensing.unknown_datastream", "units.differ", "sensing.bad_network", "sensing.port_taken",
    ]  # fmt: skip
    town.declare(other)
    assert town.declare(other).unchanged >= 1
    assert row("other").state == "never"
