"""Scenes 2-1 and 2-2: a polluter's data logger and a county's platform, through real doors to the judge."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

import msgspec
import pytest
from django.db import connections

from tests.rules.conftest import SYSTEM, City, alerts, told
from tests.sensing.conftest import Answer, post
from yiwang.cases.models import Case
from yiwang.events.models import Event
from yiwang.kernel import broker, clock
from yiwang.kernel.tasks import pump_until_quiet
from yiwang.rules.declarations import Level, Targets, Threshold
from yiwang.rules.models import AlertRow
from yiwang.sensing import _counting, _ingest
from yiwang.sensing import api as sensing
from yiwang.sensing._devices import Devices
from yiwang.sensing.contracts import ConnectorRow
from yiwang.sensing.declarations import (
    DeviceConnector,
    PropertyDeclaration,
    PushConnector,
    RecordLayout,
    SeriesMap,
    ThingDeclaration,
    ThingModelDeclaration,
)
from yiwang.sensing.protocols import hj212

pytestmark = pytest.mark.database
T = TypeVar("T")
BEIJING = timezone(timedelta(hours=8))
MN = "010000A8900016F000169DC0"

STACK = ThingModelDeclaration(
    code="stack",
    name="废气排放口",
    kind="stack",
    properties=(
        PropertyDeclaration(
            code="so2", name="二氧化硫", unit="mg/m3", kind="concentration", valid_min=0, valid_max=5_000,
            expected_every_s=60,
        ),
    ),
)  # fmt: skip
LIMIT = Threshold(
    code="air/so2",
    name="二氧化硫超标",
    hazard="emission",
    matter="emission",
    targets=Targets(model="stack", property="so2"),
    levels=(Level(raise_at=35, clear_at=30, hold_s=120, severity="important"),),
)


def run(work: Coroutine[Any, Any, T]) -> T:
    async def _run() -> T:
        try:
            return await work
        finally:
            await _ingest.close()

    return asyncio.run(_run())


def connector() -> ConnectorRow:
    from tests.sensing.conftest import everything

    (row,) = sensing.connectors(everything()).items
    return row


class Logger:
    """A simulated data logger: sends packets, waits for what the platform answers."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def __aenter__(self) -> Logger:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *gone: object) -> None:
        self.writer.close()

    def packet(self, value: float, mark: str = "N", *, flag: int = 9, ago_s: float = 0) -> bytes:
        when = (clock.now() - timedelta(seconds=ago_s)).astimezone(BEIJING)
        return hj212.packet(
            f"QN={when:%Y%m%d%H%M%S}000;ST=31;CN=2011;PW=123456;MN={MN};Flag={flag};"
            f"CP=&&DataTime={when:%Y%m%d%H%M%S};a21026-Rtd={value},a21026-Flag={mark}&&"
        )

    async def send(self, data: bytes) -> None:
        """In two portions, as a weak line delivers them."""
        self.writer.write(data[:31])
        await self.writer.drain()
        await asyncio.sleep(0)
        self.writer.write(data[31:])
        await self.writer.drain()

    async def answer(self) -> bytes:
        return await asyncio.wait_for(self.reader.readuntil(b"\r\n"), 10)


@pytest.fixture
def polluter(city: City) -> int:
    """A stack with a data logger, its rule, and the port that it calls."""
    port = broker.free_port()
    sensing.declare(
        (
            STACK,
            ThingDeclaration(
                id="p1", name="一号排放口", model="stack", lon=110.36, lat=21.27, area_id="449901001",
                owner_unit="c-cgj", maintainer_unit="c-ps",
            ),
            DeviceConnector(
                kind="hj212", id="polluters", name="污染源数采仪", port=port, expected_every_s=60,
                networks=("127.0.0.0/8",),
                series=(
                    SeriesMap(station=MN, code="2011/a21026-Rtd", datastream="p1.so2"),
                    SeriesMap(station=MN, code="2051/a21026-Avg", datastream="p1.so2"),
                ),
            ),
        ),
        pack="air",
    )  # fmt: skip
    city.declare(LIMIT, pack="air")
    return port


def test_scene_2_1_an_exceedance_rings_a_calibration_does_not_and_a_wrong_check_is_kept(
    city: City, polluter: int
) -> None:
    async def _scene() -> None:
        devices = Devices("127.0.0.1")
        await devices.start()
        try:
            async with Logger(polluter) as logger:
                # HJ 212-2025: three minutes above the limit of 35 mg/m3.
                for minute in range(3):
                    await logger.send(logger.packet(52.5 + minute, flag=9))
                    assert b";CN=9014;" in (answer := await logger.answer())
                    assert b";Flag=8;" in answer
                    city.after(60)
                # A wrong check is not answered, and the line stays open for what follows.
                await logger.send(logger.packet(80).replace(b"Rtd=80", b"Rtd=99"))
                # HJ 212-2017: just as high while the instrument is calibrated, maintained, broken.
                for mark in "CMD":
                    await logger.send(logger.packet(99, mark, flag=5))
                    assert b";Flag=4;" in await logger.answer()
                    city.after(60)
        finally:
            await devices.stop()

    run(_scene())
    city.judge()

    (alert,) = AlertRow.objects.all()
    assert (alert.rule_code, alert.severity, alert.state) == ("air/so2", "important", "open")
    assert (alert.limit, alert.value, alert.unit) == (35, 54.5, "mg/m3")
    assert alert.observed_at - alert.started_at == timedelta(minutes=2)
    for word in ("35", "54.5", "2 分钟"):
        assert word in alert.sentence_zh
    city.judge()
    assert told() == ["raised"]
    series = sensing.series("p1.so2", city.clock.now() - timedelta(hours=1), city.clock.now())
    assert list(zip(series.values, series.qualities, strict=True)) == [
        (52.5, "good"), (53.5, "good"), (54.5, "good"),
        (99.0, "calibration"), (99.0, "maintenance"), (99.0, "fault"),
    ]  # fmt: skip

    row = connector()
    assert (row.state, row.frames, row.accepted, row.malformed, row.kept) == ("online", 6, 6, 1, 1)
    from tests.sensing.conftest import everything

    (kept,) = sensing.kept_frames(everything(), "polluters").items
    assert (kept.code, kept.peer.partition(":")[0]) == ("crc", "127.0.0.1")
    assert "a21026-Rtd=99" in kept.text
    assert "PW=****;" in kept.text


def test_only_calibration_above_the_limit_raises_nothing(city: City, polluter: int) -> None:
    async def _scene() -> None:
        devices = Devices("127.0.0.1")
        await devices.start()
        try:
            async with Logger(polluter) as logger:
                for _ in range(5):
                    await logger.send(logger.packet(99, "C"))
                    await logger.answer()
                    city.after(60)
        finally:
            await devices.stop()

    run(_scene())
    city.judge()
    assert alerts() == []
    assert connector().accepted == 5
