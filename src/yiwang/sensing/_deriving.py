"""What the house computes of things that move: a reader of the stream that puts its readings behind theirs.

A derived reading is an observation like any other: it is judged, kept, drawn and judged again when it came
late. It bears the time of its position, so that the same positions read twice give the same readings, which
are stored once. How long a thing has stood is remembered; a new holder takes it from the newest readings.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from django.db import transaction

from yiwang.kernel import shapes, statements
from yiwang.kernel.tasks import Lease
from yiwang.sensing import _door, _stream
from yiwang.sensing._tracks import Track, derive
from yiwang.sensing.codec import Batch
from yiwang.sensing.contracts import GOOD, SUSPECT, ObservationColumns
from yiwang.sensing.declarations import PropertyDeclaration
from yiwang.sensing.logic import micros
from yiwang.sensing.models import Datastream, LatestValue, RegistryMark, StreamPosition, ThingModel

NAME = "derived"
MESSAGES = 256
PARTS = ("lon", "lat", "route")
HALVES = 10_000
"""Longitudes that wait for their latitude; the oldest are given up."""


@dataclass(slots=True)
class _Known:
    """Things that move, by what the stream calls their readings."""

    parts: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Datastream → its thing, and which of `PARTS` it is."""
    derived: dict[str, list[PropertyDeclaration]] = field(default_factory=dict)
    """Thing → what is computed of it."""
    tracks: dict[str, Track] = field(default_factory=dict)
    halves: dict[tuple[str, int], dict[str, float]] = field(default_factory=dict)


class DerivingTask:
    """Reads the stream on from its stored position; does nothing while no model says what to derive."""

    name = "sensing.derived"
    wakes = ("obs",)
    every = 1.0
    pause = 0.1

    def __init__(self) -> None:
        self._fence = 0
        self._mark = -1
        self._known = _Known()

    def pump(self, lease: Lease) -> int:
        if lease.fence != self._fence:
            self._fence, self._mark, self._known = lease.fence, -1, _Known()
        mark = statements.find(RegistryMark, id=1)
        if mark is not None and mark.mark != self._mark:
            self._learn()
            self._mark = mark.mark
        if not self._known.derived:
            return 0
        row = statements.find(StreamPosition, name=NAME)
        if row is None:  # what came before anything was to be derived is past
            return self._keep(lease, _stream.last())
        messages = _stream.read(row.seq, MESSAGES)
        found = _stream.columns(messages, row.seq)
        if found.last_seq == row.seq:
            return 0
        made = self._derive(found)
        if made is not None:
            _door.publish_now(made, None)
        self._keep(lease, found.last_seq)
        return max(len(found), 1)

    def _keep(self, lease: Lease, seq: int) -> int:
        with transaction.atomic():
            lease.hold()
            statements.put(StreamPosition(name=NAME, seq=seq))
        return 1

    def _learn(self) -> None:
        """Which things move and what is computed of them; what is remembered of their tracks stays."""
        models: dict[str, list[PropertyDeclaration]] = {}
        for code, properties in ThingModel.objects.values_list("code", "properties"):
            said = [one for one in properties if one.get("derived")]
            if said:
                models[code] = [shapes.convert(one, PropertyDeclaration) for one in said]
        known = _Known(tracks=self._known.tracks, halves=self._known.halves)
        # scope: bookkeeping of where things are, not a question of who may see
        rows = Datastream.objects.filter(
            retired_at__isnull=True, thing__model__in=list(models), property__in=PARTS
        )
        for id_, thing, part, model in rows.values_list("id", "thing_id", "property", "thing__model_id"):
            known.parts[id_] = (thing, part)
            known.derived[thing] = models[model]
        for thing in known.derived:
            if thing not in known.tracks:
                known.tracks[thing] = _remembered(thing, known.derived[thing])
        self._known = known

    def _derive(self, found: ObservationColumns) -> Batch | None:
        known = self._known
        wanted = [known.parts.get(name) for name in found.datastreams]
        ours = np.array([one is not None for one in wanted], dtype=np.bool_)
        if not ours.any():
            return None
        judged = np.isin(found.qualities, (GOOD, SUSPECT)) & ours[found.codes]
        places: list[tuple[int, str, float, float]] = []
        for row in np.flatnonzero(judged).tolist():
            of = wanted[found.codes[row]]
            assert of is not None
            thing, part = of
            at, value = int(found.observed_us[row]), float(found.values[row])
            if part == "route":
                known.tracks[thing].take(at, int(value))
                continue
            half = known.halves.setdefault((thing, at), {})
            half[part] = value
            if len(half) == 2:
                places.append((at, thing, half["lon"], half["lat"]))
                del known.halves[thing, at]
        while len(known.halves) > HALVES:
            del known.halves[next(iter(known.halves))]
        if not places:
            return None
        names: dict[str, int] = {}
        codes, observed, values = [], [], []
        for at, thing, lon, lat in sorted(places):
            for one in known.derived[thing]:
                assert one.derived is not None
                codes.append(names.setdefault(f"{thing}.{one.code}", len(names)))
                observed.append(at)
                values.append(derive(one.derived, known.tracks[thing], at, lon, lat))
        return Batch(
            source=NAME,
            received_us=int(found.received_us[judged].max()),
            datastreams=list(names),
            codes=np.array(codes, dtype=np.int32),
            observed_us=np.array(observed, dtype=np.int64),
            values=np.array(values, dtype=np.float64),
            qualities=np.full(len(codes), GOOD, dtype=np.uint8),
        )


def _remembered(thing: str, derived: list[PropertyDeclaration]) -> Track:
    """What the newest readings still say of a thing: its route, and since when it has stood."""
    track = Track()
    names = {f"{thing}.{one}": one for one in (*PARTS, *(one.code for one in derived))}
    newest = {names[row.pk]: row for row in LatestValue.objects.filter(pk__in=list(names))}
    if "route" in newest:
        track.take(micros(newest["route"].observed_at), int(newest["route"].value))
    stood = next((one.code for one in derived if one.derived and one.derived.of == "standing"), "")
    if stood in newest and "lon" in newest and "lat" in newest and newest[stood].value > 0:
        track.lon, track.lat = newest["lon"].value, newest["lat"].value
        track.since_us = micros(newest[stood].observed_at) - round(newest[stood].value * 1e6)
    return track
