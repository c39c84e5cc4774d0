"""NATS killed and restarted under load, the writer behind it: what was acknowledged is in the lake once."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import start_nats
from tests.sensing.conftest import Town, body, post, reading, run, stored
from yiwang.kernel import broker, space
from yiwang.kernel import bus as kernel_bus
from yiwang.lake import api as lake
from yiwang.lake.contracts import StreamRewound
from yiwang.sensing import _registry, _stream
from yiwang.sensing.tasks import LATEST


@dataclass
class Broker:
    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def start(self) -> None:
        self.process = start_nats(self.folder, self.port)


@pytest.fixture
def nats(tmp_path: Path) -> Iterator[Broker]:
    """A NATS server that may be killed; it keeps its port and its store."""
    port = broker.free_port()
    made = Broker(tmp_path, port, start_nats(tmp_path, port))
    kernel_bus.connect(f"nats://127.0.0.1:{port}")
    yield made
    kernel_bus.disconnect()
    made.kill()


@pytest.fixture
def city(transactional_db: None, nats: Broker, home: Path, places: None) -> Iterator[Town]:
    _registry.forget()
    _stream._ensured = None
    _stream.ensure()
    made = Town()
    made.declare()
    made.token()
    yield made
    _registry.forget()
    LATEST._fence = -1


async def _send_until_taken(token: str, value: int) -> int:
    """A device that keeps its reading until it is acknowledged; how often it had to try."""
    data = body(reading(value=value, ago_s=value))
    for attempt in range(200):
        if (await post(data, token)).status == 202:
            return attempt
        await asyncio.sleep(0.05)
    raise AssertionError(f"reading {value} was never taken")


def test_a_broker_killed_twice_under_load_loses_nothing_acknowledged(city: Town, nats: Broker) -> None:
    over = asyncio.Event()
    taken: list[int] = []
    tries: list[int] = []

    async def kills() -> None:
        for _ in range(2):
            await asyncio.sleep(0.5)
            await asyncio.to_thread(nats.kill)
            await asyncio.sleep(0.3)
            await asyncio.to_thread(nats.start)
        while len(taken) <= 100:
            await asyncio.sleep(0.05)
        over.set()

    async def device(number: int) -> None:
        value = number
        while not over.is_set():
            tries.append(await _send_until_taken(city.token(), value))
            taken.append(value)
            value += 5

    async def work() -> None:
        await asyncio.gather(kills(), *(device(number) for number in range(5)))

    run(work())
    assert max(tries) > 0, "the broker was never missed: the test proves nothing"
    lake.commit_now("observations", "test")
    assert sorted(int(row[3]) for row in stored()) == sorted(taken)
    assert {row[2] for row in stored()} == {0}


def test_a_refusal_while_the_broker_is_away_says_when_to_come_back(city: Town, nats: Broker) -> None:
    async def work() -> None:
        assert (await post(body(reading(value=1)), city.token())).status == 202
        await asyncio.to_thread(nats.kill)
        answer = await post(body(reading(value=2, ago_s=600)), city.token())
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        assert answer.body["code"] == "sensing.stream_unavailable"
        await asyncio.to_thread(nats.start)
        await _send_until_taken(city.token(), 3)

    run(work())
    assert sorted(row[3] for row in stored()) in ([1, 3], [1, 2, 3])


def test_while_the_disk_is_full_nothing_is_taken_and_the_sender_hears_why(
    city: Town, nats: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        with monkeypatch.context() as patched:
            patched.setattr(space, "is_short", lambda folder: True)
            for headers in ({}, {"idempotency-key": "k"}):
                answer = await post(body(reading(value=1)), city.token(), headers)
                assert (answer.status, answer.headers["retry-after"]) == (503, "5")
                assert "the disk is full" in answer.body["en"]
        assert (await post(body(reading(value=2, ago_s=600)), city.token())).status == 202

    run(work())
    assert [row[3] for row in stored()] == [2]


def test_a_stream_that_was_lost_is_made_anew_beyond_what_the_lake_holds(city: Town, nats: Broker) -> None:
    run(post(body(reading(value=1)), city.token()))
    lake.commit_now("observations", "test")
    held = lake.committed_seq("observations")
    connected = kernel_bus.bus()
    connected._run(_delete(connected))
    _stream._ensured = None
    answer = run(post(body(reading(value=2, ago_s=600)), city.token()))
    if answer.status == 503:
        _stream.ensure(again=True)
        answer = run(post(body(reading(value=2, ago_s=600)), city.token()))
    assert answer.status == 202
    assert answer.body["seq"] > held
    lake.commit_now("observations", "test")
    assert [row[3] for row in stored()] == [2, 1]


async def _delete(connected: kernel_bus.Bus) -> None:
    client = await connected._connected()
    await client.jetstream().delete_stream(_stream.STREAM)


def test_a_stream_made_by_another_hand_that_begins_again_stops_the_writer(city: Town, nats: Broker) -> None:
    for i in range(3):
        run(post(body(reading(value=i, ago_s=i)), city.token()))
    lake.commit_now("observations", "test")
    connected = kernel_bus.bus()
    connected._run(_delete(connected))
    connected.ensure_stream(_stream.STREAM, ["obs.>"])
    run(post(body(reading(value=9, ago_s=9)), city.token()))
    from yiwang.kernel.tasks import release

    release()
    with pytest.raises(StreamRewound):
        lake.commit_now("observations", "somebody else")
