"""The newest reading of every datastream, and when every thing was last heard: state kept, not searched
for."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from yiwang.kernel import statements
from yiwang.kernel.tasks import Lease
from yiwang.sensing import _registry, _rows, _stream
from yiwang.sensing._series import last_reading
from yiwang.sensing.contracts import ObservationColumns
from yiwang.sensing.logic import micros
from yiwang.sensing.models import Datastream, LatestValue, RegistryMark, StreamPosition, Thing, ThingStanding

log = logging.getLogger(__name__)

NAME = "latest"
MESSAGES = 1_024
READ_BYTES = 32 << 20
"""What is behind is taken in large pieces, because a datastream's row is written once a piece."""
CHUNK = 500
ROWS = 2_000
"""Rows of a transaction: every other writer of SQLite waits for so many."""
_NEVER = -(2**63)
_NOBODY = -1


def _times() -> NDArray[np.int64]:
    return np.empty(0, np.int64)


@dataclass(slots=True)
class _Known:
    """What is remembered of datastreams and things: names have places in arrays that grow."""

    place: dict[str, int] = field(default_factory=dict)
    """Datastream → its place in `seen` and `thing`."""
    seen: NDArray[np.int64] = field(default_factory=_times)
    """When its newest reading was made."""
    thing: NDArray[np.int64] = field(default_factory=_times)
    """Its thing's place."""
    things: list[str] = field(default_factory=list)
    thing_place: dict[str, int] = field(default_factory=dict)
    """Thing → its place in `things`, `silent_us` and `heard`."""
    silent_us: NDArray[np.int64] = field(default_factory=_times)
    """After how long it counts as silent; `_NEVER` while that is not known."""
    heard: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))
    """Whether it was heard before."""

    def add(self, owners: dict[str, str], newest: dict[str, int]) -> None:
        """Know datastreams (datastream → thing), and what is stored of some as their newest time."""
        new = [one for one in dict.fromkeys(owners.values()) if one not in self.thing_place]
        self.thing_place.update(zip(new, range(len(self.things), len(self.things) + len(new)), strict=True))
        self.things += new
        self.silent_us = np.append(self.silent_us, np.full(len(new), _NEVER, np.int64))
        self.heard = np.append(self.heard, np.zeros(len(new), np.bool_))
        self.place.update(zip(owners, range(len(self.place), len(self.place) + len(owners)), strict=True))
        things = [self.thing_place[one] for one in owners.values()]
        self.thing = np.append(self.thing, np.array(things, np.int64))
        self.seen = np.append(self.seen, np.array([newest.get(one, _NEVER) for one in owners], np.int64))

    def places(self, names: list[str]) -> NDArray[np.int64]:
        """Where these datastreams are; `_NOBODY` for one that nobody declared."""
        return np.fromiter((self.place.get(name, _NOBODY) for name in names), np.int64, len(names))


@dataclass(slots=True)
class _Heard:
    """Places of things, and when each was last heard."""

    things: NDArray[np.int64]
    when: NDArray[np.int64]


@dataclass(slots=True, kw_only=True)
class _Newest:
    """The newest readings of a piece of the stream, as columns; `gone` are datastreams with none left."""

    names: list[str]
    observed_us: list[int]
    received_us: list[int]
    values: list[float]
    qualities: list[int]
    seqs: list[int]
    more: list[str | None]
    gone: list[str] = field(default_factory=list)

    def take(self, name: str, row: dict[str, Any] | None) -> None:
        """Of this datastream it is `row`, a reading of the lake, or none."""
        if row is None:
            self.gone.append(name)
            return
        self.names.append(name)
        self.observed_us.append(row["observed_us"])
        self.received_us.append(row["received_us"])
        self.values.append(row["value"])
        self.qualities.append(row["quality"])
        self.seqs.append(row["seq"])
        self.more.append(row["more"])

    def columns(self) -> dict[str, list[Any]]:
        """As the table of newest values has them."""
        return {
            "datastream_id": self.names,
            "observed_at": _rows.moments(np.array(self.observed_us, np.int64)),
            "received_at": _rows.moments(np.array(self.received_us, np.int64)),
            "value": self.values,
            "quality": self.qualities,
            "seq": self.seqs,
            "more": self.more,
        }


class LatestTask:
    """Reads the stream on from its stored position; rows and position move in one transaction."""

    name = "sensing.latest"
    wakes = ("obs",)
    every = 1.0
    pause = 0.2

    def __init__(self) -> None:
        self._fence = 0
        self._known = _Known()
        self._mark = -1

    def pump(self, lease: Lease) -> int:
        if lease.fence != self._fence:
            # A new holder knows nothing: what was remembered may belong to another's past.
            self._known, self._mark, self._fence = _Known(), -1, lease.fence
        row = statements.find(StreamPosition, name=NAME)
        position = row.seq if row else 0
        messages = _stream.read(position, MESSAGES, max_bytes=READ_BYTES)
        found = _stream.columns(messages, position, numbers=False)
        if found.last_seq == position:
            return 0
        self._learn(found.datastreams)
        places = self._known.places(found.datastreams)
        self._store(lease, self._newest(found, places), self._heard(found, places), found.last_seq)
        return max(len(found), 1)

    def _learn(self, names: list[str]) -> None:
        unknown = [name for name in names if name not in self._known.place]
        owners: dict[str, str] = {}
        newest: dict[str, int] = {}
        for start in range(0, len(unknown), CHUNK):
            part = unknown[start : start + CHUNK]
            owners.update(Datastream.objects.filter(pk__in=part).values_list("id", "thing_id"))
            for id_, observed_at in LatestValue.objects.filter(pk__in=part).values_list("pk", "observed_at"):
                newest[id_] = micros(observed_at)
        if owners:
            self._known.add(owners, newest)

    def _newest(self, found: ObservationColumns, places: NDArray[np.int64]) -> _Newest:
        """The last row of each datastream by observation time, the later one in the stream when they are
        equal; only what is not older than the newest that is known."""
        order = np.lexsort((found.observed_us, found.codes))
        codes = found.codes[order]
        last = order[np.flatnonzero(np.append(codes[1:] != codes[:-1], True))] if len(found) else order
        at = places[found.codes[last]]
        fresh = at != _NOBODY
        fresh[fresh] = found.observed_us[last[fresh]] >= self._known.seen[at[fresh]]
        numbers = fresh & ~np.isnan(found.values[last])
        rows = last[numbers]
        newest = _Newest(
            names=[found.datastreams[code] for code in found.codes[rows].tolist()],
            observed_us=found.observed_us[rows].tolist(),
            received_us=found.received_us[rows].tolist(),
            values=found.values[rows].tolist(),
            qualities=found.qualities[rows].tolist(),
            seqs=found.seqs[rows].tolist(),
            more=[found.more[row] for row in rows.tolist()] if found.more else [None] * len(rows),
        )
        # Deleted, or a result that is no number: the newest number is another one, or none is left.
        for row in last[fresh & ~numbers].tolist():
            name = found.datastreams[found.codes[row]]
            newest.take(name, last_reading(name))
        return newest

    def _heard(self, found: ObservationColumns, places: NDArray[np.int64]) -> _Heard:
        """When the things of these readings were last heard, by time of receipt."""
        latest = np.zeros(len(found.datastreams), dtype=np.int64)
        np.maximum.at(latest, found.codes, found.received_us)
        ours = places != _NOBODY
        when = np.zeros(len(self._known.things), dtype=np.int64)
        np.maximum.at(when, self._known.thing[places[ours]], latest[ours])
        things = np.flatnonzero(when)
        return _Heard(things, when[things])

    def _end_trials(self, things: NDArray[np.int64]) -> None:
        """A thing that was heard has shown that it fits its model."""
        new = [self._known.things[place] for place in things[~self._known.heard[things]].tolist()]
        for start in range(0, len(new), CHUNK):
            # scope: bookkeeping of what was heard, not a question of who may see
            if Thing.objects.filter(pk__in=new[start : start + CHUNK], trial=True).update(trial=False):
                Datastream.objects.filter(thing__in=new[start : start + CHUNK]).update(mark=_registry.step())

    def _silences(self) -> NDArray[np.int64]:
        """After how many microseconds each known thing counts as silent."""
        known = self._known
        mark = statements.find(RegistryMark, id=1)
        if mark is None or mark.mark != self._mark:
            known.silent_us[:], self._mark = _NEVER, mark.mark if mark else -1
        unknown = [known.things[place] for place in np.flatnonzero(known.silent_us == _NEVER).tolist()]
        for start in range(0, len(unknown), CHUNK):
            part = unknown[start : start + CHUNK]
            for id_, silent_after_s in Thing.objects.filter(pk__in=part).values_list("id", "silent_after_s"):
                known.silent_us[known.thing_place[id_]] = silent_after_s * 1_000_000
        return known.silent_us

    def _store(self, lease: Lease, newest: _Newest, heard: _Heard, seq: int) -> None:
        things, when = heard.things, heard.when
        silent = self._silences()[things]
        there = silent != _NEVER
        latest = newest.columns()
        standing = {
            "thing_id": [self._known.things[place] for place in things[there].tolist()],
            "last_received_at": _rows.moments(when[there]),
            "silent_at": _rows.moments((when + silent)[there]),
        }
        # Short transactions: all but the last hold rows that may safely be written again after a crash.
        parts = max(-(-max(len(newest.names), int(there.sum())) // ROWS), 1)
        for number in range(parts):
            part = slice(number * ROWS, (number + 1) * ROWS)
            with transaction.atomic():
                lease.hold()
                _rows.put(LatestValue, {name: column[part] for name, column in latest.items()})
                _rows.put(ThingStanding, {name: column[part] for name, column in standing.items()})
                if number == parts - 1:
                    self._end_trials(things)
                    if newest.gone:
                        LatestValue.objects.filter(pk__in=newest.gone).delete()
                    statements.put(StreamPosition(name=NAME, seq=seq))
        self._known.heard[things] = True
        self._known.seen[self._known.places(newest.names)] = newest.observed_us
        self._known.seen[self._known.places(newest.gone)] = _NEVER
