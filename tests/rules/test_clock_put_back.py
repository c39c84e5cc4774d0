"""The judge while the clock of the server itself skips an hour and is put back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.rules.conftest import City, alerts
from yiwang.kernel import clock
from yiwang.rules.models import AlertRow

pytestmark = [pytest.mark.database]
HOUR = timedelta(hours=1)


@pytest.fixture
def hands(city: City, tmp_path: Path) -> Iterator[clock.WoundClock]:
    with clock.use(clock.WoundClock(tmp_path / "clock")) as made:
        assert isinstance(made, clock.WoundClock)
        yield made


def test_an_hour_that_nobody_lived_through_is_no_devices_silence(city: City, hands: clock.WoundClock) -> None:
    city.send_many([("g1.depth", 0, 1, "good"), ("g2.depth", 0, 1, "good")])
    city.judge()
    hands.advance(HOUR)
    city.send(2, ago_s=0)
    city.judge()
    assert alerts() == []
    hands.advance(-HOUR)
    city.send(3, ago_s=0)
    city.judge()
    hands.advance(HOUR)
    city.judge()
    assert alerts() == []


def test_a_flood_heard_while_the_clock_was_ahead_is_told_late_and_does_not_wait_an_hour(
    city: City, hands: clock.WoundClock
) -> None:
    city.send(1)
    city.judge()
    hands.advance(HOUR)
    for value, ago_s in ((130, 10), (131, 5), (1, 1)):
        city.send(value, ago_s=HOUR.total_seconds() + ago_s)
    city.judge()
    hands.advance(-HOUR)
    city.judge()
    assert alerts() == []
    hands.advance(timedelta(seconds=31))
    city.judge()
    assert [(row.late, row.severity) for row in AlertRow.objects.all()] == [(True, "urgent")]
    hands.advance(HOUR)
    city.judge()
    assert AlertRow.objects.filter(late=True).count() == 1
