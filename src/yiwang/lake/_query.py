"""Plain SQL over Delta files and the hot tail, run by DuckDB in this process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from yiwang.kernel.bus import BusUnavailable
from yiwang.lake._settle import Held
from yiwang.lake._store import DataFile, Store
from yiwang.lake.contracts import Answer, LakeBehind, Table, period_of

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

log = logging.getLogger(__name__)

TAIL_ROWS = 1_000_000
TAIL_MESSAGES = 512

_engine: duckdb.DuckDBPyConnection | None = None
_engine_lock = threading.Lock()


def connection() -> duckdb.DuckDBPyConnection:
    """A connection of this thread's own to the process's one in-memory engine; close it after use."""
    import duckdb

    global _engine
    with _engine_lock:
        if _engine is None:
            _engine = duckdb.connect(
                ":memory:",
                config={
                    "threads": 2,
                    "memory_limit": "512MB",
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                },
            )
            # What it puts aside beyond its memory lies with the instance, not where somebody started it.
            _engine.execute(f"SET temp_directory = {_text(str(settings.YIWANG.run / 'duckdb'))}")
            # A data file never changes once a commit names it.
            _engine.execute("SET parquet_metadata_cache = true")
            # A join hands its Bloom filter to the scan of an Arrow table, which knows none and fails.
            _engine.execute("SET disabled_optimizers = 'join_filter_pushdown'")
            _engine.execute("SET validate_external_file_cache = 'NO_VALIDATION'")
        return _engine.cursor()


def _name(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def scan(store: Store, files: Sequence[DataFile], columns: Sequence[str] | None = None) -> str:
    """SQL that reads `files` of a store with the table's own columns."""
    names = [_name(one) for one in columns or store.table.schema().names]
    if not files:
        return ""
    paths = ", ".join(_text(uri) for uri in store.uris(files))
    by = store.table.partition_by
    hive = f", hive_partitioning = true, hive_types = {{{_text(by)}: DATE}}" if by else ""
    # By name only where files differ: it reads every file's end before it begins.
    union = ", union_by_name = true" if store.widened else ""
    return f"SELECT {', '.join(names)} FROM read_parquet([{paths}]{hive}{union})"  # noqa: S608 - all quoted


class Tail:
    """The rows that the stream holds beyond a table's last commit, decoded once per process."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._chunks: list[tuple[int, pa.Table]] = []
        self._read_to = 0

    def refresh(self, committed: int) -> bool:
        """Drop what is committed and read on to the end of the stream; False when the stream is away.

        Raises LakeBehind when the tail outgrows what a reader may hold.
        """
        self._chunks = [(last, rows) for last, rows in self._chunks if last > committed]
        self._read_to = max(self._read_to, committed)
        try:
            while messages := self.table.read(self._read_to, TAIL_MESSAGES):
                rows = self.table.decode(messages)
                self._read_to = messages[-1].seq
                if len(rows):
                    self._chunks.append((self._read_to, rows))
                held = sum(len(chunk) for _, chunk in self._chunks)
                if held > TAIL_ROWS:
                    self._chunks, self._read_to = [], committed
                    raise LakeBehind(table=self.table.name, rows=held)
        except BusUnavailable:
            log.info("lake: the stream of %s is away, reading without its newest rows", self.table.name)
            return False
        return True

    def rows(self) -> pa.Table | None:
        import pyarrow as pa

        return pa.concat_tables([rows for _, rows in self._chunks]) if self._chunks else None

    @property
    def read_to(self) -> int:
        return self._read_to


class Reader:
    """One table as this process reads it: Delta snapshot and hot tail, joined without gap or overlap."""

    def __init__(self, table: Table, root: Path) -> None:
        self.table = table
        self.lock = threading.Lock()
        self._store = Store(table, root)
        self._tail = Tail(table)

    def committed_seq(self) -> int:
        with self.lock:
            self._store.refresh()
            return self._store.committed_seq()

    def mark(self, name: str) -> int:
        with self.lock:
            self._store.refresh()
            return self._store.mark(name)

    def bind(
        self, cursor: duckdb.DuckDBPyConnection, between: tuple[str, str] | None
    ) -> tuple[int, int, int, bool]:
        """Make the table visible to `cursor` under its name; version, committed, read to, complete."""
        with self.lock:
            self._store.refresh()
            committed = self._store.committed_seq()
            complete = self._tail.refresh(committed)
            tail = self._tail.rows()
            files = self._store.files(*between) if between else self._store.files()
            version, read_to = self._store.version, self._tail.read_to
        names = [_name(one) for one in self.table.schema().names]
        parts = [scan(self._store, files)] if files else []
        if tail is None and not parts:
            tail = self.table.schema().empty_table()
        if tail is not None:
            cursor.register(f"{self.table.name}_tail", tail)
            parts.append(f"SELECT {', '.join(names)} FROM {self.table.name}_tail WHERE seq > {committed}")  # noqa: S608
        cursor.execute(f"CREATE OR REPLACE TEMP VIEW {self.table.name} AS {' UNION ALL '.join(parts)}")
        return version, committed, read_to, complete


def ask(
    sql: str,
    readers: Sequence[Reader],
    params: Mapping[str, Any] | None,
    between: Mapping[str, tuple[str, str]],
    given: Mapping[str, pa.Table] | None = None,
) -> Answer:
    """Run `sql` over the tables of `readers` and those `given`."""
    import pyarrow as pa

    cursor = connection()
    try:
        bound = {one.table.name: one.bind(cursor, between.get(one.table.name)) for one in readers}
        for name, rows in (given or {}).items():
            cursor.register(name, rows)
        rows = cursor.execute(sql, dict(params) if params else None).to_arrow_table()
        assert isinstance(rows, pa.Table)
    finally:
        cursor.close()
    return Answer(
        rows=rows,
        versions={name: one[0] for name, one in bound.items()},
        committed={name: one[1] for name, one in bound.items()},
        read_to={name: one[2] for name, one in bound.items()},
        complete=all(one[3] for one in bound.values()),
    )


class Session:
    """Several statements over the same tables, with what they put aside between them."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def put_aside(self, name: str, sql: str) -> None:
        """Keep the rows of `sql` under a name until the session ends, or the name is used again."""
        self._cursor.execute(f"CREATE OR REPLACE TEMP TABLE {_name(name)} AS {sql}")

    def rows(self, sql: str) -> pa.Table:
        """The rows of a statement, all at once."""
        found: pa.Table = self._cursor.execute(sql).to_arrow_table()
        return found

    def pieces(self, sql: str, rows: int) -> Iterator[pa.Table]:
        """The rows of a statement, so many at a time; no other statement meanwhile."""
        import pyarrow as pa

        for batch in self._cursor.execute(sql).to_arrow_reader(rows):
            yield pa.Table.from_batches([batch])


@contextmanager
def session(
    readers: Sequence[Reader],
    between: Mapping[str, tuple[str, str]],
    given: Mapping[str, pa.Table] | None,
) -> Iterator[Session]:
    """A session over the tables of `readers` as they are now, and those `given`."""
    cursor = connection()
    try:
        for one in readers:
            one.bind(cursor, between.get(one.table.name))
        for name, table in (given or {}).items():
            cursor.register(name, table)
        yield Session(cursor)
    finally:
        cursor.close()


# -- what the writer asks of its own table


def newest_times(store: Store, keys: list[str], low_us: int) -> dict[str, int]:
    """For each of `keys` that has rows at or after `low_us`: the newest time in microseconds."""
    import pyarrow as pa

    identity = store.table.identity
    assert identity is not None
    table = store.table
    files = store.files(period_of(low_us, table.period)) if table.partition_by else store.files()
    if not files:
        return {}
    key, time = _name(identity.key), _name(identity.time)
    cursor = connection()
    try:
        cursor.register("asked", pa.table({"k": pa.array(keys, pa.string())}))
        found = cursor.execute(
            f"SELECT k, epoch_us(max({time})) "  # noqa: S608 - names are the table's own, values are registered
            f"FROM ({scan(store, files, [identity.key, identity.time])}) "
            f"JOIN asked ON {key} = k WHERE epoch_us({time}) >= {low_us} GROUP BY k"
        ).fetchall()
    finally:
        cursor.close()
    return {row[0]: int(row[1]) for row in found}


def held_rows(store: Store, keys: list[str], times_us: list[int]) -> dict[tuple[str, int], Held]:
    """Last revision and values of those (key, time) pairs that the table holds."""
    import pyarrow as pa

    identity = store.table.identity
    assert identity is not None
    if store.table.partition_by:
        periods = {period_of(us, store.table.period) for us in times_us}
        files = [file for file in store.files(min(periods), max(periods)) if file.partition in periods]
    else:
        files = store.files()
    if not files:
        return {}
    columns = [identity.key, identity.time, identity.revision, *identity.values]
    key, time, revision, *values = [_name(one) for one in columns]
    cursor = connection()
    try:
        cursor.register(
            "asked", pa.table({"k": pa.array(keys, pa.string()), "t": pa.array(times_us, pa.int64())})
        )
        found = cursor.execute(
            f"SELECT {key}, epoch_us({time}), {revision}, {', '.join(values)} "  # noqa: S608 - as above
            f"FROM ({scan(store, files, columns)}) JOIN (SELECT DISTINCT k, t FROM asked) "
            f"ON {key} = k AND epoch_us({time}) = t "
            # The bounds leave out the files of other hours by their statistics.
            f"WHERE {time} BETWEEN make_timestamptz({min(times_us)}) AND make_timestamptz({max(times_us)}) "
            f"QUALIFY row_number() OVER (PARTITION BY {key}, {time} ORDER BY {revision} DESC) = 1"
        ).fetchall()
    finally:
        cursor.close()
    return {(row[0], int(row[1])): (int(row[2]), tuple(row[3:])) for row in found}
