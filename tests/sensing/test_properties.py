"""What holds for every input: one truth behind both ways through the door, and no packet that breaks it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import mqtt5
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from yiwang.sensing import _packets as packets
from yiwang.sensing import codec
from yiwang.sensing._body import _clean, _explain, load, parse_batch
from yiwang.sensing.codec import Batch
from yiwang.sensing.contracts import BatchRefused, MalformedBody, NotUtf8
from yiwang.sensing.logic import Registry, Rows, SourceRights, StreamInfo, micros, moment_of

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
NOW_US = micros(NOW)
REGISTRY = Registry(1, {f"g{n}.depth": StreamInfo(f"g{n}", "p", "m") for n in range(4)}, {}, frozenset())
SOURCE = SourceRights("gw", frozenset({"g0", "g1", "g2"}), "p")

times = st.one_of(
    st.integers(-400 * 86400, 900).map(
        lambda s: (NOW + timedelta(seconds=s, microseconds=s % 1000)).isoformat()
    ),
    st.integers(-14, 14).map(lambda h: NOW.astimezone(timezone(timedelta(hours=h))).isoformat()),
    st.sampled_from(
        ["2026-03-02T03:59:59Z", "2026-03-02T03:00:00", "x", "2026-03-02t03:00:00.123456789z", 5, None]
    ),
)
readings = st.fixed_dictionaries(
    {
        "datastream": st.sampled_from(["g0.depth", "g1.depth", "g2.depth", "g3.depth", "nobody", "观测", 3]),
        "observed_at": times,
        "value": st.one_of(
            st.floats(), st.integers(-(10**20), 10**20), st.booleans(), st.none(), st.text(max_size=3)
        ),
    },
    optional={
        "quality": st.sampled_from(["good", "fault", "deleted", "?", 1]),
        "unit": st.sampled_from(["m", "mm", None]),
        "more": st.just(1),
    },
)
good = st.fixed_dictionaries(
    {
        "datastream": st.sampled_from(["g0.depth", "g1.depth"]),
        "observed_at": st.integers(-(10**6), 299).map(lambda s: (NOW + timedelta(seconds=s)).isoformat()),
        "value": st.floats(allow_nan=False, allow_infinity=False),
    },
    optional={"quality": st.sampled_from(["good", "fault", "suspect"]), "unit": st.just("m")},
)


def slowly(body: bytes) -> Batch:
    rows = Rows(REGISTRY, SOURCE, NOW_US)
    _explain(load(body), rows)
    return rows.batch()


def alike(one: Batch, two: Batch) -> bool:
    names = [[batch.datastreams[code] for code in batch.codes] for batch in (one, two)]
    columns = [
        (batch.observed_us.tolist(), batch.values.tolist(), batch.qualities.tolist()) for batch in (one, two)
    ]
    return names[0] == names[1] and columns[0] == columns[1]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(good, readings), max_size=4))
def test_the_fast_way_takes_nothing_that_the_careful_way_refuses(rows: list[dict[str, Any]]) -> None:
    body = json.dumps({"observations": rows}).encode()
    fast = _clean(body, REGISTRY, SOURCE, NOW_US)
    if fast is not None:
        assert alike(fast, slowly(body))


@settings(max_examples=100, deadline=None)
@given(st.lists(good, min_size=1, max_size=5))
def test_the_fast_way_takes_every_ordinary_batch(rows: list[dict[str, Any]]) -> None:
    body = json.dumps({"observations": rows}).encode()
    fast = _clean(body, REGISTRY, SOURCE, NOW_US)
    assert fast is not None
    assert alike(fast, slowly(body))


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200), st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace"))
    )
)
@example(b'{"observations":[{"datastream":"\\ud800"}]}')
@example(b"\xef\xbb\xbf")
@example(b"[" * 20_000)
def test_any_bytes_get_a_batch_or_a_refusal_that_can_be_written_down(body: bytes) -> None:
    try:
        parse_batch(body, REGISTRY, SOURCE, NOW_US)
    except (BatchRefused, MalformedBody, NotUtf8) as refusal:
        json.dumps(refusal.problem(), ensure_ascii=False).encode()


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2**50), st.floats(), st.integers(0, 5)), max_size=20)
)
def test_a_message_reads_back_as_it_was_written(rows: list[tuple[int, int, float, int]]) -> None:
    batch = Batch(
        source="网关",
        received_us=NOW_US,
        datastreams=["a", "b", "观测"],
        codes=np.array([row[0] for row in rows], dtype=np.int32),
        observed_us=np.array([row[1] for row in rows], dtype=np.int64),
        values=np.array([row[2] for row in rows], dtype=np.float64),
        qualities=np.array([row[3] for row in rows], dtype=np.uint8),
    )
    (back, again) = codec.decode(codec.encode([batch, batch]))
    assert (back.source, back.received_us, back.datastreams) == (
        batch.source,
        batch.received_us,
        batch.datastreams,
    )
    assert back.codes.tolist() == again.codes.tolist() == batch.codes.tolist()
    np.testing.assert_array_equal(back.values, batch.values)
    np.testing.assert_array_equal(back.observed_us, batch.observed_us)
    np.testing.assert_array_equal(back.qualities, batch.qualities)


@given(st.integers(0, 4 * 10**15))
def test_microseconds_and_moments_are_exact_inverses(us: int) -> None:
    assert micros(moment_of(us)) == us


@settings(max_examples=500)
@given(st.binary(max_size=60), st.sampled_from([packets.V311, packets.V5]))
@example(b"\x10\xff\xff\xff\x7f", 4)
def test_any_bytes_are_a_packet_or_malformed(data: bytes, version: int) -> None:
    buffer = bytearray(data)
    try:
        while (frame := packets.take_frame(buffer)) is not None:
            if frame.kind == packets.CONNECT:
                packets.connect_version(frame)
            packets.read(frame, version)
    except (packets.Malformed, packets.TooLarge, packets.UnknownProtocol):
        pass


@given(
    st.text(min_size=1, max_size=20).filter(lambda t: t.isprintable() and not set(t) & set("+#")),
    st.binary(max_size=100),
    st.integers(1, 65535),
)
def test_a_publish_of_either_version_reads_the_same(topic: str, payload: bytes, packet_id: int) -> None:
    name = topic.encode()
    v311 = len(name).to_bytes(2, "big") + name + packet_id.to_bytes(2, "big") + payload
    old = packets.read(packets.Frame(packets.PUBLISH, 0b0010, v311), packets.V311)
    written = bytearray(
        mqtt5.PublishPacket(topic, payload, qos=mqtt5.QoS.AT_LEAST_ONCE, packet_id=packet_id).write()
    )
    frame = packets.take_frame(written)
    assert frame is not None
    new = packets.read(frame, packets.V5)
    assert isinstance(old, mqtt5.PublishPacket)
    assert isinstance(new, mqtt5.PublishPacket)
    assert (old.topic, old.payload, old.packet_id, old.qos) == (
        new.topic,
        new.payload,
        new.packet_id,
        new.qos,
    )


def test_a_will_in_3_1_1_is_read_past() -> None:
    def field(data: bytes) -> bytes:
        return len(data).to_bytes(2, "big") + data

    body = (
        field(b"MQTT")
        + bytes([4, 0xC6, 0, 30])
        + field(b"d")
        + field(b"t")
        + field(b"bye")
        + field(b"u")
        + field(b"p")
    )
    packet = packets.read(packets.Frame(packets.CONNECT, 0, body), packets.V311)
    assert isinstance(packet, mqtt5.ConnectPacket)
    assert (packet.username, packet.password, packet.will and packet.will.payload) == ("u", b"p", b"bye")


def test_a_message_of_a_later_release_is_refused_not_guessed() -> None:
    import msgspec

    with pytest.raises(codec.UnknownVersion):
        codec.decode(msgspec.msgpack.encode([2, []]))
