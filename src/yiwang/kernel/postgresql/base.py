"""PostgreSQL for threads that keep their connection, and for many small questions.

Django looks after a connection at the end of each HTTP request. The live hub, the health page and the door
of the readings have none: after a restart of the server they would speak into the broken connection for ever.
Here a connection that is known to be broken is made anew before the next statement, outside a transaction;
inside one the statement fails, as it must, and Django drops the connection with the transaction.

The server's just-in-time compiler is off on our connections: over tables that were just filled it takes the
questions of who may see what for expensive ones, and compiles for longer than it answers (decision 0019).

The statements that are written once (`kernel.statements`) are prepared by the server, each connection for
itself; what Django's ORM composes is sent whole, as it always is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base

from yiwang.kernel.postgresql.messages import Answer, Messages

COMPILES_SINCE = 11_00_00  # the server version with the setting; a compatible database may tell an older one


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that comes back after its server did."""

    waits = True
    """A commit returns when it is on the disk (see `statements.redoable`)."""

    def ensure_connection(self) -> None:
        if self.connection is not None and self.connection.closed and not self.in_atomic_block:
            self.close()
        super().ensure_connection()

    def prepared(self, sql: str, values: Sequence[Any]) -> Answer:
        """Run a statement with its values bound by the server, prepared when it comes often."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        if self.needs_rollback:
            self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            return self._messages.ask(sql, values)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Statements inside go to the server together; whether they held is known at the end."""
        self.ensure_connection()
        with self.wrap_database_errors, self._messages.at_once():
            yield

    @property
    def _messages(self) -> Messages:
        """Those of the connection that stands: it may come from a pool, and know what it was told there."""
        found: Messages | None = getattr(self.connection, "messages", None)
        if found is None:
            found = self.connection.messages = Messages(self.connection)
        found.waits = self.waits
        return found

    def _configure_connection(self, connection: Any) -> bool:
        commit: bool = super()._configure_connection(connection)  # type: ignore[misc]  # not in the stubs
        if connection.info.server_version < COMPILES_SINCE:
            return commit
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
        return True
