"""The way out: a webhook that takes signed batches. Never called inside a database transaction."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import msgspec
from django.conf import settings

from yiwang.kernel import clock, shapes
from yiwang.messages import _signing
from yiwang.messages.contracts import GatewayAnswer, GatewayBatch

TIMEOUT_S = 5.0
KEY_FILE = "gateway.key"
ADDRESS_FILE = "gateway.url"
_MOST_ANSWER = 1_000_000


class GatewayAway(Exception):
    """The gateway did not answer, or not as agreed; everything is tried again later."""


class Gateway(Protocol):
    """What brings messages to people."""

    def send(self, batch: GatewayBatch) -> GatewayAnswer: ...


class Webhook:
    """A gateway behind an HTTP address."""

    def __init__(self, url: str, secret: str) -> None:
        self.url = url
        self.secret = secret

    def send(self, batch: GatewayBatch) -> GatewayAnswer:
        """POST the batch; raises GatewayAway for anything but a good answer in time."""
        body = msgspec.json.encode(batch)
        headers = {"Content-Type": "application/json", **_signing.sign(self.secret, clock.now(), body)}
        parts = urlsplit(self.url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            link: http.client.HTTPConnection
            if parts.scheme == "https":
                link = http.client.HTTPSConnection(
                    parts.hostname or "", port, timeout=TIMEOUT_S, context=ssl.create_default_context()
                )
            else:
                link = http.client.HTTPConnection(parts.hostname or "", port, timeout=TIMEOUT_S)
            try:
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                link.request("POST", path, body, headers)
                answer = link.getresponse()
                said = answer.read(_MOST_ANSWER)
            finally:
                link.close()
        except (OSError, http.client.HTTPException) as wrong:
            raise GatewayAway(str(wrong) or type(wrong).__name__) from wrong
        if answer.status != 200:
            raise GatewayAway(f"HTTP {answer.status}")
        try:
            return shapes.read(said, GatewayAnswer)
        except msgspec.DecodeError as wrong:
            raise GatewayAway(f"the answer is not as agreed: {wrong}") from wrong


_used: Gateway | None = None


@contextmanager
def use(gateway: Gateway) -> Iterator[Gateway]:
    """Send through `gateway` for a while (rehearsals: nothing leaves the process)."""
    global _used
    before, _used = _used, gateway
    try:
        yield gateway
    finally:
        _used = before


def gateway() -> Gateway | None:
    """The gateway of this instance: the one set, else the simulator that runs beside us, else none."""
    if _used is not None:
        return _used
    url = settings.YIWANG.message_gateway_url or _read(_home() / "run" / ADDRESS_FILE)
    return Webhook(url, secret()) if url and secret() else None


def secret() -> str:
    """The HMAC secret shared with the gateway; "" while there is none."""
    return str(settings.YIWANG.message_gateway_secret) or _read(_home() / "secrets" / KEY_FILE)


def receipts_url() -> str:
    """Where the gateway may reach us."""
    told = settings.YIWANG
    host = f"[{told.host}]" if ":" in told.host else told.host
    return f"http://{host}:{told.port}/api/messages/receipts"


def _home() -> Path:
    return Path(settings.YIWANG.home)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""
