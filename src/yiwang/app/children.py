"""Child processes: started with a parent-death signal, recorded with their start time, ended for sure."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

LOG_LIMIT_BYTES = 20 * 1024 * 1024
PR_SET_PDEATHSIG = 1
# Waits before the first, second … restart in a row; a child that lived some seconds was in no crash loop and
# starts again from the left.
BACK_OFF_S = (0.0, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
SETTLED_S = 5.0


def start_time(pid: int) -> str | None:
    """When `pid` started, in the kernel's own words, so that a reused number is never taken for it."""
    try:
        # The command name stands in brackets and may hold spaces: count fields after the last bracket.
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        fields = text.rpartition(")")[2].split()
        return None if fields[0] == "Z" else fields[19]
    except OSError:
        pass
    if Path("/proc/self").exists():
        return None
    told = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or None


LIBC: ctypes.CDLL | None = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def end_with(parent: int) -> None:
    """Let the system kill this process when `parent`, which it has now, ends."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it ended before the line above
            os._exit(1)


class NotStarted(Exception):
    """Whoever was asked to fork died before it had answered: nothing was started."""


class Process(Protocol):
    """What a `subprocess.Popen` is to us, and what a forked process is too."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...


class Forks(Protocol):
    """Forks into one of our processes. Raises NotStarted."""

    def fork(self, name: str, words: Sequence[str], log: Path) -> Process: ...


@dataclass(slots=True, kw_only=True)
class Child:
    """One process that shall run, and how often it had to be started again.

    The command is executed; where there is a zygote, it forks into these words.
    """

    name: str
    command: Sequence[str]
    zygote: Forks | None = None
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    pass_fds: tuple[int, ...] = ()
    stop_within_s: float = 10.0
    process: Process | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    failures: int = 0
    last_exit: int | None = None
    restarts: int = 0

    def start(self) -> None:
        """Start it in a session of its own: a Ctrl-C reaches the supervisor only, which stops in order.

        Raises NotStarted where it is to be forked.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        if self.zygote is not None:
            self.process = self.zygote.fork(self.name, self.command, self.log)
        else:
            self.process = self._execute()
        self.started_at = time.monotonic()

    def _execute(self) -> Process:
        with self.log.open("ab") as output:
            return subprocess.Popen(  # noqa: S603
                list(self.command),
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=self.pass_fds,
                start_new_session=True,
                preexec_fn=partial(end_with, os.getpid()),
            )

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def mend(self) -> bool:
        """Start the process again when it is dead and its wait is over; whether it was started."""
        if self.alive:
            return False
        now = time.monotonic()
        if self.process is not None:
            self.last_exit = self.process.returncode
            self.failures = 0 if now - self.started_at > SETTLED_S else self.failures + 1
            self.process = None
            self.due_at = now + BACK_OFF_S[min(max(self.failures - 1, 0), len(BACK_OFF_S) - 1)]
        if now < self.due_at:
            return False
        try:
            self.start()
        except NotStarted:
            return False
        except OSError as error:  # its log has no room: tried again
            if error.errno != errno.ENOSPC:
                raise
            return False
        self.restarts += 1
        return True

    def stop(self) -> None:
        """Ask the process to end, then make it."""
        if self.process is None:
            return
        _end(self.process.pid, self.process, self.stop_within_s)
        self.process = None


def _end(pid: int, process: Process, within_s: float) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(within_s)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    process.wait()


@dataclass(slots=True, kw_only=True)
class Register:
    """The file that says which processes a supervisor started, for the next one to end what outlived it."""

    path: Path

    def write(self, children: Sequence[Child]) -> None:
        rows = [
            {"name": child.name, "pid": child.process.pid, "started": start_time(child.process.pid)}
            for child in children
            if child.process is not None
        ]
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(rows), encoding="ascii")
        fresh.replace(self.path)

    def end_orphans(self, within_s: float = 5.0) -> list[str]:
        """End every recorded process that still runs (same pid *and* start time); their names."""
        try:
            rows = json.loads(self.path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return []
        ended = []
        for row in rows:
            pid, started = int(row["pid"]), row["started"]
            if not started or start_time(pid) != started:
                continue
            _signal(pid, signal.SIGTERM)
            limit = time.monotonic() + within_s
            while start_time(pid) == started and time.monotonic() < limit:
                time.sleep(0.05)
            if start_time(pid) == started:
                _signal(pid, signal.SIGKILL)
                while start_time(pid) == started:
                    time.sleep(0.05)
            ended.append(str(row["name"]))
        self.path.unlink(missing_ok=True)
        return ended


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        try:
            os.killpg(pid, number)
        except ProcessLookupError:
            os.kill(pid, number)
