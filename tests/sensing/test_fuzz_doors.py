# ruff: noqa: PT017 (a refusal is looked at, not expected)
"""Bodies and packets that mean nothing, or nearly something: read or refused in words, no door ever broken.

As many inputs as `tests.fuzz` says for the body of a batch, the payload of a message and the packets of each
version of MQTT; every hundredth stream of packets also goes to a listening gateway.
"""

from __future__ import annotations

import contextlib
import json
import logging
import random
import socket
from datetime import timedelta
from typing import Any

import mqtt5
import paho.mqtt.client as paho
import pytest

from tests.fuzz import INPUTS, WITHIN_S, dice, numbers, spoiled
from tests.sensing.conftest import Town
from tests.sensing.test_gateway import Device, Running, connect, field, point, running, wait
from tests.sensing.test_properties import NOW, NOW_US, REGISTRY, SOURCE, alike, slowly
from yiwang.kernel.errors import Refusal
from yiwang.sensing import _packets as packets
from yiwang.sensing import codec
from yiwang.sensing._body import _clean, parse_batch, parse_payload
from yiwang.sensing.codec import Batch

__all__ = ["running"]
pytestmark = pytest.mark.timeout(WITHIN_S)

NAMES = ["g0.depth", "g1.depth", "g2.depth", "g3.depth", "nobody", "", "观测", "\ud800", 7, None]
TIMES = [
    "2026-03-02T03:59:59Z",
    "2026-03-02T11:00:00.123456789+08:00",
    "2026-03-02",
    "yesterday",
    "",
    0,
    None,
]
VALUES: list[Any] = [0.5, -1, 10**30, 1e300, True, None, "1", "NaN", [], {}, -0.0, 2**70]
ODD: list[Any] = [None, 0, "m", "good", "fault", "deleted", "mm", [], {"m": "m"}]


def one_reading(chance: random.Random, names: tuple[str, ...]) -> Any:
    """A reading with keys `names` for datastream, time, value, quality and unit; most of them good."""
    if chance.random() < 0.02:
        return chance.choice(VALUES)
    at = (NOW - timedelta(seconds=chance.randrange(10**6), microseconds=chance.randrange(10**6))).isoformat()
    good = [f"g{chance.randrange(3)}.depth", at, chance.uniform(-9, 9)]
    odd = [chance.choice(words) for words in (NAMES, TIMES, VALUES)]
    made = {
        name: other if chance.random() < 0.03 else right
        for name, right, other in zip(names, good, odd, strict=False)
    }
    for name, word in zip(names[3:], ("good", "m"), strict=True):
        if chance.random() < 0.15:
            made[name] = word if chance.random() < 0.7 else chance.choice(ODD)
    if chance.random() < 0.03:
        made.pop(chance.choice(list(made)))
    return made


def written(chance: random.Random, value: Any) -> bytes:
    """A value as JSON, in one of the ways that it may be written; every third one spoiled."""
    text = json.dumps(
        value,
        ensure_ascii=chance.random() < 0.7,
        separators=chance.choice([(",", ":"), (", ", ": ")]),
        indent=chance.choice([None, None, 1]),
    )
    data = text.encode("gb18030" if chance.random() < 0.02 else "utf-8", "replace")
    return spoiled(data, chance) if chance.random() < 0.33 else data


def check(batch: Batch) -> None:
    """A batch that was read can be written to the stream and reads back."""
    assert len(batch) > 0
    (back,) = codec.decode(codec.encode([batch]))
    assert back.datastreams == batch.datastreams
    assert back.observed_us.tolist() == batch.observed_us.tolist()


def test_any_body_is_a_batch_or_a_refusal_and_both_ways_of_reading_agree() -> None:
    chance = dice("batches")
    seen = {"batch": 0, "fast": 0, "refused": 0}
    names = ("datastream", "observed_at", "value", "quality", "unit")
    for _ in numbers("batches"):
        rows = [one_reading(chance, names) for _ in range(chance.choice((1, 1, 2, 3, 8)))]
        body = written(chance, rows if chance.random() < 0.02 else {"observations": rows})
        fast = _clean(body, REGISTRY, SOURCE, NOW_US)
        if fast is not None:
            seen["fast"] += 1
            assert alike(fast, slowly(body)), body
        try:
            check(parse_batch(body, REGISTRY, SOURCE, NOW_US))
            seen["batch"] += 1
        except Refusal as refusal:
            assert 400 <= refusal.status < 500, body
            json.dumps(refusal.problem(), ensure_ascii=False).encode()
            seen["refused"] += 1
    assert min(seen.values()) > INPUTS // 10, seen


def test_any_payload_of_a_message_is_a_batch_or_a_refusal() -> None:
    chance = dice("payloads")
    seen = {"batch": 0, "refused": 0}
    for _ in numbers("payloads"):
        rows = [one_reading(chance, ("?", "t", "v", "q", "u")) for _ in range(chance.choice((1, 1, 2, 5)))]
        for row in rows:
            if isinstance(row, dict) and chance.random() < 0.98:
                row.pop("?", None)
        payload = written(chance, rows[0] if len(rows) == 1 else rows)
        try:
            check(parse_payload("g1.depth", payload, REGISTRY, SOURCE, NOW_US))
            seen["batch"] += 1
        except Refusal as refusal:
            assert 400 <= refusal.status < 500, payload
            json.dumps(refusal.problem(), ensure_ascii=False).encode()
            seen["refused"] += 1
    assert min(seen.values()) > INPUTS // 10, seen


def good_packet(chance: random.Random, version: int) -> bytes:
    """A packet that a device may send once it is signed in."""
    number = chance.randrange(1, 65_536)
    topic = chance.choice(
        [
            "yiwang/g1.depth",
            "yiwang/nobody",
            "yiwang/g1/answers",
            "else",
            "v1.1/Datastreams('g1.depth')/Observations",
        ]
    )
    payload = chance.choice(
        [
            b"{}",
            b"[]",
            b'{"t":"2026-03-02T03:59:59Z","v":1}',
            b"",
            b'{"result":1}',
            b"\xff",
            spoiled(b'{"id":"1","state":"done","answer":{"v":1}}', chance),
            b'"\xc9"' + chance.randbytes(chance.randrange(8)),
        ]
    )
    pattern = chance.choice(
        ["yiwang/gw/errors", "yiwang/#", "+", "v1.1/Observations", "", "v1.1/?$select=x", "yiwang/+/commands"]
    )
    kind = chance.randrange(6)
    if version == packets.V5:
        once = mqtt5.QoS.AT_LEAST_ONCE
        qos = chance.choice([mqtt5.QoS.AT_MOST_ONCE, once])
        made: list[Any] = [
            mqtt5.PublishPacket(topic, payload, qos=qos, packet_id=number if qos is once else None),
            mqtt5.PublishPacket(
                topic, payload, user_properties=[("k", "v")], content_type="application/json"
            ),
            mqtt5.SubscribePacket(number, [mqtt5.TopicFilter(pattern or "x")]),
            mqtt5.UnsubscribePacket(number, [pattern or "x"]),
            mqtt5.PingReqPacket(),
            mqtt5.PubAckPacket(number),
        ]
        return bytes(made[kind].write())
    packet_id = number.to_bytes(2, "big")
    head, body = [
        (0x32, field(topic.encode()) + packet_id + payload),
        (0x30, field(topic.encode()) + payload),
        (0x82, packet_id + field(pattern.encode()) + b"\x00"),
        (0xA2, packet_id + field(pattern.encode())),
        (0xC0, b""),
        (0x40, packet_id),
    ][kind]
    return bytes([head, len(body)]) + body


def stream_of(chance: random.Random, version: int) -> bytes:
    """Some packets after each other, every second stream with one of them spoiled."""
    made = [good_packet(chance, version) for _ in range(chance.randint(1, 4))]
    if chance.random() < 0.5:
        place = chance.randrange(len(made))
        made[place] = spoiled(made[place], chance)
    return b"".join(made)


@pytest.mark.parametrize("version", [packets.V311, packets.V5])
def test_any_stream_of_packets_is_read_or_malformed_wherever_it_is_cut(version: int) -> None:
    chance = dice(f"packets {version}")
    seen = {"packets": 0, "malformed": 0, "connect": 0}
    for _ in numbers(f"packets of MQTT {version}"):
        if chance.random() < 0.1:
            data = spoiled(connect("secret", level=version), chance)
        else:
            data = stream_of(chance, version)
        cut = chance.randrange(len(data) + 1)
        buffer = bytearray()
        try:
            for part in (data[:cut], data[cut:]):
                buffer += part
                while (frame := packets.take_frame(buffer)) is not None:
                    if frame.kind == packets.CONNECT:
                        packets.connect_version(frame)
                        seen["connect"] += 1
                    packets.read(frame, version)
                    seen["packets"] += 1
        except (packets.Malformed, packets.TooLarge, packets.UnknownProtocol):
            seen["malformed"] += 1
    assert min(seen.values()) > INPUTS // 50, seen


@pytest.mark.parametrize("version", [packets.V311, packets.V5])
def test_a_gateway_outlives_whatever_devices_send(
    running: Running, town: Town, version: int, caplog: pytest.LogCaptureFixture
) -> None:
    chance = dice(f"gateway {version}")
    hello = connect(town.token(), level=version)
    if version == packets.V5:
        hello = mqtt5.ConnectPacket(
            "raw", username="gw", password=town.token().encode(), clean_start=True, keep_alive=30
        ).write()
    with caplog.at_level(logging.ERROR):
        for number in numbers(f"streams into the gateway, MQTT {version}", INPUTS // 100):
            address = ("127.0.0.1", running.port)
            with contextlib.suppress(OSError), socket.create_connection(address) as raw:
                raw.settimeout(15)
                raw.sendall(hello if number % 10 else spoiled(hello, chance))
                raw.sendall(stream_of(chance, version))
                raw.shutdown(socket.SHUT_WR)
                while raw.recv(4096):  # until the gateway has had its say
                    pass
    assert [record.getMessage() for record in caplog.records] == []
    device = Device(running.port, town.token(), paho.MQTTv5, client_id="good")
    mid = device.send("yiwang/g1.depth", point())
    wait(lambda: mid in device.acked)
    device.close()
