"""What the doors know of connectors, and how their readings become a batch: by map, converted, row by row.

A platform or a device is not refused whole for one wrong reading, as a sender of our own format is: it cannot
correct itself. The good rows are taken, the others are counted and kept for inspection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import Any, cast

from yiwang.kernel import geometry, shapes
from yiwang.kernel.errors import Refusal
from yiwang.kernel.units import convert
from yiwang.sensing.codec import Batch
from yiwang.sensing.contracts import IngestFault
from yiwang.sensing.declarations import (
    ConnectorDeclaration,
    DatabaseConnector,
    DeviceConnector,
    FileConnector,
    ModbusConnector,
    PositionMap,
    PullConnector,
    PushConnector,
    SeriesMap,
)
from yiwang.sensing.logic import MAX_FAULTS, MAX_ROWS, Registry, Rows, SourceRights, check_row, special
from yiwang.sensing.protocols import Reading

INSIDE = "connector"
"""Stands in for a token's digest where a connector of ours hands in readings; no digest looks like it."""
KINDS: dict[str, type[Any]] = {
    "hj212": DeviceConnector,
    "sl651": DeviceConnector,
    "modbus": ModbusConnector,
    "push": PushConnector,
    "pull": PullConnector,
    "database": DatabaseConnector,
    "file": FileConnector,
}
PULLED = ("modbus", "pull", "database", "file")


def declaration_of(kind: str, stored: Any) -> ConnectorDeclaration:
    """The declaration that a row keeps."""
    return cast(ConnectorDeclaration, shapes.convert(stored, KINDS[kind]))


@dataclass(frozen=True, slots=True)
class Link:
    """A connector as the doors use it."""

    declaration: ConnectorDeclaration
    rights: SourceRights
    series: Mapping[tuple[str, str], SeriesMap]
    positions: Mapping[str, Sequence[PositionMap]]
    codes: Mapping[str, Sequence[str]]
    """Names of the series that are taken, by station."""

    @property
    def id(self) -> str:
        return self.declaration.id

    @property
    def zone(self) -> timezone:
        return timezone(timedelta(hours=self.declaration.utc_offset_h))


def link_of(declaration: ConnectorDeclaration, rights: SourceRights) -> Link:
    positions: dict[str, list[PositionMap]] = {}
    codes: dict[str, list[str]] = {}
    for one in declaration.series:
        codes.setdefault(one.station, []).append(one.code)
    for position in declaration.positions:
        positions.setdefault(position.station, []).append(position)
        codes.setdefault(position.station, []).extend((position.lon, position.lat))
    return Link(
        declaration=declaration,
        rights=rights,
        series={(one.station, one.code): one for one in declaration.series},
        positions=positions,
        codes=codes,
    )


@dataclass(slots=True)
class Taken:
    """What became of readings: batches of the good ones, and the rest."""

    batches: list[Batch] = field(default_factory=list)
    """What is to be made durable, each no larger than the door takes."""
    unmapped: int = 0
    refused: int = 0
    faults: list[IngestFault] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(map(len, self.batches))


def take(link: Link, readings: Sequence[Reading], registry: Registry, now_us: int) -> Taken:
    """Map, convert and check; `index` of a fault is the reading's place in `readings`."""
    rows = Rows(registry, link.rights, now_us)
    taken = Taken()
    moved = _positions(link, readings)
    for index, one in enumerate(readings):
        if index in moved:
            name, value = moved[index]
            unit = ""
        else:
            found = link.series.get((one.station, one.code))
            if found is None:
                taken.unmapped += 1
                continue
            name, value, unit = found.datastream, one.value, found.unit
        before = rows.refused
        stream = registry.streams.get(name)
        if unit and stream is not None:
            value = convert(value, unit, stream.unit)
        check_row(
            rows,
            index,
            datastream=name,
            observed_at=one.observed_at,
            value=value if value == value else special("NaN"),
            quality=one.quality,
        )
        taken.refused += rows.refused > before
        if len(rows.codes) == MAX_ROWS:
            rows = _finish(rows, taken)
    _finish(rows, taken)
    return taken


def _finish(rows: Rows, taken: Taken) -> Rows:
    """Put what `rows` holds into `taken`; an empty one to go on with."""
    taken.faults += rows.faults[: MAX_FAULTS - len(taken.faults)]
    rows.faults = []
    if rows.codes:
        taken.batches.append(rows.batch())
    return Rows(rows.registry, rows.source, rows.now_us)


def _positions(link: Link, readings: Sequence[Reading]) -> dict[int, tuple[str, float]]:
    """(datastream, WGS 84 degrees) of the readings that are half of a position, by their place."""
    found: dict[int, tuple[str, float]] = {}
    if not link.positions:
        return found
    places = {(one.station, one.code, one.observed_at): index for index, one in enumerate(readings)}
    for index, one in enumerate(readings):
        for position in link.positions.get(one.station, ()):
            other = places.get((one.station, position.lat, one.observed_at))
            if one.code != position.lon or other is None:
                continue
            try:
                lon, lat = geometry.to_wgs84(one.value, readings[other].value, position.frame)
                geometry.check_point(lon, lat)
            except Refusal:
                lon = lat = float("nan")
            found[index] = (position.lon_datastream, lon)
            found[other] = (position.lat_datastream, lat)
    return found


def things_of(declaration: ConnectorDeclaration, things: Mapping[str, str]) -> set[str]:
    """The things whose datastreams a connector feeds; `things` names the thing of each datastream."""
    return {things[name] for name in datastreams_of(declaration) if name in things}


def datastreams_of(declaration: ConnectorDeclaration) -> Iterable[str]:
    yield from (one.datastream for one in declaration.series)
    for position in declaration.positions:
        yield from (position.lon_datastream, position.lat_datastream)
