"""The bus: NATS JetStream behind a small synchronous door, with asynchronous twins for ASGI code.

One connection a process, owned by one asyncio thread. A publish returns only after the stream's
acknowledgement, which (with `sync_interval: always` on the server) means that it survives power loss.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import os
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msgspec
import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import DiscardPolicy, PersistMode, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from yiwang.kernel import shapes
from yiwang.kernel.errors import Unavailable

log = logging.getLogger(__name__)
T = TypeVar("T")

FULL = (10077, 10047, 10023)
"""What a server says when nothing more fits: maximum bytes (with discard=new), storage, resources."""
UNSENT = 1_000
"""Words that wait while there is no connection; the oldest are dropped."""
AFTER_LOSS_S = 0.1
"""The least time for which a server can remember message ids: for streams that are told their places."""
_CHANGING = ("subjects", "max_age", "max_bytes", "allow_direct", "duplicate_window", "num_replicas")
"""What of a stream's configuration is brought up to date when it is there already."""


class BusUnavailable(Unavailable):
    code = "bus.unavailable"
    zh = "消息总线暂时不可用，请稍后重试；未确认的内容请重发，重发不会重复。"
    en = "The message bus is unavailable; send again what was not acknowledged, a resend is stored once."


class BusRefused(BusUnavailable):
    """The server is there, and answered that it does not do it; `said` are its words, for logs only."""

    def __init__(self, said: object) -> None:
        super().__init__()
        self.said = str(said)

    def __str__(self) -> str:
        return f"the bus refuses: {self.said}"


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


class _Fault(msgspec.Struct):
    err_code: int = 0
    description: str = ""


class _State(msgspec.Struct):
    last_seq: int = 0


class _Answer(msgspec.Struct):
    """What the server says of a message that it was to store, or of a stream."""

    seq: int = 0
    state: _State | None = None
    error: _Fault | None = None


_answer = shapes.reader(_Answer).decode


@dataclass(slots=True, eq=False)
class _Asked:
    """A question under way: `heard` takes each answer and says whether it was the last."""

    heard: Callable[[Msg], bool]
    done: asyncio.Future[None]
    answers: int = 0

    def take(self, message: Msg) -> None:
        self.answers += 1
        if self.done.done():
            return
        try:
            if self.heard(message):
                self.done.set_result(None)
        except Exception as error:
            self.done.set_exception(error)

    def fail(self) -> None:
        if not self.done.done():
            self.done.set_exception(BusUnavailable())


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
        self.connection = object()
        """Another one after each loss: what was known of a stream before may no longer be so."""
        self._inbox = ""
        self._asked: dict[str, _Asked] = {}
        self._numbers = itertools.count()
        self._outbox: deque[tuple[str, bytes]] = deque(maxlen=UNSENT)
        self._posting: asyncio.Task[None] | None = None
        self._called = False
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
        if self._client is not None and not self._client.is_closed:
            return self._client
        if self._connecting is None:
            self._connecting = asyncio.Lock()
        async with self._connecting:
            if self._client is None or self._client.is_closed:
                try:
                    self._client = await asyncio.wait_for(self._connect(), self.timeout_s)
                except (OSError, NatsError, TimeoutError) as error:
                    raise BusUnavailable() from error
            return self._client

    async def _connect(self) -> Client:
        client = await nats.connect(
            [one.strip() for one in self.url.split(",")],
            name=self._name,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.25,
            connect_timeout=2,
            error_cb=self._on_error,
            disconnected_cb=self._on_lost,
            allow_reconnect=True,
        )
        # One subscription hears every answer; one a question would be three words to the server for one.
        self._inbox = client.new_inbox()
        await client.subscribe(f"{self._inbox}.*", cb=self._answered)
        self.connection = object()
        return client

    @staticmethod
    async def _on_error(error: Exception) -> None:
        log.info("bus: %s", error)

    async def _on_lost(self) -> None:
        """Nobody will answer what is under way: whoever waits for an answer is told now."""
        self.connection = object()
        for one in self._asked.values():
            one.fail()

    async def _answered(self, message: Msg) -> None:
        asked = self._asked.get(message.subject.rpartition(".")[2])
        if asked is not None:
            asked.take(message)

    async def _ask(
        self,
        heard: Callable[[Msg], bool],
        subject: str,
        data: bytes = b"",
        headers: dict[str, str] | None = None,
        *,
        before: Sequence[tuple[str, bytes, dict[str, str]]] = (),
    ) -> None:
        """Send a question and give its answers to `heard` until the last; `before` is sent ahead, unanswered.

        Raises BusUnavailable when the connection is lost or nothing is heard for `timeout_s`.
        """
        client = await self._connected()
        number = str(next(self._numbers))
        asked = self._asked[number] = _Asked(heard, self._loop.create_future())
        try:
            for one in before:
                await client.publish(one[0], one[1], headers=one[2])
            await client.publish(subject, data, f"{self._inbox}.{number}", headers)
            known = -1
            while not asked.done.done() and asked.answers > known:  # a long answer may take its time
                known = asked.answers
                await asyncio.wait((asked.done,), timeout=self.timeout_s)
            asked.fail()
            asked.done.result()
        except (NatsError, OSError, msgspec.DecodeError) as error:
            raise BusUnavailable() from error
        finally:
            del self._asked[number]

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
        except (BusUnavailable, OSError, CancelledError):  # cancelled: it was just looking for its server
            log.info("bus: closed without a farewell")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(3)
        if not self._thread.is_alive():
            self._loop.close()

    # -- writing -----------------------------------------------------------------------------------

    async def _publish(
        self,
        subject: str,
        data: bytes,
        headers: dict[str, str] | None,
        before: Sequence[tuple[str, bytes, dict[str, str]]] = (),
    ) -> int:
        seq = 0

        def _acknowledged(message: Msg) -> bool:
            nonlocal seq
            answer = _spoken(message)
            if answer.error is not None and answer.error.err_code in FULL:
                raise StreamFull()
            if answer.error is not None or not answer.seq:
                log.info("bus: %s is not stored: %s", subject, answer.error)
                raise BusRefused(answer.error)
            seq = answer.seq
            return True

        if not (await self._connected()).is_connected:
            raise BusUnavailable()  # to be sent again by its owner, not by a buffer
        await self._ask(_acknowledged, subject, data, headers, before=before)
        return seq

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

    def publish_many(self, items: Sequence[tuple[str, bytes, str]], *, after: int) -> int:
        """Store (subject, data, msg_id) in this order, directly after sequence `after`; the last number.

        The server takes each only at its place, and directly after the one before it (which may be one that
        was lost and whose id it still knows): so the last acknowledgement speaks for all, and nothing is
        stored twice or beyond a gap. Raises
        BusRefused where the stream ends elsewhere; what came first may then be stored.
        """
        if not items:
            return after
        chained = []
        before: dict[str, str] = {}
        for seq, (subject, data, msg_id) in enumerate(items, after):
            place = {"Nats-Msg-Id": msg_id, "Nats-Expected-Last-Sequence": str(seq)}
            chained.append((subject, data, {**place, **before}))
            before = {"Nats-Expected-Last-Msg-Id": msg_id}
        seq = self._run(self._publish(*chained[-1], before=chained[:-1]))
        if seq != after + len(items):
            raise BusRefused(f"{items[-1][2]} should be at {after + len(items)} and is known from {seq}")
        return seq

    # -- reading -----------------------------------------------------------------------------------

    async def _read(self, stream: str, after: int, limit: int, max_bytes: int) -> list[Message]:
        found: list[Message] = []

        def _stored(message: Msg) -> bool:
            headers = message.headers or {}
            status = headers.get("Status")
            if status is None:
                found.append(
                    Message(
                        seq=int(headers["Nats-Sequence"]),
                        subject=headers["Nats-Subject"],
                        data=message.data,
                        time=headers["Nats-Time-Stamp"],
                        headers=headers,
                    )
                )
            elif status not in ("204", "404"):
                log.info("bus: direct get of %s answered %s", stream, headers)
                raise BusUnavailable()
            return status is not None

        ask = {"seq": after + 1, "batch": limit, "max_bytes": max_bytes}
        await self._ask(_stored, f"$JS.API.DIRECT.GET.{stream}", json.dumps(ask).encode())
        return found

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
        last = 0

        def _known(message: Msg) -> bool:
            nonlocal last
            answer = _spoken(message)
            if answer.state is None:
                raise BusRefused(answer.error)
            last = answer.state.last_seq
            return True

        self._run(self._ask(_known, f"$JS.API.STREAM.INFO.{stream}"))
        return last

    def newest(self, stream: str, subject: str) -> bytes | None:
        """The newest message under `subject` that the stream still holds, from its leader; None for none."""

        async def _newest() -> bytes | None:
            client = await self._connected()
            try:
                return (await client.jetstream().get_last_msg(stream, subject)).data
            except NotFoundError:
                return None
            except (NatsError, OSError, TimeoutError) as error:
                raise _refusal(error) from error

        return self._run(_newest())

    def ensure_stream(
        self,
        name: str,
        subjects: list[str],
        *,
        max_age_s: float = 0,
        max_bytes: int = -1,
        first_seq: int = 1,
        derived: bool = False,
    ) -> None:
        """Create or update a stream: file storage, limits retention, full means refused (`discard=new`).

        `first_seq` counts only when the stream is made: a lost stream goes on beyond what readers have seen.
        What a `derived` stream holds is durable elsewhere: it is written without waiting for the disk, may
        lose its newest messages with the server, and its writer mends it (`publish_many`). Decision 0018.
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
                # A message that was lost must come in again under its old id.
                duplicate_window=AFTER_LOSS_S if derived else 120,
                num_replicas=self.replicas,
                persist_mode=PersistMode.ASYNC if derived and self.replicas == 1 else None,
            )
            jetstream = client.jetstream()
            try:
                try:
                    made = (await jetstream.stream_info(name)).config
                    config.persist_mode = made.persist_mode  # the server keeps it as it was made
                    if made.persist_mode == PersistMode.ASYNC:
                        config.num_replicas = 1
                    # Asked for nothing new, a server that was started with little room refuses all the same.
                    if any(getattr(made, one) != getattr(config, one) for one in _CHANGING):
                        await jetstream.update_stream(config)
                except NotFoundError:
                    config.first_seq = first_seq if first_seq > 1 else None
                    await jetstream.add_stream(config)
            except (NatsError, OSError, TimeoutError) as error:
                raise _refusal(error) from error

        self._run(_ensure())

    def drop(self, name: str) -> None:
        """Delete a stream and everything in it; its writer makes it anew."""

        async def _drop() -> None:
            client = await self._connected()
            try:
                await client.jetstream().delete_stream(name)
            except NotFoundError:
                log.info("bus: there is no stream %s", name)
            except (NatsError, OSError, TimeoutError) as error:
                raise _refusal(error) from error

        self._run(_drop())

    def trim(self, name: str, up_to: int) -> None:
        """Forget the messages of a stream up to and including sequence `up_to`."""

        async def _trim() -> None:
            client = await self._connected()
            try:
                await client.jetstream().purge_stream(name, seq=up_to + 1)
            except (NatsError, OSError, TimeoutError) as error:
                raise _refusal(error) from error

        self._run(_trim())

    # -- waking ------------------------------------------------------------------------------------

    def ping(self, subject: str) -> None:
        """Wake whoever listens to `subject`; nothing is kept or promised (pollers mend a loss)."""
        self.send(f"wake.{subject}", b"")

    def send(self, subject: str, data: bytes) -> None:
        """Tell whoever listens to `subject` at this moment; returns at once, kept and promised is nothing."""
        self._outbox.append((subject, data))
        if not self._called:  # what is said in one moment goes out together
            self._called = True
            self._loop.call_soon_threadsafe(self._start_posting)

    def _start_posting(self) -> None:
        self._called = False
        if self._posting is None or self._posting.done():
            self._posting = self._loop.create_task(self._post())

    async def _post(self) -> None:
        while self._outbox:
            try:
                client = await self._connected()
                subject, data = self._outbox.popleft()
                if client.is_connected:
                    await client.publish(subject, data)
            except (NatsError, OSError, BusUnavailable) as error:
                log.debug("bus: a word is lost: %s", error)
                if not self.is_connected:
                    self._outbox.clear()

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


def _refusal(error: Exception) -> BusUnavailable:
    return BusRefused(error) if isinstance(error, APIError) else BusUnavailable()


def _spoken(message: Msg) -> _Answer:
    """The server's answer; where nobody keeps such a stream, a status without a word."""
    return _answer(message.data) if message.data else _Answer()


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
