# ruff: noqa: E501 (tables of filters read best a case a line)
"""OGC SensorThings API 1.1 (18-088), level 3: made, changed and removed; then batches, data arrays and MQTT.

Each test names the requirement (below http://www.opengis.net/spec/iot_sensing/1.1/req/) that it holds.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import paho.mqtt.client as paho
import pytest

from tests.conformance.conftest import Client
from tests.conformance.world import KINDS, OBSERVED, SENSOR, World, at, build, counted, datastream, location

pytestmark = [pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def world(served: Client) -> World:
    return build(served)


# ------------------------------------------------------------------- level 3: making, changing, removing


def test_each_entity_is_made_alone_and_linked_to_what_exists(served: Client) -> None:
    """create-update-delete/create-entity, link-to-existing-entities."""
    thing = served.post("Things", {"name": "t", "description": "d"})
    place = served.post(f"{thing}/Locations", location("l", 110.3, 21.2))
    sensor, observed = served.post("Sensors", SENSOR), served.post("ObservedProperties", OBSERVED)
    body = datastream("linked")
    body |= {
        "Thing": {"@iot.id": served.id(thing)},
        "Sensor": {"@iot.id": served.id(sensor)},
        "ObservedProperty": {"@iot.id": served.id(observed)},
    }
    stream = served.post("Datastreams", body)
    feature = served.post(
        "FeaturesOfInterest",
        {"name": "f", "description": "d", "encodingType": "application/geo+json",
         "feature": {"type": "Polygon", "coordinates": [[[110, 21], [111, 21], [111, 22], [110, 21]]]}},
    )  # fmt: skip
    reading = served.post(
        "Observations",
        at(1, 1.5) | {"Datastream": {"@iot.id": served.id(stream)},
                      "FeatureOfInterest": {"@iot.id": served.id(feature)}},
    )  # fmt: skip
    assert served.get(f"{stream}/Thing")["@iot.selfLink"] == thing
    assert served.get(f"{stream}/Sensor")["@iot.selfLink"] == sensor
    assert served.get(f"{reading}/Datastream")["@iot.selfLink"] == stream
    assert served.get(f"{place}/Things")["value"][0]["@iot.selfLink"] == thing
    # The first feature that a reading names becomes its datastream's; another stays with its reading.
    other = served.post(f"{feature}/Observations", at(2, 2) | {"Datastream": {"@iot.id": served.id(stream)}})
    assert served.get(f"{other}/FeatureOfInterest")["@iot.selfLink"] == feature
    assert {one["@iot.selfLink"] for one in served.values(f"{feature}/Observations")} >= {other}


def test_a_deep_insert_makes_everything_or_nothing(served: Client) -> None:
    """create-update-delete/deep-insert, deep-insert-status-code."""
    before = {kind: served.get(f"{kind}?$count=true&$top=0")["@iot.count"] for kind in KINDS}
    broken = {
        "name": "broken", "description": "d", "Locations": [location("x", 1, 2)],
        "Datastreams": [datastream("good", at(1, 1)), {"name": "bad"}],
    }  # fmt: skip
    answer = served.ask("POST", "Things", broken)
    assert answer.status == 400
    assert {one["where"] for one in answer.json["faults"]} >= {
        "/Datastreams/1/description", "/Datastreams/1/Sensor"
    }  # fmt: skip
    missing = datastream("x") | {"Sensor": {"@iot.id": "nobody"}}
    assert (
        served.ask("POST", "Things", {"name": "b", "description": "d", "Datastreams": [missing]}).status
        == 400
    )
    assert before == {kind: served.get(f"{kind}?$count=true&$top=0")["@iot.count"] for kind in KINDS}
    thing = served.post("Things", broken | {"Datastreams": [datastream("good", at(1, 1), at(2, "text"))]})
    (stream,) = served.values(f"{thing}/Datastreams?$expand=Sensor,ObservedProperty,Observations")
    assert stream["Sensor"]["name"] == SENSOR["name"]
    assert [one["result"] for one in stream["Observations"]] == [1, "text"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_without_what_is_mandatory_is_refused(served: Client, kind: str) -> None:
    """create-update-delete/create-entity: status codes."""
    wrong: tuple[Any, ...] = ({}, {"name": 3, "nonsense": True}, [], "text")
    for body in wrong:
        assert served.ask("POST", kind, body).status == 400
    assert served.ask("POST", kind, b"{").status == 400
    assert served.ask("POST", f"{kind}('nothing')", {}).status in (404, 405)


def test_a_reading_without_a_time_was_made_now_and_its_feature_is_its_things_place(served: Client) -> None:
    """create-update-delete/create-entity: phenomenonTime, resultTime, the automatic FeatureOfInterest."""
    thing = served.post(
        "Things",
        {"name": "t", "description": "d", "Locations": [location("auto", 110.4, 21.1)],
         "Datastreams": [datastream("s")]},
    )  # fmt: skip
    stream = served.values(f"{thing}/Datastreams")[0]["@iot.selfLink"]
    reading = served.get(served.post(f"{stream}/Observations", {"result": 1}))
    assert reading["resultTime"] is None
    assert reading["phenomenonTime"] > "2026"
    feature = served.get(reading["FeatureOfInterest@iot.navigationLink"])
    assert feature["feature"] == {"type": "Point", "coordinates": [110.4, 21.1]}


FULL = {
    "phenomenonTime": "2016-01-01T00:00:00.000Z/2016-01-01T01:00:00.000Z",
    "resultTime": "2016-01-01T01:00:01.000Z",
    "result": {"deep": [1, "两", None]},
    "resultQuality": {"DQ_Status": {"code": 4}},
    "validTime": "2016-01-01T00:00:00.000Z/2016-02-01T00:00:00.000Z",
    "parameters": {"operator": "王", "n": 2},
}


@pytest.mark.parametrize("result", [0, -3, 1.25, 2**60 + 1, True, False, "文本", {"a": [1]}, [1, 2]])
def test_whatever_is_said_with_a_reading_comes_back_as_it_was(world: World, result: Any) -> None:
    """datamodel/observation/properties: every property survives, also when the lake has committed it."""
    n = sum(json.dumps(result).encode()) % 28 + 1
    body = FULL | {"result": result, "phenomenonTime": f"2016-0{n % 9 + 1}-{n:02d}T00:00:00.{n:03d}Z"}
    told = world.client.get(world.client.post(f"{world.stream}/Observations", body))
    assert {name: told[name] for name in body} == body
    assert type(told["result"]) is type(result)
    assert world.client.ask("DELETE", told["@iot.selfLink"]).status == 200


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_an_entity_is_changed_in_part_or_as_a_whole(served: Client, method: str) -> None:
    """create-update-delete/update-entity, update-entity-put."""
    thing = served.post("Things", {"name": "t", "description": "d", "properties": {"a": 1}})
    change = {"name": "new"} if method == "PATCH" else {"name": "new", "description": "d"}
    assert served.ask(method, thing, change).status == 200
    told = served.get(thing)
    assert told["name"] == "new"
    assert told.get("properties") == ({"a": 1} if method == "PATCH" else None)
    assert served.ask(method, thing, {"name": None, "description": "d"}).status == 400
    assert served.ask(method, thing, {"description": "d", "Datastreams": [datastream("x")]}).status == 400
    assert served.ask(method, f"{thing}x", change).status == 404


def test_a_json_patch_is_applied(served: Client) -> None:
    """create-update-delete/update-entity-jsonpatch."""
    thing = served.post("Things", {"name": "t", "description": "d", "properties": {"a": {"b": 1}, "c": [1]}})
    patch = [
        {"op": "test", "path": "/name", "value": "t"}, {"op": "replace", "path": "/properties/a/b", "value": 2},
        {"op": "add", "path": "/properties/c/-", "value": 2}, {"op": "move", "from": "/properties/a", "path": "/properties/z"},
    ]  # fmt: skip
    media = "application/json-patch+json"
    assert served.ask("PATCH", thing, patch, media=media).status == 200
    assert served.get(thing)["properties"] == {"c": [1, 2], "z": {"b": 2}}
    wrong: tuple[Any, ...] = (
        [{"op": "test", "path": "/name", "value": "x"}],
        [{"op": "remove", "path": "/no"}],
        [{}],
        {},
    )
    for bad in wrong:
        assert served.ask("PATCH", thing, bad, media=media).status == 400


def test_a_corrected_reading_keeps_its_id_even_when_it_moves_in_time(world: World) -> None:
    """create-update-delete/update-entity on an Observation: a revision; delete: a tombstone."""
    client, sets = world.client, f"{world.stream}/Observations"
    one = client.post(sets, at(20, 1))
    assert client.ask("PATCH", one, {"result": 2}).status == 200
    assert client.get(one)["result"] == 2
    assert client.ask("PATCH", one, {"phenomenonTime": "2015-03-21T00:00:00.000Z"}).status == 200
    told = client.get(one)
    assert (told["phenomenonTime"], told["result"]) == ("2015-03-21T00:00:00.000Z", 2)
    assert counted(world, f"{sets}?$filter=phenomenonTime gt 2015-03-15T00:00:00Z") == 1
    assert client.ask("PUT", one, at(20, 3)).status == 200
    assert (client.get(one)["result"], counted(world, sets)) == (3, 11)
    taken = client.post(sets, at(22, 4))
    assert client.ask("PATCH", one, {"phenomenonTime": "2015-03-22T00:00:00Z"}).status == 400
    for link in (one, taken):
        assert client.ask("DELETE", link).status == 200
        assert client.ask("GET", link).status == 404
    assert counted(world, sets) == 10


def test_a_thing_that_moves_keeps_where_it_was(served: Client) -> None:
    """create-update-delete/historical-location-auto-creation, historical-location-manual-creation."""
    thing = served.post(
        "Things", {"name": "t", "description": "d", "Locations": [location("a", 110.1, 21.1)]}
    )
    assert len(served.values(f"{thing}/HistoricalLocations")) == 1
    served.post(f"{thing}/Locations", location("b", 110.2, 21.2))
    assert [one["name"] for one in served.values(f"{thing}/Locations")] == ["b"]
    history = served.values(f"{thing}/HistoricalLocations?$expand=Locations&$orderby=time desc")
    assert [one["Locations"][0]["name"] for one in history] == ["b", "a"]
    place = served.post("Locations", location("c", 110.3, 21.3))
    made = {
        "time": "2099-01-01T00:00:00Z",
        "Thing": {"@iot.id": served.id(thing)},
        "Locations": [{"@iot.id": served.id(place)}],
    }
    served.post("HistoricalLocations", made)
    assert [one["name"] for one in served.values(f"{thing}/Locations")] == ["c"]
    served.post(
        "HistoricalLocations", made | {"time": "2001-01-01T00:00:00Z", "Locations": [location("d", 1, 1)]}
    )
    assert [one["name"] for one in served.values(f"{thing}/Locations")] == ["c"]


def test_what_cannot_be_without_it_goes_with_it(served: Client) -> None:
    """create-update-delete/delete-entity and its integrity."""

    def build() -> tuple[str, dict[str, Any]]:
        thing = served.post(
            "Things",
            {"name": "t", "description": "d", "Locations": [location("gone", 110.5, 21.5)],
             "Datastreams": [datastream("s", at(1, 1), at(2, 2))]},
        )  # fmt: skip
        (told,) = served.values(
            f"Things?$filter=id eq '{served.id(thing)}'&$expand=Locations,HistoricalLocations,"
            "Datastreams($expand=Sensor,ObservedProperty,Observations($expand=FeatureOfInterest))"
        )
        return thing, told

    for name in ("Thing", "Sensor", "ObservedProperty", "Datastream", "FeatureOfInterest", "Location"):
        thing, told = build()
        stream = told["Datastreams"][0]
        reading = stream["Observations"][0]
        links = {
            "Thing": thing, "Sensor": stream["Sensor"]["@iot.selfLink"], "Datastream": stream["@iot.selfLink"],
            "ObservedProperty": stream["ObservedProperty"]["@iot.selfLink"],
            "FeatureOfInterest": reading["FeatureOfInterest"]["@iot.selfLink"],
            "Location": told["Locations"][0]["@iot.selfLink"], "Observation": reading["@iot.selfLink"],
            "HistoricalLocation": told["HistoricalLocations"][0]["@iot.selfLink"],
        }  # fmt: skip
        assert served.ask("DELETE", links[name]).status == 200
        gone = {one for one, link in links.items() if served.ask("GET", link).status == 404}
        assert (
            gone
            == {
                "Thing": {"Thing", "Datastream", "Observation", "HistoricalLocation"},
                "Sensor": {"Sensor", "Datastream", "Observation"},
                "ObservedProperty": {"ObservedProperty", "Datastream", "Observation"},
                "Datastream": {"Datastream", "Observation"},
                "FeatureOfInterest": {"FeatureOfInterest", "Observation"},
                "Location": {"Location", "HistoricalLocation"},
            }[name]
        ), name
        assert served.ask("DELETE", links[name]).status == 404
    assert served.ask("DELETE", "Things").status == 405


# --------------------------------------------------------------------------- batches and data arrays


def test_a_multipart_batch_does_its_change_set_as_one(served: Client) -> None:
    """batch-request: change sets, references to what they made, relative addresses."""

    def batch(second: str) -> bytes:
        return (
            "--b\r\nContent-Type: application/http\r\n\r\nGET Things?$top=1 HTTP/1.1\r\n\r\n\r\n"
            "--b\r\nContent-Type: multipart/mixed;boundary=c\r\n\r\n"
            "--c\r\nContent-Type: application/http\r\nContent-ID: 1\r\n\r\nPOST Things HTTP/1.1\r\n"
            'Content-Type: application/json\r\n\r\n{"name":"batched","description":"b"}\r\n'
            "--c\r\nContent-Type: application/http\r\nContent-ID: 2\r\n\r\nPOST $1/Datastreams HTTP/1.1\r\n"
            f"Content-Type: application/json\r\n\r\n{second}\r\n--c--\r\n--b--\r\n"
        ).encode()

    path, media = "Things?$filter=name eq 'batched'&$expand=Datastreams", "multipart/mixed;boundary=b"
    failed = served.ask("POST", "$batch", batch('{"name":"x"}'), media=media)
    assert (failed.status, failed.text.count(b"HTTP/1.1 200"), failed.text.count(b"HTTP/1.1 400")) == (
        200,
        1,
        1,
    )
    assert served.values(path) == []
    done = served.ask("POST", "$batch", batch(json.dumps(datastream("in a batch"))), media=media)
    assert (done.text.count(b"HTTP/1.1 200"), done.text.count(b"HTTP/1.1 201")) == (1, 2)
    assert [one["name"] for one in served.values(path)[0]["Datastreams"]] == ["in a batch"]
    assert served.ask("POST", "$batch", b"nonsense", media=media).status == 400


def test_a_json_batch_answers_each_request(served: Client) -> None:
    """batch-request, in OData's JSON form."""
    requests = [
        {"id": "0", "method": "get", "url": "Things?$top=1"},
        {"id": "1", "atomicityGroup": "g", "method": "post", "url": "/v1.1/Sensors", "body": SENSOR | {"name": "json"}},
        {"id": "2", "method": "get", "url": "Nothing"},
    ]  # fmt: skip
    told = served.ask("POST", "$batch", {"requests": requests}).json["responses"]
    assert [(one["id"], one["status"]) for one in told] == [("0", 200), ("1", 201), ("2", 404)]


def test_a_data_array_is_told_and_taken(world: World) -> None:
    """data-array: resultFormat=dataArray, CreateObservations."""
    told = world.client.get(
        f"{world.stream}/Observations?$resultFormat=dataArray&$select=result,phenomenonTime&$top=3"
    )
    (element,) = told["value"]
    assert element["components"] == ["result", "phenomenonTime"]
    assert [line[0] for line in element["dataArray"]] == [1, 2, 3]
    assert element["dataArray@iot.count"] == 3
    thing = world.client.post(
        "Things", {"name": "t", "description": "d", "Datastreams": [datastream("a"), datastream("b")]}
    )
    streams = world.client.values(f"{thing}/Datastreams")
    body: list[dict[str, Any]] = [
        {"Datastream": {"@iot.id": one["@iot.id"]}, "components": ["phenomenonTime", "result", "parameters"],
         "dataArray@iot.count": 2, "dataArray": [["2017-01-01T00:00:00Z", 1, {"a": 1}], ["2017-01-02T00:00:00Z", 2, None]]}
        for one in streams
    ]  # fmt: skip
    links = world.client.ask("POST", "CreateObservations", body)
    assert links.status == 201
    assert len(links.json) == 4
    assert [world.client.get(one)["result"] for one in links.json] == [1, 2, 1, 2]
    assert world.client.get(links.json[0])["parameters"] == {"a": 1}
    body[1]["dataArray"][0][0] = "yesterday"
    refused = world.client.ask("POST", "CreateObservations", body)
    assert refused.status == 400
    assert refused.json["faults"][0]["where"] == "/1/dataArray/0/phenomenonTime"


# ------------------------------------------------------------------------------------------------ MQTT


class Listener:
    """A paho client that keeps what it is told."""

    def __init__(self, client: Client, version: int) -> None:
        self.told: list[tuple[str, Any]] = []
        self.granted: list[Any] = []
        self.acked: list[int] = []
        self.mqtt = paho.Client(
            paho.CallbackAPIVersion.VERSION2,
            protocol=paho.MQTTProtocolVersion(version),
            client_id=f"l{version}",
        )
        self.mqtt.username_pw_set("client", client.token)
        self.mqtt.on_message = lambda c, u, m: self.told.append((m.topic, json.loads(m.payload)))
        self.mqtt.on_subscribe = lambda c, u, mid, codes, p: self.granted.extend(code.value for code in codes)
        self.mqtt.on_publish = lambda c, u, mid, code, p: self.acked.append(mid)
        endpoint = client.get("")["serverSettings"]
        address = next(v for k, v in endpoint.items() if k.endswith("receive-updates"))["endpoints"][0]
        self.mqtt.connect("127.0.0.1", int(address.rsplit(":", 1)[1]))
        self.mqtt.loop_start()

    def subscribe(self, *topics: str) -> list[int]:
        self.granted.clear()
        self.mqtt.subscribe([(topic, 0) for topic in topics])
        wait(lambda: len(self.granted) == len(topics))
        return list(self.granted)

    def close(self) -> None:
        self.mqtt.disconnect()
        self.mqtt.loop_stop()


def wait(ready: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture(params=[paho.MQTTv311, paho.MQTTv5], ids=["3.1.1", "5"])
def listener(served: Client, request: pytest.FixtureRequest) -> Iterator[Listener]:
    made = Listener(served, request.param)
    yield made
    made.close()


def test_an_observation_is_made_by_mqtt_and_told_to_who_subscribed(world: World, listener: Listener) -> None:
    """create-observations-via-mqtt, receive-updates-via-mqtt."""
    id_ = world.client.id(world.stream)
    topic = f"v1.1/Datastreams('{id_}')/Observations"
    assert listener.subscribe(
        topic, f"{topic}?$select=result", "v1.1/Datastreams('nobody')/Observations", "v1.1/#"
    )[:2] == [0, 0]
    assert all(code >= 0x80 for code in listener.granted[2:])
    moment = f"2018-01-0{1 + (listener.mqtt.protocol == paho.MQTTv5)}T00:00:00.000Z"
    listener.mqtt.publish(topic, json.dumps({"phenomenonTime": moment, "result": 77}), qos=1)
    wait(lambda: len(listener.told) == 2)
    by_topic = dict(listener.told)
    assert by_topic[topic]["result"] == 77
    assert by_topic[f"{topic}?$select=result"] == {"@iot.id": by_topic[topic]["@iot.id"], "result": 77}
    link = f"Observations('{by_topic[topic]['@iot.id']}')"
    assert world.client.get(link)["phenomenonTime"] == moment
    assert listener.acked
    assert world.client.ask("DELETE", link).status == 200


def test_changes_of_entities_and_of_one_property_are_told(world: World, listener: Listener) -> None:
    """receive-updates-via-mqtt: an entity set, an entity, a property."""
    thing = world.client.post("Things", {"name": "before", "description": "d"})
    id_ = world.client.id(thing)
    topics = ("v1.1/Things", f"v1.1/Things('{id_}')", f"v1.1/Things('{id_}')/name")
    assert listener.subscribe(*topics) == [0, 0, 0]
    world.client.ask("PATCH", thing, {"name": "after"})
    wait(lambda: len(listener.told) >= 3)
    by_topic = dict(listener.told)
    assert by_topic[topics[0]]["@iot.id"] == id_
    assert by_topic[topics[1]]["name"] == "after"
    assert by_topic[topics[2]] == {"name": "after"}
