"""Where a request comes from: the proxy that is trusted says it, nobody else can."""

from __future__ import annotations

import http.client
import os
import socket
import threading
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from starlette.types import Receive, Scope, Send

from yiwang.app import bridge, web
from yiwang.identity.api import source_of


async def who_asks(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the source that the limits of our public doors are counted by."""
    if scope["type"] != "http":
        await receive()
        await send({"type": f"{scope['type']}.startup.complete"})
        return
    found = source_of(WSGIRequest(bridge.environ(scope, b""))).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": found})


@pytest.mark.parametrize(
    ("trusted", "said", "source"),
    [
        (("127.0.0.1",), "203.0.113.9", "203.0.113.9"),
        (("127.0.0.1",), "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the first was the asker's own word
        (("127.0.0.1", "10.0.0.2"), "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (("127.0.0.1",), "2001:db8::9", "2001:db8::9"),
        ((), "203.0.113.9", "127.0.0.1"),
        (("10.0.0.2",), "203.0.113.9", "127.0.0.1"),
    ],
)
def test_only_a_trusted_proxy_says_where_a_request_comes_from(
    trusted: tuple[str, ...], said: str, source: str, settings: Any
) -> None:
    settings.YIWANG = replace(settings.YIWANG, trusted_proxies=trusted)
    house: Any = SimpleNamespace(hub=SimpleNamespace(close=lambda: None))
    with socket.create_server(("127.0.0.1", 0)) as bound, socket.socket(fileno=os.dup(bound.fileno())) as one:
        server = web.server(who_asks, house)
        serving = threading.Thread(target=server.run, kwargs={"sockets": [one]})
        serving.start()
        asking = http.client.HTTPConnection("127.0.0.1", bound.getsockname()[1], timeout=10)
        asking.request("GET", "/", headers={"X-Forwarded-For": said, "X-Real-IP": "192.0.2.1"})
        assert asking.getresponse().read().decode() == source
        asking.close()
        server.should_exit = True
        serving.join(10)
