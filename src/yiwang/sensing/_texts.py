"""The texts inside an MQTT 5 packet, checked before its codec sees them.

`mqtt5` 0.8 ends in a Rust panic (no `Exception`, and a trace on stderr) where a text is not UTF-8, so that
one device could fill the log. What else is wrong with a packet is left to the codec to find.
"""

from __future__ import annotations

CONNECT, PUBLISH, SUBSCRIBE, UNSUBSCRIBE, DISCONNECT = 1, 3, 8, 10, 14
WILL, USER = 0x04, 0x80
SIZES = {
    **dict.fromkeys((0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2A), 1),
    **dict.fromkeys((0x13, 0x21, 0x22, 0x23), 2),
    **dict.fromkeys((0x02, 0x11, 0x18, 0x27), 4),
}
"""Bytes of the properties that are numbers (MQTT 5, table 2-4)."""
TEXTS = (0x03, 0x08, 0x12, 0x15, 0x1A, 0x1C, 0x1F)
BINARIES = (0x09, 0x16)
PAIR, VARINT = 0x26, 0x0B


class _Walk:
    """A place in the body; runs into IndexError where the body is shorter than it says."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.at = 0

    def skip(self, count: int) -> None:
        self.at += count
        if self.at > len(self.body):
            raise IndexError

    def binary(self) -> bytes:
        self.skip(2)
        start = self.at
        self.skip(int.from_bytes(self.body[start - 2 : start], "big"))
        return self.body[start : self.at]

    def text(self) -> None:
        self.binary().decode()

    def varint(self) -> int:
        number = 0
        for place in range(4):
            byte = self.body[self.at]
            self.at += 1
            number |= (byte & 0x7F) << 7 * place
            if not byte & 0x80:
                break
        return number

    def properties(self) -> None:
        end = self.varint() + self.at
        while self.at < end:
            name = self.varint()
            if name in SIZES:
                self.skip(SIZES[name])
            elif name in TEXTS:
                self.text()
            elif name == PAIR:
                self.text()
                self.text()
            elif name in BINARIES:
                self.binary()
            elif name == VARINT:
                self.varint()
            else:
                raise IndexError


def check(kind: int, flags: int, body: bytes) -> None:
    """Raise UnicodeDecodeError where a text of an MQTT 5 packet is not UTF-8, IndexError where it is cut
    short."""
    walk = _Walk(body)
    if kind == CONNECT:
        walk.text()
        walk.skip(4)
        told = body[walk.at - 3]
        walk.properties()
        walk.text()
        if told & WILL:
            walk.properties()
            walk.text()
            walk.binary()
        if told & USER:
            walk.text()
    elif kind == PUBLISH:
        walk.text()
        walk.skip(2 if flags & 0x06 else 0)
        walk.properties()
    elif kind in (SUBSCRIBE, UNSUBSCRIBE):
        walk.skip(2)
        walk.properties()
        while walk.at < len(body):
            walk.text()
            walk.skip(1 if kind == SUBSCRIBE else 0)
    elif kind == DISCONNECT and len(body) > 1:
        walk.skip(1)
        walk.properties()
