"""A process that has loaded everything once, and forks into another of ours at a word.

To import the house takes a process seconds; a fork of one that has done so takes milliseconds, and what was
loaded lies in memory once. So a start loads once, and a process that was killed is back at once.

The supervisor holds a `Zygote`; the process itself is `yiwang.app.child zygote`. It forks twice: the process
between ends at once, and the system gives the new one to the supervisor, which has said that it adopts (Linux
only: elsewhere each process is executed). A zygote that dies takes nobody along. A new process waits for a
last word before it begins, so that none runs of which the supervisor does not know.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from yiwang.app.children import LIBC, Child, NotStarted, end_with

PR_SET_NAME = 15
PR_SET_CHILD_SUBREAPER = 36
WORD_BYTES = 65_536


def adopt() -> bool:
    """Let this process adopt what its children leave behind; whether the system can."""
    return LIBC is not None and LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


@dataclass(slots=True, kw_only=True)
class Forked:
    """A process that the zygote forked and this process adopted."""

    pid: int
    returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        if self.returncode is None:
            with contextlib.suppress(ChildProcessError):
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                if pid:
                    self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; raises subprocess.TimeoutExpired."""
        limit = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if limit is not None and time.monotonic() > limit:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
            time.sleep(0.01)
        return code


@dataclass(slots=True, kw_only=True)
class Zygote(Child):
    """The supervisor's side. `patience` is called while an answer is waited for, and may raise."""

    patience: Callable[[], None]
    line: socket.socket | None = None

    def start(self) -> None:
        """Start it with a line of its own: a word that was said to one that died is not heard by the next."""
        self.close()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            fd = theirs.fileno()
            self.command = [sys.executable, "-m", "yiwang.app.child", "zygote", str(fd)]
            kept = self.pass_fds
            self.pass_fds = (*kept, fd)
            try:
                Child.start(self)
            finally:
                self.pass_fds = kept
        self.line = ours

    def close(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None

    def fork(self, name: str, words: Sequence[str], log: Path) -> Forked:
        """Become `yiwang.app.child WORDS…`, writing into `log`; waits while the zygote still loads.

        Raises NotStarted.
        """
        if self.line is None:
            raise NotStarted
        go, begin = os.pipe()
        try:
            with log.open("ab") as output:
                asked = json.dumps({"name": name, "words": list(words)}).encode()
                socket.send_fds(self.line, [asked], [output.fileno(), go])
            while not select.select([self.line], [], [], 0.05)[0]:
                self.patience()
            answer = self.line.recv(WORD_BYTES)
            if not answer:
                raise NotStarted
            os.write(begin, b"!")
            return Forked(pid=int(answer))
        except OSError as error:
            raise NotStarted from error
        finally:
            os.close(go)
            os.close(begin)


def bury(known: set[int]) -> None:
    """Reap what was adopted besides the `known` processes: the children of children that died."""
    with contextlib.suppress(ChildProcessError):
        while (dead := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) is not None:
            if dead.si_pid in known:
                return  # whoever knows it wants its exit code
            os.waitpid(dead.si_pid, os.WNOHANG)


def serve(line: socket.socket) -> list[str]:
    """Fork at each word of the supervisor; returns in the new process only, with the words it shall be.

    Ends the process when the supervisor is gone.
    """
    supervisor = os.getppid()
    while True:
        asked, fds, _, _ = socket.recv_fds(line, WORD_BYTES, 2)
        if not asked:
            raise SystemExit(0)
        output, go = fds
        told, tell = os.pipe()
        between = os.fork()
        if not between:
            if os.fork():
                os._exit(0)
            os.setsid()
            os.write(tell, str(os.getpid()).encode())
            for fd in (told, tell, line.detach()):
                os.close(fd)
            said = json.loads(asked)
            _settle_in(said["name"], supervisor, output, go)
            return [str(word) for word in said["words"]]
        for fd in (tell, output, go):
            os.close(fd)
        os.waitpid(between, 0)
        # After the end of the one between: it has been adopted. Nothing where it died: nobody hears of it.
        line.send(os.read(told, 32))
        os.close(told)


def _settle_in(name: str, supervisor: int, output: int, go: int) -> None:
    """In the new process: wait for the word to begin, then be a child like one that was executed."""
    if not os.read(go, 1):
        os._exit(1)  # the supervisor does not know of us
    for stream in (1, 2):
        os.dup2(output, stream)
    for fd in (output, go):
        os.close(fd)
    end_with(supervisor)
    if LIBC is not None:
        LIBC.prctl(PR_SET_NAME, f"yiwang {name}"[:15].encode(), 0, 0, 0)
