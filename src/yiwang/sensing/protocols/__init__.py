"""Device protocols: what stands on the wire, and nothing else. Pure: no clock, no database, no network.

One adapter for each protocol that devices speak to us: `adapter(name)`. A codec reads a stream of bytes as it
comes, in any portions, and gives frames and faults; it never raises for what a device sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Protocol

from yiwang.sensing.contracts import Quality

LONGEST = 65_536
"""Bytes without a frame after which what came so far is given up as noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One value as the remote side names it; which datastream it is, a connector's map says."""

    station: str
    """MN code, telemetry station address, or whatever tells the remote side's places apart."""
    code: str
    """Name of the series at that station, e.g. `2011/a21026-Rtd` (HJ 212) or `39` (SL 651)."""
    observed_at: datetime
    value: float
    quality: Quality = "good"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A whole frame that was understood."""

    station: str
    kind: str
    """The protocol's own word for what it is: command number or function code."""
    raw: bytes
    echo: Mapping[str, str] = field(default_factory=dict)
    """What the station said of itself and wants to hear again when it is asked (HJ 212 `ST`, `PW`)."""
    readings: tuple[Reading, ...] = ()
    """Values; text states and the protocol's own marks for “no data” are left out."""
    resent: bool = False
    """True where the device itself says that it sends again what it kept while it was cut off (补传)."""
    reply: Callable[[datetime], bytes] | None = None
    """The answer to send at a moment, once the readings are durable; None where none is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameFault:
    """Bytes that are no frame, or a frame that must not be believed."""

    code: str
    zh: str
    en: str
    raw: bytes
    station: str = ""


class Decoder(Protocol):
    """Reads one connection; keeps what is not complete yet."""

    def feed(self, data: bytes) -> list[Frame | FrameFault]:
        """What became complete with `data`."""
        ...

    def end(self) -> list[Frame | FrameFault]:
        """The connection ended or fell silent: what was left unfinished."""
        ...


class Adapter(Protocol):
    """What the gateway must know of a protocol."""

    def __call__(self, zone: timezone, key: bytes | None = None) -> Decoder:
        """A decoder for one connection to devices whose clocks stand in `zone`, and their key if they have
        one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A protocol that devices may speak: how it is read, and how a stretch of the past is asked for."""

    decoder: Adapter
    ask: Callable[[str, Mapping[str, str], datetime, datetime, datetime], bytes] | None = None
    """(station, its echo, from, until, now) → a request for kept readings; None without one."""


def spoken(name: str) -> Spoken:
    """The protocol `name`; raises KeyError."""
    from yiwang.sensing.protocols import hj212, sl651

    return {
        "hj212": Spoken(decoder=hj212.Hj212Decoder, ask=hj212.ask),
        "sl651": Spoken(decoder=sl651.Sl651Decoder),
    }[name]
