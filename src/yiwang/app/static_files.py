"""Serves the built web client and map archives: ranges, assets to keep, its one page for its addresses."""

from __future__ import annotations

import mimetypes
import os
import re
from email.utils import formatdate
from pathlib import Path

import anyio
from starlette.types import Receive, Scope, Send

from yiwang.app.front import MethodNotAllowed, UnknownAddress, answer, header

CHUNK = 256 * 1024
HASHED = re.compile(r"-[A-Za-z0-9_-]{8,}\.[a-z0-9.]+\Z")
RANGE = re.compile(rb"bytes=(\d*)-(\d*)\Z")
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".pmtiles": "application/vnd.pmtiles",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
}
NOT_BUILT = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>一网 Yiwang</title>
<p>网页尚未构建。请在代码目录执行 <code>make web</code>。</p>
<p>接口已可用：<a href="/api/openapi.json">/api/openapi.json</a></p>
<p lang="en">The web client is not built yet: run <code>make web</code>. The API answers already.</p>"""


class Static:
    """The ASGI application of everything that is not an API."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in {"GET", "HEAD"}:
            raise MethodNotAllowed(method=scope["method"])
        path = self._find(scope["path"])
        if path is None:
            if self._names_a_file(scope["path"]):
                raise UnknownAddress(path=scope["path"][:200])  # a missing file, not a page of the client
            page = NOT_BUILT.encode()
            await answer(
                send,
                200,
                b"" if scope["method"] == "HEAD" else page,
                media=b"text/html; charset=utf-8",
                headers=((b"cache-control", b"no-cache"),),
            )
            return
        await self._send_file(path, scope, send)

    def _find(self, asked: str) -> Path | None:
        """The file for an address; the client's page for an address of the client's own."""
        if "\0" in asked:
            return None
        path = (self.folder / asked.lstrip("/")).resolve()
        if path.is_relative_to(self.folder) and path.is_file() and not path.name.startswith("."):
            return path
        page = self.folder / "index.html"
        return page if not self._names_a_file(asked) and page.is_file() else None

    def _names_a_file(self, asked: str) -> bool:
        """A dot at the end names a file beside the client's page or in a folder of its files; below an
        address of the client's own it may stand in a code (`/desk/indicators/definitions/cases.closed`).
        """
        first, _, rest = asked.strip("/").partition("/")
        return "." in asked.rpartition("/")[2] and (not rest or (self.folder / first).is_dir())

    async def _send_file(self, path: Path, scope: Scope, send: Send) -> None:
        status = path.stat()
        tag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'.encode()
        immutable = HASHED.search(path.name) is not None and path.parent != self.folder
        headers = [
            (b"content-type", _media(path)),
            (b"etag", tag),
            (b"last-modified", formatdate(status.st_mtime, usegmt=True).encode()),
            (b"cache-control", b"public, max-age=31536000, immutable" if immutable else b"no-cache"),
            (b"accept-ranges", b"bytes"),
            (b"vary", b"accept-encoding"),
        ]
        if tag in header(scope, b"if-none-match"):
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        told = header(scope, b"range")
        packed = path.with_name(path.name + ".gz")
        if not told and b"gzip" in header(scope, b"accept-encoding") and packed.is_file():
            headers.append((b"content-encoding", b"gzip"))
            path, status = packed, packed.stat()
        span = _span(told, status.st_size)
        if span is None:
            headers.append((b"content-range", f"bytes */{status.st_size}".encode()))
            await send({"type": "http.response.start", "status": 416, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        first, last = span
        partial = bool(told) and RANGE.match(told) is not None
        if partial:
            headers.append((b"content-range", f"bytes {first}-{last}/{status.st_size}".encode()))
        headers.append((b"content-length", str(last - first + 1).encode()))
        await send({"type": "http.response.start", "status": 206 if partial else 200, "headers": headers})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        await _send_span(path, first, last, send)


def _media(path: Path) -> bytes:
    known = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return known.encode()


def _span(told: bytes, size: int) -> tuple[int, int] | None:
    """The first and last byte asked for; None when outside. Several ranges at once get the whole file."""
    match = RANGE.match(told)
    if match is None or match[0] == b"bytes=-":
        return 0, size - 1
    if not match[1]:
        length = min(int(match[2]), size)
        return (size - length, size - 1) if length else None
    first = int(match[1])
    last = min(int(match[2]), size - 1) if match[2] else size - 1
    return (first, last) if first <= last else None


async def _send_span(path: Path, first: int, last: int, send: Send) -> None:
    async with await anyio.open_file(path, "rb") as file:
        await file.seek(first)
        left = last - first + 1
        while left > 0:
            chunk = await file.read(min(CHUNK, left))
            if not chunk:
                break
            left -= len(chunk)
            await send({"type": "http.response.body", "body": chunk, "more_body": left > 0})
    if left > 0 or last < first:
        await send({"type": "http.response.body", "body": b""})


def folder() -> Path:
    """Where the build puts the client: inside the package, so that a wheel carries it."""
    return Path(os.path.dirname(__file__)) / "static"
