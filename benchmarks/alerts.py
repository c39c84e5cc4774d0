"""From a reading accepted (202) to its alert on the fact stream, while a city sends 20,000 readings a second.

A whole instance without a city runs, with 10,000 datastreams and 500 rules in force. Batches of 1,000 come at
an even pace; in each some gauges go over their limit and stay there. A threshold rings at the first reading
that has lasted as long as it must, a rate at its jump: the clock starts when the 202 for that batch is read
and stops when the fact of the alert arrives at a plain NATS subscriber. Before, a gauge of its own jumps up
and down until its alert is told: then the rules are in force. An alert is missing when the fact stream,
read again at the end, does not hold it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from benchmarks._alerts_town import HOLD_S
from benchmarks._ingest_town import names
from benchmarks.ingest import ROWS, _cpu_s, _own_cpu, _settings
from benchmarks.judge import _kinds
from benchmarks.loop import p99
from benchmarks.result import Result
from tools.instance import Instance

WHAT = "p99 ms from an accepted reading to its alert at 20,000 readings/s, 10,000 datastreams, 500 rules"
BAR_MS = 1_000.0
LANES = 8
PATIENCE_S = 60.0


class Listener:
    """When each datastream's alerts were told, by fact. The bus may say one fact again, and its listeners
    know it by its id; two facts are two alerts."""

    def __init__(self) -> None:
        self.seen: dict[str, dict[str, float]] = {}
        self.said_again = 0
        self._lock = threading.Lock()

    def hear(self, subject: str, data: bytes) -> None:
        now = time.monotonic()
        fact = json.loads(data)
        if fact.get("type") == "rules.alert_raised" and not fact["data"].get("fault"):
            with self._lock:
                known = self.seen.setdefault(fact["data"]["datastream_id"], {})
                self.said_again += fact["id"] in known
                known.setdefault(fact["id"], now)


def told_in_stream() -> Counter[str]:
    """How many alerts of each datastream lie in the fact stream, whoever heard of them."""
    from yiwang.kernel import bus, facts

    found: Counter[str] = Counter()
    after = 0
    while messages := bus.bus().read(facts.STREAM, after=after, limit=1_000):
        after = messages[-1].seq
        said = [json.loads(one.data) for one in messages if one.subject == "facts.rules.alert_raised"]
        found.update(fact["data"]["datastream_id"] for fact in said if not fact["data"].get("fault"))
    return found


@dataclass(slots=True)
class City:
    """What the gauges say, and which of them have gone over their limit."""

    series: list[str]
    kinds: dict[str, str]
    may_ring: frozenset[str]
    each: int
    """Gauges that go over in each batch."""
    high: dict[str, datetime] = field(default_factory=dict)
    decided: dict[str, int] = field(default_factory=dict)
    """Gauge → the batch at which its rule must ring."""

    def body(self, number: int, calm: bool) -> bytes:
        at = datetime.now(UTC)
        first = number * ROWS % len(self.series)
        block = self.series[first : first + ROWS]
        fresh = [one for one in block if one not in self.high and one in self.may_ring]
        for name in [] if calm else fresh[:: max(1, len(fresh) // self.each)][: self.each]:
            self.high[name] = at
        for name in block:
            if name in self.high and name not in self.decided:
                lasts = (at - self.high[name]).total_seconds()
                if self.kinds[name] == "rate" or lasts >= HOLD_S:
                    self.decided[name] = number
        said = at.isoformat()
        rows = [
            {
                "datastream": name,
                "observed_at": said,
                "value": 20.0 if name in self.high else 1 + number % 7 / 1000,
            }
            for name in block
        ]
        return json.dumps({"observations": rows}).encode()


async def _exchange(lane: Any, host: str, token: str, body: bytes) -> None:
    """One request and its 202."""
    reader, writer = lane
    writer.write(
        f"POST /api/ingest/observations HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode()
        + body
    )
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().splitlines()
    length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length"))
    answer = await reader.readexactly(length)
    if b" 202" not in lines[0]:
        raise RuntimeError(answer.decode())


async def _send(
    url: str, token: str, city: City, first: int, many: int, rate: float, calm: bool
) -> tuple[dict[int, float], float]:
    """Send batches at their times; when each was accepted, and how late the last one was sent."""
    parts = urlsplit(url)
    lanes: asyncio.Queue[Any] = asyncio.Queue()
    for _ in range(LANES):
        lanes.put_nowait(await asyncio.open_connection(parts.hostname, parts.port))
    accepted: dict[int, float] = {}
    late = 0.0

    async def _one(number: int, lane: Any) -> None:
        body = city.body(number, calm)
        while True:
            try:
                await _exchange(lane, parts.netloc, token, body)
                break
            except (OSError, asyncio.IncompleteReadError):
                # A connection that has rested too long is closed; whoever sends opens another.
                lane = await asyncio.open_connection(parts.hostname, parts.port)
        accepted[number] = time.monotonic()
        lanes.put_nowait(lane)

    began = time.monotonic() + 0.1
    async with asyncio.TaskGroup() as group:
        for number in range(many):
            lane = await lanes.get()
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            late = max(late, time.monotonic() - began - number / rate)
            group.create_task(_one(first + number, lane))
    while not lanes.empty():
        lanes.get_nowait()[1].close()
    return accepted, late


def _sibling(name: str) -> str:
    """The other property of a gauge."""
    thing, _, code = name.partition(".")
    return f"{thing}.{'depth' if code == 'head' else 'head'}"


async def _until_judged(url: str, token: str, name: str, listener: Listener, within_s: float) -> None:
    """Let a gauge with a rate jump until it rings. Raises RuntimeError."""
    parts = urlsplit(url)
    lane = await asyncio.open_connection(parts.hostname, parts.port)
    until, number = time.monotonic() + within_s, 0
    while not listener.seen.get(name):
        if time.monotonic() > until:
            raise RuntimeError("the rules did not come into force")
        number += 1
        said = {
            "datastream": name,
            "observed_at": datetime.now(UTC).isoformat(),
            "value": 20.0 * (number % 2),
        }
        await _exchange(lane, parts.netloc, token, json.dumps({"observations": [said]}).encode())
        await asyncio.sleep(0.5)
    lane[1].close()


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=alerts")
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--seconds", type=float, default=30.0)
    words.add_argument("--rate", type=float, default=20_000.0, help="readings a second")
    words.add_argument("--alerts", type=int, default=20, help="alerts a second")
    words.add_argument("--datastreams", type=int, default=10_000)
    words.add_argument(
        "--settle", type=float, default=120.0, help="most seconds until the rules are in force"
    )
    words.add_argument("--rules", type=int, default=500)
    asked = words.parse_args(arguments)
    series, kinds = names(asked.datastreams), _kinds(asked.rules)
    kind_of = {name: kinds[place % asked.rules] for place, name in enumerate(series)}
    batches = asked.rate / ROWS
    # One property of each gauge: a second alert of one thing and hazard would join the first.
    may_ring = frozenset(
        name for name in series[: len(series) // 2] if kind_of[name] in ("threshold", "rate")
    )
    probe = next(name for name in reversed(series) if kind_of[name] == "rate" and name not in may_ring)
    city = City(series, kind_of, may_ring - {_sibling(probe)}, max(1, round(2 * asked.alerts / batches)))
    figures: list[float] = []
    medians: list[float] = []
    late: list[float] = []
    cpu: dict[str, float] = {}
    missing = late_beyond = doubled = raised = 0
    with Instance(bare=True) as instance:
        token = subprocess.run(
            [sys.executable, "-m", "benchmarks._alerts_town", str(asked.datastreams), str(asked.rules)],
            env={**instance.environment(), "DJANGO_SETTINGS_MODULE": "yiwang.app.settings"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split()[-1]
        _settings({"YIWANG_HOME": str(instance.home), "DJANGO_SETTINGS_MODULE": "yiwang.app.settings"})
        from yiwang.kernel import bus

        listener = Listener()
        bus.bus().subscribe("facts.>", listener.hear)
        warm = int(5 * batches)
        asyncio.run(_until_judged(instance.url, token, probe, listener, asked.settle))
        asyncio.run(_send(instance.url, token, city, 0, warm, batches, calm=True))
        sent = warm
        before = {name: _cpu_s(pid) for name, pid in instance.pids().items()}
        sender, began = _own_cpu(), time.monotonic()
        for run in range(asked.runs):
            known = set(city.decided)
            many = int(asked.seconds * batches)
            accepted, behind = asyncio.run(_send(instance.url, token, city, sent, many, batches, calm=False))
            # What has not lasted long enough yet gets its last reading.
            tail = int(2 * (HOLD_S + 1) * batches)
            told, _ = asyncio.run(_send(instance.url, token, city, sent + many, tail, batches, calm=True))
            accepted |= told
            sent += many + tail
            rung = {name: accepted[number] for name, number in city.decided.items() if name not in known}
            until = time.monotonic() + PATIENCE_S
            while time.monotonic() < until and not set(rung) <= set(listener.seen):
                time.sleep(0.05)
            took = [
                max(0.0, min(listener.seen[name].values()) - at) * 1e3
                for name, at in rung.items()
                if name in listener.seen
            ]
            kept = told_in_stream()
            never = set(rung) - set(kept)
            missing += len(never)
            late_beyond += len(rung) - len(took) - len(never)
            doubled += sum(len(listener.seen.get(name, ())) > 1 or kept[name] > 1 for name in rung)
            raised += len(took)
            if not took:
                raise RuntimeError("nothing rang\n" + instance.logs())
            figures.append(p99(took))
            medians.append(sorted(took)[len(took) // 2])
            late.append(behind)
            print(
                f"run {run + 1}: p99 {figures[-1]:.0f} ms, median {medians[-1]:.0f} ms, "
                f"{len(took)} of {len(rung)} alerts in time, {len(never)} lost, "
                f"sending at most {behind * 1e3:.0f} ms late",
                flush=True,
            )
        passed = time.monotonic() - began
        cpu = {
            name: round((_cpu_s(pid) - before[name]) / passed, 2)
            for name, pid in instance.pids().items()
            if name in before
        }
        bus.disconnect()
        cpu["sender"] = round((_own_cpu() - sender) / passed, 2)
    return Result(
        name="alerts",
        values=figures,
        unit="ms p99",
        bar=BAR_MS,
        limit_what="none: the chain has no raw peer",
        limit_values=[],
        also_met=not missing and not late_beyond and not doubled and max(late) < 1.0,
        more={
            "readings_per_s": asked.rate,
            "datastreams": asked.datastreams,
            "rules": asked.rules,
            "alerts": raised,
            "missing": missing,
            "later_than_patience": late_beyond,
            "doubled": doubled,
            "said_again": listener.said_again,
            "median_ms": [round(one) for one in medians],
            "sent_late_s": [round(one, 2) for one in late],
            "processors_used": cpu,
            "processors": os.cpu_count(),
        },
    )
