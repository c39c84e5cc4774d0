from __future__ import annotations

import pytest

from tests.cases import city
from yiwang.kernel import clock


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    """The small city, on a virtual Monday morning, without a catalogue."""
    city.settle()
    return wound
