"""Tables of a coarser grain, kept from the committed rows of another: hours from readings, days from hours.

A bucket is rolled when it has ended; what arrives late for it rolls it again, as a next revision. Two numbers
are committed with the rows: the sequence of the finer table up to which late rows were looked for, and the
time up to which buckets are closed. What lies beyond that time is the finer table's to answer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from yiwang.kernel import clock
from yiwang.kernel.tasks import Lease
from yiwang.lake._query import connection, held_rows, newest_times, scan
from yiwang.lake._settle import Settler
from yiwang.lake._store import Store
from yiwang.lake.contracts import HOUR_US, Identity, Rollup, Table, day_of, moment_us, period_of

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger(__name__)

GRACE = timedelta(minutes=3)
"""A bucket is closed this long after its end: what the finer table has not committed by then comes late."""
LOOK_EVERY = timedelta(seconds=15)
MOST_US = 24 * HOUR_US
"""A roll that is behind catches up by so much at a time."""


def schema() -> pa.Schema:
    """Of every rolled table: `n` readings counted, and what they come to. No row of a bucket means none."""
    import pyarrow as pa

    return pa.schema(
        [
            ("period", pa.date32()),
            ("series", pa.string()),
            ("begins_at", pa.timestamp("us", "UTC")),
            ("revision", pa.int32()),
            ("n", pa.int64()),
            ("total", pa.float64()),
            ("low", pa.float64()),
            ("high", pa.float64()),
            ("first", pa.float64()),
            ("last", pa.float64()),
            ("seq", pa.int64()),
        ]
    )


VALUES = ("n", "total", "low", "high", "first", "last")


def table_of(rollup: Rollup) -> Table:
    """The rolled table as readers know it; it has no stream, so its tail is always empty."""
    return Table(
        name=rollup.name,
        stream=rollup.of,
        schema=schema,
        decode=lambda messages: schema().empty_table(),
        read=lambda after, limit: [],
        last=lambda: 0,
        sort_by=("series", "begins_at", "revision"),
        partition_by="period",
        period=rollup.period,
        identity=Identity(key="series", time="begins_at", values=VALUES, revision="revision"),
    )


def rolled_to(store: Store) -> int:
    """The time in microseconds up to which every bucket is closed, 0 before the first roll."""
    return store.mark(f"{store.table.name}:time") * HOUR_US


class Roller:
    """Task that keeps one rolled table."""

    every = LOOK_EVERY.total_seconds()
    pause = 1.0
    wakes = ()

    def __init__(
        self, rollup: Rollup, fine: Table, fine_to: Callable[[], int], root: Callable[[], Path]
    ) -> None:
        self.rollup = rollup
        self.name = f"lake.{rollup.name}"
        self.table = table_of(rollup)
        self._fine_table = fine
        self._fine_to = fine_to
        self._root = root
        self._fence = 0
        self._coarse = Store(self.table, Path())
        self._fine = Store(fine, Path())
        assert self.table.identity is not None
        self._settler = Settler(
            self.table.identity,
            lambda keys, low: newest_times(self._coarse, keys, low),
            lambda keys, times: held_rows(self._coarse, keys, times),
        )
        self._looked: tuple[datetime, int, int] | None = None
        """When it was last looked, up to which time was closed then, and up to which sequence was looked."""

    def pump(self, lease: Lease) -> int:
        now = clock.now()
        horizon = self.rollup.floor(min(moment_us(now - GRACE), self._fine_to()))
        if (
            self._looked is not None
            and self._fence == lease.fence
            and self._coarse.folder.parent == self._root()
        ):
            looked_at, closed, _ = self._looked
            if horizon <= closed and not clock.has_passed(looked_at, LOOK_EVERY):
                return 0
        return self._roll(lease, now, horizon)

    def _roll(self, lease: Lease, now: datetime, horizon: int) -> int:
        if not self._open(lease):
            self._looked = (now, horizon, 0)
            return 0
        seq = self._fine.committed_seq()
        # Each row is looked at once, so that a look costs what came since the last one.
        done = max(self._coarse.mark(self.table.app_id), self._looked[2] if self._looked else 0)
        closed = rolled_to(self._coarse) or self._earliest()
        upto = max(closed, min(horizon, closed + MOST_US))
        rows = self._late(done, closed) if seq > done else []
        rows += self._range(closed, upto)
        behind = upto < horizon
        if not rows and not behind:
            # Nothing was said: a look is remembered here, and an idle table costs no write.
            self._looked = (now, upto, seq)
            return 0
        return self._commit(lease, rows, seq, upto, now)

    def _open(self, lease: Lease) -> bool:
        """Look at both tables anew; False while the finer one has nothing."""
        if self._coarse.folder.parent != self._root() or lease.fence != self._fence:
            self._fine, self._coarse = Store(self._fine_table, self._root()), Store(self.table, self._root())
            self._settler.forget()
            self._looked, self._fence = None, lease.fence
        if not self._fine.refresh() or not self._fine.files():
            return False
        if self._coarse.version < 0:
            self._coarse.open()
        self._coarse.refresh()
        return True

    def _earliest(self) -> int:
        """Where the finer table begins."""
        return self.rollup.floor(moment_us(min(file.partition for file in self._fine.files())))

    def _bucket(self) -> str:
        time, step, shift = f"epoch_us({self.rollup.time})", self.rollup.step_us, self.rollup.shift_us
        return f"{time} - (({time} + {shift}) % {step})"

    def _range(self, low_us: int, high_us: int) -> list[pa.Table]:
        """Every bucket from `low_us` on to `high_us`."""
        if low_us >= high_us:
            return []
        period = self._fine_table.period
        files = self._fine.files(period_of(low_us, period), period_of(high_us - 1, period))
        time = f"epoch_us({self.rollup.time})"
        return self._aggregate(scan(self._fine, files), f"{time} >= {low_us} AND {time} < {high_us}", None)

    def _late(self, done: int, closed: int) -> list[pa.Table]:
        """The buckets before `closed` that rows beyond the sequence `done` belong to."""
        files = [file for file in self._fine.files() if file.last_seq is None or file.last_seq > done]
        rows = scan(self._fine, files)
        if not rows:
            return []
        cursor = connection()
        try:
            touched = cursor.execute(
                f"SELECT DISTINCT {self.rollup.key} AS k, {self._bucket()} AS b FROM ({rows}) "  # noqa: S608 - ours
                f"WHERE seq > {done} AND epoch_us({self.rollup.time}) < {closed}"
            ).to_arrow_table()
        finally:
            cursor.close()
        if not len(touched):
            return []
        period = self._fine_table.period
        ends = [one + self.rollup.step_us - 1 for one in touched.column("b").to_pylist()]
        wanted = {period_of(end, period) for end in ends} | {
            period_of(end - self.rollup.step_us + 1, period) for end in ends
        }
        within = [file for file in self._fine.files(min(wanted), max(wanted)) if file.partition in wanted]
        return self._aggregate(scan(self._fine, within), "true", touched)

    def _aggregate(self, rows: str, where: str, touched: pa.Table | None) -> list[pa.Table]:
        """What the current rows come to, by bucket. With `touched`, of these buckets, empty ones too."""
        if not rows:
            return []
        key, time = self.rollup.key, self.rollup.time
        cursor = connection()
        try:
            source = f"SELECT *, {key} AS k, {self._bucket()} AS b FROM ({rows}) WHERE {where}"  # noqa: S608 - ours
            if touched is not None:
                cursor.register("touched", touched)
                source = f"SELECT r.* FROM ({source}) r SEMI JOIN touched t ON r.k = t.k AND r.b = t.b"  # noqa: S608
            said = ", ".join(f"{sql} AS {name}" for name, sql in zip(VALUES, self.rollup.sums, strict=True))
            grouped = (
                f"SELECT k, b, {said} FROM ({current(source, key, time)}) "  # noqa: S608 - ours
                f"WHERE {self.rollup.counts} GROUP BY k, b"
            )
            if touched is not None:
                columns = ", ".join(VALUES[1:])
                grouped = (
                    f"SELECT t.k, t.b, coalesce(n, 0) AS n, {columns} FROM touched t "  # noqa: S608 - ours
                    f"LEFT JOIN ({grouped}) g ON g.k = t.k AND g.b = t.b"
                )
            found = cursor.execute(grouped).to_arrow_table()
        finally:
            cursor.close()
        return [found] if len(found) else []

    def _commit(self, lease: Lease, parts: list[pa.Table], seq: int, upto: int, now: datetime) -> int:
        with transaction.atomic():
            lease.hold()
        rows = self._settler.settle(self._shaped(parts, seq))
        marks = {self.table.app_id: seq, f"{self.table.name}:time": upto // HOUR_US}
        try:
            self._coarse.amend([rows], marks)
        except BaseException:
            # Whether the commit happened is not known: the next pump asks the table.
            self._fence = 0
            raise
        self._settler.committed()
        self._looked = (now, upto, seq)
        if self._coarse.scattered():
            self._coarse.compact()
        return max(len(rows), 1)

    def _shaped(self, parts: list[pa.Table], seq: int) -> pa.Table:
        import pyarrow as pa

        if not parts:
            return schema().empty_table()
        found = pa.concat_tables(parts, promote_options="permissive")
        begins = found.column("b").to_numpy()
        periods = [day_of(period_of(us, self.table.period)) for us in begins.tolist()]
        columns = {
            "period": pa.array(periods, pa.date32()),
            "series": found.column("k").cast(pa.string()),
            "begins_at": found.column("b").cast(pa.timestamp("us", "UTC")),
            "revision": pa.array([0] * len(found), pa.int32()),
            "seq": pa.array([seq] * len(found), pa.int64()),
        }
        return pa.table(
            [
                columns[field.name] if field.name in columns else found.column(field.name).cast(field.type)
                for field in schema()
            ],
            schema=schema(),
        )


def current(source: str, key: str, time: str) -> str:
    """Of settled rows the last revision of each: a look at single rows only where there are corrections."""
    # Row groups without a correction are left out by their statistics, so the common case is one plain scan.
    later = f"SELECT DISTINCT {key}, {time} FROM ({source}) WHERE revision > 0"  # noqa: S608 - ours
    join = f"r.{key} = s.{key} AND r.{time} = s.{time}"
    return (
        f"SELECT r.* FROM ({source}) r ANTI JOIN ({later}) s ON {join} UNION ALL "  # noqa: S608 - ours
        f"SELECT r.* FROM ({source}) r SEMI JOIN ({later}) s ON {join} "
        f"QUALIFY row_number() OVER (PARTITION BY r.{key}, r.{time} ORDER BY r.revision DESC) = 1"
    )
