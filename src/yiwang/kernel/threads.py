"""A few threads beside an event loop that ask the database; at the end each gives back its connection."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

T = TypeVar("T")
MEET_WITHIN_S = 2.0


class Threads:
    """Threads of our own: as few connections to the database, and nobody waits for another's work."""

    def __init__(self, count: int, name: str) -> None:
        self.count = count
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=name)

    async def run(self, act: Callable[[], T]) -> T:
        """Do it in one of them, once one is free."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, act)

    async def end(self) -> None:
        """Let them go. One that is at work for long keeps its connection until the process ends."""
        # They meet first: else one of them would do it for two.
        met = threading.Barrier(self.count)
        await asyncio.gather(*(self.run(lambda: _give_back(met)) for _ in range(self.count)))
        self._pool.shutdown(wait=False, cancel_futures=True)


def _give_back(met: threading.Barrier) -> None:
    with contextlib.suppress(threading.BrokenBarrierError):
        met.wait(MEET_WITHIN_S)
    connections.close_all()
