"""Hands that act at once: real threads, each with a connection of its own to the real database."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection, connections

from yiwang.kernel.errors import Refusal


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together; what each returned or refused."""
    connection.close()
    gate = threading.Barrier(len(acts))
    said: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            said[place] = act()
        except Refusal as refusal:
            said[place] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return said


def refusals(said: list[object]) -> list[Refusal]:
    return [one for one in said if isinstance(one, Refusal)]


def one_won(said: list[object]) -> None:
    """Exactly one act was done; who came later was told that it is not as he saw it."""
    refused = refusals(said)
    assert len(refused) == len(said) - 1, said
    assert {one.status for one in refused} <= {403, 409}, said  # 403: it is in the hands of others now
