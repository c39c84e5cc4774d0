"""The feed plays the past at the present, never into the future, and can be steered."""

from __future__ import annotations

import json
import os
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from yiwang.app import feed
from yiwang.app.feed_mqtt import Publisher
from yiwang.kernel import broker

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def replay(**other: Any) -> feed.Replay:
    readings = [(60.0 * n, 0, float(n)) for n in range(1, 601)]
    said: dict[str, Any] = {
        "pack": "p", "scene": "s", "name_zh": "积水", "name_en": "Water", "source_id": "replay-p-s",
        "source_zh": "回放数据", "source_en": "Replay", "begins_s": 300.0, "length_s": 36000.0,
        "step_s": 60.0, "endless": False, "datastreams": ["t-1.depth"],
        "rest": {"t-1.depth": 0.0}, "readings": readings,
        "fault": feed.Fault("t-9.depth", 200.0, 2.1, 1800.0, 300.0, 60.0),
    }  # fmt: skip
    return feed.Replay(**(said | other))


def play(player: feed.Player, seconds: int, start: datetime = NOW) -> list[feed.Sent]:
    return [one for n in range(seconds) for one in player.tick(start + timedelta(seconds=n))]


def test_an_hour_of_the_storm_passes_in_a_minute_and_every_stamp_is_now() -> None:
    sent = play(feed.Player(replay(), 60.0), 60)
    assert 59 <= len(sent) <= 62
    assert sent[0].value == 5.0, "it starts where the loop begins"
    assert all(one.observed_at <= NOW + timedelta(seconds=59) for one in sent)
    assert all(one.observed_at >= NOW - timedelta(seconds=2) for one in sent)
    stamps = [one.observed_at for one in sent]
    assert stamps == sorted(set(stamps)), "stamps rise, none twice"


def test_after_the_storm_things_rest_and_then_it_rains_again() -> None:
    player = feed.Player(replay(), 3600.0)
    play(player, 20)
    assert player.state == "calm"
    rest = play(player, 60, NOW + timedelta(seconds=20))
    assert {one.value for one in rest} == {0.0}
    assert 2 <= len(rest) <= 4
    later = NOW + timedelta(seconds=30 + feed.CALM_S)
    player.tick(later)
    assert player.describe()["state"] == "playing"


def test_an_endless_table_begins_anew_without_a_rest() -> None:
    player = feed.Player(replay(endless=True), 3600.0)
    sent = play(player, 30)
    assert player.state == "playing"
    assert sum(one.value == 60.0 for one in sent) >= 2


def test_a_pause_is_not_made_up_for() -> None:
    player = feed.Player(replay(), 60.0)
    play(player, 10)
    later = NOW + timedelta(hours=1)
    player.resume(later)
    assert len(player.tick(later + timedelta(seconds=1))) <= 2


def test_the_fault_script_jumps_stands_still_and_stays_in_the_past_hour() -> None:
    player = feed.Player(replay(), 60.0)
    script = player.break_device(NOW)
    values = [one.value for one in script]
    assert values.count(200.0) == 1
    assert values[values.index(200.0) + 1] < 3.0, "it falls straight back"
    still = [one for one in script if one.value == 2.1][2:]
    assert (still[-1].observed_at - still[0].observed_at).total_seconds() >= 1800
    assert NOW - timedelta(hours=1) < script[0].observed_at
    assert script[-1].observed_at <= NOW


class Door(BaseHTTPRequestHandler):
    """A stand-in for the network only: it answers as told and keeps what came."""

    answers: list[int]
    came: list[tuple[str, str, Any]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.answers.pop(0) if self.answers else 202
        self.came.append((self.headers["Authorization"], self.headers["Idempotency-Key"], json.loads(body)))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(b'{"accepted":1,"seq":7}')

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def door() -> Any:
    Door.answers, Door.came = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


def line(server: Any) -> feed.Line:
    poster = feed.Poster("127.0.0.1", server.server_address[1], "secret")
    return feed.Line(feed.Player(replay(), 60.0), poster, None)


def test_a_batch_that_found_the_door_shut_comes_again_with_the_same_key(door: Any) -> None:
    Door.answers = [503]
    one = line(door)
    batch = one.player.tick(NOW)
    one.send(batch)
    assert (one.sent, len(one.waiting)) == (0, 1)
    one.send([])
    assert (one.sent, len(one.waiting)) == (len(batch), 0)
    first, second = Door.came
    assert first == second
    assert first[0] == "Bearer secret"


def test_a_batch_that_was_refused_is_not_sent_for_ever(door: Any) -> None:
    Door.answers = [422]
    one = line(door)
    batch = one.player.tick(NOW)
    one.send(batch)
    assert (one.sent, one.refused, len(one.waiting)) == (0, len(batch), 0)
    assert "422" in one.error


def test_the_feed_is_paused_and_resumed_by_its_control_file(door: Any, tmp_path: Path) -> None:
    running = feed.Feed([line(door)], tmp_path)
    thread = threading.Thread(target=running.loop, daemon=True)
    thread.start()
    limit = time.monotonic() + 10
    while not (tmp_path / feed.STATE).exists() and time.monotonic() < limit:
        time.sleep(0.05)
    for word, state in (("pause", "paused"), ("resume", "running")):
        assert feed.command(tmp_path.parent, "") in (0, 1)
        (tmp_path / feed.CONTROL).write_text(json.dumps({"do": word}), encoding="utf-8")
        os.utime(tmp_path / feed.CONTROL)
        while json.loads((tmp_path / feed.STATE).read_text("utf-8"))["state"] != state:
            assert time.monotonic() < limit + 10
            time.sleep(0.05)
    running.stop.set()
    thread.join(5)


def test_a_replay_file_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "replay").mkdir()
    (tmp_path / "replay" / "bad.json").write_text("{", encoding="utf-8")
    assert feed.replays(tmp_path) == []


def test_when_the_mqtt_gateway_is_away_nothing_is_lost(door: Any) -> None:
    one = line(door)
    names = [f"t-{n}.depth" for n in range(3)]
    said = replay(datastreams=names, readings=[(300.0, n, 1.0) for n in range(3)])
    one = feed.Line(feed.Player(said, 60.0), one.poster, Publisher("127.0.0.1", broker.free_port(), "u", "p"))
    one.send(one.player.tick(NOW))
    assert (one.sent, one.by_mqtt) == (3, 0)
    assert [row["datastream"] for row in Door.came[0][2]["observations"]] == names
