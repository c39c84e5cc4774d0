"""A gateway to practise with: takes signed batches, keeps the last messages, answers with receipts.

It stands for an SMS or government-messenger gateway and says so in every answer. Run by itself
(`python -m yiwang.messages.simulator`) it takes a free port of the loopback, makes the shared key if there is
none, and leaves its address in the data folder, where the worker finds it. As an ASGI application
(`yiwang.messages.simulator:app`) it takes key and receipts address from its environment.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import secrets
import signal
import socket
import sys
import urllib.request
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from yiwang.kernel import clock
from yiwang.messages import _signing

log = logging.getLogger(__name__)
KEPT = 500
MOST_BYTES = 1_000_000
RECEIPT_AFTER_S = 0.5
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class Simulator:
    """An ASGI application: `POST /send` takes one batch, `GET /sent` shows the newest messages."""

    def __init__(self, secret: str, receipts_url: str = "") -> None:
        self.secret = secret
        self.receipts_url = receipts_url
        self.sent: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._answering: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] != "http":
            return
        elif scope["method"] == "POST" and scope["path"] == "/send":
            await self._take(dict(scope["headers"]), await _body(receive), send)
        elif scope["method"] == "GET" and scope["path"] == "/sent":
            # What was sent is personal: only who holds the key reads it.
            if self._signed(dict(scope["headers"]), b""):
                await _answer(send, 200, {"simulator": True, "sent": list(self.sent.values())[::-1]})
            else:
                await _answer(send, 401, {"simulator": True, "error": "signature"})
        else:
            await _answer(send, 404, {"simulator": True, "error": "POST /send or GET /sent"})

    def _signed(self, headers: dict[bytes, bytes], body: bytes) -> bool:
        def header(name: str) -> str:
            return headers.get(name.lower().encode(), b"").decode("ascii", "replace")

        try:
            _signing.check(
                self.secret, clock.now(), body, header(_signing.TIMESTAMP), header(_signing.SIGNATURE)
            )
        except _signing.BadSignature:
            return False
        return True

    async def _take(self, headers: dict[bytes, bytes], body: bytes, send: Send) -> None:
        if not self._signed(headers, body):
            await _answer(send, 401, {"simulator": True, "error": "signature"})
            return
        batch = json.loads(body)
        fresh = []
        for message in batch["messages"]:
            if message["id"] not in self.sent:  # a second try of one message is taken and not sent again
                self.sent[message["id"]] = message
                fresh.append(message["id"])
        while len(self.sent) > KEPT:
            self.sent.popitem(last=False)
        accepted = [message["id"] for message in batch["messages"]]
        await _answer(send, 200, {"simulator": True, "accepted": accepted, "refused": []})
        to = self.receipts_url or batch.get("receipts_url", "")
        if fresh and to:
            task = asyncio.create_task(self._receipts(to, fresh))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def _receipts(self, to: str, ids: list[str]) -> None:
        """Say that they arrived, a moment later, and again where nobody listened."""
        for pause_s in (RECEIPT_AFTER_S, 2, 8, 30):
            await asyncio.sleep(pause_s)
            now = clock.now().isoformat()
            receipts = [{"id": each, "state": "delivered", "at": now} for each in ids]
            if await asyncio.to_thread(self._post, to, {"receipts": receipts}):
                return

    def _post(self, to: str, told: dict[str, Any]) -> bool:
        body = json.dumps(told).encode()
        headers = {"Content-Type": "application/json", **_signing.sign(self.secret, clock.now(), body)}
        request = urllib.request.Request(to, data=body, headers=headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError as error:
            log.info("simulator: receipts were not taken: %s", error)
            return False


async def _body(receive: Receive) -> bytes:
    body = b""
    while len(body) <= MOST_BYTES:
        part = await receive()
        body += part.get("body", b"")
        if not part.get("more_body"):
            break
    return body


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        asked = (await receive())["type"]
        await send({"type": f"{asked}.complete"})
        if asked == "lifespan.shutdown":
            return


async def _answer(send: Send, status: int, told: dict[str, Any]) -> None:
    body = json.dumps(told, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def shared_key(home: Path) -> str:
    """The key shared with the hub; made for this user's eyes only where there is none."""
    path = home / "secrets" / "gateway.key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def main() -> None:
    """Serve until told to stop; the address stands in `<home>/run/gateway.url` while we serve."""
    import uvicorn

    # The server ends gracefully and then raises the signal again: this makes it an orderly end for us too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    home = Path(os.environ.get("YIWANG_HOME", "var")).resolve()
    app.secret = app.secret or shared_key(home)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        mark = home / "run" / "gateway.url"
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(f"http://127.0.0.1:{listening.getsockname()[1]}/send", encoding="ascii")
        try:
            server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
            server.run(sockets=[listening])
        finally:
            mark.unlink(missing_ok=True)


app = Simulator(
    os.environ.get("YIWANG_MESSAGE_GATEWAY_SECRET", ""), os.environ.get("YIWANG_SIMULATOR_RECEIPTS", "")
)

if __name__ == "__main__":
    main()
