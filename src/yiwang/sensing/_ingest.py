"""POST /api/ingest/observations, /api/ingest/connectors/<id>: bare ASGI, because readings are the hot path
and need nothing of Django's."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec

from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound, Refusal, Unavailable
from yiwang.sensing import _counting, _push
from yiwang.sensing._body import MAX_BODY, parse_batch
from yiwang.sensing._door import RETRY_AFTER_S, Door
from yiwang.sensing.contracts import (
    BatchRefused,
    BodyTooLarge,
    CredentialRefused,
    MalformedBody,
    WrongMediaType,
)
from yiwang.sensing.logic import micros

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH = "/observations"
MAX_KEY = 200
# A batch of more bytes than this is taken apart in a thread, so that a large one does not hold up the others.
LARGE = 400_000


class MethodRefused(Refusal):
    status = 405
    code = "sensing.method_refused"
    zh = "此地址只接受 POST。"
    en = "This address takes POST only."


class BadKey(Refusal):
    status = 400
    code = "sensing.bad_idempotency_key"
    zh = "Idempotency-Key 应为 1 到 200 个可见 ASCII 字符。"
    en = "An Idempotency-Key has 1 to 200 visible ASCII characters."


_door: Door | None = None


def door() -> Door:
    """The door of the running event loop."""
    global _door
    loop = asyncio.get_running_loop()
    if _door is None or _door._loop is not loop:
        _door = Door()
    return _door


async def close() -> None:
    """Let readings on their way arrive; called when the server stops."""
    global _door
    await _counting.close()
    if _door is not None and _door._loop is asyncio.get_running_loop():
        await _door.close()
        _door = None


async def ingest(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application: 202 after the batch is durable, or one problem (RFC 9457) and nothing taken."""
    if scope["type"] != "http":
        return
    try:
        body = await _answer(scope, receive)
        await _reply(send, 202, body, "application/json")
    except Refusal as refusal:
        extra = []
        if refusal.status == 503:
            extra.append((b"retry-after", str(refusal.details.get("retry_after_s", RETRY_AFTER_S)).encode()))
        if refusal.status == 401:
            extra.append((b"www-authenticate", b'Bearer realm="yiwang"'))
        if refusal.status == 405:
            extra.append((b"allow", b"POST"))
        await _reply(
            send, refusal.status, msgspec.json.encode(refusal.problem()), "application/problem+json", extra
        )
    except ConnectionResetError:
        log.debug("sensing: a sender went away in the middle of its body")
    except Exception:
        log.exception("sensing: a batch failed")
        problem = Unavailable().problem()
        await _reply(
            send,
            503,
            msgspec.json.encode(problem),
            "application/problem+json",
            [(b"retry-after", str(RETRY_AFTER_S).encode())],
        )


async def _answer(scope: Scope, receive: Receive) -> bytes:
    _, mapped, connector = scope["path"].partition(_push.PREFIX)
    if not mapped and not scope["path"].endswith(PATH):
        raise NotFound()
    if scope["method"] != "POST":
        raise MethodRefused()
    headers: dict[bytes, bytes] = dict(scope["headers"])
    scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"bearer" or not token:
        raise CredentialRefused()
    at = door()
    word = token.decode("latin-1").strip()
    source, digest = await at.rights(word)
    media = headers.get(b"content-type", b"application/json").split(b";")[0].strip().lower()
    if media != b"application/json":
        raise WrongMediaType(media_type=media.decode("latin-1")[:80])
    key = _key(headers)
    body = await _body(headers, receive)
    if mapped:
        peer = (scope.get("client") or ("",))[0]
        return msgspec.json.encode(await _push.push(at, connector, word, body, peer))
    now_us = micros(clock.now())
    registry = await at.known()
    try:
        if len(body) > LARGE:
            batch = await asyncio.to_thread(parse_batch, body, registry, source, now_us)
        else:
            batch = parse_batch(body, registry, source, now_us)
    except BatchRefused:
        # The datastream may have been declared a moment ago: look once more before saying no.
        fresh = await at.look()
        if fresh.mark == registry.mark:
            raise
        source, digest = await at.rights(word)
        batch = await asyncio.to_thread(parse_batch, body, fresh, source, now_us)
    seq = await at.offer(batch, digest, key, body)
    return msgspec.json.encode({"accepted": len(batch), "seq": seq})


def _key(headers: dict[bytes, bytes]) -> str | None:
    given = headers.get(b"idempotency-key")
    if given is None:
        return None
    if not 0 < len(given) <= MAX_KEY or not all(33 <= letter <= 126 for letter in given):
        raise BadKey()
    return given.decode("ascii")


async def _body(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    length = headers.get(b"content-length", b"")
    if length.isdigit() and int(length) > MAX_BODY:
        raise BodyTooLarge(limit_bytes=MAX_BODY)
    if headers.get(b"content-encoding", b"identity") != b"identity":
        raise MalformedBody(
            reason_zh="不支持压缩，请直接发送。", reason_en="compressed bodies are not taken; send it plain."
        )
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionResetError
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY:
            raise BodyTooLarge(limit_bytes=MAX_BODY)
        parts.append(part)
        if not message.get("more_body"):
            return parts[0] if len(parts) == 1 else b"".join(parts)


async def _reply(
    send: Send, status: int, body: bytes, media: str, extra: list[tuple[bytes, bytes]] | None = None
) -> None:
    headers = [
        (b"content-type", media.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *(extra or []),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
