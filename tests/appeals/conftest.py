from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.appeals import town as _town
from yiwang.appeals import tasks as appeals_tasks
from yiwang.events import tasks as events_tasks
from yiwang.kernel import clock
from yiwang.kernel.models import ParkedFact

assert appeals_tasks
assert events_tasks


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    """The small city with a hotline, on a virtual Monday morning at nine."""
    _town.settle()
    return wound


@pytest.fixture(autouse=True)
def nothing_is_parked(request: pytest.FixtureRequest) -> Iterator[None]:
    """No consumer of ours may give up on a fact."""
    yield
    if "town" in request.fixturenames:
        assert not ParkedFact.objects.exists()
