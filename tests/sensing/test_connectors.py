"""Connectors that ask: from where they stopped, ever later, counted once, asked again for what is missing."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.conf import settings
from django.db import connection
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from tests.sensing.conftest import STEWARD, Town, everything, stored
from yiwang.kernel import broker, clock
from yiwang.kernel.tasks import LeaseLost
from yiwang.sensing import _asking, _registry, _watch, api
from yiwang.sensing._pull import PullTask
from yiwang.sensing.contracts import ConnectorRow
from yiwang.sensing.declarations import (
    ConnectorDeclaration,
    DatabaseConnector,
    FileConnector,
    ModbusConnector,
    PullConnector,
    RecordLayout,
    RegisterDeclaration,
    SeriesMap,
)
from yiwang.sensing.models import Connector

pytestmark = pytest.mark.database
DEPTH = SeriesMap(station="S1", code="z", datastream="g1.depth", unit="cm")
LAYOUT = RecordLayout(station="st", time="tm", code="item", value="v")


def declared(town: Town, *connectors: ConnectorDeclaration) -> None:
    town.declare(*connectors)


def row(id_: str = "county") -> ConnectorRow:
    return next(one for one in api.connectors(everything()).items if one.id == id_)


def allow(*hosts: str) -> None:
    settings.YIWANG = replace(settings.YIWANG, egress_hosts=hosts)


def secret(id_: str, text: str) -> None:
    folder = settings.YIWANG.secrets / "connectors"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / id_).write_text(text, encoding="utf-8")


@pytest.fixture
def pull(town: Town, wound: clock.VirtualClock) -> Pull:
    return Pull(town, wound)


class Pull:
    """The worker's task, pumped by hand."""

    def __init__(self, town: Town, wound: clock.VirtualClock) -> None:
        self.town, self.clock, self.task = town, wound, PullTask()

    def pump(self) -> int:
        done = 0
        while self.task.pump(self.town.lease(self.task.name)):
            done += 1
        return done

    def later(self, **more: float) -> int:
        self.clock.advance(timedelta(**more))
        return self.pump()


def depths() -> list[tuple[str, float]]:
    """(time of day in UTC, metres) of every stored reading of g1.depth."""
    found = []
    for _, us, _, value, *_ in stored("datastream = 'g1.depth'"):
        found.append((f"{datetime.fromtimestamp(us / 1e6, tz=clock.now().tzinfo):%H:%M}", round(value, 3)))
    return found


# --------------------------------------------------------------------------------------------------- pulled


class Platform(BaseHTTPRequestHandler):
    """A county's platform: rows by time, and whatever else a test makes it do."""

    rows: ClassVar[list[tuple[datetime, float]]] = []
    asked: ClassVar[list[dict[str, str]]] = []
    answer: ClassVar[tuple[int, bytes] | None] = None

    def do_GET(self) -> None:
        told = {name: words[0] for name, words in parse_qs(urlsplit(self.path).query).items()}
        type(self).asked.append({**told, "authorization": self.headers.get("Authorization", "")})
        after, until = (datetime.fromisoformat(told[name]) for name in ("after", "until"))
        data = [
            {"st": "S1", "tm": when.isoformat(), "item": "z", "v": value}
            for when, value in self.rows
            if after < when <= until
        ]
        status, body = self.answer or (200, json.dumps(data).encode())
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.2/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Quiet."""


@pytest.fixture
def platform() -> Iterator[int]:
    Platform.rows, Platform.asked, Platform.answer = [], [], None
    server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join(5)
    server.server_close()


class TestPull:
    def declare(self, pull: Pull, port: int) -> datetime:
        declared(
            pull.town,
            PullConnector(
                kind="pull", id="county", name="县级平台", expected_every_s=60, every_s=60, series=(DEPTH,),
                url=f"http://127.0.0.1:{port}/data?after={{after}}&until={{until}}", layout=LAYOUT,
            ),
        )  # fmt: skip
        allow("127.0.0.1")
        return clock.now()

    def test_it_goes_on_from_where_it_stopped_and_counts_each_reading_once(
        self, pull: Pull, platform: int
    ) -> None:
        start = self.declare(pull, platform)
        secret("county", "Bearer abc")
        Platform.rows = [(start - timedelta(minutes=ago), ago) for ago in range(5)]
        pull.pump()
        assert (row().accepted, Platform.asked[0]["authorization"]) == (5, "Bearer abc")
        # A second station's row of the same minute is written a moment later, behind the newest.
        Platform.rows.append((start - timedelta(seconds=30), 9))
        Platform.rows.append((start + timedelta(minutes=1), 7))
        pull.later(minutes=1)
        assert row().accepted == 7
        assert len(stored("datastream = 'g1.depth'")) == 7

    def test_a_platform_that_was_away_is_asked_again_ever_later_and_nothing_is_lost(
        self, pull: Pull, platform: int
    ) -> None:
        start = self.declare(pull, platform)
        Platform.rows = [(start, 1)]
        pull.pump()
        Platform.answer = (503, b"")
        questions = len(Platform.asked)
        for _ in range(60):
            pull.later(minutes=1)
        assert 4 <= len(Platform.asked) - questions <= 10
        assert (row().state, "HTTP 503" in row().trouble_zh) == ("trouble", True)
        Platform.answer = None
        Platform.rows += [(start + timedelta(minutes=1 + minute), minute) for minute in range(75)]
        for _ in range(20):
            pull.later(minutes=1)
        assert row().trouble_zh == ""
        assert len(depths()) == 76
        assert row().back_filled >= 55

    def test_what_the_platform_only_gets_afterwards_is_asked_for_as_a_gap(
        self, pull: Pull, platform: int
    ) -> None:
        start = self.declare(pull, platform)
        Platform.rows = [(start, 1), (start + timedelta(minutes=30), 2)]
        pull.later(minutes=30)
        (gap,) = row().gaps
        assert (gap.expected, gap.filled) == (29, 0)
        # The county's own loggers come back and fill its database, long behind our cursor, out of order.
        late = [(start + timedelta(minutes=minute), minute / 10) for minute in range(1, 30)]
        random.Random(7).shuffle(late)
        Platform.rows += late
        for minute in range(31, 36):
            Platform.rows.append((start + timedelta(minutes=minute), 2))
            pull.later(minutes=1)
        (gap,) = row().gaps
        assert (gap.filled, gap.filled_at is not None) == (29, True)
        assert len(depths()) == 36

    def test_no_host_is_called_that_the_operator_did_not_allow(self, pull: Pull, platform: int) -> None:
        self.declare(pull, platform)
        allow("example.org", "127.0.0.1:1")
        pull.pump()
        assert Platform.asked == []
        assert "YIWANG_EGRESS_HOSTS" in row().trouble_zh

    @pytest.mark.parametrize(
        ("answer", "malformed"),
        [((302, b""), 0), ((200, b"<html>"), 1), ((200, b'{"a": 1}'), 1), ((200, b"[1, 2]"), 2)],
    )
    def test_an_answer_that_is_no_data_is_counted_and_the_task_goes_on(
        self, pull: Pull, platform: int, answer: tuple[int, bytes], malformed: int
    ) -> None:
        start = self.declare(pull, platform)
        Platform.answer = answer
        pull.pump()
        assert (row().accepted, row().malformed) == (0, malformed)
        Platform.answer, Platform.rows = None, [(start, 1)]
        pull.later(minutes=3)
        assert row().accepted == 1

    def test_a_worker_that_dies_before_it_remembers_asks_again_and_stores_once(
        self, pull: Pull, platform: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        start = self.declare(pull, platform)
        Platform.rows = [(start - timedelta(minutes=ago), ago) for ago in range(5)]

        def dies(*given: Any) -> None:
            raise LeaseLost("sensing.pull")

        with monkeypatch.context() as broken:
            broken.setattr(_watch, "write_here", dies)
            with pytest.raises(LeaseLost):
                pull.pump()
        pull.task = PullTask()
        pull.pump()
        assert row().accepted == 5
        series = api.series("g1.depth", start - timedelta(hours=1), start + timedelta(hours=1))
        assert [round(value * 100) for value in series.values] == [4, 3, 2, 1, 0]

    def test_one_platform_that_breaks_everything_does_not_hold_up_the_others(
        self, pull: Pull, platform: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        start = self.declare(pull, platform)
        good = next(iter(_registry.current().links.values())).declaration
        declared(pull.town, replace(good, id="another"))
        Platform.rows = [(start, 1)]
        ask = _asking.ask_http

        def breaks(link: Any, *more: Any) -> Any:
            if link.id == "another":
                raise ZeroDivisionError
            return ask(link, *more)

        monkeypatch.setattr(_asking, "ask_http", breaks)
        pull.pump()
        assert (row("another").state, row("county").accepted) == ("trouble", 1)

    def test_a_cut_off_connector_asks_nobody(self, pull: Pull, platform: int) -> None:
        self.declare(pull, platform)
        api.revoke_source("county", STEWARD, "停用")
        pull.pump()
        assert Platform.asked == []


class TestDatabase:
    def test_rows_are_read_from_the_cursor_on_and_nothing_is_written(
        self, pull: Pull, tmp_path: Path
    ) -> None:
        path = tmp_path / "water.db"
        with closing(sqlite3.connect(path)) as line, line:
            line.execute("CREATE TABLE z (st TEXT, tm TEXT, v REAL)")
        secret("water", f"sqlite://{path}")
        connector = DatabaseConnector(
            kind="database", id="water", name="水务库", every_s=60, expected_every_s=60, series=(DEPTH,),
            query="SELECT st, tm, 'z' AS item, v FROM z WHERE tm > {after} ORDER BY tm",
            layout=replace(LAYOUT, time_format="%Y-%m-%d %H:%M:%S"),
        )  # fmt: skip
        declared(pull.town, connector)

        def write(minutes: int, value: float) -> None:
            when = clock.now() + timedelta(hours=8, minutes=minutes)
            with closing(sqlite3.connect(path)) as line, line:
                line.execute("INSERT INTO z VALUES ('S1', ?, ?)", [f"{when:%Y-%m-%d %H:%M:%S}", value])

        write(-2, 10)
        write(0, 20)
        pull.pump()
        assert depths() == [("00:58", 0.1), ("01:00", 0.2)]
        pull.later(minutes=1)
        write(0, 30)
        pull.later(minutes=1)
        assert (row("water").accepted, depths()[-1]) == (3, ("01:01", 0.3))
        path.unlink()
        pull.later(minutes=1)
        assert row("water").state == "trouble"

    @pytest.mark.server
    def test_the_clock_of_a_department_is_kept_and_its_tables_are_only_read(self, pull: Pull) -> None:
        """On PostgreSQL, where columns without a zone hold the department's own clock."""
        told = connection.settings_dict
        address = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**told)
        secret("water", address)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE water_z (st text, tm timestamp, v real)")
        connector = DatabaseConnector(
            kind="database", id="water", name="水务库", every_s=60, expected_every_s=60, series=(DEPTH,),
            query="SELECT st, tm, 'z' AS item, v FROM water_z WHERE tm > {after} AND st LIKE 'S%'",
            layout=LAYOUT,
        )  # fmt: skip
        try:
            declared(pull.town, connector)
            pull.pump()
            assert "YIWANG_EGRESS_HOSTS" in row("water").trouble_zh
            allow(told["HOST"])
            with connection.cursor() as cursor:
                local = clock.now().replace(tzinfo=None) + timedelta(hours=8)
                cursor.execute("INSERT INTO water_z VALUES ('S1', %s, 10)", [local])
            pull.later(minutes=3)
            assert depths() == [("01:00", 0.1)]
            writes = "SELECT st, tm, setval('never', 1) AS v FROM water_z WHERE tm > {after}"
            declared(pull.town, replace(connector, query=writes))
            pull.later(minutes=1)
            assert row("water").state == "trouble"
        finally:
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE water_z")

    def test_a_gap_of_many_rows_is_read_in_portions(
        self, pull: Pull, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(_asking, "MOST_ROWS", 10)
        path = tmp_path / "water.db"
        start = clock.now()
        with closing(sqlite3.connect(path)) as line, line:
            line.execute("CREATE TABLE z (st TEXT, tm INTEGER, v REAL)")
            line.execute("INSERT INTO z VALUES ('S1', ?, 1)", [int(start.timestamp())])
        secret("water", f"sqlite://{path}")
        declared(
            pull.town,
            DatabaseConnector(
                kind="database", id="water", name="水务库", every_s=60, expected_every_s=60, series=(DEPTH,),
                query="SELECT st, tm, 'z' AS item, v FROM z WHERE tm > {after} ORDER BY tm",
                layout=replace(LAYOUT, time_format="epoch_s"),
            ),
        )  # fmt: skip
        pull.pump()

        def write(*minutes: int) -> None:
            with closing(sqlite3.connect(path)) as line, line:
                rows = [["S1", int(start.timestamp()) + 60 * minute, minute] for minute in minutes]
                line.executemany("INSERT INTO z VALUES (?, ?, ?)", rows)

        write(60)
        pull.later(minutes=60)
        assert row("water").gaps[0].filled == 0
        write(*range(1, 60))
        pull.later(minutes=5)
        assert (row("water").gaps[0].filled, row("water").accepted) == (59, 61)

    def test_a_query_that_could_write_is_no_declaration(self) -> None:
        told = DatabaseConnector(
            kind="database", id="w", name="w", series=(DEPTH,), layout=LAYOUT, query="DELETE FROM z"
        )
        assert [problem.code for problem in told.problems()] == ["connector.query"]


class TestFiles:
    def folder(self, pull: Pull) -> Path:
        layout = RecordLayout(time="时间", time_format="%Y/%m/%d %H:%M")
        declared(
            pull.town,
            FileConnector(
                kind="file", id="sheets", name="报表", folder="sheets", encoding="gb18030", every_s=60,
                layout=layout, series=(SeriesMap(code="水位", datastream="g1.depth", unit="cm"),),
            ),
        )  # fmt: skip
        folder: Path = settings.YIWANG.home / "inbox" / "sheets"
        folder.mkdir(parents=True)
        return folder

    def test_csv_and_excel_are_taken_when_they_are_complete_and_then_put_away(self, pull: Pull) -> None:
        folder = self.folder(pull)
        (folder / "a.csv").write_text("时间,水位\n2026/03/02 08:30,12\n2026/03/02 08:40,--\n", "gb18030")
        book = openpyxl.Workbook()
        assert book.active is not None
        cell = datetime(2026, 3, 2, 8, 50)  # noqa: DTZ001 (a cell of a sheet has no zone)
        for line in (["时间", "水位"], [cell, 14], ["2026/03/02 08:55", "15"]):
            book.active.append(line)
        book.save(folder / "b.xlsx")
        pull.pump()
        assert row("sheets").accepted == 0
        pull.later(minutes=1)
        pull.later(minutes=1)
        assert depths() == [("00:30", 0.12), ("00:50", 0.14), ("00:55", 0.15)]
        assert sorted(one.name for one in (folder / "done").iterdir()) == ["a.csv", "b.xlsx"]

    def test_a_file_that_is_none_is_kept_aside_and_the_next_is_read(self, pull: Pull) -> None:
        folder = self.folder(pull)
        (folder / "a.xlsx").write_bytes(b"not a book")
        (folder / "b.csv").write_bytes("时间,水位\n".encode("gb18030") + b"\xff\xfe\xff,1\n")
        (folder / "c.csv").write_text("时间,水位\n2026/03/02 08:30,12\nxx,13\n", "gb18030")
        for _ in range(3):
            pull.later(minutes=1)
        assert depths() == [("00:30", 0.12)]
        assert sorted(one.name for one in (folder / "failed").iterdir()) == ["a.xlsx", "b.csv"]
        assert row("sheets").malformed == 3


class TestModbus:
    def test_a_device_is_asked_in_turn(self, pull: Pull) -> None:
        port = broker.free_port()
        declared(
            pull.town,
            ModbusConnector(
                kind="modbus", id="plc", name="泵站", host="127.0.0.1", port=port, unit=3, every_s=30,
                registers=(
                    RegisterDeclaration(code="level", address=100, type="float32"),
                    RegisterDeclaration(code="battery", address=102, scale=0.01),
                ),
                series=(
                    SeriesMap(code="level", datastream="g1.depth"),
                    SeriesMap(code="battery", datastream="g1.battery"),
                ),
            ),
        )  # fmt: skip
        allow(f"127.0.0.1:{port}")
        pull.pump()
        assert row("plc").state == "trouble"
        with Device(port, [0x3F00, 0, 1260]):
            pull.later(minutes=1)
        assert {name: value for name, _, _, value, *_ in stored()} == {"g1.depth": 0.5, "g1.battery": 12.6}
        assert row("plc").state == "online"

    def test_one_whose_turn_was_set_before_the_clock_was_put_back_does_not_wait_for_it(
        self, pull: Pull
    ) -> None:
        port = broker.free_port()
        register = RegisterDeclaration(code="level", address=100, type="float32")
        declared(
            pull.town,
            ModbusConnector(
                kind="modbus", id="plc", name="泵站", host="127.0.0.1", port=port, unit=3, every_s=30,
                registers=(register,), series=(SeriesMap(code="level", datastream="g1.depth"),),
            ),
        )  # fmt: skip
        allow(f"127.0.0.1:{port}")
        put_off = Connector.objects.filter(pk="plc")
        put_off.update(next_at=clock.now() + timedelta(minutes=10))
        pull.pump()
        assert row("plc").trouble_at is None, "ten minutes may be a wait of ours"
        put_off.update(next_at=clock.now() + timedelta(hours=1))
        pull.pump()
        assert row("plc").state == "trouble"


class Device:
    """pymodbus's own server, in a loop of its own."""

    def __init__(self, port: int, words: list[int]) -> None:
        self._data = SimDevice(id=3, simdata=[SimData(100, values=words, datatype=DataType.REGISTERS)])
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Device:
        self._thread.start()
        self._server = self._call(self._start())
        return self

    async def _start(self) -> ModbusTcpServer:
        server = ModbusTcpServer(self._data, address=("127.0.0.1", self._port))
        await server.listen()
        return server

    def __exit__(self, *gone: object) -> None:
        self._call(self._server.shutdown())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _call(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)
