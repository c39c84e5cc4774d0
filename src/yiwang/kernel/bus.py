"""The bus: NATS JetStream behind a small synchronous door, with asynchronous twins for ASGI code.

One connection a process, owned by one asyncio thread. A publish returns only after the stream's
acknowledgement, which (with `sync_interval: always` on the server) means that it survives power loss.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import threading
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from yiwang.kernel.errors import Unavailable

log = logging.getLogger(__name__)
T = TypeVar("T")


class BusUnavailable(Unavailable):
    code = "bus.unavailable"
    zh = "消息总线暂时不可用，请稍后重试；未确认的内容请重发，重发不会重复。"
    en = "The message bus is unavailable; send again what was not acknowledged, a resend is stored once."


class StreamFull(Unavailable):
    code = "bus.stream_full"
    zh = "接收缓冲已满，请稍后重试；已确认收到的内容不会丢失。"
    en = "The intake stream is full; try again later. Nothing acknowledged is lost."


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One stored message of a stream."""

    seq: int
    subject: str
    data: bytes
    time: str
    headers: dict[str, str]


class Bus:
    """A process's connection to NATS. Every method may be called from any thread.

    `url` may name the servers of a cluster, comma separated; streams are then kept `replicas` times.
    """

    def __init__(self, url: str, *, name: str = "yiwang", timeout_s: float = 5.0, replicas: int = 1) -> None:
        self.url = url
        self.replicas = replicas
        self.timeout_s = timeout_s
        self._name = name
        self._loop = asyncio.new_event_loop()
        self._client: Client | None = None
        self._connecting: asyncio.Lock | None = None
        self._lost: asyncio.Future[None] | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, name="bus", daemon=True)
        self._thread.start()

    # -- plumbing ----------------------------------------------------------------------------------

    def _run(self, work: Coroutine[Any, Any, T], timeout_s: float | None = None) -> T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(timeout_s or self.timeout_s * 3)
        except TimeoutError as error:
            future.cancel()
            raise BusUnavailable() from error

    async def _arun(self, work: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def _connected(self) -> Client:
        if self._connecting is None:
            self._connecting = asyncio.Lock()
        async with self._connecting:
            if self._client is None or self._client.is_closed:
                try:
                    self._client = await asyncio.wait_for(
                        nats.connect(
                            [one.strip() for one in self.url.split(",")],
                            name=self._name,
                            max_reconnect_attempts=-1,
                            reconnect_time_wait=0.25,
                            connect_timeout=2,
                            error_cb=self._on_error,
                            disconnected_cb=self._on_lost,
                            allow_reconnect=True,
                        ),
                        self.timeout_s,
                    )
                except (OSError, NatsError, TimeoutError) as error:
                    raise BusUnavailable() from error
            return self._client

    @staticmethod
    async def _on_error(error: Exception) -> None:
        log.info("bus: %s", error)

    async def _on_lost(self) -> None:
        """Nobody will answer what is under way: whoever waits for an answer is told now."""
        lost, self._lost = self._lost, None
        if lost is not None and not lost.done():
            lost.set_result(None)

    async def _unless_lost(self, work: Coroutine[Any, Any, T]) -> T:
        """The answer to `work`, or BusUnavailable as soon as the connection that it used is gone.

        A request that was under way when the server died would otherwise wait its whole time for nothing.
        """
        if self._lost is None:
            self._lost = self._loop.create_future()
        task = asyncio.ensure_future(work)
        first: set[asyncio.Future[Any]] = {task, self._lost}
        try:
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise BusUnavailable()
            return task.result()
        finally:
            task.cancel()

    @property
    def is_connected(self) -> bool:
        """Whether the connection stands at this moment."""
        return self._client is not None and self._client.is_connected

    def close(self) -> None:
        """Close the connection and stop its thread."""

        async def _close() -> None:
            if self._client is not None and not self._client.is_closed:
                await self._client.close()

        try:
            self._run(_close(), 3)
        except (BusUnavailable, OSError):
            log.info("bus: closed without a farewell")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(3)
        if not self._thread.is_alive():
            self._loop.close()

    # -- writing -----------------------------------------------------------------------------------

    async def _publish(self, subject: str, data: bytes, headers: dict[str, str] | None) -> int:
        client = await self._connected()
        if not client.is_connected:
            raise BusUnavailable()
        try:
            publish = client.jetstream().publish(subject, data, timeout=self.timeout_s, headers=headers)
            ack = await self._unless_lost(publish)
        except APIError as error:
            # 10077: maximum bytes exceeded, 10047: insufficient storage; both with discard=new.
            if error.err_code in (10077, 10047, 10023):
                raise StreamFull() from error
            raise BusUnavailable() from error
        except (NatsError, OSError, TimeoutError) as error:
            raise BusUnavailable() from error
        return int(ack.seq)

    def publish(
        self, subject: str, data: bytes, *, msg_id: str | None = None, headers: dict[str, str] | None = None
    ) -> int:
        """Store `data` in the stream that listens to `subject`; the sequence number after a durable ack.

        Raises BusUnavailable (unknown outcome: resend) or StreamFull (not stored).
        """
        return self._run(self._publish(subject, data, _headers(headers, msg_id)))

    async def apublish(
        self, subject: str, data: bytes, *, msg_id: str | None = None, headers: dict[str, str] | None = None
    ) -> int:
        """`publish` for code that runs in another event loop."""
        return await self._arun(self._publish(subject, data, _headers(headers, msg_id)))

    def publish_many(self, items: list[tuple[str, bytes, str]]) -> int:
        """Store (subject, data, msg_id) in this order, all in flight at once; the last sequence number."""

        async def _many() -> int:
            client = await self._connected()
            if not client.is_connected:
                raise BusUnavailable()
            jetstream = client.jetstream(publish_async_max_pending=len(items) + 1)
            try:
                futures = [
                    await jetstream.publish_async(subject, data, headers={"Nats-Msg-Id": msg_id})
                    for subject, data, msg_id in items
                ]
                acks = await self._unless_lost(asyncio.wait_for(asyncio.gather(*futures), self.timeout_s))
            except (NatsError, OSError, TimeoutError) as error:
                raise BusUnavailable() from error
            return max(int(ack.seq) for ack in acks)

        return self._run(_many()) if items else 0

    # -- reading -----------------------------------------------------------------------------------

    async def _read(self, stream: str, after: int, limit: int, max_bytes: int) -> list[Message]:
        client = await self._connected()
        return await self._unless_lost(self._stored(client, stream, after, limit, max_bytes))

    async def _stored(
        self, client: Client, stream: str, after: int, limit: int, max_bytes: int
    ) -> list[Message]:
        inbox = client.new_inbox()
        found: list[Message] = []
        try:
            subscription = await client.subscribe(inbox)
            try:
                ask = {"seq": after + 1, "batch": limit, "max_bytes": max_bytes}
                await client.publish(f"$JS.API.DIRECT.GET.{stream}", json.dumps(ask).encode(), reply=inbox)
                while True:
                    message = await subscription.next_msg(timeout=self.timeout_s)
                    headers = dict(message.headers or {})
                    status = headers.get("Status", "")
                    if status in ("204", "404"):
                        return found
                    if status:
                        log.info("bus: direct get of %s answered %s", stream, headers)
                        raise BusUnavailable()
                    found.append(
                        Message(
                            seq=int(headers["Nats-Sequence"]),
                            subject=headers["Nats-Subject"],
                            data=message.data,
                            time=headers["Nats-Time-Stamp"],
                            headers=headers,
                        )
                    )
            finally:
                await subscription.unsubscribe()
        except (NatsError, OSError, TimeoutError) as error:
            raise BusUnavailable() from error

    def read(self, stream: str, *, after: int, limit: int = 256, max_bytes: int = 16 << 20) -> list[Message]:
        """Up to `limit` stored messages beyond sequence `after`, in order; stateless: any reader resumes."""
        return self._run(self._read(stream, after, limit, max_bytes))

    async def aread(
        self, stream: str, *, after: int, limit: int = 256, max_bytes: int = 16 << 20
    ) -> list[Message]:
        """`read` for code that runs in another event loop."""
        return await self._arun(self._read(stream, after, limit, max_bytes))

    def last_seq(self, stream: str) -> int:
        """The sequence number of the newest message, 0 when the stream is empty."""

        async def _last() -> int:
            client = await self._connected()
            try:
                info = await self._unless_lost(client.jetstream().stream_info(stream))
            except (NatsError, OSError, TimeoutError) as error:
                raise BusUnavailable() from error
            return int(info.state.last_seq)

        return self._run(_last())

    def ensure_stream(
        self,
        name: str,
        subjects: list[str],
        *,
        max_age_s: float = 0,
        max_bytes: int = -1,
        first_seq: int = 1,
    ) -> None:
        """Create or update a stream: file storage, limits retention, full means refused (`discard=new`).

        `first_seq` counts only when the stream is made: a lost stream goes on beyond what readers have seen.
        """

        async def _ensure() -> None:
            client = await self._connected()
            config = StreamConfig(
                name=name,
                subjects=subjects,
                retention=RetentionPolicy.LIMITS,
                storage=StorageType.FILE,
                discard=DiscardPolicy.NEW,
                max_age=max_age_s,
                max_bytes=max_bytes,
                allow_direct=True,
                duplicate_window=120,
                num_replicas=self.replicas,
            )
            jetstream = client.jetstream()
            try:
                try:
                    await jetstream.stream_info(name)
                    await jetstream.update_stream(config)
                except NotFoundError:
                    config.first_seq = first_seq if first_seq > 1 else None
                    await jetstream.add_stream(config)
            except (NatsError, OSError, TimeoutError) as error:
                raise BusUnavailable() from error

        self._run(_ensure())

    def trim(self, name: str, up_to: int) -> None:
        """Forget the messages of a stream up to and including sequence `up_to`."""

        async def _trim() -> None:
            client = await self._connected()
            try:
                await client.jetstream().purge_stream(name, seq=up_to + 1)
            except (NatsError, OSError, TimeoutError) as error:
                raise BusUnavailable() from error

        self._run(_trim())

    # -- waking ------------------------------------------------------------------------------------

    def ping(self, subject: str) -> None:
        """Wake whoever listens to `subject`; nothing is kept or promised (pollers mend a loss)."""
        self.send(f"wake.{subject}", b"")

    def send(self, subject: str, data: bytes) -> None:
        """Tell whoever listens to `subject` at this moment; returns at once, kept and promised is nothing."""

        async def _send() -> None:
            client = self._client
            if client is None:
                client = await self._connected()
            if client.is_connected:
                await client.publish(subject, data)

        def _forget(done: asyncio.Future[None]) -> None:
            if not done.cancelled() and done.exception() is not None:
                log.debug("bus: word on %s lost: %s", subject, done.exception())

        def _start() -> None:
            self._loop.create_task(_send()).add_done_callback(_forget)

        self._loop.call_soon_threadsafe(_start)

    def subscribe(self, subject: str, callback: Callable[[str, bytes], None]) -> Callable[[], None]:
        """Call `callback(subject, data)` in the bus thread for each core message; answers an unsubscriber.

        The callback must return at once (set an event, append to a deque).
        """

        async def _deliver(message: Msg) -> None:
            callback(message.subject, message.data)

        async def _subscribe() -> Callable[[], Awaitable[None]]:
            client = await self._connected()
            subscription = await client.subscribe(subject, cb=_deliver)
            return subscription.unsubscribe

        unsubscribe = self._run(_subscribe())

        async def _end() -> None:
            await unsubscribe()

        def _stop() -> None:
            try:
                self._run(_end(), 3)
            except (NatsError, BusUnavailable):
                log.debug("bus: subscription to %s ended with its connection", subject)

        return _stop


def _headers(headers: dict[str, str] | None, msg_id: str | None) -> dict[str, str] | None:
    if msg_id is None:
        return headers
    return {**(headers or {}), "Nats-Msg-Id": msg_id}


_bus: Bus | None = None
_bus_pid = 0
_lock = threading.Lock()


def connect(url: str) -> Bus:
    """Make `url` this process's bus (tests, rehearsals, the supervisor's children)."""
    global _bus, _bus_pid
    with _lock:
        if _bus is not None and _bus_pid == os.getpid():
            _bus.close()
        _bus, _bus_pid = Bus(url), os.getpid()
        return _bus


def disconnect() -> None:
    """Forget this process's bus."""
    global _bus
    with _lock:
        if _bus is not None and _bus_pid == os.getpid():
            _bus.close()
        _bus = None


def bus() -> Bus:
    """This process's bus, connected on first use to `settings.YIWANG.nats_url`."""
    global _bus, _bus_pid
    with _lock:
        if _bus is None or _bus_pid != os.getpid():
            from django.conf import settings

            if not settings.YIWANG.nats_url:
                raise BusUnavailable()
            told = settings.YIWANG
            _bus, _bus_pid = Bus(told.nats_url, replicas=told.nats_replicas), os.getpid()
        return _bus


_nearby: Callable[[str], bool] | None = None


def ring_first(nearby: Callable[[str], bool] | None) -> None:
    """Let `nearby` ring the tasks of this process; what it answers True to need not travel."""
    global _nearby
    _nearby = nearby


def wake(subject: str) -> None:
    """Ping `subject` if there is a bus at all; a lost wake-up costs at most one polling interval."""
    if _nearby is not None and _nearby(subject):
        return
    try:
        bus().ping(subject)
    except BusUnavailable:
        log.debug("bus: nobody to wake for %s", subject)


def parse_time(text: str) -> datetime:
    """The time a stream gives (`Message.time`, RFC 3339 with nanoseconds), to the microsecond."""
    head, _, fraction = text.rstrip("Z").partition(".")
    return datetime.fromisoformat(f"{head}.{(fraction + '000000')[:6]}+00:00")
