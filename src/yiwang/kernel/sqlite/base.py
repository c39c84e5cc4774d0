"""SQLite for a process with many writing threads.

SQLite lets one writer in at a time, and whoever finds the door shut sleeps and tries again, up to a tenth of
a second long and in no order: with ten threads the door stands open most of the time while everybody sleeps.
Here the threads of a process queue for their turn before they knock (`BEGIN IMMEDIATE`), and each hands it
to the next; the processes queue behind each other by two locked files beside the database, which the system
lets go when a process dies. Whoever does not queue is met at SQLite's own door, as before.
"""

from __future__ import annotations

import fcntl
import os
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


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that takes its turn with a transaction and gives it back with its end."""

    _turn: Turn | None = None

    def _start_transaction_under_autocommit(self) -> None:
        if self._turn is None:
            patience_s = float(self.settings_dict.get("OPTIONS", {}).get("timeout", 5.0))
            turn = turn_of(str(self.settings_dict["NAME"]))
            if not turn.take(patience_s):
                raise OperationalError("database is locked")
            self._turn = turn
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give()
            raise

    def _give(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.give()

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            if not self._still_in_transaction():
                self._give()

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
