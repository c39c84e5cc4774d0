"""PostgreSQL for threads that keep their connection, and for many small questions.

Django looks after a connection at the end of each HTTP request. The live hub, the health page and the door
of the readings have none: after a restart of the server they would speak into the broken connection for ever.
Here a connection that is known to be broken is made anew before the next statement, outside a transaction;
inside one the statement fails, as it must, and Django drops the connection with the transaction.

The server's just-in-time compiler is off on our connections: over tables that were just filled it takes the
questions of who may see what for expensive ones, and compiles for longer than it answers (decision 0019).
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

COMPILES_SINCE = 11_00_00  # the server version with the setting; a compatible database may tell an older one


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that comes back after its server did."""

    def ensure_connection(self) -> None:
        if self.connection is not None and self.connection.closed and not self.in_atomic_block:
            self.close()
        super().ensure_connection()

    def _configure_connection(self, connection: Any) -> bool:
        commit: bool = super()._configure_connection(connection)  # type: ignore[misc]  # not in the stubs
        if connection.info.server_version < COMPILES_SINCE:
            return commit
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
        return True
