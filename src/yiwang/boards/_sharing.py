"""A board that many look at is read and written out once, until a figure, the board or the minute has moved.

What is kept is the very answer. Whether a person may see the board is asked each time. Whoever sees the whole
area that is looked at sees all of its figures, so that all who begin at the same area are given the same; of
others those of the same sight.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from yiwang.areas import api as areas
from yiwang.boards import _life as life
from yiwang.boards import _reading as reading
from yiwang.boards import _showing as showing
from yiwang.identity.api import Subject, scope
from yiwang.indicators import api as indicators
from yiwang.kernel import clock

MOST = 200
"""Answers that are kept: boards times sights times places looked at."""
KEPT_S = 60.0
"""An answer grows no older: who is late, and what a place is called, moves without a figure."""
Key = tuple[object, ...]


@dataclass(slots=True)
class _Answer:
    lock: threading.Lock = field(default_factory=threading.Lock)
    mark: Key = ()
    made_at: float = 0.0
    looked_at: float = -1.0
    """When it was looked for the last time whether anything has moved."""
    body: bytes = b""


class Shared:
    """The answers of this process. Who comes while one is made waits for it and makes none of his own."""

    def __init__(self) -> None:
        self.made = 0
        self._lock = threading.Lock()
        self._held: OrderedDict[Key, _Answer] = OrderedDict()

    def get(self, key: Key, mark: Callable[[], Key], make: Callable[[], bytes]) -> bytes:
        with self._lock:
            answer = self._held.setdefault(key, _Answer())
            self._held.move_to_end(key)
            while len(self._held) > MOST:
                self._held.popitem(last=False)
        came = clock.steady()
        with answer.lock:
            # Whoever looked after we came has looked for us too.
            if answer.looked_at > came:
                return answer.body
            # Read before the figures are: what moves meanwhile makes the next one.
            at, now = clock.steady(), mark()
            if not answer.body or answer.mark != now or at - answer.made_at > KEPT_S:
                answer.body, answer.mark, answer.made_at = make(), now, at
                self.made += 1
            answer.looked_at = at
            return answer.body


SHARED = Shared()


def shared(subject: Subject, code: str, **asked: object) -> bytes:
    """The view of a board in force, as JSON. Raises as `view` does."""
    row = reading.shown(subject, code)
    seen = scope(subject, "indicators.see")
    top = showing.top(subject)
    here = areas.get_area(str(asked.get("area") or "") or top)
    sight: Key = (top,)
    if not seen.sees(area_path=here.managed_path):
        # A figure is owned by a unit: what a person has in hand himself adds nothing to what he sees of it.
        own = frozenset(token for token in seen.own_tokens if not token.startswith("@"))
        sight = (top, seen.area_paths, seen.unit_ids, seen.unit_paths, own)

    def mark() -> Key:
        return (life.today(), indicators.mark())

    def make() -> bytes:
        return msgspec.json.encode(showing.view(subject, code, **asked))  # type: ignore[arg-type]

    edition = (code, row.version, reading.is_due(row))
    return SHARED.get((edition, sight, *sorted(asked.items(), key=str)), mark, make)
