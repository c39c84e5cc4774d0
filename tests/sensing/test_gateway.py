"""The MQTT gateway as a real client library meets it, in both versions of the protocol."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import paho.mqtt.client as paho
import pytest
from paho.mqtt.properties import Properties

from tests.sensing.conftest import STEWARD, Town, reading, stored
from yiwang.kernel import bus as kernel_bus
from yiwang.kernel import clock
from yiwang.kernel.bus import Bus, BusUnavailable
from yiwang.sensing import _door, _gateway, _ingest, _stream, api
from yiwang.sensing._gateway import Gateway

VERSIONS = [pytest.param(paho.MQTTv311, id="3.1.1"), pytest.param(paho.MQTTv5, id="5")]


class Running:
    """A gateway in its own event loop, as the web process runs it."""

    def __init__(self) -> None:
        self.gateway = Gateway()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.port: int = self.call(self.gateway.start("127.0.0.1", 0))

    def call(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(15)

    def stop(self) -> None:
        self.call(self.gateway.stop())
        self.call(_ingest.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()


@pytest.fixture
def running(town: Town) -> Iterator[Running]:
    made = Running()
    yield made
    made.stop()


class Device:
    """A paho client that remembers what it was told."""

    def __init__(self, port: int, token: str, version: int, user: str = "gw", client_id: str = "d1") -> None:
        self.connected: list[Any] = []
        self.acked: dict[int, Any] = {}
        self.closed: list[Any] = []
        self.client = paho.Client(
            paho.CallbackAPIVersion.VERSION2, client_id=client_id, protocol=paho.MQTTProtocolVersion(version)
        )
        self.client.username_pw_set(user, token)
        self.client.on_connect = lambda c, u, f, code, p: self.connected.append(code)
        self.client.on_publish = lambda c, u, mid, code, p: self.acked.__setitem__(
            mid, (code, time.monotonic())
        )
        self.client.on_disconnect = lambda c, u, f, code, p: self.closed.append(code)
        self.client.reconnect_delay_set(1, 1)
        self.client.connect("127.0.0.1", port, keepalive=30)
        self.client.loop_start()
        wait(lambda: bool(self.connected))

    def send(self, topic: str, payload: Any, qos: int = 1) -> int:
        data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        return self.client.publish(topic, data, qos=qos).mid

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


def wait(ready: Callable[[], bool], seconds: float = 8) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


@pytest.fixture
def device(running: Running, town: Town) -> Iterator[Callable[..., Device]]:
    made: list[Device] = []

    def make(version: int, **more: Any) -> Device:
        one = Device(running.port, more.pop("token", town.token()), version, **more)
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()


def point(value: Any = 0.1, ago_s: float = 0, **more: Any) -> dict[str, Any]:
    return {"t": reading(ago_s=ago_s)["observed_at"], "v": value, **more}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_device_publishes_and_its_readings_are_found(device: Callable[..., Device], version: int) -> None:
    one = device(version)
    mids = [one.send("yiwang/g1.depth", point(i, ago_s=i)) for i in range(20)]
    mids.append(one.send("yiwang/g1.battery", [point(3.7), point(3.6, ago_s=60, q="suspect", u="V")]))
    wait(lambda: set(mids) <= set(one.acked))
    assert len(stored("datastream = 'g1.depth'")) == 20
    assert [(row[3], row[4], row[5]) for row in stored("datastream = 'g1.battery'")] == [
        (3.6, 1, "gw"),
        (3.7, 0, "gw"),
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_qos_1_is_acknowledged_only_after_the_stream_has_it(
    device: Callable[..., Device], version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    published: list[float] = []
    real = kernel_bus.Bus.apublish

    async def slow(self: Bus, *given: Any, **more: Any) -> int:
        await asyncio.to_thread(gate.wait, 10)
        seq = await real(self, *given, **more)
        published.append(time.monotonic())
        return seq

    monkeypatch.setattr(kernel_bus.Bus, "apublish", slow)
    one = device(version)
    mid = one.send("yiwang/g1.depth", point())
    time.sleep(0.5)
    assert mid not in one.acked
    gate.set()
    wait(lambda: mid in one.acked)
    assert published[0] <= one.acked[mid][1]
    assert len(stored()) == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again(
    device: Callable[..., Device], running: Running, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = threading.Event()
    real = kernel_bus.Bus.apublish

    async def broken(self: Bus, *given: Any, **more: Any) -> int:
        if not away.is_set():
            raise BusUnavailable()
        return await real(self, *given, **more)

    monkeypatch.setattr(kernel_bus.Bus, "apublish", broken)
    one = device(version)
    mid = one.send("yiwang/g1.depth", point())
    wait(lambda: bool(one.closed))
    assert mid not in one.acked
    away.set()
    wait(lambda: mid in one.acked, 15)
    assert len(stored()) == 1


def test_qos_0_is_taken_without_a_word(device: Callable[..., Device]) -> None:
    one = device(paho.MQTTv311)
    one.send("yiwang/g1.depth", point(0.7), qos=0)
    wait(lambda: len(stored()) == 1)


def test_a_message_sent_again_is_stored_once(device: Callable[..., Device]) -> None:
    from yiwang.lake import api as lake

    one = device(paho.MQTTv5)
    again = point(0.7)
    for _ in range(3):
        mid = one.send("yiwang/g1.depth", again)
        wait(lambda mid=mid: mid in one.acked)  # type: ignore[misc]
    lake.commit_now("observations", "test")
    assert len(stored()) == 1


REFUSED = [
    ("yiwang/nobody.depth", {"t": "now", "v": 1}, 0x99),
    ("yiwang/nobody.depth", None, 0x90),
    ("yiwang/g1.depth", {"t": "yesterday", "v": 1}, 0x99),
    ("yiwang/g1.depth", b"\xff\xfe", 0x99),
    ("yiwang/g1.depth", "积水".encode("gbk"), 0x99),
    ("yiwang/g1.depth", b"{", 0x99),
    ("yiwang/g1.depth", b"[]", 0x99),
    ("yiwang/g1.depth", b"[[[[" * 30000, 0x99),
    ("elsewhere/g1.depth", None, 0x90),
]


@pytest.mark.parametrize(("topic", "payload", "code"), REFUSED)
def test_mqtt_5_says_why_a_message_is_refused_and_goes_on(
    device: Callable[..., Device], topic: str, payload: Any, code: int
) -> None:
    one = device(paho.MQTTv5)
    bad = one.send(topic, point() if payload is None else payload)
    good = one.send("yiwang/g1.depth", point(0.9))
    wait(lambda: bad in one.acked and good in one.acked)
    assert (one.acked[bad][0].value, one.acked[good][0].value) == (code, 0)
    assert [row[3] for row in stored()] == [0.9]


def test_a_source_may_not_publish_for_anothers_thing(device: Callable[..., Device], town: Town) -> None:
    one = device(paho.MQTTv5, user="narrow", token=town.token("narrow"))
    mid = one.send("yiwang/g1.depth", point())
    wait(lambda: mid in one.acked)
    assert one.acked[mid][0].value == 0x87
    assert stored() == []


def test_mqtt_3_1_1_cannot_say_no_so_the_connection_ends_without_an_acknowledgement(
    device: Callable[..., Device], running: Running
) -> None:
    one = device(paho.MQTTv311)
    bad = one.send("yiwang/nobody.depth", point())
    wait(lambda: bool(one.closed))
    assert bad not in one.acked
    assert running.gateway.counts.rejected >= 1


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("user", "token"), [("gw", "wrong"), ("narrow", None), ("", None), ("x", "y")])
def test_a_wrong_credential_is_refused_at_the_door(
    device: Callable[..., Device], version: int, user: str, token: str | None, town: Town
) -> None:
    one = device(version, user=user, token=token or town.token("gw"))
    assert one.connected[0].is_failure
    assert one.connected[0].getName() == "Bad user name or password"


@pytest.mark.parametrize("version", VERSIONS)
def test_revoking_a_source_ends_its_connection_at_the_next_message(
    device: Callable[..., Device], version: int
) -> None:
    one = device(version)
    first = one.send("yiwang/g1.depth", point(1))
    wait(lambda: first in one.acked)
    api.revoke_source("gw", STEWARD, "lost")
    second = one.send("yiwang/g1.depth", point(2, ago_s=1))
    wait(lambda: bool(one.closed))
    assert second not in one.acked
    assert [row[3] for row in stored()] == [1]


def test_a_subscription_is_refused(device: Callable[..., Device]) -> None:
    one = device(paho.MQTTv5)
    told: list[Any] = []
    one.client.on_subscribe = lambda c, u, mid, codes, p: told.extend(codes)
    one.client.subscribe("yiwang/#", qos=1)
    wait(lambda: bool(told))
    assert told[0].value == 0x87


def test_qos_2_ends_an_mqtt_5_connection_with_its_reason(device: Callable[..., Device]) -> None:
    one = device(paho.MQTTv311)
    one.send("yiwang/g1.depth", point(), qos=2)
    wait(lambda: bool(one.closed))
    assert stored() == []


def test_the_gateway_says_what_it_can_do(running: Running, town: Town) -> None:
    told: list[Properties] = []
    client = paho.Client(paho.CallbackAPIVersion.VERSION2, client_id="", protocol=paho.MQTTv5)
    client.username_pw_set("gw", town.token())
    client.on_connect = lambda c, u, f, code, p: told.append(p)
    client.connect("127.0.0.1", running.port)
    client.loop_start()
    wait(lambda: bool(told))
    client.disconnect()
    client.loop_stop()
    said = told[0].json()
    assert said["MaximumQoS"] == 1
    assert said["RetainAvailable"] == 0
    assert said["AssignedClientIdentifier"]


def test_the_same_client_id_again_ends_the_earlier_connection(
    device: Callable[..., Device], running: Running
) -> None:
    one = device(paho.MQTTv5, client_id="same")
    one.client.reconnect_delay_set(60, 60)
    two = device(paho.MQTTv5, client_id="same")
    wait(lambda: bool(one.closed))
    mid = two.send("yiwang/g1.depth", point())
    wait(lambda: mid in two.acked)


def test_a_silent_connection_is_ended_after_its_keep_alive(
    running: Running, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_connection(("127.0.0.1", running.port)) as raw:
        raw.sendall(connect(town.token(), keep_alive=1))
        assert raw.recv(4) == b"\x20\x02\x00\x00"
        raw.settimeout(5)
        started = time.monotonic()
        assert raw.recv(100) == b""
        assert 1.2 < time.monotonic() - started < 3


def test_a_connection_that_never_signs_in_is_ended(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_gateway, "CONNECT_WITHIN_S", 0.3)
    with socket.create_connection(("127.0.0.1", running.port)) as raw:
        raw.settimeout(5)
        assert raw.recv(100) == b""


def field(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


def connect(token: str, *, keep_alive: int = 30, level: int = 4, name: bytes = b"MQTT") -> bytes:
    rest = field(name) + bytes([level, 0xC2]) + keep_alive.to_bytes(2, "big")
    rest += field(b"raw") + field(b"gw") + field(token.encode())
    return bytes([0x10, len(rest)]) + rest


MALFORMED = {
    "noise": b"\x00\xff\x13\x37",
    "a request of the web": b"GET / HTTP/1.1\r\n\r\n",
    "a publish before connect": b"\x30\x07\x00\x03abc{}",
    "a length without end": b"\x10\xff\xff\xff\xff\xff",
    "a length beyond all measure": b"\x10\xff\xff\xff\x7f",
    "a connect cut short": b"\x10\x04\x00\x04MQ",
    "an older protocol": None,
    "an unknown level": None,
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_packets_are_counted_and_their_connection_closed(running: Running, name: str) -> None:
    data = MALFORMED[name]
    if name == "an older protocol":
        data = connect("x", name=b"MQIsdp", level=3)
    if name == "an unknown level":
        data = connect("x", level=9)
    assert data is not None
    with socket.create_connection(("127.0.0.1", running.port)) as raw:
        raw.settimeout(5)
        raw.sendall(data)
        answer = raw.recv(100)
        assert answer in (b"", b"\x20\x02\x00\x01")
    counts = running.gateway.counts
    wait(lambda: counts.malformed + counts.refused == 1)


@pytest.mark.parametrize(
    "bad",
    [
        b"\x36\x05\x00\x01a\x00\x01",
        b"\x30\x05\x00\x03a#b",
        b"\x20\x02\x00\x00",
        b"\xf0\x00",
        b"\x82\x02\x00\x01",
        b"\x32\x03\x00\x01a",
        b"\xe0\x01\x00",
    ],
)
def test_a_malformed_packet_after_sign_in_ends_only_its_own_connection(
    running: Running, town: Town, device: Callable[..., Device], bad: bytes
) -> None:
    other = device(paho.MQTTv5, client_id="other")
    with socket.create_connection(("127.0.0.1", running.port)) as raw:
        raw.settimeout(5)
        raw.sendall(connect(town.token()))
        assert raw.recv(4) == b"\x20\x02\x00\x00"
        raw.sendall(bad)
        assert raw.recv(100) == b""
    mid = other.send("yiwang/g1.depth", point())
    wait(lambda: mid in other.acked)


def test_a_stopping_gateway_answers_what_it_has_read(
    running: Running, town: Town, device: Callable[..., Device]
) -> None:
    one = device(paho.MQTTv311)
    mids = [one.send("yiwang/g1.depth", point(i, ago_s=i)) for i in range(50)]
    wait(lambda: len(one.acked) > 0)
    running.call(running.gateway.stop())
    time.sleep(0.3)
    acked = [mid for mid in mids if mid in one.acked]
    assert len(stored()) >= len(acked)


def test_many_devices_are_grouped_into_few_messages(
    running: Running, town: Town, device: Callable[..., Device], bus: Bus
) -> None:
    devices = [device(paho.MQTTv5, client_id=f"d{i}") for i in range(8)]
    for i in range(25):
        for n, one in enumerate(devices):
            one.send("yiwang/g1.depth", point(i, ago_s=n * 100 + i))
    wait(lambda: all(len(one.acked) == 25 for one in devices))
    assert len(stored()) == 200
    assert bus.last_seq(_stream.STREAM) < 100
    assert _door.GROUP_S <= 0.005
    assert clock.now()
