"""The server answers, and refuses: what comes next finds its way into the fact stream all the same."""

from __future__ import annotations

import logging
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import start_nats
from tests.kernel.test_facts import cut, lease, light, streamed
from yiwang.kernel import broker, facts, tasks
from yiwang.kernel import bus as kernel_bus
from yiwang.kernel.bus import Bus, BusUnavailable
from yiwang.kernel.models import FactRow

TRIES = 60
"""Pumps with a breath between them: many times what a server remembers an id for."""


def pump_until(sequencer: facts.Sequencer, held: tasks.Lease, position: int) -> None:
    for _ in range(TRIES):
        sequencer.pump(held)
        if sequencer._published == position:
            return
        threading.Event().wait(0.05)


def positions(count: int) -> list[str]:
    return [str(number) for number in range(1, count + 1)]


def update(bus: Bus, **changes: Any) -> None:
    """Change the configuration of the fact stream behind the sequencer's back."""

    async def _update() -> None:
        jetstream = (await bus._connected()).jetstream()
        config = (await jetstream.stream_info(facts.STREAM)).config
        await jetstream.update_stream(config.evolve(**changes))

    bus._run(_update())


@contextmanager
def server_with_room(folder: Path, port: int, room: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server that was started when so much room was left for it."""
    config = folder / "nats.conf"
    config.write_text(
        broker.configuration(folder, port).replace("jetstream {", f"jetstream {{\n  max_file_store: {room}")
    )
    server = subprocess.Popen([broker.binary(), "-c", str(config)], stderr=subprocess.DEVNULL)
    try:
        yield server
    finally:
        server.kill()
        server.wait()


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_server_started_with_less_room_than_is_reserved_goes_on_taking_facts(
    bus: Bus, tmp_path: Path
) -> None:
    """The observations reserve their room: whoever asks such a server to change a stream is refused."""
    port = broker.free_port()
    sequencer, held = facts.Sequencer(), lease()
    try:
        with server_with_room(tmp_path, port, "64MB"):
            own = kernel_bus.connect(f"nats://127.0.0.1:{port}")
            wait_for(own)
            own.ensure_stream("WIDE", ["wide.>"], max_bytes=32 << 20)
            for number in range(3):
                light(f"l{number}")
            pump_until(sequencer, held, 3)
        with server_with_room(tmp_path, port, "8MB"):
            light("l3")
            pump_until(sequencer, held, 4)
            assert streamed(own) == positions(4)
    finally:
        kernel_bus.disconnect()


def wait_for(bus: Bus) -> None:
    for _ in range(TRIES):
        try:
            return bus.ensure_stream("FIRST", ["first.>"])
        except BusUnavailable:
            threading.Event().wait(0.05)
    raise AssertionError("the server did not start")


@pytest.mark.parametrize("kind", ["newest", "all"])
@pytest.mark.django_db(transaction=True)
def test_facts_whose_ids_the_server_still_knows_come_in_again(bus: Bus, kind: str) -> None:
    sequencer, held = facts.Sequencer(), lease()
    for number in range(5):
        light(f"l{number}")
    pump_until(sequencer, held, 5)
    cut(bus, kind)
    light("l5")
    sequencer._published = None  # as after a loss: it asks the stream, and offers at once what is missing
    pump_until(sequencer, held, 6)
    assert streamed(bus) == positions(6)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_stream_that_takes_nothing_more_is_made_anew_from_the_database(
    bus: Bus, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As after a write that failed: what the stream holds can be read, and nothing can be added to it."""
    sequencer, held = facts.Sequencer(), lease()
    for number in range(3):
        light(f"l{number}")
    pump_until(sequencer, held, 3)
    update(bus, sealed=True)
    for number in range(3, 6):
        light(f"l{number}")
    with caplog.at_level(logging.INFO):
        for _ in range(5):
            sequencer.pump(held)
        assert streamed(bus) == positions(3), "given up before it was patient"
        assert "sealed" in caplog.text
    assert "sealed" in sequencer.trouble
    monkeypatch.setattr(facts, "ANEW_AFTER_S", 0.0)
    pump_until(sequencer, held, 6)
    assert streamed(bus) == positions(6)
    assert sequencer.trouble == ""
    assert FactRow.objects.filter(position__isnull=True).count() == 0


@pytest.mark.django_db(transaction=True)
def test_while_the_bus_is_away_no_stream_is_given_up(
    bus: Bus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "ANEW_AFTER_S", 0.0)
    dropped: list[str] = []
    monkeypatch.setattr(Bus, "drop", lambda self, name: dropped.append(name))
    sequencer, held = facts.Sequencer(), lease()
    port = broker.free_port()
    server = start_nats(tmp_path, port)
    try:
        kernel_bus.connect(f"nats://127.0.0.1:{port}")
        light("a")
        pump_until(sequencer, held, 1)
        server.kill()
        server.wait()
        light("b")
        for _ in range(5):
            sequencer.pump(held)
        assert sequencer.trouble == "the bus is away"
        server = start_nats(tmp_path, port)
        pump_until(sequencer, held, 2)
        assert sequencer.trouble == ""
        assert dropped == []
        assert streamed(kernel_bus.bus()) == positions(2)
    finally:
        kernel_bus.disconnect()
        server.kill()
        server.wait()


@pytest.mark.django_db(transaction=True)
def test_who_takes_the_lease_back_asks_the_stream_and_gives_nothing_up(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Leases pass to and fro on a machine that is too busy: what another published is no refusal."""
    monkeypatch.setattr(facts, "ANEW_AFTER_S", 0.0)
    dropped: list[str] = []
    monkeypatch.setattr(Bus, "drop", lambda self, name: dropped.append(name))
    one, other = facts.Sequencer(), facts.Sequencer()
    for number in range(6):
        light(f"l{number}")
        holds = (one, other)[number % 2]
        holds.pump(lease())
        assert holds.trouble == ""
    assert streamed(bus) == positions(6)
    assert dropped == []
