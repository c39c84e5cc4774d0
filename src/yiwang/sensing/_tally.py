"""How many readings there are of each datastream: kept with every commit of the lake, never counted again.

The lake's writer says what it committed and what it held before. Where that is not what was tallied last
(a crash between a commit and its tally, a table from before this was kept), everything is counted once.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import transaction

from yiwang.lake import api as lake
from yiwang.sensing import _rows
from yiwang.sensing.contracts import DELETED
from yiwang.sensing.models import Datastream, ObservationTally, StreamPosition

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger(__name__)

TALLY = "tally"
CHUNK = 2_000


def committed(rows: pa.Table, before: int, seq: int) -> None:
    """What the lake's writer calls after a commit."""
    position = StreamPosition.objects.filter(pk=TALLY).values_list("seq", flat=True).first() or 0
    if position >= seq:
        return
    if position != before:
        recount()
        return
    counts = _changes(rows, before)
    known = list(counts)
    for start in range(0, max(len(known), 1), CHUNK):
        part = known[start : start + CHUNK]
        last = start + CHUNK >= len(known)
        with transaction.atomic():
            _add({stream: counts[stream] for stream in part})
            # Moves with the last part: a crash before it is seen as a gap, and counted anew.
            StreamPosition.objects.update_or_create(pk=TALLY, defaults={"seq": seq if last else -1})


def _changes(rows: pa.Table, before: int) -> dict[str, tuple[int, int, int]]:
    """Datastream → (readings more or fewer, oldest, newest in microseconds)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not len(rows):
        return {}
    told = pa.table(
        {
            "stream": rows.column("datastream"),
            "us": rows.column("observed_at").cast(pa.int64()),
            "first": pc.equal(rows.column("revision"), 0),
            "there": pc.not_equal(rows.column("quality"), DELETED),
        }
    )
    fresh = told.filter(pc.and_(told.column("first"), told.column("there")))
    grouped = fresh.group_by("stream").aggregate([("us", "count"), ("us", "min"), ("us", "max")]).to_pylist()
    found = {one["stream"]: (one["us_count"], one["us_min"], one["us_max"]) for one in grouped}
    again = told.filter(pc.invert(told.column("first"))).to_pylist()
    if again:
        _revised(again, fresh, before, found)
    return found


def _revised(
    again: list[dict[str, Any]], fresh: pa.Table, before: int, found: dict[str, tuple[int, int, int]]
) -> None:
    """A revision brings a reading back or takes it away; the last one of an instant decides."""
    from yiwang.sensing._sta.readings import held_before

    last = {(one["stream"], one["us"]): bool(one["there"]) for one in again}
    held = held_before([(*name, False) for name in last], before)
    made = {(one["stream"], one["us"]) for one in fresh.to_pylist() if (one["stream"], one["us"]) in last}
    for (stream, us), there in last.items():
        change = int(there) - int((stream, us) in held or (stream, us) in made)
        n, low, high = found.get(stream, (0, us, us))
        found[stream] = (n + change, min(low, us), max(high, us))


_T = ObservationTally._meta.db_table
_COUNT = (
    f"readings = {_T}.readings + excluded.readings, "
    f"oldest_at = CASE WHEN {_T}.oldest_at < excluded.oldest_at "
    f"THEN {_T}.oldest_at ELSE excluded.oldest_at END, "
    f"newest_at = CASE WHEN {_T}.newest_at > excluded.newest_at "
    f"THEN {_T}.newest_at ELSE excluded.newest_at END"
)


def _add(counts: dict[str, tuple[int, int, int]]) -> None:
    """Count these in: datastream → (readings more or fewer, oldest, newest in microseconds)."""
    told = np.array(list(counts.values()), dtype=np.int64).reshape(-1, 3)
    _rows.put(
        ObservationTally,
        {
            "datastream_id": list(counts),
            "readings": told[:, 0].tolist(),
            "oldest_at": _rows.moments(told[:, 1]),
            "newest_at": _rows.moments(told[:, 2]),
        },
        owner=Datastream,
        otherwise=_COUNT,
    )


def recount() -> None:
    """Count everything that the lake has committed."""
    seq = lake.committed_seq("observations")
    log.info("sensing: counting all readings up to %s anew", seq)
    rows = lake.query(
        "SELECT datastream, count(*), epoch_us(min(observed_at)), epoch_us(max(observed_at)) FROM ("  # noqa: S608
        "SELECT datastream, observed_at, quality FROM observations WHERE seq <= $seq "
        "QUALIFY row_number() OVER (PARTITION BY datastream, observed_at ORDER BY seq DESC, revision DESC)"
        f" = 1) WHERE quality <> {DELETED} GROUP BY datastream",
        tables=["observations"],
        params={"seq": seq},
    )
    counts = {
        one[0]: (one[1], one[2], one[3]) for one in zip(*(c.to_pylist() for c in rows.columns), strict=True)
    }
    with transaction.atomic():
        ObservationTally.objects.all().delete()
        names = list(counts)
        for start in range(0, len(names), CHUNK):
            _add({stream: counts[stream] for stream in names[start : start + CHUNK]})
        StreamPosition.objects.update_or_create(pk=TALLY, defaults={"seq": seq})
