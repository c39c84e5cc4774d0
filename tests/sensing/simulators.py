"""Simulated senders: a polluter's data logger that speaks HJ 212, and what a county's platform pushes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

import msgspec

from yiwang.kernel import clock
from yiwang.sensing.protocols import hj212

BEIJING = timezone(timedelta(hours=8))
MN = "010000A8900016F000169DC0"


class Logger:
    """A simulated data logger: sends packets, waits for what the platform answers."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def __aenter__(self) -> Logger:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *gone: object) -> None:
        self.writer.close()

    def packet(self, value: float, mark: str = "N", *, flag: int = 9, ago_s: float = 0) -> bytes:
        when = (clock.now() - timedelta(seconds=ago_s)).astimezone(BEIJING)
        return hj212.packet(
            f"QN={when:%Y%m%d%H%M%S}000;ST=31;CN=2011;PW=123456;MN={MN};Flag={flag};"
            f"CP=&&DataTime={when:%Y%m%d%H%M%S};a21026-Rtd={value},a21026-Flag={mark}&&"
        )

    async def send(self, data: bytes) -> None:
        """In two portions, as a weak line delivers them."""
        self.writer.write(data[:31])
        await self.writer.drain()
        await asyncio.sleep(0)
        self.writer.write(data[31:])
        await self.writer.drain()

    async def answer(self) -> bytes:
        return await asyncio.wait_for(self.reader.readuntil(b"\r\n"), 10)


def platform_document(station: str, records: Iterable[tuple[datetime, float]]) -> bytes:
    """Levels of one station in metres, as the platform sends them."""
    return msgspec.json.encode(
        {
            "data": [
                {"stcd": station, "tm": f"{when.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}", "z": level}
                for when, level in records
            ]
        }
    )
