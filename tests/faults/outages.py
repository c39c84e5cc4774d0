"""What an instance stands on is away for a while: the bus that stands still or is gone, the database that is
gone, the disk that is full, the clock that is wrong. Each is a context manager: away inside, back after."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from tests.faults.traffic import Traffic, moment, wait
from tools import postgres
from tools.instance import Instance

BACK_WITHIN_S = 600.0
"""No claim about speed: a machine that many share may take its time; what never comes back is still seen."""
EDGE_US = 2_000_000


@contextmanager
def standing_still(instance: Instance) -> Iterator[None]:
    """The bus keeps its connections and answers nothing."""
    bus = instance.pids()["nats"]
    os.kill(bus, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(bus, signal.SIGCONT)


@contextmanager
def bus_gone(instance: Instance) -> Iterator[None]:
    """The bus is killed, and the supervisor starts it in vain: its configuration is not there."""
    config = instance.home / "nats" / "nats.conf"
    hidden = config.with_suffix(".away")
    bus = instance.pids()["nats"]
    config.rename(hidden)
    try:
        os.kill(bus, signal.SIGKILL)
        yield
    finally:
        hidden.rename(config)


@contextmanager
def database_gone(server: postgres.Server) -> Iterator[None]:
    """The database is stopped and nobody starts it again but us."""
    server.end(signal.SIGQUIT)
    try:
        yield
    finally:
        server.start()


@contextmanager
def clock_wrong(instance: Instance, traffic: Traffic, by: timedelta) -> Iterator[None]:
    """The server's own clock is wrong `by` so much, and right again; the devices' clocks are right."""
    clock, began = instance.clock(), moment()
    clock.advance(by)
    try:
        yield
    finally:
        clock.advance(-by)
        # What was on its way at either end may have been met by either time.
        traffic.wrong.append((began - EDGE_US, moment() + EDGE_US))


@contextmanager
def disk_full(filler: Path) -> Iterator[None]:
    """Not a byte is left on the disk of `filler`; what becomes free meanwhile is taken too."""
    chunk = os.urandom(1 << 20)
    with filler.open("ab", buffering=0) as file:

        def fill() -> None:
            size = len(chunk)
            while size:
                try:
                    file.write(chunk[:size])
                except OSError:
                    size //= 2

        fill()
        try:
            yield
        finally:
            file.truncate(0)
    filler.unlink()


def wait_ready(instance: Instance, within_s: float = BACK_WITHIN_S) -> float:
    """Wait until everything works again; how long that took."""
    began = time.monotonic()
    try:
        wait(lambda: instance.get("/health/ready")[0] == 200, within_s, "ready after an outage")
    except AssertionError:
        print("ready:", instance.get("/health/ready")[2].decode())
        print(instance.logs()[-12_000:])
        raise
    return time.monotonic() - began
