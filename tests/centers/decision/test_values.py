"""What the mission's own targets come to in a city that has had cases, against the rows themselves."""

from __future__ import annotations

import pytest

from tests.cases import world
from tests.indicators.conftest import lake_of_its_own
from tests.indicators.test_city import CITY, pump, some_cases, who
from tests.indicators.test_city import town as city_of_cases
from yiwang.cases import api as cases
from yiwang.cases.models import Case
from yiwang.centers.decision import api
from yiwang.centers.decision.contracts import TargetRow
from yiwang.events.models import Event
from yiwang.kernel import clock
from yiwang.matters import api as matters

__all__ = ["city_of_cases", "lake_of_its_own"]
pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]


@pytest.fixture
def year(city_of_cases: clock.VirtualClock) -> dict[str, TargetRow]:
    """Appeals, water that gauges found, and two faults of devices of which one is taken in time."""
    for number in range(3):
        world.alert(f"g{number}")
    for gauge in ("g7", "g8"):
        world.alert(gauge, outcome="device_fault", matter=None)
    pump()
    cases.take(who("mia"), Case.objects.get(kind="maintenance", thing_id="g7").id)
    some_cases(city_of_cases)
    return {one.id: one for one in api.targets(who("alice"), area=CITY).rows}


def test_the_coverage_is_matters_with_a_case_of_all_matters(year: dict[str, TargetRow]) -> None:
    leads = Case.objects.filter(role="lead").exclude(matter="").exclude(state="void")
    had = set(leads.values_list("matter", flat=True))
    one, listed = year["F1"], matters.list_matters(size=1).total
    assert 0 < len(had) <= listed
    assert (one.numerator, one.denominator) == (float(len(had)), float(listed))
    assert one.value == pytest.approx(100 * len(had) / listed)
    assert (one.target, one.provisional) == (90.0, True)
    assert "按类别" in one.definition_zh


def test_intelligence_is_the_share_of_events_that_machines_found(year: dict[str, TargetRow]) -> None:
    single = Event.objects.filter(kind="single")
    found = sum(one.source.startswith("alert:") for one in single)
    one = year["F2"]
    assert 0 < found < len(single)
    assert (one.numerator, one.denominator) == (float(found), float(len(single)))
    assert one.value == pytest.approx(100 * found / len(single))
    assert one.provisional


def test_the_response_is_maintenance_taken_in_time_of_what_was_due(year: dict[str, TargetRow]) -> None:
    one = year["F55"]
    assert (one.numerator, one.denominator, one.value) == (1.0, 2.0, 50.0)
    assert one.provisional
