"""Signatures between us and a gateway. Imports nothing that needs a database: the simulator stands on it
too."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from yiwang.kernel.errors import Unauthenticated

TIMESTAMP, SIGNATURE = "X-Yiwang-Timestamp", "X-Yiwang-Signature"
#: A signature older or newer than this is refused, so that a recorded request cannot be played again later.
FRESH = timedelta(minutes=5)


class BadSignature(Unauthenticated):
    code = "messages.bad_signature"
    zh = "网关签名不符或已过期。"
    en = "The signature of the gateway is wrong or too old."


def sign(secret: str, at: datetime, body: bytes) -> dict[str, str]:
    """The two headers of a signed request: `v1=` HMAC-SHA256 over "<unix seconds>.<body>"."""
    stamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {TIMESTAMP: stamp, SIGNATURE: f"v1={digest}"}


def check(secret: str, now: datetime, body: bytes, stamp: str, signature: str) -> None:
    """Raises BadSignature unless the body was signed with the secret a short while ago."""
    if not (secret and stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        raise BadSignature()
    at = datetime.fromtimestamp(int(stamp), UTC)
    expected = sign(secret, at, body)[SIGNATURE]
    if not hmac.compare_digest(expected.encode(), signature.encode()) or abs(now - at) > FRESH:
        raise BadSignature()
