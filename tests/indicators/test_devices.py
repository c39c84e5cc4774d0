"""Devices are looked at once an hour, and their share adds up like any other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cases import city, world
from yiwang.identity import api as identity
from yiwang.indicators import api
from yiwang.indicators._looking import LookTask
from yiwang.indicators._sources import SOURCES
from yiwang.indicators.contracts import Value, period_of
from yiwang.indicators.models import Noted
from yiwang.kernel import clock
from yiwang.kernel.tasks import acquire
from yiwang.sensing.models import Thing

from . import rows

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]


def look() -> int:
    lease = acquire("indicators.devices", "test")
    assert lease is not None
    done = LookTask().pump(lease)
    while rows.counting.count(SOURCES["devices"], rows.lease()):
        pass
    return done


def share(area: str) -> Value:
    period = period_of("day", clock.now().astimezone(clock.SHANGHAI).date())
    return api.values(identity.subject_of("alice"), ["devices.online"], area_id=area, periods=[period])[0]


def test_a_look_notes_what_has_changed_and_the_share_comes_from_the_parts(
    wound: clock.VirtualClock,
) -> None:
    city.settle()
    for number, (area_id, path) in enumerate(
        [("449901001", city.EAST_TOWN), ("449901001", city.EAST_TOWN), ("449902001", city.WEST_TOWN)]
    ):
        world.thing(f"t{number}")
        # The longest name that a kind may have is part of the key of a row.
        Thing.objects.filter(pk=f"t{number}").update(area_id=area_id, area_path=path, kind="k" * 80)
    assert look() == 2  # one row an area and kind
    assert (share("4499").numerator, share("4499").denominator, share("449901").denominator) == (0, 3, 2)
    assert look() == 0  # within the hour
    wound.advance(timedelta(hours=1))
    assert look() == 0  # nothing has changed
    Thing.objects.filter(pk="t1").update(retired_at=clock.now())
    wound.advance(timedelta(hours=1))
    assert look() == 1
    assert (share("4499").denominator, share("449901").denominator) == (2, 1)
    wound.advance(timedelta(days=1))
    assert look() == 2  # a day of its own
    assert Noted.objects.filter(source="devices").count() == 5
