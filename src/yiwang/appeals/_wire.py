"""What travels between us and another hotline: numbered messages, their digests, a day's list, signatures.

Imports nothing that needs a database: the simulator of the other side stands on it too.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from yiwang.kernel.clock import SHANGHAI

#: What either side may say of an order; `order` opens it and is always the first.
KINDS = (
    "order",
    "supplement",
    "urge",
    "withdraw",
    "accepted",
    "refused",
    "status",
    "signed",
    "return_asked",
    "return_granted",
    "return_denied",
    "extension_asked",
    "extension_granted",
    "extension_denied",
    "reply",
    "call_back",
    "rating",
)
SOURCE, TIMESTAMP = "X-Yiwang-Source", "X-Yiwang-Timestamp"
KEY, SIGNATURE = "Idempotency-Key", "X-Yiwang-Signature"


def digest(external_no: str, seq: int, kind: str, at: str, body: Mapping[str, Any]) -> str:
    """SHA-256 of a message as canonical JSON. `at` is the sender's time in ISO 8601 with its offset."""
    said = json.dumps(
        [external_no, seq, kind, at, body], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def message(external_no: str, seq: int, kind: str, at: datetime, body: Mapping[str, Any]) -> dict[str, Any]:
    """A message as it travels."""
    stamp = at.isoformat(timespec="seconds")
    return {
        "external_no": external_no,
        "seq": seq,
        "kind": kind,
        "at": stamp,
        "body": dict(body),
        "hash": digest(external_no, seq, kind, stamp, body),
    }


def day_of(at: datetime) -> str:
    """The day of a message in Shanghai: 20261122."""
    return at.astimezone(SHANGHAI).strftime("%Y%m%d")


def day_list(said: Iterable[tuple[str, str, int, str, str]]) -> list[dict[str, str]]:
    """What a side holds of a day: for each order its last state and one digest over its messages.

    `said` is (external_no, direction, seq, hash, state): direction `in` is to the city, `out` from it; state
    is what the city said in its messages. Any message lost, altered or doubled on one side shows.
    """
    orders: dict[str, list[tuple[str, int, str, str]]] = {}
    for external_no, direction, seq, found, state in said:
        orders.setdefault(external_no, []).append((direction, seq, found, state))
    rows = []
    for external_no in sorted(orders):
        told = sorted(orders[external_no])
        whole = "\n".join(f"{direction}:{seq}:{found}" for direction, seq, found, _ in told)
        states = [state for direction, _, _, state in told if direction == "out" and state]
        rows.append(
            {
                "external_no": external_no,
                "state": states[-1] if states else "",
                "hash": hashlib.sha256(whole.encode()).hexdigest(),
            }
        )
    return rows


def signature(key_digest: str, stamp: str, idempotency_key: str, body: bytes) -> str:
    """`v1=` and the HMAC-SHA256 over "<unix seconds>.<idempotency key>.<body>"."""
    said = f"{stamp}.{idempotency_key}.".encode() + body
    return f"v1={hmac.new(key_digest.encode(), said, hashlib.sha256).hexdigest()}"


def signed(source_id: str, key_digest: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of a signed request; either side signs with the SHA-256 of the one issued key."""
    stamp, key = str(int(at.timestamp())), hashlib.sha256(body).hexdigest()
    return {
        "Content-Type": "application/json",
        SOURCE: source_id,
        TIMESTAMP: stamp,
        KEY: key,
        SIGNATURE: signature(key_digest, stamp, key, body),
    }
