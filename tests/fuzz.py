"""How many inputs a fuzz test takes and where they come from: 20,000 for each reader in every `make test`,
`YIWANG_TEST_INPUTS` of them (a million) with fresh seeds in `make soak`."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

from tests.ledger import note, say
from yiwang.kernel import chance

INPUTS = int(os.environ.get("YIWANG_TEST_INPUTS", "20000"))
SEED = int(os.environ.get("YIWANG_TEST_SEED", "651"))
WITHIN_S = 300 + INPUTS // 200
"""What such a test may take, as pytest-timeout wants to know."""


def examples(many: int) -> int:
    """How many examples a property takes: `many` in `make soak`, a third of them in every `make test`."""
    return many if os.environ.get("YIWANG_TEST_SOAK") else -(-many // 3)


def dice(name: str) -> random.Random:
    """The inputs of the test `name`: the same ones from the same seed on every machine."""
    return chance.rng(name, SEED)


def numbers(reader: str, count: int = INPUTS) -> Iterator[int]:
    """0 to `count`: the inputs of one reader. A soak hears each tenth of the way, and how long it took."""
    began = time.monotonic()
    for number in range(count):
        yield number
        if (number + 1) % max(count // 10, 1) == 0:
            say(f"{reader}: {number + 1:,} / {count:,} ({time.monotonic() - began:.0f} s)")
    note(f"inputs: {reader}", SEED, count)


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """What a bad line or a stranger makes of good bytes: a few of them lost, changed, doubled or added."""
    bad = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(bad) + 1)
        match chance.randrange(5):
            case 0:
                del bad[at : at + chance.randint(1, 4)]
            case 1:
                bad[at:at] = chance.randbytes(chance.randint(1, 4))
            case 2 if at < len(bad):
                bad[at] = chance.randrange(256)
            case 3:
                del bad[at:]
            case _:
                bad[at:at] = bad[: chance.randint(1, 30)]
    return bytes(bad)
