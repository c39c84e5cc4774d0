"""Identifiers: UUIDv7 (RFC 9562), so that ids made later sort later, from the windable clock."""

from __future__ import annotations

import os
import random
import threading
import uuid

from yiwang.kernel import clock

_lock = threading.Lock()
_last_ms = 0
_counter = 0
_chance: random.Random | None = None
_pid = 0


def seed(value: int | None) -> None:
    """Make ids repeatable (rehearsals); `None` returns to the operating system's entropy."""
    global _chance
    _chance = None if value is None else random.Random(value)  # noqa: S311


def new_id() -> str:
    """A new id as its 36-character text; strictly increasing within a process."""
    global _last_ms, _counter, _pid
    with _lock:
        now_ms = int(clock.now().timestamp() * 1000)
        if _pid != os.getpid():
            _pid, _last_ms = os.getpid(), 0
        if now_ms > _last_ms:
            _last_ms, _counter = now_ms, 0
        else:
            _counter += 1
            if _counter > 0xFFF:  # 4096 ids in one millisecond: borrow from the next one
                _last_ms, _counter = _last_ms + 1, 0
        tail = _chance.getrandbits(62) if _chance else int.from_bytes(os.urandom(8), "big") & (2**62 - 1)
        value = (_last_ms << 80) | (0x7 << 76) | (_counter << 64) | (0b10 << 62) | tail
    return str(uuid.UUID(int=value))
