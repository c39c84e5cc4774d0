from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cases import city
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.identity.models import Charge
from yiwang.kernel import clock

# The mayor has the whole city, vera the line of city management, olga the water; lee leads the east county.
PEOPLE = [
    ("mayor", "c-zf", city.CITY, "leader"),
    ("vera", "c-zf", city.CITY, "leader"),
    ("olga", "c-zf", city.CITY, "leader"),
    ("lee", "e-zf", city.EAST, "leader"),
    ("east", "e-zf", city.EAST, "handler"),
    ("sam", "c-yx", city.CITY, "secretary"),
    ("sue", "e-zf", city.EAST, "secretary"),
]


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    """The small city with its leaders and secretaries, on a virtual Monday morning at nine."""
    people()
    return wound


def people() -> None:
    city.settle()
    for login, unit, path, role in PEOPLE:
        city.person(login, unit, path, role)
    Charge.objects.filter(user_id="vera").update(line="urban_management")
    Charge.objects.filter(user_id="olga").update(line="water")


@pytest.fixture
def who() -> Callable[[str], Subject]:
    """A person of the small city as a subject."""
    return identity.subject_of
