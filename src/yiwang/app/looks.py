"""`GET /api/boards/{code}/view` once more by somebody who was allowed it a moment ago, without Django.

The first look of a person, and one every fifteen seconds, goes through Django: who he is, what he may see.
The looks between are answered here from the answer that all of the same sight share; whether it still holds
is looked up once for all who came before that look began. So 200 viewers who hear that figures were counted
cost one reading of the marks, one of the figures, and 200 times handing out the same bytes.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yiwang.app import rooms
from yiwang.app.front import answer, header
from yiwang.app.live import Hub
from yiwang.kernel import clock
from yiwang.kernel.errors import Refusal

log = logging.getLogger(__name__)

MOVES = ("identity.", "boards.")
"""After these facts everybody is asked again what he may see."""
REST = 2.0
"""Who is asked again beside his answers may take a third of a processor."""


async def _empty() -> Message:
    """A look has no body."""
    return {"type": "http.request", "body": b"", "more_body": False}


class Turn:
    """One look at whether an answer still holds, for all who came before it began."""

    def __init__(self) -> None:
        self.begun = False
        self.task: asyncio.Task[Any] | None = None


class Looks:
    """The ASGI application of boards that are looked at."""

    def __init__(self, hub: Hub, django: ASGIApp) -> None:
        self.hub, self.django = hub, django
        self.boards = rooms.room("boards", "api")
        self._turns: dict[Any, Turn] = {}
        self._asking: dict[Any, asyncio.Task[None]] = {}
        self._one_asks = asyncio.Semaphore(1)
        hub.hears.append(self._heard)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.boards is None or scope["method"] != "GET":
            await self.django(scope, receive, send)
            return
        look = self._allowed(scope)
        if look is None and not await self._ask(scope, send):
            return
        look = look or self._allowed(scope)
        if look is None:  # a right has moved in this very moment
            await self.django(scope, _empty, send)
            return
        try:
            body = await self._body(look)
        except Refusal:
            raise
        except Exception:
            # Django says what is wrong with the database or the disk.
            log.exception("looks: a board could not be read")
            await self.django(scope, _empty, send)
            return
        packs = b"gzip" in header(scope, b"accept-encoding")
        text = body.packed if packs else body.plain
        headers = ((b"cache-control", b"no-store"), (b"vary", b"accept-encoding"))
        packed = ((b"content-encoding", b"gzip"),) if packs else ()
        await answer(send, 200, text, media=b"application/json", headers=(*headers, *packed))
        if self.boards.ALLOWED.ages(look):
            self._ask_again(scope)

    async def _ask(self, scope: Scope, send: Send) -> bool:
        """Ask Django whether he may look; whatever else it says is its answer, and is passed on."""
        allowed = False

        async def hold(message: Message) -> None:
            nonlocal allowed
            allowed |= any(name == b"x-look-allowed" for name, _ in message.get("headers", ()))
            if not allowed:
                await send(message)

        await self.django({**scope, "state": {**scope.get("state", {}), "looks": True}}, _empty, hold)
        return allowed

    def _ask_again(self, scope: Scope) -> None:
        """Ask once more before what he was allowed ends, after his answer and one person after the other: two
        hundred who began together would else all be asked in the moment in which a figure moves."""
        request = self._request(scope)
        if request not in self._asking:
            self._asking[request] = asyncio.create_task(self._in_turn(scope))
            self._asking[request].add_done_callback(lambda _: self._asking.pop(request, None))

    async def _in_turn(self, scope: Scope) -> None:
        async def nowhere(message: Message) -> None:
            """If he may no longer he hears so when he looks after his time."""

        try:
            async with self._one_asks:
                began = clock.steady()
                await self._ask(scope, nowhere)
                await asyncio.sleep(REST * (clock.steady() - began))
        except Exception:
            log.exception("looks: could not ask again who may look")

    def _heard(self, fact_type: str) -> None:
        if self.boards is not None and fact_type.startswith(MOVES):
            self.boards.ALLOWED.clear()

    def _allowed(self, scope: Scope) -> Any:
        assert self.boards is not None
        return self.boards.ALLOWED.find(self._request(scope))

    @staticmethod
    def _request(scope: Scope) -> tuple[str, str]:
        """Whose request it is, and for what."""
        query = scope.get("query_string", b"").decode("latin-1")
        path = scope["path"] + (f"?{query}" if query else "")
        return header(scope, b"cookie").decode("latin-1"), path

    async def _body(self, look: Any) -> Any:
        turn = self._turns.get(look.key)
        if turn is None or turn.begun:
            before, turn = turn, Turn()
            self._turns[look.key] = turn
            turn.task = asyncio.create_task(self._look(look, turn, before))
        assert turn.task is not None
        # Who leaves does not take the answer from those who wait with him.
        return await asyncio.shield(turn.task)

    async def _look(self, look: Any, turn: Turn, before: Turn | None) -> Any:
        assert self.boards is not None
        if before is not None and before.task is not None:
            await asyncio.wait({before.task})
        turn.begun = True
        try:
            return await self.hub.in_thread(partial(self.boards.shared, look))
        finally:
            if self._turns.get(look.key) is turn:
                del self._turns[look.key]
