"""The server's own clock is wrong by about an hour for some seconds, under load, 200 times: `make soak` only.

A seed draws how far (50 to 70 minutes: more and less than a scene calls late), whether ahead or behind, for
how long, and whether a worker is killed meanwhile; the devices keep the right time. A short slice is in
`test_server_clock`. What holds then:

- Ahead: every reading is taken, right ones as late ones, those of a device that is an hour fast as present.
- Behind: doors refuse right readings as those of the future. Refused is not acknowledged; over MQTT 3.1.1 the
  message stays with the device until the clock is right.
- Always: what was acknowledged is in the lake once. Every flood was told, once: as it came, as a late alert,
  or within the alert that rang on because its end was not heard. No device is blamed for an hour that
  nobody lived through. Nothing waits for an hour that was put back: all of it is so within minutes.
- People sign in again when the clock skips an hour: no session outlasts half an hour without its owner.

The clock is the one that our processes read (`YIWANG_WINDABLE_CLOCK`); NATS and PostgreSQL keep that
of the machine. YIWANG_TEST_CLOCKS seeds, YIWANG_TEST_SIDE_BY_SIDE of them at a time.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from tests.faults.lanes import FIRST, Fault, side_by_side
from tests.faults.outages import clock_wrong
from tests.faults.traffic import Traffic
from tools.instance import Instance
from yiwang.kernel import broker

CLOCKS = int(os.environ.get("YIWANG_TEST_CLOCKS", "200"))
pytestmark = pytest.mark.timeout(600 + 120 * CLOCKS)


def is_ahead(seed: int) -> bool:
    """Whether the seed draws a clock that is ahead, or one behind."""
    return random.Random(f"clock ahead {seed}").random() < 0.5


def clock_of(instance: Instance, seed: int, traffic: Traffic) -> str:
    """Wrong as the seed draws it, and right again."""
    chance = random.Random(f"clock {seed}")
    by = timedelta(minutes=chance.uniform(50, 70)) * (1 if is_ahead(seed) else -1)
    with clock_wrong(instance, traffic, by):
        time.sleep(chance.uniform(1.0, 8.0))
        if chance.random() < 0.5:
            workers = sorted(name for name in instance.pids() if name.startswith("worker"))
            os.kill(instance.pids()[chance.choice(workers)], signal.SIGKILL)
        time.sleep(chance.uniform(1.0, 4.0))
    return "clock ahead" if is_ahead(seed) else "clock behind"


@contextmanager
def house() -> Iterator[tuple[Instance, Fault]]:
    with Instance(feed="off", mqtt_port=str(broker.free_port()), windable_clock="on") as instance:
        yield instance, lambda seed, traffic: clock_of(instance, seed, traffic)


def test_a_server_whose_clock_is_an_hour_wrong_for_a_while_loses_nothing_and_doubles_nothing() -> None:
    assert side_by_side([(house, range(FIRST, FIRST + CLOCKS))]) == []
