"""Where servers of our own listen."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from yiwang.kernel import broker


def test_a_free_port_is_none_that_an_outgoing_connection_may_take() -> None:
    with socket.create_server(("127.0.0.1", broker.free_port())) as server:
        for _ in range(50):
            with socket.create_connection(server.getsockname()) as outgoing:
                first, last = broker._given_away()
                assert first <= outgoing.getsockname()[1] <= last
            assert not first <= broker.free_port() <= last


def test_a_port_that_somebody_listens_on_is_not_free(monkeypatch: pytest.MonkeyPatch) -> None:
    port = broker.free_port()
    monkeypatch.setattr(broker, "PORTS", (port, port + 2))
    with socket.create_server(("127.0.0.1", port)):
        assert {broker.free_port() for _ in range(8)} == {port + 1}


def test_where_the_system_gives_every_port_away_it_is_asked_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "_given_away", lambda: (1, 65_535))
    with socket.create_server(("127.0.0.1", broker.free_port())):
        pass


def test_a_system_that_does_not_say_gives_away_what_the_standard_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nothing(path: Path, encoding: str) -> str:
        raise FileNotFoundError(path)

    monkeypatch.setattr(Path, "read_text", nothing)
    assert broker._given_away() == (49_152, 65_535)
