"""Many seeds of one fault, several instances side by side.

A lane takes some seeds after each other in one instance; after one that did not hold it goes on with a fresh
instance, so that one fault is told once. Each seed has its own traffic; the truth is looked at after each.
"""

from __future__ import annotations

import os
import random
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

from tests.faults import truth
from tests.faults.outages import wait_ready
from tests.faults.traffic import Traffic
from tests.ledger import note, say
from tools.instance import Instance

SIDE_BY_SIDE = int(os.environ.get("YIWANG_TEST_SIDE_BY_SIDE", "4"))
IN_ONE_INSTANCE = 10
FIRST = int(os.environ.get("YIWANG_TEST_SEED", "20261122"))
Fault = Callable[[int, Traffic], str]
"""Makes the fault of this seed and ends it; what kind it was."""
OVER = threading.Event()
"""Set by who ends the soak: the seeds that run come to their end, no other begins."""
House = Callable[[], AbstractContextManager[tuple[Instance, Fault]]]


def groups(seeds: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(seeds), IN_ONE_INSTANCE):
        yield seeds[first : first + IN_ONE_INSTANCE]


def one_seed(instance: Instance, fault: Fault, seed: int, before: Traffic | None, told: list[str]) -> Traffic:
    """The traffic of this seed, the fault at a moment drawn from it, and the truth afterwards."""
    chance = random.Random(seed)
    traffic = Traffic(instance, seed, before, wound="windable_clock" in instance.settings)
    try:
        time.sleep(chance.uniform(0.5, 5.0))
        told.append(fault(seed, traffic))
        back_s = wait_ready(instance)
        time.sleep(chance.uniform(0.5, 3.0))
    finally:
        traffic.stop()
    traffic.end()
    truth.check(instance, traffic)
    told.append(f"ready after {back_s:.0f} s, {len(traffic.acked)} readings, {len(traffic.floods)} floods")
    return traffic


def lane(house: House, seeds: Sequence[int]) -> list[str]:
    """Run these seeds; what did not hold."""
    faults: list[str] = []
    left = list(seeds)
    while left and not OVER.is_set():
        try:
            with house() as (instance, fault):
                before: Traffic | None = None
                while left and not OVER.is_set():
                    seed, told = left.pop(0), list[str]()
                    try:
                        before = one_seed(instance, fault, seed, before, told)
                    except Exception as error:
                        kind = told[0] if told else "?"
                        faults.append(f"{seed} ({kind}): {type(error).__name__}: {error}")
                        print(f"seed {seed}\n{traceback.format_exc()}\n{instance.output()[-3000:]}")
                        say(f"种子 {seed} {kind} 不成立  did not hold: {error}")
                        note(kind, seed, fault=f"{type(error).__name__}: {error}"[:500])
                        break
                    say(f"种子 {seed} {'; '.join(told)}")
                    note(told[0], seed)
        except Exception as error:
            faults.append(f"an instance for {left}: {type(error).__name__}: {error}")
            say(faults[-1][:500])
            if left:
                note("start", left.pop(0), fault=f"{type(error).__name__}: {error}"[:500])
    return faults


def side_by_side(work: Sequence[tuple[House, Sequence[int]]]) -> list[str]:
    """All of it, so many lanes at a time; what did not hold."""
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        parts = [(house, group) for house, seeds in work for group in groups(seeds)]
        try:
            return [one for found in pool.map(lambda part: lane(*part), parts) for one in found]
        except KeyboardInterrupt:
            OVER.set()
            raise
