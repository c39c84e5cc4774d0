"""History of a datastream from the lake: committed rows and the hot tail as one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from yiwang.lake import api as lake
from yiwang.sensing._stream import TABLE
from yiwang.sensing.contracts import DELETED, QUALITIES, ObservationColumns, Series
from yiwang.sensing.logic import micros, moment_of

# Of an instant that was corrected, the last word counts; a later message always has the higher sequence.
CURRENT = (
    "SELECT epoch_us(observed_at) AS us, value, quality, epoch_us(received_at) AS received_us, seq, more "
    "FROM observations WHERE datastream = $id AND observed_at >= make_timestamptz($low) "
    "AND observed_at < make_timestamptz($high) "
    "QUALIFY row_number() OVER (PARTITION BY observed_at ORDER BY seq DESC, revision DESC) = 1"
)

NUMBERS = f"quality <> {DELETED} AND value IS NOT NULL"


def series(datastream: str, unit: str, start: datetime, end: datetime, limit: int) -> Series:
    """Readings with start <= observed_at < end, the newest `limit` of them, oldest first."""
    answer = lake.ask(
        f"SELECT * FROM ({CURRENT}) WHERE {NUMBERS} ORDER BY us DESC LIMIT {limit + 1}",  # noqa: S608
        tables=[TABLE.name],
        params={"id": datastream, "low": micros(start), "high": micros(end)},
        between={TABLE.name: (_day(start), _day(end))},
    )
    us = answer.rows.column("us").to_pylist()
    values = answer.rows.column("value").to_pylist()
    qualities = answer.rows.column("quality").to_pylist()
    kept = slice(min(len(us), limit) - 1, None, -1) if us else slice(0)
    return Series(
        datastream=datastream,
        unit=unit,
        times=[moment_of(one) for one in us[kept]],
        values=values[kept],
        qualities=[QUALITIES[one] for one in qualities[kept]],
        truncated=len(us) > limit,
        committed_seq=answer.committed[TABLE.name],
    )


PAST = (
    "SELECT datastream, epoch_us(observed_at) AS us, value, quality FROM observations "
    "WHERE datastream IN (SELECT unnest($ids)) AND observed_at >= make_timestamptz($low) "
    "AND observed_at < make_timestamptz($high) QUALIFY row_number() OVER "
    "(PARTITION BY datastream, observed_at ORDER BY seq DESC, revision DESC) = 1"
)


def history(ids: Sequence[str], start: datetime, end: datetime, limit: int) -> ObservationColumns:
    """Readings of many datastreams in order of observation, as if each had been received at once."""
    answer = lake.ask(
        f"SELECT datastream, us, value, quality FROM ({PAST}) WHERE quality <> {DELETED} "  # noqa: S608
        f"ORDER BY us, datastream LIMIT {limit}",
        tables=[TABLE.name],
        params={"ids": list(ids), "low": micros(start), "high": micros(end)},
        between={TABLE.name: (_day(start), _day(end))},
    )
    rows = answer.rows
    names = rows.column("datastream").combine_chunks().dictionary_encode()
    us = rows.column("us").to_numpy()
    return ObservationColumns(
        datastreams=names.dictionary.to_pylist(),
        codes=names.indices.to_numpy(zero_copy_only=False).astype(np.int32),
        seqs=np.zeros(len(us), dtype=np.int64),
        observed_us=us,
        received_us=us,
        values=rows.column("value").to_numpy(),
        qualities=rows.column("quality").to_numpy().astype(np.uint8),
        last_seq=answer.committed[TABLE.name],
    )


def last_reading(datastream: str) -> dict[str, Any] | None:
    """The newest reading that was not deleted."""
    answer = lake.ask(
        f"SELECT * FROM ({CURRENT}) WHERE {NUMBERS} ORDER BY us DESC LIMIT 1",  # noqa: S608
        tables=[TABLE.name],
        params={"id": datastream, "low": 0, "high": 32503680000000000},
    )
    rows = answer.rows.to_pylist()
    if not rows:
        return None
    row = rows[0]
    return {
        "observed_us": row["us"],
        "received_us": row["received_us"],
        "value": row["value"],
        "quality": row["quality"],
        "seq": row["seq"],
        "more": row["more"],
    }


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()
