"""The front of the house: what every answer carries, how large a body may be, and errors in the one shape."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yiwang.kernel.errors import NotFound, Refusal
from yiwang.kernel.ids import new_id
from yiwang.kernel.space import NoRoom, is_disk_full

log = logging.getLogger(__name__)

PROBLEM = b"application/problem+json; charset=utf-8"
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}
REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}\Z")

# No CDN, no foreign frame, no inline script. Styles may be inline (charts and component libraries set them);
# the map draws in workers made from blobs.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "child-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), geolocation=(self), microphone=(self), payment=(), usb=()"),
)
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class BodyTooLarge(Refusal):
    status = 413
    code = "http.body_too_large"
    zh = "请求内容超过 {limit_mb} MB 的上限。"
    en = "The request body is larger than the limit of {limit_mb} MB."


class MethodNotAllowed(Refusal):
    status = 405
    code = "http.method_not_allowed"
    zh = "这个地址不支持 {method} 方法。"
    en = "This address does not answer the method {method}."


class UnknownAddress(NotFound):
    code = "http.unknown_address"
    zh = "没有这个地址：{path}"
    en = "There is no such address: {path}"


class UnknownHost(Refusal):
    status = 400
    code = "http.unknown_host"
    zh = "不接受以主机名 {host} 访问；可用 YIWANG_ALLOWED_HOSTS 允许它。"
    en = "The host name {host} is not answered here; YIWANG_ALLOWED_HOSTS can allow it."


class Broken(Refusal):
    status = 500
    code = "http.broken"
    zh = "系统内部错误，已记录，编号 {request_id}。请稍后重试或把编号告诉管理员。"
    en = "Something broke inside, logged as {request_id}. Try again, or tell the administrator this number."


async def answer(
    send: Send, status: int, body: bytes, *, media: bytes, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    """Send one whole answer."""
    start = [(b"content-type", media), (b"content-length", str(len(body)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})


async def answer_json(send: Send, status: int, data: Any) -> None:
    body = json.dumps(data, ensure_ascii=False).encode()
    await answer(
        send,
        status,
        body,
        media=b"application/json; charset=utf-8",
        headers=((b"cache-control", b"no-store"),),
    )


async def refuse(send: Send, refusal: Refusal, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    """Answer with the problem details of `refusal`."""
    body = json.dumps(refusal.problem(), ensure_ascii=False, default=str).encode()
    await answer(
        send, refusal.status, body, media=PROBLEM, headers=((b"cache-control", b"no-store"), *headers)
    )


def header(scope: Scope, name: bytes) -> bytes:
    """The first header `name` (lower case) of a request, empty when absent."""
    return next((value for key, value in scope["headers"] if key == name), b"")


class Front:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, *, body_limit: int, hosts: list[str]) -> None:
        self.app = app
        self.body_limit = body_limit
        self.hosts = set(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        told = header(scope, b"x-request-id")
        request_id = told if REQUEST_ID.match(told) else new_id().encode()
        scope.setdefault("state", {})["request_id"] = request_id.decode()
        host = _host(scope)
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = list(message.get("headers", ()))
                present = {key.lower() for key, _ in headers}
                headers += [pair for pair in HEADERS if pair[0] not in present]
                headers.append((b"x-request-id", request_id))
                # Also where a proxy ends the encryption; a browser ignores the header on a plain connection.
                if host not in LOCAL_HOSTS:
                    headers.append(STRICT_TRANSPORT)
                message = {**message, "headers": headers}
            await send(message)

        try:
            if "*" not in self.hosts and host not in self.hosts:
                await refuse(dressed, UnknownHost(host=host[:100]))
                return
            length = header(scope, b"content-length")
            if length.isdigit() and int(length) > self.body_limit:
                await refuse(dressed, self._too_large(), headers=((b"connection", b"close"),))
                return
            await self.app(scope, self._measured(receive), dressed)
        except BodyTooLarge as refusal:
            if not started:
                await refuse(dressed, refusal, headers=((b"connection", b"close"),))
        except Refusal as refusal:
            if not started:
                await refuse(dressed, refusal)
        except Exception as error:
            log.exception("request %s %s failed (%s)", scope["method"], scope["path"], request_id.decode())
            if not started:
                broken = NoRoom() if is_disk_full(error) else Broken(request_id=request_id.decode())
                await refuse(dressed, broken)

    def _too_large(self) -> BodyTooLarge:
        return BodyTooLarge(limit_mb=self.body_limit // 2**20)

    def _measured(self, receive: Receive) -> Receive:
        """`receive` that counts: a body without a length is measured while it arrives."""
        seen = 0

        async def measured() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > self.body_limit:
                    raise self._too_large()
            return message

        return measured


def _host(scope: Scope) -> str:
    """The host name that was asked for, without its port."""
    text = header(scope, b"host").decode("latin-1").lower()
    return text[: text.index("]") + 1] if text.startswith("[") and "]" in text else text.partition(":")[0]
