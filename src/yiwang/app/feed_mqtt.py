"""A device's side of MQTT 3.1.1, as much as a replay needs: connect, publish with QoS 1, wait for answers."""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

CONNECT, CONNACK, PUBLISH, PUBACK, DISCONNECT = 0x10, 0x20, 0x32, 0x40, 0xE0
RETRY_S = 30.0


class GatewayAway(Exception):
    """The gateway does not answer, or refuses us; the readings go another way."""


@dataclass(slots=True)
class Publisher:
    """One connection, opened when it is needed and again after it broke (not more than twice a minute)."""

    host: str
    port: int
    user: str
    password: str
    timeout_s: float = 5.0
    _socket: socket.socket | None = None
    _packet: int = 0
    _not_before: float = field(default=0.0)

    def publish(self, messages: Sequence[tuple[str, bytes]]) -> None:
        """Send (topic, payload) pairs and wait until each is acknowledged; raises GatewayAway."""
        if self._socket is None and time.monotonic() < self._not_before:
            raise GatewayAway("waiting before the next try")
        try:
            connection = self._socket or self._connect()
            waiting = set()
            for topic, payload in messages:
                self._packet = self._packet % 0xFFFF + 1
                waiting.add(self._packet)
                body = _text(topic) + struct.pack("!H", self._packet) + payload
                connection.sendall(bytes([PUBLISH]) + _length(len(body)) + body)
            while waiting:
                kind, body = self._read(connection)
                if kind & 0xF0 == PUBACK:
                    waiting.discard(struct.unpack("!H", body[:2])[0])
        except (OSError, struct.error) as error:
            self._drop()
            raise GatewayAway(str(error)) from error

    def _connect(self) -> socket.socket:
        connection = socket.create_connection((self.host, self.port), timeout=self.timeout_s)
        self._socket = connection
        # Protocol level 4; clean session, user name and password; keep-alive off: we speak every second.
        body = _text("MQTT") + bytes([4, 0b1100_0010]) + struct.pack("!H", 0)
        body += _text(f"{self.user}-feed") + _text(self.user) + _text(self.password)
        connection.sendall(bytes([CONNECT]) + _length(len(body)) + body)
        kind, answer = self._read(connection)
        if kind != CONNACK or len(answer) < 2 or answer[1] != 0:
            raise OSError(f"CONNACK {answer.hex()}")
        return connection

    def _read(self, connection: socket.socket) -> tuple[int, bytes]:
        kind = _exactly(connection, 1)[0]
        length, shift = 0, 0
        while True:
            part = _exactly(connection, 1)[0]
            length |= (part & 0x7F) << shift
            if not part & 0x80:
                break
            shift += 7
            if shift > 21:
                raise OSError("malformed length")
        return kind, _exactly(connection, length)

    def _drop(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self._not_before = time.monotonic() + RETRY_S

    def close(self) -> None:
        """Say good-bye."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.sendall(bytes([DISCONNECT, 0]))
            self._socket.close()
            self._socket = None


def _exactly(connection: socket.socket, count: int) -> bytes:
    parts = b""
    while len(parts) < count:
        part = connection.recv(count - len(parts))
        if not part:
            raise OSError("the gateway closed the connection")
        parts += part
    return parts


def _text(value: str) -> bytes:
    raw = value.encode()
    return struct.pack("!H", len(raw)) + raw


def _length(count: int) -> bytes:
    parts = bytearray()
    while True:
        count, part = count >> 7, count & 0x7F
        parts.append(part | (0x80 if count else 0))
        if not count:
            return bytes(parts)
