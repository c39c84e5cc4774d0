"""Runs Django (WSGI) in a fixed set of threads behind ASGI.

Django's own ASGI handler gives each request a fresh thread, so that each opens its own database connection.
Here the threads stay, and so do their connections (to open one costs a millisecond).
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from wsgiref.types import WSGIApplication

from starlette.types import Message, Receive, Scope, Send


class Bridge:
    """An ASGI application that answers with a WSGI one."""

    def __init__(self, app: WSGIApplication, *, threads: int) -> None:
        self.app = app
        self.pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="django")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _body(receive)
        if body is None:
            return  # the client left before it had said everything
        loop = asyncio.get_running_loop()

        def pass_on(message: Message) -> None:
            # Blocks this thread until the event loop has sent it, so that a slow reader slows its own answer.
            asyncio.run_coroutine_threadsafe(_passed(send, message), loop).result(120)

        chunks = await loop.run_in_executor(self.pool, self._work, environ(scope, body), pass_on)
        for message in chunks:
            await send(message)

    def _work(self, environment: dict[str, Any], pass_on: Callable[[Message], None]) -> list[Message]:
        """Answer in this thread; what is left to send (all of it, for answers that do not stream)."""
        head: dict[str, Any] = {}

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None, /
        ) -> Callable[[bytes], object]:
            head["message"] = {
                "type": "http.response.start",
                "status": int(status.split(" ", 1)[0]),
                "headers": [
                    (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
                ],
            }
            return lambda data: None

        answer = self.app(environment, start_response)
        try:
            if getattr(answer, "streaming", False):
                pass_on(head["message"])
                for chunk in answer:
                    pass_on({"type": "http.response.body", "body": chunk, "more_body": True})
                return [{"type": "http.response.body", "body": b""}]
            return [head["message"], {"type": "http.response.body", "body": b"".join(answer)}]
        finally:
            _close(answer)

    def close(self) -> None:
        self.pool.shutdown(wait=False, cancel_futures=True)


def _close(answer: Iterable[bytes]) -> None:
    close = getattr(answer, "close", None)
    if close is not None:
        close()


async def _passed(send: Send, message: Message) -> None:
    await send(message)


async def _body(receive: Receive) -> bytes | None:
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """The WSGI environment of a request (PEP 3333: text is bytes read as Latin-1)."""
    server = scope.get("server") or ("localhost", 80)
    environment: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "SERVER_NAME": server[0] or "localhost",
        "SERVER_PORT": str(server[1] or 0),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(len(body)),
        "yiwang.request_id": scope.get("state", {}).get("request_id", ""),
        "yiwang.looks": scope.get("state", {}).get("looks", False),
    }
    if scope.get("client"):
        environment["REMOTE_ADDR"] = scope["client"][0]
    for name, value in scope["headers"]:
        key = name.decode("latin-1").upper().replace("-", "_")
        if key == "CONTENT_LENGTH" or "_" in name.decode("latin-1"):
            continue  # a name with an underscore could pass for another header
        text = value.decode("latin-1")
        if key == "CONTENT_TYPE":
            environment["CONTENT_TYPE"] = text
        else:
            key = f"HTTP_{key}"
            joiner = "; " if key == "HTTP_COOKIE" else ","
            environment[key] = f"{environment[key]}{joiner}{text}" if key in environment else text
    return environment
