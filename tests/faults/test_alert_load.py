"""A short slice of the city's load: every reading that has to ring does, once, and its fact is there."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.embedded, pytest.mark.slow]
SLICE = "--runs 1 --seconds 4 --rate 6000 --datastreams 2000 --rules 100 --alerts 20"


def test_no_alert_is_lost_or_told_twice_while_a_city_reports() -> None:
    # A process of its own: it becomes one of the instance's, with its database and its bus.
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks", "alerts", *SLICE.split()],
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert ran.stdout, ran.stderr
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["alerts"] + told["later_than_patience"] >= 40, told
    assert told["missing"] == 0, told
    assert told["doubled"] == 0, told
