"""The newest reading of every datastream, and when every thing was last heard: state kept, not searched
for."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import transaction

from yiwang.kernel.tasks import Lease
from yiwang.sensing import _stream
from yiwang.sensing._series import last_reading
from yiwang.sensing.contracts import ObservationColumns
from yiwang.sensing.logic import micros, moment_of
from yiwang.sensing.models import Datastream, LatestValue, StreamPosition, Thing, ThingStanding

log = logging.getLogger(__name__)

NAME = "latest"
MESSAGES = 256
CHUNK = 500
_NEVER = -(2**63)


class LatestTask:
    """Reads the stream on from its stored position; rows and position move in one transaction."""

    name = "sensing.latest"
    wakes = ("obs",)
    every = 1.0

    def __init__(self) -> None:
        self._fence = 0
        self._seen: dict[str, int] = {}
        self._things: dict[str, str] = {}

    def pump(self, lease: Lease) -> int:
        if lease.fence != self._fence:
            # A new holder knows nothing: what was remembered may belong to another's past.
            self._seen, self._things, self._fence = {}, {}, lease.fence
        position = StreamPosition.objects.filter(pk=NAME).values_list("seq", flat=True).first() or 0
        found = _stream.columns(_stream.read(position, MESSAGES), position, numbers=False)
        if found.last_seq == position:
            return 0
        newest = self._newest(found)
        heard = self._heard(found)
        self._store(lease, newest, heard, found.last_seq)
        return max(len(found), 1)

    def _newest(self, found: ObservationColumns) -> dict[str, dict[str, Any] | None]:
        """The last row of each datastream by observation time, the later one in the stream when they are
        equal.

        None where the newest reading was deleted and nothing is left.
        """
        if not len(found):
            return {}
        order = np.lexsort((np.arange(len(found)), found.observed_us, found.codes))
        codes = found.codes[order]
        last = order[np.flatnonzero(np.append(codes[1:] != codes[:-1], True))]
        names = [found.datastreams[code] for code in found.codes[last]]
        self._learn(names)
        rows: dict[str, dict[str, Any] | None] = {}
        for name, i in zip(names, last, strict=True):
            observed_us = int(found.observed_us[i])
            if name not in self._things or observed_us < self._seen.get(name, _NEVER):
                continue
            rows[name] = {
                "observed_us": observed_us,
                "received_us": int(found.received_us[i]),
                "value": float(found.values[i]),
                "quality": int(found.qualities[i]),
                "seq": int(found.seqs[i]),
                "more": found.more[i],
            }
            if np.isnan(found.values[i]):
                # Deleted, or a result that is no number: the newest number is another one.
                rows[name] = last_reading(name)
        return rows

    def _learn(self, names: list[str]) -> None:
        unknown = [name for name in names if name not in self._things]
        for start in range(0, len(unknown), CHUNK):
            part = unknown[start : start + CHUNK]
            self._things.update(Datastream.objects.filter(pk__in=part).values_list("id", "thing_id"))
            for id_, observed_at in LatestValue.objects.filter(pk__in=part).values_list("pk", "observed_at"):
                self._seen[id_] = micros(observed_at)

    def _heard(self, found: ObservationColumns) -> dict[str, int]:
        """For each thing: when it was last heard, by time of receipt."""
        heard: dict[str, int] = {}
        latest = np.zeros(len(found.datastreams), dtype=np.int64)
        np.maximum.at(latest, found.codes, found.received_us)
        self._learn(found.datastreams)
        for name, received_us in zip(found.datastreams, latest.tolist(), strict=True):
            if name in self._things:
                thing_id = self._things[name]
                heard[thing_id] = max(received_us, heard.get(thing_id, 0))
        return heard

    def _store(
        self,
        lease: Lease,
        newest: dict[str, dict[str, Any] | None],
        heard: dict[str, int],
        seq: int,
    ) -> None:
        rows = [
            LatestValue(
                datastream_id=name,
                observed_at=moment_of(row["observed_us"]),
                received_at=moment_of(row["received_us"]),
                value=row["value"],
                quality=row["quality"],
                seq=row["seq"],
                more=row["more"],
            )
            for name, row in newest.items()
            if row is not None
        ]
        gone = [name for name, row in newest.items() if row is None]
        silent = dict(Thing.objects.filter(pk__in=list(heard)).values_list("id", "silent_after_s"))
        standings = [
            ThingStanding(
                thing_id=thing_id,
                last_received_at=moment_of(us),
                silent_at=moment_of(us) + timedelta(seconds=silent[thing_id]),
            )
            for thing_id, us in heard.items()
            if thing_id in silent
        ]
        # Short transactions: all but the last hold rows that may safely be written again after a crash.
        while len(rows) > CHUNK or len(standings) > CHUNK:
            with transaction.atomic():
                lease.hold()
                _upsert(rows[:CHUNK], standings[:CHUNK])
            rows, standings = rows[CHUNK:], standings[CHUNK:]
        with transaction.atomic():
            lease.hold()
            _upsert(rows, standings)
            LatestValue.objects.filter(pk__in=gone).delete()
            StreamPosition.objects.update_or_create(pk=NAME, defaults={"seq": seq})
        for name, row in newest.items():
            self._seen[name] = row["observed_us"] if row else _NEVER


def _upsert(rows: list[LatestValue], standings: list[ThingStanding]) -> None:
    if rows:
        LatestValue.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["datastream"],
            update_fields=["observed_at", "received_at", "value", "quality", "seq", "more"],
        )
    if standings:
        ThingStanding.objects.bulk_create(
            standings,
            update_conflicts=True,
            unique_fields=["thing"],
            update_fields=["last_received_at", "silent_at"],
        )
