"""The one way of readings into the stream: grouped for a few milliseconds, answered only when they are
durable."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from django.conf import settings
from django.db import connections

from yiwang.kernel import clock, space
from yiwang.kernel.bus import BusUnavailable, StreamFull, bus, wake
from yiwang.sensing import _registry, _stream, codec
from yiwang.sensing.codec import Batch
from yiwang.sensing.contracts import CredentialRefused, KeyReused, StreamUnavailable
from yiwang.sensing.logic import Registry, SourceRights, micros

log = logging.getLogger(__name__)

GROUP_S = 0.004
GROUP_BYTES = 600_000
FLIGHTS = 4
"""So many groups are on their way at once; what comes meanwhile makes the next ones larger."""
WAITING_BYTES = 64 << 20
REMEMBERED = 10_000
RETRY_AFTER_S = 5
ROW_BYTES = 24
SINGLE_BYTES = 256
"""What a single reading holds while it waits, in the door and at its connection."""
MOST_SINGLES = 2_000
"""Of one source in one batch."""


def full() -> StreamUnavailable:
    return StreamUnavailable(
        reason_zh="观测流已满", reason_en="the observation stream is full", retry_after_s=RETRY_AFTER_S
    )


def away() -> StreamUnavailable:
    return StreamUnavailable(
        reason_zh="消息流暂时中断", reason_en="the message stream is away", retry_after_s=RETRY_AFTER_S
    )


def no_room() -> StreamUnavailable:
    return StreamUnavailable(
        reason_zh="磁盘空间不足", reason_en="the disk is full", retry_after_s=RETRY_AFTER_S
    )


def busy() -> StreamUnavailable:
    return StreamUnavailable(
        reason_zh="接入繁忙", reason_en="too much is waiting", retry_after_s=RETRY_AFTER_S
    )


Settled = Callable[[int, Exception | None], None]
"""Told once what became of a reading: its sequence in the stream, or why it was not taken."""


@dataclass(slots=True)
class _Waiting:
    batch: Batch
    digest: str
    size: int
    settled: Sequence[Settled]


@dataclass(slots=True)
class _Singles:
    """Single readings of one source that came within one group: they travel as one batch."""

    names: list[str] = field(default_factory=list)
    observed_us: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)

    def batch(self, source: str, received_us: int) -> Batch:
        index = {name: code for code, name in enumerate(dict.fromkeys(self.names))}
        return Batch(
            source=source,
            received_us=received_us,
            datastreams=list(index),
            codes=np.array([index[name] for name in self.names], dtype=np.int32),
            observed_us=np.array(self.observed_us, dtype=np.int64),
            values=np.array(self.values, dtype=np.float64),
            qualities=np.zeros(len(self.names), dtype=np.uint8),
        )


@dataclass(frozen=True, slots=True)
class _Answer:
    content: bytes
    result: asyncio.Future[int] = field(compare=False)


class Door:
    """Belongs to one event loop. Batches of concurrent callers travel together; each caller waits for the
    ack."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        # One thread, so one database connection, looks at the registry; once for each group, not for each
        # reading.
        self._looker = ThreadPoolExecutor(1, thread_name_prefix="sensing-registry")
        self._waiting: list[_Waiting] = []
        self._singles: dict[tuple[str, str], _Singles] = {}
        self._size = 0
        self._held = 0
        self._timer: asyncio.TimerHandle | None = None
        self._answers: OrderedDict[tuple[str, str], _Answer] = OrderedDict()
        self._flights: set[asyncio.Task[None]] = set()
        self._looking: asyncio.Task[Registry] | None = None
        self._next: asyncio.Task[Registry] | None = None
        self.registry: Registry | None = None
        self._asked: dict[str, asyncio.Future[SourceRights | None]] = {}
        self._asking: asyncio.Task[None] | None = None

    async def look(self) -> Registry:
        """The registry as of now. A look that is under way may have begun too early; all who come meanwhile
        share the next one."""
        if self._looking is None:
            self._looking = self._loop.create_task(self._look(None))
            return await asyncio.shield(self._looking)
        if self._next is None:
            self._next = self._loop.create_task(self._look(self._looking))
        return await asyncio.shield(self._next)

    async def _look(self, before: asyncio.Task[Registry] | None) -> Registry:
        if before is not None:
            await asyncio.wait([before])
        try:
            self.registry = await self._loop.run_in_executor(self._looker, _registry.current)
            return self.registry
        finally:
            self._looking, self._next = self._next, None

    async def known(self) -> Registry:
        """The registry of the last look, for checks that are repeated at the publish."""
        return self.registry or await self.look()

    async def rights(self, token: str, source_id: str | None = None) -> tuple[SourceRights, str]:
        """Whose token it is, and its digest; raises CredentialRefused."""
        digest = _registry.digest_of(token)
        known = await self.known()
        found = known.by_digest.get(digest) or known.devices.get(digest)
        if found is None:
            found = (await self.look()).by_digest.get(digest)
        if found is None:
            found = await self._device(digest)
        if found is None or (source_id is not None and found.id != source_id):
            raise CredentialRefused()
        return found, digest

    async def _device(self, digest: str) -> SourceRights | None:
        """The device behind a token. After a power cut a city's devices all come at once: those who ask while
        a look is under way share the next one."""
        if digest not in self._asked:
            self._asked[digest] = self._loop.create_future()
        asked = self._asked[digest]
        if self._asking is None:
            self._asking = self._loop.create_task(self._ask_devices())
        return await asyncio.shield(asked)

    async def _ask_devices(self) -> None:
        try:
            while self._asked:
                asked, self._asked = self._asked, {}
                try:
                    found = await self._loop.run_in_executor(self._looker, _registry.devices_of, list(asked))
                except Exception as error:
                    for one in asked.values():
                        one.set_exception(error)
                        one.exception()
                else:
                    for digest, one in asked.items():
                        one.set_result(found.get(digest))
        finally:
            self._asking = None

    async def offer(self, batch: Batch, digest: str, key: str | None = None, content: bytes = b"") -> int:
        """Make `batch` durable; its sequence in the stream.

        With a `key`, the same content offered again is answered like the first time, and other content
        under the same key is refused. Raises CredentialRefused when the token behind `digest` was revoked
        meanwhile, KeyReused, StreamUnavailable.
        """
        if key is None:
            return await self._group(batch, digest)
        name, mark = (batch.source, key), hashlib.blake2b(content, digest_size=16).digest()
        before = self._answers.get(name)
        if before is not None:
            if before.content != mark:
                raise KeyReused(key=key)
            self._answers.move_to_end(name)
            return await asyncio.shield(before.result)
        result: asyncio.Future[int] = self._loop.create_future()
        self._answers[name] = _Answer(mark, result)
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)
        try:
            # A batch with a key travels alone: the stream knows it again by that key and its content.
            seq = await self._alone(batch, digest, f"{batch.source}:{key}:{mark.hex()}")
        except BaseException as error:
            self._answers.pop(name, None)
            if not result.done():
                result.set_exception(error if isinstance(error, Exception) else away())
                result.exception()
            raise
        result.set_result(seq)
        return seq

    async def close(self) -> None:
        """Let what is on its way arrive, then stop."""
        self._flush(all_of_it=True)
        if self._flights:
            await asyncio.wait(self._flights, timeout=10)
        # The looker's connection belongs to its thread; a pool would miss it for ever.
        await self._loop.run_in_executor(self._looker, connections.close_all)
        self._looker.shutdown(wait=False)

    # -------------------------------------------------------------------------------------------------

    async def _alone(self, batch: Batch, digest: str, msg_id: str) -> int:
        registry = await self.look()
        if not registry.holds(batch.source, digest):
            raise CredentialRefused()
        return await self._publish(codec.encode([batch]), msg_id)

    async def _group(self, batch: Batch, digest: str) -> int:
        done: asyncio.Future[int] = self._loop.create_future()

        def settled(seq: int, error: Exception | None) -> None:
            if done.done():
                return
            if error is None:
                done.set_result(seq)
            else:
                done.set_exception(error)

        size = len(batch) * ROW_BYTES + 64
        self._make_room(size)
        self._waiting.append(_Waiting(batch, digest, size, (settled,)))
        self._due()
        return await done

    def take(
        self, source_id: str, digest: str, name: str, observed_us: int, value: float, settled: Settled
    ) -> None:
        """Make one good reading, received now, durable with what else comes meanwhile; `settled` is told.

        Nothing is awaited and nothing made for it alone: this is how a city's single messages come in. Raises
        StreamUnavailable when too much is waiting.
        """
        self._make_room(SINGLE_BYTES)
        singles = self._singles.get((source_id, digest))
        if singles is None:
            singles = self._singles[source_id, digest] = _Singles()
        singles.names.append(name)
        singles.observed_us.append(observed_us)
        singles.values.append(value)
        singles.settled.append(settled)
        if len(singles.names) >= MOST_SINGLES:
            self._close((source_id, digest))
        self._due()

    def _make_room(self, size: int) -> None:
        if self._held + size > WAITING_BYTES:
            raise busy()
        self._held += size
        self._size += size

    def _due(self) -> None:
        if self._size >= GROUP_BYTES:
            self._flush()
        elif self._timer is None:
            self._timer = self._loop.call_later(GROUP_S, self._flush)

    def _flush(self, *, all_of_it: bool = False) -> None:
        """Send what waits, as many groups as may be on their way."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if len(self._flights) >= FLIGHTS and not all_of_it:
            return  # the next one that lands takes it
        for key in list(self._singles):
            self._close(key)
        while self._waiting and (all_of_it or len(self._flights) < FLIGHTS):
            group = self._next_group()
            self._size -= sum(one.size for one in group)
            flight = self._loop.create_task(self._send(group))
            self._flights.add(flight)
            flight.add_done_callback(self._landed)

    def _close(self, key: tuple[str, str]) -> None:
        """Make one batch of a source's single readings; as received now, none of them came later."""
        singles = self._singles.pop(key)
        batch = singles.batch(key[0], micros(clock.now()))
        self._waiting.append(_Waiting(batch, key[1], len(batch) * SINGLE_BYTES, singles.settled))

    def _next_group(self) -> list[_Waiting]:
        """What waits longest and fits into one message."""
        size, many = 0, 0
        for one in self._waiting:
            size += one.size
            if many and size > GROUP_BYTES:
                break
            many += 1
        group, self._waiting = self._waiting[:many], self._waiting[many:]
        return group

    def _landed(self, flight: asyncio.Task[None]) -> None:
        self._flights.discard(flight)
        if (self._waiting or self._singles) and self._timer is None:
            self._flush()

    async def _send(self, group: list[_Waiting]) -> None:
        good: list[_Waiting] = []
        try:
            registry = await self.look()
            for one in group:
                if registry.holds(one.batch.source, one.digest):
                    good.append(one)
                else:
                    self._settle(one, 0, CredentialRefused())
            if good:
                seq = await self._publish(codec.encode([one.batch for one in good]), None)
                for one in good:
                    self._settle(one, seq, None)
        except Exception as error:
            refusal = error if isinstance(error, StreamUnavailable) else away()
            if refusal is not error:
                log.warning("sensing: a group was not taken: %r", error)
            for one in good or group:
                self._settle(one, 0, refusal)

    def _settle(self, one: _Waiting, seq: int, error: Exception | None) -> None:
        self._held -= one.size
        for settled in one.settled:
            try:
                settled(seq, error)
            except Exception:
                log.exception("sensing: somebody could not be told what became of a reading")

    async def _publish(self, data: bytes, msg_id: str | None) -> int:
        if space.is_short(settings.YIWANG.home):
            raise no_room()
        try:
            seq = await bus().apublish(_stream.SUBJECT, data, msg_id=msg_id)
        except StreamFull as error:
            raise full() from error
        except BusUnavailable as error:
            # The stream may be missing: make it for the next try, in a thread because this may wait.
            asyncio.get_running_loop().run_in_executor(None, _ensure_quietly)
            raise away() from error
        wake("obs")
        return seq


_ensuring = threading.Lock()


def _ensure_quietly() -> None:
    """Make the stream unless somebody is at it: every group that fails asks, and threads are few."""
    if not _ensuring.acquire(blocking=False):
        return
    try:
        _stream.ensure(again=True)
    except BusUnavailable:
        log.info("sensing: the stream cannot be made while the bus is away")
    finally:
        _ensuring.release()


def publish_now(batch: Batch, msg_id: str | None) -> int:
    """The synchronous twin for tasks and rehearsals."""
    if space.is_short(settings.YIWANG.home):
        raise no_room()
    try:
        _stream.ensure()
        seq = bus().publish(_stream.SUBJECT, codec.encode([batch]), msg_id=msg_id)
    except StreamFull as error:
        raise full() from error
    except BusUnavailable as error:
        raise away() from error
    wake("obs")
    return seq
