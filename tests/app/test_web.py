"""The web server: it answers on the socket it is given, and at once."""

from __future__ import annotations

import http.client
import os
import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from yiwang.app import web


async def well(request: Request) -> PlainTextResponse:
    return PlainTextResponse("well")


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    """Where our server answers on a socket that somebody else has bound."""
    house: Any = SimpleNamespace(hub=SimpleNamespace(close=lambda: None))
    with socket.create_server(("127.0.0.1", 0)) as bound, socket.socket(fileno=os.dup(bound.fileno())) as one:
        server = web.server(Starlette(routes=[Route("/", well)]), house)
        serving = threading.Thread(target=server.run, kwargs={"sockets": [one]})
        serving.start()
        yield bound.getsockname()
        server.should_exit = True
        serving.join(10)


def test_no_answer_waits_for_the_other_side_to_acknowledge_its_first_half(address: tuple[str, int]) -> None:
    asking = http.client.HTTPConnection(*address, timeout=10)
    asking.request("GET", "/")
    assert asking.getresponse().read() == b"well"
    answering = _sockets_that_talk_to(asking.sock.getsockname())
    assert [one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for one in answering] == [1]
    for one in answering:
        one.close()
    asking.close()


def _sockets_that_talk_to(peer: tuple[str, int]) -> list[socket.socket]:
    """Copies of this process's sockets at whose other end is `peer`."""
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            copy = socket.socket(fileno=os.dup(int(name)))
        except OSError:
            continue
        try:
            if copy.getpeername() == peer:
                found.append(copy)
                continue
        except OSError:
            pass
        copy.close()
    return found
