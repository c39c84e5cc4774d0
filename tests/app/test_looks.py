"""A board that is looked at again is answered without Django: the same bytes for all who see the same."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from starlette.types import Receive, Scope, Send

from tests.app.asgi import ask
from tests.cases import city
from yiwang.app import front, live
from yiwang.app.bridge import Bridge
from yiwang.app.looks import Looks
from yiwang.boards import _sharing as sharing
from yiwang.boards import api
from yiwang.boards.models import BoardEntry
from yiwang.identity import _sessions
from yiwang.identity.api import reset_password
from yiwang.kernel import clock
from yiwang.kernel.bus import Bus

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
PATH = "/api/boards/operations/view?period=month"


@pytest.fixture(autouse=True)
def _town(
    bus: Bus, wound: clock.VirtualClock, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.settle()
    api.load()
    monkeypatch.setattr(api, "ALLOWED", sharing.Allowed())
    monkeypatch.setattr(sharing, "SHARED", sharing.Shared())


def cookie(login: str) -> dict[str, str]:
    token, _ = _sessions.sign_in(login, reset_password(login), source="127.0.0.1")
    return {"cookie": f"{_sessions.COOKIE}={token}"}


class Counted:
    """Django behind its bridge, and how often it was asked."""

    def __init__(self) -> None:
        self.bridge = Bridge(get_wsgi_application(), threads=2)
        self.asked = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        await self.bridge(scope, receive, send)


def look_test(scenario: Callable[[front.Front, live.Hub, Counted], Awaitable[None]]) -> None:
    async def whole() -> None:
        hub, django = live.Hub(), Counted()
        app = front.Front(Looks(hub, django), body_limit=1000, hosts=["*"])
        try:
            await asyncio.wait_for(scenario(app, hub, django), 60)
        finally:
            for _ in range(2):
                await hub.in_thread(connections.close_all)
            await asyncio.gather(
                *(
                    asyncio.get_running_loop().run_in_executor(django.bridge.pool, connections.close_all)
                    for _ in range(2)
                )
            )
            django.bridge.close()
            await hub.stop()

    asyncio.run(whole())


def test_many_who_look_again_ask_django_nothing() -> None:
    headers = cookie("alice")

    async def scenario(app: front.Front, hub: live.Hub, django: Counted) -> None:
        first = await ask(app, "GET", PATH, headers=headers)
        assert (first.status, first.headers["cache-control"]) == (200, "no-store")
        again = await asyncio.gather(*(ask(app, "GET", PATH, headers=headers) for _ in range(50)))
        assert {one.body for one in again} == {first.body}
        assert {one.status for one in again} == {200}
        packed = await ask(app, "GET", PATH, headers={**headers, "accept-encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.body) == first.body
        assert (django.asked, sharing.SHARED.made) == (1, 1)
        # What else he asks for, and what others ask for, goes through Django.
        assert (await ask(app, "GET", f"{PATH}&tree=statistical", headers=headers)).status == 200
        assert (await ask(app, "GET", PATH)).status == 401
        assert (await ask(app, "GET", f"{PATH}&area=nowhere", headers=headers)).status == 404
        assert (await ask(app, "POST", PATH, headers=headers)).status == 405
        assert django.asked == 5

    look_test(scenario)


@pytest.mark.parametrize("moved", ["boards.withdrawn", "identity.signed_out"])
def test_when_a_right_or_a_board_has_moved_everybody_is_asked_again(moved: str) -> None:
    headers = cookie("alice")

    def end() -> None:
        if moved == "boards.withdrawn":
            BoardEntry.objects.filter(pk="operations").update(state="withdrawn")
        else:
            found = _sessions.find_session(headers["cookie"].partition("=")[2])
            assert found is not None
            _sessions.sign_out(found)
        connections.close_all()

    async def scenario(app: front.Front, hub: live.Hub, django: Counted) -> None:
        assert (await ask(app, "GET", PATH, headers=headers)).status == 200
        await asyncio.to_thread(end)
        for hear in hub.hears:
            hear("cases.closed")
        assert (await ask(app, "GET", PATH, headers=headers)).status == 200
        for hear in hub.hears:
            hear(moved)
        refused = await ask(app, "GET", PATH, headers=headers)
        assert refused.status == (404 if moved == "boards.withdrawn" else 401)
        assert django.asked == 2

    look_test(scenario)


def test_who_goes_on_looking_is_asked_again_beside_his_answers_and_once(wound: clock.VirtualClock) -> None:
    headers = cookie("alice")

    async def scenario(app: front.Front, hub: live.Hub, django: Counted) -> None:
        for asked in (1, 2, 3):
            # Twice eight seconds are more than he was allowed at first.
            answers = await asyncio.gather(*(ask(app, "GET", PATH, headers=headers) for _ in range(5)))
            assert {one.status for one in answers} == {200}
            while django.asked < asked or api.ALLOWED.ages(held()):
                await asyncio.sleep(0.01)
            assert django.asked == asked
            wound.advance(timedelta(seconds=8))

    def held() -> sharing.Look:
        found = api.ALLOWED.find((headers["cookie"], PATH))
        assert found is not None
        return found

    async def first_alone(app: front.Front, hub: live.Hub, django: Counted) -> None:
        assert (await ask(app, "GET", PATH, headers=headers)).status == 200
        await scenario(app, hub, django)

    look_test(first_alone)
