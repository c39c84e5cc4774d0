"""Ports for devices that speak protocols of their own: frames in, answers out once readings are durable.

One server for each declared device connector, in the event loop of the web process and through its door. What
cannot be understood is counted and kept; nothing that a device sends ends anything but its own connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connections

from yiwang.kernel import clock
from yiwang.sensing import _watch
from yiwang.sensing._counting import counting
from yiwang.sensing._ingest import door
from yiwang.sensing._links import INSIDE, Link, take
from yiwang.sensing._secrets import secret
from yiwang.sensing._watch import Gap, Tally
from yiwang.sensing.contracts import CredentialRefused, StreamUnavailable
from yiwang.sensing.declarations import DeviceConnector
from yiwang.sensing.logic import micros
from yiwang.sensing.protocols import Frame, FrameFault, spoken

log = logging.getLogger(__name__)

FOLLOW_S = 2.0
IDLE_S = 600.0
CHUNK = 65_536
MOST_CONNECTIONS = 2_000
STATIONS = 1_000
KEY_BYTES = 16


@dataclass(eq=False, slots=True)
class _Call:
    """One connection of a device."""

    peer: str
    writer: asyncio.StreamWriter
    task: asyncio.Task[None] | None
    stations: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """Stations heard on it, with what they want to hear again."""
    failed: bool = False


class _Port:
    """A listening connector."""

    def __init__(self, link: Link) -> None:
        assert isinstance(link.declaration, DeviceConnector)
        self.link = link
        self.declaration = link.declaration
        self.protocol = spoken(link.declaration.kind)
        self.calls: set[_Call] = set()
        # Raises ValueError where the operator's key is none.
        self._key = bytes.fromhex(secret(link.id)) or None
        if self._key is not None and len(self._key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes")
        self._server: asyncio.Server | None = None

    async def open(self, host: str, *, shared: bool) -> None:
        """Listen; raises OSError."""
        self._server = await asyncio.start_server(
            self._called, host, self.declaration.port, reuse_port=shared or None
        )

    async def close(self) -> None:
        """Stop listening and end every call after the frame that it is in."""
        if self._server is not None:
            self._server.close()
        tasks = [call.task for call in self.calls if call.task is not None]
        for call in list(self.calls):
            call.failed = True
            call.writer.close()
        if tasks:
            await asyncio.wait(tasks, timeout=10)

    async def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = writer.get_extra_info("peername")[:2]
        call = _Call(f"{host}:{port}", writer, asyncio.current_task())
        if not self._welcome(host) or len(self.calls) >= MOST_CONNECTIONS:
            fault = FrameFault(
                code="not_welcome",
                zh="来源地址不在允许的网段内，或连接过多。",
                en="The address is in no network that may call, or too many are connected.",
                raw=b"",
            )
            tally = Tally()
            tally.fault(fault, call.peer)
            counting().add(self.link.id, tally)
            writer.close()
            return
        self.calls.add(call)
        try:
            await self._serve(call, reader)
        except (OSError, asyncio.IncompleteReadError) as error:
            log.debug("sensing: %s of %s went away: %r", call.peer, self.link.id, error)
        except Exception:
            log.exception("sensing: the call of %s to %s failed", call.peer, self.link.id)
        finally:
            self.calls.discard(call)
            with contextlib.suppress(OSError):
                writer.close()

    def _welcome(self, host: str) -> bool:
        networks = self.declaration.networks
        address = ipaddress.ip_address(host.partition("%")[0])
        return not networks or any(address in ipaddress.ip_network(one) for one in networks)

    async def _serve(self, call: _Call, reader: asyncio.StreamReader) -> None:
        decoder = self.protocol.decoder(self.link.zone, self._key)
        while not call.failed:
            try:
                data = await asyncio.wait_for(reader.read(CHUNK), IDLE_S)
            except TimeoutError:
                break
            if not data:
                break
            for one in decoder.feed(data):
                await self._handle(call, one)
                if call.failed:
                    return
            await call.writer.drain()
        for one in decoder.end():
            await self._handle(call, one)

    async def _handle(self, call: _Call, one: Frame | FrameFault) -> None:
        tally = Tally()
        try:
            if isinstance(one, FrameFault):
                tally.fault(one, call.peer)
            else:
                await self._take(call, one, tally)
        finally:
            counting().add(self.link.id, tally)

    async def _take(self, call: _Call, frame: Frame, tally: Tally) -> None:
        """Make a frame's readings durable, then answer it. Without an answer the device sends it again."""
        if len(call.stations) < STATIONS:
            call.stations[frame.station] = frame.echo
        at = door()
        registry = await at.known()
        self.link = registry.links.get(self.link.id, self.link)
        taken = take(self.link, frame.readings, registry, micros(clock.now()))
        try:
            for batch in taken.batches:
                await at.offer(batch, INSIDE)
        except (CredentialRefused, StreamUnavailable) as refusal:
            # Nothing is said, so that the device keeps what it has and comes again.
            log.info("sensing: %s of %s has to come again: %s", call.peer, self.link.id, refusal)
            call.failed = True
            return
        tally.took(taken, frame, call.peer)
        all_bad = not taken.batches and taken.refused > 0
        if frame.reply is not None and not all_bad:
            call.writer.write(frame.reply(clock.now()))

    def ask(self, gap: Gap, now: datetime) -> int:
        """Ask every station on line for a stretch of the past; how many were asked."""
        if self.protocol.ask is None:
            return 0
        asked = 0
        for call in self.calls:
            for station in call.stations.keys() & self.link.codes.keys():
                call.writer.write(
                    self.protocol.ask(
                        station,
                        call.stations[station],
                        gap.begins_at.astimezone(self.link.zone),
                        gap.ends_at,
                        now,
                    )
                )
                asked += 1
        return asked


class Devices:
    """Every port, following what is declared. Belongs to one event loop."""

    def __init__(self, host: str, *, shared: bool = False) -> None:
        self._host, self._shared = host, shared
        self.ports: dict[str, _Port] = {}
        self._mark: int | None = None
        self._shut: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the declared ports; one that is taken is told of and tried again."""
        await self._follow()
        self._task = asyncio.create_task(self._keep_following())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        for port in list(self.ports.values()):
            await port.close()
        self.ports.clear()

    async def _keep_following(self) -> None:
        while True:
            await asyncio.sleep(FOLLOW_S)
            try:
                await self._follow()
                await self._ask()
            except Exception as error:
                log.warning("sensing: the ports cannot be looked after now: %r", error)

    async def _follow(self) -> None:
        try:
            registry = await door().look()
        except Exception as error:
            log.warning("sensing: no connectors can be read yet: %r", error)
            return
        if registry.mark == self._mark and not self._shut:
            return
        self._mark = registry.mark
        wanted = {
            link.id: link for link in registry.links.values() if isinstance(link.declaration, DeviceConnector)
        }
        for id_, port in list(self.ports.items()):
            link = wanted.get(id_)
            if link is None or link.declaration != port.declaration:
                del self.ports[id_]
                await port.close()
            else:
                port.link = link
        self._shut &= wanted.keys()
        for id_, link in wanted.items():
            if id_ not in self.ports:
                await self._open(link)

    async def _open(self, link: Link) -> None:
        id_ = link.id
        tally = Tally()
        try:
            port = _Port(link)
            await port.open(self._host, shared=self._shared)
        except (OSError, ValueError) as error:
            if id_ in self._shut:
                return
            self._shut.add(id_)
            log.warning("sensing: the port of %s cannot be opened: %s", id_, error)
            tally.trouble = (f"端口无法打开：{error}。", f"The port cannot be opened: {error}.")
        else:
            self._shut.discard(id_)
            self.ports[id_] = port
            tally.trouble = ("", "")
        counting().add(id_, tally)

    async def _ask(self) -> None:
        """Ask devices on line for what is missing, each stretch a few times at most."""
        now = clock.now()
        for port in self.ports.values():
            if port.protocol.ask is None or not port.calls:
                continue
            for gap in await asyncio.to_thread(_gaps_of, port.link.id, now):
                if port.ask(gap, now):
                    await asyncio.to_thread(_note, gap, now)


def _gaps_of(connector_id: str, now: datetime) -> list[Gap]:
    try:
        return _watch.open_gaps(connector_id, now)
    finally:
        connections.close_all()


def _note(gap: Gap, now: datetime) -> None:
    try:
        _watch.note_asked(gap, now)
    finally:
        connections.close_all()
