"""The two 16-bit checks of the protocols. They share the polynomial and differ in how a byte comes in."""

from __future__ import annotations


def _table() -> tuple[int, ...]:
    rows = []
    for byte in range(256):
        register = byte
        for _ in range(8):
            register = (register >> 1) ^ 0xA001 if register & 1 else register >> 1
        rows.append(register)
    return tuple(rows)


_ROWS = _table()


def modbus(data: bytes) -> int:
    """CRC-16/MODBUS, as SL 651-2014 uses it."""
    register = 0xFFFF
    for byte in data:
        register = (register >> 8) ^ _ROWS[(register ^ byte) & 0xFF]
    return register


def hj212(data: bytes) -> int:
    """The check of HJ 212 (annex A): each byte meets the register's *high* half, which no other CRC does."""
    register = 0xFFFF
    for byte in data:
        # The low half was shifted away before the byte came in, so eight bits are all there is.
        register = _ROWS[(register >> 8) ^ byte]
    return register
