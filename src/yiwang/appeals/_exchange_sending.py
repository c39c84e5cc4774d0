"""What the worker does for the exchange: our messages go out, again until they are taken; days are compared.

The network lies between two transactions. A message's order and number make a second try harmless.
"""

from __future__ import annotations

import http.client
import json
import logging
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F, Q

from yiwang.appeals import _exchange as exchange
from yiwang.appeals import _wire as wire
from yiwang.appeals.contracts import AppealsReconciled, DayChecked
from yiwang.appeals.models import (
    AppealSource,
    ExchangeDay,
    ExchangeDifference,
    ExchangeIn,
    ExchangeOut,
)
from yiwang.kernel import clock, facts, statements
from yiwang.kernel.tasks import Lease

log = logging.getLogger(__name__)
TIMEOUT_S = 5.0
MOST_ANSWER = 4_000_000
BATCH = 50
LONGEST_WAIT = timedelta(minutes=15)
#: A day is compared when it is over by so much, and again while it differs, for so many days.
SETTLED_AFTER = timedelta(minutes=30)
AGAIN_AFTER = timedelta(hours=1)
DAYS_BACK = 7


class OtherSideAway(Exception):
    """The other hotline did not answer, or not as agreed."""


class Wire(Protocol):
    """How a signed request reaches the other hotline. Raises OtherSideAway."""

    def post(self, url: str, headers: dict[str, str], body: bytes) -> bytes: ...


class Http:
    """Over HTTP; nothing but 200 counts, and that within `timeout_s`, however slowly it comes."""

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self.timeout_s = timeout_s

    def post(self, url: str, headers: dict[str, str], body: bytes) -> bytes:
        parts = urlsplit(url)
        link: http.client.HTTPConnection
        if parts.scheme == "https":
            context = ssl.create_default_context()
            link = http.client.HTTPSConnection(
                parts.hostname or "", parts.port or 443, timeout=self.timeout_s, context=context
            )
        else:
            link = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=self.timeout_s)
        limit = time.monotonic() + self.timeout_s
        try:
            link.request("POST", parts.path or "/", body, headers)
            answer = link.getresponse()
            said = b""
            while part := answer.read1(65_536):
                said += part
                if len(said) > MOST_ANSWER or time.monotonic() > limit:
                    raise OtherSideAway("its answer is too long or too slow")
        except (OSError, http.client.HTTPException) as wrong:
            raise OtherSideAway(str(wrong) or type(wrong).__name__) from wrong
        finally:
            link.close()
        if answer.status != 200:
            raise OtherSideAway(f"HTTP {answer.status}")
        return said


_used: Wire = Http()


@contextmanager
def use(other: Wire) -> Iterator[Wire]:
    """Reach the other side through `other` for a while (rehearsals, tests: nothing leaves the process)."""
    global _used
    before, _used = _used, other
    try:
        yield other
    finally:
        _used = before


def _ask(source: AppealSource, path: str, said: dict[str, Any]) -> dict[str, Any]:
    """A signed request to a source's own door. Raises OtherSideAway."""
    body = json.dumps(said, ensure_ascii=False).encode()
    headers = wire.signed(source.id, source.key_digest, clock.now(), body)
    try:
        answer = json.loads(_used.post(f"{source.url}{path}", headers, body))
    except ValueError as wrong:
        raise OtherSideAway(f"not as agreed: {wrong}") from wrong
    if not isinstance(answer, dict):
        raise OtherSideAway("not as agreed")
    return answer


def _partners() -> list[AppealSource]:
    return list(AppealSource.objects.filter(revoked_at=None).exclude(url="").order_by("pk"))


def wait_after(tries: int) -> timedelta:
    """Five seconds, doubled with each try, at most a quarter of an hour."""
    return min(timedelta(seconds=5 * 2 ** min(tries - 1, 10)), LONGEST_WAIT)


def _stands(source: AppealSource, why: str) -> None:
    """Keep whether a partner answers, for who looks at the exchange."""
    row = AppealSource.objects.filter(pk=source.id)
    if why:
        row.update(away_since=source.away_since or clock.now(), away_why=why)
    else:
        row.update(answered_at=clock.now(), away_since=None, away_why="")


class Exchange:
    """The outbox of the exchange, and its days."""

    name = "appeals.exchange"
    wakes: tuple[str, ...] = ()
    every = 2.0
    pause = 0.5

    def __init__(self) -> None:
        self._away: dict[str, tuple[int, datetime]] = {}

    def pump(self, lease: Lease) -> int:
        return sum(self._partner(lease, source) for source in _partners())

    def _partner(self, lease: Lease, source: AppealSource) -> int:
        failures, until = self._away.get(source.id, (0, clock.now()))
        if clock.is_ahead(until, LONGEST_WAIT):
            return 0
        try:
            done = self._send(lease, source) + self._compare(lease, source)
        except OtherSideAway as away:
            # One silent partner is one fault: the messages stay queued, the road is closed for a while.
            self._away[source.id] = (failures + 1, clock.now() + wait_after(failures + 1))
            _stands(source, str(away)[:200])
            log.warning("exchange: %s is away (%s)", source.id, away)
            return 0
        self._away.pop(source.id, None)
        if done:
            _stands(source, "")
        return done

    def _send(self, lease: Lease, source: AppealSource) -> int:
        now = clock.now()
        # A time beyond the longest wait was set before the clock was put back.
        is_due = Q(next_at__lte=now) | Q(next_at__gt=now + LONGEST_WAIT)
        rows = ExchangeOut.objects.filter(is_due, source_id=source.id, state="queued")
        due = list(rows.order_by("next_at", "order_id", "seq")[:BATCH])
        if not due:
            return 0
        messages = [
            {
                "external_no": one.external_no,
                "seq": one.seq,
                "kind": one.kind,
                "at": one.said_at,
                "body": one.body,
                "hash": one.hash,
            }
            for one in due
        ]
        told = _ask(source, "/messages", {"messages": messages}).get("answers")
        answers = {(a.get("external_no"), a.get("seq")): a for a in told or [] if isinstance(a, dict)}
        now = clock.now()
        with transaction.atomic():
            lease.hold()
            for one in due:
                answer = answers.get((one.external_no, one.seq), {})
                row = ExchangeOut.objects.filter(pk=one.pk, state="queued")
                if answer.get("state") in ("taken", "held", "again"):
                    row.update(state="sent", sent_at=now, tries=F("tries") + 1, failure="")
                elif answer.get("state") == "refused":
                    row.update(
                        state="refused", tries=F("tries") + 1, failure=str(answer.get("reason", ""))[:300]
                    )
                else:
                    wait = wait_after(one.tries + 1)
                    row.update(tries=F("tries") + 1, next_at=now + wait, failure="未应答")
        return len(due)

    def _compare(self, lease: Lease, source: AppealSource) -> int:
        """Compare the days that are over and were not, or did not agree when they last were."""
        now = clock.now()
        done = {row.day: row for row in ExchangeDay.objects.filter(source_id=source.id)}
        compared = 0
        for back in range(DAYS_BACK, 0, -1):
            day = wire.day_of(now - timedelta(days=back))
            before = done.get(day)
            if before is None:
                wanted = wire.day_of(now - SETTLED_AFTER) > day and _anything(source.id, day)
            else:
                wanted = before.differences > 0 and before.checked_at + AGAIN_AFTER <= now
            if wanted:
                compare(source, day, lease)
                compared += 1
        return compared


def _anything(source_id: str, day: str) -> bool:
    held = ExchangeIn.objects.filter(source_id=source_id, day=day).exists()
    return held or ExchangeOut.objects.filter(source_id=source_id, day=day).exists()


def compare(source: AppealSource, day: str, lease: Lease | None = None) -> DayChecked:
    """对账: both sides' lists of a day; what differs is kept and told. Raises OtherSideAway."""
    told = _ask(source, "/day", {"day": day}).get("orders")
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise OtherSideAway("not as agreed")
    theirs = {
        str(one.get("external_no", ""))[:80]: (str(one.get("state", ""))[:20], str(one.get("hash", ""))[:64])
        for one in told
    }
    ours = {one.external_no: (one.state, one.hash) for one in exchange.day(source.id, day)}
    found: list[tuple[str, str, str, str]] = []
    for no in sorted(ours.keys() | theirs.keys()):
        if no not in theirs:
            found.append((no, "missing_there", ours[no][0], ""))
        elif no not in ours:
            found.append((no, "missing_here", "", theirs[no][0]))
        elif ours[no][0] != theirs[no][0]:
            found.append((no, "state", ours[no][0], theirs[no][0]))
        elif ours[no][1] != theirs[no][1]:
            found.append((no, "messages", ours[no][1][:16], theirs[no][1][:16]))
    with transaction.atomic():
        if lease is not None:
            lease.hold()
        _keep(source, day, len(ours), len(theirs), found)
    return checked(ExchangeDay.objects.get(pk=f"{source.id}:{day}"))


def _keep(
    source: AppealSource, day: str, ours: int, theirs: int, found: list[tuple[str, str, str, str]]
) -> None:
    key = f"{source.id}:{day}"
    row = ExchangeDay.objects.select_for_update().filter(pk=key).first()
    version = row.version + 1 if row else 1
    counted = {"ours": ours, "theirs": theirs, "differences": len(found)}
    ExchangeDay.objects.update_or_create(
        pk=key,
        defaults={
            "source_id": source.id,
            "day": day,
            **counted,
            "checked_at": clock.now(),
            "version": version,
        },
    )
    ExchangeDifference.objects.filter(source_id=source.id, day=day).delete()
    statements.insert(
        *(
            statements.new(
                ExchangeDifference,
                source_id=source.id,
                day=day,
                external_no=no,
                what=what,
                ours=mine,
                theirs=other,
            )
            for no, what, mine, other in found
        )
    )
    facts.tell(
        AppealsReconciled(source_id=source.id, day=day, **counted),
        subject=f"appeals-day:{key}",
        version=version,
        actor="system:appeals",
    )


def checked(row: ExchangeDay) -> DayChecked:
    """A compared day with its differences."""
    lines = ExchangeDifference.objects.filter(source_id=row.source_id, day=row.day).order_by("external_no")
    return DayChecked(
        source_id=row.source_id,
        day=row.day,
        ours=row.ours,
        theirs=row.theirs,
        differences=row.differences,
        checked_at=row.checked_at,
        lines=[dict(one) for one in lines.values("external_no", "what", "ours", "theirs")],
    )
