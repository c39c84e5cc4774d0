"""Sample tracks: where a trip's vehicle is every so often, between the rows of the scene's table."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from yiwang.kernel import geometry, units
from yiwang.packs.recipes.transport_chain.record import Mover, TrackRow

Readings = list[tuple[datetime, str, float]]


def positions(rows: Sequence[TrackRow], mover: Mover, thing: str, starts: datetime) -> Iterator[Readings]:
    """What the terminal sends, one list for each moment, from `starts` to the last row."""
    every = mover.every.total_seconds()
    at, lon, lat = 0.0, rows[0].lon, rows[0].lat
    while at <= rows[-1].minute * 60:
        before, after = _around(rows, at / 60)
        share = 0.0
        if after.minute > before.minute:
            share = (at / 60 - before.minute) / (after.minute - before.minute)
        here = (before.lon + share * (after.lon - before.lon), before.lat + share * (after.lat - before.lat))
        speed = units.convert(geometry.distance_m(lon, lat, *here) / every, "m/s", mover.speed)
        lon, lat = here
        sent = {"lon": round(lon, 6), "lat": round(lat, 6), "speed": round(speed, 1)}
        if mover.loads and before.load is not None:
            later = after.load if after.load is not None else before.load
            sent[mover.loads[0].code] = round(before.load + share * (later - before.load), 2)
        moment = starts + timedelta(seconds=at)
        yield [(moment, f"{thing}.{name}", value) for name, value in sent.items()]
        at += every


def _around(rows: Sequence[TrackRow], minute: float) -> tuple[TrackRow, TrackRow]:
    """The rows before and after a moment."""
    for before, after in itertools.pairwise(rows):
        if minute <= after.minute:
            return before, after
    return rows[-1], rows[-1]
