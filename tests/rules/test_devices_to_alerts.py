"""Scenes 2-1 and 2-2: a polluter's data logger and a county's platform, through real doors to the judge."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest

from tests.rules.conftest import SYSTEM, City, alerts, told
from tests.sensing.conftest import Answer, everything, post, stored
from tests.sensing.simulators import MN, Logger, platform_document
from yiwang.cases import tasks as case_tasks
from yiwang.cases.models import Case
from yiwang.events import tasks as event_tasks
from yiwang.events.models import Event
from yiwang.kernel import broker
from yiwang.kernel.tasks import pump_until_quiet
from yiwang.rules import api as rules
from yiwang.rules.declarations import Level, Targets, Threshold
from yiwang.rules.models import AlertRow
from yiwang.sensing import _ingest
from yiwang.sensing import api as sensing
from yiwang.sensing._ports import Devices
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

pytestmark = pytest.mark.database
# Imported so that they run: an event or a case that opens here would be seen.
DOWNSTREAM = (event_tasks, case_tasks)
T = TypeVar("T")

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
    (row,) = sensing.connectors(everything()).items
    return row


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


# ------------------------------------------------------------------------------------------------ back-fill


@pytest.fixture
def county(city: City) -> str:
    """A county's platform that pushes levels of one gauge each minute; the token of its source."""
    sensing.declare(
        [
            PushConnector(
                kind="push", id="county", name="县级平台", expected_every_s=60,
                layout=RecordLayout(
                    records="data", station="stcd", time="tm", time_format="%Y-%m-%d %H:%M:%S"
                ),
                series=(SeriesMap(station="44990001", code="z", datastream="g1.depth", unit="m"),),
            )
        ],
        pack="water",
    )  # fmt: skip
    return sensing.issue_token("county", SYSTEM).token


def push(token: str, *records: tuple[datetime, float], path: str = "county") -> Answer:
    return run(post(platform_document("44990001", records), token, path=f"/api/ingest/connectors/{path}"))


def settle(city: City) -> None:
    """Everything that the platform does by itself, until it is quiet."""
    for _ in range(3):
        city.judge()
        pump_until_quiet()
        city.after(40)
    city.judge()


def test_scene_2_2_an_hour_of_back_fill_completes_the_history_and_dispatches_nobody(
    city: City, county: str
) -> None:
    start = city.clock.now()
    for minute in range(5):
        assert push(county, (start + timedelta(minutes=minute), 0.05)).status == 202
        city.judge()
        city.after(60)
    # The line is cut for an hour; in its middle the water stands at 40 cm for ten minutes.
    missed = [
        (start + timedelta(minutes=5 + minute), 0.4 if 20 <= minute < 30 else 0.05) for minute in range(60)
    ]
    city.after(60 * 60)
    assert push(county, (city.clock.now(), 0.05)).status == 202
    city.judge()
    (gap,) = connector().gaps
    assert (gap.expected, gap.filled, gap.filled_at) == (60, 0, None)

    chance = random.Random(22)
    sent = missed + chance.sample(missed, 6)
    chance.shuffle(sent)
    for at in range(0, len(sent), 11):
        assert push(county, *sent[at : at + 11]).status == 202
        city.judge()
    settle(city)

    end = start + timedelta(minutes=65)
    series = sensing.series("g1.depth", start, end + timedelta(minutes=1))
    assert series.times == [start + timedelta(minutes=minute) for minute in range(66)]
    assert [round(value) for value in series.values] == [
        *[5] * 5, *(round(level * 100) for _, level in missed), 5,
    ]  # fmt: skip
    assert len(stored("datastream = 'g1.depth'")) == 66

    (alert,) = AlertRow.objects.all()
    assert (alert.late, alert.state, alert.rule_code) == (True, "open", "water/depth")
    assert alert.sentence_zh.startswith("（迟到数据）")
    assert alert.started_at == start + timedelta(minutes=25)
    # Even judged true it is for review: no event, no case.
    rules.end_alert(alert.id, "true", SYSTEM)
    settle(city)
    assert [row.state for row in AlertRow.objects.all()] == ["ended"]
    assert not Event.objects.exists()
    assert not Case.objects.exists()

    row = connector()
    assert (row.accepted, row.refused, row.malformed) == (72, 0, 0)
    assert row.back_filled >= 60
    (gap,) = row.gaps
    assert (gap.expected, gap.filled) == (60, 60)
    assert gap.filled_at is not None

    # The same hour once more, and a judge that starts anew: nothing changes.
    city.crash()
    assert push(county, *missed).status == 202
    settle(city)
    assert AlertRow.objects.count() == 1
    assert len(stored("datastream = 'g1.depth'")) == 66
