"""kill -9 of web, worker and NATS at scheduled moments inside one long-lived instance, under load.

Always: what was acknowledged is in the lake once, every alert has exactly one case, facts have no gap. The
number of kills is YIWANG_TEST_KILLS (50 here, 500 by `make soak`), the schedule follows from
YIWANG_TEST_SEED and is printed.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import paho.mqtt.client as paho
import pytest
from deltalake import DeltaTable

from tools.instance import Instance

SOAK = bool(os.environ.get("YIWANG_TEST_SOAK"))
KILLS = int(os.environ.get("YIWANG_TEST_KILLS", "500" if SOAK else "50"))
SEED = int(os.environ.get("YIWANG_TEST_SEED", "20261122"))
VICTIMS = ("web-0", "worker", "nats")
GAUGES = [f"zj-ck-js-{number:02d}.depth" for number in range(1, 8)]
BROKEN = "zj-ck-js-08.depth"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 + 20 * KILLS)]


def wait(ready: Callable[[], Any], seconds: float, what: str) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := ready()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.05)
    return found


@dataclass
class Device:
    """Something that keeps its readings until they are acknowledged, as devices do."""

    instance: Instance
    token: str
    acked: dict[tuple[str, int], float] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    tries: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _last_us: int = 0

    def moment(self) -> int:
        """Now in microseconds, never the same twice."""
        with self._lock:
            self._last_us = max(self._last_us + 1, time.time_ns() // 1000)
            return self._last_us

    def send(self, *readings: tuple[str, float], key: str | None = None) -> None:
        """Send until it is taken; the same content under the same key each time."""
        rows = [(name, self.moment(), value) for name, value in readings]
        body = json.dumps(
            {"observations": [{"datastream": n, "observed_at": text(us), "value": v} for n, us, v in rows]}
        ).encode()
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        if key:
            headers["idempotency-key"] = key
        for _ in range(1200):
            self.tries += 1
            status, _, answer = self.instance.ask(
                "POST", "/api/ingest/observations", body=body, headers=headers
            )
            if status == 202:
                self.acked |= {(name, us): value for name, us, value in rows}
                return
            if status not in (0, 503):
                self.refused.append(f"{status} {answer[:300]!r}")
                return
            time.sleep(0.05)
        self.refused.append("never taken")


def text(us: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)).isoformat(timespec="microseconds")


def token_of(instance: Instance) -> tuple[str, str]:
    """A source that may send for the gauges, with a token issued by the data steward: its id and token."""
    steward = instance.sign_in("steward")
    for source in steward.get("/api/sources"):
        status, issued = steward.post(f"/api/sources/{source['id']}/token", {})
        assert status == 200, issued
        probe = Device(instance, issued["token"])
        probe.send((GAUGES[0], 1.0))
        if not probe.refused:
            return source["id"], issued["token"]
    raise AssertionError("no source may send for the gauges")


def database(instance: Instance) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{instance.home}/yiwang.sqlite3?mode=ro", uri=True, timeout=20)


def ask(instance: Instance, sql: str) -> list[tuple[Any, ...]]:
    connection = database(instance)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


class Kills:
    """The schedule: whom and when, from the seed alone."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.chance = random.Random(SEED)
        self.done: list[str] = []

    def one(self) -> None:
        victim = self.chance.choice(VICTIMS)
        time.sleep(self.chance.uniform(0.2, 1.2))
        before = wait(lambda: self.instance.pids().get(victim), 20, f"{victim} runs")
        os.kill(before, signal.SIGKILL)
        self.done.append(victim)
        wait(lambda: self.instance.pids().get(victim) not in (None, before), 30, f"{victim} came back")


def mqtt_device(
    instance: Instance, source: str, token: str, acked: dict[tuple[str, int], float]
) -> paho.Client:
    port = int(instance.settings["mqtt_port"])
    client = paho.Client(paho.CallbackAPIVersion.VERSION2, client_id="fault-device", protocol=paho.MQTTv311)
    client.username_pw_set(source, token)
    client.reconnect_delay_set(1, 1)
    waiting: dict[int, tuple[str, int, float]] = {}
    client.user_data_set(waiting)

    def published(_c: Any, _u: Any, mid: int, _code: Any, _p: Any) -> None:
        name, us, value = waiting.pop(mid)
        acked[(name, us)] = value

    client.on_publish = published
    client.max_inflight_messages_set(20)
    wait(lambda: _try_connect(client, port), 20, "the MQTT gateway listens")
    client.loop_start()
    return client


def _try_connect(client: paho.Client, port: int) -> bool:
    try:
        client.connect("127.0.0.1", port, keepalive=20)
    except OSError:
        return False
    return True


def test_processes_killed_under_load_lose_nothing_and_double_nothing() -> None:
    from yiwang.kernel import broker

    with Instance(feed="off", mqtt_port=str(broker.free_port())) as instance:
        source, token = token_of(instance)
        device = Device(instance, token)
        over = threading.Event()

        def murmur(number: int) -> None:
            count = 0
            while not over.is_set():
                count += 1
                device.send((GAUGES[number], 0.6 + count % 40 / 100), key=f"m{number}-{count}")
                time.sleep(0.02)

        mqtt_acked: dict[tuple[str, int], float] = {}
        mqtt = mqtt_device(instance, source, token, mqtt_acked)
        threads = [threading.Thread(target=murmur, args=(number,), daemon=True) for number in (5, 6)]
        for thread in threads:
            thread.start()
        kills = Kills(instance)
        began = time.monotonic()
        floods = 0
        for number in range(KILLS):
            gauge = GAUGES[number % 5]
            device.send((gauge, 45.0 + number / 10), (BROKEN, 999.0))
            floods += 1
            us = device.moment()
            payload = json.dumps({"t": text(us), "v": 0.5}).encode()
            sent = mqtt.publish("yiwang/" + GAUGES[4], payload, qos=1)
            mqtt._userdata[sent.mid] = (GAUGES[4], us, 0.5)
            kills.one()
            device.send((gauge, 2.0), (BROKEN, 1.0 + number / 100))
        took = time.monotonic() - began
        over.set()
        for thread in threads:
            thread.join(60)
        print(
            f"seed {SEED}: {kills.done} in {took:.0f} s; {len(device.acked)} readings, {device.tries} tries"
        )
        assert device.refused == []
        wait(lambda: instance.get("/health/ready")[0] == 200, 60, "ready again")
        wait(lambda: not mqtt._userdata, 30, "the MQTT device was acknowledged")
        mqtt.disconnect()
        mqtt.loop_stop()
        check_alerts(instance, floods)
        check_facts(instance)
        check_lake(instance, device.acked | mqtt_acked)


def check_alerts(instance: Instance, floods: int) -> None:
    """Every flood raised an alert; a duty officer confirms them all; each has exactly one case."""
    raised = "SELECT id, outcome FROM rules_alertrow WHERE hazard = 'waterlogging'"
    wait(lambda: len(ask(instance, raised)) >= 1, 30, "the first flood was seen")
    time.sleep(3)
    duty = instance.sign_in("duty")
    for alert_id, outcome in ask(instance, raised):
        if not outcome:
            status, answer = duty.post(f"/api/alerts/{alert_id}/end", {"outcome": "true", "reason": "seen"})
            assert status in (200, 409), answer
    ended = "SELECT id FROM rules_alertrow WHERE outcome IN ('true', 'device_fault') AND late = 0"
    linked = "SELECT alert_id, count(DISTINCT case_id) FROM cases_casealert GROUP BY alert_id"

    def settled() -> bool:
        return {row[0] for row in ask(instance, ended)} <= {row[0] for row in ask(instance, linked)}

    try:
        wait(settled, 40, "every confirmed alert has a case")
    except AssertionError:
        parked = ask(instance, "SELECT consumer, position, error FROM kernel_parkedfact")
        alone = (
            "SELECT id, outcome FROM rules_alertrow WHERE id NOT IN (SELECT alert_id FROM cases_casealert)"
        )
        print("parked:", parked, "without a case:", ask(instance, alone), instance.logs()[-6000:])
        raise
    assert all(count == 1 for _, count in ask(instance, linked))
    keys = ask(instance, "SELECT count(*), count(DISTINCT key) FROM rules_alertrow")
    assert keys[0][0] == keys[0][1]
    events = ask(
        instance,
        "SELECT event_id, count(*) FROM cases_case WHERE event_id <> '' AND parent_id IS NULL GROUP BY 1",
    )
    assert all(count == 1 for _, count in events), "an event with two cases"
    assert 1 <= len(ask(instance, raised)) <= floods


def check_facts(instance: Instance) -> None:
    def numbered() -> bool:
        return ask(instance, "SELECT count(*) FROM kernel_factrow WHERE position IS NULL") == [(0,)]

    wait(numbered, 20, "every fact has its position")
    ((count, low, high),) = ask(
        instance, "SELECT count(position), min(position), max(position) FROM kernel_factrow"
    )
    assert (low, high) == (1, count)
    ((most,),) = ask(
        instance,
        "SELECT max(n) FROM (SELECT count(*) AS n FROM kernel_factrow GROUP BY subject, subject_version)",
    )
    assert most == 1


def check_lake(instance: Instance, acked: dict[tuple[str, int], float]) -> None:
    """Wait for the writer, then read the Delta files as a stranger would."""
    folder = instance.home / "lake" / "observations"

    def rows() -> dict[tuple[str, int], list[float]]:
        found: dict[tuple[str, int], list[float]] = {}
        uris = DeltaTable(str(folder)).file_uris()
        with duckdb.connect() as engine:
            for name, us, value in engine.execute(
                "SELECT datastream, epoch_us(observed_at), value FROM read_parquet($uris)", {"uris": uris}
            ).fetchall():
                found.setdefault((name, us), []).append(value)
        return found

    wait(
        lambda: folder.is_dir() and set(acked) <= set(rows()), 30, "every acknowledged reading is in the lake"
    )
    found = rows()
    wrong = {key: found[key] for key, value in acked.items() if found[key] != [value]}
    assert wrong == {}
    assert all(len(values) == 1 for values in found.values())
