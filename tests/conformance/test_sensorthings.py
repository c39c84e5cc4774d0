# ruff: noqa: E501 (tables of filters read best a case a line)
"""OGC SensorThings API 1.1 (18-088) against a running instance: our own tests from its requirement classes.

Level 1 reads, level 2 filters and asks; what changes is in `test_sensorthings_changes`. Each test names the
requirement (below http://www.opengis.net/spec/iot_sensing/1.1/req/) that it holds.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance.conftest import Client
from tests.conformance.world import KINDS, PLURAL, PROPERTIES, RELATIONS, World, build, counted

pytestmark = [pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def world(served: Client) -> World:
    return build(served)


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
