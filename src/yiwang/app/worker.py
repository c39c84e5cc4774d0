"""A worker process: every registered task in a thread of its own, under its lease.

A thread pumps until its task is quiet, then sleeps until the bus wakes it or its period is over. A task that
fails waits longer each time and says so on `health.worker`; one that lost its lease asks for it again.

Of several workers each asks at once for its share of the tasks, and for the others' only when their leases
could have run out: a worker that is gone for good is replaced. The last one has what follows the facts
(numbering them, events, cases), the others what follows the readings, and the rest: a flood of readings
leaves the cases an interpreter of their own, and with it a processor; the parts of the judge sit apart.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import secrets
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

from yiwang.app import rooms
from yiwang.app import tasks as house
from yiwang.app.child import settle
from yiwang.kernel import tasks
from yiwang.kernel.bus import BusUnavailable, bus, ring_first

log = logging.getLogger(__name__)

LEASE_TTL_S = 10.0
YIELDS_S = 1.5 * LEASE_TTL_S
RENEW_EVERY_S = 2.0
BEAT_EVERY_S = 1.0
BACK_OFF_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
STOP_WITHIN_S = 8.0
FOLLOWS_FACTS = ("kernel.sequencer", "facts.")
BEAT = "health.worker"
ASK = "health.ask"


@dataclass(slots=True)
class Runner:
    """One task, its thread, and how it fares."""

    task: tasks.Task
    holder: str
    stop: threading.Event
    ours: bool = True
    """False for the share of another worker, who is let ask first."""
    bell: threading.Event = field(default_factory=threading.Event)
    state: str = "starting"
    error: str = ""
    failures: int = 0
    restarts: int = 0
    thread: threading.Thread | None = None

    def start(self) -> None:
        self.thread = threading.Thread(target=self._run, name=self.task.name, daemon=True)
        self.thread.start()

    def ring(self) -> None:
        self.bell.set()

    def _run(self) -> None:
        try:
            if not self.ours:
                self.state = "waiting"
                self.stop.wait(YIELDS_S)
            while not self.stop.is_set():
                try:
                    self._hold_and_pump()
                except tasks.LeaseLost:
                    self.state = "waiting"
                except Exception as error:
                    self._failed(error)
        finally:
            connection.close()

    def _hold_and_pump(self) -> None:
        lease = tasks.acquire(self.task.name, self.holder, LEASE_TTL_S)
        if lease is None:
            self.state = "waiting"
            self.stop.wait(0.5 if self.ours else LEASE_TTL_S / 2)
            return
        while not self.stop.is_set():
            self.bell.clear()
            done = self.task.pump(lease)
            self.failures = 0
            # A task that works and gets nowhere may say why: the sequencer whose stream takes nothing.
            self.error = getattr(self.task, "trouble", "")
            self.state = "held up" if self.error else "running"
            if self.task.pause:
                self.stop.wait(self.task.pause)
            # Who knows that nothing is left need not look again in vain: what comes meanwhile rings.
            if done and getattr(self.task, "behind", True):
                continue
            rung = self.bell.wait(max(0.0, self.task.every - self.task.pause))
            # Who is rung after a silence may wait a little for what comes with it.
            if rung and (gathers := getattr(self.task, "gathers", 0.0)):
                self.stop.wait(gathers)

    def _failed(self, error: Exception) -> None:
        self.failures += 1
        self.restarts += 1
        self.state, self.error = "failing", f"{type(error).__name__}: {error}"[:300]
        log.exception("task %s failed (%s in a row)", self.task.name, self.failures)
        connection.close()  # it may be the connection that broke
        self.stop.wait(BACK_OFF_S[min(self.failures, len(BACK_OFF_S)) - 1])


class Worker:
    """All tasks of one process, the `number`-th of so many."""

    def __init__(self, holder: str, number: int = 0, of: int = 1) -> None:
        self.holder = holder
        self.stop = threading.Event()
        self.runners = [
            Runner(task, holder, self.stop, share(task, place, of) == number)
            for place, task in enumerate(tasks.registered())
        ]
        self._by_bell: dict[str, list[Runner]] = {}
        for runner in self.runners:
            for bell in runner.task.wakes:
                self._by_bell.setdefault(bell, []).append(runner)
        self._listening = False

    def beat(self) -> dict[str, object]:
        """What the health page shows."""
        return {
            "holder": self.holder,
            "tasks": {
                one.task.name: {"state": one.state, "error": one.error, "restarts": one.restarts}
                for one in self.runners
            },
        }

    def run(self) -> None:
        """Start every task and keep house until `stop` is set."""
        tasks.release(self.holder)
        ring_first(self.ring)
        for one in self.runners:
            one.start()
        renewed = time.monotonic()
        while not self.stop.wait(self._pause_s()):
            self._listen()
            self._tell()
            if time.monotonic() - renewed >= RENEW_EVERY_S:
                renewed = time.monotonic()
                self._renew()
        limit = time.monotonic() + STOP_WITHIN_S
        for one in self.runners:
            one.ring()
        for one in self.runners:
            if one.thread is not None:
                one.thread.join(max(0.0, limit - time.monotonic()))
        tasks.release(self.holder)

    def _pause_s(self) -> float:
        """Quick beats until every task has run once, so that a start is seen to be over when it is."""
        return BEAT_EVERY_S if all(one.state != "starting" for one in self.runners) else 0.1

    def _renew(self) -> None:
        try:
            tasks.renew(self.holder, LEASE_TTL_S)
        except Exception:
            log.exception("leases could not be renewed")
            connection.close()

    def _listen(self) -> None:
        if self._listening:
            return
        try:
            bus().subscribe("wake.>", self._rung)
            bus().subscribe(ASK, lambda subject, data: self._tell())
            self._listening = True
            self._tell()
        except BusUnavailable:
            log.info("worker: the bus is away, tasks poll")

    def _rung(self, subject: str, data: bytes) -> None:
        self.ring(subject.removeprefix("wake."))

    def ring(self, subject: str) -> bool:
        """Wake the tasks that listen to `subject`; True where all of them run in this process."""
        rung = self._by_bell.get(subject, ())
        for one in rung:
            one.ring()
        return all(one.state != "waiting" for one in rung)

    def _tell(self) -> None:
        try:
            bus().send(BEAT, json.dumps(self.beat()).encode())
        except BusUnavailable:
            log.debug("worker: nobody to tell")


def share(task: tasks.Task, place: int, of: int) -> int:
    """The number of the worker, of so many, that asks first for the `place`-th task."""
    if task.name.startswith(FOLLOWS_FACTS):
        return of - 1
    return place % (of - 1) if of > 1 else 0


def instance(run: Path) -> str:
    """This data folder's lasting name as a holder: a worker that comes back takes its leases at once."""
    path = run / "instance"
    if not path.exists():
        mine = run / f"instance.{os.getpid()}"
        mine.write_text(f"worker-{secrets.token_hex(6)}", encoding="ascii")
        with contextlib.suppress(FileExistsError):
            os.link(mine, path)  # of several that start at once, the first names them all
        mine.unlink()
    return path.read_text(encoding="ascii").strip()


def main() -> None:
    """Run until told to stop; started by the supervisor through `yiwang.app.child`."""
    rooms.import_tasks()
    settle()
    number, of = (int(word) for word in sys.argv[1:3]) if len(sys.argv) > 2 else (0, 1)
    name = instance(settings.YIWANG.run)
    worker = Worker(f"{name}-{number}" if number else name, number, of)
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: worker.stop.set())
    log.info("worker: %s tasks", len(worker.runners))
    worker.run()
    if connection.vendor == "sqlite" and not number:
        house.checkpoint("TRUNCATE")
    log.info("worker: stopped")
