"""The bus or the database is away for a minute, 200 times: `make soak` only, because it takes an hour.

Each outage has its own seed, which draws what is away and when: the bus that stands still (SIGSTOP) or is
gone (killed, and kept from coming back), over either database, or the PostgreSQL server that is gone. Before,
during and after it devices send and an officer confirms; then `truth`. YIWANG_TEST_OUTAGES seeds of
YIWANG_TEST_GONE_S seconds, YIWANG_TEST_SIDE_BY_SIDE at a time. A short outage of each is in `test_kills`.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.faults.lanes import FIRST, Fault, side_by_side
from tests.faults.outages import bus_gone, database_gone, standing_still
from tests.faults.traffic import Traffic
from tools import postgres
from tools.instance import Instance, prepare
from yiwang.app import loaded, options
from yiwang.kernel import broker

OUTAGES = int(os.environ.get("YIWANG_TEST_OUTAGES", "200"))
GONE_S = float(os.environ.get("YIWANG_TEST_GONE_S", "60"))
pytestmark = pytest.mark.timeout(600 + int(OUTAGES * (GONE_S + 120)))
_one_at_a_time = threading.Lock()
ON_SQLITE = ["bus still", "bus gone"]
ON_POSTGRESQL = ["bus still", "bus gone", "database gone", "database gone"]


def drawn(seed: int) -> tuple[bool, str]:
    """Whether it is on PostgreSQL, and what is away."""
    kinds = [(False, one) for one in ON_SQLITE] + [(True, one) for one in ON_POSTGRESQL]
    return random.Random(f"outage {seed}").choice(kinds)


def outage_of(instance: Instance, server: postgres.Server | None) -> Fault:
    """The outage that a seed draws."""
    away: dict[str, Callable[[], AbstractContextManager[None]]] = {
        "bus still": lambda: standing_still(instance),
        "bus gone": lambda: bus_gone(instance),
    }
    if server is not None:
        away["database gone"] = lambda: database_gone(server)

    def fault(seed: int, traffic: Traffic) -> str:
        kind = drawn(seed)[1]
        with away[kind]():
            time.sleep(GONE_S)
        return kind

    return fault


@contextmanager
def on_sqlite() -> Iterator[tuple[Instance, Fault]]:
    with Instance(feed="off", mqtt_port=str(broker.free_port())) as instance:
        yield instance, outage_of(instance, None)


@contextmanager
def on_postgresql() -> Iterator[tuple[Instance, Fault]]:
    kept = _first_start()
    with postgres.server(data=kept / "data") as server:
        instance = _instance_on(server)
        shutil.copytree(kept / "home", instance.home, dirs_exist_ok=True)
        with instance:
            yield instance, outage_of(instance, server)


def _instance_on(server: postgres.Server) -> Instance:
    return Instance(feed="off", mqtt_port=str(broker.free_port()), database_url=server.url, web_processes="1")


def _first_start() -> Path:
    """What a first start makes, kept for all lanes: the data of the server and of the instance on it."""
    kept = Path(os.environ["YIWANG_TEST_PREPARED"]) / f"{loaded.fingerprint(options.read({})):x}.postgresql"
    with _one_at_a_time:
        if not kept.exists():
            half = kept.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir(parents=True)
            with postgres.server() as server:
                instance = _instance_on(server)
                prepare(half / "home", instance.environment())
                instance.remove()
                server.end(signal.SIGINT)
                subprocess.run(["cp", "-a", str(server.data), str(half / "data")], check=True)
            half.rename(kept)
    return kept


def test_what_stands_on_the_bus_and_the_database_outlasts_their_outages() -> None:
    try:
        postgres.binaries()
    except postgres.PostgresMissing:
        pytest.skip("no PostgreSQL server here (Debian: apt install postgresql)")
    seeds = range(FIRST, FIRST + OUTAGES)
    embedded = [seed for seed in seeds if not drawn(seed)[0]]
    served = [seed for seed in seeds if drawn(seed)[0]]
    assert side_by_side([(on_postgresql, served), (on_sqlite, embedded)]) == []
