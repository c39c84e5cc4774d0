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
from yiwang.kernel.errors import Refusal

log = logging.getLogger(__name__)

MOVES = ("identity.", "boards.")
"""After these facts everybody is asked again what he may see."""


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

    def _heard(self, fact_type: str) -> None:
        if self.boards is not None and fact_type.startswith(MOVES):
            self.boards.ALLOWED.clear()

    def _allowed(self, scope: Scope) -> Any:
        assert self.boards is not None
        query = scope.get("query_string", b"").decode("latin-1")
        path = scope["path"] + (f"?{query}" if query else "")
        return self.boards.ALLOWED.find((header(scope, b"cookie").decode("latin-1"), path))

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
