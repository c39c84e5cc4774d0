from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cases import city
from tests.indicators.conftest import lake_of_its_own
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock

__all__ = ["lake_of_its_own"]
# Alice and dora compose and review for the city, steve publishes; eddie composes for the east county alone.
PEOPLE = [
    ("dora", "c-yx", city.CITY, "dispatcher"),
    ("eddie", "e-zf", city.EAST, "supervisor"),
    ("lena", "c-zf", city.CITY, "leader"),
    ("lee", "e-zf", city.EAST, "leader"),
    ("wang", "w-zf", city.WEST, "leader"),
]


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    """The small city on a virtual Monday morning at nine."""
    city.settle()
    for login, unit, path, role in PEOPLE:
        city.person(login, unit, path, role)
    return wound


@pytest.fixture
def who() -> Callable[[str], Subject]:
    """A person of the small city as a subject."""
    return identity.subject_of
