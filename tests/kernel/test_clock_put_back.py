"""A clock that was an hour ahead and is put back: nothing waits for that hour to come again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from yiwang.kernel import clock, tasks

HOUR = timedelta(hours=1)


@pytest.fixture
def hands(tmp_path: Path) -> Iterator[clock.WoundClock]:
    with clock.use(clock.WoundClock(tmp_path / "clock")) as made:
        assert isinstance(made, clock.WoundClock)
        yield made


@pytest.mark.django_db
def test_a_lease_of_the_hour_ahead_passes_on_when_its_holder_is_gone(hands: clock.WoundClock) -> None:
    hands.advance(HOUR)
    dead = tasks.acquire("trial", "the dead one")
    assert dead is not None
    hands.advance(-HOUR)
    taken = tasks.acquire("trial", "the next one")
    assert taken is not None
    assert taken.fence == dead.fence + 1
    with pytest.raises(tasks.LeaseLost):
        dead.hold()


@pytest.mark.django_db
def test_a_machine_whose_clock_is_a_little_behind_takes_no_lease_from_a_living_one(
    hands: clock.WoundClock,
) -> None:
    assert tasks.acquire("trial", "one") is not None
    hands.advance(-tasks.SKEW / 2)
    assert tasks.acquire("trial", "another") is None
    hands.advance(tasks.SKEW)
    assert tasks.acquire("trial", "another") is not None


def test_time_that_passes_is_not_moved_with_the_hands(hands: clock.WoundClock) -> None:
    began, before = clock.now(), clock.steady()
    hands.advance(HOUR)
    assert clock.steady() - before < HOUR.total_seconds() / 2
    assert clock.has_passed(began, HOUR)
    hands.advance(-2 * HOUR)
    assert clock.has_passed(began, HOUR), "a time to come says that the clock was put back"
    assert not clock.is_ahead(began, HOUR / 2)
    assert clock.is_ahead(began, 2 * HOUR)
