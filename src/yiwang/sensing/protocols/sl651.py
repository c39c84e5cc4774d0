"""SL 651-2014: telemetry stations of hydrology (水文遥测站), hexadecimal/BCD form, reports that they send.

    7E7E  centre  station×5  password×2  function  direction+length×2  02  body  03  check×2

The body opens with a running number and the time of sending; then come elements, each a code, a byte that
holds its length in bytes (upper five bits) and its decimals (lower three), and BCD digits. F1 names the
station, F0 the time of what follows. Reports of several packets open with 16 instead of 02 and are put
together here. A reading's code is the element's, e.g. `39` river level, `20` rain of the period, `FF01`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import partial

from yiwang.sensing.protocols import LONGEST, Frame, FrameFault, Reading, crc

HEAD = b"\x7e\x7e"
STX, SYN, ETX, ETB, ENQ, ESC = 0x02, 0x16, 0x03, 0x17, 0x05, 0x1B
KEEPALIVE, UNIFORM, UNIFORM_ASKED = 0x2F, 0x31, 0x38
REPORTS = (0x30, 0x32, 0x33, 0x34, 0x37, 0x3A)
"""Functions whose body is elements: 测试报, 定时报, 加报报, 小时报, and the answers to two questions."""
TIME, ADDRESS, TYPED, IMAGE = 0xF0, 0xF1, 0xF2, 0xF3
RAIN_5MIN = "F4"
LEVELS_5MIN = {f"{code:02X}" for code in range(0xF5, 0xFD)}
STEP = 0x04
STATE = 0x45
"""Alarm bits of the station, no quantity."""
FIVE = timedelta(minutes=5)
MOST_PARTS = 1 << 20
HEAD_BYTES, TAIL_BYTES = 14, 3


class _Broken(Exception):
    """The body is not what its function says."""


@dataclass(slots=True)
class _Parts:
    total: int
    bodies: dict[int, bytes] = field(default_factory=dict)


class Sl651Decoder:
    """One connection of a telemetry station, or of a relay that speaks for many."""

    def __init__(self, zone: timezone, key: bytes | None = None) -> None:
        # The protocol knows no encryption.
        del key
        self._zone = zone
        self._buffer = bytearray()
        self._parts: dict[tuple[str, int], _Parts] = {}

    def feed(self, data: bytes) -> list[Frame | FrameFault]:
        self._buffer += data
        found: list[Frame | FrameFault] = []
        while (one := self._next()) is not None:
            found.append(one)
        return found

    def end(self) -> list[Frame | FrameFault]:
        left, self._buffer = bytes(self._buffer), bytearray()
        self._parts.clear()
        return [_fault("truncated", "报文不完整。", "The frame is not complete.", left)] if left else []

    # ------------------------------------------------------------------------------------------- framing

    def _next(self) -> Frame | FrameFault | None:
        buffer = self._buffer
        start = buffer.find(HEAD)
        if start != 0:
            if start < 0 and len(buffer) <= LONGEST:
                return None
            noise = self._take(start if start > 0 else len(buffer))
            return _fault("noise", "起始符之前有无法识别的字节。", "Bytes stand before a frame.", noise)
        if len(buffer) < HEAD_BYTES:
            return None
        length = int.from_bytes(buffer[11:13], "big")
        if length >> 12 or buffer[13] not in (STX, SYN):
            return self._give_up("head", "报文头不符合规约。", "The head is not that of a report.")
        end = HEAD_BYTES + (length & 0xFFF) + TAIL_BYTES
        if len(buffer) < end:
            return None
        if int.from_bytes(buffer[end - 2 : end], "big") != crc.modbus(bytes(buffer[: end - 2])):
            return self._give_up("crc", "CRC 校验不符。", "The check does not fit.", end)
        if buffer[end - TAIL_BYTES] not in (ETX, ETB, ENQ):
            return self._give_up("tail", "缺少结束符。", "The end mark is missing.", end)
        return self._read(self._take(end))

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _give_up(self, code: str, zh: str, en: str, end: int = HEAD_BYTES) -> FrameFault:
        """Leave a frame that cannot be believed; a head inside it may be that of the next."""
        again = self._buffer.find(HEAD, 2, end)
        return _fault(code, zh, en, self._take(again if again > 0 else end))

    # ----------------------------------------------------------------------------------------- reading

    def _read(self, raw: bytes) -> Frame | FrameFault | None:
        station, function = raw[3:8].hex().upper(), raw[10]
        body = raw[HEAD_BYTES:-TAIL_BYTES]
        number = body[:2]
        if raw[13] == SYN:
            whole = self._put_together(station, function, body)
            if whole is None:
                return Frame(station=station, kind=f"{function:02X}", raw=raw)
            body, number = whole, whole[:2]
        readings: tuple[Reading, ...] = ()
        try:
            if function in (UNIFORM, UNIFORM_ASKED):
                readings = tuple(_uniform(station, body, self._zone))
            elif function in REPORTS:
                readings = _elements(station, body, self._zone)
        except (_Broken, ValueError, IndexError):
            return _fault(
                "body", "报文正文不符合规约。", "The body is not what the function says.", raw, station
            )
        reply = None if function == KEEPALIVE else partial(_reply, raw, number, self._zone)
        return Frame(
            station=station,
            kind=f"{function:02X}",
            raw=raw,
            readings=readings,
            reply=reply,
        )

    def _put_together(self, station: str, function: int, body: bytes) -> bytes | None:
        """The whole body once every packet is here."""
        if len(body) < 3:
            return None
        word = int.from_bytes(body[:3], "big")
        total, place = word >> 12, word & 0xFFF
        if not 1 <= place <= total:
            return None
        key = (station, function)
        parts = self._parts.get(key)
        if parts is None or parts.total != total or place == 1:
            parts = self._parts[key] = _Parts(total)
        parts.bodies[place] = body[3:]
        if sum(map(len, parts.bodies.values())) > MOST_PARTS:
            del self._parts[key]
            return None
        if len(parts.bodies) < total:
            return None
        del self._parts[key]
        return b"".join(parts.bodies[place] for place in sorted(parts.bodies))


def _when(word: bytes, zone: timezone) -> datetime:
    """A BCD time YYMMDDHHmm; raises ValueError."""
    text = word.hex()
    if len(text) != 10 or not text.isdigit():
        raise ValueError(text)
    return datetime.strptime(text, "%y%m%d%H%M").replace(tzinfo=zone)


def _number(word: bytes, decimals: int) -> float | None:
    """BCD digits; a leading FF makes them negative, and nothing but FF or AA means that there is no value."""
    if not word or not word.strip(b"\xff") or not word.strip(b"\xaa"):
        return None
    sign = 1
    if word[0] == 0xFF:
        word, sign = word[1:], -1
    text = word.hex()
    if not text.isdigit():
        raise _Broken
    return float(sign * int(text) / 10**decimals)


def _code(body: bytes, at: int) -> tuple[str, int]:
    """The element's code at a place, and where its definition stands."""
    if body[at] == 0xFF:
        return f"FF{body[at + 1]:02X}", at + 2
    return f"{body[at]:02X}", at + 1


def _definition(body: bytes, at: int) -> tuple[int, int]:
    """Length and decimals of an element; raises when the body ends before its data."""
    length, decimals = body[at] >> 3, body[at] & 0b111
    if at + 1 + length > len(body):
        raise _Broken
    return length, decimals


def _elements(station: str, body: bytes, zone: timezone) -> tuple[Reading, ...]:
    """The values of a report. Typed text and pictures come last and are left."""
    when: datetime | None = None
    readings: list[Reading] = []
    at = 8
    while at < len(body):
        if body[at] == TIME:
            when = _when(body[at + 2 : at + 7], zone)
            at += 7
            continue
        if body[at] == ADDRESS:
            # The station's own address, and its class.
            station, at = body[at + 2 : at + 7].hex().upper(), at + 8
            continue
        if body[at] in (TYPED, IMAGE):
            break
        if when is None:
            raise _Broken
        code, at = _code(body, at)
        length, decimals = _definition(body, at)
        word, at = body[at + 1 : at + 1 + length], at + 1 + length
        if code == RAIN_5MIN or code in LEVELS_5MIN:
            readings += _hour(station, code, word, when)
        elif int(code, 16) != STATE and (value := _number(word, decimals)) is not None:
            readings.append(Reading(station=station, code=code, observed_at=when, value=value))
    return tuple(readings)


def _hour(station: str, code: str, word: bytes, when: datetime) -> Iterator[Reading]:
    """Twelve binary values of an hour, the last of them at `when`: rain in 0.1 mm, levels in 0.01 m."""
    width, scale = (1, 10) if code == RAIN_5MIN else (2, 100)
    if len(word) != 12 * width:
        raise _Broken
    for place in range(12):
        part = word[place * width : (place + 1) * width]
        if part.strip(b"\xff"):
            yield Reading(
                station=station,
                code=code,
                observed_at=when - FIVE * (11 - place),
                value=int.from_bytes(part, "big") / scale,
            )


def _uniform(station: str, body: bytes, zone: timezone) -> Iterator[Reading]:
    """One element at even steps (均匀时段水文信息报): station, first time, step as DDHHmm, then values."""
    at, when, step = 8, None, None
    while at < len(body):
        if body[at] == ADDRESS:
            station, at = body[at + 2 : at + 7].hex().upper(), at + 8
        elif body[at] == TIME:
            when, at = _when(body[at + 2 : at + 7], zone), at + 7
        elif body[at] == STEP:
            text = body[at + 2 : at + 5].hex()
            if len(text) != 6 or not text.isdigit():
                raise _Broken
            step = timedelta(days=int(text[:2]), hours=int(text[2:4]), minutes=int(text[4:]))
            at += 5
        else:
            break
    if when is None or not step:
        raise _Broken
    code, at = _code(body, at)
    length, decimals = body[at] >> 3, body[at] & 0b111
    at += 1
    if not length or (len(body) - at) % length:
        raise _Broken
    for place in range((len(body) - at) // length):
        value = _number(body[at + place * length : at + (place + 1) * length], decimals)
        if value is not None:
            yield Reading(station=station, code=code, observed_at=when + step * place, value=value)


def _fault(code: str, zh: str, en: str, raw: bytes, station: str = "") -> FrameFault:
    return FrameFault(code=code, zh=zh, en=en, raw=raw, station=station)


# ------------------------------------------------------------------------------------------------ writing


def frame(head: bytes, body: bytes, start: int = STX, stop: int = ETX) -> bytes:
    """A frame from its first eleven bytes and its body, upwards."""
    told = head + len(body).to_bytes(2, "big") + bytes([start]) + body + bytes([stop])
    return told + crc.modbus(told).to_bytes(2, "big")


def _reply(raw: bytes, number: bytes, zone: timezone, now: datetime) -> bytes:
    """“Received, stay on line” to a report: station before centre, the direction bit set."""
    clock = bytes.fromhex(now.astimezone(zone).strftime("%y%m%d%H%M%S"))
    body = number + clock
    told = HEAD + raw[3:8] + raw[2:3] + raw[8:11] + (0x8000 | len(body)).to_bytes(2, "big")
    told += bytes([STX]) + body + bytes([ESC])
    return told + crc.modbus(told).to_bytes(2, "big")
