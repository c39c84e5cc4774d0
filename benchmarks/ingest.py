"""Readings made durable through the HTTP door, in batches of 1,000, against bare publishes to the same
stream.

Ours: one uvicorn process with the ingest door, real NATS with `sync_interval: always`, `--senders` keep-alive
connections. The limit: the same encoded batches published by a plain client to a stream of the same
settings, as many in flight. The two alternate; what both wrote is counted from the stream afterwards.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nats
import numpy as np
from nats.js.api import DiscardPolicy, StreamConfig

from benchmarks.result import Result
from yiwang.kernel import broker
from yiwang.sensing.codec import Batch, encode

WHAT = "readings/s made durable through HTTP in batches of 1,000, against bare JetStream publishes"
BAR = 100_000.0
ROWS = 1_000
GAUGES = 500


def _body(number: int) -> bytes:
    start = datetime.now(UTC) - timedelta(hours=1) + timedelta(milliseconds=number * 10)
    rows = [
        {
            "datastream": f"g{i % GAUGES:04d}.{'depth' if i < GAUGES else 'head'}",
            "observed_at": start.isoformat(),
            "value": round(0.1 + (i * 7 + number) % 500 / 1000, 3),
        }
        for i in range(ROWS)
    ]
    return json.dumps({"observations": rows}).encode()


def _batch(number: int) -> bytes:
    names = [f"g{i:04d}.{code}" for code in ("depth", "head") for i in range(GAUGES)]
    return encode(
        [
            Batch(
                source="bench",
                received_us=number,
                datastreams=names,
                codes=np.arange(ROWS, dtype=np.int32),
                observed_us=np.full(ROWS, number, dtype=np.int64),
                values=np.linspace(0, 1, ROWS),
                qualities=np.zeros(ROWS, dtype=np.uint8),
            )
        ]
    )


async def _sender(port: int, token: str, bodies: list[bytes], until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    taken = 0
    while bodies and time.monotonic() < until:
        body = bodies.pop()
        writer.write(
            b"POST /api/ingest/observations HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer "
            + token.encode()
            + b"\r\ncontent-type: application/json\r\ncontent-length: "
            + str(len(body)).encode()
            + b"\r\n\r\n"
            + body
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().splitlines()
            if line.startswith(b"content-length")
        )
        answer = await reader.readexactly(length)
        if b" 202 " not in head.splitlines()[0] + b" ":
            raise RuntimeError(answer.decode())
        taken += ROWS
    writer.close()
    return taken


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def _ours(port: int, token: str, senders: int, seconds: float, base: int) -> tuple[float, float]:
    """Readings a second, and the share of one processor that the sender itself took."""
    bodies = [_body(base + i) for i in range(int(seconds * 400))]
    cpu, began = _own_cpu(), time.monotonic()
    taken = await asyncio.gather(*(_sender(port, token, bodies, began + seconds) for _ in range(senders)))
    passed = time.monotonic() - began
    return sum(taken) / passed, (_own_cpu() - cpu) / passed


async def _limit(url: str, senders: int, seconds: float) -> float:
    client = await nats.connect(url)
    stream = client.jetstream()
    await stream.add_stream(
        StreamConfig(name="RAW", subjects=["raw.0"], discard=DiscardPolicy.NEW, allow_direct=True)
    )
    payload = _batch(1)
    taken = 0
    began = time.monotonic()

    async def _publish() -> None:
        nonlocal taken
        while time.monotonic() < began + seconds:
            await stream.publish("raw.0", payload, timeout=10)
            taken += ROWS

    await asyncio.gather(*(_publish() for _ in range(senders)))
    passed = time.monotonic() - began
    await stream.delete_stream("RAW")
    await client.close()
    return taken / passed


async def _stored(url: str) -> int:
    client = await nats.connect(url)
    info = await client.jetstream().stream_info("OBS_0")
    await client.close()
    return int(info.state.messages)


def _cpu_s(pid: int) -> float:
    """Processor seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_for(port: int) -> None:
    import socket

    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nobody listens on {port}")


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=ingest")
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--seconds", type=float, default=5.0)
    words.add_argument("--senders", type=int, default=16)
    asked = words.parse_args(arguments)
    home = Path(tempfile.mkdtemp(prefix="yiwang-bench-"))
    nats_port, web_port = broker.free_port(), broker.free_port()
    url = f"nats://127.0.0.1:{nats_port}"
    (home / "nats.conf").write_text(broker.configuration(home / "nats", nats_port), encoding="utf-8")
    environment = {
        **os.environ,
        "YIWANG_HOME": str(home),
        "YIWANG_NATS_URL": url,
        "DJANGO_SETTINGS_MODULE": "yiwang.app.settings",
    }
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    children = [subprocess.Popen([broker.binary(), "-c", str(home / "nats.conf")], **quiet)]  # type: ignore[call-overload]
    ours: list[float] = []
    limit: list[float] = []
    sender_cpu: list[float] = []
    door_us: list[float] = []
    try:
        wait_for(nats_port)
        token = subprocess.run(
            [sys.executable, "-m", "benchmarks._ingest_town"],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split()[-1]
        serve = "import django; django.setup(); import uvicorn; from yiwang.sensing.routes import ingest; "
        serve += f"uvicorn.run(ingest, port={web_port}, log_level='error', lifespan='off')"
        children.append(subprocess.Popen([sys.executable, "-c", serve], env=environment))
        wait_for(web_port)
        asyncio.run(_ours(web_port, token, asked.senders, 1.0, -1_000_000))
        for number in range(asked.runs):
            before = _cpu_s(children[1].pid)
            value, cpu = asyncio.run(_ours(web_port, token, asked.senders, asked.seconds, number * 100_000))
            ours.append(value)
            sender_cpu.append(cpu)
            door_us.append((_cpu_s(children[1].pid) - before) / (value * asked.seconds) * 1e6)
            limit.append(asyncio.run(_limit(url, asked.senders, asked.seconds)))
            print(f"run {number + 1}: ours {ours[-1]:,.0f}/s, bare publishes {limit[-1]:,.0f}/s")
        messages = asyncio.run(_stored(url))
    finally:
        for child in reversed(children):
            child.terminate()
            child.wait(20)
        shutil.rmtree(home, ignore_errors=True)
    return Result(
        name="ingest",
        values=ours,
        unit="readings/s",
        bar=BAR,
        limit_what="the same batches published by a plain client, one flush each",
        limit_values=limit,
        higher_is_better=True,
        more={
            "batch": ROWS,
            "senders": asked.senders,
            "sender_cpu": [round(one, 2) for one in sender_cpu],
            "door_cpu_us_per_reading": [round(one, 2) for one in door_us],
            "stream_messages": messages,
        },
    )
