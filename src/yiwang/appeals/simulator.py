"""演示 — a provincial hotline to practise with: it shares orders with us, takes our messages, compares days.

It stands for the 12345 platform of a province and says 演示 in every body that it sends. `Province` is plain
Python; called as an ASGI application it answers `POST /messages` and `POST /day`, signed as ours are. Its
memory is its own: nothing of it reads our tables.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from yiwang.appeals import _wire as wire
from yiwang.kernel import clock

FRESH = timedelta(minutes=5)
MOST_BYTES = 4_000_000
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class Province:
    """The other side. `source` is its id with us, `key` the SHA-256 (hex) of the key issued to it."""

    def __init__(self, source: str, key: str) -> None:
        self.source, self.key = source, key
        self.away = False
        self.said: dict[tuple[str, int], dict[str, Any]] = {}
        self.heard: dict[tuple[str, int], dict[str, Any]] = {}
        self.waiting: list[tuple[str, int]] = []

    # -- what it says ------------------------------------------------------------------------------
    def open_order(self, external_no: str, /, **body: Any) -> dict[str, Any]:
        """A new order of a citizen; `body` as docs/nouns/appeals.md says (kind, text, name, phone, area…)."""
        return self.say(external_no, "order", **body)

    def say(self, external_no: str, what: str, /, **body: Any) -> dict[str, Any]:
        """The next message of an order; it waits to be sent until we took it."""
        seq = 1 + max((seq for no, seq in self.said if no == external_no), default=0)
        body = {**body, "demonstration": True, "note": "演示"}
        made = wire.message(external_no, seq, what, clock.now(), body)
        self.said[external_no, seq] = made
        self.waiting.append((external_no, seq))
        return made

    def request(self, said: dict[str, Any]) -> tuple[dict[str, str], bytes]:
        """A signed request to us: headers and body."""
        body = json.dumps(said, ensure_ascii=False).encode()
        return wire.signed(self.source, self.key, clock.now(), body), body

    def due(self) -> dict[str, Any]:
        """What waits, as one request's body."""
        return {"messages": [self.said[one] for one in self.waiting[:100]]}

    def answered(self, answers: Iterable[dict[str, Any]]) -> None:
        """What we said to it: only what was neither taken nor refused is sent again."""
        done = {(one["external_no"], one["seq"]) for one in answers}
        self.waiting = [one for one in self.waiting if one not in done]

    # -- what it hears -----------------------------------------------------------------------------
    def take(self, messages: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Keep what we say, each number once."""
        answers = []
        for one in messages:
            key = (one["external_no"], one["seq"])
            state, reason = "taken", ""
            whole = wire.digest(one["external_no"], one["seq"], one["kind"], one["at"], one["body"])
            if whole != one["hash"]:
                state, reason = "refused", "演示：摘要与内容不符"
            elif key in self.heard:
                same = self.heard[key]["hash"] == one["hash"]
                state, reason = ("again", "") if same else ("refused", "演示：同号内容不同")
            else:
                self.heard[key] = one
            answers.append({"external_no": key[0], "seq": key[1], "state": state, "reason": reason})
        return answers

    def day(self, wanted: str) -> list[dict[str, str]]:
        """What it holds of a day."""
        both = [("in", one) for one in self.said.values()] + [("out", one) for one in self.heard.values()]
        return wire.day_list(
            (one["external_no"], way, one["seq"], one["hash"], str(one["body"].get("state", "")))
            if way == "out"
            else (one["external_no"], way, one["seq"], one["hash"], "")
            for way, one in both
            if wire.day_of(datetime.fromisoformat(one["at"])) == wanted
        )

    def signed(self, headers: dict[str, str], body: bytes) -> bool:
        """Whether a request was signed with its key a short while ago."""
        stamp = headers.get(wire.TIMESTAMP.lower(), "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
            return False
        expected = wire.signature(self.key, stamp, headers.get(wire.KEY.lower(), ""), body)
        told = headers.get(wire.SIGNATURE.lower(), "")
        fresh = abs(clock.now() - datetime.fromtimestamp(int(stamp), UTC)) <= FRESH
        return hmac.compare_digest(expected.encode(), told.encode("utf-8", "replace")) and fresh

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        """One request of ours, however it came: the status and the answer."""
        told = {"demonstration": True, "note": "演示"}
        if self.away:
            return 503, {**told, "error": "away"}
        if not self.signed({name.lower(): value for name, value in headers.items()}, body):
            return 401, {**told, "error": "signature"}
        said = json.loads(body)
        if path.endswith("/messages"):
            return 200, {**told, "answers": self.take(said["messages"])}
        if path.endswith("/day"):
            return 200, {**told, "orders": self.day(said["day"])}
        return 404, {**told, "error": "POST /messages or POST /day"}

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """The same as an ASGI application."""
        if scope["type"] != "http":
            return
        body = b""
        while len(body) <= MOST_BYTES:
            part = await receive()
            body += part.get("body", b"")
            if not part.get("more_body"):
                break
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        status, told = self.answer(scope["path"], headers, body)
        kind = [(b"content-type", b"application/json; charset=utf-8")]
        await send({"type": "http.response.start", "status": status, "headers": kind})
        await send({"type": "http.response.body", "body": json.dumps(told, ensure_ascii=False).encode()})
