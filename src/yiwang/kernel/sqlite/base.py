"""SQLite for a process with many writing threads.

SQLite lets one writer in at a time, and whoever finds the door shut sleeps and tries again, up to a tenth of
a second long and in no order: with ten threads the door stands open most of the time while everybody sleeps.
Here the threads of a process queue for their turn before they knock (`BEGIN IMMEDIATE`), and each hands it
to the next; the processes queue behind each other by two locked files beside the database, which the system
lets go when a process dies. Whoever does not queue is met at SQLite's own door, as before.

Nor does anybody wait for the disk while others wait for him: a transaction commits into SQLite's log with
`synchronous=NORMAL`, gives its turn back, and then brings the log to the disk before its caller goes on
(decision 0017). A statement outside any transaction is SQLite's own to bring there (`synchronous=FULL`).
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections import deque
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError


class Turn:
    """Who may begin a transaction: first come, first served among the threads, then among the processes."""

    def __init__(self, name: str) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()
        self._door = _Door(name)

    def take(self, patience_s: float) -> bool:
        """Wait for the turn; False when it did not come in time."""
        if not self._take(patience_s):
            return False
        try:
            self._door.pass_in()
        except BaseException:
            self._hand_on()
            raise
        return True

    def _take(self, patience_s: float) -> bool:
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            gate = threading.Lock()
            gate.acquire()
            self._waiting.append(gate)
        if gate.acquire(timeout=patience_s):
            return True
        with self._lock:
            if gate in self._waiting:
                self._waiting.remove(gate)
                return False
        return True  # it was handed over in the last moment

    def give(self) -> None:
        """Hand the turn to the next who waits."""
        self._door.pass_out()
        self._hand_on()

    def _hand_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class _Door:
    """Where processes queue. Only the thread that has its process's turn comes here.

    Who waits for `turn` holds `queue`, so that one who has just left cannot slip in before those that wait.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._pid = 0
        self._queue = self._turn = -1

    def pass_in(self) -> None:
        if self._pid != os.getpid():
            self._open()
        fcntl.flock(self._queue, fcntl.LOCK_EX)
        try:
            fcntl.flock(self._turn, fcntl.LOCK_EX)
        finally:
            fcntl.flock(self._queue, fcntl.LOCK_UN)

    def pass_out(self) -> None:
        fcntl.flock(self._turn, fcntl.LOCK_UN)

    def _open(self) -> None:
        """Of one's own: a lock that came through a fork would be held together with the parent."""
        self._queue, self._turn = (
            os.open(f"{self.name}-{file}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            for file in ("queue", "turn")
        )
        self._pid = os.getpid()


_turns: dict[str, Turn] = {}
_turns_lock = threading.Lock()


def turn_of(name: str) -> Turn:
    """The turn at one database file."""
    with _turns_lock:
        return _turns.setdefault(name, Turn(name))


_sync = getattr(os, "fdatasync", os.fsync)
_READS = ("SELECT", "PRAGMA", "BEGIN ", "SAVEPO", "RELEAS", "ROLLBA", "EXPLAI")


class Cursor(base.SQLiteCursorWrapper):
    """Django's cursor; what it writes outside of any transaction is on the disk when it answers."""

    def execute(self, query: str, params: Any = None) -> Any:
        self.connection.wrapper.before(query)  # type: ignore[attr-defined]
        return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        self.connection.wrapper.before(query)  # type: ignore[attr-defined]
        return super().executemany(query, param_list)


class Link(sqlite3.Connection):
    """SQLite's connection; it knows which of ours it belongs to."""

    wrapper: DatabaseWrapper


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that takes its turn with a transaction and gives it back with its end."""

    _turn: Turn | None = None
    _log = ""
    """The path of SQLite's log; empty where the database has none (in memory)."""
    _full = True
    """SQLite itself waits for the disk with each commit."""
    waits = True
    """A commit returns when it is on the disk (see `statements.redoable`)."""

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "factory": Link}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        link = super().get_new_connection(conn_params)
        link.wrapper = self
        (mode,) = link.execute("PRAGMA journal_mode").fetchone()
        link.execute("PRAGMA synchronous=FULL")
        self._full, self._log = True, f"{self.settings_dict['NAME']}-wal" if mode == "wal" else ""
        return link

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)

    def before(self, statement: str) -> None:
        """A write that is its own transaction is brought to the disk by SQLite."""
        if not self._full and not self.connection.in_transaction and not statement.startswith(_READS):
            self.connection.execute("PRAGMA synchronous=FULL")
            self._full = True

    def settle(self) -> None:
        """Return when everything that any process has committed is on the disk."""
        if not self._log:
            return
        # Opened anew each time: SQLite may have made another file of this name meanwhile.
        log = os.open(self._log, os.O_RDONLY | os.O_CLOEXEC)
        try:
            _sync(log)
        except OSError as error:
            raise OperationalError("disk I/O error") from error
        finally:
            os.close(log)

    def _start_transaction_under_autocommit(self) -> None:
        if self._turn is None:
            patience_s = float(self.settings_dict.get("OPTIONS", {}).get("timeout", 5.0))
            if self._full and self._log:
                self.connection.execute("PRAGMA synchronous=NORMAL")
                self._full = False
            turn = turn_of(str(self.settings_dict["NAME"]))
            if not turn.take(patience_s):
                raise OperationalError("database is locked")
            self._turn = turn
        try:
            with self.wrap_database_errors:
                self.connection.execute(f"BEGIN {self.transaction_mode or ''}")  # type: ignore[attr-defined]
        except BaseException:
            self._give()
            raise

    def _give(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.give()

    def _commit(self) -> Any:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            if not self._still_in_transaction():
                self._give()
        if self.waits and not self._full:
            self.settle()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            if not self._still_in_transaction():
                self._give()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._give()

    def _still_in_transaction(self) -> bool:
        """True where SQLite refused to commit and the transaction is still open."""
        return bool(self.connection is not None and self.connection.in_transaction)
