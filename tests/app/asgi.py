"""Asks an ASGI application directly, message by message, as the server would."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message


@dataclass(slots=True)
class Answer:
    """What an application sent."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        return json.loads(self.body)


def scope_of(method: str, target: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    path, _, query = target.partition("?")
    told = {"host": "127.0.0.1", **(headers or {})}
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "http_version": "1.1",
        "scheme": "http",
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
        "headers": [(name.lower().encode(), value.encode()) for name, value in told.items()],
        "state": {},
    }


async def ask(
    app: ASGIApp,
    method: str,
    target: str,
    *,
    headers: dict[str, str] | None = None,
    chunks: tuple[bytes, ...] = (b"",),
) -> Answer:
    """One request with its body in `chunks`; the whole answer."""
    answer = Answer()
    waiting = [
        {"type": "http.request", "body": chunk, "more_body": number < len(chunks) - 1}
        for number, chunk in enumerate(chunks)
    ]

    async def receive() -> Message:
        if waiting:
            return waiting.pop(0)
        await asyncio.sleep(3600)
        raise AssertionError("nobody waits that long")

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {key.decode(): value.decode() for key, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    await app(scope_of(method, target, headers), receive, send)
    return answer


class Stream:
    """An endless answer, read event by event; `leave` is the client closing its connection."""

    def __init__(self, app: ASGIApp, target: str, headers: dict[str, str] | None = None) -> None:
        self.status = 0
        self.closed = False
        self.stuck = asyncio.Event()
        self.stuck.set()
        self._left = asyncio.Event()
        self._chunks: asyncio.Queue[bytes] = asyncio.Queue()
        self._text = ""
        self.task = asyncio.ensure_future(self._run(app, scope_of("GET", target, headers)))

    async def _run(self, app: ASGIApp, scope: dict[str, Any]) -> None:
        try:
            await app(scope, self._receive, self._send)
        finally:
            self.closed = True
            self._chunks.put_nowait(b"")

    async def _receive(self) -> Message:
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        await self.stuck.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message.get("body"):
            self._chunks.put_nowait(message["body"])

    async def event(self, within_s: float = 5.0) -> dict[str, str]:
        """The next event as its fields; comments and bare ids are passed over."""
        while True:
            while "\n\n" in self._text:
                block, _, self._text = self._text.partition("\n\n")
                fields = dict(
                    line.split(": ", 1)
                    for line in block.splitlines()
                    if ": " in line and not line.startswith(":")
                )
                if "event" in fields:
                    return fields
            chunk = await asyncio.wait_for(self._chunks.get(), within_s)
            if not chunk:
                raise EOFError("the stream has ended")
            self._text += chunk.decode()

    async def leave(self) -> None:
        self._left.set()
        await asyncio.wait({self.task}, timeout=5)
