"""Connectors that ask and those that are sent to: mapped, converted, counted, back-filled, never stopped."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import threading
from collections.abc import Iterator
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

from tests.sensing.conftest import STEWARD, Answer, Town, everything, post, run, stored, thing
from yiwang.kernel import broker, clock
from yiwang.kernel.tasks import LeaseLost
from yiwang.sensing import _asking, _links, _registry, _watch, api
from yiwang.sensing._pull import PullTask
from yiwang.sensing.contracts import ConnectorRow, DeclarationRefused
from yiwang.sensing.declarations import (
    ConnectorDeclaration,
    DatabaseConnector,
    DeviceConnector,
    FileConnector,
    MarkMap,
    ModbusConnector,
    PositionMap,
    PropertyDeclaration,
    PullConnector,
    PushConnector,
    RecordLayout,
    RegisterDeclaration,
    SeriesMap,
    ThingModelDeclaration,
)

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


# --------------------------------------------------------------------------------------------------- pushed


class TestPush:
    def declare(self, town: Town, **more: Any) -> str:
        declared(
            town,
            PushConnector(
                kind="push", id="county", name="县级平台", series=(DEPTH,),
                layout=replace(LAYOUT, records="rows", mark="q", marks=(
                    MarkMap(mark="0", quality="good"), MarkMap(mark="9", quality="maintenance"),
                )),
                **more,
            ),
        )  # fmt: skip
        return api.issue_token("county", STEWARD).token

    def push(self, token: str | None, body: Any, path: str = "county") -> Answer:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return run(post(data, token, path=f"/api/ingest/connectors/{path}"))

    def record(self, value: Any = 12, **more: Any) -> dict[str, Any]:
        now = clock.now().isoformat()
        return {"st": "S1", "tm": now, "item": "z", "v": value, "q": "0", **more}

    def test_values_are_mapped_converted_and_marked(self, town: Town) -> None:
        token = self.declare(town)
        answer = self.push(token, {"rows": [self.record("12.5", q="9")]})
        assert (answer.status, answer.body["accepted"]) == (202, 1)
        ((_, _, _, value, quality, source),) = stored()
        assert (value, quality, source) == (0.125, 3, "county")

    def test_good_rows_are_taken_and_the_others_counted_and_kept(self, town: Town) -> None:
        token = self.declare(town)
        answer = self.push(
            token,
            {
                "rows": [
                    self.record(1),
                    self.record("约3"),
                    self.record(2, tm="昨天"),
                    self.record(3, tm="2099-01-01T00:00:00+08:00"),
                    self.record(4, item="rain"),
                    self.record(5, st="S2"),
                    self.record("-"),
                    "nonsense",
                ]
            },
        )
        assert answer.status == 202
        assert {name: answer.body[name] for name in ("accepted", "refused", "unmapped")} == {
            "accepted": 1, "refused": 4, "unmapped": 2,
        }  # fmt: skip
        assert {one["code"] for one in answer.body["faults"]} == {
            "sensing.no_number", "sensing.not_a_time", "sensing.future_time", "sensing.no_record",
        }  # fmt: skip
        counted = row()
        assert (counted.accepted, counted.refused, counted.malformed, counted.unmapped) == (1, 1, 3, 2)
        assert counted.kept == 4

    def test_a_body_of_which_nothing_is_good_is_refused_and_kept(self, town: Town) -> None:
        token = self.declare(town)
        assert self.push(token, b"{not json").status == 400
        assert self.push(token, "湛江".encode("gb18030")).body["code"] == "sensing.not_utf8"
        assert self.push(token, {"rows": [self.record("x")]}).status == 422
        assert self.push(token, {"data": []}).status == 422
        codes = [one.code for one in api.kept_frames(everything(), "county").items]
        assert codes == ["no_records", "no_number", "not_utf8", "malformed_body"]
        assert row().malformed == 4

    def test_only_the_own_token_opens_it_and_a_revoked_one_no_longer(self, town: Town) -> None:
        token = self.declare(town)
        good = {"rows": [self.record()]}
        assert self.push(town.token("gw"), good).status == 401
        assert self.push(None, good).status == 401
        assert self.push(town.token("gw"), good, path="gw").status == 404
        assert self.push(token, good).status == 202
        api.revoke_source("county", STEWARD, "换供应商")
        assert self.push(token, good).status == 401
        assert row().state == "cut_off"

    def test_wide_records_become_as_many_batches_as_the_door_needs(
        self, town: Town, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(_links, "MAX_ROWS", 3)
        declared(
            town,
            PushConnector(
                kind="push", id="county", name="县级平台", layout=RecordLayout(time="tm"),
                series=(
                    SeriesMap(code="z", datastream="g1.depth"), SeriesMap(code="u", datastream="g1.battery"),
                ),
            ),
        )  # fmt: skip
        token = api.issue_token("county", STEWARD).token
        now = clock.now()
        rows = [{"tm": (now - timedelta(minutes=ago)).isoformat(), "z": 1, "u": 12} for ago in range(5)]
        assert self.push(token, rows).body["accepted"] == 10
        assert (len(stored()), row().accepted) == (10, 10)

    def test_a_position_arrives_as_wgs84(self, town: Town) -> None:
        car = ThingModelDeclaration(
            code="car", name="车", kind="vehicle",
            properties=tuple(
                PropertyDeclaration(code=code, name=code, unit="deg", kind="position")
                for code in ("lon", "lat")
            ),
        )  # fmt: skip
        town.declare(car, thing("car1", model="car"))
        position = PositionMap(
            station="S1", lon="lng", lat="lat", frame="gcj02",
            lon_datastream="car1.lon", lat_datastream="car1.lat",
        )  # fmt: skip
        token = self.declare(town, positions=(position,))
        now = clock.now().isoformat()
        rows = [self.record(110.3645, item="lng", tm=now), self.record(21.2679, item="lat", tm=now)]
        assert self.push(token, {"rows": rows}).body["accepted"] == 2
        found = {name: value for name, _, _, value, *_ in stored()}
        assert found["car1.lon"] == pytest.approx(110.3599, abs=2e-3)
        assert found["car1.lat"] == pytest.approx(21.2702, abs=4e-3)
        assert found["car1.lon"] != 110.3645
        assert self.push(token, {"rows": rows[:1]}).body["accepted"] == 0


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
        with sqlite3.connect(path) as line:
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
            with sqlite3.connect(path) as line:
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
        with sqlite3.connect(path) as line:
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
            with sqlite3.connect(path) as line:
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


# ------------------------------------------------------------------------------------------------- declared


def test_a_connector_that_cannot_work_is_refused_with_every_reason(town: Town) -> None:
    wrong = DeviceConnector(
        kind="hj212", id="bad", name="坏", port=9212, networks=("10.0.0.0/99",),
        series=(
            SeriesMap(station="M", code="a", datastream="g1.depth", unit="kg"),
            SeriesMap(station="M", code="b", datastream="nowhere.x"),
        ),
    )  # fmt: skip
    other = DeviceConnector(
        kind="sl651", id="other", name="另", port=9212,
        series=(SeriesMap(station="M", code="39", datastream="g1.depth"),),
    )  # fmt: skip
    with pytest.raises(DeclarationRefused) as refused:
        town.declare(wrong, other)
    assert [fault["code"] for fault in refused.value.details["faults"]] == [
        "sensing.unknown_datastream", "units.differ", "sensing.bad_network", "sensing.port_taken",
    ]  # fmt: skip
    town.declare(other)
    assert town.declare(other).unchanged >= 1
    assert row("other").state == "never"
