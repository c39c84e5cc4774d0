"""A short slice of the overload: offered more than it can hold, an instance says so and loses nothing."""

from __future__ import annotations

import pytest

from benchmarks import overload

pytestmark = [pytest.mark.embedded, pytest.mark.slow]


def test_what_is_accepted_under_overload_is_kept_and_what_is_not_is_told() -> None:
    result = overload.main(
        ["--minutes", "0.15", "--senders", "8", "--devices", "20", "--datastreams", "4000", "--empty-s", "4"]
    )
    told = result.more
    assert result.values == [0], told
    assert told["accepted"] > 0
    assert told["mqtt_acknowledged"] > 0
    assert told["refused_without_retry_after"] == 0
    assert max(told["pss_mb_most"].values()) < overload.MOST_MB
