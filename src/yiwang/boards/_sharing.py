"""A board that many look at is read and written out once, until a figure, the board or the minute has moved.

What is kept is the very answer, as it travels. Whoever sees the whole area that is looked at sees all of its
figures, so that all who begin at the same area are given the same; of others those of the same sight. Whether
a person may see the board is asked when he comes, and again after `ALLOWED_S` or when any right or board has
moved (`app.looks`): between, two hundred who look again ask the database nothing of who they are.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

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
ALLOWED_S = 15.0
"""As a live stream, whose rights are looked up again as often."""
SETTLE_S = 1.0
"""Between looking up rights and keeping what they allow lies less."""
MOST_ALLOWED = 4_000
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """An answer, and the same packed."""

    plain: bytes
    packed: bytes


@dataclass(frozen=True, slots=True)
class Look:
    """A look that somebody was allowed: which answer is his, when it has moved, and how it is made."""

    key: Key
    mark: Callable[[], Key]
    make: Callable[[], bytes]
    at: float = 0.0


@dataclass(slots=True)
class _Answer:
    lock: threading.Lock = field(default_factory=threading.Lock)
    mark: Key = ()
    made_at: float = 0.0
    looked_at: float = -1.0
    """When it was looked for the last time whether anything has moved."""
    body: Body | None = None


class Shared:
    """The answers of this process. Who comes while one is made waits for it and makes none of his own."""

    def __init__(self) -> None:
        self.made = 0
        self._lock = threading.Lock()
        self._held: OrderedDict[Key, _Answer] = OrderedDict()

    def get(self, look: Look) -> Body:
        key = look.key
        with self._lock:
            answer = self._held.setdefault(key, _Answer())
            self._held.move_to_end(key)
            while len(self._held) > MOST:
                self._held.popitem(last=False)
        came = clock.steady()
        with answer.lock:
            # Whoever looked after we came has looked for us too.
            if answer.body is not None and answer.looked_at > came:
                return answer.body
            # Read before the figures are: what moves meanwhile makes the next one.
            at, now = clock.steady(), look.mark()
            if answer.body is None or answer.mark != now or at - answer.made_at > KEPT_S:
                made = look.make()
                answer.body = Body(made, gzip.compress(made, 3, mtime=0))
                answer.mark, answer.made_at = now, at
                self.made += 1
            answer.looked_at = at
            return answer.body


class Allowed:
    """Who may go on looking at what, by the words of his own request, for a short while."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[Key, Look] = OrderedDict()
        self._cleared_at = float("-inf")

    def keep(self, request: Key, look: Look) -> bool:
        """Whether it was kept: what was allowed by rights that moved while they were looked up is not."""
        with self._lock:
            if clock.steady() - self._cleared_at < SETTLE_S:
                return False
            self._held[request] = replace(look, at=clock.steady())
            self._held.move_to_end(request)
            while len(self._held) > MOST_ALLOWED:
                self._held.popitem(last=False)
            return True

    def find(self, request: Key) -> Look | None:
        look = self._held.get(request)
        return look if look is not None and clock.steady() - look.at < ALLOWED_S else None

    def ages(self, look: Look) -> bool:
        """Whether it is time to ask again, while he may still look."""
        return clock.steady() - look.at > ALLOWED_S / 2

    def clear(self) -> None:
        """A right or a board has moved: everybody is asked again."""
        with self._lock:
            self._cleared_at = clock.steady()
            self._held.clear()


SHARED = Shared()
ALLOWED = Allowed()


def allowed(subject: Subject, code: str, **asked: object) -> Look:
    """A look at a board in force. Raises as `view` does."""
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
    return Look((edition, sight, *sorted(asked.items(), key=str)), mark, make)


def shared(look: Look) -> Body:
    """The view of a board in force, as JSON."""
    return SHARED.get(look)
