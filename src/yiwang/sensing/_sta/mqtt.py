"""SensorThings over MQTT: observations published to `v1.1/…/Observations`, and topics to subscribe to.

A topic is an address of the service, perhaps with `?$select=…`. Subscribers are told at QoS 0 of readings as
they stand in the stream, and of entities as their facts are told; each sees what its source sees.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

import msgspec
from django.conf import settings

from yiwang.kernel import facts
from yiwang.kernel.bus import BusUnavailable
from yiwang.kernel.errors import Refusal
from yiwang.kernel.threads import Threads
from yiwang.sensing import _stream
from yiwang.sensing._sta import address, grammar, telling
from yiwang.sensing._sta.caller import holder_of
from yiwang.sensing._sta.entities import OBSERVATION
from yiwang.sensing._sta.grammar import Query
from yiwang.sensing._sta.http import PATH
from yiwang.sensing._sta.observed import Base
from yiwang.sensing._sta.reader import Look
from yiwang.sensing._sta.readings import Reading
from yiwang.sensing._sta.refusals import MethodRefused, NoSuchPath
from yiwang.sensing._sta.service import Asked, Service
from yiwang.sensing.contracts import DELETED, EntityWritten

log = logging.getLogger(__name__)
C = TypeVar("C")

PREFIX = "v1.1/"
LOOK_EVERY_S = 0.2
RIGHTS_EVERY = 100
"""Looks after which what a subscription may see is found out anew: twenty seconds."""
MOST_TOPICS = 100
MESSAGES = 64


def _root() -> str:
    told = settings.YIWANG
    return f"http://{told.host}:{told.port}{PATH}"


def publish(digest: str, topic: str, payload: bytes) -> None:
    """Take one observation, durably; raises a Refusal."""
    path = topic[len(PREFIX) :]
    if address.parse(path).last.entity is not OBSERVATION:
        raise MethodRefused(method="PUBLISH")
    service = Service(holder_of(digest), _root(), settings.YIWANG.host)
    service.answer(Asked(method="POST", path=path, body=payload))


@dataclass(slots=True)
class Subscription(Generic[C]):
    """One topic of one connection."""

    to: C
    topic: str
    digest: str
    where: address.Address
    query: Query
    looks: int = 0
    look: Look | None = None
    base: Base | None = None

    def refresh(self) -> Look:
        """What the subscriber sees; found out anew now and then, because rights move. Raises Refusal."""
        if self.look is None or self.looks >= RIGHTS_EVERY:
            self.looks = 0
            self.look = Look(holder_of(self.digest), _root())
            _, _, many = self.look.resolve(self.where)
            self.base = many if isinstance(many, Base) else None
        self.looks += 1
        return self.look

    def payload(self, row: Any) -> bytes | None:
        """The message for a row or reading; None where it has nothing to say."""
        if self.where.told is not None:
            value = telling.value_of(self.where.last.entity, row, self.where.told)
            return json.dumps({self.where.told.name: value}, ensure_ascii=False).encode()
        told = telling.entity_json(self.where.last.entity, row, _root(), self.query.select)
        return json.dumps(told, ensure_ascii=False).encode()


Message = tuple[C, str, bytes]


class Hub(Generic[C]):
    """Who has subscribed to what, in one event loop. `send(connection, topic, payload)` hands a message
    over."""

    def __init__(self, send: Callable[[C, str, bytes], None]) -> None:
        self._send = send
        self._threads = Threads(2, "sta-mqtt")
        self._topics: list[Subscription[C]] = []
        self._task: asyncio.Task[None] | None = None
        self._seq = self._position = 0

    async def publish(self, digest: str, topic: str, payload: bytes) -> None:
        await self._threads.run(partial(publish, digest, topic, payload))

    async def subscribe(self, to: C, digest: str, topic: str) -> bool:
        """Tell `to` of what happens at a topic; False where there is no such topic, or not for him."""
        if not topic.startswith(PREFIX) or sum(one.to is to for one in self._topics) >= MOST_TOPICS:
            return False
        try:
            made = await self._threads.run(partial(self._made, to, digest, topic))
        except (Refusal, BusUnavailable) as refusal:
            log.info("mqtt: no subscription to %s: %s", topic[:80], refusal)
            return False
        self._topics = [one for one in self._topics if not (one.to is to and one.topic == topic)] + [made]
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return True

    def _made(self, to: C, digest: str, topic: str) -> Subscription[C]:
        path, _, options = topic[len(PREFIX) :].partition("?")
        pairs = [one.partition("=") for one in options.split("&")]
        query = grammar.parse([(name, text) for name, _, text in pairs if name])
        where = address.parse(path)
        if where.value or where.references or query.expand or query.filter is not None:
            raise NoSuchPath(path=topic[:200])
        made = Subscription(to, topic, digest, where, query)
        made.refresh()
        if not self._topics:
            self._seq, self._position = _stream.last(), facts.last_position()
        return made

    def unsubscribe(self, to: C, topic: str | None = None) -> bool:
        """Forget one topic of a connection, or all of them; True where there was any."""
        kept = [one for one in self._topics if one.to is not to or topic not in (None, one.topic)]
        found = len(kept) < len(self._topics)
        self._topics = kept
        return found

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None
        await self._threads.end()

    # -- telling -----------------------------------------------------------------------------------------

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            if not self._topics:
                continue
            try:
                messages, gone = await self._threads.run(partial(self._news, list(self._topics)))
            except Exception:
                log.exception("mqtt: subscribers could not be told; trying again")
                continue
            for one in gone:
                self.unsubscribe(one.to, one.topic)
            for to, topic, payload in messages:
                self._send(to, topic, payload)

    def _news(self, topics: Sequence[Subscription[C]]) -> tuple[list[Message[C]], list[Subscription[C]]]:
        """What to tell whom, and the subscriptions that see nothing any more."""
        found: list[Message[C]] = []
        alive, gone = [], []
        for one in topics:
            try:
                one.refresh()
                alive.append(one)
            except Refusal:
                gone.append(one)
        found += self._readings([one for one in alive if one.where.last.entity is OBSERVATION])
        found += self._entities([one for one in alive if one.where.last.entity is not OBSERVATION])
        return found, gone

    def _readings(self, topics: list[Subscription[C]]) -> list[Message[C]]:
        messages = _stream.read(self._seq, MESSAGES)
        if not messages:
            return []
        told = _stream.columns(messages, self._seq, numbers=False)
        self._seq = told.last_seq
        if not topics:
            return []
        found: list[Message[C]] = []
        for i in range(len(told)):
            if told.qualities[i] == DELETED:
                continue
            value = float(told.values[i])
            more = msgspec.json.decode((told.more and told.more[i]) or "{}")
            row = Reading(
                told.datastreams[told.codes[i]],
                int(told.observed_us[i]),
                None if value != value else value,
                int(told.qualities[i]),
                more,
            )
            for one in topics:
                if self._concerns(one, row) and (payload := one.payload(row)) is not None:
                    found.append((one.to, one.topic, payload))
        return found

    def _concerns(self, one: Subscription[C], row: Reading) -> bool:
        if one.base is None:
            return one.where.last.id == row.id
        if one.base.streams is not None and row.datastream not in one.base.streams:
            return False
        assert one.look is not None
        return one.base.feature is None or one.look.observed.features([row])[0] == one.base.feature

    def _entities(self, topics: list[Subscription[C]]) -> list[Message[C]]:
        rows = facts.read(self._position, types=[EntityWritten.fact_type])
        found: list[Message[C]] = []
        for fact in rows:
            told = msgspec.json.decode(fact.data) if isinstance(fact.data, (str, bytes)) else fact.data
            self._position = fact.position or self._position
            if told["act"] == "removed":
                continue
            for one in topics:
                if one.where.last.entity.name != told["entity"]:
                    continue
                row = self._row(one, told["entity_id"])
                if row is not None and (payload := one.payload(row)) is not None:
                    found.append((one.to, one.topic, payload))
        return found

    def _row(self, one: Subscription[C], id_: str) -> Any | None:
        assert one.look is not None
        _, row, many = one.look.resolve(one.where)
        if many is not None:
            assert not isinstance(many, Base)
            return many.filter(pk=id_).first()
        return row if str(row.pk) == id_ else None
