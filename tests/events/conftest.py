from __future__ import annotations

import pytest

from tests.cases import city
from yiwang.cases import tasks as cases_tasks
from yiwang.events import tasks as events_tasks
from yiwang.kernel import clock

assert cases_tasks
assert events_tasks


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    """The small city with its catalogue, on a virtual Monday morning at nine."""
    city.settle()
    city.declare()
    return wound
