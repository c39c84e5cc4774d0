"""Tasks that are pumped by hand: all are looked at until none has work, those that are rung more often."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from yiwang.kernel import tasks
from yiwang.kernel.bus import wake

pytestmark = pytest.mark.django_db


class Piece:
    """A task that does what it is told, and writes down that it was pumped."""

    every = 1.0

    def __init__(
        self,
        name: str,
        said: list[str],
        act: Callable[[], int],
        wakes: tuple[str, ...] = (),
        pause: float = 0,
    ) -> None:
        self.name, self.wakes, self.pause = name, wakes, pause
        self.said, self.act = said, act

    def pump(self, lease: tasks.Lease) -> int:
        self.said.append(self.name)
        return self.act()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was pumped, in order; no task of the house is known."""
    monkeypatch.setattr(tasks, "_tasks", {})
    return []


def works(*, times: int, rings: str = "") -> Callable[[], int]:
    left = [times]

    def act() -> int:
        if not left[0]:
            return 0
        left[0] -= 1
        if rings:
            wake(rings)
        return 1

    return act


def test_who_is_rung_goes_on_without_a_look_at_all_of_them(said: list[str]) -> None:
    tasks.register(Piece("heard", said, works(times=3, rings="told"), ("heard",)))
    tasks.register(Piece("told", said, works(times=3), ("told",)))
    tasks.register(Piece("quiet", said, works(times=0), ("nothing",)))
    assert tasks.pump_until_quiet() == 6
    assert said == [
        *("heard", "told", "quiet"),
        *("heard", "told", "heard", "told", "heard", "told"),
        *("heard", "told", "quiet"),
    ]


def test_nobody_is_left_with_work_because_nobody_rang(said: list[str]) -> None:
    waiting: list[int] = []
    once = works(times=1)

    def hand_over() -> int:
        waiting.extend([1] * (moved := once()))
        return moved

    tasks.register(Piece("looks", said, lambda: waiting.pop() if waiting else 0))
    tasks.register(Piece("gives", said, hand_over))
    assert tasks.pump_until_quiet() == 2
    assert not waiting


def test_what_may_wait_comes_when_the_rest_is_quiet_and_is_followed_by_it(said: list[str]) -> None:
    tasks.register(Piece("counts", said, works(times=1, rings="counted"), (), pause=tasks.PATIENT_S))
    tasks.register(Piece("acts", said, works(times=2), ("counted",)))
    assert tasks.pump_until_quiet() == 3
    assert said == ["acts", "acts", "acts", "acts", "counts", "acts", "acts", "counts"]


def test_tasks_that_never_rest_are_told_of(said: list[str]) -> None:
    tasks.register(Piece("restless", said, lambda: 1))
    with pytest.raises(RuntimeError, match="did not come to rest"):
        tasks.pump_until_quiet(max_rounds=5)
