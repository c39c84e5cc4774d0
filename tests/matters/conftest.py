from __future__ import annotations

import pytest

from yiwang.kernel import clock

from ..cases import city


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    """The small city, on a virtual Monday morning, without a catalogue."""
    city.settle()
    return wound
