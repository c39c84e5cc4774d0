"""kill -9 of web, worker, zygote, NATS and PostgreSQL at scheduled moments in one long-lived instance, busy;
then the bus stands still or is gone for a while, and the database is gone for one.

Always: what was acknowledged is in the lake once, every alert has exactly one open case, facts have no gap
(`truth` says how that is seen). Kills do not wait for each other: a process may die while another comes back.
The number of kills is YIWANG_TEST_KILLS (50 here, 500 by `make soak`) over both databases, an outage lasts
YIWANG_TEST_GONE_S (6, or 60; `soak_outages` has 200 more). The schedule follows from YIWANG_TEST_SEED, the
moment of each kill from a seed of its own; it is printed.

Duplicates, disorder and wrong clocks are in the traffic of every seed, whatever dies: one device says each
eight readings (four by a right clock, four by one that is an hour slow) eighteen times, in three batches of
drawn order, and with them one by a clock that is an hour fast, which must be refused. While nothing is away
that is some 900 readings a minute, and 110 from the future.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

import pytest

from tests.faults import truth
from tests.faults.outages import BACK_WITHIN_S, bus_gone, database_gone, standing_still, wait_ready
from tests.faults.traffic import Traffic, wait
from tests.ledger import note, say
from tools import postgres
from tools.instance import Instance
from yiwang.kernel import broker

KILLS = int(os.environ.get("YIWANG_TEST_KILLS", "50"))
SEED = int(os.environ.get("YIWANG_TEST_SEED", "20261122"))
GONE_S = float(os.environ.get("YIWANG_TEST_GONE_S", "6"))
ON_SQLITE = KILLS * 3 // 5

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 + 20 * KILLS)]


class Victim(Protocol):
    """A process that can be killed, and knows whether it serves (again)."""

    name: str

    def serves(self) -> bool: ...
    def kill(self) -> None: ...


class Child:
    """A process that the supervisor starts again; `works` says whether the present one does its work."""

    def __init__(self, instance: Instance, name: str, works: Callable[[Instance], bool]) -> None:
        self.instance = instance
        self.name = name
        self.works = works
        self.killed = 0

    def serves(self) -> bool:
        return self.instance.pids().get(self.name, 0) not in (0, self.killed) and self.works(self.instance)

    def kill(self) -> None:
        self.killed = self.instance.pids()[self.name]
        os.kill(self.killed, signal.SIGKILL)


class Worker(Child):
    """It works once it has taken its lease anew: the fence is another than that of the dead one."""

    def __init__(self, instance: Instance, name: str, task: str) -> None:
        super().__init__(instance, name, lambda instance: self._fence() not in (0, self.fence))
        self.task = task
        self.fence = 0

    def kill(self) -> None:
        self.fence = self._fence()
        super().kill()

    def _fence(self) -> int:
        asked = f"SELECT fence FROM kernel_leaserow WHERE name = '{self.task}' AND holder <> ''"
        found = truth.ask(self.instance, asked)
        return int(found[0][0]) if found else 0


class Database:
    """A PostgreSQL server; nobody starts it again but us."""

    name = "postgres"

    def __init__(self, server: postgres.Server) -> None:
        self.server = server

    def serves(self) -> bool:
        return True

    def kill(self) -> None:
        self.server.end(signal.SIGKILL)
        self.server.start()


def children(instance: Instance) -> list[Victim]:
    return [
        Child(instance, "web-0", lambda instance: instance.get("/health/live")[0] == 200),
        Worker(instance, "worker", "rules.judge"),
        Worker(instance, "worker-1", "facts.cases.world"),
        Child(instance, "zygote", lambda instance: True),  # whoever dies with it waits for the next one
        Child(instance, "nats", _bus_answers),
    ]


def _bus_answers(instance: Instance) -> bool:
    url = (instance.home / "run" / "nats.url").read_text(encoding="ascii")
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) == 0


def schedule(victims: list[Victim], kills: int, seed: int) -> Iterator[tuple[float, Victim]]:
    """Seconds for which it shall serve, each from a seed of its own, and whom: all of them once a round, each
    round in another order."""
    for number in range(kills):
        chance = random.Random(f"kill {seed}/{number}")
        if number % len(victims) == 0:
            order = chance.sample(victims, len(victims))
        yield chance.uniform(0.2, 2.0), order[number % len(victims)]


def kill_on_schedule(victims: list[Victim], kills: int, seed: int) -> list[str]:
    """Kill at the scheduled moments; who died, in order.

    A victim is killed while it serves: one that has not come back yet is waited for, and let work a while.
    """
    died: list[str] = []
    for pause, victim in schedule(victims, kills, seed):
        wait(victim.serves, BACK_WITHIN_S, f"{victim.name} serves after {died[-5:]}")
        time.sleep(pause)
        victim.kill()
        died.append(victim.name)
        if len(died) % 50 == 0:
            say(f"kill -9: {len(died)} / {kills}")
    for victim in victims:
        wait(victim.serves, BACK_WITHIN_S, f"{victim.name} serves again")
    return died


Outages = Callable[[], list[AbstractContextManager[None]]]


def bus_away(instance: Instance, seed: int) -> AbstractContextManager[None]:
    """The bus stands still or is gone, as the seed draws it."""
    return random.Random(f"outage {seed}").choice([standing_still, bus_gone])(instance)


def run(instance: Instance, victims: list[Victim], kills: int, seed: int, outages: Outages) -> None:
    """The kills and outages, the traffic around them, and the truth after them."""
    traffic = Traffic(instance, seed)
    began = time.monotonic()
    died = kill_on_schedule(victims, kills, seed)
    took = time.monotonic() - began
    for outage in outages():
        with outage:
            time.sleep(GONE_S)
        wait_ready(instance)
    traffic.end()
    print(
        f"seed {seed}: {died} in {took:.0f} s; {len(traffic.acked)} readings, {len(traffic.floods)} floods, "
        f"{len(traffic.officer.confirmed)} confirmed, {traffic.device.tries} tries"
    )
    wait_ready(instance)
    truth.check(instance, traffic)
    print(f"checked after {time.monotonic() - began:.0f} s")
    assert {victim.name for victim in victims} == set(died)
    note("kill -9", seed, len(died))


def an_instance(**settings: str) -> Instance:
    return Instance(home=None, bare=False, feed="off", mqtt_port=str(broker.free_port()), **settings)


def test_on_sqlite_processes_killed_under_load_lose_nothing_and_double_nothing() -> None:
    with an_instance() as instance:
        run(instance, children(instance), ON_SQLITE, SEED, lambda: [bus_away(instance, SEED)])


def test_on_postgresql_its_server_killed_too_nothing_is_lost_and_nothing_doubled() -> None:
    try:
        postgres.binaries()
    except postgres.PostgresMissing:
        pytest.skip("no PostgreSQL server here (Debian: apt install postgresql)")
    with postgres.server() as server, an_instance(database_url=server.url, web_processes="1") as instance:
        victims = [*children(instance), Database(server)]
        away = lambda: [bus_away(instance, SEED + 1), database_gone(server)]  # noqa: E731
        run(instance, victims, KILLS - ON_SQLITE, SEED + 1, away)
