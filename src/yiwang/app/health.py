"""`/health/live`: this process answers. `/health/ready`: database, bus and every background task work."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import Any

from django.conf import settings
from starlette.types import Receive, Scope, Send

from yiwang import __version__
from yiwang.app import worker
from yiwang.app.front import MethodNotAllowed, UnknownAddress, answer_json
from yiwang.app.live import Hub
from yiwang.kernel import facts
from yiwang.kernel.bus import BusUnavailable, bus
from yiwang.kernel.models import ParkedFact

log = logging.getLogger(__name__)

BEAT_FRESH_S = 6.0
DATABASE_WITHIN_S = 3.0


class Health:
    """The ASGI application of `/health/*`."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.beats: dict[str, tuple[float, dict[str, Any]]] = {}
        self._listening = False
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._listen(), name="health")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _listen(self) -> None:
        while not self._listening:
            try:
                await self.hub.in_thread(lambda: bus().subscribe(worker.BEAT, self._heard))
                bus().send(worker.ASK, b"")
                self._listening = True
            except BusUnavailable:
                await asyncio.sleep(0.5)

    def _heard(self, subject: str, data: bytes) -> None:
        beat = json.loads(data)
        self.beats[str(beat["holder"])] = (time.monotonic(), beat)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in {"GET", "HEAD"}:
            raise MethodNotAllowed(method=scope["method"])
        if scope["path"] == "/health/live":
            await answer_json(send, 200, {"status": "live", "version": __version__})
        elif scope["path"] == "/health/ready":
            report = await self.report()
            await answer_json(send, 200 if report["status"] == "ready" else 503, report)
        else:
            raise UnknownAddress(path=scope["path"][:200])

    async def report(self) -> dict[str, Any]:
        """What works and what does not; ready means all of it."""
        checks = {"database": await self._database(), "bus": self._bus(), "worker": self._worker()}
        ready = all(check["ok"] for check in checks.values())
        return {
            "status": "ready" if ready else "not ready",
            "version": __version__,
            "database": settings.DATABASES["default"]["ENGINE"].rpartition(".")[2],
            "position": self.hub.position,
            "checks": checks,
        }

    async def _database(self) -> dict[str, Any]:
        def look() -> int:
            facts.last_position()
            return ParkedFact.objects.count()

        try:
            parked = await asyncio.wait_for(self.hub.in_thread(look), DATABASE_WITHIN_S)
        except Exception as error:
            log.warning("health: the database does not answer: %s", error)
            return {"ok": False, "reason": type(error).__name__}
        return {"ok": True, "parked_facts": parked}

    def _bus(self) -> dict[str, Any]:
        try:
            return {"ok": bus().is_connected}
        except BusUnavailable:
            return {"ok": False}

    def _worker(self) -> dict[str, Any]:
        """Every task runs somewhere: with several workers, what waits in one is running in another."""
        now = time.monotonic()
        fresh = [beat for heard, beat in self.beats.values() if now - heard < BEAT_FRESH_S]
        states: dict[str, set[str]] = {}
        troubles: dict[str, dict[str, Any]] = {}
        for beat in fresh:
            for name, told in beat["tasks"].items():
                states.setdefault(name, set()).add(told["state"])
                if told["state"] not in {"running", "waiting"} or told["restarts"]:
                    troubles[name] = told
        idle = sorted(name for name, told in states.items() if "running" not in told)
        return {
            "ok": bool(states) and not idle,
            "tasks": len(states),
            "not_running": idle,
            "troubles": troubles,
        }
