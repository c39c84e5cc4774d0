"""What goes down to devices over MQTT: commands, reasons of refusals, and the end of a cut-off connection.

A device subscribes to `yiwang/<thing>/commands` and says on `yiwang/<thing>/answers` what became of one; on
`yiwang/<its user name>/errors` it hears why a message of its own was not taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal, Protocol, TypeVar

import msgspec
from django.db import connections

from yiwang.kernel import clock, shapes
from yiwang.kernel.bus import BusUnavailable, bus
from yiwang.kernel.errors import Refusal
from yiwang.sensing import _commands
from yiwang.sensing import _packets as packets
from yiwang.sensing._devices import REGISTRY
from yiwang.sensing._ingest import door
from yiwang.sensing.contracts import MalformedBody, WrongTopic
from yiwang.sensing.logic import SourceRights, StreamInfo, shown
from yiwang.sensing.models import Command

log = logging.getLogger(__name__)

PREFIX = "yiwang/"
COMMANDS, ANSWERS, ERRORS = "/commands", "/answers", "/errors"
LOOK_EVERY_S = 5.0
MAX_UNSENT = 1 << 20
T = TypeVar("T")


class Line(Protocol):
    """A signed-in connection of the gateway."""

    version: int
    source: SourceRights | None
    digest: str
    writer: asyncio.StreamWriter

    def cut_off(self) -> None: ...


class _Answer(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    state: Literal["done", "refused", "failed"]
    answer: str = ""


_answers = shapes.reader(_Answer)


class Down:
    """Belongs to one gateway and its event loop."""

    def __init__(self, lines: Callable[[], list[Line]]) -> None:
        self._lines = lines
        self._loop = asyncio.get_running_loop()
        # One thread, so one database connection, for commands: they are few.
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="sensing-down")
        self._things: dict[str, set[Line]] = {}
        self._errors: set[Line] = set()
        self._news = asyncio.Event()
        self._mark = -1
        self._deaf: list[Callable[[], None]] = []
        self._task = self._loop.create_task(self._run())

    async def close(self) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        for deafen in self._deaf:
            await self._loop.run_in_executor(self._hand, deafen)
        # The connection belongs to its thread; a pool would miss it for ever.
        await self._loop.run_in_executor(self._hand, connections.close_all)
        self._hand.shutdown(wait=False)

    # -- subscriptions --------------------------------------------------------------------------------

    async def subscribe(self, line: Line, pattern: str) -> bool:
        """Whether the line may have that topic, and has it now."""
        assert line.source is not None
        if pattern == PREFIX + line.source.id + ERRORS:
            self._errors.add(line)
            return True
        thing = _middle(pattern, COMMANDS)
        if thing is None or not await self._may(line.source, thing):
            return False
        self._things.setdefault(thing, set()).add(line)
        self._news.set()
        return True

    def unsubscribe(self, line: Line, pattern: str | None = None) -> bool:
        """End one subscription of a line, or all of them."""
        found = False
        for thing, lines in list(self._things.items()):
            if line in lines and pattern in (None, PREFIX + thing + COMMANDS):
                lines.discard(line)
                found = True
                if not lines:
                    del self._things[thing]
        if line in self._errors and (pattern is None or pattern.endswith(ERRORS)):
            self._errors.discard(line)
            found = True
        return found

    async def _may(self, source: SourceRights, thing: str) -> bool:
        packs = await self._ask(lambda: _commands.things_of([thing]))
        return thing in packs and source.may(StreamInfo(thing_id=thing, pack=packs[thing], unit=""))

    # -- what is said -----------------------------------------------------------------------------------

    def explain(self, line: Line, topic: str, refusal: Refusal) -> bool:
        """Tell a device why its message was not taken, if it listens; whether it was told."""
        if line not in self._errors or line.source is None:
            return False
        problem = {"topic": shown(topic, 200), **refusal.problem()}
        self._write(line, PREFIX + line.source.id + ERRORS, msgspec.json.encode(problem))
        return True

    async def answered(self, line: Line, topic: str, payload: bytes) -> None:
        """What a device says of a command. Raises a Refusal."""
        thing = _middle(topic, ANSWERS)
        assert thing is not None
        assert line.source is not None
        registry = await door().look()
        if not registry.holds(line.source.id, line.digest) or not await self._may(line.source, thing):
            raise WrongTopic(topic=topic[:80])
        try:
            said = _answers.decode(payload)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise MalformedBody(
                reason_zh='应为 {"id", "state": done|refused|failed, "answer"?}。',
                reason_en='it must be {"id", "state": done|refused|failed, "answer"?}.',
            ) from error
        await self._ask(lambda: _commands.answer(thing, said.id, said.state, said.answer))

    # -- the loop ---------------------------------------------------------------------------------------

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
                await self._cut_off()
                await self._deliver()
            except Exception as error:
                # The next look may find the database and the bus again.
                log.warning("mqtt: commands cannot be looked for now: %r", error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), LOOK_EVERY_S)
            self._news.clear()

    async def _listen(self) -> None:
        def _rang(_subject: str, _data: bytes) -> None:
            self._loop.call_soon_threadsafe(self._news.set)

        if self._deaf:
            return
        with contextlib.suppress(BusUnavailable):
            for subject in (_commands.WAKE, REGISTRY):
                self._deaf.append(await self._ask(lambda: bus().subscribe(f"wake.{subject}", _rang)))  # noqa: B023

    async def _cut_off(self) -> None:
        """End the connections whose credential is good no more."""
        lines = self._lines()
        if not lines:
            return
        registry = await door().look()
        if registry.mark == self._mark:
            return
        self._mark = registry.mark
        for line in lines:
            if line.source is not None and not registry.holds(line.source.id, line.digest):
                line.cut_off()

    async def _deliver(self) -> None:
        if not self._things:
            return
        now = clock.now()
        rows = [row for row in await self._ask(lambda: _commands.due(now)) if row.thing_id in self._things]
        written = []
        for row in rows:
            payload = msgspec.json.encode(_said(row))
            for line in self._things.get(row.thing_id, set()):
                if self._write(line, PREFIX + row.thing_id + COMMANDS, payload):
                    written.append(row.pk)
        if written:
            await self._ask(lambda: _commands.sent(written, now))

    def _write(self, line: Line, topic: str, payload: bytes) -> bool:
        writer = line.writer
        if writer.is_closing() or writer.transport.get_write_buffer_size() > MAX_UNSENT:
            return False
        writer.write(packets.publish(line.version, topic, payload))
        return True

    async def _ask(self, work: Callable[[], T]) -> T:
        return await self._loop.run_in_executor(self._hand, work)


def _said(row: Command) -> dict[str, Any]:
    return {
        "id": row.id,
        "command": row.code,
        "parameters": row.parameters,
        "asked_at": row.asked_at,
        "expires_at": row.expires_at,
    }


def _middle(topic: str, end: str) -> str | None:
    """The thing of a topic `yiwang/<thing>` + `end`."""
    if not topic.startswith(PREFIX) or not topic.endswith(end):
        return None
    thing = topic[len(PREFIX) : -len(end)]
    return thing if thing and "/" not in thing and "+" not in thing and "#" not in thing else None


def is_answer(topic: str) -> bool:
    return _middle(topic, ANSWERS) is not None
