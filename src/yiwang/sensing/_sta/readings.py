# ruff: noqa: S608 (names are the table's own, every value is a parameter)
"""Readings out of the lake, as SensorThings tells them: one by its id, a page of many, the newest, a count.

An id is `<datastream>@<microseconds>`: the row is found by it without an index. Where a correction moved a
reading in time it keeps its first id: the tombstone at the old time says where it went.

What was said with a reading beyond a number and a quality travels as JSON text (`more`): r result, rt result
time, rq result quality, vs and ve valid time, p parameters, f feature of interest, s start of the phenomenon
(its end is the row's time), id the microseconds of the first id, to where a moved reading went.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from yiwang.lake import api as lake
from yiwang.sensing._sta.lakesql import Words
from yiwang.sensing._sta.refusals import NotComputable
from yiwang.sensing._stream import TABLE
from yiwang.sensing.contracts import DELETED, QUALITIES
from yiwang.sensing.logic import micros, moment_of
from yiwang.sensing.models import LatestValue, ObservationTally, StreamPosition

FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
NEVER_DAYS = ("9999-12-31", "0001-01-01")
"""No partition: what is asked over them is the hot tail alone."""
DAY_US = 86_400_000_000
MOST_MOVES = 8
FEW_STREAMS = 50
_ID = re.compile(r"([^@]{1,160})@(-?[0-9]{1,18})", re.ASCII)
_PARAMETER = re.compile(r"\$([a-z]\w*)")
LAST_WORD = "row_number() OVER (PARTITION BY datastream, observed_at ORDER BY seq DESC, revision DESC) = 1"
COLUMNS = "datastream, epoch_us(observed_at) AS us, value, quality, more"


@dataclass(frozen=True, slots=True)
class Reading:
    """The current revision of one reading."""

    datastream: str
    us: int
    value: float | None
    quality: int
    more: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.datastream}@{self.more.get('id', self.us)}"

    @property
    def result(self) -> Any:
        if "r" in self.more:
            return self.more["r"]
        if self.value is not None and self.value.is_integer() and abs(self.value) < 2**53:
            return int(self.value)
        return self.value

    @property
    def told_quality(self) -> Any:
        if "rq" in self.more:
            return self.more["rq"]
        return QUALITIES[self.quality] if self.quality else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which readings: of these datastreams (None for all), in this range of microseconds, ends included."""

    streams: frozenset[str] | None = None
    low: int | None = None
    high: int | None = None
    conditions: tuple[str, ...] = ()
    words: Words = field(default_factory=Words)


def split_id(id_: str) -> tuple[str, int] | None:
    """Datastream and microseconds of an id; None where it cannot be one."""
    found = _ID.fullmatch(id_)
    return (found[1], int(found[2])) if found else None


def _days(low: int | None, high: int | None) -> tuple[str, str]:
    return (
        FIRST_DAY if low is None else _day(low),
        LAST_DAY if high is None else _day(high),
    )


def _day(us: int) -> str:
    us = min(max(us, -62_135_596_800_000_000), 253_402_300_799_999_999)
    return moment_of(us).date().isoformat()


def ask(sql: str, params: dict[str, Any], days: tuple[str, str]) -> list[tuple[Any, ...]]:
    """Rows of one SELECT over the readings; raises NotComputable where it has no value for some row."""
    import duckdb  # starts a thread, which no process that forks may have

    used = set(_PARAMETER.findall(sql))
    params = {name: value for name, value in params.items() if name in used}
    try:
        rows = lake.query(sql, tables=[TABLE.name], params=params, between={TABLE.name: days})
    except (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException) as error:
        raise NotComputable(reason_zh="某个值无法转换或超出范围。", reason_en=str(error)[:200]) from error
    except (duckdb.OutOfMemoryException, duckdb.BinderException) as error:
        raise NotComputable(reason_zh="条件无法执行或过于庞大。", reason_en=str(error)[:200]) from error
    return list(zip(*(column.to_pylist() for column in rows.columns), strict=True))


def current(wanted: Wanted) -> str:
    """SQL for the current revisions of the wanted readings, deleted ones left out.

    Almost every row is the only one of its instant. The others are those of which a later revision was
    committed, and whatever the hot tail holds: only among them a window picks the last word.
    """
    words = wanted.words
    before = []
    if wanted.streams is not None:
        before.append(f"datastream IN (SELECT unnest({words.add(sorted(wanted.streams))}::VARCHAR[]))")
    if wanted.low is not None:
        before.append(f"observed_at >= make_timestamptz({words.add(wanted.low)}::BIGINT)")
    if wanted.high is not None:
        before.append(f"observed_at <= make_timestamptz({words.add(wanted.high)}::BIGINT)")
    seq = words.add(lake.committed_seq(TABLE.name))
    picked = f"SELECT * FROM observations WHERE {' AND '.join(before) or 'true'}"
    conditions = "".join(f" AND {one}" for one in wanted.conditions)
    if wanted.streams is not None and len(wanted.streams) <= FEW_STREAMS:
        # Few rows: a window over all of them costs less than a second look at the files.
        return f"SELECT {COLUMNS} FROM ({picked} QUALIFY {LAST_WORD}) WHERE quality <> {DELETED}{conditions}"
    return (
        f"WITH picked AS ({picked}), "
        f"doubt AS (SELECT DISTINCT datastream, observed_at FROM picked WHERE revision > 0 OR seq > {seq}), "
        "present AS (SELECT * FROM picked ANTI JOIN doubt USING (datastream, observed_at) UNION ALL "
        f"SELECT * FROM picked SEMI JOIN doubt USING (datastream, observed_at) QUALIFY {LAST_WORD}) "
        f"SELECT {COLUMNS} FROM present WHERE quality <> {DELETED}{conditions}"
    )


def _reading(row: Sequence[Any]) -> Reading:
    stream, us, value, quality, more = row[:5]
    return Reading(stream, int(us), value, int(quality), json.loads(more) if more else {})


def page(wanted: Wanted, orders: Sequence[str], skip: int, limit: int) -> list[Reading]:
    """The wanted readings from `skip` on, at most `limit`."""
    if wanted.streams is not None and not wanted.streams:
        return []
    sql = f"SELECT * FROM ({current(wanted)}) ORDER BY {', '.join(orders)} LIMIT {limit} OFFSET {skip}"
    return [_reading(row) for row in ask(sql, wanted.words.given, _days(wanted.low, wanted.high))]


def count(wanted: Wanted) -> int:
    """How many there are, counted: for filters that no tally answers."""
    if wanted.streams is not None and not wanted.streams:
        return 0
    sql = f"SELECT count(*) FROM ({current(wanted)})"
    return int(ask(sql, wanted.words.given, _days(wanted.low, wanted.high))[0][0])


def pairs(wanted: Wanted) -> list[tuple[str, str | None]]:
    """The distinct (datastream, named feature of interest) of the wanted readings."""
    if wanted.streams is not None and not wanted.streams:
        return []
    sql = f"SELECT DISTINCT datastream, more->>'$.f' FROM ({current(wanted)})"
    return [(row[0], row[1]) for row in ask(sql, wanted.words.given, _days(wanted.low, wanted.high))]


def per_stream(
    wanted: Wanted, orders: Sequence[str], skip: int, limit: int, by: str = "datastream"
) -> dict[str, list[Reading]]:
    """A page of each datastream by one query."""
    if wanted.streams is not None and not wanted.streams:
        return {}
    sql = (
        f"SELECT *, row_number() OVER (PARTITION BY {by} ORDER BY {', '.join(orders)}) AS n "
        f"FROM ({current(wanted)}) QUALIFY n > {skip} AND n <= {skip + limit} ORDER BY n"
    )
    found: dict[str, list[Reading]] = {}
    for row in ask(sql, wanted.words.given, _days(wanted.low, wanted.high)):
        found.setdefault(row[0], []).append(_reading(row))
    return found


def find(id_: str) -> Reading | None:
    """The reading of an id, wherever corrections moved it."""
    split = split_id(id_)
    if split is None:
        return None
    stream, us = split
    first = us
    for _ in range(MOST_MOVES):
        row = _at(stream, us)
        if row is None:
            return None
        if row.quality != DELETED:
            # A reading that came to stand here by a move is known by its own first id.
            return row if row.more.get("id", row.us) == first else None
        if "to" not in row.more:
            return None
        us = int(row.more["to"])
    return None


def find_at(stream: str, us: int) -> Reading | None:
    """The reading that stands at an instant, by whatever id."""
    row = _at(stream, us)
    return None if row is None or row.quality == DELETED else row


def _at(stream: str, us: int) -> Reading | None:
    """The last word on one instant, tombstones included."""
    sql = (
        f"SELECT {COLUMNS} FROM observations WHERE datastream = $id AND observed_at = make_timestamptz($us) "
        "QUALIFY row_number() OVER (ORDER BY seq DESC, revision DESC) = 1"
    )
    rows = ask(sql, {"id": stream, "us": us}, (_day(us), _day(us)))
    return _reading(rows[0]) if rows else None


# ------------------------------------------------------------------------------------------------- counts

TALLY, LATEST = "tally", "latest"
"""Names of the positions up to which counts and newest readings are kept."""


def tallies(streams: Iterable[str] | None) -> dict[str, int]:
    """How many readings each datastream has now; only those that have any.

    Kept state for what the lake holds; what the stream holds beyond it is looked at, and only rows that are
    not plainly newer than everything of their datastream are searched for.
    """
    rows = ObservationTally.objects.filter(readings__gt=0)
    asked = None if streams is None else list(streams)
    if asked is not None and len(asked) <= 500:
        rows = rows.filter(pk__in=asked)
    found: dict[str, int] = dict(rows.values_list("pk", "readings"))
    for stream, change in _tail_changes().items():
        found[stream] = found.get(stream, 0) + change
    if asked is not None:
        wanted = set(asked)
        found = {stream: n for stream, n in found.items() if stream in wanted}
    return {stream: n for stream, n in found.items() if n > 0}


def _tail_changes() -> dict[str, int]:
    """What the rows that are not tallied yet change: new ones +1, deleted ones -1."""
    position = StreamPosition.objects.filter(pk=TALLY).values_list("seq", flat=True).first() or 0
    tail = ask(
        f"SELECT datastream, epoch_us(observed_at), quality = {DELETED} FROM observations WHERE seq > $seq "
        f"QUALIFY {LAST_WORD}",
        {"seq": position},
        _days_beyond(position),
    )
    if not tail:
        return {}
    rows = ObservationTally.objects.filter(newest_at__isnull=False)
    streams = list({row[0] for row in tail})
    if len(streams) <= 500:
        rows = rows.filter(pk__in=streams)
    newest = {pk: micros(moment) for pk, moment in rows.values_list("pk", "newest_at") if moment}
    changes: dict[str, int] = {}
    doubtful: list[tuple[str, int, bool]] = []
    for stream, us, gone in tail:
        if us > newest.get(stream, -(1 << 62)):
            changes[stream] = changes.get(stream, 0) + (not gone)
        else:
            doubtful.append((stream, us, gone))
    held = held_before(doubtful, position) if doubtful else set()
    for stream, us, gone in doubtful:
        was = (stream, us) in held
        changes[stream] = changes.get(stream, 0) + (not gone) - was
    return changes


def _days_beyond(position: int) -> tuple[str, str]:
    """Where rows beyond `position` may lie: in the hot tail alone unless the lake has committed more."""
    return NEVER_DAYS if lake.committed_seq(TABLE.name) <= position else (FIRST_DAY, LAST_DAY)


def held_before(rows: Sequence[tuple[str, int, bool]], seq: int) -> set[tuple[str, int]]:
    """Which of these (datastream, time) had a reading, not deleted, in what was committed up to `seq`."""
    streams = sorted({row[0] for row in rows})
    times = sorted({row[1] for row in rows})
    sql = (
        "SELECT datastream, epoch_us(observed_at) FROM (SELECT datastream, observed_at, quality FROM "
        "observations WHERE seq <= $seq AND datastream IN (SELECT unnest($streams::VARCHAR[])) "
        f"AND epoch_us(observed_at) IN (SELECT unnest($times::BIGINT[])) QUALIFY {LAST_WORD}) "
        f"WHERE quality <> {DELETED}"
    )
    days = (_day(times[0]), _day(times[-1]))
    return {(row[0], int(row[1])) for row in ask(sql, {"seq": seq, "streams": streams, "times": times}, days)}


# ------------------------------------------------------------------------------------------------- newest


def newest(streams: Sequence[str]) -> dict[str, Reading]:
    """The newest reading of each datastream: kept state, and what the hot tail says beyond it."""
    found: dict[str, Reading] = {}
    unsure = set()
    for start in range(0, len(streams), 500):
        part = list(streams[start : start + 500])
        for row in LatestValue.objects.filter(pk__in=part):
            more = json.loads(row.more) if row.more else {}
            found[row.pk] = Reading(row.pk, micros(row.observed_at), row.value, row.quality, more)
        # What was last read may be no number: then the kept newest reading is an older one.
        for pk, moment in ObservationTally.objects.filter(pk__in=part).values_list("pk", "newest_at"):
            if moment is not None and (pk not in found or micros(moment) > found[pk].us):
                unsure.add(pk)
    position = StreamPosition.objects.filter(pk=LATEST).values_list("seq", flat=True).first() or 0
    # The tallies speak for what is committed, so all that is not is looked at, whatever was read of it.
    position = min(position, lake.committed_seq(TABLE.name))
    # One row a datastream, grouped: however far behind what is kept is, that is all that comes here.
    said = "{us: epoch_us(observed_at), value: value, quality: quality, more: more}"
    tail = ask(
        "SELECT datastream, last.us, last.value, last.quality, last.more FROM ("
        f"SELECT datastream, arg_max({said}, (observed_at, seq, revision)) AS last FROM observations "
        "WHERE seq > $seq AND datastream IN (SELECT unnest($streams::VARCHAR[])) GROUP BY datastream)",
        {"seq": position, "streams": list(streams)},
        _days_beyond(position),
    )
    for line in tail:
        one = _reading(line)
        before = found.get(one.datastream)
        if before is None or one.us >= before.us:
            # A tombstone, or no state yet: the lake itself knows.
            if one.quality == DELETED or before is None:
                unsure.add(one.datastream)
            found[one.datastream] = one
    if unsure:
        asked = Wanted(streams=frozenset(unsure))
        exact = per_stream(asked, ["us DESC"], 0, 1)
        for stream in unsure:
            found.pop(stream, None)
            if stream in exact:
                found[stream] = exact[stream][0]
    return found
