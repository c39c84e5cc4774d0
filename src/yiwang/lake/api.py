"""The door of the lake: declare a table, ask it a question in plain SQL, know what the answer was computed
from."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from yiwang.kernel.tasks import acquire, register
from yiwang.lake._facts import FACTS
from yiwang.lake._query import Reader
from yiwang.lake._query import ask as _ask
from yiwang.lake._writer import LakeWriter
from yiwang.lake.contracts import Answer, Table

if TYPE_CHECKING:
    import pyarrow as pa

_tables: dict[str, Table] = {}
_writers: dict[str, LakeWriter] = {}
_readers: dict[tuple[str, Path], Reader] = {}
_lock = threading.Lock()


def root() -> Path:
    """The folder of the lake."""
    return Path(settings.YIWANG.home) / "lake"


def declare(table: Table) -> Table:
    """Make `table` known: the worker fills it, every process may read it. One name, one declaration."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", table.name):
        raise ValueError(f"{table.name!r} is no name for a table")
    if table.name in _tables:
        raise ValueError(f"two tables are called {table.name}")
    _tables[table.name] = table
    _writers[table.name] = LakeWriter(table, root)
    register(_writers[table.name])
    return table


def tables() -> tuple[str, ...]:
    return tuple(sorted(_tables))


def _reader(name: str) -> Reader:
    place = (name, root())
    with _lock:
        if place not in _readers:
            _readers[place] = Reader(_tables[name], root())
        return _readers[place]


def ask(
    sql: str,
    *,
    tables: Sequence[str],
    params: Mapping[str, Any] | None = None,
    between: Mapping[str, tuple[str, str]] | None = None,
) -> Answer:
    """Run one SELECT over the named tables, each visible under its own name: everything committed and the
    hot tail.

    `params` fill `$name`s. `between` limits a table to the partitions [low, high] (ISO dates) and is only
    about speed: rows of the hot tail come in any case, so say the same in the WHERE clause.
    """
    return _ask(sql, [_reader(name) for name in tables], params, between or {})


def query(
    sql: str,
    *,
    tables: Sequence[str],
    params: Mapping[str, Any] | None = None,
    between: Mapping[str, tuple[str, str]] | None = None,
) -> pa.Table:
    """The rows of `ask`."""
    return ask(sql, tables=tables, params=params, between=between).rows


def committed_seq(table: str) -> int:
    """The stream sequence up to which `table` holds everything durably, 0 before its first commit."""
    return _reader(table).committed_seq()


def commit_now(table: str, holder: str = "rehearsal") -> int:
    """Have `table` committed at once instead of within five seconds (rehearsals, tests, a clean stop)."""
    writer = _writers[table]
    lease = acquire(writer.name, holder)
    if lease is None:
        return 0
    done = 0
    writer.now_please = True
    while moved := writer.pump(lease):
        done += moved
        writer.now_please = True
    writer.now_please = False
    return done


declare(FACTS)
