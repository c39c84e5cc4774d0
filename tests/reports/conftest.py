from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cases import city
from tests.indicators.conftest import lake_of_its_own
from tests.indicators.test_city import some_cases
from tests.indicators.test_city import town as city_of_cases
from yiwang.identity.models import Charge, Grant, User
from yiwang.kernel import clock
from yiwang.reports import api

__all__ = ["city_of_cases", "lake_of_its_own"]
# Alice edits, nora reviews, lena (in charge of the whole city) signs; eddie sits in the east county.
PEOPLE = [
    ("nora", "c-yx", city.CITY, "dispatcher"),
    ("eddie", "e-zf", city.EAST, "supervisor"),
    ("emil", "e-zf", city.EAST, "handler"),
    ("wang", "w-zf", city.WEST, "handler"),
    ("lena", "c-zf", city.CITY, "leader"),
    ("lee", "e-zf", city.EAST, "leader"),
]


@pytest.fixture
def told(city_of_cases: clock.VirtualClock, bus: object) -> clock.VirtualClock:
    """The small city with people, publications, and cases of the week before in two counties."""
    for login, unit, path, role in PEOPLE:
        User.objects.create(id=login, login=login, name=login, unit_id=unit, post=role, area_path=path)
        Grant.objects.create(
            id=f"{login}:{role}", user_id=login, role=role, kind="standing", granted_by="test",
            starts_at=clock.now() - timedelta(days=1),
        )  # fmt: skip
        if role == "leader":
            Charge.objects.create(user_id=login, area_path=path, line="*", unit_id="")
    api.load()
    some_cases(city_of_cases)
    return city_of_cases
