"""Messages come more than once and in any order, under load: the short slice of `soak_order`."""

from __future__ import annotations

import pytest

from tests.faults.lanes import FIRST, lane
from tests.faults.soak_order import house

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_a_flood_that_comes_late_and_four_times_over_rings_once() -> None:
    assert lane(house, [FIRST]) == []
