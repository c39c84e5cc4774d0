"""Shapes, refusals and facts of 消息与回执 that cross its door.

The gateway contract (`GatewayBatch`, `GatewayAnswer`, `GatewayReceipt`) is what a city's SMS or staff-app
gateway speaks with us: JSON over HTTP, signed with HMAC-SHA256 in both directions (`_signing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from yiwang.kernel.errors import Invalid, NotFound
from yiwang.kernel.facts import Fact

State = Literal["queued", "sent", "delivered", "read", "failed"]
ReceiptState = Literal["delivered", "read", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as one person received it. `id` is of this person's copy."""

    id: str
    message_id: str
    kind: str
    title_zh: str
    title_en: str
    body_zh: str
    body_en: str
    link: str
    urgent: bool
    to_user: str
    to_unit: str
    to_name: str
    state: State
    created_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayMessage:
    """One message for one person. `id` never changes over retries: a gateway that knows it sends once."""

    id: str
    to_user: str
    to_name: str
    title: str
    body: str
    link: str
    urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayBatch:
    """What we POST to the gateway; it posts receipts to `receipts_url`."""

    messages: list[GatewayMessage]
    receipts_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayRefusal:
    id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayAnswer:
    """What the gateway answers at once. An id in neither list is tried again."""

    accepted: list[str]
    refused: list[GatewayRefusal]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayReceipt:
    """What became of a message. `at` is the gateway's time."""

    id: str
    state: ReceiptState
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """What the gateway POSTs to us."""

    receipts: list[GatewayReceipt]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptsTaken:
    """How many receipts changed something; unknown ids are named and do no harm."""

    taken: int
    unchanged: int
    unknown: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAddressed(Fact):
    """A message has reached people's inboxes; only they see this fact."""

    fact_type: ClassVar[str] = "messages.addressed"
    message_id: str
    kind: str
    title_zh: str
    title_en: str
    link: str
    urgent: bool
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRead(Fact):
    """A person has read a message (on our page, or by the gateway's receipt)."""

    fact_type: ClassVar[str] = "messages.read"
    message_id: str
    recipient_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFailed(Fact):
    """A message could not be brought to a person for good; the next means must be used."""

    fact_type: ClassVar[str] = "messages.failed"
    message_id: str
    recipient_id: str
    reason: str


class UnknownMessage(NotFound):
    code = "messages.unknown"
    zh = "没有找到这条消息。"
    en = "There is no such message for you."


class NobodyNamed(Invalid):
    code = "messages.nobody_named"
    zh = "消息没有写明发给谁。"
    en = "The message names nobody to be told."


class BadReceipts(Invalid):
    code = "messages.bad_receipts"
    zh = "回执无法解析：{reason}。"
    en = "The receipts cannot be read: {reason}."
