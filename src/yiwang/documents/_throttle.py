"""How often one source may ask without signing in.

Counted in memory: a row written for each question would make asking dearer for us than for who asks. So each
web process counts for itself, and forgets when it starts anew.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from yiwang.documents.contracts import AskedTooOften
from yiwang.kernel import clock

MOST_SOURCES = 10_000


class Throttle:
    """At most `most` questions in `within` from one source; raises AskedTooOften."""

    def __init__(self, *, most: int, within: timedelta) -> None:
        self.most, self.within = most, within
        self._asked: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._lock = threading.Lock()

    def count(self, source: str) -> None:
        now = clock.now()
        with self._lock:
            since, asked = self._asked.pop(source, (now, 0))
            if now - since >= self.within or now < since:
                since, asked = now, 0
            self._asked[source] = (since, asked + 1)
            while len(self._asked) > MOST_SOURCES:
                self._asked.popitem(last=False)
        if asked >= self.most:
            left = int((since + self.within - now).total_seconds()) + 1
            raise AskedTooOften(seconds=left)

    def forget(self) -> None:
        """Begin anew, as after a start."""
        with self._lock:
            self._asked.clear()
