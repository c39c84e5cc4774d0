"""Child processes: started again when dead, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from yiwang.app import home, sentences
from yiwang.app.children import Child, Register, start_time
from yiwang.kernel import space


def sleeper(tmp_path: Path, name: str = "sleeper") -> Child:
    return Child(name=name, command=["sleep", "600"], log=tmp_path / "log" / f"{name}.log", stop_within_s=2)


def gone(pid: int, within_s: float = 5.0) -> bool:
    limit = time.monotonic() + within_s
    while time.monotonic() < limit:
        if start_time(pid) is None:
            return True
        time.sleep(0.02)
    return False


def test_a_dead_child_is_started_again_and_at_once_the_first_time(tmp_path: Path) -> None:
    child = sleeper(tmp_path)
    child.start()
    assert child.process is not None
    first = child.process.pid
    assert child.mend() is False
    os.kill(first, signal.SIGKILL)
    child.process.wait()
    assert child.mend() is True
    assert child.process.pid != first
    assert child.last_exit == -signal.SIGKILL
    child.stop()


def test_a_child_that_keeps_dying_waits_longer_each_time(tmp_path: Path) -> None:
    child = Child(name="false", command=["false"], log=tmp_path / "false.log")
    child.start()
    starts: list[float] = []
    limit = time.monotonic() + 1.2
    while time.monotonic() < limit:
        if child.mend():
            starts.append(time.monotonic())
        time.sleep(0.01)
    child.stop()
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert 2 <= len(starts) <= 4, "at once, then after 0.2 s, then after 0.5 s"
    assert gaps == sorted(gaps)


def test_a_child_that_will_not_end_is_made_to(tmp_path: Path) -> None:
    child = Child(
        name="deaf",
        command=[
            sys.executable,
            "-c",
            "import signal, time\n"
            "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            "print(1, flush=True)\n"
            "time.sleep(600)\n",
        ],
        log=tmp_path / "deaf.log",
        stop_within_s=0.3,
    )
    child.start()
    assert child.process is not None
    pid = child.process.pid
    while not (tmp_path / "deaf.log").read_bytes():
        time.sleep(0.02)
    child.stop()
    assert gone(pid)


def test_a_child_dies_with_its_parent_however_the_parent_dies(tmp_path: Path) -> None:
    script = (
        "import sys,time,pathlib\n"
        "from yiwang.app.children import Child\n"
        "c = Child(name='s', command=['sleep', '600'], log=pathlib.Path(sys.argv[1]) / 's.log')\n"
        "c.start(); print(c.process.pid, flush=True); time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child_pid = int(parent.stdout.readline())
    assert start_time(child_pid) is not None
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert gone(child_pid)


def test_a_recorded_process_that_outlived_its_supervisor_is_ended(tmp_path: Path) -> None:
    left = subprocess.Popen(["sleep", "600"], start_new_session=True)
    child = sleeper(tmp_path, "left")
    child.process = left
    register = Register(path=tmp_path / "children.json")
    register.write([child])
    assert register.end_orphans() == ["left"]
    assert left.wait(5) == -signal.SIGTERM
    assert register.end_orphans() == []


def test_a_stranger_who_got_a_recorded_number_is_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen(["sleep", "600"], start_new_session=True)
    (tmp_path / "children.json").write_text(f'[{{"name": "web", "pid": {stranger.pid}, "started": "1"}}]')
    assert Register(path=tmp_path / "children.json").end_orphans() == []
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_register_cut_short_by_a_full_disk_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "children.json").write_text('[{"name": "we')
    assert Register(path=tmp_path / "children.json").end_orphans() == []


def test_a_data_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    home.prepare(tmp_path / "var")
    assert (tmp_path / "var").stat().st_mode & 0o077 == 0


def test_one_data_folder_serves_one_supervisor(tmp_path: Path) -> None:
    with home.locked(tmp_path), pytest.raises(sentences.AlreadyRunning, match=str(os.getpid())):  # noqa: SIM117
        with home.locked(tmp_path):
            pass
    with home.locked(tmp_path):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_is_refused_with_its_owners_name(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    os.chown(tmp_path / "var", 65534, 65534)
    with pytest.raises(sentences.HomeNotOurs, match="nobody"):
        home.prepare(tmp_path / "var")


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(sentences.HomeNotWritable):
        home.prepare(tmp_path / "file" / "var")


def test_a_full_disk_is_recognised_in_every_wording() -> None:
    with pytest.raises(OSError, match="No space") as caught, open("/dev/full", "wb", buffering=0) as full:
        full.write(b"x")
    assert space.is_disk_full(caught.value)
    wrapped = RuntimeError("load failed")
    wrapped.__cause__ = Exception("database or disk is full")
    assert space.is_disk_full(wrapped)
    assert not space.is_disk_full(OSError(13, "Permission denied"))


def test_too_little_room_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sentences, "MIN_FREE_MB", 10**9)
    with pytest.raises(sentences.DiskFull, match="MB"):
        home.prepare(tmp_path / "var")
