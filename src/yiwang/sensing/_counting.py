"""Tallies on their way from the doors into the database, once a second, by a thread of their own."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from django.db import DatabaseError, connections

from yiwang.kernel import clock
from yiwang.sensing import _watch
from yiwang.sensing._watch import KEPT_AT_ONCE, Tally

log = logging.getLogger(__name__)

EVERY_S = 1.0
MOST_TIMES = 200_000


class Counting:
    """Belongs to one event loop."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._tallies: dict[str, Tally] = {}
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="sensing-counting")
        self._timer: asyncio.TimerHandle | None = None
        self._flight: asyncio.Future[dict[str, Tally]] | None = None

    def add(self, connector_id: str, tally: Tally) -> None:
        """Count `tally` in; it is written within about a second."""
        held = self._tallies.get(connector_id)
        self._tallies[connector_id] = tally if held is None else _sum(held, tally)
        if self._timer is None:
            self._timer = self.loop.call_later(EVERY_S, self._tick)

    def _tick(self) -> None:
        self._timer = None
        if self._flight is not None and not self._flight.done():
            self._timer = self.loop.call_later(EVERY_S, self._tick)
            return
        tallies, self._tallies = self._tallies, {}
        self._flight = self.loop.run_in_executor(self._writer, _write, tallies)
        self._flight.add_done_callback(self._written)

    def _written(self, flight: asyncio.Future[dict[str, Tally]]) -> None:
        if flight.cancelled():
            return
        for connector_id, tally in flight.result().items():
            self.add(connector_id, tally)

    async def flush(self) -> None:
        """Write what is held now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._flight is not None:
            await asyncio.wait([self._flight])
        tallies, self._tallies = self._tallies, {}
        if tallies:
            await self.loop.run_in_executor(self._writer, _write, tallies)

    async def close(self) -> None:
        await self.flush()
        await self.loop.run_in_executor(self._writer, connections.close_all)
        self._writer.shutdown(wait=False)


def _write(tallies: dict[str, Tally]) -> dict[str, Tally]:
    """Write them, and give back those for which the database was away."""
    left: dict[str, Tally] = {}
    for connector_id, tally in tallies.items():
        try:
            _watch.write(connector_id, tally, clock.now())
        except DatabaseError as error:
            log.warning("sensing: the counters of %s wait: %r", connector_id, error)
            connections.close_all()
            left[connector_id] = tally
    return left


def _sum(one: Tally, other: Tally) -> Tally:
    one.frames += other.frames
    one.accepted += other.accepted
    one.refused += other.refused
    one.malformed += other.malformed
    one.unmapped += other.unmapped
    one.resent += other.resent
    if len(one.observed) < MOST_TIMES:
        one.observed |= other.observed
    one.kept += other.kept[: max(0, KEPT_AT_ONCE - len(one.kept))]
    one.trouble = other.trouble if other.trouble is not None else one.trouble
    one.seen = one.seen or other.seen
    return one


_counting: Counting | None = None


def counting() -> Counting:
    """The counting of the running event loop."""
    global _counting
    if _counting is None or _counting.loop is not asyncio.get_running_loop():
        _counting = Counting()
    return _counting


async def close() -> None:
    """Write what is held; called when the server stops."""
    global _counting
    if _counting is not None and _counting.loop is asyncio.get_running_loop():
        await _counting.close()
        _counting = None
