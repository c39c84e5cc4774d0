"""The only source of time: UTC, and windable so that a rehearsal can live through a week in a second."""

from __future__ import annotations

import mmap
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    def now(self) -> datetime: ...
    def steady(self) -> float: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def steady(self) -> float:
        return time.monotonic()


class VirtualClock:
    """A clock that stands still until it is moved, and never moves backwards."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware time")
        self._now = start.astimezone(UTC)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return self._now

    def steady(self) -> float:
        return self._now.timestamp()

    def advance(self, step: timedelta) -> datetime:
        return self.set(self._now + step)

    def set(self, moment: datetime) -> datetime:
        with self._lock:
            if moment < self._now:
                raise ValueError("a clock never moves backwards")
            self._now = moment.astimezone(UTC)
            return self._now


class WoundClock:
    """The machine's clock, put forward or back by what all processes of one instance share.

    The offset is one word of shared memory, kept in a file so that a restart does not bring the old time
    back. It may be put back too: that is what a faulty server does.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("a+b") as file:
            if file.tell() < 8:
                file.truncate(8)
                file.flush()
            self._microseconds = memoryview(mmap.mmap(file.fileno(), 8)).cast("q")

    @property
    def offset(self) -> timedelta:
        return timedelta(microseconds=self._microseconds[0])

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(microseconds=self._microseconds[0])

    def steady(self) -> float:
        return time.monotonic()

    def advance(self, step: timedelta) -> datetime:
        self._microseconds[0] += step // timedelta(microseconds=1)
        return self.now()

    def set(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("a clock is set to an aware time")
        return self.advance(moment - self.now())


_clock: Clock = SystemClock()


def now() -> datetime:
    """The present, aware and in UTC."""
    return _clock.now()


def steady() -> float:
    """Seconds that only pass, whatever the hands are put to; only differences mean anything."""
    return _clock.steady()


def has_passed(since: datetime, step: timedelta) -> bool:
    """Whether `step` has passed since then. A time to come says that the clock was put back: it has."""
    return not timedelta(0) <= now() - since < step


def is_ahead(moment: datetime, farthest: timedelta) -> bool:
    """Whether `moment` is to come; one farther than `farthest` was set before the clock was put back."""
    return timedelta(0) < moment - now() <= farthest


def run_by(clock: Clock) -> None:
    """Run the whole process by `clock` from now on (an instance whose clock can be wound)."""
    global _clock
    _clock = clock


@contextmanager
def use(clock: Clock) -> Iterator[Clock]:
    """Run the whole process by `clock` for a while (rehearsals, drills, tests)."""
    global _clock
    before, _clock = _clock, clock
    try:
        yield clock
    finally:
        _clock = before
