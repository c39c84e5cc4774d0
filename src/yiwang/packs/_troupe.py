"""A process that has loaded the whole house once, and forks for every play of a rehearsal.

To import the house takes three seconds of a processor; a fork of one that has done so takes milliseconds.
What forks has opened nothing: no database, no bus, no engine. Each play gets its own of all of them.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WORD_BYTES = 65_536
ENDED = "ended"
"""The key of a play's last line: its exit code. A play that ends without it has died."""
PROCESSOR_S = "processor_s"
"""Beside it: the seconds of a processor that it took."""


class Troupe:
    """The side of who asks: `play` from any thread, `close` at the end."""

    def __init__(self, environment: dict[str, str], complaints: Path, *, serving: bool = False) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, complaints.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "yiwang.packs._troupe", str(theirs.fileno()), *["serving"] * serving],
                env=environment,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._line = ours
        self._complaints = complaints
        self._asking = threading.Lock()

    def play(self, words: dict[str, str], complaints: Path) -> Iterator[dict[str, Any]]:
        """The lines of one play as they come; what it complains of goes into the file."""
        read, write = os.pipe()
        try:
            with complaints.open("wb") as log, self._asking:
                socket.send_fds(self._line, [json.dumps(words).encode()], [write, log.fileno()])
        except OSError as error:
            os.close(read)
            raise RuntimeError(self._complaints.read_text("utf-8").strip()) from error
        finally:
            os.close(write)
        with open(read, encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)

    def close(self) -> None:
        """End it, and every play that still runs."""
        self._line.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Troupe:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def serve(line: socket.socket, *, serving: bool) -> None:
    """Load everything, then fork for each play that is asked for, until who asks is gone."""
    from yiwang.packs import _stage

    _stage.load_house(serving=serving)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system reaps them
    playing: set[int] = set()
    while True:
        asked, fds, _, _ = socket.recv_fds(line, WORD_BYTES, 2)
        if not asked:
            break
        pid = os.fork()
        if not pid:
            line.close()
            _play(json.loads(asked), *fds)
        playing = {one for one in (*playing, pid) if _lives(one)}
        for fd in fds:
            os.close(fd)
    for one in playing:
        if _lives(one):
            os.kill(one, signal.SIGKILL)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _play(words: dict[str, str], output: int, complaints: int) -> None:
    """In the fork: become one play, and never return."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(output, 1)
        os.dup2(complaints, 2)
        for fd in (output, complaints):
            os.close(fd)
        _move(Path(words["home"]), words["nats"])
        from yiwang.packs import _stage

        code = _stage.play(
            Path(words["folder"]), words["pack"], words["scene"], words["variant"], stay="stay" in words
        )
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        print(json.dumps({ENDED: code, PROCESSOR_S: round(time.process_time(), 2)}), flush=True)
        sys.stderr.flush()
        os._exit(code)  # nothing of the one that forked is to be tidied up here


def _move(home: Path, nats_url: str) -> None:
    """Let this process live in a data folder of its own, before anything of the old one was opened."""
    from django.conf import settings
    from django.db import connections

    settings.YIWANG = dataclasses.replace(settings.YIWANG, home=home, nats_url=nats_url)
    connections.settings["default"]["NAME"] = str(home / "yiwang.sqlite3")
    (home / "secrets").mkdir(mode=0o700, exist_ok=True)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as asking:
        serve(asking, serving=bool(sys.argv[2:]))
