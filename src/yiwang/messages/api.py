"""The door of 消息与回执."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.db import transaction

from yiwang.identity.api import Subject
from yiwang.kernel import clock, facts, statements
from yiwang.kernel.bus import wake
from yiwang.kernel.ids import new_id
from yiwang.kernel.pages import Page
from yiwang.messages import _copies
from yiwang.messages._copies import take_receipts
from yiwang.messages._gateway import Gateway, use
from yiwang.messages.contracts import Message, NobodyNamed, UnknownMessage
from yiwang.messages.models import CopyRow, MessageRow

__all__ = ["Gateway", "about", "inbox", "mark_read", "notify", "take_receipts", "unread", "use"]


def notify(
    *,
    to_units: Sequence[str] = (),
    to_users: Sequence[str] = (),
    kind: str,
    title_zh: str,
    title_en: str,
    body_zh: str,
    body_en: str,
    link: str,
    key: str,
    urgent: bool = False,
) -> str:
    """Say something to units and people; the message's id. Called inside the act's own transaction.

    The same `key` again says nothing again and answers the first id (the new one where the act's rows are
    kept back: whether the key is known is then not asked before the end). A unit means its handlers, or its
    grid workers, or everyone in it. People see it on their page within a second and through the gateway
    after that; nothing here waits for a network.
    """
    if not any(to_units) and not any(to_users):
        raise NobodyNamed()
    message = statements.new(
        MessageRow,
        id=new_id(),
        key=key[:200],
        kind=kind,
        title_zh=title_zh[:300],
        title_en=title_en[:300],
        body_zh=body_zh,
        body_en=body_en,
        link=link,
        urgent=urgent,
        created_at=clock.now(),
    )
    addresses = [(message.id, unit, "") for unit in dict.fromkeys(to_units) if unit]
    addresses += [(message.id, "", user) for user in dict.fromkeys(to_users) if user]
    with transaction.atomic(savepoint=False):
        if not (statements.keep(MessageRow, _write, (message, addresses)) or _write([(message, addresses)])):
            return MessageRow.objects.get(key=message.key).id
        transaction.on_commit(_wake)
    return message.id


def _write(said: Sequence[tuple[MessageRow, Sequence[tuple[str, str, str]]]]) -> int:
    """Write messages that nobody has said before, and whom they go to; how many."""
    fresh = statements.insert(*(message for message, _ in said), once=True)
    named = [one for _, addresses in said for one in addresses]
    statements.run(_addressing(len(named)), [value for one in named for value in one])
    return fresh


@lru_cache(maxsize=64)
def _addressing(many: int) -> str:
    return (
        'INSERT INTO messages_addressrow (message_id, unit, "user") '  # noqa: S608
        f"SELECT column1, column2, column3 FROM (VALUES {', '.join(['(%s, %s, %s)'] * many)}) AS named "
        "WHERE EXISTS (SELECT 1 FROM messages_messagerow WHERE id = named.column1)"
    )


def _wake() -> None:
    wake("messages")


def inbox(subject: Subject, *, unread_only: bool = False, page: int = 1, size: int = 20) -> Page[Message]:
    """A person's own messages, newest first."""
    position = facts.last_position()
    rows = CopyRow.objects.select_related("message").filter(to_user=subject.user_id)
    if unread_only:
        rows = rows.filter(read_at__isnull=True)
    page, size = max(page, 1), min(max(size, 1), 200)
    found = rows.order_by("-created_at", "-id")[(page - 1) * size : page * size]
    return Page(
        items=[_message(row) for row in found], total=rows.count(), page=page, size=size, position=position
    )


def unread(subject: Subject) -> int:
    """How many of a person's messages wait to be read."""
    return CopyRow.objects.filter(to_user=subject.user_id, read_at__isnull=True).count()


def mark_read(copy_id: str, subject: Subject) -> Message:
    """The person has read his copy; doing so again changes nothing. Raises UnknownMessage."""
    row = CopyRow.objects.select_related("message").filter(pk=copy_id, to_user=subject.user_id).first()
    if row is None:
        raise UnknownMessage()
    _copies.read(row, subject.user_id)
    row.refresh_from_db()
    return _message(row)


def about(link: str) -> tuple[Message, ...]:
    """Every copy of every message that led to `link`, in order: who was told, how far it came.

    Unscoped: for the explanation of something that the caller has already been allowed to see.
    """
    rows = CopyRow.objects.select_related("message").filter(message__link=link)
    return tuple(_message(row) for row in rows.order_by("message__created_at", "created_at", "id"))


def _message(row: CopyRow) -> Message:
    said = row.message
    return Message(
        id=row.id,
        message_id=said.id,
        kind=said.kind,
        title_zh=said.title_zh,
        title_en=said.title_en,
        body_zh=said.body_zh,
        body_en=said.body_en,
        link=said.link,
        urgent=said.urgent,
        to_user=row.to_user,
        to_unit=row.to_unit,
        to_name=row.to_name,
        state=row.state,  # type: ignore[arg-type]
        created_at=row.created_at,
        sent_at=row.sent_at,
        delivered_at=row.delivered_at,
        read_at=row.read_at,
        failure=row.failure,
    )
