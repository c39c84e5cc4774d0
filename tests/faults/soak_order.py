"""Messages come more than once and in any order, under load, 200 times: `make soak` only.

That is in the traffic of every seed of every fault, for calm water. Here it is about what rings:

- A flood that a device held back arrives after readings that were observed later and have been judged. It
  rings as a late alert: once, however often it is said.
- What was said and judged already (floods, what ended them, impossible readings) comes again, over HTTP in
  batches of drawn order and over MQTT one by one. Nothing rings again, nothing is in the lake twice.

A short slice is in `test_order`. YIWANG_TEST_ORDERS seeds, YIWANG_TEST_SIDE_BY_SIDE of them at a time.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.faults.lanes import FIRST, Fault, side_by_side
from tests.faults.traffic import CALM, FLOOD_CM, Traffic, moment, wait
from tools.instance import Instance
from yiwang.kernel import broker

ORDERS = int(os.environ.get("YIWANG_TEST_ORDERS", "200"))
OVERTAKEN_WITHIN_S = 60.0
pytestmark = pytest.mark.timeout(600 + 120 * ORDERS)


def disordered(seed: int, traffic: Traffic) -> str:
    """Hold floods back, and say what was said again, as the seed draws it."""
    chance = random.Random(f"order {seed}")
    time.sleep(1.0)  # something has been said
    for _ in range(chance.randint(3, 6)):
        held = ((CALM, moment()), FLOOD_CM + chance.randint(0, 50) / 10)
        wait(lambda: _newest(traffic) > held[0][1], OVERTAKEN_WITHIN_S, "a later reading was taken")  # noqa: B023
        time.sleep(chance.uniform(0.2, 1.0))
        traffic.floods.add(held[0])
        said = [*traffic.device.acked.items()]
        for _ in range(chance.randint(2, 4)):
            again = chance.sample(said, min(len(said), chance.randint(5, 60)))
            batch = [held, *again, *chance.sample(again, len(again) // 2)]
            assert traffic.muddled.hand_in(chance.sample(batch, len(batch))), traffic.muddled.refused[-1:]
        traffic.gauge.say_again(chance)
    return "order"


def _newest(traffic: Traffic) -> int:
    """The newest of the readings that were taken from the place where floods are held back."""
    return max((us for name, us in list(traffic.device.acked) if name == CALM), default=0)


@contextmanager
def house() -> Iterator[tuple[Instance, Fault]]:
    with Instance(feed="off", mqtt_port=str(broker.free_port())) as instance:
        yield instance, disordered


def test_messages_that_come_twice_and_in_any_order_ring_once_and_are_kept_once() -> None:
    assert side_by_side([(house, range(FIRST, FIRST + ORDERS))]) == []
