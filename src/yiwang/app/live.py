"""`GET /api/live`: the facts a person may see, as server-sent events, resumed without a gap.

One hub a web process listens to the batches the sequencer publishes. It hands a fact on only at its turn;
what the bus lost in between is read from the database. A client that falls too far behind is cut off: it
comes back with `Last-Event-ID` and is filled from the database, or told to fetch afresh (`event: reset`).
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qs

import msgspec
from starlette.types import Receive, Scope, Send

from yiwang.app.front import MethodNotAllowed
from yiwang.identity.api import FactSight, subject_from_cookies
from yiwang.kernel import facts, shapes
from yiwang.kernel.bus import BusUnavailable, bus
from yiwang.kernel.errors import Invalid, Unauthenticated, Unavailable
from yiwang.kernel.threads import Threads

log = logging.getLogger(__name__)
T = TypeVar("T")

KEEP_ALIVE_S = 15.0
MEND_EVERY_S = 2.0
BACKLOG_FACTS = 2_000
QUEUE_FACTS = 1_000
CLIENTS = 2_000
# After one of these about a person, his rights are looked up again at once.
RIGHTS = ("identity.",)


class TooManyListeners(Unavailable):
    code = "live.too_many"
    zh = "实时连接已满，请稍后再试。"
    en = "There are too many live connections; try again shortly."


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One fact, ready to be shown or not."""

    position: int
    fact_type: str
    area_path: str
    units: frozenset[str]
    secret: bool
    about: str
    text: bytes


@dataclass(eq=False, slots=True, kw_only=True)
class Client:
    """One open stream."""

    sight: FactSight
    queue: deque[Event] = field(default_factory=deque)
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    dropped: bool = False
    recheck: bool = False
    task: asyncio.Task[Any] | None = None

    def sees(self, event: Event) -> bool:
        return self.sight.sees(
            fact_type=event.fact_type, area_path=event.area_path, units=event.units, secret=event.secret
        )

    def offer(self, event: Event) -> None:
        if event.fact_type.startswith(RIGHTS) and self.sight.subject.user_id in event.about:
            self.recheck = True
            self.bell.set()
        if not self.sees(event):
            return
        if len(self.queue) >= QUEUE_FACTS:
            self.dropped = True
            if self.task is not None:
                self.task.cancel()
            return
        self.queue.append(event)
        self.bell.set()


class Shown(msgspec.Struct):
    """What a listener is shown of a fact: who handles a case is not told to everyone who sees it."""

    id: str
    position: int
    type: str
    subject: str
    version: int
    actor: str
    area_path: str
    recorded_at: str
    data: msgspec.Raw


_encode = msgspec.json.Encoder().encode


def event_of(fact: facts.Travelling) -> Event:
    """The event of a fact as it travels."""
    shown = Shown(
        fact.id,
        fact.position,
        fact.type,
        fact.subject,
        fact.version,
        fact.actor,
        fact.areapath,
        fact.time,
        fact.data,
    )
    body = _encode(shown)
    about = f"{fact.actor} {fact.subject} {body.decode()}" if fact.type.startswith(RIGHTS) else ""
    return Event(
        position=fact.position,
        fact_type=fact.type,
        area_path=fact.areapath,
        units=frozenset(facts.split_units(fact.units)),
        secret=fact.secret,
        about=about,
        text=b"id: %d\nevent: %s\ndata: %s\n\n" % (fact.position, fact.type.encode(), body),
    )


class Hub:
    """Everyone who listens in this process."""

    def __init__(self) -> None:
        self.clients: set[Client] = set()
        self.hears: list[Callable[[str], None]] = []
        """Told the type of every fact, before the clients are."""
        self.position = -1
        self.closing = False
        self._incoming: deque[bytes] = deque()
        self._bell = asyncio.Event()
        self._unsubscribe: Callable[[], None] | None = None
        self._threads = Threads(2, "live")
        self._task: asyncio.Task[None] | None = None

    async def in_thread(self, act: Callable[[], T]) -> T:
        """Run a reading of the database in one of the hub's threads."""
        return await self._threads.run(act)

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="live-hub")

    def close(self) -> None:
        """End every stream at once, so that the process can leave."""
        self.closing = True
        for client in list(self.clients):
            client.bell.set()

    async def stop(self) -> None:
        """Stop listening; for after the last stream has ended."""
        self.close()
        if self._task is not None:
            self._task.cancel()
        if self._unsubscribe is not None:
            await self.in_thread(self._unsubscribe)
        await self._threads.end()

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
                if self.position < 0:
                    self.position = await self.in_thread(facts.last_position)
                await self._turn()
            except BusUnavailable:
                await self._mend(None)
                await asyncio.sleep(0.5)
            except Exception:
                log.exception("live: the hub stumbled and goes on")
                await asyncio.sleep(0.5)

    async def _listen(self) -> None:
        if self._unsubscribe is not None:
            return
        loop = asyncio.get_running_loop()

        def arrived(subject: str, data: bytes) -> None:
            self._incoming.append(data)
            loop.call_soon_threadsafe(self._bell.set)

        self._unsubscribe = await self.in_thread(lambda: bus().subscribe(facts.TOLD, arrived))

    async def _turn(self) -> None:
        """Hand on what arrived; every two seconds look whether the bus lost something."""
        try:
            await asyncio.wait_for(self._bell.wait(), MEND_EVERY_S)
        except TimeoutError:
            await self._mend(None)
            return
        self._bell.clear()
        while self._incoming:
            for fact in _batch(self._incoming.popleft()):
                if fact.position > self.position + 1:
                    await self._mend(fact.position - 1)
                if fact.position == self.position + 1:
                    self._hand_on(event_of(fact))

    async def _mend(self, up_to: int | None) -> None:
        """Hand on the facts beyond our position from the database, up to `up_to` or to the newest."""
        if self.position < 0:
            return
        while up_to is None or self.position < up_to:
            events = await self.in_thread(partial(read_events, self.position))
            if not events:
                return
            for event in events:
                if event.position > self.position:
                    self._hand_on(event)

    def _hand_on(self, event: Event) -> None:
        self.position = event.position
        for hear in self.hears:
            hear(event.fact_type)
        for client in self.clients:
            client.offer(event)


_batch = shapes.reader(list[facts.Travelling]).decode


def read_events(after: int, limit: int = facts.BATCH) -> list[Event]:
    """The events beyond `after` from the database."""
    return [event_of(facts.envelope(row)) for row in facts.read(after, limit)]


class Live:
    """The ASGI application of the stream."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            raise MethodNotAllowed(method=scope["method"])
        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        subject = await self.hub.in_thread(lambda: subject_from_cookies(headers))
        if subject is None:
            raise Unauthenticated()
        sight = FactSight(subject)
        if len(self.hub.clients) >= CLIENTS:
            raise TooManyListeners()
        after = _asked(scope, headers)
        stream = asyncio.create_task(self._stream(send, headers, sight, after))
        gone = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait({stream, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stream.cancel()
            gone.cancel()
            done = await asyncio.gather(stream, gone, return_exceptions=True)
        if isinstance(done[0], Exception):
            raise done[0]

    async def _stream(self, send: Send, headers: dict[str, str], sight: FactSight, after: int | None) -> None:
        hub = self.hub
        while hub.position < 0:  # the hub has not yet seen the database
            await asyncio.sleep(0.05)
        backlog, reset = await self._backlog(after)
        # Between the end of the backlog and the registration nothing is awaited: no fact falls in between.
        position = hub.position
        client = Client(sight=sight, task=asyncio.current_task())
        hub.clients.add(client)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": list(STREAM_HEADERS)})
            head = b"retry: 1000\n\n"
            if reset:
                head += b'id: %d\nevent: reset\ndata: {"position":%d}\n\n' % (position, position)
            head += b"".join(event.text for event in backlog if client.sees(event))
            head += b'id: %d\nevent: ready\ndata: {"position":%d}\n\n' % (position, position)
            await _write(send, head)
            await self._follow(send, headers, client)
        finally:
            hub.clients.discard(client)

    async def _backlog(self, after: int | None) -> tuple[list[Event], bool]:
        """What happened beyond `after`; or that it cannot be told, and the client must fetch afresh."""
        if after is None:
            return [], False
        last, first = await self.hub.in_thread(lambda: (facts.last_position(), facts.first_position()))
        if after > last or last - after > BACKLOG_FACTS or after + 1 < first:
            return [], True
        found: list[Event] = []
        while (found[-1].position if found else after) < self.hub.position:
            start = found[-1].position if found else after
            more = await self.hub.in_thread(partial(read_events, start))
            if not more:
                break
            found += more
        # What the hub has not handed on yet will come by the queue.
        return [event for event in found if event.position <= self.hub.position], False

    async def _follow(self, send: Send, headers: dict[str, str], client: Client) -> None:
        """Send what is offered, a sign of life in quiet times, and leave when the session has ended."""
        loop = asyncio.get_running_loop()
        checked = loop.time()
        while not self.hub.closing:
            try:
                await asyncio.wait_for(client.bell.wait(), KEEP_ALIVE_S)
            except TimeoutError:
                client.recheck = True
                await _write(send, b": keep-alive\nid: %d\n\n" % self.hub.position)
            client.bell.clear()
            if client.recheck or loop.time() - checked > KEEP_ALIVE_S:
                client.recheck, checked = False, loop.time()
                subject = await self.hub.in_thread(lambda: subject_from_cookies(headers, touch=False))
                if subject is None:
                    await _write(send, b"event: signed-out\ndata: {}\n\n")
                    break
                client.sight = FactSight(subject)
            if client.queue:
                texts = [event.text for event in client.queue]
                client.queue.clear()
                await _write(send, b"".join(texts))
        await send({"type": "http.response.body", "body": b"", "more_body": False})


STREAM_HEADERS: Sequence[tuple[bytes, bytes]] = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
)


async def _write(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _asked(scope: Scope, headers: dict[str, str]) -> int | None:
    """The position to go on from: the browser's own memory counts more than the address it started with."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    text = headers.get("last-event-id") or next(iter(query.get("after", [])), "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Invalid(reason="after / Last-Event-ID")
    return int(text)
