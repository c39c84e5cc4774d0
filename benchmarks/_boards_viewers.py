"""Viewers of a live board as the client is one: a stream of facts, and a fresh look after a count.

Two connections each, over sockets. `Echo` is the bare limit: the same number of viewers of a process that
passes bytes on from NATS to their streams.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

FLUSH_S = 0.5
"""The client changes its screen no more than twice a second."""


class Cell(msgspec.Struct):
    value: float | None


class Part(msgspec.Struct):
    id: str
    cells: list[Cell]


class View(msgspec.Struct):
    parts: list[Part]


_view = msgspec.json.Decoder(View).decode


@dataclass(slots=True)
class Watched:
    """What all viewers look at, and what they saw."""

    url: str
    path: str
    part: str
    told_at: list[float] = field(default_factory=list)
    """When each case was closed, as its fact says."""
    seen_at: dict[int, list[float]] = field(default_factory=dict)
    """For each value of the figure, when each viewer saw it, or a greater one."""
    answers: list[float] = field(default_factory=list)
    """How long each look took."""
    size: int = 0


@dataclass(slots=True)
class Viewer:
    """One viewer."""

    number: int
    cookie: str
    watched: Watched
    value: int = -1
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen())
            group.create_task(self._look())

    async def _listen(self) -> None:
        reader, writer = await _open(self.watched.url)
        try:
            writer.write(_request("/api/live", self.cookie))
            await _head(reader)
            async for name, data in _events(reader):
                if name == "indicators.counted":
                    self.bell.set()
                elif name == "cases.closed" and self.number == 0:
                    at = datetime.fromisoformat(json.loads(data)["recorded_at"])
                    self.watched.told_at.append(at.timestamp())
        finally:
            writer.close()

    async def _look(self) -> None:
        reader, writer = await _open(self.watched.url)
        try:
            self.bell.set()
            while True:
                await self.bell.wait()
                self.bell.clear()
                began = time.monotonic()
                writer.write(_request(self.watched.path, self.cookie))
                body = await _body(reader, await _head(reader))
                now, took = time.time(), time.monotonic() - began
                self.watched.answers.append(took)
                self.watched.size = len(body)
                view = _view(body)
                value = int(
                    next(one.cells[0].value or 0 for one in view.parts if one.id == self.watched.part)
                )
                for each in range(self.value + 1, value + 1) if self.value >= 0 else ():
                    self.watched.seen_at.setdefault(each, []).append(now)
                self.value = value
                self.ready.set()
                await asyncio.sleep(max(0.0, FLUSH_S - took))
        finally:
            writer.close()


async def _open(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(url)
    return await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 22)


def _request(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: {cookie}\r\n\r\n".encode()


async def _head(reader: asyncio.StreamReader) -> dict[bytes, bytes]:
    lines = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
    if lines[0].split(b" ", 2)[1] != b"200":
        raise RuntimeError(lines[0].decode())
    return {key.lower(): value for key, _, value in (line.partition(b": ") for line in lines[1:] if line)}


async def _body(reader: asyncio.StreamReader, head: dict[bytes, bytes]) -> bytes:
    if b"content-length" in head:
        return await reader.readexactly(int(head[b"content-length"]))
    return b"".join([piece async for piece in _chunks(reader)])


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int(await reader.readuntil(b"\r\n"), 16):
        yield (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)


async def _events(reader: asyncio.StreamReader) -> AsyncIterator[tuple[str, str]]:
    text = b""
    async for piece in _chunks(reader):
        text += piece
        *whole, text = text.split(b"\n\n")
        for one in whole:
            said = dict(line.partition(b": ")[::2] for line in one.split(b"\n"))
            yield said.get(b"event", b"").decode(), said.get(b"data", b"").decode()


# -- the bare limit


async def echo(nats_url: str, port: int) -> None:
    """Pass every message of NATS on to whoever listens."""
    import nats

    listeners: set[asyncio.StreamWriter] = set()

    async def come(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
        listeners.add(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await reader.read()
        listeners.discard(writer)

    async def pass_on(message: Any) -> None:
        for writer in listeners:
            writer.write(b"data: %s\n\n" % message.data)

    client = await nats.connect(nats_url)
    await client.subscribe("echo", cb=pass_on)
    server = await asyncio.start_server(come, "127.0.0.1", port)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


async def bare(nats_url: str, port: int, viewers: int, size: int, rounds: int) -> list[float]:
    """Seconds from a message of so many bytes to each viewer of the echo."""
    import nats

    client = await nats.connect(nats_url)
    links = [await asyncio.open_connection("127.0.0.1", port, limit=1 << 22) for _ in range(viewers)]
    for reader, writer in links:
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
    took: list[float] = []

    async def arrives(reader: asyncio.StreamReader, began: float) -> None:
        await reader.readuntil(b"\n\n")
        took.append(time.monotonic() - began)

    for _ in range(rounds):
        began = time.monotonic()
        waiting = [asyncio.create_task(arrives(reader, began)) for reader, _ in links]
        await client.publish("echo", b"x" * size)
        await asyncio.gather(*waiting)
        await asyncio.sleep(0.2)
    await client.close()
    for _, writer in links:
        writer.close()
    return took


if __name__ == "__main__":
    asyncio.run(echo(sys.argv[1], int(sys.argv[2])))
