"""Devices with a credential of their own: enrolled, held to their model, told what to do, cut off at once."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import openpyxl
import paho.mqtt.client as paho
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.sensing.conftest import GAUGE, STEWARD, Town, body, everything, post, reading, run, stored, thing
from tests.sensing.test_gateway import VERSIONS, Device, Running, point, wait
from yiwang.areas.api import get_area
from yiwang.areas.models import AreaRow
from yiwang.kernel import clock
from yiwang.kernel.models import FactRow
from yiwang.sensing import _commands, _coverage, _devices, _enrol, _registry, _things
from yiwang.sensing._device_shapes import CommandOver, CommandRefused, EnrolmentRefused, NoDevice
from yiwang.sensing._sta.caller import source_of
from yiwang.sensing._sta.entities import BY_NAME
from yiwang.sensing.contracts import CredentialRefused, DeclarationRefused, UnknownThing
from yiwang.sensing.declarations import CommandDeclaration, ParameterDeclaration, ThingModelDeclaration
from yiwang.sensing.models import Command
from yiwang.sensing.tasks import COMMANDS

LAMP = replace(
    GAUGE,
    code="lamp",
    name="灯头",
    kind="lamp",
    commands=(
        CommandDeclaration(
            code="dim",
            name="调光",
            parameters=(
                ParameterDeclaration(code="level", name="亮度", unit="%", minimum=0, maximum=100),
                ParameterDeclaration(code="mode", name="方式", choices=("slow", "fast")),
            ),
            expires_s=60,
        ),
    ),
)
POLE = ThingModelDeclaration(code="pole", name="智慧灯杆", kind="pole", properties=(), composite=True)
DIM = {"level": 40, "mode": "slow"}


@pytest.fixture
def street(town: Town) -> Town:
    town.declare(
        LAMP,
        POLE,
        thing("p1", model="pole", city_code="440802.P.0001"),
        thing("l1", model="lamp", part_of="p1", role="灯头"),
        thing("g9", part_of="p1", role="水位计"),
        pack="street",
    )
    return town


def enrolled(one: str) -> str:
    return _devices.enrol([one], STEWARD)[0].token


def facts(kind: str) -> list[Any]:
    return [json.loads(row.data) if isinstance(row.data, str) else row.data for row in
            FactRow.objects.filter(fact_type=kind).order_by("recorded_at", "id")]  # fmt: skip


# -- credentials


def test_a_device_sends_for_itself_alone_and_its_old_token_stops_with_the_new_one(street: Town) -> None:
    first = enrolled("g1")
    assert run(post(body(reading("g1.depth", 1)), first)).status == 202
    assert run(post(body(reading("g2.depth", 1)), first)).codes == [(0, "not_your_datastream")]
    second = enrolled("g1")
    assert run(post(body(reading("g1.depth", 2)), first)).status == 401
    assert run(post(body(reading("g1.depth", 2)), second)).status == 202
    _devices.revoke("g1", STEWARD, "lost")
    assert run(post(body(reading("g1.depth", 3)), second)).status == 401
    with pytest.raises(NoDevice):
        _devices.revoke("g1", STEWARD, "again")
    assert [one["rotated"] for one in facts("sensing.device_enrolled")] == [False, True]


def test_a_new_device_is_held_to_its_model_until_it_was_heard(street: Town) -> None:
    token = enrolled("g1")
    assert run(post(body(reading("g1.depth", 900)), token)).codes == [(0, "outside_model")]
    assert run(post(body(reading("g1.depth", 1)), token)).status == 202
    street.pump_latest()
    assert run(post(body(reading("g1.depth", 900)), token)).status == 202


def test_the_registry_reads_only_what_changed(street: Town) -> None:
    before = _registry.current()
    enrolled("g1")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        after = _registry.current()
    assert after.mark > before.mark
    assert after.streams is before.streams
    assert any('"mark" >' in one["sql"] for one in asked.captured_queries)
    _registry.touch()
    assert _registry.current().streams is not before.streams


# -- what a pack says


def test_a_part_needs_a_composite_whole_and_a_city_code_is_one_things(street: Town) -> None:
    with pytest.raises(DeclarationRefused) as refused:
        street.declare(
            thing("x1", part_of="g1"), thing("x2", part_of="nobody"), thing("x3", city_code="440802.P.0001"),
            thing("x4", city_code="小写"), pack="street",
        )  # fmt: skip
    codes = {(one["record"], one["code"]) for one in refused.value.details["faults"]}
    assert codes == {
        ("x1", "sensing.no_whole"),
        ("x2", "sensing.no_whole"),
        ("x3", "sensing.city_code_taken"),
        ("x4", "sensing.bad_city_code"),
    }


def test_a_pole_shows_its_parts_and_is_found_by_its_code(street: Town) -> None:
    found = _things.detail(everything(), _things.of_city_code(everything(), "440802.P.0001"))
    assert [(part.id, part.role) for part in found.parts] == [("g9", "水位计"), ("l1", "灯头")]
    with pytest.raises(UnknownThing):
        _things.of_city_code(everything(), "440802.P.0002")


# -- lists


def test_scrolling_meets_every_thing_once(street: Town) -> None:
    met: list[str] = []
    after = ""
    while True:
        part = _things.scroll(everything(), {}, after, 2)
        met += [row.id for row in part.items]
        if not (after := part.next):
            break
    assert met == sorted(met) == ["g1", "g2", "g9", "l1", "p1"]


def test_coverage_counts_by_place_and_kind(street: Town) -> None:
    enrolled("g9")
    run(post(body(reading("g1.depth", 1)), street.token()))
    street.pump_latest()
    rows = {(row.area_path, row.kind): row for row in _coverage.coverage(everything(), "/99/9901/")}
    north = rows["/99/9901/north/", "drainage_gauge"]
    assert (north.total, north.online, north.never, north.enrolled, north.rate) == (2, 1, 1, 1, 0.5)
    assert rows["/99/9901/south/", "drainage_gauge"].online == 0


def test_places_without_any_thing_of_a_kind_are_named(street: Town) -> None:
    AreaRow.objects.create(
        id="9901", city="test", name="市", short_name="市", level="city", kind="division",
        managed_path="/99/9901/", statistical_path="/99/9901/",
    )  # fmt: skip
    AreaRow.objects.filter(pk__in=["north", "south"]).update(managed_parent="9901")
    AreaRow.objects.create(
        id="bare", city="test", name="空白镇", short_name="空白镇", level="town", kind="division",
        managed_path="/99/9901/bare/", statistical_path="/99/9901/bare/", managed_parent="9901",
    )  # fmt: skip
    found = _coverage.gaps(everything(), get_area("9901"), "town", {"kind": "drainage_gauge"})
    assert (found.total, found.covered) == (3, 2)
    assert [(one.name, one.above) for one in found.blank] == [("空白镇", "市")]
    assert {one.area_id: one.covered for one in found.lines} == {"bare": 0, "north": 1, "south": 1}
    assert _coverage.gaps(everything(), get_area("9901"), "town", {"kind": "hydrant"}).covered == 0


# -- lists of devices


def sheet(*rows: dict[str, Any]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    headings = [heading for heading, *_ in _enrol.COLUMNS]
    page.append(headings)
    for row in rows:
        page.append([row.get(heading) for heading in headings])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def line(id_: str, **more: Any) -> dict[str, Any]:
    return {
        "编号": id_, "名称": f"测点{id_}", "物模型": "test_gauge", "经度": 110.36, "纬度": 21.27,
        "属地": "north", "权属单位": "bureau", "运维单位": "company", **more,
    }  # fmt: skip


def test_a_list_of_devices_is_registered_and_each_token_is_good(street: Town) -> None:
    done, tokens = _enrol.enrol_file(sheet(line("n1", 质保期="2030-01-31"), line("n2")), STEWARD)
    assert done.created == 2
    page = openpyxl.load_workbook(io.BytesIO(tokens)).active
    assert page is not None
    rows = list(page.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == ["n1", "n2"]
    assert run(post(body(reading("n2.depth", 1)), str(rows[1][3]))).status == 202


def test_a_list_with_faults_names_every_row_and_changes_nothing(street: Town) -> None:
    with pytest.raises(EnrolmentRefused) as refused:
        _enrol.enrol_file(
            sheet(line("n1", 经度="东"), line("l1"), line("n3", 权属单位=None), line("n4")), STEWARD
        )
    assert {one["row"] for one in refused.value.details["faults"]} == {2, 3, 4}
    assert _things.page(everything(), {}, 1, 50).total == 5
    with pytest.raises(EnrolmentRefused):
        _enrol.enrol_file(b"no workbook", STEWARD)
    assert openpyxl.load_workbook(io.BytesIO(_enrol.template())).active is not None


# -- commands


def test_a_command_that_the_model_does_not_offer_is_refused_with_every_reason(street: Town) -> None:
    for code, given, expected in (
        ("dim", {"level": 140, "tempo": 1}, {"out_of_range", "unknown_parameter", "missing_parameter"}),
        ("dim", {"level": "x", "mode": "never"}, {"wrong_type", "no_choice"}),
        ("fly", {}, {"unknown_command"}),
    ):
        with pytest.raises(CommandRefused) as refused:
            _commands.ask("l1", code, given, "", STEWARD)
        assert {one["code"].removeprefix("sensing.") for one in refused.value.details["faults"]} == expected
    assert not Command.objects.exists()


def test_a_command_that_nobody_answers_expires_once(street: Town, wound: clock.VirtualClock) -> None:
    row = _commands.ask("l1", "dim", DIM, "夜间", STEWARD)
    lease = street.lease(COMMANDS.name)
    assert COMMANDS.pump(lease) == 0
    wound.advance(timedelta(seconds=61))
    assert [COMMANDS.pump(lease), COMMANDS.pump(lease)] == [1, 0]
    with pytest.raises(CommandOver):
        _commands.answer("l1", row.id, "done", "")
    with pytest.raises(CommandOver):
        _commands.withdraw(row.id, STEWARD)
    assert [one["state"] for one in facts("sensing.command_ended")] == ["expired"]


# -- over MQTT


@pytest.fixture
def device(street: Town) -> Iterator[Callable[..., Device]]:
    running = Running()
    made: list[Device] = []

    def make(version: int, token: str, user: str) -> Device:
        one = Device(running.port, token, version, user=user)
        one.client.on_message = lambda c, u, message: heard.append(
            (message.topic, json.loads(message.payload))
        )
        made.append(one)
        return one

    heard.clear()
    yield make
    for one in made:
        one.close()
    running.stop()


heard: list[tuple[str, dict[str, Any]]] = []


def subscribed(one: Device, topic: str) -> bool:
    told: list[Any] = []
    one.client.on_subscribe = lambda c, u, mid, codes, p: told.extend(codes)
    one.client.subscribe(topic)
    wait(lambda: bool(told))
    return not told[0].is_failure


@pytest.mark.parametrize("version", VERSIONS)
def test_a_command_reaches_its_device_and_ends_with_its_answer(
    device: Callable[..., Device], street: Town, version: int
) -> None:
    early = _commands.ask("l1", "dim", DIM, "", STEWARD)
    one = device(version, enrolled("l1"), "l1")
    assert subscribed(one, "yiwang/l1/commands")
    assert not subscribed(one, "yiwang/g9/commands")
    wait(lambda: len(heard) == 1)
    later = _commands.ask("l1", "dim", {**DIM, "level": 5}, "", STEWARD)
    wait(lambda: len(heard) == 2)
    assert [(topic, said["id"], said["parameters"]) for topic, said in heard] == [
        ("yiwang/l1/commands", early.id, DIM),
        ("yiwang/l1/commands", later.id, {**DIM, "level": 5}),
    ]
    for _ in range(2):
        mid = one.send("yiwang/l1/answers", {"id": early.id, "state": "done", "answer": "40"})
        wait(lambda: mid in one.acked)  # noqa: B023
    states = {row.id: row.state for row in _commands.commands(everything(), "l1")}
    assert states == {early.id: "done", later.id: "sent"}
    assert [row["answer"] for row in facts("sensing.command_ended")] == ["40"]


def test_an_old_device_hears_on_its_errors_topic_why_and_stays_connected(
    device: Callable[..., Device], street: Town
) -> None:
    one = device(paho.MQTTv311, enrolled("g9"), "g9")
    assert subscribed(one, "yiwang/g9/errors")
    refused = one.send("yiwang/g9.depth", point(900))
    wait(lambda: bool(heard) and refused in one.acked)
    topic, said = heard[0]
    assert (topic, said["topic"], said["faults"][0]["code"]) == (
        "yiwang/g9/errors", "yiwang/g9.depth", "sensing.outside_model",
    )  # fmt: skip
    taken = one.send("yiwang/g9.depth", point(1))
    wait(lambda: taken in one.acked)
    assert [row[3] for row in stored()] == [1]


def test_an_answer_in_no_encoding_is_refused_in_words_and_its_device_stays(
    device: Callable[..., Device], street: Town
) -> None:
    one = device(paho.MQTTv311, enrolled("g9"), "g9")
    assert subscribed(one, "yiwang/g9/errors")
    refused = one.send("yiwang/g9/answers", b'"\xc9\xb2"')
    wait(lambda: bool(heard) and refused in one.acked)
    assert (heard[0][1]["topic"], heard[0][1]["code"]) == ("yiwang/g9/answers", "sensing.malformed_body")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_revoked_device_is_disconnected_though_it_says_nothing(
    device: Callable[..., Device], street: Town, version: int
) -> None:
    one = device(version, enrolled("g9"), "g9")
    assert one.client.is_connected()
    _devices.revoke("g9", STEWARD, "stolen")
    wait(lambda: bool(one.closed))


def test_a_device_speaks_sensorthings_with_its_own_token_until_it_is_revoked(street: Town) -> None:
    token = enrolled("g9")
    caller = source_of(token, "g9")
    assert [row.pk for row in caller.rows(BY_NAME["Thing"])] == ["g9"]
    with pytest.raises(CredentialRefused):
        source_of(token, "g1")
    _devices.revoke("g9", STEWARD, "stolen")
    with pytest.raises(CredentialRefused):
        source_of(token)
