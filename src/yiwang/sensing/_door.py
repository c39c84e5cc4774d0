"""The one way of readings into the stream: grouped for a few milliseconds, answered only when they are
durable."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import connections

from yiwang.kernel.bus import BusUnavailable, StreamFull, bus, wake
from yiwang.sensing import _registry, _stream, codec
from yiwang.sensing.codec import Batch
from yiwang.sensing.contracts import CredentialRefused, KeyReused, StreamUnavailable
from yiwang.sensing.logic import Registry, SourceRights

log = logging.getLogger(__name__)

GROUP_S = 0.004
GROUP_BYTES = 600_000
WAITING_BYTES = 64 << 20
REMEMBERED = 10_000
RETRY_AFTER_S = 5
ROW_BYTES = 24


def full() -> StreamUnavailable:
    return StreamUnavailable(
        reason_zh="观测流已满", reason_en="the observation stream is full", retry_after_s=RETRY_AFTER_S
    )


def away() -> StreamUnavailable:
    return StreamUnavailable(
        reason_zh="消息流暂时中断", reason_en="the message stream is away", retry_after_s=RETRY_AFTER_S
    )


def busy() -> StreamUnavailable:
    return StreamUnavailable(
        reason_zh="接入繁忙", reason_en="too much is waiting", retry_after_s=RETRY_AFTER_S
    )


@dataclass(slots=True)
class _Waiting:
    batch: Batch
    digest: str
    size: int
    done: asyncio.Future[int]


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
        self._size = 0
        self._held = 0
        self._timer: asyncio.TimerHandle | None = None
        self._answers: OrderedDict[tuple[str, str], _Answer] = OrderedDict()
        self._flights: set[asyncio.Task[None]] = set()
        self._looking: asyncio.Task[Registry] | None = None
        self._next: asyncio.Task[Registry] | None = None
        self.registry: Registry | None = None

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
            found = await self._loop.run_in_executor(self._looker, _registry.device_of, digest)
        if found is None or (source_id is not None and found.id != source_id):
            raise CredentialRefused()
        return found, digest

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
        if self._timer is not None:
            self._timer.cancel()
            self._flush()
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
        size = len(batch) * ROW_BYTES + 64
        if self._held + size > WAITING_BYTES:
            raise busy()
        one = _Waiting(batch, digest, size, self._loop.create_future())
        self._held += size
        try:
            self._waiting.append(one)
            self._size += size
            if self._size >= GROUP_BYTES:
                self._flush()
            elif self._timer is None:
                self._timer = self._loop.call_later(GROUP_S, self._flush)
            return await one.done
        finally:
            self._held -= size

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        group, self._waiting, self._size = self._waiting, [], 0
        if group:
            flight = self._loop.create_task(self._send(group))
            self._flights.add(flight)
            flight.add_done_callback(self._flights.discard)

    async def _send(self, group: list[_Waiting]) -> None:
        try:
            registry = await self.look()
            good = []
            for one in group:
                if registry.holds(one.batch.source, one.digest):
                    good.append(one)
                else:
                    _settle(one, lambda future: future.set_exception(CredentialRefused()))
            if not good:
                return
            seq = await self._publish(codec.encode([one.batch for one in good]), None)
            for one in good:
                _settle(one, lambda future: future.set_result(seq))
        except Exception as error:
            refusal = error if isinstance(error, StreamUnavailable) else away()
            if refusal is not error:
                log.warning("sensing: a group was not taken: %r", error)
            for one in group:
                _settle(one, lambda future: future.set_exception(refusal))

    async def _publish(self, data: bytes, msg_id: str | None) -> int:
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


def _settle(one: _Waiting, how: Callable[[asyncio.Future[int]], None]) -> None:
    if not one.done.done():
        how(one.done)


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
    try:
        _stream.ensure()
        seq = bus().publish(_stream.SUBJECT, codec.encode([batch]), msg_id=msg_id)
    except StreamFull as error:
        raise full() from error
    except BusUnavailable as error:
        raise away() from error
    wake("obs")
    return seq
