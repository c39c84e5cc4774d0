"""What is computed of a position, as properties of any line and any point of a city."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from yiwang.kernel import geometry
from yiwang.kernel.declarations import Words
from yiwang.sensing._tracks import Track, closed_at, derive, distance_m, holds, zone_of
from yiwang.sensing.declarations import Derivation, Route, Zone

WORDS = Words(zh="线", en="line")
lons = st.floats(110.2, 110.6)
lats = st.floats(21.1, 21.4)
points = st.tuples(lons, lats)
lines = st.lists(points, min_size=2, max_size=8).map(tuple)
rings = st.lists(points, min_size=3, max_size=8, unique=True).map(tuple)


def route(line: tuple[tuple[float, float], ...]) -> Route:
    return Route(code="a", name=WORDS, line=line)


def zone(ring: tuple[tuple[float, float], ...], since: str = "00:00", until: str = "00:00") -> Zone:
    return Zone(code="a", name=WORDS, ring=ring, since=since, until=until)


def at(hour: int, minute: int = 0) -> int:
    """Microseconds of a time of the day in Beijing, on 2 March 2026."""
    return int(datetime(2026, 3, 1 + (hour >= 8), (hour - 8) % 24, minute, tzinfo=UTC).timestamp() * 1e6)


@given(lines, points)
def test_nothing_is_farther_from_a_route_than_from_its_points(
    line: tuple[tuple[float, float], ...], point: tuple[float, float]
) -> None:
    found = distance_m(route(line), *point)
    assert 0 <= found <= min(geometry.distance_m(*one, *point) for one in line) * 1.002 + 0.1


@given(lines, st.integers(0, 6), st.floats(0, 1))
def test_a_point_on_a_route_is_not_off_it(
    line: tuple[tuple[float, float], ...], number: int, share: float
) -> None:
    start, end = line[number % (len(line) - 1)], line[number % (len(line) - 1) + 1]
    point = (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
    assert distance_m(route(line), *point) < 0.1


@given(lines, points, points)
def test_who_drives_a_metre_is_at_most_a_metre_farther_off(
    line: tuple[tuple[float, float], ...], here: tuple[float, float], there: tuple[float, float]
) -> None:
    driven = geometry.distance_m(*here, *there)
    assert abs(distance_m(route(line), *here) - distance_m(route(line), *there)) <= driven * 1.01 + 0.1


@given(lines, points)
def test_a_route_driven_back_is_the_same_route(
    line: tuple[tuple[float, float], ...], point: tuple[float, float]
) -> None:
    assert distance_m(route(line), *point) == pytest.approx(distance_m(route(line[::-1]), *point), abs=0.01)


@given(rings, points)
def test_a_zone_holds_what_its_polygon_holds(
    ring: tuple[tuple[float, float], ...], point: tuple[float, float]
) -> None:
    shape = shapely.Polygon(ring)
    assume(shape.is_valid and shape.exterior.distance(shapely.Point(point)) > 1e-9)
    assert holds(zone(ring), *point) == shape.contains(shapely.Point(point))


@given(st.times(), st.times(), st.times())
def test_a_zone_is_closed_at_its_hours_or_at_the_others(since: object, until: object, now: object) -> None:
    first, last, moment = str(since)[:5], str(until)[:5], str(now)[:5]
    assume(first != last)
    closed = closed_at(zone(((0, 0), (0, 1), (1, 1)), first, last), moment)
    assert closed != closed_at(zone(((0, 0), (0, 1), (1, 1)), last, first), moment)


def test_the_hours_of_a_zone_are_those_of_beijing() -> None:
    ring = ((110.3, 21.2), (110.5, 21.2), (110.5, 21.3), (110.3, 21.3))
    night = zone(ring, "22:00", "06:00")
    assert zone_of((night,), at(23), 110.4, 21.25) == 1
    assert zone_of((night,), at(5, 59), 110.4, 21.25) == 1
    assert zone_of((night,), at(6), 110.4, 21.25) == 0
    assert zone_of((night,), at(23), 110.6, 21.25) == 0
    assert zone_of((zone(ring, "00:00", "01:00"), night), at(23), 110.4, 21.25) == 2


@given(st.lists(st.tuples(st.integers(0, 3_600), points), min_size=1, max_size=20), st.floats(10, 500))
def test_it_has_stood_no_longer_than_it_was_watched(
    seen: list[tuple[int, tuple[float, float]]], within_m: float
) -> None:
    said = Derivation(of="standing", within_m=within_m)
    track = Track()
    track.take(0, 1)
    first = min(time for time, _ in seen)
    for time, (lon, lat) in sorted(seen):
        stood = derive(said, track, time * 1_000_000, lon, lat)
        assert 0 <= stood <= time - first
        assert geometry.distance_m(track.lon, track.lat, lon, lat) <= within_m or stood == 0


def test_who_creeps_beyond_the_radius_has_moved() -> None:
    said, track = Derivation(of="standing", within_m=50), Track()
    track.take(0, 1)
    step = 30 / geometry.EARTH_RADIUS_M / math.radians(1)
    stood = [derive(said, track, minute * 60_000_000, 110.4, 21.2 + minute * step) for minute in range(5)]
    assert stood == [0, 60, 0, 60, 0]


def test_what_is_on_no_route_is_nobodys_business() -> None:
    line = route(((110.3, 21.2), (110.5, 21.2)))
    off = Derivation(of="off_route", routes=(line,))
    stands = Derivation(of="standing")
    track = Track()
    assert derive(off, track, 10, 110.4, 21.3) == 0
    track.take(20, 1)
    assert derive(off, track, 20, 110.4, 21.3) == pytest.approx(11_119, rel=0.001)
    assert derive(stands, track, 20_000_000, 110.4, 21.3) == 0
    assert derive(stands, track, 80_000_000, 110.4, 21.3) == 60
    track.take(90_000_000, 0)
    assert derive(stands, track, 100_000_000, 110.4, 21.3) == 0
    assert derive(off, track, 100_000_000, 110.4, 21.3) == 0
    # A position that comes late is judged by the route of its own time.
    assert derive(off, track, 60_000_000, 110.4, 21.3) > 11_000
    # A number that stands for no route that we know says nothing.
    track.take(200_000_000, 7)
    assert derive(off, track, 300_000_000, 110.4, 21.3) == 0
