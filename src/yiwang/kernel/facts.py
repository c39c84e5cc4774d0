"""Facts: what happened, told in the transaction in which it happened, numbered without a gap.

A noun declares a frozen dataclass per kind of fact and calls `tell` inside the act. Where one writer is let
in at a time (SQLite) a fact has its position at once; elsewhere the sequencer (one lease) gives committed
facts theirs. It publishes them in order; consumers read on from the position that they stored together with
their last effect. Everything here may happen twice and must not mind.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar, cast

import msgspec
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections, transaction
from django.db.models import Min

from yiwang.kernel import clock, shapes, space, statements
from yiwang.kernel.bus import BusRefused, BusUnavailable, StreamFull, bus, wake
from yiwang.kernel.ids import new_id
from yiwang.kernel.models import FactRow, ParkedFact
from yiwang.kernel.tasks import Lease, LeaseLost, register

log = logging.getLogger(__name__)

STREAM = "FACTS"
SUBJECTS = "facts.>"
TOLD = "told"
"""Each published batch as a whole, an array of facts as they travel; kept nowhere."""
BATCH = 256
PATIENCE = 5  # tries before a fact is parked for a consumer
ANEW_AFTER_S = 30.0
"""So long the server may refuse the next fact before the stream is made anew from the database."""


class Fact:
    """Base of every fact's payload; a subclass is a frozen dataclass with JSON-able fields."""

    __slots__ = ()
    fact_type: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        # A slotted dataclass is built as a second class of the same name; the later one takes the place.
        if "fact_type" in cls.__dict__:
            known = _types.get(cls.fact_type)
            if known is not None and (known.__module__, known.__qualname__) != (
                cls.__module__,
                cls.__qualname__,
            ):
                raise TypeError(f"two facts are called {cls.fact_type}")
            _types[cls.fact_type] = cls


_types: dict[str, type[Fact]] = {}
F_co = TypeVar("F_co", bound=Fact, covariant=True)
F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Generic[F_co]):
    """A fact in its envelope, as a consumer receives it."""

    id: str
    position: int
    fact_type: str
    subject: str
    version: int
    actor: str
    area_path: str
    units: tuple[str, ...]
    secret: bool
    recorded_at: datetime
    data: F_co


def fact_types() -> dict[str, type[Fact]]:
    """Every declared fact by its type."""
    return dict(_types)


def join_units(units: Sequence[str]) -> str:
    """Unit ids as the text that scoped tables keep: `|u1|u2|`, each once, empty when none."""
    return "|" + "|".join(dict.fromkeys(units)) + "|" if units else ""


def split_units(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def tell(
    data: Fact,
    *,
    subject: str,
    version: int,
    actor: str,
    area_path: str = "",
    units: Sequence[str] = (),
    secret: bool = False,
) -> None:
    """Write the fact beside its change; `version` is the subject row's version after the claimed update.

    Must run inside the change's transaction. A second fact of one (subject, version) is an IntegrityError: it
    means that a change was claimed twice.
    """
    link = connections[DEFAULT_DB_ALIAS]
    if not link.in_atomic_block:
        raise RuntimeError("a fact is told inside the transaction of its change")
    # One statement and no model: every act of every noun passes here, some a dozen times.
    row = (
        new_id(),
        data.fact_type,
        subject,
        version,
        actor,
        area_path,
        join_units(units),
        secret,
        statements.moment(clock.now()),
        msgspec.json.encode(data).decode(),
    )
    if not statements.keep("facts", _tell, row):
        _tell([row])
    if not any(after[1] is _wake_sequencer for after in link.run_on_commit):
        transaction.on_commit(_wake_sequencer)


def _tell(rows: Sequence[tuple[Any, ...]]) -> None:
    position = last_position() if statements.one_writer() else None
    values: list[Any] = []
    for number, row in enumerate(rows, 1):
        values += (*row, None if position is None else position + number)
    statements.run(_telling(len(rows)), values)


@cache
def _telling(many: int) -> str:
    row = f"({', '.join(['%s'] * 11)})"
    return (
        "INSERT INTO kernel_factrow (id, fact_type, subject, subject_version, actor, area_path, units, "  # noqa: S608
        f"secret, recorded_at, data, position) VALUES {', '.join([row] * many)}"
    )


def _wake_sequencer() -> None:
    wake("sequencer")


def last_position() -> int:
    """The newest position given, 0 when none: a snapshot read after this call holds at least these facts."""
    found = statements.run("SELECT MAX(position) FROM kernel_factrow").fetchone()
    return (found and found[0]) or 0


def first_position() -> int:
    """The oldest position still in the table."""
    return FactRow.objects.aggregate(first=Min("position"))["first"] or 0


def read(after: int, limit: int = BATCH, types: Sequence[str] | None = None) -> list[FactRow]:
    """Sequenced fact rows beyond `after`, in order of position."""
    of = "" if types is None else f"AND fact_type IN ({', '.join(['%s'] * len(types))})"
    asked = f"WHERE position > %s {of} ORDER BY position LIMIT {int(limit)}"
    return statements.select(FactRow, asked, (after, *(types or ())))


def look(after: int, types: Sequence[str], limit: int = 1) -> tuple[list[FactRow], int]:
    """Facts of these kinds beyond `after`, and how far was looked: who asks again and again goes on from
    there, not from the last one that it met.
    """
    head = last_position()
    return read(after, limit, types) if head > after else [], head


def told(row: FactRow) -> Told[Fact]:
    """The typed envelope of a fact row."""
    cls = _types[row.fact_type]
    return Told(
        id=row.id,
        position=row.position or 0,
        fact_type=row.fact_type,
        subject=row.subject,
        version=row.subject_version,
        actor=row.actor,
        area_path=row.area_path,
        units=split_units(row.units),
        secret=row.secret,
        recorded_at=row.recorded_at,
        data=shapes.read(row.data, cls),
    )


class Travelling(msgspec.Struct):
    """A fact as it travels: CloudEvents 1.0 in JSON, with the fields that scopes decide by."""

    id: str
    type: str
    subject: str
    time: str
    position: int
    version: int
    actor: str
    areapath: str
    units: str
    secret: bool
    data: msgspec.Raw
    specversion: str = "1.0"
    source: str = "/yiwang"
    datacontenttype: str = "application/json"


def envelope(row: FactRow) -> Travelling:
    """The fact of this row as it travels."""
    return Travelling(
        id=row.id,
        type=row.fact_type,
        subject=row.subject,
        time=row.recorded_at.isoformat(),
        position=row.position or 0,
        version=row.subject_version,
        actor=row.actor,
        areapath=row.area_path,
        units=row.units,
        secret=row.secret,
        data=msgspec.Raw(row.data.encode()),
    )


_WAITING = f"WHERE position IS NULL ORDER BY recorded_at, subject, subject_version LIMIT {BATCH}"


_NUMBER = (
    "UPDATE kernel_factrow SET position = given.position "
    "FROM UNNEST(%s::varchar[], %s::bigint[]) AS given (id, position) "
    "WHERE kernel_factrow.id = given.id AND kernel_factrow.position IS NULL"
)


class Sequencer:
    """Gives committed facts gapless positions and publishes them in order."""

    name = "kernel.sequencer"
    wakes = ("sequencer",)
    every = 0.2
    pause = 0.04  # the facts of acts that follow each other go out together

    def __init__(self) -> None:
        self._published: int | None = None
        self._seq = 0
        """The place of the fact `_published` in the stream: the next one is taken directly after it."""
        self._connection: object = None
        self._refused_since: float | None = None
        """When (on the clock on the wall) the server that stands began to refuse what comes next."""
        self.trouble = ""
        """Why facts wait in the database though we run, for the health page."""
        self._under: Lease | None = None

    def pump(self, lease: Lease) -> int:
        if self._under is not lease:
            # Another may have published since we last did: a refusal for that is no trouble of the stream.
            self._under, self._published, self._refused_since = lease, None, None
        numbered = self._number(lease)
        published = self._publish(numbered)
        return max(len(numbered), published)

    def _number(self, lease: Lease) -> list[FactRow]:
        # A cheap look first, so that an idle sequencer never takes the write lock.
        if statements.run("SELECT 1 FROM kernel_factrow WHERE position IS NULL LIMIT 1").fetchone() is None:
            return []
        with transaction.atomic():
            lease.hold()
            rows = statements.select(FactRow, _WAITING)
            # A batch that is not full holds every waiting version of its subjects.
            rows = in_order(rows, _earliest_waiting(rows) if len(rows) == BATCH else {})
            for position, row in enumerate(rows, last_position() + 1):
                row.position = position
            if rows:
                statements.run(_NUMBER, ([row.id for row in rows], [row.position for row in rows]))
        return rows

    def _publish(self, rows: list[FactRow]) -> int:
        """Publish what comes next in the stream: what was just numbered, or what an earlier try left."""
        try:
            if self._published is None or self._connection is not bus().connection:
                # Asked of the connection that then stands: a server that died may have lost the newest facts.
                if self._connection is not bus().connection:
                    self._connection, self._refused_since = bus().connection, None
                self._published, self._seq = _last_published()
            if not rows or rows[0].position != self._published + 1:
                rows = read(self._published)
            if not rows:
                self.trouble = ""
                return 0
            if self._refused_since is not None:
                rows = rows[:1]  # alone, so that the answer is about the fact that stands in the way
            # Each consumer is woken by its own kinds of fact: ten that look in vain cost more than one.
            for kind in {row.fact_type for row in rows}:
                wake(f"facts.{kind}")
            wake("facts")
            statements.settle()  # nothing leaves the house that a power cut could take back
            self._store(rows)
            self._published = rows[-1].position
            self._refused_since, self.trouble = None, ""
        except (BusUnavailable, StreamFull) as error:
            self._published = None  # ask the stream again: an unacknowledged fact may be in it
            self.trouble = "the bus is away" if type(error) is BusUnavailable else str(error)[:300]
            log.info("sequencer: %s, facts wait in the database", self.trouble)
            return 0
        return len(rows)

    def _store(self, rows: list[FactRow]) -> None:
        encoder = msgspec.json.Encoder()
        told = [encoder.encode(envelope(row)) for row in rows]
        try:
            self._seq = bus().publish_many(
                [
                    (f"facts.{row.fact_type}", body, str(row.position))
                    for row, body in zip(rows, told, strict=True)
                ],
                after=self._seq,
            )
        except (BusRefused, StreamFull):
            self._refused()
            raise
        bus().send(TOLD, b"[%s]" % b",".join(told))

    def _refused(self) -> None:
        """A stream that takes nothing more for long, while there is room, is given up and filled again.

        A server whose write once failed refuses until it is started anew, and nobody may do that for us. Only
        what refuses a fact at the very place that it named counts: where that server cannot even say what it
        holds, or cannot make a stream, one that is gone would not come back.
        """
        now = time.monotonic()
        if self._refused_since is None:
            self._refused_since = now
        elif now - self._refused_since >= ANEW_AFTER_S and not space.is_short(settings.YIWANG.home):
            log.warning("sequencer: the stream %s takes nothing: it is made anew from the database", STREAM)
            bus().drop(STREAM)
            self._refused_since = None


def _earliest_waiting(rows: Sequence[FactRow]) -> dict[str, int]:
    """For each subject in `rows`, its lowest version that has no position yet (maybe outside the batch)."""
    found = (
        FactRow.objects.filter(position__isnull=True, subject__in={row.subject for row in rows})
        .values_list("subject")
        .annotate(low=Min("subject_version"))
    )
    return dict(found)


def in_order(rows: Sequence[FactRow], earliest: dict[str, int]) -> list[FactRow]:
    """The order in which positions are given: by time, but never a version before its predecessor.

    Two processes' clocks may disagree; a later version then waits for the time of the one before it. A
    subject whose lowest waiting version is not in this batch is left for the next one.
    """
    latest: dict[str, datetime] = {}
    keyed: list[tuple[datetime, str, int, FactRow]] = []
    for row in sorted(rows, key=lambda r: (r.subject, r.subject_version)):
        if row.subject not in latest and earliest.get(row.subject, row.subject_version) < row.subject_version:
            continue
        latest[row.subject] = max(row.recorded_at, latest.get(row.subject, row.recorded_at))
        keyed.append((latest[row.subject], row.subject, row.subject_version, row))
    keyed.sort(key=lambda item: item[:3])
    return [item[3] for item in keyed]


def _last_published() -> tuple[int, int]:
    """The last position in the stream, and where the stream ends: it, not our memory, says what it holds."""
    bus().ensure_stream(STREAM, [SUBJECTS], derived=True)
    end = bus().last_seq(STREAM)
    newest = bus().newest(STREAM, SUBJECTS)
    return (int(msgspec.json.decode(newest)["position"]) if newest is not None else 0), end


Handler = Callable[[Told[Any]], None]
_STANDING = (
    "SELECT (SELECT position FROM kernel_consumerposition WHERE name = %s), "
    "(SELECT MAX(position) FROM kernel_factrow)"
)
_STAND = (
    "INSERT INTO kernel_consumerposition (name, position) VALUES (%s, %s) "
    "ON CONFLICT (name) DO UPDATE SET position = excluded.position"
)


class Consumer:
    """Runs one handler over its facts, its position moving in the transaction of the effect."""

    every = 0.5

    def __init__(
        self,
        name: str,
        types: tuple[str, ...],
        handler: Handler,
        heeds: Callable[[Any], bool] | None = None,
        unhurried: bool = False,
    ) -> None:
        self.name = f"facts.{name}"
        self.heeds = heeds
        self.pause = 0.2 if unhurried else 0.0
        self.wakes = tuple(f"facts.{kind}" for kind in types) or ("facts",)
        self.types = types
        self.handler = handler
        self._tries: dict[int, int] = {}
        self._alone = False
        self._under: Lease | None = None
        self._passed = 0
        """Under this lease nothing is left to do up to here; what we only passed by is not worth a write."""
        self._stood = 0
        """The position in the database as we last knew it."""
        self.behind = True
        """Whether more may wait than the last pump looked at: else there is nothing until a bell rings."""

    def pump(self, lease: Lease) -> int:
        if self._under is not lease:
            self._under, self._passed, self._stood = lease, 0, 0
        found = statements.run(_STANDING, (self.name,)).fetchone() or (0, 0)
        stored, head = (position or 0 for position in found)
        if stored < self._stood:
            self._passed = 0  # the server died before our newest effects were on its disk
        self._stood = stored
        after = max(stored, self._passed)
        self.behind = False
        if head <= after:
            return 0
        met = read(after, types=self.types)
        self.behind = len(met) >= BATCH
        rows = [row for row in met if (row.position or 0) <= head]
        passed = (rows[-1].position or 0) if rows else head
        rows = [row for row in rows if self._heeded(row)]
        done = 0
        while done < len(rows):
            done += self._take(lease, rows[done:])
        if not rows and passed - stored >= BATCH:  # now and then, so that a rare consumer skips ahead
            with transaction.atomic():
                lease.hold()
                self._stand_at(passed)
        self._passed = passed
        return done or int(passed < head)

    def _heeded(self, row: FactRow) -> bool:
        try:
            return self.heeds is None or self.heeds(told(row).data)
        except Exception:
            return True  # it is parked where facts are taken

    def _take(self, lease: Lease, rows: list[FactRow]) -> int:
        """Take as many facts as fit into one short transaction; after a failure, one at a time."""
        taken = 0
        # The clock on the wall, not kernel.clock: this bounds a real lock, also in a rehearsal.
        deadline = time.monotonic() + 0.015
        try:
            with statements.redoable(), transaction.atomic():
                lease.hold()
                with statements.together() if self.pause else nullcontext():
                    for row in rows:
                        self.handler(told(row))
                        taken += 1
                        if self._alone or time.monotonic() > deadline:
                            break
                self._stand_at(rows[taken - 1].position or 0)
        except (LeaseLost, OperationalError, InterfaceError):
            raise  # not the fact's fault: the database or the lease went away
        except Exception as error:
            if not self._alone:
                self._alone = True
                return 0
            self._failed(lease, rows[0], error)
            return 1
        self._alone = False
        return taken

    def _failed(self, lease: Lease, row: FactRow, error: Exception) -> None:
        position = row.position or 0
        self._tries[position] = self._tries.get(position, 0) + 1
        if self._tries[position] < PATIENCE:
            raise error
        log.error("consumer %s parks fact %s: %s", self.name, position, error)
        with transaction.atomic():
            lease.hold()
            ParkedFact.objects.get_or_create(
                consumer=self.name,
                position=position,
                defaults={"error": repr(error), "parked_at": clock.now()},
            )
            self._stand_at(position)
        del self._tries[position]

    def _stand_at(self, position: int) -> None:
        statements.run(_STAND, (self.name, position))
        self._stood = position


H = TypeVar("H", bound=Handler)


def subscribe(
    name: str,
    *facts: type[Fact],
    heeds: Callable[[Any], bool] | None = None,
    unhurried: bool = False,
) -> Callable[[H], H]:
    """Register the decorated function as the consumer `name` of these fact classes (of nouns below it).

    It runs inside a transaction together with its position, and must be idempotent in effect. `heeds` says
    of a payload whether it can mean anything here: the others cost no transaction. Who only counts is
    `unhurried`: a fifth of a second's facts are taken at once, inside `statements.together`.
    """

    def decorate(handler: H) -> H:
        types = tuple(fact.fact_type for fact in facts)
        register(Consumer(name, types, cast(Handler, handler), heeds, unhurried))
        return handler

    return decorate


def subscribe_all(name: str) -> Callable[[H], H]:
    """Like `subscribe` for every fact there is; only for audit, the lake, relays and webhooks."""

    def decorate(handler: H) -> H:
        register(_AllFacts(name, handler))
        return handler

    return decorate


class _AllFacts(Consumer):
    def __init__(self, name: str, handler: Handler) -> None:
        super().__init__(name, (), handler)

    def pump(self, lease: Lease) -> int:
        self.types = tuple(_types)
        return super().pump(lease)


register(Sequencer())
