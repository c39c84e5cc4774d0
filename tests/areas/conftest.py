"""Both cities, loaded once a module into the test database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from yiwang.areas import api
from yiwang.areas.contracts import CityLoaded

CITIES = Path(__file__).parents[2] / "cities"


@pytest.fixture(scope="module")
def cities(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, CityLoaded]]:
    """Zhanjiang and Jiangmen, really loaded; taken away again for the next module."""
    with django_db_blocker.unblock(), transaction.atomic():
        loaded = {name: api.load_city(CITIES / name) for name in ("zhanjiang", "jiangmen")}
        # What is checked inside a test is to be checked again after the test, all of both cities each time.
        connection.check_constraints()
        yield loaded
        transaction.set_rollback(True)


@pytest.fixture
def zhanjiang(cities: dict[str, CityLoaded], db: None) -> CityLoaded:
    return cities["zhanjiang"]
