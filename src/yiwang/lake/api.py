"""The door of the lake: declare a table, ask it a question in plain SQL, know what the answer was computed
from."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from yiwang.kernel.tasks import acquire, register
from yiwang.lake._facts import FACTS
from yiwang.lake._query import Reader, Session
from yiwang.lake._query import ask as _ask
from yiwang.lake._query import session as _session
from yiwang.lake._roll import Roller, current
from yiwang.lake._store import Store
from yiwang.lake._writer import LakeWriter
from yiwang.lake.contracts import HOUR_US, Answer, Rollup, Table, VersionRefused

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "ask",
    "commit_now",
    "committed_seq",
    "current",
    "declare",
    "declare_kept",
    "declare_rollup",
    "keep",
    "mark",
    "partitions",
    "query",
    "rolled_to",
    "root",
    "session",
    "tables",
]

_tables: dict[str, Table] = {}
_writers: dict[str, LakeWriter] = {}
_rollers: dict[str, Roller] = {}
_readers: dict[tuple[str, Path], Reader] = {}
_FAR = 2**62
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


def declare_rollup(rollup: Rollup) -> Rollup:
    """Keep a table of a coarser grain from the table `of`, which is declared already; readable like any."""
    fine = _tables[rollup.of]
    if rollup.name in _tables:
        raise ValueError(f"two tables are called {rollup.name}")
    # What is rolled from a rolled table goes no further than that one is closed.
    upto = (lambda: rolled_to(rollup.of)) if fine.name in _rollers else (lambda: _FAR)
    roller = Roller(rollup, fine, upto, root)
    _tables[rollup.name] = roller.table
    _rollers[rollup.name] = roller
    register(roller)
    return rollup


def declare_kept(table: Table) -> Table:
    """Make a table known that its noun keeps with `keep`; it has no stream, and is readable like any."""
    if table.name in _tables:
        raise ValueError(f"two tables are called {table.name}")
    _tables[table.name] = table
    return table


def keep(
    name: str,
    rows: Iterable[pa.Table],
    marks: Mapping[str, int],
    *,
    instead_of: Sequence[str] | None = (),
    expected: Mapping[str, int] | None = None,
) -> None:
    """Add `rows`, a piece after the other, to a kept table and set its marks, in one durable step.

    `instead_of`: partitions whose rows these replace, None all of them. Raises VersionRefused where the marks
    are not those `expected`: another has kept the table meanwhile.
    """
    store = Store(_tables[name], root())
    store.open()
    if any(store.mark(each) != value for each, value in (expected or {}).items()):
        raise VersionRefused(f"{name} is no longer at {expected}")
    held = sorted({file.partition for file in store.files()}) if instead_of is None else instead_of
    store.amend(rows, marks, instead_of=held)
    if held:
        store.vacuum()


def partitions(name: str, *, below: int) -> dict[str, int]:
    """How many data files of fewer rows than `below` each partition of a table has."""
    store, found = Store(_tables[name], root()), dict[str, int]()
    for file in store.files() if store.refresh() else ():
        found[file.partition] = found.get(file.partition, 0) + (file.rows < below)
    return found


def mark(table: str, name: str) -> int:
    """The number that was last committed to a table under this name, 0 before the first time."""
    return _reader(table).mark(name)


def rolled_to(name: str) -> int:
    """Microseconds since 1970 up to which every bucket of a rolled table is closed, 0 before the first."""
    return _reader(name).mark(f"{name}:time") * HOUR_US


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
    given: Mapping[str, pa.Table] | None = None,
) -> Answer:
    """Run one SELECT over the named tables, each visible under its own name: everything committed and the
    hot tail.

    `params` fill `$name`s. `between` limits a table to the partitions [low, high] (ISO dates) and is only
    about speed: rows of the hot tail come in any case, so say the same in the WHERE clause. Tables `given`
    are visible beside them under their names.
    """
    return _ask(sql, [_reader(name) for name in tables], params, between or {}, given)


def query(
    sql: str,
    *,
    tables: Sequence[str],
    params: Mapping[str, Any] | None = None,
    between: Mapping[str, tuple[str, str]] | None = None,
    given: Mapping[str, pa.Table] | None = None,
) -> pa.Table:
    """The rows of `ask`."""
    return ask(sql, tables=tables, params=params, between=between, given=given).rows


def session(
    *,
    tables: Sequence[str],
    between: Mapping[str, tuple[str, str]] | None = None,
    given: Mapping[str, pa.Table] | None = None,
) -> AbstractContextManager[Session]:
    """Several statements over the same tables, as `ask` sees them; what is large comes in pieces."""
    return _session([_reader(name) for name in tables], between or {}, given)


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
