"""What the worker runs for the house itself: the checkpoints of the embedded database."""

from __future__ import annotations

import logging

from django.db import connection

from yiwang.kernel.tasks import Lease, register

log = logging.getLogger(__name__)
# Beyond this the log is emptied for good: a passive checkpoint never shrinks the file.
TRUNCATE_ABOVE_PAGES = 16_384


class Checkpoint:
    """Moves SQLite's write-ahead log into the database; the only connection of the house that does.

    Everybody else has `wal_autocheckpoint=0`: old SQLite can lose pages when several connections checkpoint,
    and a commit that also checkpoints is slow.
    """

    name = "app.checkpoint"
    wakes: tuple[str, ...] = ()
    every = 2.0
    pause = 0.0

    def pump(self, lease: Lease) -> int:
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            checkpoint("PASSIVE")
        return 0


def checkpoint(mode: str) -> int:
    """Checkpoint in `mode`; the pages that were in the log."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA wal_checkpoint({mode})")
        busy, pages, moved = cursor.fetchone()
        if mode == "PASSIVE" and pages > TRUNCATE_ABOVE_PAGES and pages == moved:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _, _ = cursor.fetchone()
            log.info("checkpoint: emptied %s pages%s", pages, " (busy)" if busy else "")
    return int(pages)


register(Checkpoint())
