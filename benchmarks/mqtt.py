"""Single readings published over MQTT at QoS 1, each acknowledged only when it is durable.

A whole instance without a city runs (gateway, NATS with `sync_interval: always`, lake writer, newest values).
`--devices` connections publish one reading a message, each with at most `--window` unanswered, as a device's
library has. At the end every acknowledged reading must be in the lake. Beside it, alternating, mosquitto with
the same devices, where it is installed: it acknowledges what it holds in memory.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks._ingest_town import names
from benchmarks._mqtt_devices import Device, Messages, run
from benchmarks.ingest import _cpu_s, _settings, wait_for
from benchmarks.result import Result
from tools.instance import Instance
from yiwang.kernel import broker

WHAT = "single MQTT QoS 1 messages/s through the gateway, each acknowledged when durable"
BAR = 3_000.0


def settled(instance: Instance, datastreams: int) -> str:
    """Declare gauges in a running instance; the token of their source."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks._ingest_town", str(datastreams)],
        env={**instance.environment(), "DJANGO_SETTINGS_MODULE": "yiwang.app.settings"},
        check=True,
        capture_output=True,
        text=True,
    )
    return told.stdout.split()[-1]


def in_the_lake(instance: Instance) -> int:
    """How many readings the instance's lake holds, hot tail included. Makes this process one of its own."""
    _settings({"YIWANG_HOME": str(instance.home), "DJANGO_SETTINGS_MODULE": "yiwang.app.settings"})
    from yiwang.kernel import bus
    from yiwang.lake import api as lake

    try:
        found = lake.query("SELECT count(*) AS n FROM observations", tables=["observations"])
    finally:
        bus.disconnect()
    return int(found.to_pylist()[0]["n"])


def _messages(streams: list[str], start: datetime) -> Messages:
    for number in itertools.count():
        at = (start + timedelta(milliseconds=number)).isoformat(timespec="milliseconds")
        payload = json.dumps({"t": at, "v": number % 500 / 100}).encode()
        yield f"yiwang/{streams[number % len(streams)]}", payload


def _devices(
    port: int, devices: int, window: int, seconds: float, series: list[str], token: str
) -> tuple[float, list[float], int]:
    """Acknowledged messages a second, how long each took, and how many there were."""
    start, until = datetime.now(UTC) - timedelta(hours=1), time.monotonic() + seconds + 1

    def _make(number: int) -> Device:
        mine = series[number::devices]
        return Device(f"d{number}", "bench" if token else "", token, _messages(mine, start), window, until)

    made, passed = asyncio.run(run(port, devices, _make))
    took = sorted(one for device in made for one in device.took)
    return len(took) / passed, took, len(took)


@contextmanager
def _mosquitto() -> Iterator[int | None]:
    """Mosquitto as it comes, on a port of its own; None where it is not installed."""
    program = shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if program is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="yiwang-bench-") as folder:
        port = broker.free_port()
        settings = Path(folder) / "mosquitto.conf"
        settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n", encoding="utf-8")
        quiet = subprocess.DEVNULL
        server = subprocess.Popen([program, "-c", str(settings)], stdout=quiet, stderr=quiet)
        try:
            wait_for(port)
            yield port
        finally:
            server.terminate()
            server.wait(10)


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=mqtt")
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--seconds", type=float, default=10.0)
    words.add_argument("--devices", type=int, default=200)
    words.add_argument("--window", type=int, default=8)
    words.add_argument("--datastreams", type=int, default=10_000)
    asked = words.parse_args(arguments)
    series = names(asked.datastreams)
    ours: list[float] = []
    beside: list[float] = []
    p50: list[float] = []
    p99: list[float] = []
    cpu: dict[str, list[float]] = {"sender": [], "web_us": []}
    acknowledged = 0
    with Instance(bare=True) as instance, _mosquitto() as peer:
        token = settled(instance, asked.datastreams)
        port = instance.mqtt_port
        acknowledged += _devices(port, asked.devices, asked.window, 1.0, series, token)[2]
        web_pid = next(pid for name, pid in instance.pids().items() if name.startswith("web"))
        for number in range(asked.runs):
            sender, web = _own_cpu(), _cpu_s(web_pid)
            rate, took, many = _devices(port, asked.devices, asked.window, asked.seconds, series, token)
            cpu["sender"].append((_own_cpu() - sender) / asked.seconds)
            cpu["web_us"].append((_cpu_s(web_pid) - web) / many * 1e6)
            acknowledged += many
            ours.append(rate)
            p50.append(took[len(took) // 2] * 1e3)
            p99.append(took[int(len(took) * 0.99)] * 1e3)
            if peer is not None:
                window = asked.window
                beside.append(_devices(peer, asked.devices, window, asked.seconds / 2, series, "")[0])
            print(
                f"run {number + 1}: {rate:,.0f} messages/s, acknowledged after {p50[-1]:.0f} ms (p99 "
                f"{p99[-1]:.0f} ms), web {cpu['web_us'][-1]:.0f} µs a message; "
                + (f"mosquitto {beside[-1]:,.0f}/s" if beside else "mosquitto is not installed"),
                flush=True,
            )
        stored = in_the_lake(instance)
    return Result(
        name="mqtt",
        values=ours,
        unit="messages/s",
        bar=BAR,
        limit_what="mosquitto with the same devices, acknowledging from memory"
        if beside
        else "mosquitto is not installed here",
        limit_values=beside,
        higher_is_better=True,
        also_met=stored >= acknowledged,
        more={
            "devices": asked.devices,
            "window": asked.window,
            "acknowledged": acknowledged,
            "in_the_lake": stored,
            "ack_ms_median": round(statistics.median(p50), 1),
            "ack_ms_p99": round(statistics.median(p99), 1),
            "web_cpu_us_per_message": [round(one) for one in cpu["web_us"]],
            "sender_cpu": [round(one, 2) for one in cpu["sender"]],
            "processors": os.cpu_count(),
        },
    )
