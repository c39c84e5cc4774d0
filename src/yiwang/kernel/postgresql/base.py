"""PostgreSQL for threads that keep their connection.

Django looks after a connection at the end of each HTTP request. The live hub, the health page and the door
of the readings have none: after a restart of the server they would speak into the broken connection for ever.
Here a connection that is known to be broken is made anew before the next statement, outside a transaction;
inside one the statement fails, as it must, and Django drops the connection with the transaction.
"""

from __future__ import annotations

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that comes back after its server did."""

    def ensure_connection(self) -> None:
        if self.connection is not None and self.connection.closed and not self.in_atomic_block:
            self.close()
        super().ensure_connection()
