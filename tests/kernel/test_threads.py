"""Threads that ask the database: each gives its own connection back, busy ones are not waited for long."""

from __future__ import annotations

import asyncio
import threading

import pytest

from yiwang.kernel import threads


def test_every_thread_closes_its_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[int] = []
    monkeypatch.setattr(threads.connections, "close_all", lambda: closed.append(threading.get_ident()))

    async def one_has_worked() -> None:
        pool = threads.Threads(3, "test")
        await pool.run(lambda: None)
        await pool.end()

    asyncio.run(one_has_worked())
    assert len(set(closed)) == 3


def test_what_a_thread_is_asked_is_answered_and_its_error_is_raised() -> None:
    async def both() -> int:
        pool = threads.Threads(1, "test")
        with pytest.raises(ZeroDivisionError):
            await pool.run(lambda: 1 // 0)
        found = await pool.run(lambda: 7)
        await pool.end()
        return found

    assert asyncio.run(both()) == 7
