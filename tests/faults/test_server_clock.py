"""The server's clock is wrong once ahead and once behind, under load: the short slice of `soak_clock`."""

from __future__ import annotations

from itertools import count

import pytest

from tests.faults.lanes import FIRST, lane
from tests.faults.soak_clock import house, is_ahead

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_a_servers_clock_an_hour_wrong_for_a_while_loses_nothing_and_doubles_nothing() -> None:
    seeds = [next(seed for seed in count(FIRST) if is_ahead(seed) is ahead) for ahead in (True, False)]
    assert lane(house, seeds) == []
