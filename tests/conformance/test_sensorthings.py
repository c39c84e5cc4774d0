# ruff: noqa: E501 (tables of filters read best a case a line)
"""OGC SensorThings API 1.1 (18-088) against a running instance: our own tests from its requirement classes.

Level 1 reads, level 2 filters and asks, level 3 makes, changes and removes; then batches, data arrays and
MQTT. Each test names the requirement (below http://www.opengis.net/spec/iot_sensing/1.1/req/) that it holds.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import paho.mqtt.client as paho
import pytest

from tests.conformance.conftest import Client

pytestmark = [pytest.mark.timeout(180)]

PROPERTIES = {
    "Things": {"name", "description", "properties"},
    "Locations": {"name", "description", "encodingType", "location"},
    "HistoricalLocations": {"time"},
    "Datastreams": {"name", "description", "observationType", "unitOfMeasurement"},
    "Sensors": {"name", "description", "encodingType", "metadata"},
    "ObservedProperties": {"name", "description", "definition"},
    "Observations": {"phenomenonTime", "result", "resultTime"},
    "FeaturesOfInterest": {"name", "description", "encodingType", "feature"},
}
RELATIONS = {
    "Things": {"Locations", "HistoricalLocations", "Datastreams"},
    "Locations": {"Things", "HistoricalLocations"},
    "HistoricalLocations": {"Thing", "Locations"},
    "Datastreams": {"Thing", "Sensor", "ObservedProperty", "Observations"},
    "Sensors": {"Datastreams"},
    "ObservedProperties": {"Datastreams"},
    "Observations": {"Datastream", "FeatureOfInterest"},
    "FeaturesOfInterest": {"Observations"},
}
PLURAL = {
    "Thing": "Things", "Datastream": "Datastreams", "Sensor": "Sensors",
    "ObservedProperty": "ObservedProperties", "FeatureOfInterest": "FeaturesOfInterest",
}  # fmt: skip
KINDS = sorted(PROPERTIES)
SENSOR = {"name": "DS18B20", "description": "d", "encodingType": "application/pdf", "metadata": "http://m"}
OBSERVED = {"name": "temperature", "definition": "http://qudt/T", "description": "d"}
CELSIUS = {"name": "degree", "symbol": "Cel", "definition": "ucum:Cel"}


def location(name: str, lon: float, lat: float) -> dict[str, Any]:
    return {
        "name": name,
        "description": "somewhere",
        "encodingType": "application/geo+json",
        "location": {"type": "Point", "coordinates": [lon, lat]},
    }


def datastream(name: str, *observations: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "description": "a datastream",
        "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        "unitOfMeasurement": CELSIUS,
        "Sensor": SENSOR,
        "ObservedProperty": OBSERVED,
        **({"Observations": list(observations)} if observations else {}),
        **more,
    }


def at(day: int, result: Any, **more: Any) -> dict[str, Any]:
    return {"phenomenonTime": f"2015-03-{day:02d}T00:00:00.000Z", "result": result, **more}


@dataclass
class World:
    """What the reading tests read."""

    client: Client
    thing: str
    stream: str


@pytest.fixture(scope="module")
def world(served: Client) -> World:
    """Two things; ten readings of the first day by day, two of the second."""
    thing = served.post(
        "Things",
        {
            "name": "camera lantern 1",
            "description": "first",
            "properties": {"reference": "A", "height": 4},
            "Locations": [location("here", 110.36, 21.27)],
            "Datastreams": [datastream("warmth", *(at(day, day) for day in range(1, 11)))],
        },
    )
    served.post(
        "Things",
        {
            "name": "camera lantern 2",
            "description": "second",
            "properties": {"reference": "B", "height": 9},
            "Locations": [location("there", 110.9, 21.9)],
            "Datastreams": [datastream("cold", at(1, -1), at(2, -2))],
        },
    )
    return World(served, thing, served.values(f"{thing}/Datastreams")[0]["@iot.selfLink"])


def counted(world: World, path: str) -> int:
    sign = "&" if "?" in path else "?"
    return int(world.client.get(f"{path}{sign}$count=true&$top=0")["@iot.count"])


# ------------------------------------------------------------------------------------- level 1: reading


def test_the_service_says_its_entity_sets_and_what_it_conforms_to(served: Client) -> None:
    """resource-path/resource-path-to-entities: the service root."""
    root = served.get("")
    assert {one["name"] for one in root["value"]} == set(KINDS)
    assert all(served.ask("GET", one["url"]).status == 200 for one in root["value"])
    settings = root["serverSettings"]
    assert any(one.endswith("req/datamodel") for one in settings["conformance"])
    told = next(value for key, value in settings.items() if key.endswith("observations-creation"))
    assert told["endpoints"][0].startswith("mqtt://")


@pytest.mark.parametrize("kind", KINDS)
def test_every_entity_has_its_control_information_properties_and_relations(world: World, kind: str) -> None:
    """datamodel: thing, location, … observation: properties and relations."""
    found = world.client.values(kind)
    assert found
    for one in found:
        assert {"@iot.id", "@iot.selfLink"} <= set(one)
        assert set(one) >= PROPERTIES[kind] - {"properties"}
        assert {name for name in one if name.endswith("@iot.navigationLink")} == {
            f"{name}@iot.navigationLink" for name in RELATIONS[kind]
        }


@pytest.mark.parametrize("kind", KINDS)
def test_an_entity_is_addressed_by_its_id_a_property_and_a_bare_value(world: World, kind: str) -> None:
    """resource-path: entity, property, $value, navigation, reference, nested addresses."""
    client = world.client
    one = client.values(kind)[0]
    assert client.get(one["@iot.selfLink"]) == one
    for name in PROPERTIES[kind] & set(one):
        if one[name] is None:
            assert client.ask("GET", f"{one['@iot.selfLink']}/{name}").status == 204
            continue
        assert client.get(f"{one['@iot.selfLink']}/{name}") == {name: one[name]}
        bare = client.ask("GET", f"{one['@iot.selfLink']}/{name}/$value")
        assert bare.status == 200
        assert bare.text.decode() == (
            one[name] if isinstance(one[name], str) else json.dumps(one[name], ensure_ascii=False)
        )
    for relation in RELATIONS[kind]:
        link = one[f"{relation}@iot.navigationLink"]
        there = client.get(link)
        target = PLURAL.get(relation, relation)
        for row in there.get("value", [there]):
            assert set(row) >= PROPERTIES[target] - {"properties"}
        refs = client.get(f"{link}/$ref")
        assert all(set(row) == {"@iot.selfLink"} for row in refs.get("value", [refs]))


def test_an_address_may_go_on_over_several_relations(world: World) -> None:
    """resource-path: nested, to the fourth level."""
    found = world.client.values(f"{world.thing}/Datastreams")
    id_ = found[0]["@iot.id"].replace("'", "''")
    one = world.client.values(f"{world.thing}/Datastreams('{id_}')/Observations?$top=1")[0]
    deep = f"{world.thing}/Datastreams('{id_}')/Observations('{one['@iot.id']}')/Datastream/Thing"
    assert world.client.get(deep)["@iot.selfLink"] == world.thing


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_is_404(world: World, kind: str) -> None:
    """request-data/status-code."""
    for path in (f"{kind}('nothing')", f"{kind}(9223372036854775807)", f"{kind}/nothing", f"{kind[:-1]}x"):
        answer = world.client.ask("GET", path)
        assert answer.status == 404
        assert answer.json["message"]
    link = world.client.values(kind)[0]["@iot.selfLink"]
    assert world.client.ask("GET", f"{link}/nonsense").status == 404
    assert world.client.ask("GET", f"{link}/Things('x')/Things").status == 404


def test_nobody_reads_without_a_credential(served: Client) -> None:
    answer = served.ask("GET", "Things", token="wrong")
    assert answer.status == 401
    assert "Bearer" in answer.headers["www-authenticate"]


# ------------------------------------------------------------------- level 2: asking for exactly this


@pytest.mark.parametrize("kind", KINDS)
def test_select_tells_only_what_was_asked_for(world: World, kind: str) -> None:
    """request-data/select."""
    for name in PROPERTIES[kind] | RELATIONS[kind]:
        for one in world.client.values(f"{kind}?$select={name}"):
            assert set(one) <= {"@iot.id", name, f"{name}@iot.navigationLink"}
    assert world.client.ask("GET", f"{kind}?$select=nothing").status == 400


@pytest.mark.parametrize("kind", KINDS)
def test_expand_tells_related_entities_inline(world: World, kind: str) -> None:
    """request-data/expand: one relation, several, nested."""
    for relation in RELATIONS[kind]:
        for one in world.client.values(f"{kind}?$expand={relation}"):
            there = one[relation]
            direct = world.client.get(one[f"{relation}@iot.navigationLink"])
            rows = direct.get("value", [direct])
            assert sorted(
                row["@iot.id"] for row in (there if isinstance(there, list) else [there])
            ) == sorted(row["@iot.id"] for row in rows)
    everything = ",".join(sorted(RELATIONS[kind]))
    for one in world.client.values(f"{kind}?$expand={everything}"):
        assert set(one) >= RELATIONS[kind]


def test_expand_goes_deep_with_options_of_its_own(world: World) -> None:
    """request-data/expand: nested options."""
    path = (
        "Things?$filter=name eq 'camera lantern 1'&$select=name&$expand=Datastreams($select=name;$expand="
        "Observations($filter=result gt 3;$orderby=result desc;$top=2;$skip=1;$count=true;$select=result))"
    )
    (thing,) = world.client.values(path)
    assert thing["name"] == "camera lantern 1"
    (stream,) = thing["Datastreams"]
    assert stream["Observations@iot.count"] == 7
    assert [one["result"] for one in stream["Observations"]] == [9, 8]
    onward = world.client.get(stream["Observations@iot.nextLink"])
    assert [one["result"] for one in onward["value"]] == [7, 6]


def test_the_newest_reading_of_every_datastream_comes_in_one_request(world: World) -> None:
    """request-data/expand, orderby, top: latest per datastream."""
    path = "Datastreams?$expand=Observations($orderby=phenomenonTime desc;$top=1)&$filter=name eq 'warmth'"
    (stream,) = world.client.values(path)
    assert [one["result"] for one in stream["Observations"]] == [10]


@pytest.mark.parametrize("kind", KINDS)
def test_count_top_and_skip_agree_with_each_other(world: World, kind: str) -> None:
    """request-data/count, top, skip."""
    everything = world.client.get(f"{kind}?$count=true&$top=1000")
    assert everything["@iot.count"] == len(everything["value"])
    ids = [one["@iot.id"] for one in everything["value"]]
    assert [one["@iot.id"] for one in world.client.values(f"{kind}?$skip=1")] == ids[1:101]
    first = world.client.get(f"{kind}?$top=1&$count=false")
    assert "@iot.count" not in first
    assert [one["@iot.id"] for one in first["value"]] == ids[:1]
    assert ("@iot.nextLink" in first) == (len(ids) > 1)
    for bad in ("$top=-1", "$top=x", "$skip=-1", "$count=maybe", "$nothing=1"):
        assert world.client.ask("GET", f"{kind}?{bad}").status == 400


def test_following_the_next_links_meets_every_entity_once(world: World) -> None:
    """request-data/pagination, for tables and for readings in each order that is cheap."""
    streams = f"{world.stream}/Observations"
    for path in (
        f"{streams}?$top=3",
        f"{streams}?$orderby=phenomenonTime desc&$top=3",
        "Observations?$filter=Datastream/name eq 'warmth'&$top=4",
        "Observations?$filter=Datastream/name eq 'warmth'&$orderby=phenomenonTime asc&$top=4",
    ):
        seen: list[str] = []
        at_page: str | None = path
        while at_page:
            answer = world.client.get(at_page)
            seen += [one["result"] for one in answer["value"]]
            at_page = answer.get("@iot.nextLink")
        assert sorted(seen) == list(range(1, 11)), path


@pytest.mark.parametrize(("kind", "name"), [("Things", "name"), ("Observations", "result"),
    ("Observations", "phenomenonTime"), ("Datastreams", "Thing/name"), ("Sensors", "description"),
    ("Things", "properties/height"), ("HistoricalLocations", "time")])  # fmt: skip
def test_orderby_sorts_both_ways(world: World, kind: str, name: str) -> None:
    """request-data/orderby."""
    inline = "&$expand=Thing" if name == "Thing/name" else ""
    up = world.client.values(f"{kind}?$orderby={name}&$top=1000{inline}")
    down = world.client.values(f"{kind}?$orderby={name} desc&$top=1000")

    def key(one: dict[str, Any]) -> Any:
        found: Any = one
        for part in name.split("/"):
            found = found[part]
        return found

    keys = [key(one) for one in up]
    assert keys == sorted(keys)
    assert {one["@iot.id"] for one in up} == {one["@iot.id"] for one in down}
    if "/" not in name:
        assert [key(one) for one in down] == sorted(keys, reverse=True)


FILTERS = [
    ("result eq 5", 1), ("result ne 5", 9), ("result gt 5", 5), ("result ge 5", 6), ("result lt 5", 4),
    ("result le 5", 5), ("5 lt result", 5),
    ("result gt 2 and result lt 5", 2), ("result lt 2 or result gt 9", 2), ("not (result gt 2)", 2),
    ("not startswith(Datastream/name,'x') and result eq 1", 1), ("result eq 1 or result eq 2 and result eq 3", 1),
    ("result add 5 eq 10", 1), ("result sub 5 eq 0", 1), ("result mul 2 gt 14", 3), ("result div 2 eq 2.5", 1),
    ("result mod 2 eq 0", 5), ("-result lt -9", 1),
    ("round(result div 4) eq 1", 4), ("floor(result div 4) eq 1", 4), ("ceiling(result div 4) eq 1", 4),
    ("phenomenonTime gt 2015-03-05T00:00:00Z", 5), ("phenomenonTime ge 2015-03-05T08:00:00+08:00", 6),
    ("phenomenonTime eq 2015-03-05T00:00:00.000Z", 1), ("2015-03-05T00:00:00Z gt phenomenonTime", 4),
    ("year(phenomenonTime) eq 2015", 10), ("month(phenomenonTime) eq 3", 10), ("day(phenomenonTime) gt 8", 2),
    ("hour(phenomenonTime) eq 0", 10), ("minute(phenomenonTime) eq 0", 10), ("second(phenomenonTime) eq 0", 10),
    ("fractionalseconds(phenomenonTime) eq 0", 10), ("totaloffsetminutes(phenomenonTime) eq 0", 10),
    ("date(phenomenonTime) eq 2015-03-02", 1), ("time(phenomenonTime) eq 00:00:00", 10),
    ("phenomenonTime lt now()", 10), ("phenomenonTime gt mindatetime()", 10),
    ("phenomenonTime lt maxdatetime()", 10),
    ("phenomenonTime add duration'P1D' gt 2015-03-10T00:00:00Z", 1),
    ("phenomenonTime sub duration'PT24H' lt 2015-03-01T00:00:00Z", 1),
    ("resultTime eq null", 10), ("resultTime ne null", 0),
    ("Datastream/Thing/name eq 'camera lantern 1'", 10),
    ("Datastream/unitOfMeasurement/symbol eq 'Cel' and result eq 3", 1),
    ("FeatureOfInterest/name eq 'here' and result lt 3", 2),
    ("startswith(Datastream/name,'war')", 10),
]  # fmt: skip


@pytest.mark.parametrize(("text", "many"), FILTERS)
def test_a_filter_finds_the_readings_that_it_holds_of(world: World, text: str, many: int) -> None:
    """request-data/filter, built-in-filter-operations, built-in-query-functions, on readings."""
    assert counted(world, f"{world.stream}/Observations?$filter={text}") == many
    assert len(world.client.values(f"{world.stream}/Observations?$filter={text}")) == many


THING_FILTERS = [
    ("name eq 'camera lantern 1'", {1}), ("name ne 'camera lantern 1'", {2}), ("name gt 'camera lantern 1'", {2}),
    ("substringof('tern 1',name)", {1}), ("contains(name,'lantern')", {1, 2}), ("startswith(name,'camera')", {1, 2}),
    ("endswith(name,'2')", {2}), ("length(name) eq 16", {1, 2}), ("indexof(name,'lantern') eq 7", {1, 2}),
    ("substring(name,7) eq 'lantern 2'", {2}), ("substring(name,0,6) eq 'camera'", {1, 2}),
    ("tolower(name) eq 'camera lantern 1'", {1}), ("toupper(name) eq 'CAMERA LANTERN 2'", {2}),
    ("trim(name) eq name", {1, 2}), ("concat(name,description) eq 'camera lantern 1first'", {1}),
    ("properties/reference eq 'A'", {1}), ("properties/height gt 5", {2}), ("properties/height add 1 eq 5", {1}),
    ("properties/none eq null", {1, 2}), ("Locations/name eq 'here'", {1}),
    ("Datastreams/ObservedProperty/name eq 'temperature'", {1, 2}), ("Datastreams/Observations/result gt 9", {1}),
    ("Datastreams/Observations/FeatureOfInterest/name eq 'there'", {2}),
    ("geo.distance(Locations/location,geography'POINT(110.36 21.27)') lt 0.01", {1}),
    ("geo.intersects(Locations/location,geography'POLYGON((110 21,110.5 21,110.5 21.5,110 21.5,110 21))')", {1}),
    ("st_within(Locations/location,geography'POLYGON((110 21,111 21,111 22,110 22,110 21))')", {1, 2}),
    ("st_disjoint(Locations/location,geography'POINT(110.36 21.27)')", {2}),
    ("st_equals(Locations/location,geography'POINT(110.36 21.27)')", {1}),
    ("st_intersects(Locations/location,geography'LINESTRING(110.36 21,110.36 22)')", {1}),
    ("st_contains(geography'POLYGON((110 21,110.5 21,110.5 21.5,110 21.5,110 21))',Locations/location)", {1}),
    ("st_touches(Locations/location,geography'LINESTRING(110.36 21.27,111 22)')", {1}),
    ("st_crosses(Locations/location,geography'LINESTRING(110.36 21.27,111 22)')", set()),
    ("st_overlaps(Locations/location,geography'POINT(110.36 21.27)')", set()),
    ("st_relate(Locations/location,geography'POINT(110.36 21.27)','T********')", {1}),
    ("geo.length(Locations/location) eq 0", {1, 2}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "which"), THING_FILTERS)
def test_a_filter_finds_the_things_that_it_holds_of(world: World, text: str, which: set[int]) -> None:
    """request-data/filter: text, json, geometry and relations, on entities."""
    path = f"Things?$filter=startswith(name,'camera lantern') and ({text})"
    assert {int(one["name"][-1]) for one in world.client.values(path)} == which
    assert counted(world, path) == len(which)


@pytest.mark.parametrize(
    ("text", "place"),
    [("name eq", 7), ("name eq 'x", 8), ("nam eq 'x'", 0), ("name eq 3", 5), ("(name eq 'x'", 12), ("foo(name)", 0),
     ("name eq 'x' and", 15), ("length(name,name) eq 3", 0), ("name", 0), ("name add 1 eq 2", 0), ("1 div 0 eq 1", 2),
     ("geo.distance(Locations/location, geography'POINT(1)') lt 1", 33)],
)  # fmt: skip
def test_a_wrong_filter_says_where_and_why(world: World, text: str, place: int) -> None:
    """request-data/query-status-code: 400, and an error that describes itself."""
    answer = world.client.ask("GET", f"Things?$filter={text}")
    assert answer.status == 400
    told = answer.json
    assert told["code"] == "sensing.sta_bad_query"
    assert (told["option"], told["position"]) == ("$filter", place)
    assert told["reason_zh"]
    assert told["reason_en"]


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
    n = abs(hash(json.dumps(result))) % 28 + 1
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
