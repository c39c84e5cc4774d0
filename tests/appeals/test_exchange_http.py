"""The exchange over a real connection: our client, and the simulated province behind a bad line."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import uvicorn

from tests.appeals import town as city
from tests.appeals.test_exchange import SAID, deliver, routes
from yiwang.appeals import _exchange_looking as looking
from yiwang.appeals import _exchange_sending as sending
from yiwang.appeals import _wire as wire
from yiwang.appeals import api
from yiwang.appeals.contracts import OtherSideSilent, UnknownOrder, UnknownSource
from yiwang.appeals.models import Appeal, AppealSource, ExchangeOut
from yiwang.appeals.simulator import Province
from yiwang.identity.api import Subject
from yiwang.kernel import clock, tasks
from yiwang.kernel.models import FactRow

__all__ = ["routes"]
pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus", "town", "routes")]
who = city.who
ORDERS = ("P-1", "P-2", "P-3")


class Line:
    """The line to the province: an ASGI application before it that loses, doubles, delays or garbles."""

    def __init__(self, province: Province) -> None:
        self.province = province
        self.fault = ""
        self.seen = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        self.seen += 1
        said = [await receive()]
        while said[-1].get("more_body"):
            said.append(await receive())
        if self.fault == "5xx":
            await _answer(send, 500, b"{}")
        elif self.fault == "no json":
            await _answer(send, 200, b"<html>")
        elif self.fault == "endless":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            for _ in range(40):  # a byte now and then: each read is in time, the whole never ends
                await send({"type": "http.response.body", "body": b" ", "more_body": True})
                await asyncio.sleep(0.05)
        else:
            await self._pass_on(scope, said, send)

    async def _pass_on(self, scope: dict[str, Any], said: list[Any], send: Any) -> None:
        answers: list[dict[str, Any]] = []

        async def keep(one: dict[str, Any]) -> None:
            answers.append(one)

        for _ in range(2 if self.fault == "doubled" else 1):
            again = iter(said)

            async def once(again: Iterator[Any] = again) -> Any:
                return next(again)

            await self.province(scope, once, keep)
        if self.fault == "slow":
            await asyncio.sleep(1.0)
        if self.fault == "lost answer":
            await _answer(send, 502, b"")
            return
        for one in answers[-2:]:
            await send(one)


async def _answer(send: Any, status: int, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def served(application: Any) -> Iterator[str]:
    """The application on a port of the loopback; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(application, log_level="critical", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


@pytest.fixture
def province(town: clock.VirtualClock) -> Iterator[Province]:
    """A province that holds three orders with us, one of them answered; nothing of ours has gone out yet."""
    other = Province("gd-12345", "")
    with served(line := Line(other)) as address:
        issued = api.issue_source(
            Subject.system("test"), source_id="gd-12345", name="省平台", area="4499", url=address
        )
        other.key = hashlib.sha256(issued.key.encode()).hexdigest()
        other.line = line  # type: ignore[attr-defined]
        for no in ORDERS:
            other.open_order(no, **SAID)
        deliver(other)
        api.answer(who("olga"), Appeal.objects.get(external_no="P-1").id, text="已答复")
        with sending.use(sending.Http(timeout_s=0.5)):
            yield other


def line_of(province: Province) -> Line:
    return province.line  # type: ignore[attr-defined, no-any-return]


TASK = sending.Exchange()


@pytest.fixture(autouse=True)
def fresh_road() -> None:
    TASK._away.clear()


def send_out() -> None:
    lease = tasks.acquire("appeals.exchange", "test", ttl_s=10**9)
    assert lease is not None
    for _ in range(10):
        if not TASK.pump(lease):
            return


def heard(province: Province) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for (no, _), one in sorted(province.heard.items()):
        found.setdefault(no, []).append(one["kind"])
    return found


WHOLE = {"P-1": ["accepted", "reply"], "P-2": ["accepted"], "P-3": ["accepted"]}


def partner() -> Any:
    (one,) = looking.state(who("olga")).partners
    return one


def agreed() -> int:
    day = wire.day_of(clock.now())
    return sending.compare(AppealSource.objects.get(pk="gd-12345"), day).differences


def test_over_a_good_line_everything_arrives_and_the_day_agrees(province: Province) -> None:
    send_out()
    assert heard(province) == WHOLE
    assert agreed() == 0
    stands = partner()
    assert (stands.out, stands.inn, stands.away_since) == ({"sent": 4}, {"taken": 3}, None)
    assert None not in (stands.last_sent, stands.last_received, stands.answered_at)


@pytest.mark.parametrize("fault", ["5xx", "slow", "endless", "no json", "lost answer", "doubled"])
def test_whatever_the_line_does_nothing_is_lost_and_nothing_doubled(
    province: Province, town: clock.VirtualClock, fault: str
) -> None:
    line_of(province).fault = fault
    send_out()
    if fault != "doubled":
        assert line_of(province).seen == 1  # one silent partner costs one patience, not one a message
        assert (partner().out, bool(partner().away_since)) == ({"queued": 4}, True)
        assert partner().away_why
    line_of(province).fault = ""
    town.advance(timedelta(minutes=1))
    send_out()
    assert heard(province) == WHOLE
    assert not ExchangeOut.objects.exclude(state="sent").exists()
    assert agreed() == 0
    assert partner().away_since is None


def test_a_day_without_the_line_costs_few_tries_and_loses_nothing(
    province: Province, town: clock.VirtualClock
) -> None:
    province.away = True
    for _ in range(96):
        town.advance(timedelta(minutes=15))
        send_out()
    assert line_of(province).seen <= 100
    assert partner().away_since is not None
    province.away = False
    town.advance(timedelta(minutes=16))
    send_out()
    assert heard(province) == WHOLE
    assert not looking.state(who("olga")).waiting


def test_with_another_key_the_province_refuses_and_the_fault_is_shown(province: Province) -> None:
    province.key = "0" * 64
    send_out()
    assert not province.heard
    assert partner().away_why == "HTTP 401"
    with pytest.raises(OtherSideSilent):
        looking.compare(who("olga"), "gd-12345", "20260302")


def test_messages_that_come_in_another_order_end_the_same(
    province: Province, town: clock.VirtualClock
) -> None:
    later = ExchangeOut.objects.filter(seq=1)
    later.update(next_at=clock.now() + timedelta(minutes=5))
    send_out()
    assert heard(province) == {"P-1": ["reply"]}
    town.advance(timedelta(minutes=6))
    send_out()
    assert heard(province) == WHOLE
    assert agreed() == 0


def test_what_they_lost_is_found_opened_and_sent_again(province: Province) -> None:
    send_out()
    province.heard.pop(("P-1", 1))
    day = wire.day_of(clock.now())
    checked = looking.compare(who("olga"), "gd-12345", day)
    assert [(one["external_no"], one["what"]) for one in checked.lines] == [("P-1", "messages")]
    shown = looking.order(who("olga"), "gd-12345", "P-1")
    assert [(one.way, one.seq, one.kind, one.state) for one in shown.messages] == [
        ("in", 1, "order", "taken"),
        ("out", 1, "accepted", "sent"),
        ("out", 2, "reply", "sent"),
    ]
    assert shown.appeal_id == Appeal.objects.get(external_no="P-1").id
    assert SAID["phone"] not in repr(shown)
    assert "已答复" not in repr(shown)
    queued = looking.again(who("olga"), "gd-12345", "P-1")
    assert [one.state for one in queued.messages] == ["taken", "queued", "queued"]
    assert FactRow.objects.filter(fact_type="appeals.exchange_again").count() == 1
    send_out()
    assert looking.compare(who("olga"), "gd-12345", day).differences == 0
    for login, source, no in (("tessa", "gd-12345", "P-1"), ("olga", "nobody", "P-1")):
        with pytest.raises(UnknownSource):
            looking.again(who(login), source, no)
    with pytest.raises(UnknownOrder):
        looking.order(who("olga"), "gd-12345", "P-9")


def test_the_province_remembers_what_it_said_and_heard(province: Province, tmp_path: Any) -> None:
    send_out()
    province.memory = tmp_path / "province.json"
    province.say("P-2", "urge", text="催")
    province.remember()
    woken = Province("gd-12345", province.key, tmp_path / "province.json")
    assert (woken.said, woken.heard, woken.waiting) == (province.said, province.heard, [("P-2", 2)])
