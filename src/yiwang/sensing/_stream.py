"""The observation stream and its table in the lake."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings

from yiwang.kernel import clock
from yiwang.kernel.bus import Bus, BusUnavailable, Message, bus
from yiwang.lake import api as lake
from yiwang.lake.contracts import HOUR_US, Identity, Rollup, Table
from yiwang.sensing import codec
from yiwang.sensing.contracts import DELETED, GOOD, SUSPECT, ObservationColumns
from yiwang.sensing.logic import moment_of

if TYPE_CHECKING:
    import pyarrow as pa

STREAM = "OBS_0"
SUBJECT = "obs.0"
MAX_BYTES = (4 << 30, 1 << 30, 256 << 20)
"""The first that fits the disk. 4 GiB hold some 150 million readings; a full stream refuses until the lake
has caught up."""

READ_BYTES = 16 << 20

_ensured: tuple[Bus, str] | None = None
_lock = threading.Lock()


def ensure(again: bool = False) -> None:
    """Make the stream if it is missing. A stream made anew goes on beyond everything that was ever
    committed."""
    global _ensured
    connected = bus()
    with _lock:
        if _ensured == (connected, STREAM) and not again:
            return
        try:
            connected.last_seq(STREAM)
        except BusUnavailable:
            # Positions kept in the database may be a little ahead of the lake; a wide gap is harmless.
            seen = lake.committed_seq(TABLE.name)
            _make(connected, first_seq=seen + 1_000_000 if seen else 1)
        _ensured = (connected, STREAM)


def _make(connected: Bus, first_seq: int) -> None:
    for size in MAX_BYTES[:-1]:
        try:
            connected.ensure_stream(STREAM, ["obs.>"], max_bytes=size, first_seq=first_seq)
        except BusUnavailable:
            continue
        return
    connected.ensure_stream(STREAM, ["obs.>"], max_bytes=MAX_BYTES[-1], first_seq=first_seq)


def read(after: int, limit: int, max_bytes: int = READ_BYTES) -> list[Message]:
    ensure()
    return bus().read(STREAM, after=after, limit=limit, max_bytes=max_bytes)


def last() -> int:
    ensure()
    return bus().last_seq(STREAM)


def forget(seq: int) -> None:
    bus().trim(STREAM, seq)


def schema() -> pa.Schema:
    import pyarrow as pa

    return pa.schema(
        [
            ("day", pa.date32()),
            ("datastream", pa.string()),
            ("observed_at", pa.timestamp("us", "UTC")),
            ("revision", pa.int32()),
            ("value", pa.float64()),
            ("quality", pa.int8()),
            ("received_at", pa.timestamp("us", "UTC")),
            ("source", pa.string()),
            ("seq", pa.int64()),
            ("more", pa.string()),
        ]
    )


DAY_US = 24 * HOUR_US
SHIFT_US = 8 * HOUR_US
"""Days are those of Beijing."""


def decode(messages: Sequence[Message]) -> pa.Table:
    """Readings as rows of the lake's table. Until the writer settles it, `revision` is the place in the
    message."""
    import pyarrow as pa

    batches, seqs, places = [], [], []
    for message in messages:
        place = 0
        for batch in codec.decode(message.data):
            batches.append(batch)
            seqs.append(message.seq)
            places.append(place)
            place += len(batch)
    if not batches:
        return schema().empty_table()
    # A column is made once for all batches: most are small, and Arrow takes longer to begin than to copy.
    sizes = np.array([len(batch) for batch in batches])
    names = pa.array([name for batch in batches for name in batch.datastreams], pa.string())
    starts = np.cumsum([0, *(len(batch.datastreams) for batch in batches)])
    codes = np.concatenate([batch.codes for batch in batches]) + np.repeat(starts[:-1], sizes)
    observed = np.concatenate([batch.observed_us for batch in batches])
    values = np.concatenate([batch.values for batch in batches])
    qualities = np.concatenate([batch.qualities for batch in batches])
    ends = np.cumsum(sizes)
    received = np.repeat(np.array([batch.received_us for batch in batches], dtype=np.int64), sizes)
    sources = pa.array([batch.source for batch in batches], pa.string())
    more = _said(batches)
    moment = pa.timestamp("us", "UTC")
    return pa.table(
        [
            pa.array((observed // DAY_US).astype(np.int32)).cast(pa.date32()),
            names.take(pa.array(codes)),
            pa.array(observed).cast(moment),
            pa.array((np.arange(ends[-1]) - np.repeat(ends - sizes - places, sizes)).astype(np.int32)),
            pa.array(values, mask=(qualities == DELETED) | np.isnan(values)),
            pa.array(qualities.astype(np.int8)),
            pa.array(received).cast(moment),
            sources.take(pa.array(np.repeat(np.arange(len(batches)), sizes))),
            pa.array(np.repeat(np.array(seqs, dtype=np.int64), sizes)),
            pa.nulls(len(observed), pa.string()) if more is None else pa.array(more, pa.string()),
        ],
        schema=schema(),
    )


def floor() -> str:
    """The first day of raw readings that is kept: what has not been rolled into hours yet stays."""
    oldest = clock.now() - timedelta(days=settings.YIWANG.raw_days)
    return min(oldest.date(), moment_of(lake.rolled_to(HOURS.name)).date()).isoformat()


def _said(batches: Sequence[codec.Batch]) -> list[str | None] | None:
    """What was said beyond numbers, row by row; None, and no list, in the common case that nothing was."""
    if all(batch.more is None for batch in batches):
        return None
    return [one for batch in batches for one in batch.more or [None] * len(batch)]


def columns(messages: Sequence[Message], after: int, *, numbers: bool = True) -> ObservationColumns:
    """Readings as columns for numpy readers: numbers and tombstones, or all with their `more`."""
    index: dict[str, int] = {}
    codes, seqs, observed, received, values, qualities = [], [], [], [], [], []
    said: list[codec.Batch] = []
    for message in messages:
        for batch in codec.decode(message.data):
            place = np.array(
                [index.setdefault(name, len(index)) for name in batch.datastreams], dtype=np.int32
            )
            codes.append(place[batch.codes])
            seqs.append(np.full(len(batch), message.seq, dtype=np.int64))
            observed.append(batch.observed_us)
            received.append(np.full(len(batch), batch.received_us, dtype=np.int64))
            values.append(batch.values)
            qualities.append(batch.qualities)
            said.append(batch)
    found = ObservationColumns(
        datastreams=list(index),
        codes=np.concatenate(codes) if codes else np.empty(0, np.int32),
        seqs=np.concatenate(seqs) if seqs else np.empty(0, np.int64),
        observed_us=np.concatenate(observed) if observed else np.empty(0, np.int64),
        received_us=np.concatenate(received) if received else np.empty(0, np.int64),
        values=np.concatenate(values) if values else np.empty(0, np.float64),
        qualities=np.concatenate(qualities) if qualities else np.empty(0, np.uint8),
        last_seq=messages[-1].seq if messages else after,
        more=_said(said),
    )
    if numbers and np.isnan(found.values).any():
        return found.only(~np.isnan(found.values) | (found.qualities == DELETED))
    return found


def _tallied(rows: pa.Table, before: int, seq: int) -> None:
    from yiwang.sensing import _tally

    _tally.committed(rows, before, seq)


TABLE = lake.declare(
    Table(
        name="observations",
        stream=STREAM,
        schema=schema,
        decode=decode,
        read=read,
        last=last,
        sort_by=("datastream", "observed_at", "revision"),
        partition_by="day",
        identity=Identity(
            key="datastream", time="observed_at", values=("value", "quality", "more"), revision="revision"
        ),
        forget=forget,
        floor=floor,
        committed=_tallied,
    )
)

# What a device says of itself while it is calibrated, maintained or broken is no measurement.
HOURS = lake.declare_rollup(
    Rollup(
        name="observations_hour",
        of=TABLE.name,
        key="datastream",
        time="observed_at",
        step_us=HOUR_US,
        shift_us=SHIFT_US,
        counts=f"value IS NOT NULL AND quality IN ({GOOD}, {SUSPECT})",
        sums=(
            "count(*)", "sum(value)", "min(value)", "max(value)",
            "arg_min(value, observed_at)", "arg_max(value, observed_at)",
        ),
        period="month",
    )
)  # fmt: skip
DAYS = lake.declare_rollup(
    Rollup(
        name="observations_day",
        of=HOURS.name,
        key="series",
        time="begins_at",
        step_us=DAY_US,
        shift_us=SHIFT_US,
        counts="n > 0",
        sums=(
            "sum(n)::BIGINT", "sum(total)", "min(low)", "max(high)",
            "arg_min(first, begins_at)", "arg_max(last, begins_at)",
        ),
        period="year",
    )
)  # fmt: skip
