"""What we tell the other hotline: a message is written with the act that it tells, and sent afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from yiwang.appeals import _wire as wire
from yiwang.appeals.models import Appeal, ExchangeOrder, ExchangeOut
from yiwang.identity.api import Subject
from yiwang.kernel import clock, statements

if TYPE_CHECKING:
    from yiwang.appeals._changes import Words

#: Acts with a message of their own; any other is told as the status that it leaves.
TOLD = {
    "registered": "accepted",
    "answer": "reply",
    "replied": "reply",
    "call_back": "call_back",
    "rated": "rating",
    "signed": "signed",
    "return_asked": "return_asked",
    "return_granted": "return_granted",
    "return_denied": "return_denied",
    "extension_asked": "extension_asked",
    "extension_granted": "extension_granted",
    "extension_denied": "extension_denied",
}
#: Acts that are nobody's business but ours.
INNER = frozenset(
    {"edit", "flagged", "units_added", "linked", "area_moved", "split", "supplement", "urged"}
    | {"overdue", "reckoned"}
)


def heard(appeal: Appeal, act: str, by: Subject, words: Words, said: Mapping[str, Any]) -> None:
    """Tell the other side of a change, if the appeal is an order of theirs; not what they said themselves."""
    if not (appeal.external_no and appeal.registered_by.startswith("source:")) or act in INNER:
        return
    source = appeal.registered_by.removeprefix("source:")
    order = statements.find(ExchangeOrder, lock=True, id=order_id(source, appeal.external_no))
    if order is None:
        return
    kind = TOLD.get(act, "status")
    body: dict[str, Any] = {"number": appeal.number, "text": words.said, "words_zh": words.zh}
    if kind not in ("accepted", "status") and by.user_id == appeal.registered_by:
        kind, body = "status", {"number": appeal.number, "words_zh": words.zh}  # no echo of their own words
    elif kind == "call_back":
        body |= {name: said[name] for name in ("reached", "solved", "satisfaction", "attempt", "done")}
    elif kind == "rating":
        body["satisfaction"] = appeal.rated
    elif kind in ("return_asked", "extension_asked", "signed") or kind.endswith(("granted", "denied")):
        body["text"] = words.note
    put(order, kind, body | {"state": state_of(appeal)})


def state_of(appeal: Appeal) -> str:
    return appeal.stage if appeal.state == "open" else appeal.state


def order_id(source: str, external_no: str) -> str:
    return f"{source}:{external_no}"


def put(order: ExchangeOrder, kind: str, body: dict[str, Any]) -> None:
    """Queue the order's next message; the order's row is locked by the caller."""
    now = clock.now()
    order.given += 1
    statements.claim(order, "given")
    whole = wire.message(order.external_no, order.given, kind, now, body)
    statements.insert(
        statements.new(
            ExchangeOut,
            id=f"{order.id}:{order.given}",
            order_id=order.id,
            source_id=order.source_id,
            external_no=order.external_no,
            seq=order.given,
            kind=kind,
            said_at=whole["at"],
            body=whole["body"],
            hash=whole["hash"],
            day=wire.day_of(now),
            state="queued",
            next_at=now,
        )
    )
