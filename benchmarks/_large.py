"""What benchmarks of large cities share: a server that may keep its data, warming, taking a time."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

SETTINGS = ("shared_buffers=1GB", "work_mem=32MB", "max_wal_size=8GB")


@contextlib.contextmanager
def database(url: str, folder: str) -> Iterator[str]:
    """The address of a server: one that is filled already, or our own, kept in `folder` if there is one."""
    from tools import postgres

    if url:
        yield url
        return
    with postgres.server(*SETTINGS, keep=Path(folder).resolve() if folder else None) as server:
        yield server.url


def warm(asked: dict[str, Callable[[], Any]], most_s: float) -> dict[str, float]:
    """Ask until the answers come from memory; the first time that each took, in ms."""
    until = time.monotonic() + most_s
    first: dict[str, float] = {}
    best: dict[str, float] = {}
    cooling = list(asked)
    while cooling and time.monotonic() < until:
        for name in list(cooling):
            took = ms(asked[name])
            first.setdefault(name, round(took, 1))
            if name in best and took > 0.8 * best[name]:
                cooling.remove(name)
            best[name] = min(took, best.get(name, took))
            if time.monotonic() > until:
                break
    print(
        f"warm after {most_s - (until - time.monotonic()):.0f} s"
        + (f"; still becoming quicker: {', '.join(cooling)}" if cooling else ""),
        flush=True,
    )
    return first


def ms(work: Callable[[], Any]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def p95(found: Sequence[float]) -> float:
    """The 95th percentile: the value that nineteen of twenty do not pass."""
    order = sorted(found)
    return order[min(len(order) - 1, int(len(order) * 0.95))]
