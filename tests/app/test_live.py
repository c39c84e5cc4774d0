"""The live stream: what one may see, once each, in order, resumed without a gap, ended with the session."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connections, transaction

from tests.app.asgi import Stream, ask
from tests.identity import people
from yiwang.app import front, live
from yiwang.identity import _sessions
from yiwang.kernel import clock, facts, tasks
from yiwang.kernel.bus import Bus

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateMoved(facts.Fact):
    fact_type = "areas.trial_gate_moved"
    gate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTried(facts.Fact):
    fact_type = "cases.trial"
    note: str


def move(gate: str, version: int = 1) -> None:
    with transaction.atomic():
        facts.tell(
            GateMoved(gate=gate),
            subject=f"gates:{gate}",
            version=version,
            actor="test",
            area_path=people.EAST,
        )


def tried(note: str, *, area: str, units: tuple[str, ...] = (), secret: bool = False) -> None:
    with transaction.atomic():
        facts.tell(
            CaseTried(note=note),
            subject=f"cases:{note}",
            version=1,
            actor="test",
            area_path=area,
            units=units,
            secret=secret,
        )


SEQUENCER = facts.Sequencer()


def sequence() -> None:
    """Number and publish what is told, as the worker would."""
    held = tasks.acquire("live-test", "test")
    assert held is not None
    while SEQUENCER.pump(held):
        pass


def told(act: Callable[[], None]) -> None:
    act()
    sequence()


async def now(act: Callable[[], None]) -> None:
    def work() -> None:
        try:
            told(act)
        finally:
            connections.close_all()

    await asyncio.to_thread(work)


def cookie(login: str) -> dict[str, str]:
    token, _ = _sessions.sign_in(login, people.PASSWORD, source="127.0.0.1")
    sequence()
    return {"cookie": f"{_sessions.COOKIE}={token}"}


@pytest.fixture(autouse=True)
def _city(bus: Bus, wound: clock.VirtualClock, transactional_db: None) -> None:
    SEQUENCER._published = None
    people.settle()


def live_test(scenario: Callable[[front.Front, live.Hub], Awaitable[None]]) -> None:
    """Run a scenario beside a hub of its own."""

    async def whole() -> None:
        hub = live.Hub()
        app = front.Front(live.Live(hub), body_limit=1000, hosts=["*"])
        await hub.start()
        try:
            await asyncio.wait_for(scenario(app, hub), 30)
        finally:
            await hub.in_thread(connections.close_all)
            await hub.stop()

    asyncio.run(whole())


def test_nobody_listens_without_signing_in() -> None:
    async def scenario(app: front.Front, hub: live.Hub) -> None:
        answer = await ask(app, "GET", "/api/live")
        assert (answer.status, answer.json()["code"]) == (401, "unauthenticated")
        answer = await ask(app, "POST", "/api/live")
        assert (answer.status, answer.json()["code"]) == (405, "http.method_not_allowed")

    live_test(scenario)


def test_a_fact_arrives_with_its_envelope() -> None:
    headers = cookie("mayor")

    async def scenario(app: front.Front, hub: live.Hub) -> None:
        stream = Stream(app, "/api/live", headers)
        ready = await stream.event()
        assert (stream.status, ready["event"]) == (200, "ready")
        await now(lambda: move("north"))
        event = await stream.event()
        data = json.loads(event["data"])
        assert event["event"] == data["type"] == "areas.trial_gate_moved"
        assert event["id"] == str(data["position"])
        assert data["data"] == {"gate": "north"}
        assert {"id", "subject", "version", "actor", "area_path", "recorded_at"} <= set(data)
        assert "units" not in data, "who handles a case is not told to everyone who sees it"
        await stream.leave()
        assert not hub.clients

    live_test(scenario)


def test_a_listener_hears_only_what_lies_in_his_scope() -> None:
    east, zone = cookie("east-town"), cookie("zone-town")

    async def scenario(app: front.Front, hub: live.Hub) -> None:
        in_east, in_zone = Stream(app, "/api/live", east), Stream(app, "/api/live", zone)
        await in_east.event()
        await in_zone.event()
        await now(lambda: tried("one", area=people.EAST_TOWN))
        await now(lambda: tried("two", area=people.ZONE_TOWN))
        await now(lambda: tried("three", area=people.ZONE_TOWN, units=("et-zf",)))
        await now(lambda: tried("four", area=people.EAST_TOWN, secret=True))
        await now(lambda: tried("five", area=people.EAST_TOWN, units=("zt-zf",)))

        async def notes(stream: Stream, count: int) -> list[str]:
            return [json.loads((await stream.event())["data"])["data"]["note"] for _ in range(count)]

        assert await notes(in_east, 3) == ["one", "three", "five"]
        assert await notes(in_zone, 3) == ["two", "three", "five"]
        await in_east.leave()
        await in_zone.leave()

    live_test(scenario)


@pytest.mark.parametrize("by_header", [True, False])
def test_a_listener_who_comes_back_gets_what_he_missed_once_and_in_order(by_header: bool) -> None:
    headers = cookie("mayor")
    before = facts.last_position()
    for number in range(300):  # more than one batch of the database
        move(f"g{number}")
    sequence()

    async def scenario(app: front.Front, hub: live.Hub) -> None:
        given = {**headers, **({"last-event-id": str(before)} if by_header else {})}
        stream = Stream(app, f"/api/live?after={0 if by_header else before}", given)
        seen = [await stream.event() for _ in range(300)]
        assert [int(event["id"]) for event in seen] == list(range(before + 1, before + 301))
        assert (await stream.event())["event"] == "ready"
        await now(lambda: move("next"))
        assert (await stream.event())["id"] == str(before + 301)
        await stream.leave()

    live_test(scenario)


def test_facts_told_while_a_listener_is_being_filled_are_neither_lost_nor_doubled() -> None:
    headers = cookie("mayor")
    start = facts.last_position()

    async def scenario(app: front.Front, hub: live.Hub) -> None:
        async def tell_many() -> None:
            for number in range(60):
                await now(lambda number=number: move(f"busy{number}"))  # type: ignore[misc]

        telling = asyncio.ensure_future(tell_many())
        streams = []
        for _ in range(12):
            streams.append(Stream(app, f"/api/live?after={start}", headers))
            await asyncio.sleep(0.02)
        await telling
        for stream in streams:
            seen: list[int] = []
            while len(seen) < 60:
                event = await stream.event()
                if event["event"] != "ready":
                    seen.append(int(event["id"]))
            assert seen == list(range(start + 1, start + 61))
            await stream.leave()

    live_test(scenario)


def test_what_the_bus_lost_is_filled_from_the_database() -> None:
    headers = cookie("mayor")

    async def scenario(app: front.Front, hub: live.Hub) -> None:
        stream = Stream(app, "/api/live", headers)
        await stream.event()
        assert hub._unsubscribe is not None
        await hub.in_thread(hub._unsubscribe)  # deaf for a while
        await now(lambda: move("lost"))
        hub._unsubscribe = None  # and listening again
        await asyncio.sleep(0.3)
        await now(lambda: move("heard"))
        gates = [json.loads((await stream.event())["data"])["data"]["gate"] for _ in range(2)]
        assert gates == ["lost", "heard"]
        await stream.leave()

    live_test(scenario)


@pytest.mark.parametrize("after", ["999999", "0"])
def test_a_position_that_cannot_be_resumed_means_fetch_afresh(
    after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = cookie("mayor")
    monkeypatch.setattr(live, "BACKLOG_FACTS", 3)
    for number in range(5):
        move(f"g{number}")
    sequence()

    async def scenario(app: front.Front, hub: live.Hub) -> None:
        stream = Stream(app, f"/api/live?after={after}", headers)
        reset = await stream.event()
        assert reset["event"] == "reset"
        assert json.loads(reset["data"]) == {"position": hub.position}
        assert (await stream.event())["event"] == "ready"
        await stream.leave()

    live_test(scenario)


def test_a_position_that_is_no_number_is_refused() -> None:
    headers = cookie("mayor")

    async def scenario(app: front.Front, hub: live.Hub) -> None:
        assert (await ask(app, "GET", "/api/live?after=-1", headers=headers)).status == 422

    live_test(scenario)


def test_the_stream_ends_when_the_person_signs_out() -> None:
    headers = cookie("mayor")
    token = headers["cookie"].partition("=")[2]

    async def scenario(app: front.Front, hub: live.Hub) -> None:
        stream = Stream(app, "/api/live", headers)
        await stream.event()

        def sign_out() -> None:
            found = _sessions.find_session(token)
            assert found is not None
            _sessions.sign_out(found)

        await now(sign_out)
        event = await stream.event()
        while event["event"] != "signed-out":
            event = await stream.event()
        await asyncio.wait({stream.task}, timeout=5)
        assert stream.closed

    live_test(scenario)


def test_listening_does_not_keep_an_idle_session_alive(
    wound: clock.VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = cookie("mayor")
    monkeypatch.setattr(live, "KEEP_ALIVE_S", 0.05)

    async def scenario(app: front.Front, hub: live.Hub) -> None:
        stream = Stream(app, "/api/live", headers)
        await stream.event()
        for _ in range(4):
            wound.advance(timedelta(minutes=8))
            await asyncio.sleep(0.2)
        assert (await stream.event())["event"] == "signed-out"

    live_test(scenario)


def test_a_listener_who_does_not_read_is_cut_off_and_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = cookie("mayor")
    monkeypatch.setattr(live, "QUEUE_FACTS", 5)

    async def scenario(app: front.Front, hub: live.Hub) -> None:
        slow, quick = Stream(app, "/api/live", headers), Stream(app, "/api/live", headers)
        await slow.event()
        await quick.event()
        slow.stuck.clear()
        for number in range(12):
            await now(lambda number=number: move(f"s{number}"))  # type: ignore[misc]
            await quick.event()
        await asyncio.wait({slow.task}, timeout=5)
        assert slow.closed
        assert not quick.closed
        await quick.leave()

    live_test(scenario)
