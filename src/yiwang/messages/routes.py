"""HTTP of 消息与回执: a person's own inbox, and the gateway's receipts."""

from __future__ import annotations

from typing import Annotated

import msgspec
from ninja import Query

from yiwang.identity.api import HttpRequest, Routes
from yiwang.kernel import clock, shapes
from yiwang.kernel.pages import Page
from yiwang.messages import _copies, _gateway, _signing, api
from yiwang.messages.contracts import (
    BadReceipts,
    Message,
    MessageFailed,
    MessageRead,
    Receipts,
    ReceiptsTaken,
)

router = Routes(tags=["messages"])
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
_MOST_RECEIPTS = 1000


@router.get("/messages", permission="messages.see", response=Page[Message], operation_id="list_messages")
def list_messages(
    request: HttpRequest, unread: bool = False, page: PageNumber = 1, size: int = 20
) -> Page[Message]:
    """My messages, newest first."""
    return api.inbox(request.subject, unread_only=unread, page=page, size=size)


@router.post(
    "/messages/{copy_id}/read",
    permission="messages.see",
    tells=(MessageRead,),
    response=Message,
    operation_id="read_message",
)
def read_message(request: HttpRequest, copy_id: str) -> Message:
    """I have read it."""
    return api.mark_read(copy_id, request.subject)


@router.post(
    "/messages/receipts",
    public=True,
    tells=(MessageRead, MessageFailed),
    response=ReceiptsTaken,
    operation_id="take_receipts",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object", "title": "Receipts"}}},
        }
    },
)
def take_receipts(request: HttpRequest) -> ReceiptsTaken:
    """Receipts of the gateway, signed with the shared secret (X-Yiwang-Timestamp, X-Yiwang-Signature)."""
    body = request.body
    _signing.check(
        _gateway.secret(),
        clock.now(),
        body,
        request.headers.get(_signing.TIMESTAMP, ""),
        request.headers.get(_signing.SIGNATURE, ""),
    )
    try:
        said = shapes.read(body, Receipts)
    except msgspec.DecodeError as wrong:
        raise BadReceipts(reason=str(wrong)) from wrong
    if len(said.receipts) > _MOST_RECEIPTS:
        raise BadReceipts(reason=f"> {_MOST_RECEIPTS}")
    if any(one.at.tzinfo is None for one in said.receipts):
        raise BadReceipts(reason="`at` has no time zone")
    return _copies.take_receipts(said.receipts)
