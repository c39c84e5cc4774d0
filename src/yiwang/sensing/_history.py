"""The past in buckets: many series at once, or an area's things together, from days, hours and readings.

What has been rolled comes from the coarsest table that fits; the rest, down to the last reading in the
stream, from the readings themselves. The pieces meet at closed buckets, so nothing counts twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from yiwang.identity.api import Scope
from yiwang.lake import api as lake
from yiwang.lake.contracts import HOUR_US, period_of
from yiwang.sensing import models
from yiwang.sensing._history_shapes import AreaBuckets, Buckets, RangeTooLong
from yiwang.sensing._stream import DAY_US, DAYS, HOURS, SHIFT_US, TABLE
from yiwang.sensing.contracts import UnknownDatastream
from yiwang.sensing.logic import micros, moment_of

if TYPE_CHECKING:
    import pyarrow as pa

MINUTE_US = 60_000_000
STEPS: dict[str, int] = {
    "1m": MINUTE_US,
    "5m": 5 * MINUTE_US,
    "10m": 10 * MINUTE_US,
    "15m": 15 * MINUTE_US,
    "30m": 30 * MINUTE_US,
    "1h": HOUR_US,
    "3h": 3 * HOUR_US,
    "6h": 6 * HOUR_US,
    "12h": 12 * HOUR_US,
    "1d": DAY_US,
}
MOST_SERIES = 200
MOST_BUCKETS = 200_000
_NONE = slice(0, 0)
MERGED = (
    "sum(n)::BIGINT AS n, min(low) AS low, max(high) AS high, "
    "sum(total) / sum(n) AS mean, arg_min(first, b) AS first, arg_max(last, b) AS last"
)


def _text(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def _aligned(us: int, step: int) -> int:
    return us - (us + SHIFT_US) % step


def _pieces(low: int, high: int, step: int, among: str) -> tuple[str, list[str], dict[str, tuple[str, str]]]:
    """SQL for columns k, b, n, total, low, high, first, last of [low, high); its tables and partitions.

    `among` is SQL for what the key must be in.
    """
    parts: list[str] = []
    between: dict[str, tuple[str, str]] = {}
    at = low
    rolled = [(DAYS, DAY_US), (HOURS, HOUR_US)]
    for rollup, grain in rolled:
        upto = min(lake.rolled_to(rollup.name), _aligned(high, grain))
        if step % grain or upto <= at:
            continue
        rows = (
            f"SELECT series, epoch_us(begins_at) AS b, revision, n, total, low, high, first, last "  # noqa: S608
            f"FROM {rollup.name} WHERE begins_at >= make_timestamptz({at}) "
            f"AND begins_at < make_timestamptz({upto}) AND series IN ({among})"
        )
        parts.append(
            f"SELECT series AS k, b, n, total, low, high, first, last "  # noqa: S608 - numbers of our own
            f"FROM ({lake.current(rows, 'series', 'b')}) WHERE n > 0"
        )
        between[rollup.name] = (period_of(at, rollup.period), period_of(upto - 1, rollup.period))
        at = upto
    if at < high:
        parts.append(
            f"SELECT datastream AS k, us - ((us + {SHIFT_US}) % {min(step, HOUR_US)}) AS b, count(*) AS n, "  # noqa: S608
            f"sum(value) AS total, min(value) AS low, max(value) AS high, arg_min(value, us) AS first, "
            "arg_max(value, us) AS last "
            "FROM (SELECT datastream, epoch_us(observed_at) AS us, value, quality "
            f"FROM {TABLE.name} WHERE observed_at >= make_timestamptz({at}) "
            f"AND observed_at < make_timestamptz({high}) AND datastream IN ({among}) "
            "QUALIFY row_number() "
            "OVER (PARTITION BY datastream, observed_at ORDER BY seq DESC, revision DESC) = 1) "
            f"WHERE {HOURS.counts} GROUP BY 1, 2"
        )
        between[TABLE.name] = (period_of(at, "day"), period_of(high - 1, "day"))
    return " UNION ALL ".join(parts), list(between), between


def _ask(low: int, high: int, step: int, wanted: pa.Table, grouped: str) -> pa.Table:
    keys = wanted.column("k")
    # Words in the statement leave out the row groups that hold none of them; a long list would cost more.
    few = len(keys) <= MOST_SERIES
    among = ", ".join(_text(key) for key in keys.to_pylist()) if few else "SELECT k FROM wanted"
    sql, tables, between = _pieces(low, high, step, among)
    return lake.query(grouped.format(pieces=sql), tables=tables, between=between, given={"wanted": wanted})


def _range(start: datetime, end: datetime, step: str, series: int) -> tuple[int, int, int]:
    width = STEPS[step]
    low = _aligned(micros(start.astimezone(UTC)), width)
    high = micros(end.astimezone(UTC))
    high += -(high + SHIFT_US) % width
    if (high - low) // width * max(series, 1) > MOST_BUCKETS:
        raise RangeTooLong(limit=MOST_BUCKETS)
    return low, high, width


def buckets(ids: Sequence[str], start: datetime, end: datetime, step: str) -> list[Buckets]:
    """What the readings of each of `ids` come to in every bucket of [start, end) that has any."""
    import pyarrow as pa

    wanted = list(dict.fromkeys(ids))
    low, high, width = _range(start, end, step, len(wanted))
    units = dict(models.Datastream.objects.filter(pk__in=wanted).values_list("id", "unit"))
    for one in wanted:
        if one not in units:
            raise UnknownDatastream(datastream=one)
    rows = _ask(
        low,
        high,
        width,
        pa.table({"k": pa.array(wanted, pa.string())}),
        f"SELECT k, b - ((b + {SHIFT_US}) % {width}) AS at, {MERGED} "  # noqa: S608 - numbers of our own
        "FROM ({pieces}) GROUP BY 1, 2 ORDER BY 1, 2",
    )
    names = rows.column("k").to_pylist()
    ends: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        ends[name] = place
    moments = _moments(rows.column("at").to_pylist())
    columns = {name: rows.column(name).to_pylist() for name in ("n", "mean", "low", "high", "first", "last")}
    found, begin = {}, 0
    for name, stop in ends.items():  # in the order of the rows, each series in one piece
        found[name] = slice(begin, stop)
        begin = stop
    return [
        Buckets(
            datastream=one,
            unit=units[one],
            step=step,
            begins_at=moments[found.get(one, _NONE)],
            **{name: column[found.get(one, _NONE)] for name, column in columns.items()},
        )
        for one in wanted
    ]


def _moments(us: Sequence[int]) -> list[datetime]:
    known = {one: moment_of(one) for one in set(us)}
    return [known[one] for one in us]


def visible_ids(scope: Scope, ids: Iterable[str]) -> list[str]:
    """`ids` in their order if every one of them lies in the scope; raises UnknownDatastream."""
    wanted = list(dict.fromkeys(ids))
    seen = set(
        models.Datastream.objects.filter(
            scope.q(area="thing__area_path", units="thing__units", secret=None), pk__in=wanted
        ).values_list("id", flat=True)
    )
    for one in wanted:
        if one not in seen:
            raise UnknownDatastream(datastream=one)
    return wanted


def by_area(
    scope: Scope,
    area_path: str,
    filters: Mapping[str, Any],
    start: datetime,
    end: datetime,
    step: str,
) -> list[AreaBuckets]:
    """What one property of all visible things below `area_path` comes to, for each area right below it.

    Filters: property (needed), model, kind. `series` counts the datastreams that said anything in a bucket;
    the mean is that of all their readings. Things lying in the area itself count under its own path. The
    history of a thing that moved counts where it stands now.
    """
    import pyarrow as pa

    rows = models.Datastream.objects.filter(
        scope.q(area="thing__area_path", units="thing__units", secret=None),
        property=filters["property"],
        thing__area_path__startswith=area_path,  # scope: narrows what the scope has let through
    )
    if filters.get("model"):
        rows = rows.filter(thing__model=filters["model"])
    if filters.get("kind"):
        rows = rows.filter(thing__kind=filters["kind"])
    known = list(rows.values_list("id", "thing__area_path", "unit"))
    if not known:
        return []
    depth = len(area_path)
    groups = [area_path + path[depth:].split("/")[0] for _, path, _ in known]
    units = {one[2] for one in known}
    low, high, width = _range(start, end, step, len(set(groups)))
    found = _ask(
        low,
        high,
        width,
        pa.table(
            {
                "k": pa.array([one[0] for one in known], pa.string()),
                "g": pa.array(groups, pa.string()).dictionary_encode(),
            }
        ),
        f"SELECT g, b - ((b + {SHIFT_US}) % {width}) AS at, count(DISTINCT k) AS series, {MERGED} "  # noqa: S608
        "FROM ({pieces}) JOIN wanted USING (k) GROUP BY 1, 2 ORDER BY 1, 2",
    )
    return [
        AreaBuckets(
            area_path=row["g"] if row["g"].endswith("/") else row["g"] + "/",
            begins_at=moment_of(row["at"]),
            unit=units.copy().pop() if len(units) == 1 else "",
            series=row["series"],
            n=row["n"],
            mean=row["mean"],
            low=row["low"],
            high=row["high"],
        )
        for row in found.to_pylist()
    ]
