"""A short slice of the overload: offered more than it can hold, an instance says so and loses nothing."""

from __future__ import annotations

import pytest

from benchmarks.overload import MOST_MB
from tests.faults.slices import slice_of

pytestmark = [pytest.mark.embedded, pytest.mark.slow]
SLICE = "--minutes 0.2 --senders 8 --devices 20 --datastreams 4000 --stream-mb 2 --empty-s 4"
"""A stream so small that every machine offers more than it takes; how many times more, the bench says."""


def test_what_is_accepted_under_overload_is_kept_and_what_is_not_is_told() -> None:
    told = slice_of("overload", SLICE)
    assert told["value"] == 0, told
    assert told["accepted"] > 0, told
    assert told["mqtt_acknowledged"] > 0, told
    assert told["offered_ratio"] > 1, told
    assert told["refused_batches"] > 0, told
    assert told["mqtt_cut_off"] > 0, told
    assert told["refused_without_retry_after"] == 0, told
    assert max(told["pss_mb_most"].values()) < MOST_MB, told
