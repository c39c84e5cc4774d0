"""The only source of time: UTC, and windable so that a rehearsal can live through a week in a second."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class VirtualClock:
    """A clock that stands still until it is moved, and never moves backwards."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware time")
        self._now = start.astimezone(UTC)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return self._now

    def advance(self, step: timedelta) -> datetime:
        return self.set(self._now + step)

    def set(self, moment: datetime) -> datetime:
        with self._lock:
            if moment < self._now:
                raise ValueError("a clock never moves backwards")
            self._now = moment.astimezone(UTC)
            return self._now


_clock: Clock = SystemClock()


def now() -> datetime:
    """The present, aware and in UTC."""
    return _clock.now()


@contextmanager
def use(clock: Clock) -> Iterator[Clock]:
    """Run the whole process by `clock` for a while (rehearsals, drills, tests)."""
    global _clock
    before, _clock = _clock, clock
    try:
        yield clock
    finally:
        _clock = before
