"""A short slice of the city's load: every reading that has to ring does, once, and its fact is there."""

from __future__ import annotations

import pytest

from tests.faults.slices import slice_of

pytestmark = [pytest.mark.embedded, pytest.mark.slow]
SLICE = "--runs 1 --seconds 4 --rate 6000 --datastreams 2000 --rules 100 --alerts 20"


def test_no_alert_is_lost_or_told_twice_while_a_city_reports() -> None:
    told = slice_of("alerts", SLICE)
    assert told["alerts"] + told["later_than_patience"] >= 40, told
    assert told["missing"] == 0, told
    assert told["doubled"] == 0, told
