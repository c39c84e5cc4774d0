"""Connectors that are asked: one after another when their time has come, from where each stopped.

Readings are made durable first; cursor, counters and gaps then move in one transaction. What was published by
a worker that died in between is asked for again and stored once, by its content.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction

from yiwang.kernel import clock
from yiwang.kernel.tasks import Lease, LeaseLost
from yiwang.sensing import _asking, _door, _registry, _watch
from yiwang.sensing._asking import Answer, Away
from yiwang.sensing._inbox import Inbox
from yiwang.sensing._links import INSIDE, PULLED, Link, take
from yiwang.sensing._watch import Gap, Tally
from yiwang.sensing.contracts import StreamUnavailable
from yiwang.sensing.declarations import DatabaseConnector, FileConnector, ModbusConnector, PullConnector
from yiwang.sensing.logic import micros
from yiwang.sensing.models import Connector
from yiwang.sensing.protocols import Frame, Reading

log = logging.getLogger(__name__)

FIRST_REACH = timedelta(days=1)
"""How far back a connector asks that was never asked before."""
LONGEST_WAIT = timedelta(minutes=15)
CUT_OFF_WAIT = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
REMEMBERED = 50_000
PORTIONS = 20
Key = tuple[str, str, datetime, float, str]


class PullTask:
    """One question each pump; the connector that has waited longest comes first."""

    name = "sensing.pull"
    wakes: tuple[str, ...] = ()
    every = 1.0
    pause = 0.0

    def __init__(self) -> None:
        self._inbox = Inbox()
        # The last interval is asked for again each time, because a platform writes the readings of one
        # instant over some seconds. What was taken then is not handed in twice.
        self._taken: dict[str, set[Key]] = {}

    def pump(self, lease: Lease) -> int:
        now = clock.now()
        links = _registry.current().links
        row = Connector.objects.filter(kind__in=PULLED, next_at__lte=now).order_by("next_at", "pk").first()
        row = row or _put_off(links, now)
        if row is None:
            return 0
        link = links.get(row.pk)
        if link is None:
            Connector.objects.filter(pk=row.pk).update(next_at=now + CUT_OFF_WAIT)
            return 1
        try:
            self._ask(row, link, now, lease)
        except Away as away:
            self._wait(row, link, away, now, lease)
        except StreamUnavailable as refusal:
            self._wait(row, link, Away(refusal.sentence("zh"), refusal.sentence("en")), now, lease)
        except (LeaseLost, DatabaseError):
            raise
        except Exception as error:
            # One connector that nobody foresaw must not keep the others from being asked.
            log.exception("sensing: asking %s failed", link.id)
            self._wait(row, link, Away(f"内部错误：{error!r}。", f"Internal error: {error!r}."), now, lease)
        return 1

    def _ask(self, row: Connector, link: Link, now: datetime, lease: Lease) -> None:
        after = row.cursor_at or now - FIRST_REACH
        answer = self._answer(link, after, now)
        tally = Tally(trouble=("", "")) if row.trouble_zh else Tally()
        if answer is not None:
            self._take(link, answer, tally)
        cursor = _cursor(link, answer, row.cursor_at)
        # A file has no cursor; anything else must get on, or it would be asked without end.
        moved = cursor != row.cursor_at or isinstance(link.declaration, FileConnector)
        soon = answer is not None and answer.more and moved
        gaps = [] if soon or not _asking.can_ask_until(link) else _watch.open_gaps(link.id, now)
        for gap in gaps:
            self._take(link, self._past(link, gap), tally)
        with transaction.atomic():
            lease.hold()
            _watch.write_here(link.id, tally, now)
            for gap in gaps:
                _watch.note_asked(gap, now)
            Connector.objects.filter(pk=link.id).update(
                cursor_at=cursor, failures=0, next_at=now if soon else now + _every(link)
            )
        if answer is not None and answer.done is not None:
            answer.done()

    def _answer(self, link: Link, after: datetime, now: datetime) -> Answer | None:
        declaration = link.declaration
        if isinstance(declaration, ModbusConnector):
            return _asking.ask_modbus(link)
        if isinstance(declaration, DatabaseConnector):
            return _asking.ask_database(link, after)
        if isinstance(declaration, PullConnector):
            return _asking.ask_http(link, after, now)
        assert isinstance(declaration, FileConnector)
        return self._inbox.next(link)

    def _past(self, link: Link, gap: Gap) -> Answer:
        """What the source has between the two ends; a query has no end and is asked in portions."""
        if not isinstance(link.declaration, DatabaseConnector):
            return _asking.ask_http(link, gap.begins_at, gap.ends_at)
        whole = Answer()
        after = gap.begins_at
        for _ in range(PORTIONS):
            answer = _asking.ask_database(link, after)
            whole.readings += [one for one in answer.readings if one.observed_at < gap.ends_at]
            if not answer.more or answer.newest is None or not after < answer.newest < gap.ends_at:
                break
            after = answer.newest
        return whole

    def _take(self, link: Link, answer: Answer, tally: Tally) -> None:
        """Hand in what is new of an answer; raises StreamUnavailable."""
        registry = _registry.current()
        if (link.id, INSIDE) not in registry.active:
            raise Away("数据来源已停用。", "The source was cut off.")
        fresh = self._fresh(link.id, answer.readings)
        taken = take(link, fresh, registry, micros(clock.now()))
        for batch in taken.batches:
            _door.publish_now(batch, None)
        for fault in answer.faults:
            tally.fault(fault)
        if answer.readings or not answer.faults:
            tally.took(taken, Frame(station="", kind=link.declaration.kind, raw=answer.raw))
        tally.unmapped += answer.unmapped
        self._remember(link, answer.readings)

    def _fresh(self, connector_id: str, readings: list[Reading]) -> list[Reading]:
        known = self._taken.get(connector_id, set())
        return [one for one in readings if _key(one) not in known]

    def _remember(self, link: Link, readings: list[Reading]) -> None:
        known = self._taken.setdefault(link.id, set())
        known |= {_key(one) for one in readings}
        if len(known) > REMEMBERED:
            newest = sorted(known, key=lambda key: key[2])[-REMEMBERED // 2 :]
            self._taken[link.id] = set(newest)

    def _wait(self, row: Connector, link: Link, away: Away, now: datetime, lease: Lease) -> None:
        """Try again later, ever later."""
        wait = min(LONGEST_WAIT, _every(link) * 2 ** min(row.failures, 10))
        with transaction.atomic():
            lease.hold()
            _watch.write_here(link.id, Tally(trouble=(away.zh, away.en)), now)
            Connector.objects.filter(pk=row.pk).update(failures=row.failures + 1, next_at=now + wait)
        log.info("sensing: %s is asked again in %s: %s", link.id, wait, away.en)


def _put_off(links: Mapping[str, Link], now: datetime) -> Connector | None:
    """One that waits longer than any wait is: its time was set while the clock was ahead."""
    for row in Connector.objects.filter(kind__in=PULLED, next_at__gt=now + LONGEST_WAIT).order_by("pk"):
        link = links.get(row.pk)
        assert row.next_at is not None
        if link is not None and row.next_at > now + max(LONGEST_WAIT, _every(link)) + CUT_OFF_WAIT:
            return row
    return None


def _key(one: Reading) -> Key:
    return one.station, one.code, one.observed_at, one.value, one.quality


def _every(link: Link) -> timedelta:
    declaration = link.declaration
    assert isinstance(declaration, ModbusConnector | DatabaseConnector | PullConnector | FileConnector)
    return timedelta(seconds=declaration.every_s)


def _cursor(link: Link, answer: Answer | None, before: datetime | None) -> datetime | None:
    """Where the next question starts: an interval before the newest, or at it where there is more to come."""
    if answer is None or answer.newest is None:
        return before
    newest = min(answer.newest, clock.now())
    if answer.more:
        step = newest - SECOND
        return step if before is None or step > before else newest
    cursor = newest - timedelta(seconds=link.declaration.expected_every_s)
    return cursor if before is None or cursor > before else before
