"""Devices of MQTT 3.1.1 for benchmarks: each a connection that publishes at QoS 1 with a window in flight."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator

Messages = Iterator[tuple[str, bytes]]


def _field(text: str) -> bytes:
    data = text.encode()
    return len(data).to_bytes(2, "big") + data


def _packet(kind: int, body: bytes) -> bytes:
    length, size = bytearray(), len(body)
    while True:
        size, byte = size >> 7, size & 0x7F
        length.append(byte | 0x80 if size else byte)
        if not size:
            return bytes([kind]) + bytes(length) + body


class Device(asyncio.Protocol):
    """Sends as long as it may: at most `window` messages wait for their acknowledgement."""

    def __init__(
        self, name: str, user: str, password: str, messages: Messages, window: int, until: float
    ) -> None:
        self.messages, self.window, self.until = messages, window, until
        self.connected: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.acked: list[tuple[str, bytes]] = []
        self.took: list[float] = []
        self._waiting: dict[int, tuple[tuple[str, bytes], float]] = {}
        self._buffer = bytearray()
        self._next = 0
        self._began = time.monotonic()
        flags = 0x02 | (0xC0 if user else 0)
        login = _field(user) + _field(password) if user else b""
        self._hello = _packet(0x10, _field("MQTT") + bytes([4, flags, 0, 60]) + _field(name) + login)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._hello)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        answers = 0
        while len(self._buffer) >= 4:
            # CONNACK and PUBACK are four bytes each, and nothing else comes.
            kind, number = self._buffer[0], int.from_bytes(self._buffer[2:4], "big")
            del self._buffer[:4]
            if kind == 0x20:
                if number:
                    self.connected.set_exception(RuntimeError(f"refused: {number}"))
                else:
                    self.connected.set_result(time.monotonic() - self._began)
                continue
            message, at = self._waiting.pop(number)
            self.acked.append(message)
            self.took.append(time.monotonic() - at)
            answers += 1
        if answers:
            self.send()

    def send(self) -> None:
        """Fill the window; be finished when time is over and nothing waits."""
        now = time.monotonic()
        while len(self._waiting) < self.window and now < self.until:
            message = next(self.messages, None)
            if message is None:
                self.until = 0.0
                break
            self._next = self._next % 0xFFFF + 1
            self._waiting[self._next] = (message, now)
            topic, payload = message
            self.transport.write(_packet(0x32, _field(topic) + self._next.to_bytes(2, "big") + payload))
        if now >= self.until and not self._waiting and not self.finished.done():
            self.finished.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        for future in (self.connected, self.finished):
            if not future.done():
                future.set_exception(ConnectionResetError("the gateway ended the connection"))


async def run(port: int, devices: int, make: Callable[[int], Device]) -> tuple[list[Device], float]:
    """Connect all, have all send to their end; the devices and the seconds that sending took."""
    loop = asyncio.get_running_loop()
    made = [
        (await loop.create_connection(lambda number=number: make(number), "127.0.0.1", port))[1]  # type: ignore[misc]
        for number in range(devices)
    ]
    await asyncio.gather(*(one.connected for one in made))
    began = time.monotonic()
    for one in made:
        one.send()
    await asyncio.gather(*(one.finished for one in made))
    passed = time.monotonic() - began
    for one in made:
        one.transport.close()
    return made, passed
