"""Declaring things, and what people see of them: list, page, map, newest reading, past, device health."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.sensing.conftest import GAUGE, PATHS, RECORDS, Town, everything, thing
from yiwang.identity.api import Scope
from yiwang.kernel import clock
from yiwang.kernel.models import FactRow
from yiwang.lake import api as lake
from yiwang.sensing import api
from yiwang.sensing.contracts import (
    BatchRefused,
    CredentialRefused,
    DeclarationRefused,
    ObservationIn,
    Quality,
    UnknownThing,
)
from yiwang.sensing.declarations import PropertyDeclaration, SourceDeclaration
from yiwang.sensing.models import LatestValue, Thing

pytestmark = pytest.mark.database


def observe(
    datastream: str, value: float, ago_s: float = 0, quality: Quality = "good", source: str = "gw"
) -> int:
    moment = clock.now() - timedelta(seconds=ago_s)
    one = ObservationIn(datastream=datastream, observed_at=moment, value=value, quality=quality)
    return api.accept([one], source).seq


def of_town(name: str) -> Scope:
    return replace(everything(), everything=False, area_paths=(PATHS[name],))


# --------------------------------------------------------------------------------------- declaring


def test_declaring_the_same_again_changes_nothing_and_tells_nothing(town: Town) -> None:
    told = FactRow.objects.count()
    again = town.declare()
    assert (again.created, again.changed, again.unchanged) == (0, 0, 5)
    assert FactRow.objects.count() == told


def test_a_changed_thing_is_a_new_version_and_one_fact(town: Town) -> None:
    told = FactRow.objects.count()
    done = town.declare(thing("g1", name="新名", maintainer_unit="bureau"))
    assert (done.changed, done.ids) == (1, ["g1"])
    assert api.get_thing("g1").units == "|bureau|"
    row = Thing.objects.get(pk="g1")
    assert (row.name, row.version, row.area_path) == ("新名", 2, PATHS["north"])
    fact = FactRow.objects.order_by("recorded_at").last()
    assert fact is not None
    assert (FactRow.objects.count() - told, fact.fact_type, fact.subject_version) == (
        1,
        "sensing.thing_declared",
        2,
    )


def test_a_model_that_gains_a_property_gives_its_things_a_datastream(town: Town) -> None:
    more = PropertyDeclaration(code="signal", name="信号强度", unit="%", kind="ratio", expected_every_s=60)
    town.declare(replace(GAUGE, properties=(*GAUGE.properties, more)), *RECORDS[1:])
    assert [one.property for one in api.datastreams_of("g1")] == ["depth", "battery", "signal"]


def test_every_fault_of_a_declaration_comes_at_once_and_nothing_is_written(town: Town) -> None:
    wrong = replace(
        GAUGE,
        code="bad",
        properties=(
            PropertyDeclaration(code="a", name="甲", unit="metre", kind="level", valid_min=2, valid_max=1),
            PropertyDeclaration(code="a", name="乙", unit="m", kind="level", expected_every_s=0),
        ),
    )
    records = [
        wrong,
        thing("swapped", lon=21.2, lat=110.4),
        thing("nowhere", area="atlantis"),
        thing("nobody", owner_unit="nobody"),
        thing("a/b"),
        thing("orphan", model="nothing"),
        thing("twice"),
        thing("twice"),
    ]
    with pytest.raises(DeclarationRefused) as refused:
        town.declare(*records)
    found = {(one["record"], one["code"].split(".")[1]) for one in refused.value.details["faults"]}
    assert found == {
        ("bad.a", "unknown_unit"),
        ("bad.a", "empty_range"),
        ("bad.a", "bad_interval"),
        ("bad.a", "repeated_id"),
        ("swapped", "swapped_coordinates"),
        ("nowhere", "unknown_area"),
        ("nobody", "unknown_unit_id"),
        ("a/b", "bad_id"),
        ("orphan", "unknown_model"),
        ("twice", "repeated_id"),
    }
    assert not Thing.objects.filter(pk__in=["nobody", "twice"]).exists()


def test_two_packs_may_not_say_different_things_of_one_model(town: Town) -> None:
    with pytest.raises(DeclarationRefused):
        town.declare(replace(GAUGE, name="别的"), pack="another")
    assert town.declare(GAUGE, pack="another").unchanged == 1


def test_a_gcj02_position_is_converted_at_the_door(town: Town) -> None:
    town.declare(thing("g9", frame="gcj02"))
    moved = api.get_thing("g9")
    assert 200 < math.hypot((moved.lon - 110.36) * 103_000, (moved.lat - 21.27) * 111_000) < 900


# ----------------------------------------------------------------------------------- newest and
# past


def test_the_newest_reading_is_the_latest_by_observation_not_by_arrival(town: Town) -> None:
    observe("g1.depth", 0.5, ago_s=10)
    observe("g1.depth", 0.3, ago_s=60)
    town.pump_latest()
    observe("g1.depth", 0.2, ago_s=120)
    town.pump_latest()
    assert api.latest(["g1.depth", "g2.depth"])["g1.depth"].value == 0.5
    assert set(api.latest(["g1.depth", "g2.depth"])) == {"g1.depth"}


def test_a_correction_of_the_newest_reading_replaces_it(town: Town, wound: clock.VirtualClock) -> None:
    observe("g1.depth", 0.5)
    town.pump_latest()
    observe("g1.depth", 0.4)
    town.pump_latest()
    assert api.latest(["g1.depth"])["g1.depth"].value == 0.4


def test_a_deleted_newest_reading_gives_way_to_the_one_before(town: Town, wound: clock.VirtualClock) -> None:
    observe("g1.depth", 0.3, ago_s=60)
    observe("g1.depth", 0.5)
    town.pump_latest()
    observe("g1.depth", math.nan, quality="deleted")
    town.pump_latest()
    assert api.latest(["g1.depth"])["g1.depth"].value == 0.3
    observe("g1.depth", math.nan, ago_s=60, quality="deleted")
    town.pump_latest()
    assert api.latest(["g1.depth"]) == {}


def test_the_newest_readings_survive_a_task_that_starts_again_anywhere(town: Town) -> None:
    for i in range(5):
        observe("g1.depth", i / 10, ago_s=50 - i * 10)
    town.pump_latest()
    from yiwang.sensing.models import StreamPosition
    from yiwang.sensing.tasks import LATEST

    StreamPosition.objects.update(seq=2)
    LATEST._fence = -1
    town.pump_latest()
    assert LatestValue.objects.get(pk="g1.depth").value == 0.4


def test_a_series_reads_the_lake_and_the_tail_as_one(town: Town, wound: clock.VirtualClock) -> None:
    start = clock.now() - timedelta(hours=1)
    for i in range(10):
        observe("g1.depth", i / 10, ago_s=600 - i * 60)
        if i == 4:
            lake.commit_now("observations", "test")
    observe("g1.depth", 9.0, ago_s=600)
    observe("g1.depth", math.nan, ago_s=540, quality="deleted")
    end = clock.now() + timedelta(seconds=1)
    for _ in range(2):
        found = api.series("g1.depth", start, end)
        assert found.values == [9.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
        assert found.times == sorted(found.times)
        assert (found.unit, found.truncated) == ("m", False)
        lake.commit_now("observations", "test")
    short = api.series("g1.depth", start, end, limit=3)
    assert (short.values, short.truncated) == ([0.7, 0.8, 0.9], True)
    assert api.series("g1.depth", start, start + timedelta(minutes=1)).values == []


def test_readings_stream_out_in_order_from_any_position(town: Town) -> None:
    first = observe("g1.depth", 0.1, ago_s=1)
    observe("g2.depth", 0.2, ago_s=1)
    observe("g1.depth", 0.3)
    found = api.read(0)
    assert [found.datastreams[code] for code in found.codes] == ["g1.depth", "g2.depth", "g1.depth"]
    assert found.values.tolist() == [0.1, 0.2, 0.3]
    assert found.last_seq == 3
    assert api.read(first, 1).values.tolist() == [0.2]
    assert (len(api.read(3)), api.read(3).last_seq) == (0, 3)


def test_the_inner_door_checks_like_the_outer_ones(town: Town) -> None:
    with pytest.raises(BatchRefused) as refused:
        observe("nobody.depth", 1.0)
    assert refused.value.details["faults"][0]["code"] == "sensing.unknown_datastream"
    with pytest.raises(BatchRefused):
        observe("g1.depth", math.nan)
    with pytest.raises(CredentialRefused):
        observe("g1.depth", 1.0, source="stranger")


def test_a_declared_source_without_a_token_is_not_active(town: Town) -> None:
    town.declare(SourceDeclaration(id="fresh", name="新来源"))
    with pytest.raises(CredentialRefused):
        observe("g1.depth", 1.0, source="fresh")
    assert {one.id: one.state for one in api.sources()}["fresh"] == "new"


def test_a_token_is_kept_as_a_digest_only(town: Town) -> None:
    from yiwang.sensing.models import Source

    row = Source.objects.get(pk="gw")
    assert town.token() not in str(row.__dict__)
    assert all(town.token() not in fact.data for fact in FactRow.objects.all())


# --------------------------------------------------------------------------------------- seeing


def test_a_town_sees_the_things_that_lie_in_it(town: Town) -> None:
    assert [row.id for row in api.things(of_town("north")).items] == ["g1"]
    assert [feature["id"] for feature in api.points(of_town("south"))["features"]] == ["g2"]
    with pytest.raises(UnknownThing):
        api.thing_detail(of_town("south"), "g1")


def test_the_sheet_of_a_town_holds_its_things_alone(town: Town) -> None:
    sheet = api.sheet(of_town("north"))
    assert [row[0] for row in sheet.rows] == ["g1"]
    assert {len(row) for row in sheet.rows} == {len(sheet.headings)}
    assert api.sheet(of_town("north"), {"q": "nothing of that name"}).rows == []


def test_the_maintaining_unit_sees_its_things_everywhere(town: Town) -> None:
    scope = replace(everything(), everything=False, unit_ids=frozenset({"company"}))
    assert api.things(scope).total == 2
    other = replace(everything(), everything=False, unit_ids=frozenset({"other"}))
    assert api.things(other).total == 0


def test_a_thing_is_never_heard_then_online_then_silent(town: Town, wound: clock.VirtualClock) -> None:
    def state() -> str:
        return api.thing_detail(everything(), "g1").state

    assert state() == "never"
    observe("g1.depth", 0.1)
    observe("g1.battery", 3.7)
    town.pump_latest()
    assert state() == "online"
    wound.advance(timedelta(seconds=200))
    detail = api.thing_detail(everything(), "g1")
    assert [(row.property, row.state) for row in detail.datastreams] == [
        ("depth", "silent"),
        ("battery", "online"),
    ]
    assert detail.state == "online"
    wound.advance(timedelta(hours=3))
    assert state() == "silent"
    assert [row.id for row in api.things(everything(), {"state": "silent"}).items] == ["g1"]
    assert [row.id for row in api.things(everything(), {"state": "never"}).items] == ["g2"]


def test_device_health_counts_every_thing_once(town: Town, wound: clock.VirtualClock) -> None:
    town.declare(thing("g3", demonstration=True), thing("g4"))
    observe("g1.depth", 0.1)
    wound.advance(timedelta(hours=5))
    observe("g2.depth", 0.1)
    observe("g3.depth", 0.1, quality="fault")
    town.pump_latest()
    health = api.device_health(everything())
    counted = (health.total, health.online, health.silent, health.never, health.faulty, health.demonstration)
    assert counted == (4, 2, 1, 1, 1, 1)
    assert health.rate == 0.25
    assert api.device_health(everything(), PATHS["south"]).total == 1
    assert api.device_health(of_town("south")).total == 1
    (faulty,) = api.things(everything(), {"state": "faulty"}).items
    assert (faulty.id, faulty.faulty, faulty.state) == ("g3", True, "online")
    out_of_order = api.things(everything(), {"state": "out_of_order"}).items
    assert [row.id for row in out_of_order] == ["g1", "g3", "g4"], "silent, faulty, never heard"


def test_the_map_shows_position_state_and_newest_readings(town: Town) -> None:
    observe("g1.depth", 0.25)
    town.pump_latest()
    found = {feature["id"]: feature for feature in api.points(everything())["features"]}
    one: dict[str, Any] = found["g1"]
    assert one["geometry"] == {"type": "Point", "coordinates": [110.36, 21.27]}
    assert (one["properties"]["state"], found["g2"]["properties"]["state"]) == ("online", "never")
    depth = one["properties"]["latest"][0]
    assert (depth["property"], depth["value"], depth["unit_symbol"], depth["quality"]) == (
        "depth",
        0.25,
        "m",
        "good",
    )


def test_a_map_of_very_many_things_shows_how_many_stand_where(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.declare(*[thing(f"n{i}", lon=110.36 + i * 0.001) for i in range(4)], thing("far", lon=110.9))
    observe("g1.depth", 0.25)
    town.pump_latest()
    monkeypatch.setattr(api, "MOST_POINTS", 5)
    cells = [
        (one["geometry"]["coordinates"], one["properties"]) for one in api.points(everything())["features"]
    ]
    assert sorted((*at, cell["count"], cell["silent"]) for at, cell in cells) == [
        (110.35, 21.25, 6, 0),
        (110.9, 21.25, 1, 0),
    ]


def test_a_narrower_map_shows_finer_cells_and_at_last_the_things(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.declare(*[thing(f"n{i}", lon=110.36 + i * 0.001) for i in range(4)], thing("far", lon=110.9))
    monkeypatch.setattr(api, "MOST_POINTS", 3)
    box = {"west": 110.355, "south": 21.2, "east": 110.3645, "north": 21.3}
    cells = api.points(everything(), box)["features"]
    assert sorted(one["properties"]["count"] for one in cells) == [1, 1, 1, 3]
    divided = {int(one["id"].split("/")[1]) for one in cells}
    assert min(divided) * (box["east"] - box["west"]) >= 48
    nearer = api.points(everything(), box | {"west": 110.3615})["features"]
    assert {one["id"] for one in nearer} == {"n2", "n3"}, "few enough to be drawn one by one"


def test_a_list_page_asks_the_database_a_fixed_number_of_times(
    town: Town, django_assert_num_queries: Any
) -> None:
    town.declare(*[thing(f"n{i:03d}", "south" if i % 2 else "north") for i in range(60)])
    with django_assert_num_queries(
        5
    ):  # last fact, count, rows with model and standing, names of areas, units
        assert len(api.things(everything(), size=50).items) == 50
    with django_assert_num_queries(4):  # how many, last fact, things, datastreams
        api.points(everything())


def test_things_are_found_by_name_and_place_within_the_scope(town: Town) -> None:
    town.declare(thing("g7", name="寸金桥下穿通道", address="塘㙍镇"))

    def found(scope: Scope, text: str) -> list[str]:
        return [row.id for row in api.things(scope, {"q": text}).items]

    assert found(everything(), "寸金桥") == ["g7"]
    assert found(of_town("north"), "塘㙍镇") == ["g7"]
    assert found(of_town("south"), "寸金桥") == []
    assert found(everything(), "g7") == ["g7"]


def test_things_follow_their_area_to_its_new_place(town: Town) -> None:
    from typing import cast

    from yiwang.areas.contracts import AreaMoved
    from yiwang.kernel.facts import Told
    from yiwang.sensing.tasks import follow_areas

    moves = [
        {"tree": "managed", "old": PATHS["north"], "new": "/99/zone/north/"},
        {"tree": "statistical", "old": PATHS["south"], "new": "/wrong/"},
    ]
    data = AreaMoved(area_id="north", on="2026-03-02", moves=moves, reason="")
    told = cast(
        Told[AreaMoved],
        Told(
            id="x", position=1, fact_type=data.fact_type, subject="area:north", version=1, actor="test",
            area_path="", units=(), secret=False, recorded_at=clock.now(), data=data,
        ),
    )  # fmt: skip
    for _ in range(2):
        follow_areas(told)
        paths = {row.pk: row.area_path for row in Thing.objects.all()}
        assert paths == {"g1": "/99/zone/north/", "g2": PATHS["south"]}
    moved = replace(everything(), everything=False, area_paths=("/99/zone/",))
    assert [row.id for row in api.things(moved).items] == ["g1"]
