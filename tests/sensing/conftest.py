"""Two streets, two gauges and an air station, real NATS, a lake of its own, and the doors as a device meets
them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.conf import settings
from django.db import connections

from yiwang.areas.models import AreaRow
from yiwang.identity.api import Scope
from yiwang.identity.contracts import Subject
from yiwang.identity.models import UnitRow
from yiwang.kernel import clock
from yiwang.kernel.bus import Bus
from yiwang.kernel.tasks import Lease, acquire
from yiwang.lake import api as lake
from yiwang.sensing import _ingest, _registry, _stream, api
from yiwang.sensing.contracts import Declared
from yiwang.sensing.declarations import (
    PropertyDeclaration,
    SourceDeclaration,
    ThingDeclaration,
    ThingModelDeclaration,
)
from yiwang.sensing.tasks import LATEST

T = TypeVar("T")
STEWARD = Subject.system("test")
PATHS = {"north": "/99/9901/north/", "south": "/99/9901/south/"}

GAUGE = ThingModelDeclaration(
    code="test_gauge",
    name="积水监测仪",
    kind="drainage_gauge",
    properties=(
        PropertyDeclaration(
            code="depth",
            name="积水深度",
            unit="m",
            kind="level",
            valid_min=0.0,
            valid_max=5.0,
            expected_every_s=60,
        ),
        PropertyDeclaration(code="battery", name="电池电压", unit="V", kind="voltage", expected_every_s=3600),
    ),
)


def thing(id_: str, area: str = "north", **more: Any) -> ThingDeclaration:
    return replace(
        ThingDeclaration(
            id=id_,
            name=f"测点{id_}",
            model="test_gauge",
            lon=110.36,
            lat=21.27,
            area_id=area,
            owner_unit="bureau",
            maintainer_unit="company",
        ),
        **more,
    )


RECORDS = (
    GAUGE,
    thing("g1"),
    thing("g2", "south"),
    SourceDeclaration(id="gw", name="网关"),
    SourceDeclaration(id="narrow", name="单点网关", things=("g2",)),
)


@dataclass
class Town:
    tokens: dict[str, str] = field(default_factory=dict)

    def declare(self, *records: Any, pack: str = "test") -> Declared:
        return api.declare(records or RECORDS, pack=pack)

    def token(self, source: str = "gw") -> str:
        if source not in self.tokens:
            self.tokens[source] = api.issue_token(source, STEWARD).token
        return self.tokens[source]

    def pump_latest(self) -> int:
        done = 0
        while moved := LATEST.pump(self.lease(LATEST.name)):
            done += moved
        return done

    def lease(self, name: str) -> Lease:
        lease = acquire(name, "test")
        assert lease is not None
        return lease


@pytest.fixture
def places() -> None:
    """Two towns and two units, without loading a whole city."""
    for id_, path in PATHS.items():
        AreaRow.objects.update_or_create(
            pk=id_,
            defaults={
                "city": "test", "name": id_, "short_name": id_, "level": "town", "kind": "division",
                "managed_path": path, "statistical_path": path,
            },
        )  # fmt: skip
    for id_ in ("bureau", "company"):
        UnitRow.objects.update_or_create(
            pk=id_,
            defaults={
                "name": id_, "short_name": id_, "kind": "department", "level": "city",
                "area_id": "9901", "area_path": "/99/9901/",
            },
        )  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A data folder of its own."""
    before = settings.YIWANG
    settings.YIWANG = replace(before, home=tmp_path)
    yield tmp_path
    settings.YIWANG = before


@pytest.fixture
def town(transactional_db: None, bus: Bus, home: Path, places: None) -> Iterator[Town]:
    _registry.forget()
    _stream._ensured = None
    _stream.ensure()
    made = Town()
    made.declare()
    for source in ("gw", "narrow"):
        made.token(source)
    yield made
    _registry.forget()
    LATEST._fence = -1


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def codes(self) -> list[tuple[int, str]]:
        return [(fault["index"], fault["code"].removeprefix("sensing.")) for fault in self.body["faults"]]


async def post(
    body: bytes,
    token: str | None,
    headers: dict[str, str] | None = None,
    *,
    path: str = "/api/ingest/observations",
    method: str = "POST",
) -> Answer:
    """What a device gets back from the bare ASGI door."""
    given = {"content-type": "application/json", "content-length": str(len(body)), **(headers or {})}
    if token is not None:
        given["authorization"] = f"Bearer {token}"
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }
    sent: list[Any] = []
    parts = [body[i : i + 65536] for i in range(0, len(body), 65536)] or [b""]

    async def receive() -> dict[str, Any]:
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: Any) -> None:
        sent.append(message)

    await _ingest.ingest(scope, receive, send)
    return Answer(
        sent[0]["status"],
        {name.decode(): value.decode() for name, value in sent[0]["headers"]},
        json.loads(sent[1]["body"]),
    )


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run one coroutine and close the door that it opened in its loop."""

    async def _run() -> T:
        try:
            return await work
        finally:
            await _ingest.close()

    return asyncio.run(_run())


async def aside(work: Callable[..., T], *given: Any) -> T:
    """Run a synchronous act beside the event loop, and give its database connection back."""

    def _work() -> T:
        try:
            return work(*given)
        finally:
            connections.close_all()

    return await asyncio.to_thread(_work)


def reading(datastream: str = "g1.depth", value: Any = 0.1, ago_s: float = 0, **more: Any) -> dict[str, Any]:
    moment = clock.now() - timedelta(seconds=ago_s)
    return {"datastream": datastream, "observed_at": moment.isoformat(), "value": value, **more}


def body(*readings: dict[str, Any]) -> bytes:
    return json.dumps({"observations": list(readings)}).encode()


def stored(where: str = "true") -> list[tuple[Any, ...]]:
    """Every row of the lake with the tail, oldest first."""
    rows = lake.query(
        "SELECT datastream, epoch_us(observed_at) AS us, revision, value, quality, source FROM observations "
        f"WHERE {where} ORDER BY datastream, us, seq, revision",
        tables=["observations"],
    ).to_pylist()
    return [tuple(row.values()) for row in rows]


def everything() -> Scope:
    return Scope(subject=STEWARD, permission="things.see", user_id="", everything=True)


def us(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp() * 1e6)
