"""Statements to the server as libpq takes them: prepared once a connection, and several in one message.

A cursor of psycopg makes for each statement a query, a cursor and its own bookkeeping of what is prepared,
which for the small statements of the loop takes longer than the server does. Here is what remains of it: the
values are written and the rows are read by psycopg's own adapters, and waiting is psycopg's too (it lets
other threads work). What begins a transaction goes out with its first statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any

from psycopg import Connection, errors, generators, pq
from psycopg.adapt import PyFormat, Transformer

PREPARED_AFTER = 3  # times that a statement is asked on a connection
MOST_PREPARED = 1_000  # of a connection; beyond that a statement is sent whole
_BEGIN = b"BEGIN"
_WITHOUT_WAITING = b"SET LOCAL synchronous_commit TO off"
_Key = tuple[str, tuple[int, ...]]
"""A statement, and the types of its values: what is prepared."""


class Answer:
    """What a statement brought, when its message is back."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self) -> None:
        self.rowcount = -1
        self._rows: list[tuple[Any, ...]] = []

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows.pop(0) if self._rows else None

    def fetchall(self) -> list[tuple[Any, ...]]:
        rows, self._rows = self._rows, []
        return rows


_Command = tuple[Callable[[], None], Answer | None, _Key | None]
"""What is sent, what it brings, and what it prepares."""


class Messages:
    """The messages of one connection."""

    def __init__(self, connection: Connection[Any]) -> None:
        self.connection, self._pgconn = connection, connection.pgconn
        self._adapts = Transformer(connection)
        self._names: dict[_Key, bytes] = {}
        self._asked: dict[_Key, int] = {}
        self._named = 0
        self._commands: list[_Command] = []
        self._together = False
        self.waits = True
        """Whether a transaction that begins now is on the disk when its commit returns."""

    def ask(self, sql: str, values: Sequence[Any]) -> Answer:
        """Send a statement with its values (inside `at_once`: with the others)."""
        query, many = _of_the_server(sql)
        if many != len(values):
            raise errors.ProgrammingError(f"{many} values are asked for, and {len(values)} given: {sql}")
        params = self._adapts.dump_sequence(values, _formats(many))
        formats, types = self._adapts.formats, self._adapts.types or ()
        key, answer = (sql, types), Answer()
        name = self._names.get(key) or self._prepare(key, query)
        said = (
            partial(self._pgconn.send_query_prepared, name, params, formats)
            if name
            else partial(self._pgconn.send_query_params, query, params, types, formats)
        )
        self._commands.append((said, answer, None))
        if not self._together:
            self._send()
        return answer

    def _prepare(self, key: _Key, query: bytes) -> bytes:
        """Have a statement prepared that comes often; its name, empty where it is not."""
        asked = self._asked[key] = self._asked.get(key, 0) + 1
        if asked < PREPARED_AFTER or len(self._names) >= MOST_PREPARED:
            return b""
        self._named += 1
        name = b"yiwang_%d" % self._named
        self._commands.append((partial(self._pgconn.send_prepare, name, query, key[1]), None, key))
        self._names[key] = name
        return name

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Statements inside go out together; whether they held is known at the end."""
        if self._together:
            yield
            return
        self._together = True
        try:
            yield
            self._together = False
            self._send()
        finally:
            self._together = False
            self._commands.clear()

    def _send(self) -> None:
        commands, self._commands = self._commands, []
        if not commands:
            return
        connection = self.connection
        with connection.lock:
            if not connection.autocommit and self._pgconn.transaction_status == pq.TransactionStatus.IDLE:
                begin = (_BEGIN,) if self.waits else (_BEGIN, _WITHOUT_WAITING)
                commands[:0] = [
                    (partial(self._pgconn.send_query_params, one, None), None, None) for one in begin
                ]
            said = _alone if len(commands) == 1 else _in_a_row
            try:
                results = connection.wait(said(self._pgconn, [command for command, _, _ in commands]))
            except BaseException:
                connection.close()  # what is under way on it is not known
                raise
            for number, ((_, answer, _), result) in enumerate(zip(commands, results, strict=True)):
                if result.status == pq.ExecStatus.FATAL_ERROR:
                    for _, _, key in commands[number:]:
                        self._names.pop(key, None)  # type: ignore[arg-type]  # the server never heard of it
                    raise errors.error_from_result(result, encoding=connection.info.encoding)
                if answer is not None:
                    self._read(answer, result)

    def _read(self, answer: Answer, result: pq.abc.PGresult) -> None:
        if result.status == pq.ExecStatus.TUPLES_OK:
            answer.rowcount = result.ntuples
            self._adapts.set_pgresult(result)
            answer._rows = self._adapts.load_rows(0, result.ntuples, tuple)
        else:
            answer.rowcount = result.command_tuples or 0


def _alone(pgconn: pq.abc.PGconn, commands: Sequence[Callable[[], None]]) -> Any:
    commands[0]()
    return (yield from generators.execute(pgconn))


def _in_a_row(pgconn: pq.abc.PGconn, commands: Sequence[Callable[[], None]]) -> Any:
    """One answer for each command; after one that failed the server passes over the others."""
    pgconn.enter_pipeline_mode()
    for command in commands:
        command()
    pgconn.pipeline_sync()
    yield from generators.send(pgconn)
    results = []
    for _ in commands:
        results += yield from generators.fetch_many(pgconn)
    yield from generators.fetch_many(pgconn)  # of the synchronization
    pgconn.exit_pipeline_mode()
    return results


@lru_cache(maxsize=4096)
def _of_the_server(sql: str) -> tuple[bytes, int]:
    """`$1` where `%s` stood, and how many."""
    parts = sql.split("%s")
    said = "".join(f"{part}${number}" for number, part in enumerate(parts[:-1], 1)) + parts[-1]
    return said.replace("%%", "%").encode(), len(parts) - 1


@lru_cache(maxsize=1024)
def _formats(many: int) -> list[PyFormat]:
    return [PyFormat.AUTO] * many
