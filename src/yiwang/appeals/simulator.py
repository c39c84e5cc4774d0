"""演示 — a provincial hotline to practise with: it shares orders with us, takes our messages, compares days.

It stands for the 12345 platform of a province and says 演示 in every body that it sends. `Province` is plain
Python; called as an ASGI application it answers `POST /messages` and `POST /day`, signed as ours are. Its
memory is its own: nothing of it reads our tables.

`Switch` is a telephone switch to practise with. `main` is the process that plays both (setting
YIWANG_HOTLINE_SIMULATOR); `yiwang appeals ring` lets one call ring.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import logging
import os
import random
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from yiwang.appeals import _wire as wire
from yiwang.kernel import clock

log = logging.getLogger(__name__)
FRESH = timedelta(minutes=5)
#: The ids under which the two are known to us, and how often something new is said.
PROVINCE, SWITCH = "demo-province", "demo-switch"
LOOK_EVERY_S = 3.0
ORDER_EVERY = timedelta(minutes=10)
SAYS = (
    ("complaint", "{place}路边排水口堵了，一下雨就积水"),
    ("help", "{place}路灯晚上不亮，请尽快维修"),
    ("complaint", "{place}夜市占道经营，车过不去"),
    ("suggestion", "建议{place}增设公交站牌"),
    ("help", "{place}有个井盖破了，很危险"),
)
MOST_BYTES = 4_000_000
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class Province:
    """The other side. `source` is its id with us, `key` the SHA-256 (hex) of the key issued to it."""

    def __init__(self, source: str, key: str, memory: Path | None = None) -> None:
        """`memory` is a file that outlives the process."""
        self.source, self.key = source, key
        self.memory = memory
        self.away = False
        self.said: dict[tuple[str, int], dict[str, Any]] = {}
        self.heard: dict[tuple[str, int], dict[str, Any]] = {}
        self.waiting: list[tuple[str, int]] = []
        if memory is not None and memory.exists():
            kept = json.loads(memory.read_text(encoding="utf-8"))
            self.said = {(one["external_no"], one["seq"]): one for one in kept["said"]}
            self.heard = {(one["external_no"], one["seq"]): one for one in kept["heard"]}
            self.waiting = [(no, seq) for no, seq in kept["waiting"]]

    def remember(self) -> None:
        """Write down what was said and heard, whole or not at all."""
        if self.memory is None:
            return
        kept = {"said": list(self.said.values()), "heard": list(self.heard.values()), "waiting": self.waiting}
        fresh = self.memory.with_suffix(".new")
        fresh.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        fresh.replace(self.memory)

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
            return  # the server takes it that we have no lifespan
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


class Switch:
    """A telephone switch: it lets calls ring and makes the transfers that operators ask for."""

    def __init__(self, source: str, key: str, address: str) -> None:
        self.source, self.key, self.address = source, key, address

    def ring(self, number: str, *, line: str = "12345") -> dict[str, Any]:
        """One call, with the id of its recording; how it was received. Raises OSError."""
        call_id = f"demo-{clock.now():%Y%m%d%H%M%S%f}"
        said = {"call_id": call_id, "number": number, "line": line, "recording_id": f"rec-{call_id}"}
        return dict(_ask(self, "/api/exchange/cti/calls", {**said, "demonstration": True}))

    def transfers(self) -> int:
        """Make the transfers that were asked for; how many. Raises OSError."""
        wanted = _ask(self, "/api/exchange/cti/transfers", {})
        for one in wanted:
            path = f"/api/exchange/cti/calls/{one['call_id']}/transfers/{one['id']}"
            _ask(self, path, {"outcome": "connected"})
        return len(wanted)


def _ask(by: Province | Switch, path: str, said: dict[str, Any], address: str = "") -> Any:
    """A signed request to our doors. Raises OSError for anything but a good answer."""
    body = json.dumps(said, ensure_ascii=False).encode()
    headers = wire.signed(by.source, by.key, clock.now(), body)
    parts = urlsplit(address or getattr(by, "address", ""))
    link = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=10)
    try:
        link.request("POST", path, body, headers)
        answer = link.getresponse()
        told = answer.read(MOST_BYTES)
    except http.client.HTTPException as wrong:
        raise OSError(str(wrong)) from wrong
    finally:
        link.close()
    if answer.status != 200:
        raise OSError(f"HTTP {answer.status}: {told[:300].decode('utf-8', 'replace')}")
    return json.loads(told)


class Talk:
    """What the province says while nobody steers it: an order now and then, a call-back after each reply."""

    def __init__(self, province: Province, places: Sequence[str], chance: random.Random) -> None:
        self.province, self.places, self.chance = province, places, chance

    def go_on(self) -> None:
        """One more word, where it is time for one."""
        now, province = clock.now(), self.province
        opened = [one for one in province.said.values() if one["kind"] == "order"]
        last = max((datetime.fromisoformat(one["at"]) for one in opened), default=None)
        if last is None or now - last >= ORDER_EVERY:
            kind, text = self.chance.choice(SAYS)
            place = self.chance.choice(self.places) if self.places else ""
            province.open_order(
                f"DEMO-{now:%Y%m%d}-{len(opened) + 1:04d}",
                kind=kind,
                text=text.format(place=place),
                name="演示市民",
                phone=f"139{self.chance.randrange(10**8):08d}",
            )
        called = {no for (no, _), one in list(province.said.items()) if one["kind"] == "call_back"}
        replied = {no for (no, _), one in list(province.heard.items()) if one["kind"] == "reply"}
        for no in sorted(replied - called):
            province.say(no, "call_back", reached=True, solved="solved", satisfaction="satisfied")

    def deliver(self, address: str) -> None:
        """Bring what waits; what was not taken waits on. Raises OSError."""
        if self.province.waiting:
            said = self.province.due()
            answer = _ask(self.province, "/api/exchange/hotline/messages", said, address)
            self.province.answered(answer["answers"])


def switch(address: str) -> Switch:
    """The switch to practise with, known to us under its own id. Needs the database, beside which it runs."""
    from yiwang.appeals import _changes as changes
    from yiwang.appeals import _sources as sources
    from yiwang.appeals.models import AppealSource
    from yiwang.areas import api as areas

    row = AppealSource.objects.filter(pk=SWITCH, revoked_at=None).first()
    if row is not None:
        return Switch(SWITCH, row.key_digest, address)
    issued = sources.issue(
        changes.SYSTEM,
        source_id=SWITCH,
        name="话务平台（演示）",
        area=(areas.subtree("/", "city") or areas.roots())[0].id,
        demonstration=True,
    )
    return Switch(SWITCH, hashlib.sha256(issued.key.encode()).hexdigest(), address)


def ring_command(number: str, line: str, home: Path) -> int:
    """`yiwang appeals ring`: one call rings at the running instance, by the public door, 演示."""
    try:
        address = (home / "run" / "address").read_text(encoding="ascii").strip()
        answer = switch(address).ring(number, line=line)
    except OSError as wrong:
        print(f"来电没有送达：{wrong}。  The call did not arrive.", file=sys.stderr)
        return 1
    print(f"演示来电 {answer['number']} 已振铃  a call rings (demonstration): {answer['id']}")
    return 0


def main() -> None:
    """Play the other hotline and the switch until told to stop; the province listens on the loopback only."""
    import uvicorn

    from yiwang.appeals import _changes as changes
    from yiwang.appeals import _sources as sources
    from yiwang.areas import api as areas
    from yiwang.kernel import chance

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    home = Path(os.environ.get("YIWANG_HOME", "var")).resolve()
    address = (home / "run" / "address").read_text(encoding="ascii").strip()
    city = (areas.subtree("/", "city") or areas.roots())[0]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        issued = sources.issue(
            changes.SYSTEM,
            source_id=PROVINCE,
            name="省热线平台（演示）",
            area=city.id,
            url=f"http://127.0.0.1:{listening.getsockname()[1]}",
            demonstration=True,
        )
        digest = hashlib.sha256(issued.key.encode()).hexdigest()
        province = Province(PROVINCE, digest, home / "demonstration" / "province.json")
        towns = [one.name for one in areas.subtree(city.managed_path, level="town")]
        talk = Talk(province, towns, chance.rng("appeals.simulator"))
        phones, stop = switch(address), threading.Event()

        def talking() -> None:
            while not stop.wait(LOOK_EVERY_S):
                try:
                    talk.go_on()
                    talk.deliver(address)
                    phones.transfers()
                except OSError as wrong:
                    log.info("simulator: not taken: %s", wrong)
                province.remember()

        thread = threading.Thread(target=talking, daemon=True)
        thread.start()
        try:
            server = uvicorn.Server(uvicorn.Config(province, log_level="warning", access_log=False))
            server.run(sockets=[listening])
        finally:
            stop.set()
            thread.join(15)


if __name__ == "__main__":
    main()
