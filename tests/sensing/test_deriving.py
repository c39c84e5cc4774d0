"""What the house computes of things that move: behind their positions, once, also after a restart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.sensing.conftest import Town, stored, thing
from yiwang.kernel import clock
from yiwang.kernel.declarations import Words
from yiwang.sensing import api
from yiwang.sensing._deriving import DerivingTask
from yiwang.sensing.contracts import BatchRefused, DeclarationRefused, ObservationIn
from yiwang.sensing.declarations import (
    Derivation,
    Kind,
    PropertyDeclaration,
    Route,
    SourceDeclaration,
    ThingModelDeclaration,
)
from yiwang.sensing.models import StreamPosition

Drive = Callable[[int, float, float], None]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
ROUTE = Route(code="east", name=Words(zh="东线", en="east"), line=((110.30, 21.20), (110.50, 21.20)))


def measured(code: str, unit: str, kind: Kind, derived: Derivation | None = None) -> PropertyDeclaration:
    return PropertyDeclaration(
        code=code, name=code, unit=unit, kind=kind, expected_every_s=60, derived=derived
    )


TRUCK = ThingModelDeclaration(
    code="test_truck",
    name="车",
    kind="vehicle",
    properties=(
        measured("lon", "deg", "position"),
        measured("lat", "deg", "position"),
        measured("route", "1", "status"),
        measured("off_route", "m", "other", Derivation(of="off_route", routes=(ROUTE,))),
        measured("standing", "s", "other", Derivation(of="standing")),
    ),
)


@pytest.fixture
def truck(town: Town) -> Town:
    town.declare(
        TRUCK,
        replace(thing("t1"), model="test_truck"),
        SourceDeclaration(id="fleet", name="车队"),
        pack="fleet",
    )
    town.token("fleet")
    pump(town, DerivingTask())
    return town


def pump(town: Town, task: DerivingTask) -> None:
    while task.pump(town.lease(task.name)):
        pass


@pytest.fixture
def drive() -> Drive:
    """One hour of one day: however long a test runs, its minutes are whole minutes apart."""
    hour_ago = clock.now() - timedelta(hours=1)

    def to(minute: int, lon: float, lat: float) -> None:
        at = hour_ago + timedelta(minutes=minute)
        api.accept(
            [
                ObservationIn(datastream="t1.lon", observed_at=at, value=lon),
                ObservationIn(datastream="t1.lat", observed_at=at, value=lat),
            ],
            "fleet",
        )

    return to


def derived(name: str) -> list[float]:
    return [round(row[3], 1) for row in stored(f"datastream = 't1.{name}'")]


def told() -> set[tuple[str, int, float]]:
    """Datastream, instant and value of everything derived."""
    return {(row[0], row[1], row[3]) for row in stored("source = 'derived'")}


def test_a_truck_on_its_route_is_measured_and_one_on_none_is_left_alone(truck: Town, drive: Drive) -> None:
    task = DerivingTask()
    drive(1, 110.40, 21.30)
    api.note("t1.route", clock.now() - timedelta(minutes=58), 1.0)
    drive(3, 110.40, 21.20)
    drive(5, 110.40, 21.21)
    pump(truck, task)
    off, stood = derived("off_route"), derived("standing")
    assert off[:2] == [0, 0]
    assert off[2] == pytest.approx(1112, rel=0.01)
    assert stood == [0, 0, 0]


def test_halves_of_a_position_that_come_apart_are_put_together(truck: Town) -> None:
    task = DerivingTask()
    api.note("t1.route", clock.now() - timedelta(minutes=59), 1.0)
    at = clock.now() - timedelta(minutes=30)
    api.accept([ObservationIn(datastream="t1.lon", observed_at=at, value=110.4)], "fleet")
    pump(truck, task)
    assert derived("off_route") == []
    api.accept([ObservationIn(datastream="t1.lat", observed_at=at, value=21.21)], "fleet")
    pump(truck, task)
    assert derived("off_route") == [pytest.approx(1112, rel=0.01)]


def test_what_is_read_twice_is_stored_once(truck: Town, drive: Drive) -> None:
    task = DerivingTask()
    before = StreamPosition.objects.get(pk="derived").seq
    api.note("t1.route", clock.now() - timedelta(minutes=59), 1.0)
    for minute in (2, 4, 6):
        drive(minute, 110.40, 21.205)
    pump(truck, task)
    assert derived("standing") == [0, 120, 240]
    first = told()
    StreamPosition.objects.filter(pk="derived").update(seq=before)
    pump(truck, DerivingTask())
    # The same instant with the same value: what the lake's writer keeps once.
    assert told() == first


def test_a_new_holder_remembers_how_long_it_has_stood(truck: Town, drive: Drive) -> None:
    api.note("t1.route", clock.now() - timedelta(minutes=59), 1.0)
    drive(2, 110.40, 21.20)
    drive(10, 110.40, 21.20)
    pump(truck, DerivingTask())
    truck.pump_latest()
    drive(12, 110.40, 21.20)
    pump(truck, DerivingTask())
    assert derived("standing") == [0, 480, 600]


def test_nobody_sends_what_the_house_computes(truck: Town) -> None:
    with pytest.raises(BatchRefused):
        api.accept([ObservationIn(datastream="t1.off_route", observed_at=clock.now(), value=0.0)], "fleet")


def test_nothing_is_computed_of_what_does_not_say_where_it_is(town: Town) -> None:
    blind = replace(TRUCK, code="test_blind", properties=TRUCK.properties[2:])
    with pytest.raises(DeclarationRefused):
        town.declare(blind, pack="fleet")
