"""What the worker runs for 消息与回执: names become people, messages go out, what fails is tried again."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from yiwang.identity import api as identity
from yiwang.kernel import clock, facts, statements
from yiwang.kernel.ids import new_id
from yiwang.kernel.tasks import Lease, register
from yiwang.messages import _gateway, logic
from yiwang.messages._copies import fail
from yiwang.messages.contracts import GatewayBatch, GatewayMessage, MessageAddressed
from yiwang.messages.models import AddressRow, CopyRow, MessageRow

log = logging.getLogger(__name__)
_WAITING = "ORDER BY id LIMIT 50"
#: A time beyond the longest wait was set before the clock was put back.
_DUE = "WHERE state = 'queued' AND (next_at <= %s OR next_at > %s) ORDER BY urgent DESC, next_at, id LIMIT 50"
_LONGEST_WAIT = timedelta(seconds=logic.LONGEST_WAIT_S)
#: Who of a unit is told: those who handle its work, and where it names none, everyone in it.
_ROLES = ("handler", "grid_worker")


class Delivery:
    """Turns the names of an act into people's copies, and brings these out through the gateway."""

    name = "messages.delivery"
    wakes = ("messages",)
    every = 1.0
    pause = 0.5

    def __init__(self) -> None:
        self._away_until: datetime | None = None
        self._failures = 0

    def pump(self, lease: Lease) -> int:
        return self._address(lease) + self._send(lease)

    def _address(self, lease: Lease) -> int:
        waiting = statements.select(AddressRow, _WAITING)
        if not waiting:
            return 0
        people = {name: _people(*name) for name in dict.fromkeys((row.unit, row.user) for row in waiting)}
        with transaction.atomic():
            lease.hold()
            messages = statements.by_keys(MessageRow, {row.message_id for row in waiting}, lock=True)
            # Their rows are held: nobody else copies them before this is committed.
            held = {(row.message_id, row.to_user) for row in _copies(messages)}
            with statements.together():
                for message in messages:
                    named = [(row.unit, row.user) for row in waiting if row.message_id == message.id]
                    _copy(message, {name: people[name] for name in named}, held)
            AddressRow.objects.filter(pk__in=[row.pk for row in waiting]).delete()
        return len(waiting)

    def _send(self, lease: Lease) -> int:
        """One batch. The network lies between two transactions; a copy's id makes a second try harmless."""
        now = clock.now()
        if self._away_until is not None and clock.is_ahead(self._away_until, _LONGEST_WAIT):
            return 0
        due = statements.select(
            CopyRow, _DUE, (statements.moment(now), statements.moment(now + _LONGEST_WAIT))
        )
        late = [copy for copy in due if now - copy.created_at > logic.TOO_OLD]
        if late:
            self._give_up(lease, late, "expired")
            return len(late)
        gateway = _gateway.gateway()
        if not due or gateway is None:
            return 0
        said = {row.id: row for row in statements.by_keys(MessageRow, {copy.message_id for copy in due})}
        for copy in due:
            copy.message = said[copy.message_id]
        try:
            answer = gateway.send(
                GatewayBatch(messages=[_outgoing(copy) for copy in due], receipts_url=_gateway.receipts_url())
            )
        except _gateway.GatewayAway as away:
            # One silent gateway is one fault, not fifty: the copies keep their tries, the road is closed.
            self._failures += 1
            self._away_until = now + logic.wait_after(self._failures)
            log.warning("messages: the gateway is away (%s); next try %s", away, self._away_until)
            return 0
        self._failures, self._away_until = 0, None
        accepted = set(answer.accepted)
        refused = {one.id: one.reason for one in answer.refused}
        again = [copy for copy in due if copy.id not in accepted]
        with transaction.atomic():
            lease.hold()
            CopyRow.objects.filter(pk__in=accepted, state="queued").update(
                state="sent", sent_at=now, tries=F("tries") + 1, failure=""
            )
            for copy in again:
                reason = refused.get(copy.id, "not answered")[:200]
                if copy.tries + 1 >= logic.MOST_TRIES:
                    fail(copy, reason)
                    continue
                CopyRow.objects.filter(pk=copy.pk, state="queued").update(
                    tries=F("tries") + 1,
                    next_at=now + logic.wait_after(copy.tries + 1),
                    failure=reason,
                )
        return len(due)

    def _give_up(self, lease: Lease, copies: list[CopyRow], reason: str) -> None:
        with transaction.atomic():
            lease.hold()
            for copy in copies:
                fail(copy, reason)


def _people(unit: str, user: str) -> list[identity.UserRef]:
    """The people whom a name means."""
    if user:
        found = identity.find_user(user)
        return [found] if found else []
    for role in _ROLES:
        people = list(identity.users_of_unit(unit, role))
        if people:
            return people
    return list(identity.users_of_unit(unit))


def _copies(messages: Sequence[MessageRow]) -> list[CopyRow]:
    marks = ", ".join(["%s"] * len(messages))
    return statements.select(CopyRow, f"WHERE message_id IN ({marks})", [one.id for one in messages])


def _copy(
    message: MessageRow,
    named: dict[tuple[str, str], list[identity.UserRef]],
    held: Collection[tuple[str, str]],
) -> None:
    """Write each person's copy that is not there (`held`: message and person) and tell it to them alone."""
    now = clock.now()
    copies: dict[str, CopyRow] = {}
    for (unit, _user), people in named.items():
        for person in people:
            if (message.id, person.id) in held:
                continue
            copies.setdefault(
                person.id,
                statements.new(
                    CopyRow,
                    id=new_id(),
                    message_id=message.id,
                    to_user=person.id,
                    to_unit=unit or person.unit_id,
                    to_name=person.name[:120],
                    next_at=now,
                    created_at=now,
                    urgent=message.urgent,
                ),
            )
    statements.insert(*copies.values())
    if not copies:
        log.warning("messages: nobody new stands behind the names of message %s", message.id)
        return
    statements.claim(message)  # its row is held: nobody came between
    facts.tell(
        MessageAddressed(
            message_id=message.id,
            kind=message.kind,
            title_zh=message.title_zh,
            title_en=message.title_en,
            link=message.link,
            urgent=message.urgent,
            people=len(copies),
        ),
        subject=f"message:{message.id}",
        version=message.version,
        actor="system:messages",
        units=identity.handlers(persons=copies),
    )


def _outgoing(copy: CopyRow) -> GatewayMessage:
    message = copy.message
    return GatewayMessage(
        id=copy.id,
        to_user=copy.to_user,
        to_name=copy.to_name,
        title=message.title_zh,
        body=message.body_zh,
        link=message.link,
        urgent=message.urgent,
    )


register(Delivery())
