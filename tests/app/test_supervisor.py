"""One command starts everything, keeps it alive, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.instance import DidNotStart, Instance
from yiwang.app.children import start_time

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running() -> Iterator[Instance]:
    with Instance(bare=True) as instance:
        yield instance


def filled(home: Path) -> Instance:
    """An instance that has nothing left to prepare: what it does with its processes is looked at."""
    instance = Instance(home=home, bare=True)
    instance.fill()
    return instance


def soon(true: Callable[[], bool], within_s: float = 60.0) -> bool:
    limit = time.monotonic() + within_s
    while time.monotonic() < limit:
        if true():
            return True
        time.sleep(0.05)
    return False


def children_of(pid: int) -> set[int]:
    """Every living process below `pid`."""
    told = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True
    ).stdout
    parents = {
        int(row[0]): int(row[1])
        for row in (line.split() for line in told.splitlines())
        if not row[2].startswith("Z")
    }
    found: set[int] = set()
    grown = {pid}
    while grown:
        grown = {child for child, parent in parents.items() if parent in grown} - found
        found |= grown
    return found


def test_it_says_its_address_and_answers_there(running: Instance) -> None:
    assert soon(lambda: "Yiwang is ready" in running.output())
    assert running.url in running.output()
    status, _, body = running.get("/health/ready")
    assert status == 200
    report = json.loads(body)
    assert report["status"] == "ready"
    assert report["checks"]["worker"]["not_running"] == []


@pytest.mark.parametrize("name", ["web-0", "worker", "worker-1", "nats", "zygote"])
def test_a_killed_process_is_started_again_and_the_whole_gets_ready(running: Instance, name: str) -> None:
    before = running.pids()[name]
    os.kill(before, signal.SIGKILL)
    assert soon(lambda: running.pids().get(name) not in {None, before}), running.output()
    assert soon(lambda: running.get("/health/ready")[0] == 200), running.logs()
    every = {"nats", "zygote", "web-0", "worker", "worker-1", "simulator"}
    assert soon(lambda: set(running.pids()) == every), running.pids()


def test_a_second_start_on_the_same_folder_is_refused_in_a_sentence(running: Instance) -> None:
    second = Instance(home=running.home, bare=True)
    second.output_path = running.home / "second.out"
    assert second.launch().wait(30) == 1
    assert "is using the data folder" in second.output()
    assert "正被另一个一网使用" in second.output()
    assert "Traceback" not in second.output()
    # Tasks of the process that was killed before may just be taken over.
    assert soon(lambda: running.get("/health/ready")[0] == 200), running.logs()


def test_a_busy_port_is_refused_in_a_sentence_before_any_work(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        instance = Instance(home=tmp_path / "var", bare=True, port=str(port))
        assert instance.launch().wait(30) == 1
    assert f"Port {port} is in use" in instance.output()
    assert "已被占用" in instance.output()
    assert "Traceback" not in instance.output()
    assert not (tmp_path / "var" / "yiwang.sqlite3").exists()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"port": "http"}, "YIWANG_PORT"),
        ({"database_url": "postgresql://nobody@127.0.0.1:1/none"}, "cannot be reached"),
        ({"cities": "atlantis"}, "atlantis"),
        ({"colour": "red"}, "YIWANG_COLOUR"),
    ],
)
def test_a_wrong_setting_is_refused_in_a_sentence(
    tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    instance = Instance(home=tmp_path / "var", bare=True, **settings)
    assert instance.launch().wait(60) == 1
    assert sentence in instance.output()
    assert "Traceback" not in instance.output()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can lend a folder to another user")
def test_a_folder_that_belongs_to_somebody_else_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    os.chown(tmp_path / "var", 65534, 65534)
    instance = Instance(home=tmp_path / "var", bare=True)
    assert instance.launch().wait(30) == 1
    assert "belongs to nobody" in instance.output()


def test_ctrl_c_stops_everything_and_the_next_start_goes_on(tmp_path: Path) -> None:
    instance = filled(tmp_path / "var").start()
    assert instance.process is not None
    below = children_of(instance.process.pid)
    assert len(below) >= 3
    assert instance.stop() == 0
    assert all(start_time(pid) is None for pid in below)
    assert "all stopped" in instance.output()
    instance.start()
    assert instance.stop() == 0


def test_kill_9_of_the_supervisor_leaves_no_process_and_the_next_start_mends_it(tmp_path: Path) -> None:
    instance = filled(tmp_path / "var").start()
    assert instance.process is not None
    below = children_of(instance.process.pid)
    instance.process.kill()
    instance.process.wait()
    assert soon(lambda: all(start_time(pid) is None for pid in below)), "nobody outlives the supervisor"
    instance.start()
    assert instance.get("/health/ready")[0] == 200
    assert instance.stop() == 0


def test_a_start_that_is_interrupted_anywhere_leaves_nothing_and_the_next_one_ends_it(tmp_path: Path) -> None:
    for delay in (0.1, 0.4, 0.9, 1.6, 2.5):
        instance = Instance(home=tmp_path / "var", bare=True)
        process = instance.launch()
        time.sleep(delay)
        below = children_of(process.pid)
        process.kill()
        process.wait()
        assert soon(lambda below=below: all(start_time(pid) is None for pid in below))  # type: ignore[misc]
    instance = Instance(home=tmp_path / "var", bare=True).start()
    assert instance.stop() == 0


def test_a_process_that_never_comes_up_is_named_with_its_log(tmp_path: Path) -> None:
    instance = Instance(home=tmp_path / "var", bare=True, secret="x", mqtt_port="0")
    instance.settings["log_level"] = "info"
    (tmp_path / "var" / "run").mkdir(parents=True, mode=0o700)
    (tmp_path / "var" / "run" / "instance").mkdir()  # where the worker keeps its name
    with pytest.raises(DidNotStart, match="worker"):
        instance.start()
    assert re.search(r"worker(-1)?\.log", instance.output())
    assert "all stopped" in instance.output()
