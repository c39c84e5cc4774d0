"""A disk that is full: what a supervisor does about it, and what is said at the doors."""

from __future__ import annotations

import asyncio
import errno
import os
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from starlette.types import Receive, Scope, Send

from yiwang.app import front, options, urls
from yiwang.app.children import Child, Register
from yiwang.app.supervisor import Supervisor
from yiwang.kernel import space

from .asgi import ask

NO_SPACE = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
PLENTY = 1 << 40


@pytest.fixture
def supervisor(tmp_path: Path) -> Supervisor:
    """One that keeps a process called nats."""
    made = Supervisor(options.read({"YIWANG_HOME": str(tmp_path)}))
    made.told.run.mkdir(parents=True, exist_ok=True)
    made.children = [Child(name="nats", command=["sleep", "60"], log=tmp_path / "nats.log")]
    made.children[0].start()
    return made


def looks(supervisor: Supervisor, room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space, "left", lambda folder: room)
    supervisor._look_for_room()


def test_the_bus_starts_anew_once_there_is_room_again(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bus,) = supervisor.children
    assert bus.process is not None
    first = bus.process
    looks(supervisor, PLENTY, monkeypatch)
    looks(supervisor, 0, monkeypatch)
    looks(supervisor, 0, monkeypatch)
    assert first.poll() is None
    looks(supervisor, PLENTY, monkeypatch)
    first.wait(10)
    supervisor._mend()
    assert bus.process is not None
    assert bus.process.pid != first.pid
    looks(supervisor, PLENTY, monkeypatch)
    assert bus.process.poll() is None
    bus.stop()


def test_what_cannot_be_recorded_on_a_full_disk_is_recorded_later(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bus,) = supervisor.children

    def full(register: Register, children: object) -> None:
        raise NO_SPACE

    with monkeypatch.context() as patched:
        patched.setattr(Register, "write", full)
        supervisor.recorded = False
        supervisor._mend()
    assert not supervisor.register.path.exists()
    supervisor._mend()
    assert bus.process is not None
    assert str(bus.process.pid) in supervisor.register.path.read_text(encoding="ascii")
    bus.stop()


def test_a_process_whose_log_has_no_room_is_started_when_there_is_some(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bus,) = supervisor.children
    bus.stop()

    def full(child: Child) -> None:
        raise NO_SPACE

    with monkeypatch.context() as patched:
        patched.setattr(Child, "start", full)
        supervisor._mend()
        assert bus.process is None
    supervisor._mend()
    assert bus.alive
    bus.stop()


@pytest.mark.parametrize("error", [NO_SPACE, OperationalError("database or disk is full")])
def test_an_act_that_finds_the_disk_full_is_answered_503_in_words(error: Exception) -> None:
    async def act(scope: Scope, receive: Receive, send: Send) -> None:
        raise error

    told = asyncio.run(ask(front.Front(act, body_limit=1000, hosts=["127.0.0.1"]), "POST", "/x"))
    assert (told.status, told.json()["code"]) == (503, "space.no_room")
    request = RequestFactory().post("/x")
    for answered in (urls._broken(request, error), urls._database_away(request, error)):
        assert answered.status_code == 503
        assert "space.no_room" in answered.content.decode()


def test_a_disk_is_short_before_it_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space, "_seen", {})
    monkeypatch.setattr(space, "left", lambda folder: space.SHORT_BYTES - 1)
    assert space.is_short(tmp_path)
    monkeypatch.setattr(space, "_seen", {})
    monkeypatch.setattr(space, "left", lambda folder: space.SHORT_BYTES)
    assert not space.is_short(tmp_path)
