"""From a reading accepted (202) to its case dispatched on the live stream, at 20 events a second.

A whole instance runs with its city and packs. Each event is one HTTP request with one reading of a
gauge that was dry; a rule that asks nobody raises the alert; the event, the case with its lead and co-
unit, their messages and facts follow. The clock starts when the 202 is read and stops when
`cases.dispatched` of the lead case arrives on `GET /api/live` of a signed-in person. Beside it runs the
raw limit: for each event the durable steps alone, one after the other (a JetStream publish, then
commits of SQLite with `synchronous=FULL` and JetStream publishes of facts as many as the chain has), up
to a plain NATS subscriber.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nats

from benchmarks._processor import spent
from benchmarks.result import Result
from tools.instance import Instance, Session
from yiwang.kernel import broker

WHAT = "p99 ms from an accepted reading to its dispatched case on the live stream, 20 events/s for 60 s"
BAR_MS = 1_000.0
STEPS = 3
"""alert · event · case: each is brought to the disk, then its facts are published."""
WARM = 20
PATIENCE_S = 180.0
"""A case that is not there by then is lost, not late."""


def p99(values: Sequence[float]) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(0.99 * len(ranked)))]


class Listener(threading.Thread):
    """Reads the live stream and notes when each gauge's lead case was dispatched."""

    def __init__(self, session: Session) -> None:
        super().__init__(daemon=True)
        parts = urlsplit(session.instance.url)
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
        self.cookie = session.cookie
        self.gauge_of: dict[str, str] = {}
        self.seen: dict[str, list[float]] = {}
        self.ready = threading.Event()

    def run(self) -> None:
        headers = {"cookie": self.cookie, "accept": "text/event-stream"}
        self.connection.request("GET", "/api/live", headers=headers)
        answer = self.connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(answer.read())
        self.ready.set()
        try:
            while line := answer.readline():
                if line.startswith(b"data:"):
                    self._fact(json.loads(line[5:]), time.monotonic())
        except (OSError, http.client.HTTPException, AttributeError, ValueError):
            return  # closed at the end

    def _fact(self, fact: dict[str, Any], now: float) -> None:
        data = fact.get("data") or {}
        if fact.get("type") == "rules.alert_raised":
            self.gauge_of[data["alert_id"]] = data["thing_id"]
        elif fact.get("type") == "cases.dispatched" and data.get("parent_id") is None:
            gauge = self.gauge_of.get(data.get("alert_id", ""))
            if gauge is not None:
                self.seen.setdefault(gauge, []).append(now)


async def _offer(url: str, token: str, first: int, many: int, rate: float) -> dict[str, float]:
    """Send one reading of each gauge at its time; when each was accepted."""
    parts = urlsplit(url)
    pool: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(8):
        pool.put_nowait(await asyncio.open_connection(parts.hostname, parts.port))
    accepted: dict[str, float] = {}

    async def _one(number: int, at: float) -> None:
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        reader, writer = await pool.get()
        gauge = f"bench-{number:05d}"
        reading = {
            "datastream": f"{gauge}.depth",
            "observed_at": datetime.now(UTC).isoformat(),
            "value": 41.0,
        }
        body = json.dumps({"observations": [reading]}).encode()
        writer.write(
            f"POST /api/ingest/observations HTTP/1.1\r\nhost: {parts.netloc}\r\n"
            f"authorization: Bearer {token}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.lower().splitlines()
        length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length"))
        answer = await reader.readexactly(length)
        if b" 202" not in lines[0]:
            raise RuntimeError(answer.decode())
        accepted[gauge] = time.monotonic()
        pool.put_nowait((reader, writer))

    began = time.monotonic() + 0.2
    await asyncio.gather(*(_one(first + i, began + i / rate) for i in range(many)))
    while not pool.empty():
        pool.get_nowait()[1].close()
    return accepted


async def _limit(seconds: float, rate: float) -> float:
    """p99 in ms of the durable steps alone."""
    with tempfile.TemporaryDirectory(prefix="yiwang-bench-") as name:
        folder, port = Path(name), broker.free_port()
        (folder / "nats.conf").write_text(broker.configuration(folder / "nats", port), encoding="utf-8")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen([broker.binary(), "-c", str(folder / "nats.conf")], **quiet)  # type: ignore[call-overload]
        try:
            client = await _connected(port)
            stream = client.jetstream()
            await stream.add_stream(name="RAW", subjects=["raw.>"])
            database = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            database.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, data TEXT)")
            arrived = asyncio.Event()
            times: list[float] = []

            async def _heard(_: Any) -> None:
                arrived.set()

            await client.subscribe("live", cb=_heard)
            text = "x" * 800
            began = time.monotonic()
            for number in range(int(seconds * rate)):
                await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
                start = time.monotonic()
                await stream.publish("raw.obs", text.encode())
                for _ in range(STEPS):
                    database.execute("BEGIN IMMEDIATE")
                    database.execute("INSERT INTO row (data) VALUES (?)", (text,))
                    database.execute("COMMIT")
                    await stream.publish("raw.fact", text.encode())
                arrived.clear()
                await client.publish("live", b"")
                await arrived.wait()
                times.append((time.monotonic() - start) * 1e3)
            database.close()
            await client.close()
            return p99(times)
        finally:
            server.terminate()
            server.wait(10)


async def _connected(port: int) -> Any:
    for _ in range(100):
        try:
            return await nats.connect(f"nats://127.0.0.1:{port}")
        except (OSError, nats.errors.Error):
            await asyncio.sleep(0.05)
    raise RuntimeError("NATS did not start")


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=loop")
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--seconds", type=float, default=60.0)
    words.add_argument("--rate", type=float, default=20.0)
    words.add_argument("--limit-seconds", type=float, default=10.0)
    words.add_argument("--settle", type=float, default=5.0)
    words.add_argument("--server", type=int, default=0, help="the database's process, where it has one")
    asked = words.parse_args(arguments)
    each = int(asked.seconds * asked.rate)
    ours: list[float] = []
    limit: list[float] = []
    medians: list[float] = []
    worst: list[float] = []
    sender_cpu: list[float] = []
    processor: list[tuple[float, float]] = []
    lost = doubled = 0
    print("starting a whole instance with its city and packs …", flush=True)
    with Instance() as instance:
        token = subprocess.run(
            [sys.executable, "-m", "benchmarks._loop_town", str(WARM + each * asked.runs)],
            env={**instance.environment(), "DJANGO_SETTINGS_MODULE": "yiwang.app.settings"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split()[-1]
        listener = Listener(instance.sign_in("dispatcher"))
        listener.start()
        listener.ready.wait(20)
        time.sleep(asked.settle)
        asyncio.run(_offer(instance.url, token, 0, WARM, asked.rate))
        _wait(listener, {f"bench-{number:05d}" for number in range(WARM)}, 30)
        for number in range(asked.runs):
            cpu, began, before = _own_cpu(), time.monotonic(), _house(instance, asked.server)
            accepted = asyncio.run(_offer(instance.url, token, WARM + number * each, each, asked.rate))
            _wait(listener, set(accepted), PATIENCE_S)
            sender_cpu.append((_own_cpu() - cpu) / (time.monotonic() - began))
            ms = [
                1e3 * (now - then) / each
                for now, then in zip(_house(instance, asked.server), before, strict=True)
            ]
            processor.append((ms[0], ms[1]))
            took = [
                max(0.0, listener.seen[gauge][0] - at) * 1e3
                for gauge, at in accepted.items()
                if gauge in listener.seen
            ]
            lost += len(accepted) - len(took)
            doubled += sum(len(listener.seen.get(gauge, ())) > 1 for gauge in accepted)
            if not took:
                raise RuntimeError("no case was dispatched\n" + instance.logs())
            ours.append(p99(took))
            medians.append(sorted(took)[len(took) // 2])
            worst.append(max(took))
            limit.append(asyncio.run(_limit(asked.limit_seconds, asked.rate)))
            print(
                f"run {number + 1}: p99 {ours[-1]:.0f} ms, median {medians[-1]:.0f} ms, worst "
                f"{worst[-1]:.0f} ms, {len(took)} of {len(accepted)} dispatched; durable steps alone "
                f"{limit[-1]:.1f} ms; processor {ms[0]:.1f} ms an event + database {ms[1]:.1f} ms",
                flush=True,
            )
    return Result(
        name="loop",
        values=ours,
        unit="ms p99",
        bar=BAR_MS,
        limit_what=f"p99 ms of {STEPS} SQLite FULL commits and {1 + STEPS} JetStream publishes in a row",
        limit_values=limit,
        more={
            "events_per_s": asked.rate,
            "seconds": asked.seconds,
            "median_ms": [round(one) for one in medians],
            "worst_ms": [round(one) for one in worst],
            "lost": lost,
            "doubled": doubled,
            "sender_cpu": [round(one, 2) for one in sender_cpu],
            "processor_ms_per_event": [[round(one, 1) for one in pair] for pair in processor],
            "processors": os.cpu_count(),
        },
        also_met=not lost and not doubled,
    )


def _wait(listener: Listener, gauges: set[str], within_s: float) -> None:
    until = time.monotonic() + within_s
    while time.monotonic() < until and not gauges <= set(listener.seen):
        time.sleep(0.05)


def _house(instance: Instance, server: int) -> tuple[float, float]:
    """Seconds of processor time of the instance, and of its database where that is a process of its own."""
    assert instance.process is not None
    return spent(instance.process.pid), spent(server) if server else 0.0


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
