"""More than one of each: three NATS servers that keep every message three times, three workers, two of which
share the judge.

One server and one worker die by kill -9 under load, and the server stays away. What was acknowledged is in
the lake once, every alert is there once (`truth`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.faults import truth
from tests.faults.traffic import Traffic, wait
from tools.instance import Instance
from yiwang.kernel import broker
from yiwang.kernel.bus import Bus, BusUnavailable

SEED = int(os.environ.get("YIWANG_TEST_SEED", "20261122"))
pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@contextmanager
def cluster(folder: Path, size: int = 3) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """NATS servers on loopback that know each other: their addresses and their processes."""
    ports = [(broker.free_port(), broker.free_port()) for _ in range(size)]
    routes = ", ".join(f'"nats-route://127.0.0.1:{route}"' for _, route in ports)
    servers = []
    for number, (port, route) in enumerate(ports):
        home = folder / f"nats-{number}"
        home.mkdir()
        config = home / "nats.conf"
        config.write_text(
            f"server_name: s{number}\n{broker.configuration(home, port)}"
            f'cluster {{ name: city, listen: "127.0.0.1:{route}", routes: [{routes}] }}\n'
        )
        with (home / "nats.log").open("wb") as log:
            servers.append(subprocess.Popen([broker.binary(), "-c", str(config)], stdout=log, stderr=log))
    url = ",".join(f"nats://127.0.0.1:{port}" for port, _ in ports)
    try:
        bus = Bus(url, replicas=size)
        wait(lambda: _keeps(bus), 30, "the cluster keeps a stream")
        bus.close()
        yield url, servers
    finally:
        for server in servers:
            server.kill()
            server.wait(10)


def _keeps(bus: Bus) -> bool:
    with suppress(BusUnavailable):
        bus.ensure_stream("TRY", ["try"])
        return True
    return False


def holders(instance: Instance) -> set[str]:
    """Who holds the parts of the judge."""
    asked = "SELECT holder FROM kernel_leaserow WHERE name IN ('rules.judge.0', 'rules.judge.1')"
    return {holder for (holder,) in truth.ask(instance, asked) if holder}


def test_a_server_and_a_worker_of_three_die_and_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    with (
        cluster(tmp_path) as (url, servers),
        Instance(
            feed="off",
            mqtt_port=str(broker.free_port()),
            nats_url=url,
            nats_replicas="3",
            worker_processes="3",
            judge_partitions="2",
        ) as instance,
    ):
        wait(lambda: len(holders(instance)) == 2, 30, "each worker holds a part of the judge")
        traffic = Traffic(instance, SEED)
        time.sleep(2)
        servers[SEED % len(servers)].send_signal(signal.SIGKILL)
        time.sleep(1)
        os.kill(instance.pids()["worker-1" if SEED % 2 else "worker"], signal.SIGKILL)
        time.sleep(3)
        traffic.end()
        print(f"{len(traffic.acked)} readings, {len(traffic.floods)} floods, {traffic.device.tries} tries")
        wait(lambda: instance.get("/health/ready")[0] == 200, 60, "ready again")
        truth.check(instance, traffic)
        assert len(traffic.floods) > 1
