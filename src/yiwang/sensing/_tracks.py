"""What a position says, without a database: how far off a route, in which zone, how long it has stood."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from yiwang.kernel import clock, geometry
from yiwang.sensing.declarations import Derivation, Route, Zone

RADIUS_M = geometry.EARTH_RADIUS_M
ROUTES_KEPT = 16
"""So many changes of route are remembered, for positions that come late."""


@dataclass(slots=True)
class Track:
    """What is remembered of one thing that moves."""

    changes: list[tuple[int, int]] = field(default_factory=list)
    """(observed_us, number of the route from then on), in order."""
    lon: float = 0.0
    lat: float = 0.0
    since_us: int | None = None
    """Where it stands, and since when; None while it is on no route."""

    def take(self, observed_us: int, number: int) -> None:
        """It is on another route from then on."""
        bisect.insort(self.changes, (observed_us, number))
        del self.changes[:-ROUTES_KEPT]

    def route(self, observed_us: int) -> int:
        """The number of the route that it was on, 0 for none."""
        place = bisect.bisect_right(self.changes, (observed_us, 1 << 31))
        return self.changes[place - 1][1] if place else 0

    def stand(self, observed_us: int, lon: float, lat: float, within_m: float) -> float:
        """Seconds that it has stood where it is now; a position older than that is none."""
        moved = geometry.distance_m(self.lon, self.lat, lon, lat) > within_m
        if self.since_us is None or (moved and observed_us > self.since_us):
            self.lon, self.lat, self.since_us = lon, lat, observed_us
        return max(0.0, (observed_us - self.since_us) / 1e6)


def derive(said: Derivation, track: Track, observed_us: int, lon: float, lat: float) -> float:
    """The value of a derived property at one position."""
    number = track.route(observed_us)
    if not number:
        track.since_us = None
        return 0.0
    if said.of == "standing":
        return track.stand(observed_us, lon, lat, said.within_m)
    if said.of == "off_route":
        known = 0 < number <= len(said.routes)
        return round(distance_m(said.routes[number - 1], lon, lat), 1) if known else 0.0
    return float(zone_of(said.zones, observed_us, lon, lat))


def distance_m(route: Route, lon: float, lat: float) -> float:
    """Metres from a point to the nearest part of a route; on a plane through the point, true for a city."""
    return float(_distances(np.array(route.line, dtype=np.float64), lon, lat).min())


def _distances(line: NDArray[np.float64], lon: float, lat: float) -> NDArray[np.float64]:
    scale = np.radians(1.0) * RADIUS_M
    plane = (line - (lon, lat)) * (scale * np.cos(np.radians(lat)), scale)
    start, step = plane[:-1], np.diff(plane, axis=0)
    length = (step**2).sum(axis=1)
    # A segment without length is its point.
    along = np.where(length > 0, -(start * step).sum(axis=1) / np.where(length > 0, length, 1.0), 0.0)
    nearest = start + np.clip(along, 0.0, 1.0)[:, None] * step
    found: NDArray[np.float64] = np.hypot(nearest[:, 0], nearest[:, 1])
    return found


def zone_of(zones: Sequence[Zone], observed_us: int, lon: float, lat: float) -> int:
    """The number of the first zone that is closed at that time and holds the point; 0 for none."""
    moment = datetime.fromtimestamp(observed_us / 1e6, tz=UTC).astimezone(clock.SHANGHAI)
    for number, zone in enumerate(zones, 1):
        if closed_at(zone, f"{moment:%H:%M}") and holds(zone, lon, lat):
            return number
    return 0


def closed_at(zone: Zone, time: str) -> bool:
    """Whether a zone may not be entered at a time of the day (`07:30`)."""
    if zone.since == zone.until:
        return True
    if zone.since < zone.until:
        return zone.since <= time < zone.until
    return time >= zone.since or time < zone.until


def holds(zone: Zone, lon: float, lat: float) -> bool:
    """Whether a zone's ring goes round a point: how often a line to the east crosses it."""
    inside = False
    before = zone.ring[-1]
    for point in zone.ring:
        if (point[1] > lat) != (before[1] > lat):
            crosses = before[0] + (lat - before[1]) / (point[1] - before[1]) * (point[0] - before[0])
            inside ^= lon < crosses
        before = point
    return inside
