"""The observation stream and its table in the lake."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from yiwang.kernel.bus import Bus, BusUnavailable, Message, bus
from yiwang.lake import api as lake
from yiwang.lake.contracts import Identity, Table
from yiwang.sensing import codec
from yiwang.sensing.contracts import DELETED, ObservationColumns

if TYPE_CHECKING:
    import pyarrow as pa

STREAM = "OBS_0"
SUBJECT = "obs.0"
MAX_BYTES = (4 << 30, 1 << 30, 256 << 20)
"""The first that fits the disk. 4 GiB hold some 150 million readings; a full stream refuses until the lake
has caught up."""

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


def read(after: int, limit: int) -> list[Message]:
    ensure()
    return bus().read(STREAM, after=after, limit=limit)


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


_DAY_US = 86_400_000_000


def decode(messages: Sequence[Message]) -> pa.Table:
    """Readings as rows of the lake's table. Until the writer settles it, `revision` is the place in the
    message."""
    import pyarrow as pa

    parts = []
    for message in messages:
        place = 0
        for batch in codec.decode(message.data):
            n = len(batch)
            names = pa.DictionaryArray.from_arrays(
                pa.array(batch.codes, pa.int32()), pa.array(batch.datastreams, pa.string())
            )
            values = pa.array(batch.values, mask=(batch.qualities == DELETED) | np.isnan(batch.values))
            parts.append(
                pa.table(
                    [
                        pa.array((batch.observed_us // _DAY_US).astype(np.int32), pa.int32()).cast(
                            pa.date32()
                        ),
                        names.cast(pa.string()),
                        pa.array(batch.observed_us).cast(pa.timestamp("us", "UTC")),
                        pa.array(np.arange(place, place + n, dtype=np.int32)),
                        values,
                        pa.array(batch.qualities.astype(np.int8)),
                        pa.array(np.full(n, batch.received_us)).cast(pa.timestamp("us", "UTC")),
                        pa.repeat(pa.scalar(batch.source, pa.string()), n),
                        pa.array(np.full(n, message.seq)),
                        pa.nulls(n, pa.string()) if batch.more is None else pa.array(batch.more, pa.string()),
                    ],
                    schema=schema(),
                )
            )
            place += n
    return pa.concat_tables(parts) if parts else schema().empty_table()


def columns(messages: Sequence[Message], after: int, *, numbers: bool = True) -> ObservationColumns:
    """Readings as columns for numpy readers: numbers and tombstones, or all with their `more`."""
    index: dict[str, int] = {}
    codes, seqs, observed, received, values, qualities = [], [], [], [], [], []
    more: list[str | None] = []
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
            more += batch.more or [None] * len(batch)
    found = ObservationColumns(
        datastreams=list(index),
        codes=np.concatenate(codes) if codes else np.empty(0, np.int32),
        seqs=np.concatenate(seqs) if seqs else np.empty(0, np.int64),
        observed_us=np.concatenate(observed) if observed else np.empty(0, np.int64),
        received_us=np.concatenate(received) if received else np.empty(0, np.int64),
        values=np.concatenate(values) if values else np.empty(0, np.float64),
        qualities=np.concatenate(qualities) if qualities else np.empty(0, np.uint8),
        last_seq=messages[-1].seq if messages else after,
        more=more,
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
        wakes=("obs",),
        forget=forget,
        committed=_tallied,
    )
)
