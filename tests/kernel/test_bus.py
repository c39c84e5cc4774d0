"""The bus: acknowledged is stored, full is refused, a killed server loses nothing."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
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
    last = bus.publish_many([("trial.a", str(n).encode(), f"m{n}") for n in range(200)], after=0)
    assert last == 200
    assert [int(m.data) for m in bus.read("TRIAL", after=0, limit=500)] == list(range(200))


def test_many_are_stored_at_their_place_or_not_at_all(bus: Bus) -> None:
    bus.ensure_stream("TRIAL", ["trial.>"])
    assert bus.publish_many([("trial.a", b"1", "m1"), ("trial.a", b"2", "m2")], after=0) == 2
    with pytest.raises(BusUnavailable):
        bus.publish_many([("trial.a", b"4", "m4"), ("trial.a", b"5", "m5")], after=3)
    with pytest.raises(BusUnavailable):
        bus.publish_many([("trial.a", b"2", "other"), ("trial.a", b"3", "m3")], after=1)
    assert bus.publish("trial.b", b"a stranger") == 3
    with pytest.raises(BusUnavailable):
        bus.publish_many([("trial.a", b"3", "m3"), ("trial.a", b"4", "m4"), ("trial.a", b"5", "m5")], after=2)
    bus.trim("TRIAL", 3)
    assert bus.publish_many([("trial.a", b"3", "m3")], after=3) == 4
    assert [m.data for m in bus.read("TRIAL", after=0)] == [b"3"]


def test_a_publish_where_no_stream_listens_is_not_acknowledged(bus: Bus) -> None:
    with pytest.raises(BusUnavailable):
        bus.publish("nowhere.a", b"x")
    with pytest.raises(BusUnavailable):
        bus.publish_many([("nowhere.a", b"x", "m1")], after=0)
    with pytest.raises(BusUnavailable):
        bus.last_seq("NOWHERE")


def test_many_threads_read_at_once_and_each_gets_its_own_answer(bus: Bus) -> None:
    bus.ensure_stream("TRIAL", ["trial.>"])
    bus.publish_many([("trial.a", str(n).encode(), f"m{n}") for n in range(400)], after=0)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda after: bus.read("TRIAL", after=after, limit=50), range(0, 400, 5)))
    assert [[m.seq for m in each] for each in found] == [
        list(range(after + 1, min(after + 50, 400) + 1)) for after in range(0, 400, 5)
    ]


def test_a_derived_stream_does_not_wait_for_the_disk_and_stays_as_it_was_made(bus: Bus) -> None:
    def mode(name: str) -> object:
        async def _mode() -> object:
            client = await bus._connected()
            return (await client.jetstream().stream_info(name)).config.persist_mode

        return bus._run(_mode())

    bus.ensure_stream("TRIAL", ["trial.>"])
    bus.ensure_stream("DERIVED", ["derived.>"], derived=True)
    bus.ensure_stream("TRIAL", ["trial.>"], derived=True)
    bus.ensure_stream("DERIVED", ["derived.>"])
    assert (mode("TRIAL"), mode("DERIVED")) == (None, "async")


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
        server.wait()
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


def test_words_said_in_one_moment_arrive_in_their_order(bus: Bus) -> None:
    heard: list[bytes] = []
    all_heard = threading.Event()

    def hear(subject: str, data: bytes) -> None:
        heard.append(data)
        if len(heard) == 500:
            all_heard.set()

    stop = bus.subscribe("word.trial", hear)
    for number in range(500):
        bus.send("word.trial", str(number).encode())
    assert all_heard.wait(5)
    assert heard == [str(number).encode() for number in range(500)]
    stop()


def test_stream_times_are_read_to_the_microsecond() -> None:
    assert parse_time("2026-03-02T01:02:03.123456789Z").microsecond == 123456
    assert parse_time("2026-03-02T01:02:03Z").microsecond == 0
