from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from yiwang.cases import tasks as cases_tasks
from yiwang.events import tasks as events_tasks
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.models import ParkedFact

from . import city, world

assert cases_tasks
assert events_tasks


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    """The small city with its catalogue, on a virtual Monday morning at nine."""
    city.settle()
    city.declare()
    return wound


@pytest.fixture
def who() -> Callable[[str], Subject]:
    """A person of the small city as a subject."""
    return identity.subject_of


@pytest.fixture(autouse=True)
def nothing_is_parked(request: pytest.FixtureRequest) -> Iterator[None]:
    """No consumer of ours may give up on a fact."""
    yield
    if "town" in request.fixturenames:
        assert not ParkedFact.objects.exists()


__all__ = ["world"]
