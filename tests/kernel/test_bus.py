"""The bus: acknowledged is stored, full is refused, a killed server loses nothing."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from tests.conftest import start_nats
from yiwang.kernel import broker
from yiwang.kernel.bus import Bus, BusUnavailable, StreamFull, parse_time


def test_what_is_published_is_read_back_in_order_from_any_sequence(bus: Bus) -> None:
    bus.ensure_stream("TRIAL", ["trial.>"])
    for number in range(10):
        assert bus.publish("trial.a", str(number).encode()) == number + 1
    assert [message.data for message in bus.read("TRIAL", after=7)] == [b"7", b"8", b"9"]
    assert [message.seq for message in bus.read("TRIAL", after=0, limit=3)] == [1, 2, 3]
    assert bus.read("TRIAL", after=10) == []
    assert bus.last_seq("TRIAL") == 10


def test_the_same_message_id_is_stored_once(bus: Bus) -> None:
    bus.ensure_stream("TRIAL", ["trial.>"])
    assert bus.publish("trial.a", b"x", msg_id="one") == bus.publish("trial.a", b"x", msg_id="one")
    assert bus.last_seq("TRIAL") == 1


def test_a_full_stream_refuses_and_keeps_what_it_has(bus: Bus) -> None:
    bus.ensure_stream("TRIAL", ["trial.>"], max_bytes=4096)
    kept: list[int] = []

    def pour() -> None:
        for _ in range(100):
            kept.append(bus.publish("trial.a", b"x" * 512))

    with pytest.raises(StreamFull):
        pour()
    assert 0 < len(kept) < 100
    assert [message.seq for message in bus.read("TRIAL", after=0)] == kept


def test_many_in_flight_keep_their_order(bus: Bus) -> None:
    bus.ensure_stream("TRIAL", ["trial.>"])
    last = bus.publish_many([("trial.a", str(n).encode(), f"m{n}") for n in range(200)])
    assert last == 200
    assert [int(m.data) for m in bus.read("TRIAL", after=0, limit=500)] == list(range(200))


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    port = broker.free_port()
    server = start_nats(tmp_path, port)
    bus = Bus(f"nats://127.0.0.1:{port}", timeout_s=1)
    try:
        bus.ensure_stream("TRIAL", ["trial.>"])
        acknowledged = [bus.publish("trial.a", str(n).encode()) for n in range(50)]
        server.kill()
        server.wait()
        with pytest.raises(BusUnavailable):
            bus.publish("trial.a", b"lost?")
        server = start_nats(tmp_path, port)
        found = None
        for _ in range(20):
            try:
                found = bus.read("TRIAL", after=0, limit=100)
                break
            except BusUnavailable:
                continue
        assert found is not None
        assert [m.seq for m in found][:50] == acknowledged
    finally:
        bus.close()
        server.kill()
        server.wait()


def test_who_waits_for_an_answer_of_a_killed_server_is_told_at_once(tmp_path: Path) -> None:
    port = broker.free_port()
    server = start_nats(tmp_path, port)
    bus = Bus(f"nats://127.0.0.1:{port}", timeout_s=3600)
    try:
        bus.ensure_stream("TRIAL", ["trial.>"])
        server.send_signal(signal.SIGSTOP)  # it takes the message, and says nothing any more
        os.waitpid(server.pid, os.WUNTRACED)
        death = threading.Timer(0.2, server.kill)
        death.start()
        with pytest.raises(BusUnavailable):
            bus.publish("trial.a", b"x")
    finally:
        server.kill()
        bus.close()


def test_without_a_server_the_bus_says_so_in_a_sentence() -> None:
    bus = Bus(f"nats://127.0.0.1:{broker.free_port()}", timeout_s=0.5)
    try:
        with pytest.raises(BusUnavailable) as refused:
            bus.publish("trial.a", b"x")
        assert refused.value.problem()["status"] == 503
    finally:
        bus.close()


def test_a_ping_wakes_a_subscriber(bus: Bus) -> None:
    woken = threading.Event()
    stop = bus.subscribe("wake.trial", lambda subject, data: woken.set())
    bus.ping("trial")
    assert woken.wait(5)
    stop()


def test_stream_times_are_read_to_the_microsecond() -> None:
    assert parse_time("2026-03-02T01:02:03.123456789Z").microsecond == 123456
    assert parse_time("2026-03-02T01:02:03Z").microsecond == 0
