"""The one ASGI application: who answers which address.

| address | answered by |
|---|---|
| `/health/*` | `health`, without Django |
| `/api/live` | `live`, server-sent events |
| `/api/ingest/*` | `sensing`, bare ASGI: readings never pass through Django |
| `/api/boards/*/view` | `looks`, without Django for who was allowed it a moment ago |
| `/api/*` | Django (django-ninja), in its own threads |
| `/sta/*` | Django too: the SensorThings service of `sensing` |
| everything else | the web client's files, and its page for its own addresses |
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import resolve
from starlette.types import ASGIApp, Receive, Scope, Send

from yiwang.app import rooms, static_files
from yiwang.app.bridge import Bridge
from yiwang.app.front import Front, UnknownAddress
from yiwang.app.health import Health
from yiwang.app.live import Hub, Live
from yiwang.app.looks import Looks

log = logging.getLogger(__name__)
Hook = Callable[[], Awaitable[None]]


class House:
    """Everything behind the front."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.health = Health(self.hub)
        self.live = Live(self.hub)
        self.bridge = Bridge(get_wsgi_application(), threads=settings.YIWANG.web_threads)
        self.looks = Looks(self.hub, self.bridge)
        self.static = static_files.Static(static_files.folder())
        self.sensing = rooms.room("sensing", "routes")
        self.ingest: ASGIApp | None = getattr(self.sensing, "ingest", None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        path: str = scope["path"]
        if path.startswith("/health/"):
            await self.health(scope, receive, send)
        elif path == "/api/live":
            await self.live(scope, receive, send)
        elif path.startswith("/api/ingest/") and self.ingest is not None:
            await self.ingest(scope, receive, send)
        elif path.startswith("/api/boards/") and path.endswith("/view"):
            await self.looks(scope, receive, send)
        elif path.startswith(("/api/", "/sta/")):
            await self.bridge(scope, receive, send)
        elif path == "/api":
            raise UnknownAddress(path=path)
        else:
            await self.static(scope, receive, send)

    async def start(self) -> None:
        await self.hub.start()
        await self.health.start()
        # Opens the MQTT gateway in this event loop; a port in use ends the process, and the log says why.
        if self.sensing is not None and hasattr(self.sensing, "start"):
            await self.sensing.start()

    async def stop(self) -> None:
        """Doors first: what they have accepted still reaches the bus."""
        if self.sensing is not None and hasattr(self.sensing, "stop"):
            await self.sensing.stop()
        await self.health.stop()
        await self.hub.stop()
        self.bridge.close()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


def import_routes() -> None:
    """Import every noun's routes, so that the first person at the door does not wait for it."""
    resolve("/api/openapi.json")


def application() -> tuple[Front, House]:
    """The application and what stands behind its front."""
    house = House()
    import_routes()
    front = Front(house, body_limit=settings.BODY_LIMIT_BYTES, hosts=settings.ALLOWED_HOSTS)
    return front, house
