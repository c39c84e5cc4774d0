from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.models import ParkedFact

from . import world


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> Iterator[clock.VirtualClock]:
    """The small city with its catalogue, on a virtual Monday morning at nine; no consumer of ours may give up
    on a fact."""
    world.settle()
    yield wound
    assert not ParkedFact.objects.exists()


@pytest.fixture
def who() -> Callable[[str], Subject]:
    """A person of the small city as a subject."""
    return identity.subject_of
