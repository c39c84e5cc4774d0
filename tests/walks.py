"""Sequences of acts on real rows, walked as trees: what many of them begin with is done once.

A tree grows from one seed. Each of its branches starts from what stands at its fork, and is rolled back
behind itself, as if it had not been; every way from the root to a tip is one sequence, unlike all others. The
laws are looked at behind each piece of the way. What fails names its seed and its branch: YIWANG_TEST_SEED
walks it again.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from math import prod
from random import Random
from typing import Self

from django.db import connection, transaction

from tests.ledger import note, say
from yiwang.kernel import chance, clock
from yiwang.kernel.tasks import Lease

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FORKS = (4, 5)
SEQUENCES = int(os.environ.get("YIWANG_TEST_SEQUENCES", "300" if connection.vendor == "sqlite" else "20"))
FIRST = int(os.environ.get("YIWANG_TEST_SEED", "0"))


def seeds(forks: Sequence[int] = FORKS) -> range:
    """Of the trees that together hold as many sequences as are asked for."""
    return range(FIRST, FIRST + -(-SEQUENCES // prod(forks)))


class Rollback(Exception):
    """Leaves nothing behind."""


@contextlib.contextmanager
def rolled_back() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Rollback
    except Rollback:
        pass


class Walk:
    """Somebody's way through the rows; what it keeps itself goes with it at a fork."""

    def __init__(self) -> None:
        self.now = clock.VirtualClock(MORNING)
        self.leases: dict[str, Lease] = {}

    def fork(self) -> Self:
        """This walk to be gone on with in one of several ways."""
        forked = type(self).__new__(type(self))
        forked.__dict__ = {
            name: value.copy() if isinstance(value, dict | list) else value
            for name, value in self.__dict__.items()
        }
        forked.now = clock.VirtualClock(self.now.now())
        # Other objects: a consumer remembers under its lease how far it came, and that is rolled back.
        forked.leases = {name: replace(lease) for name, lease in self.leases.items()}
        return forked

    def begin(self, luck: Random) -> None:
        raise NotImplementedError

    def go(self, luck: Random) -> None:
        raise NotImplementedError

    def laws(self) -> None:
        raise NotImplementedError


def explore(kind: str, root: Walk, seed: int, forks: Sequence[int] = FORKS) -> None:
    """Walk the tree of a seed."""

    def grow(walk: Walk, ahead: Sequence[int], way: str) -> None:
        with rolled_back(), clock.use(walk.now):
            luck = chance.rng(f"{kind}{way}", seed)
            try:
                (walk.go if way else walk.begin)(luck)
                walk.laws()
            except Exception as error:
                error.add_note(f"tree {seed}, branch {way or '-'}")
                raise
            walked[0] += not ahead
            for branch in range(ahead[0] if ahead else 0):
                grow(walk.fork(), ahead[1:], f"{way}/{branch}")

    walked = [0]
    fault = "did not end"
    try:
        grow(root, forks, "")
        fault = ""
    finally:
        note(f"sequences: {kind}", seed, walked[0], fault)
        if seed % 50 == 0:
            say(f"{kind}: tree {seed}")
