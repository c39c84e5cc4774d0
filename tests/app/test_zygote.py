"""One process loads, the others are forked from it; who forked them does not matter to them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from yiwang.app import zygote
from yiwang.app.children import LIBC, Child, NotStarted, start_time
from yiwang.app.zygote import Zygote

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(LIBC is None, reason="no system but Linux lets a process adopt"),
]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    folder = tmp_path_factory.mktemp("zygote")
    made = Zygote(
        name="zygote",
        command=(),
        log=folder / "zygote.log",
        environment={"YIWANG_HOME": str(folder / "var"), "OPENBLAS_NUM_THREADS": "1"},
        patience=lambda: None,
    )
    assert zygote.adopt()
    made.start()
    try:
        yield made
    finally:
        made.stop()
        made.close()
        assert LIBC is not None
        LIBC.prctl(zygote.PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def child_of(loaded: Zygote, tmp_path: Path, *words: str) -> Child:
    return Child(name="one", command=words, zygote=loaded, log=tmp_path / "one.log", stop_within_s=5)


def test_a_forked_process_is_ours_has_its_words_and_its_log_and_leaves_its_exit_code(
    loaded: Zygote, tmp_path: Path
) -> None:
    child = child_of(loaded, tmp_path, "cli", "settings")
    child.start()
    assert child.process is not None
    status = Path(f"/proc/{child.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    assert int(status[1]) == os.getpid(), "its parent"
    assert child.process.wait(30) == 0
    assert "YIWANG_PORT" in child.log.read_text(encoding="utf-8")

    wrong = child_of(loaded, tmp_path, "cli", "no-such-word")
    wrong.start()
    assert wrong.process is not None
    assert wrong.process.wait(30) == 2


def test_what_was_loaded_runs_no_thread_that_a_fork_would_lose(loaded: Zygote) -> None:
    child = child_of(loaded, loaded.log.parent, "cli", "settings")
    child.start()  # answered: it has loaded
    assert loaded.process is not None
    assert child.process is not None
    child.process.wait(30)
    assert len(list(Path(f"/proc/{loaded.process.pid}/task").iterdir())) == 1


def test_a_process_that_the_supervisor_did_not_hear_of_never_begins(loaded: Zygote, tmp_path: Path) -> None:
    assert loaded.line is not None
    go, begin = os.pipe()
    with (tmp_path / "unheard.log").open("ab") as output:
        asked = json.dumps({"name": "unheard", "words": ["cli", "settings"]}).encode()
        socket.send_fds(loaded.line, [asked], [output.fileno(), go])
    pid = int(loaded.line.recv(zygote.WORD_BYTES))
    os.close(go)
    os.close(begin)  # the supervisor gave up before it could say “begin”
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1
    assert (tmp_path / "unheard.log").read_bytes() == b""


def test_a_killed_zygote_takes_nobody_along_and_the_next_one_forks_again(
    loaded: Zygote, tmp_path: Path
) -> None:
    child = child_of(loaded, tmp_path, "simulator")
    child.start()
    assert child.process is not None
    assert loaded.process is not None
    os.kill(loaded.process.pid, signal.SIGKILL)
    loaded.process.wait(10)
    with pytest.raises(NotStarted):
        child_of(loaded, tmp_path, "cli", "settings").start()
    assert child_of(loaded, tmp_path, "cli", "settings").mend() is False, "it is tried again, later"
    assert loaded.mend()
    again = child_of(loaded, tmp_path, "cli", "settings")
    again.start()
    assert again.process is not None
    assert again.process.wait(30) == 0
    assert child.alive
    pid = child.process.pid
    child.stop()
    assert start_time(pid) is None


def test_waiting_for_a_zygote_that_loads_can_be_broken_off(loaded: Zygote, tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def enough() -> None:
        raise Enough

    assert loaded.process is not None
    os.kill(loaded.process.pid, signal.SIGSTOP)
    before, loaded.patience = loaded.patience, enough
    try:
        with pytest.raises(Enough):
            child_of(loaded, tmp_path, "cli", "settings").start()
    finally:
        loaded.patience = before
        loaded.stop()
        loaded.start()
    assert (tmp_path / "one.log").read_bytes() == b""


ORPHANS = """
import os, sys, time
from pathlib import Path
from yiwang.app import zygote
zygote.adopt()
known = os.fork()
if not known:
    os._exit(7)
between = os.fork()
if not between:
    if not os.fork():
        time.sleep(0.05)  # ends after its parent: nobody has it but us
    os._exit(0)
os.waitpid(between, 0)
time.sleep(0.2)
zygote.bury({known})
print(os.waitstatus_to_exitcode(os.waitpid(known, 0)[1]))
limit = time.monotonic() + 10
while True:
    zygote.bury(set())
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        break
    assert time.monotonic() < limit
print("nobody is left")
"""


def test_adopted_strangers_are_buried_and_the_exit_code_of_our_own_is_left_to_who_knows_it() -> None:
    told = subprocess.run([sys.executable, "-c", ORPHANS], capture_output=True, text=True, check=True).stdout
    assert told.split("\n")[:2] == ["7", "nobody is left"]
