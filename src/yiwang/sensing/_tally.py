"""How many readings there are of each datastream: kept with every commit of the lake, never counted again.

The lake's writer says what it committed and what it held before. Where that is not what was tallied last
(a crash between a commit and its tally, a table from before this was kept), everything is counted once.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from yiwang.lake import api as lake
from yiwang.sensing.contracts import DELETED
from yiwang.sensing.logic import moment_of
from yiwang.sensing.models import Datastream, ObservationTally, StreamPosition

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger(__name__)

TALLY = "tally"
CHUNK = 500


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


def _add(counts: dict[str, tuple[int, int, int]]) -> None:
    known = set(Datastream.objects.filter(pk__in=list(counts)).values_list("pk", flat=True))
    ObservationTally.objects.bulk_create(
        [ObservationTally(datastream_id=stream) for stream in sorted(known)], ignore_conflicts=True
    )
    rows = {row.pk: row for row in ObservationTally.objects.filter(pk__in=known)}
    for stream, row in rows.items():
        n, low, high = counts[stream]
        row.readings += n
        row.oldest_at = _earlier(row.oldest_at, moment_of(low))
        row.newest_at = _later(row.newest_at, moment_of(high))
    ObservationTally.objects.bulk_update(list(rows.values()), ["readings", "oldest_at", "newest_at"])


def _earlier(held: datetime | None, told: datetime) -> datetime:
    return told if held is None else min(held, told)


def _later(held: datetime | None, told: datetime) -> datetime:
    return told if held is None else max(held, told)


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
