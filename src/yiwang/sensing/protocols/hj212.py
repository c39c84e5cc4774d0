"""HJ 212: data loggers of polluters (污染源数采仪), versions 2005, 2017 and 2025.

A packet is `##`, four digits of length, the data segment, four hexadecimal digits of check, CR LF. The
version stands in the upper six bits of `Flag` (0 = 2005, 1 = 2017, 2 = 2025), the lowest bit asks for an
answer, the second says that the packet is one of several. 2025 keeps the frame; it adds systems (`ST` 44
power, 45 process state), commands, and SM4 over the data area.

A reading's code is `<command>/<factor>-<field>`, e.g. `2011/a21026-Rtd`, `2061/w01018-Avg`: a value of this
instant and the mean of an hour are two series even where the factor is the same.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from functools import partial

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

from yiwang.sensing.contracts import Quality
from yiwang.sensing.protocols import LONGEST, Frame, FrameFault, Reading, crc

HEAD, TAIL = b"##", b"\r\n"
VERSIONS = {0: "2005", 1: "2017", 2: "2025"}
REMEMBERED = 64
UPLOADS = ("2011", "2031", "2051", "2061")
"""Commands with values of factors: real time, day, minutes, hour."""
FIELDS = ("Rtd", "Avg", "Min", "Max", "Cou", "ZsRtd", "ZsAvg", "ZsMin", "ZsMax")
MARKS: dict[str, Quality] = {
    "N": "good",
    "F": "maintenance",
    "M": "maintenance",
    "S": "suspect",
    "D": "fault",
    "C": "calibration",
    "T": "suspect",
    "B": "fault",
}
"""Data marks (数据标记): 正常, 停运, 维护, 手工输入, 故障, 校准, 超测量上限, 通讯异常. A value above the
range of its instrument may well be an exceedance, and so may one typed in by hand: both are judged. A mark
that is in no edition leaves the value suspect."""

ENCRYPTED = ("数据区已加密，没有合适的密钥。", "The data area is encrypted, and no key fits.")

_HEAD = re.compile(rb"##[0-9]{4}")
_NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,18})?", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9]{1,24}-[A-Za-z]{1,16}", re.ASCII)


class Hj212Decoder:
    """One connection of a data logger."""

    def __init__(self, zone: timezone, key: bytes | None = None) -> None:
        self._zone = zone
        self._key = key
        self._buffer = bytearray()
        # A packet that continues another need not repeat its DataTime: (station, request, command) → time.
        self._times: OrderedDict[tuple[str, str, str], str] = OrderedDict()

    def feed(self, data: bytes) -> list[Frame | FrameFault]:
        self._buffer += data
        found: list[Frame | FrameFault] = []
        while (one := self._next()) is not None:
            found.append(one)
        return found

    def end(self) -> list[Frame | FrameFault]:
        left, self._buffer = bytes(self._buffer), bytearray()
        if not left.strip():
            return []
        return [_fault("truncated", "报文不完整。", "The packet is not complete.", left)]

    # ------------------------------------------------------------------------------------------- framing

    def _next(self) -> Frame | FrameFault | None:
        """The next packet or fault; it depends on the bytes alone, never on how they were split."""
        buffer = self._buffer
        while True:
            head, line = _HEAD.search(buffer), buffer.find(TAIL)
            if head is not None and head.start() == 0:
                return self._packet()
            upto = head.start() if head is not None else len(buffer)
            if 0 <= line < upto:
                upto = line + len(TAIL)
            elif head is None and upto <= LONGEST:
                return None
            noise = self._take(upto)
            if noise.strip():
                return _fault("noise", "报文头之前有无法识别的字节。", "Bytes stand before a packet.", noise)

    def _packet(self) -> Frame | FrameFault | None:
        buffer = self._buffer
        end = 6 + int(buffer[2:6]) + 4
        # No packet holds a line end: one that comes too early ends a packet whose length is wrong.
        line = buffer.find(TAIL, 0, end)
        if line >= 0 and not self._may_be_cipher(line):
            raw = self._take(line + len(TAIL))
            return _fault("length", "数据段长度与报文不符。", "The length does not fit the packet.", raw)
        if len(buffer) < end:
            return None
        segment, check = bytes(buffer[6 : end - 4]), bytes(buffer[end - 4 : end])
        if check.upper() == b"%04X" % crc.hj212(segment):
            raw = self._take(end)
            return self._read(segment, raw)
        opened = self._open(segment, check)
        if opened is not None:
            raw = self._take(end)
            return self._read(opened, raw)
        # Give it up as far as its line end, or as far as the next head, whichever comes first.
        line, head = buffer.find(TAIL), _HEAD.search(buffer, 2)
        ends = [line + len(TAIL)] if line >= 0 else []
        ends += [head.start()] if head is not None else []
        if not ends and len(buffer) <= LONGEST:
            return None
        raw = self._take(min(ends, default=len(buffer)))
        if any(byte > 0x7E for byte in segment.partition(b"CP=&&")[2]):
            return _fault("encrypted", *ENCRYPTED, raw)
        return _fault("crc", "CRC 校验不符。", "The check does not fit.", raw)

    def _may_be_cipher(self, line: int) -> bool:
        """Whether a line end may be two bytes of a data area that is encrypted."""
        area = self._buffer[:line].partition(b"CP=&&")[2]
        return self._key is not None and any(byte > 0x7E or byte < 0x20 for byte in area)

    def _open(self, segment: bytes, check: bytes) -> bytes | None:
        """The segment with its data area deciphered, when the check then fits: it is that of the plain text.

        HJ 212-2025, 6.4.2 and annex A.2: SM4, ECB, no padding; bytes beyond the last block of 16 stay plain.
        """
        head, begun, rest = segment.partition(b"CP=&&")
        if self._key is None or not begun or not rest.endswith(b"&&"):
            return None
        plain = head + begun + sm4(self._key, rest[:-2], encrypt=False) + b"&&"
        return plain if check.upper() == b"%04X" % crc.hj212(plain) else None

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    # ----------------------------------------------------------------------------------------- reading

    def _read(self, segment: bytes, raw: bytes) -> Frame | FrameFault:
        # Names and numbers are ASCII; only free text may be more, and GBK and UTF-8 both occur there.
        text = segment.decode("latin-1")
        head, opened, rest = text.partition("CP=&&")
        area, closed, _ = rest.rpartition("&&")
        if not opened or not closed:
            return _fault("no_data_area", "缺少数据区 CP=&&…&&。", "There is no data area CP=&&…&&.", raw)
        told = dict(item.split("=", 1) for item in head.split(";") if "=" in item)
        station, command = told.get("MN", ""), told.get("CN", "")
        if not station.isalnum() or not (command.isdigit() and command.isascii()):
            return _fault("no_head", "缺少 MN 或 CN。", "MN or CN is missing.", raw)
        flag = _number_of(told.get("Flag", "0"))
        if flag is None or flag >> 2 not in VERSIONS:
            return _fault(
                "version", "Flag 中的标准版本号未知。", "Flag names an unknown version.", raw, station
            )
        readings: list[Reading] = []
        if command in UPLOADS:
            when = self._time(area, (station, told.get("QN", ""), command))
            if when is None:
                return _fault(
                    "no_time", "DataTime 缺失或不是时间。", "DataTime is missing or no time.", raw, station
                )
            for name, value, mark in _values(area):
                quality = MARKS.get(mark, "suspect") if mark else "good"
                readings.append(
                    Reading(
                        station=station,
                        code=f"{command}/{name}",
                        observed_at=when,
                        value=value,
                        quality=quality,
                    )
                )
        answered = command == "9015" or not command.startswith("9")
        return Frame(
            station=station,
            kind=command,
            raw=raw,
            echo={key: told[key] for key in ("ST", "PW") if key in told},
            readings=tuple(readings),
            resent=told.get("RF") == "1",
            reply=partial(_reply, told, command, flag) if flag & 1 and answered else None,
        )

    def _time(self, area: str, request: tuple[str, str, str]) -> datetime | None:
        found = re.search(r"(?:^|[;,])DataTime=(\d{14})(?=[;,]|$)", area, re.ASCII)
        if found is not None:
            self._times[request] = found[1]
            while len(self._times) > REMEMBERED:
                self._times.popitem(last=False)
        word = self._times.get(request)
        try:
            return datetime.strptime(word or "", "%Y%m%d%H%M%S").replace(tzinfo=self._zone)
        except ValueError:
            return None


def _number_of(word: str) -> int | None:
    return int(word) if word.isdigit() and word.isascii() and len(word) <= 3 else None


def _values(area: str) -> Iterator[tuple[str, float, str]]:
    """(factor-field, value, mark) of every number in a data area; a text state is none."""
    values: dict[str, str] = {}
    marks: dict[str, str] = {}
    for item in re.split("[;,]", area):
        name, equals, word = item.partition("=")
        if not equals or not _NAME.fullmatch(name):
            continue
        factor, _, field = name.partition("-")
        if field == "Flag":
            marks[factor] = word.strip()
        elif field in FIELDS:
            values[name] = word.strip()
    for name, word in values.items():
        if _NUMBER.fullmatch(word):
            yield name, float(word), marks.get(name.partition("-")[0], "")


def _fault(code: str, zh: str, en: str, raw: bytes, station: str = "") -> FrameFault:
    return FrameFault(code=code, zh=zh, en=en, raw=raw, station=station)


# ------------------------------------------------------------------------------------------------ writing


def sm4(key: bytes, area: bytes, *, encrypt: bool) -> bytes:
    """A data area through SM4 as annex A.2 wants it; the same function both ways."""
    whole = len(area) - len(area) % 16
    cipher = Cipher(SM4(key), modes.ECB())  # noqa: S305 (the standard's own mode)
    turned = cipher.encryptor() if encrypt else cipher.decryptor()
    return turned.update(area[:whole]) + turned.finalize() + area[whole:]


def packet(segment: str) -> bytes:
    """The packet around a data segment."""
    data = segment.encode()
    return HEAD + b"%04d" % len(data) + data + b"%04X" % crc.hj212(data) + TAIL


def _reply(told: dict[str, str], command: str, flag: int, now: datetime) -> bytes:
    """The answer to an upload (9014) or to anything else that asks for one (9013), in its own version."""
    said = "".join(f"{key}={told[key]};" for key in ("PW", "MN") if key in told)
    answer = "9014" if command.startswith("2") else "9013"
    return packet(f"QN={told.get('QN', '')};ST=91;CN={answer};{said}Flag={flag & ~0b11};CP=&&&&")


def ask(station: str, echo: Mapping[str, str], begin: datetime, until: datetime, now: datetime) -> bytes:
    """A request for the minute data of a stretch of time (CN 2051), times in the zone of `begin`."""
    zone = begin.tzinfo
    request = now.astimezone(zone).strftime("%Y%m%d%H%M%S") + f"{now.microsecond // 1000:03d}"
    stretch = f"BeginTime={begin:%Y%m%d%H%M%S},EndTime={until.astimezone(zone):%Y%m%d%H%M%S}"
    told = f"ST={echo.get('ST', '31')};CN=2051;PW={echo.get('PW', '')};MN={station}"
    return packet(f"QN={request};{told};Flag=5;CP=&&{stretch}&&")
