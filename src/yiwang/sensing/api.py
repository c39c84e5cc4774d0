"""The door of sensing: declare things, hand in readings, read them as they stream, ask for the newest and
the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction

from yiwang.identity.api import Scope
from yiwang.identity.contracts import Subject
from yiwang.kernel import clock, facts, geometry, statements
from yiwang.kernel.pages import Page
from yiwang.kernel.sheets import Sheet
from yiwang.sensing import (
    _connectors,
    _coverage,
    _declare,
    _door,
    _registry,
    _series,
    _sources,
    _stream,
    _things,
    _watch,
    models,
)
from yiwang.sensing._device_shapes import Answering
from yiwang.sensing._import import import_command, import_connectors_command, load_connectors
from yiwang.sensing.codec import Batch
from yiwang.sensing.contracts import (
    GOOD,
    Accepted,
    ConnectorRow,
    CredentialRefused,
    Datastream,
    Declared,
    DeviceHealth,
    IssuedToken,
    KeptRow,
    Latest,
    ObservationColumns,
    ObservationIn,
    Series,
    SourceInfo,
    Standing,
    Thing,
    ThingDetail,
    ThingModel,
    ThingRow,
    UnknownDatastream,
    UnknownThing,
)
from yiwang.sensing.declarations import SensingDeclaration
from yiwang.sensing.logic import check_typed, micros, moment_of

__all__ = [
    "accept",
    "answering",
    "connectors",
    "datastreams_of",
    "declare",
    "device_health",
    "find_datastream",
    "find_thing",
    "get_datastream",
    "get_thing",
    "history",
    "import_command",
    "import_connectors_command",
    "issue_token",
    "kept_frames",
    "last_seq",
    "latest",
    "load_connectors",
    "note",
    "points",
    "position",
    "read",
    "retire_connectors",
    "revoke_source",
    "series",
    "sources",
    "standing",
    "thing_detail",
    "thing_models",
    "things",
    "watchable",
]

MAX_POINTS = 20_000
HOUSE = "house"
"""The source of readings that the house makes."""
MOST_POINTS = 5_000
"""Things that a map draws one by one."""
MOST_ROWS = 200


# -----------------------------------------------------------------------------------------------------
# declaring


def declare(records: Iterable[SensingDeclaration], *, pack: str) -> Declared:
    """Take over what `pack` says about models, things and sources; the same again changes nothing.

    Raises DeclarationRefused with every fault of every record; then nothing was changed.
    """
    return _declare.declare(records, pack)


def retire_connectors(*, pack: str, keep: Sequence[str]) -> int:
    """Close the connectors that `pack` no longer names; how many those were."""
    with transaction.atomic():
        return _connectors.retire(pack, keep)


def issue_token(source_id: str, subject: Subject) -> IssuedToken:
    """A fresh token of a declared source; an earlier one stops working now. Needs things.manage."""
    return _sources.issue(source_id, subject)


def revoke_source(source_id: str, subject: Subject, reason: str) -> SourceInfo:
    """Cut a source off at once. Needs things.manage."""
    return _sources.revoke(source_id, subject, reason)


def sources() -> list[SourceInfo]:
    """Every source, without secrets."""
    return _sources.sources()


# -------------------------------------------------------------------------------------------------------
# looking


def find_thing(thing_id: str) -> Thing | None:
    row = statements.find(models.Thing, id=thing_id)
    return _things.thing_of(row) if row else None


def get_thing(thing_id: str) -> Thing:
    """The thing, without scope: for other nouns, not for people. Raises UnknownThing."""
    found = find_thing(thing_id)
    if found is None:
        raise UnknownThing(thing=thing_id)
    return found


def find_datastream(datastream_id: str) -> Datastream | None:
    row = models.Datastream.objects.filter(pk=datastream_id).first()
    return _things.datastream_of(row) if row else None


def get_datastream(datastream_id: str) -> Datastream:
    """The datastream, without scope. Raises UnknownDatastream."""
    found = find_datastream(datastream_id)
    if found is None:
        raise UnknownDatastream(datastream=datastream_id)
    return found


def datastreams_of(thing_id: str) -> list[Datastream]:
    """A thing's datastreams in the order of its model."""
    rows = models.Datastream.objects.filter(thing_id=thing_id, retired_at__isnull=True).order_by(
        "place", "id"
    )
    return [_things.datastream_of(row) for row in rows]


def thing_models() -> list[ThingModel]:
    return [
        ThingModel(
            code=row.code,
            name=row.name,
            name_en=row.name_en,
            kind=row.kind,
            properties=row.properties,
            commands=row.commands,
            composite=row.composite,
        )
        for row in models.ThingModel.objects.order_by("code")
    ]


def watchable(things: Sequence[str] | None = None) -> list[tuple[Datastream, Thing]]:
    """Every datastream with its thing, by one query; of these things alone where they are given."""
    return _things.watchable(things)


def things(
    scope: Scope, filters: Mapping[str, Any] | None = None, *, page: int = 1, size: int = 50
) -> Page[ThingRow]:
    """Things in `scope`; filters: kind, model, state, area, unit, demonstration, q."""
    return _things.page(scope, filters or {}, page, size)


def sheet(scope: Scope, filters: Mapping[str, Any] | None = None) -> Sheet:
    """The same list whole, for an export; raises TooManyRows."""
    return _things.sheet(scope, filters or {})


def thing_detail(scope: Scope, thing_id: str) -> ThingDetail:
    """A thing with its datastreams and newest readings; raises UnknownThing outside the scope."""
    return _things.detail(scope, thing_id)


def points(scope: Scope, filters: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Things in `scope` as GeoJSON with state and newest readings; filters: kind, and the sides of a box
    (west, south, east, north, in degrees of CGCS2000).

    Where there are more than 5,000, the cells of a grid with how many stand in each: `count`, `silent`; the
    narrower the box, the finer the grid.
    """
    given = filters or {}
    rows = _things.placed(scope, given)
    if rows.order_by()[: MOST_POINTS + 1].count() <= MOST_POINTS:
        return _things.points(scope, given)
    position = facts.last_position()
    west, east = given.get("west"), given.get("east")
    divided = _coverage.PER_DEGREE
    if west is not None and east is not None:
        divided = geometry.per_degree(east - west)
    features = _coverage.cells(rows, divided)
    return {"type": "FeatureCollection", "position": position, "features": features}


def device_health(scope: Scope, area_path: str = "", kind: str = "") -> DeviceHealth:
    """Inputs of 设备完好率 below a managed path."""
    return _things.health(scope, {"kind": kind}, area_path)


def standing() -> list[Standing]:
    """Things by area and kind, unscoped: aggregates for a figure, no rows for a person."""
    return _things.standing()


def answering(since: datetime) -> list[Answering]:
    """What the things of each scene have told since a moment: aggregates, no rows for a person."""
    return _things.answering(since)


def last_replayed(scope: Scope) -> datetime | None:
    """When the newest reading of a demonstration thing in `scope` came in; None when none ever did."""
    return _things.last_replayed(scope)


def latest(ids: Sequence[str]) -> dict[str, Latest]:
    """The newest reading of each of these datastreams that has any."""
    return _things.latest(ids)


def position(thing_id: str) -> tuple[float, float] | None:
    """Where a thing that moves was last, in degrees WGS 84; None for what stands still or never said."""
    found = _things.latest([f"{thing_id}.lon", f"{thing_id}.lat"])
    if len(found) < 2:
        return None
    return found[f"{thing_id}.lon"].value, found[f"{thing_id}.lat"].value


def series(
    datastream_id: str, start: datetime, end: datetime, limit: int = 5_000, *, marked: bool = False
) -> Series:
    """Readings with start <= observed_at < end, the newest `limit` (at most 20,000), oldest first.

    `marked`: only those that are flagged, late or corrected.
    """
    stream = get_datastream(datastream_id)
    return _series.series(stream, start, end, max(1, min(limit, MAX_POINTS)), marked=marked)


def connectors(scope: Scope, *, page: int = 1, size: int = 50) -> Page[ConnectorRow]:
    """Connectors in `scope` with their health and counters, those in trouble first."""
    return _watch.connectors(scope, _registry.current(), page=max(1, page), size=max(1, min(size, MOST_ROWS)))


def kept_frames(scope: Scope, connector_id: str, *, page: int = 1, size: int = 50) -> Page[KeptRow]:
    """What could not be taken from a connector in `scope`, the newest first; raises UnknownConnector."""
    return _watch.kept(scope, connector_id, page=max(1, page), size=max(1, min(size, MOST_ROWS)))


def history(ids: Sequence[str], start: datetime, end: datetime, limit: int) -> ObservationColumns:
    """Readings of these datastreams with start <= observed_at < end, the oldest `limit`, as columns.

    In order of observation and as if each had been received at once: to judge the past anew.
    """
    return _series.history(ids, start, end, limit)


# ------------------------------------------------------------------------------------------------------
# readings


def accept(batch: Sequence[ObservationIn], source: str, idempotency_key: str | None = None) -> Accepted:
    """Check and make durable a batch of an active source: the door of tasks and rehearsals inside the
    process.

    Raises BatchRefused with every fault (then nothing was taken), CredentialRefused for a source that is not
    active, StreamUnavailable.
    """
    now = clock.now()
    registry = _registry.current()
    rights = next((one for one in registry.by_digest.values() if one.id == source), None)
    if rights is None:
        raise CredentialRefused()
    made = check_typed(batch, registry, rights, micros(now))
    seq = _door.publish_now(made, f"{source}:{idempotency_key}" if idempotency_key else None)
    return Accepted(seq=seq, count=len(made), received_at=moment_of(made.received_us))


def note(datastream_id: str, observed_at: datetime, value: float) -> None:
    """Put what the house itself knows of a thing behind what came in, as a reading; the same again is one.

    Raises StreamUnavailable.
    """
    _door.publish_now(
        Batch(
            source=HOUSE,
            received_us=micros(clock.now()),
            datastreams=[datastream_id],
            codes=np.zeros(1, dtype=np.int32),
            observed_us=np.array([micros(observed_at)], dtype=np.int64),
            values=np.array([value], dtype=np.float64),
            qualities=np.full(1, GOOD, dtype=np.uint8),
        ),
        None,
    )


def read(after_seq: int, limit: int = 256) -> ObservationColumns:
    """Readings of up to `limit` stream messages beyond `after_seq`, in order; raises BusUnavailable.

    `last_seq` is the position to go on from; a message holds one or many readings. Tombstones (quality
    `deleted`) come too, with the value NaN.
    """
    return _stream.columns(_stream.read(after_seq, limit), after_seq)


def last_seq() -> int:
    """The sequence of the newest message of the observation stream."""
    return _stream.last()
