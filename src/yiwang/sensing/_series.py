"""History of a datastream from the lake: committed rows and the hot tail as one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from yiwang.lake import api as lake
from yiwang.sensing._stream import TABLE
from yiwang.sensing.contracts import DELETED, QUALITIES, Datastream, ObservationColumns, Series
from yiwang.sensing.logic import micros, moment_of

# Of an instant that was corrected, the last word counts; a later message always has the higher sequence.
CURRENT = (
    "SELECT epoch_us(observed_at) AS us, value, quality, epoch_us(received_at) AS received_us, seq, more "
    "FROM observations WHERE datastream = $id AND observed_at >= make_timestamptz($low) "
    "AND observed_at < make_timestamptz($high) "
    "QUALIFY row_number() OVER (PARTITION BY observed_at ORDER BY seq DESC, revision DESC) = 1"
)

NUMBERS = f"quality <> {DELETED} AND value IS NOT NULL"


# The same with how each instant came about. A revision is settled only when the lake writes it, so that a
# correction is known by what was said, not by its number.
TOLD = (
    "SELECT epoch_us(observed_at) AS us, value, quality, "
    "min(received_at) OVER same - observed_at >= to_seconds($late_s) AS late, "
    "CASE WHEN min(value) OVER same <> max(value) OVER same "
    "OR min(quality) OVER same <> max(quality) OVER same THEN arg_min(value, seq) OVER same END AS was "
    "FROM observations WHERE datastream = $id AND observed_at >= make_timestamptz($low) "
    "AND observed_at < make_timestamptz($high) WINDOW same AS (PARTITION BY observed_at) "
    "QUALIFY row_number() OVER (PARTITION BY observed_at ORDER BY seq DESC, revision DESC) = 1"
)
REMARKABLE = f"(quality <> {QUALITIES.index('good')} OR late OR was IS NOT NULL)"
LATE_FACTOR = 3


def series(stream: Datastream, start: datetime, end: datetime, limit: int, *, marked: bool = False) -> Series:
    """Readings with start <= observed_at < end, the newest `limit` of them, oldest first; with `marked` only
    those that are flagged, late or corrected."""
    kept_rows = f"{NUMBERS} AND {REMARKABLE}" if marked else NUMBERS
    answer = lake.ask(
        f"SELECT * FROM ({TOLD}) WHERE {kept_rows} ORDER BY us DESC LIMIT {limit + 1}",  # noqa: S608
        tables=[TABLE.name],
        params={
            "id": stream.id,
            "low": micros(start),
            "high": micros(end),
            "late_s": LATE_FACTOR * stream.expected_every_s,
        },
        between={TABLE.name: (_day(start), _day(end))},
    )
    us = answer.rows.column("us").to_pylist()
    values = answer.rows.column("value").to_pylist()
    qualities = answer.rows.column("quality").to_pylist()
    kept = slice(min(len(us), limit) - 1, None, -1) if us else slice(0)
    return Series(
        datastream=stream.id,
        unit=stream.unit,
        times=[moment_of(one) for one in us[kept]],
        values=values[kept],
        qualities=[QUALITIES[one] for one in qualities[kept]],
        late=answer.rows.column("late").to_pylist()[kept],
        was=answer.rows.column("was").to_pylist()[kept],
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
