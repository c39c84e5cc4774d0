"""Ports for devices: answered when durable, silent when not, and never stopped by what somebody sends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from tests.sensing.conftest import STEWARD, Town, aside, everything, run, stored
from tests.sensing.test_protocols import BEIJING, MN
from yiwang.kernel import broker, clock
from yiwang.kernel.bus import BusUnavailable
from yiwang.sensing import _counting, _door, api
from yiwang.sensing._ports import Devices
from yiwang.sensing.contracts import ConnectorRow
from yiwang.sensing.declarations import DeviceConnector, SeriesMap
from yiwang.sensing.protocols import hj212, sl651

pytestmark = pytest.mark.database
STATION = "0011223344"


def declare(town: Town, kind: Any = "hj212", **more: Any) -> int:
    port = broker.free_port()
    series = {
        "hj212": (
            SeriesMap(station=MN, code="2011/w01-Rtd", datastream="g1.depth", unit="cm"),
            SeriesMap(station=MN, code="2051/w01-Avg", datastream="g1.depth", unit="cm"),
        ),
        "sl651": (
            SeriesMap(station=STATION, code="39", datastream="g1.depth"),
            SeriesMap(station=STATION, code="38", datastream="g1.battery"),
        ),
    }
    town.declare(
        DeviceConnector(
            kind=kind, id="port", name="设备", port=port, expected_every_s=60, series=series[kind], **more
        )
    )
    return port


def row() -> ConnectorRow:
    return next(one for one in api.connectors(everything()).items if one.id == "port")


def reading(value: float, ago_s: float = 0, *, command: str = "2011", flag: int = 9) -> bytes:
    when = (clock.now() - timedelta(seconds=ago_s)).astimezone(BEIJING)
    field = "Rtd" if command == "2011" else "Avg"
    return hj212.packet(
        f"QN={when:%Y%m%d%H%M%S}000;ST=32;CN={command};PW=1;MN={MN};Flag={flag};"
        f"CP=&&DataTime={when:%Y%m%d%H%M%S};w01-{field}={value},w01-Flag=N&&"
    )


class Line:
    """A device's connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def packet(self) -> bytes:
        return await asyncio.wait_for(self.reader.readuntil(b"\r\n"), 10)

    async def ended(self) -> bytes:
        """Everything until the platform hangs up."""
        return await asyncio.wait_for(self.reader.read(), 10)


@asynccontextmanager
async def opened(devices: Devices, port: int) -> AsyncIterator[Line]:
    if not devices.ports:
        await devices.start()
    line = Line(*await asyncio.open_connection("127.0.0.1", port))
    try:
        yield line
    finally:
        line.writer.close()


def scene(work: Any) -> None:
    """Run `work(devices)` with ports that are shut afterwards."""

    async def _scene() -> None:
        devices = Devices("127.0.0.1")
        try:
            await work(devices)
        finally:
            await devices.stop()

    made: Coroutine[Any, Any, None] = _scene()
    run(made)


def test_a_report_of_a_telemetry_station_is_stored_and_answered(town: Town) -> None:
    port = declare(town, "sl651")

    async def _work(devices: Devices) -> None:
        when = clock.now().astimezone(BEIJING)
        body = bytes.fromhex(
            f"0001{when:%y%m%d%H%M%S}F1F1{STATION}48F0F0{when:%y%m%d%H%M}39230000049038121290"
        )
        report = sl651.frame(bytes.fromhex(f"7E7E01{STATION}123432"), body)
        async with opened(devices, port) as line:
            for start in range(0, len(report), 7):
                await line.send(report[start : start + 7])
            answer = await asyncio.wait_for(line.reader.readexactly(25), 10)
            assert answer.hex().upper().startswith(f"7E7E{STATION}01123432800802" + "0001")

    scene(_work)
    assert {name: value for name, _, _, value, *_ in stored()} == {"g1.depth": 0.49, "g1.battery": 12.9}


def test_garbage_on_many_lines_is_counted_and_a_good_device_is_served_meanwhile(town: Town) -> None:
    port = declare(town)

    async def _work(devices: Devices) -> None:
        async with opened(devices, port) as good:
            for number in range(20):
                async with opened(devices, port) as bad:
                    await bad.send(b"GET /%d HTTP/1.1\r\n" % number + b"##0099" + b"\x00" * 500)
                    bad.writer.write_eof()
                    await bad.ended()
                await good.send(reading(number, number * 60))
                assert b"CN=9014" in await good.packet()
            assert len(devices.ports["port"].calls) == 1

    scene(_work)
    assert (row().accepted, row().malformed, row().state) == (20, 40, "online")
    assert {one.code for one in api.kept_frames(everything(), "port", size=200).items} == {
        "noise", "truncated",
    }  # fmt: skip


def test_what_is_kept_for_inspection_is_bounded(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from yiwang.sensing import _watch

    monkeypatch.setattr(_watch, "KEPT", 5)
    port = declare(town)

    async def _work(devices: Devices) -> None:
        async with opened(devices, port) as line:
            for _ in range(12):
                await line.send(b"x" * 9_000 + b"\r\n")
                await line.send(reading(1))
                await line.packet()

    scene(_work)
    found = api.kept_frames(everything(), "port")
    assert (found.total, row().malformed) == (5, 12)
    assert (found.items[0].size, len(found.items[0].text)) == (9_002, 4_096)


def test_a_frame_that_cannot_be_made_durable_is_not_answered_and_may_come_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = declare(town)
    away = True
    apublish = _door.bus().apublish

    async def sometimes(*given: Any, **more: Any) -> int:
        if away:
            raise BusUnavailable()
        return await apublish(*given, **more)

    monkeypatch.setattr(_door.bus(), "apublish", sometimes)

    async def _work(devices: Devices) -> None:
        nonlocal away
        packet = reading(1)
        async with opened(devices, port) as line:
            await line.send(packet)
            assert await line.ended() == b""
        away = False
        async with opened(devices, port) as line:
            await line.send(packet)
            await line.send(packet)
            assert b"CN=9014" in await line.packet()
            assert b"CN=9014" in await line.packet()

    scene(_work)
    series = api.series("g1.depth", clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=1))
    assert series.values == [0.01]
    assert row().accepted == 2


def test_a_revoked_connector_takes_nothing_more_and_its_port_shuts(town: Town) -> None:
    port = declare(town)

    async def _work(devices: Devices) -> None:
        async with opened(devices, port) as line:
            await line.send(reading(1))
            await line.packet()
            await aside(api.revoke_source, "port", STEWARD, "设备失窃")
            await line.send(reading(2))
            assert await line.ended() == b""
        await devices._follow()
        assert devices.ports == {}
        with pytest.raises(OSError):  # noqa: PT011 (refused or reset, as the system likes)
            await asyncio.open_connection("127.0.0.1", port)

    scene(_work)
    assert len(stored()) == 1
    assert row().state == "cut_off"


def test_a_station_nobody_mapped_is_counted_and_a_wrong_time_is_not_answered(town: Town) -> None:
    port = declare(town)

    async def _work(devices: Devices) -> None:
        async with opened(devices, port) as line:
            await line.send(reading(1).replace(MN.encode(), b"0" * 24))
            await line.send(hj212.packet(reading(1)[6:-6].decode().replace(MN, "0" * 24)))
            assert b"CN=9014" in await line.packet()
            await line.send(reading(1, -3_600))
            await line.send(reading(2))
            answer = await line.packet()
            assert f"QN={clock.now().astimezone(BEIJING):%Y%m%d%H}".encode() in answer

    scene(_work)
    found = row()
    assert (found.accepted, found.unmapped, found.refused, found.malformed) == (1, 1, 1, 1)
    assert [one.code for one in api.kept_frames(everything(), "port").items] == ["sensing.future_time", "crc"]


def test_a_port_in_use_is_told_of_and_opened_when_it_is_free(town: Town) -> None:
    port = declare(town)

    async def _work(devices: Devices) -> None:
        other = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", port)
        await devices.start()
        await _counting.counting().flush()
        assert devices.ports == {}
        found = await aside(row)
        assert (found.state, str(port) in found.trouble_zh) == ("trouble", True)
        other.close()
        await other.wait_closed()
        await devices._follow()
        async with opened(devices, port) as line:
            await line.send(reading(1))
            await line.packet()

    scene(_work)
    assert (row().state, row().trouble_zh) == ("online", "")


def test_only_the_declared_networks_may_call(town: Town) -> None:
    port = declare(town, networks=("10.0.0.0/8",))

    async def _work(devices: Devices) -> None:
        async with opened(devices, port) as line:
            assert await line.ended() == b""

    scene(_work)
    assert [one.code for one in api.kept_frames(everything(), "port").items] == ["not_welcome"]


def test_a_gap_is_asked_for_and_filled_by_the_device(town: Town) -> None:
    port = declare(town)

    async def _work(devices: Devices) -> None:
        async with opened(devices, port) as line:
            await line.send(reading(1, 600))
            await line.packet()
            await line.send(reading(2, 0))
            await line.packet()
            await _counting.counting().flush()
            await devices._ask()
            asked = (await line.packet()).decode()
            assert f"ST=32;CN=2051;PW=1;MN={MN};" in asked
            assert "BeginTime=" in asked
            for minute in range(1, 10):
                await line.send(reading(minute, 600 - minute * 60, command="2051"))
                await line.packet()
            await devices._ask()

    scene(_work)
    (gap,) = row().gaps
    assert (gap.expected, gap.filled, gap.asked) == (9, 9, 1)
    assert len(stored()) == 11
