"""Exactly once by content: which incoming rows are new, which are revisions, which the table already holds.

Readings almost always move forward in time, so the common case needs no look at the table: a row later than
everything known of its key is new. Only the rest is looked up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from yiwang.lake.contracts import Identity

if TYPE_CHECKING:
    import pyarrow as pa

Held = tuple[int, tuple[Any, ...]]
"""Last revision of a row and its values."""


class Settler:
    """Gives every row of a batch its revision and drops what the table holds already.

    `newest(keys, low_us)` answers, for keys that have any row at or after `low_us`, the newest time in
    microseconds; `held(keys, times_us)` answers the last revision and values for those (key, time) pairs
    that exist. The marks in memory are only as good as the table they were read from: `forget` them when it
    moved otherwise.
    """

    def __init__(
        self,
        identity: Identity,
        newest: Callable[[list[str], int], dict[str, int]],
        held: Callable[[list[str], list[int]], dict[tuple[str, int], Held]],
    ) -> None:
        self.identity = identity
        self._newest = newest
        self._held = held
        self._marks: dict[str, int] = {}
        self._fresh: dict[str, int] = {}

    def forget(self) -> None:
        self._marks.clear()
        self._fresh.clear()

    def committed(self) -> None:
        """The rows of the last `settle` are in the table now."""
        self._marks.update(self._fresh)
        self._fresh.clear()

    def settle(self, rows: pa.Table) -> pa.Table:
        """`rows` in stream order with their revisions set, without those that say nothing new."""
        import pyarrow as pa

        self._fresh.clear()
        if not len(rows):
            return rows
        dictionary = rows.column(self.identity.key).combine_chunks().dictionary_encode()
        if isinstance(dictionary, pa.ChunkedArray):
            dictionary = dictionary.combine_chunks()
        keys: list[str] = dictionary.dictionary.to_pylist()
        codes = dictionary.indices.to_numpy(zero_copy_only=False)
        times = rows.column(self.identity.time).cast(pa.int64()).to_numpy()
        self._learn([key for key in keys if key not in self._marks], int(times.min()))
        marks = np.fromiter(map(self._marks.__getitem__, keys), dtype=np.int64, count=len(keys))

        doubtful = (times <= marks[codes]) | _twice(codes, times)
        newest = marks.copy()
        np.maximum.at(newest, codes, times)
        self._fresh = dict(zip(keys, newest.tolist(), strict=True))

        revisions = np.zeros(len(codes), dtype=np.int32)
        keep = np.ones(len(codes), dtype=bool)
        places = np.flatnonzero(doubtful)
        if len(places):
            self._judge(rows, keys, codes, times, marks, places, revisions, keep)
        at = rows.schema.get_field_index(self.identity.revision)
        settled = rows.set_column(at, rows.schema.field(at), pa.array(revisions, rows.schema.field(at).type))
        return settled.filter(pa.array(keep)) if not keep.all() else settled

    def _learn(self, unknown: list[str], low_us: int) -> None:
        """Set the marks of keys not met before: the newest time, or just before the range that was
        searched."""
        if not unknown:
            return
        # A whole day is searched, so that a mark is true for everything from that midnight on.
        floor = low_us - low_us % 86_400_000_000
        found = self._newest(unknown, floor)
        for key in unknown:
            self._marks[key] = found.get(key, floor - 1)

    def _judge(
        self,
        rows: pa.Table,
        keys: list[str],
        codes: np.ndarray[Any, Any],
        times: np.ndarray[Any, Any],
        marks: np.ndarray[Any, Any],
        places: np.ndarray[Any, Any],
        revisions: np.ndarray[Any, Any],
        keep: np.ndarray[Any, Any],
    ) -> None:
        old = places[times[places] <= marks[codes[places]]]
        known = self._held([keys[codes[i]] for i in old], [int(times[i]) for i in old]) if len(old) else {}
        # Late rows are mostly new ones: only what was said of an instant before is looked at one by one.
        distinct = {(keys[codes[i]], int(times[i])) for i in places}
        if not known and len(distinct) == len(places):
            return
        columns = [rows.column(name).take(places).to_pylist() for name in self.identity.values]
        for row, i in enumerate(places):
            name = (keys[codes[i]], int(times[i]))
            values = tuple(column[row] for column in columns)
            before = known.get(name)
            if before is None:
                known[name] = (0, values)
            elif before[1] == values:
                keep[i] = False
            else:
                revisions[i] = before[0] + 1
                known[name] = (before[0] + 1, values)


def _twice(codes: np.ndarray[Any, Any], times: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Which rows share their key and time with another one."""
    order = np.lexsort((times, codes))
    same = (codes[order][1:] == codes[order][:-1]) & (times[order][1:] == times[order][:-1])
    twice = np.zeros(len(codes), dtype=bool)
    twice[order[1:]] |= same
    twice[order[:-1]] |= same
    return twice
