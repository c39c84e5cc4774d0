"""The one writer of a table: gathers from the stream, commits every few seconds, compacts when idle files
pile up."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from yiwang.kernel import clock
from yiwang.kernel.bus import Message
from yiwang.kernel.tasks import Lease
from yiwang.lake._query import held_rows, newest_times
from yiwang.lake._settle import Settler
from yiwang.lake._store import Store
from yiwang.lake.contracts import StreamRewound, Table

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger(__name__)

COMMIT_AFTER = timedelta(seconds=5)
COMMIT_ROWS = 100_000
READ_MESSAGES = 512
KEEP_AFTER_COMMIT = timedelta(hours=24)
VACUUM_EVERY_S = 86_400.0


class LakeWriter:
    """Task that fills one table. Everything it remembers is a guess about the table, checked before each
    commit."""

    every = 1.0  # looks by itself: what is committed every five seconds need not be woken for each reading
    pause = 0.0
    wakes = ()

    def __init__(self, table: Table, root: Callable[[], Path]) -> None:
        self.table = table
        self.name = f"lake.{table.name}"
        self._root = root
        self._store = Store(table, Path())
        self._settler: Settler | None = None
        if table.identity is not None:
            self._settler = Settler(
                table.identity,
                lambda keys, low: newest_times(self._store, keys, low),
                lambda keys, times: held_rows(self._store, keys, times),
            )
        self._version: int | None = None
        self._fence = 0
        self._seen: list[Message] = []
        self._decoded: list[pa.Table] = []
        self._rows = 0
        self._since: datetime | None = None
        self._marks: deque[tuple[datetime, int]] = deque()
        self._vacuumed = time.monotonic()
        self.now_please = False

    def pump(self, lease: Lease) -> int:
        if self._version is None or lease.fence != self._fence or self._store.folder.parent != self._root():
            self._start(lease)
        self._gather()
        if self._seen and (self.now_please or self._due()):
            done = self._commit(lease)
            # A city's stream never rests, so its writer tidies up between commits.
            self._keep_house(lease)
            return done
        self.now_please = False
        if not self._seen:
            self._keep_house(lease)
        return 0

    def _start(self, lease: Lease) -> None:
        """Begin, or begin again, from what the table says."""
        self._drop()
        self._store = Store(self.table, self._root())
        self._store.open()
        self._version = self._store.version
        self._fence = lease.fence
        last, committed = self.table.last(), self._store.committed_seq()
        if last < committed:
            self._version = None
            raise StreamRewound(f"{self.table.name} holds {committed}, the stream ends at {last}")

    def _drop(self) -> None:
        self._seen, self._decoded, self._rows, self._since = [], [], 0, None
        self._version = None
        if self._settler is not None:
            self._settler.forget()

    def _gather(self) -> None:
        while self._rows < COMMIT_ROWS:
            after = self._seen[-1].seq if self._seen else self._store.committed_seq()
            messages = self.table.read(after, READ_MESSAGES)
            if not messages:
                return
            rows = self.table.decode(messages)
            self._since = self._since or clock.now()
            # Only the place matters from here on; the bytes are in `rows`.
            self._seen = [messages[-1]]
            self._decoded.append(rows)
            self._rows += len(rows)

    def _due(self) -> bool:
        assert self._since is not None
        return self._rows >= COMMIT_ROWS or clock.has_passed(self._since, COMMIT_AFTER)

    def _commit(self, lease: Lease) -> int:
        import pyarrow as pa

        with transaction.atomic():
            lease.hold()
        self._store.refresh()
        if self._store.version != self._version:
            log.warning("lake: %s moved under its writer; starting again", self.table.name)
            self._drop()
            return 1
        seq, before = self._seen[-1].seq, self._store.committed_seq()
        rows = pa.concat_tables(self._decoded)
        gathered = len(rows)
        try:
            if self._settler is not None:
                rows = self._settler.settle(rows)
            self._store.append(rows, seq)
        except BaseException:
            # Whether the commit happened is not known: the next pump asks the table.
            self._drop()
            raise
        if self._settler is not None:
            self._settler.committed()
        self._version = self._store.version
        self._seen, self._decoded, self._rows, self._since = [], [], 0, None
        if self.table.committed is not None:
            self.table.committed(rows, before, seq)
        self._forget_old(seq)
        return max(gathered, 1)

    def _forget_old(self, seq: int) -> None:
        """Let the stream drop what has been in the table for a day."""
        now = clock.now()
        if not self._marks or now - self._marks[-1][0] > timedelta(minutes=10):
            self._marks.append((now, seq))
        if self.table.forget is not None and now - self._marks[0][0] > KEEP_AFTER_COMMIT:
            self.table.forget(self._marks.popleft()[1])

    def _keep_house(self, lease: Lease) -> None:
        """Compact and clean up where there is something to do; an idle table costs no write anywhere."""
        stale = time.monotonic() - self._vacuumed > VACUUM_EVERY_S
        if not (stale or self._store.scattered()):
            return
        with transaction.atomic():
            lease.hold()
        self._store.compact()
        if stale:
            self._vacuumed = time.monotonic()
            if self.table.floor is not None:
                floor = self.table.floor()
                if dropped := self._store.expire(floor):
                    log.info(
                        "lake: %s keeps nothing before %s: %d files dropped", self.table.name, floor, dropped
                    )
            self._store.vacuum()
        self._version = self._store.version
