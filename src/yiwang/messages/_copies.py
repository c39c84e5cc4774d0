"""How a person's copy moves on: by a receipt, by the person's own hand, or to its failure."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from yiwang.identity.api import handlers
from yiwang.kernel import clock, facts, statements
from yiwang.messages import logic
from yiwang.messages.contracts import GatewayReceipt, MessageFailed, MessageRead, ReceiptsTaken
from yiwang.messages.models import CopyRow, MessageRow


def fail(copy: CopyRow, reason: str) -> bool:
    """Give the copy up and tell it; False where something else happened to it meanwhile."""
    claimed = CopyRow.objects.filter(pk=copy.pk, state=copy.state).update(
        state="failed", failure=reason[:200], tries=F("tries") + 1
    )
    if claimed:
        _tell(copy, MessageFailed(message_id=copy.message_id, recipient_id=copy.id, reason=reason[:200]))
    return bool(claimed)


def read(copy: CopyRow, actor: str) -> bool:
    """The person has read it on our page; False where it was read before."""
    with transaction.atomic():
        claimed = (
            CopyRow.objects.filter(pk=copy.pk).exclude(state="read").update(state="read", read_at=clock.now())
        )
        if claimed:
            _tell(copy, MessageRead(message_id=copy.message_id, recipient_id=copy.id), actor)
    return bool(claimed)


def take_receipts(receipts: Sequence[GatewayReceipt]) -> ReceiptsTaken:
    """Move copies on as the gateway says; late, doubled and disordered receipts change nothing."""
    with transaction.atomic():
        copies = {
            copy.id: copy
            for copy in CopyRow.objects.select_for_update().filter(pk__in=[one.id for one in receipts])
        }
        taken = 0
        changed: dict[str, CopyRow] = {}
        for receipt in receipts:
            copy = copies.get(receipt.id)
            if copy is not None and logic.moves_on(copy.state, receipt.state):
                taken += 1
                _take(copy, receipt)
                changed[copy.id] = copy
        statements.put(*changed.values())
    unknown = sorted({one.id for one in receipts} - copies.keys())
    return ReceiptsTaken(taken=taken, unchanged=len(receipts) - taken - len(unknown), unknown=unknown)


def _take(copy: CopyRow, receipt: GatewayReceipt) -> None:
    """Move the copy on; its row is held, and written with the others."""
    if receipt.state == "failed":
        copy.state, copy.tries = "failed", copy.tries + 1
        copy.failure = (receipt.reason or "failed at the gateway")[:200]
        _tell(copy, MessageFailed(message_id=copy.message_id, recipient_id=copy.id, reason=copy.failure))
        return
    now = clock.now()
    at = min(receipt.at, now)  # a gateway's clock may run ahead of ours
    copy.state = receipt.state
    copy.sent_at = copy.sent_at or at
    copy.delivered_at = copy.delivered_at or at
    if receipt.state == "read":
        copy.read_at = at
        _tell(copy, MessageRead(message_id=copy.message_id, recipient_id=copy.id))
    copy.failure = ""


def _tell(copy: CopyRow, fact: MessageRead | MessageFailed, actor: str = "system:messages") -> None:
    MessageRow.objects.filter(pk=copy.message_id).update(version=F("version") + 1)
    facts.tell(
        fact,
        subject=f"message:{copy.message_id}",
        version=MessageRow.objects.values_list("version", flat=True).get(pk=copy.message_id),
        actor=actor,
        units=handlers(persons=[copy.to_user]),
    )
