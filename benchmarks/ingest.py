"""Readings made durable through the HTTP door in batches of 1,000, against bare appends of the same rows.

Ours: one uvicorn process with the ingest door, real NATS with `sync_interval: always`, `--senders` keep-alive
connections. Beside it, alone and alternating: bare Delta appends of the same rows, 100,000 a commit, by
delta-rs; and bare JetStream publishes of the same batches, one flush each. Then the lake writer takes over
what was accepted: its rows a second and processor time against the bare append's are the second ratio.

`--curve 1000,10000,100000` prints what a reading costs the door, the writer and the newest values at so many
datastreams. `--overload 300` offers without a pause for so many seconds to a stream of 8 MB that the lake
writer empties once a second: what was accepted must all be in the lake, what was not must have been told.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nats
import numpy as np
from nats.js.api import DiscardPolicy, StreamConfig

from benchmarks._ingest_town import names
from benchmarks.result import Result
from yiwang.kernel import broker
from yiwang.sensing.codec import Batch, encode

WHAT = "readings/s made durable through HTTP in batches of 1,000, against bare Delta appends of the same rows"
BAR = 250_000.0
BAR_RATIO = 0.4
ROWS = 1_000
COMMIT_ROWS = 100_000
SERVE = (
    "import django; django.setup(); import uvicorn; from yiwang.sensing.routes import ingest; "
    "uvicorn.run(ingest, port={port}, log_level='error', lifespan='off')"
)


def _block(number: int, datastreams: int) -> slice:
    """Which datastreams a batch is about: 1,000 of them in turn."""
    first = number * ROWS % datastreams
    return slice(first, first + ROWS)


def _body(number: int, series: list[str]) -> bytes:
    start = datetime.now(UTC) - timedelta(hours=1) + timedelta(milliseconds=number * 10)
    rows = [
        {
            "datastream": name,
            "observed_at": start.isoformat(timespec="microseconds"),
            "value": round(0.1 + (i * 7 + number) % 500 / 1000, 3),
        }
        for i, name in enumerate(series[_block(number, len(series))])
    ]
    return json.dumps({"observations": rows}).encode()


def _batch(number: int, series: list[str]) -> Batch:
    now_us = int(time.time() * 1e6) - 3_600_000_000 + number * 10_000
    return Batch(
        source="bench",
        received_us=now_us,
        datastreams=series[_block(number, len(series))],
        codes=np.arange(ROWS, dtype=np.int32),
        observed_us=np.full(ROWS, now_us, dtype=np.int64),
        values=np.linspace(0, 1, ROWS),
        qualities=np.zeros(ROWS, dtype=np.uint8),
    )


async def _sender(
    port: int, token: str, bodies: list[bytes], until: float, refused: list[int] | None = None
) -> int:
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
        status = head.split(b" ", 2)[1]
        if status == b"503" and refused is not None:
            refused.append(1)
            await asyncio.sleep(0.2)
            continue
        if status != b"202":
            raise RuntimeError(answer.decode())
        taken += ROWS
    writer.close()
    return taken


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def _ours(
    port: int, token: str, senders: int, seconds: float, bodies: list[bytes], refused: list[int] | None = None
) -> tuple[float, float]:
    """Readings a second, and the share of one processor that the sender itself took."""
    bodies.reverse()  # they are taken from the end, and time goes forward
    cpu, began = _own_cpu(), time.monotonic()
    taken = await asyncio.gather(
        *(_sender(port, token, bodies, began + seconds, refused) for _ in range(senders))
    )
    passed = time.monotonic() - began
    return sum(taken) / passed, (_own_cpu() - cpu) / passed


async def _publishes(url: str, senders: int, seconds: float, series: list[str]) -> float:
    client = await nats.connect(url)
    stream = client.jetstream()
    await stream.add_stream(
        StreamConfig(name="RAW", subjects=["raw.0"], discard=DiscardPolicy.NEW, allow_direct=True)
    )
    payload = encode([_batch(1, series)])
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


def _appends(folder: Path, seconds: float, series: list[str]) -> tuple[float, float]:
    """Rows a second of bare Delta appends, and microseconds of processor time a row."""
    from deltalake import write_deltalake

    from yiwang.kernel.bus import Message
    from yiwang.sensing import _stream

    per = COMMIT_ROWS // ROWS
    made = [_batch(number, series) for number in range(3 * per)]
    tables = [
        _stream.decode(
            [Message(seq=1, subject="", data=encode(made[i * per : (i + 1) * per]), time="", headers={})]
        )
        for i in range(3)
    ]
    write_deltalake(str(folder), tables[0], partition_by=["day"])
    rows, cpu, began = 0, _own_cpu(), time.monotonic()
    while time.monotonic() < began + seconds:
        write_deltalake(str(folder), tables[rows % 3], mode="append")
        rows += COMMIT_ROWS
    passed, used = time.monotonic() - began, _own_cpu() - cpu
    shutil.rmtree(folder)
    return rows / passed, used / rows * 1e6


@dataclass(frozen=True, slots=True)
class Took:
    """What a task made of the stream: rows, seconds, and processor time."""

    rows: int
    seconds: float
    cpu_s: float

    @property
    def rate(self) -> float:
        return self.rows / self.seconds if self.seconds else 0.0

    @property
    def us(self) -> float:
        return self.cpu_s / self.rows * 1e6 if self.rows else 0.0


def _pumped(name: str) -> Took:
    """Run a task until it is quiet."""
    from yiwang.kernel.tasks import acquire, registered

    task = next(one for one in registered() if one.name == name)
    lease = acquire(name, "bench")
    assert lease is not None
    if hasattr(task, "now_please"):
        task.now_please = True
    rows, cpu, began = 0, _own_cpu(), time.monotonic()
    while moved := task.pump(lease):
        rows += moved
        if hasattr(task, "now_please"):
            task.now_please = True
    return Took(rows, time.monotonic() - began, _own_cpu() - cpu)


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


@contextmanager
def _town(datastreams: int, stream_bytes: int = 0) -> Iterator[tuple[Path, str, int, int, str]]:
    """A data folder with NATS and the door: folder, NATS address, web port, door's pid, token."""
    home = Path(tempfile.mkdtemp(prefix="yiwang-bench-"))
    nats_port, web_port = broker.free_port(), broker.free_port()
    url = f"nats://127.0.0.1:{nats_port}"
    (home / "nats.conf").write_text(broker.configuration(home / "nats", nats_port), encoding="utf-8")
    told = {"YIWANG_HOME": str(home), "YIWANG_NATS_URL": url, "DJANGO_SETTINGS_MODULE": "yiwang.app.settings"}
    environment = {**os.environ, **told}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    children = [subprocess.Popen([broker.binary(), "-c", str(home / "nats.conf")], **quiet)]  # type: ignore[call-overload]
    try:
        wait_for(nats_port)
        token = subprocess.run(
            [sys.executable, "-m", "benchmarks._ingest_town", str(datastreams), str(stream_bytes)],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split()[-1]
        serve = [sys.executable, "-c", SERVE.format(port=web_port)]
        children.append(subprocess.Popen(serve, env=environment))
        wait_for(web_port)
        _settings(told)
        yield home, url, web_port, children[1].pid, token
    finally:
        from yiwang.kernel import bus

        bus.disconnect()
        for child in reversed(children):
            child.terminate()
            child.wait(20)
        shutil.rmtree(home, ignore_errors=True)


def _settings(told: dict[str, str]) -> None:
    """Make this process one of the town's: the lake writer runs in it."""
    os.environ.update(told)
    import django
    from django.conf import settings
    from django.db import connections

    from yiwang.app import options

    if settings.configured:
        connections.close_all()
        settings.YIWANG = options.read()
        settings.DATABASES["default"]["NAME"] = options.read().home / "yiwang.sqlite3"
    django.setup()
    import yiwang.sensing.tasks  # noqa: F401 - registers what is pumped


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=ingest")
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--seconds", type=float, default=5.0)
    words.add_argument("--senders", type=int, default=32)
    words.add_argument("--datastreams", type=int, default=10_000)
    words.add_argument("--curve", default="")
    words.add_argument("--overload", type=float, default=0.0)
    asked = words.parse_args(arguments)
    if asked.curve:
        return _curve([int(one) for one in asked.curve.split(",")], asked.seconds, asked.senders)
    if asked.overload:
        return _overload(asked.datastreams, asked.overload, asked.senders)
    ours: list[float] = []
    appends: list[float] = []
    publishes: list[float] = []
    cpu: dict[str, list[float]] = {"sender": [], "door_us": [], "append_us": []}
    series = names(asked.datastreams)
    with _town(asked.datastreams) as (home, url, port, door, token):
        warm = [_body(number, series) for number in range(-200, 0)]
        asyncio.run(_ours(port, token, asked.senders, 1.0, warm))
        for run in range(asked.runs):
            bodies = [_body(run * 10_000 + i, series) for i in range(int(asked.seconds * 500))]
            before = _cpu_s(door)
            value, sender = asyncio.run(_ours(port, token, asked.senders, asked.seconds, bodies))
            ours.append(value)
            cpu["sender"].append(sender)
            cpu["door_us"].append((_cpu_s(door) - before) / (value * asked.seconds) * 1e6)
            rate, us = _appends(home / "bare", asked.seconds, series)
            appends.append(rate)
            cpu["append_us"].append(us)
            publishes.append(asyncio.run(_publishes(url, asked.senders, asked.seconds, series)))
            print(
                f"run {run + 1}: ours {value:,.0f}/s, bare appends {rate:,.0f}/s, "
                f"bare publishes {publishes[-1]:,.0f}/s"
            )
        messages = asyncio.run(_stored(url))
        writer = _pumped("lake.observations")
    ratio = statistics.median(ours) / statistics.median(appends)
    return Result(
        name="ingest",
        values=ours,
        unit="readings/s",
        bar=BAR,
        limit_what="bare delta-rs appends of the same rows, 100,000 a commit",
        limit_values=appends,
        higher_is_better=True,
        also_met=ratio >= BAR_RATIO,
        more={
            "batch": ROWS,
            "datastreams": asked.datastreams,
            "senders": asked.senders,
            "sender_cpu": [round(one, 2) for one in cpu["sender"]],
            "door_cpu_us_per_reading": [round(one, 2) for one in cpu["door_us"]],
            "append_cpu_us_per_row": [round(one, 2) for one in cpu["append_us"]],
            "bare_publishes_per_s": [round(one) for one in publishes],
            "writer_rows_per_s": round(writer.rate),
            "writer_cpu_us_per_row": round(writer.us, 2),
            "writer_ratio": round(writer.rate / statistics.median(appends), 3),
            "writer_cpu_ratio": round(statistics.median(cpu["append_us"]) / writer.us, 3)
            if writer.us
            else None,
            "stream_messages": messages,
        },
    )


def _curve(sizes: list[int], seconds: float, senders: int) -> Result:
    """Processor time a reading at each number of datastreams: door, lake writer, newest values."""
    costs: list[float] = []
    table: list[dict[str, Any]] = []
    for size in sizes:
        series = names(size)
        with _town(size) as (_, _, port, door, token):
            rounds = max(size // ROWS, 1)
            asyncio.run(_ours(port, token, senders, 60, [_body(-1 - i, series) for i in range(rounds)]))
            _pumped("lake.observations")
            _pumped("sensing.latest")
            bodies = [_body(i, series) for i in range(max(2 * rounds, int(seconds * 200)))]
            sent, before = len(bodies) * ROWS, _cpu_s(door)
            asyncio.run(_ours(port, token, senders, 600, bodies))
            told = {
                "datastreams": size,
                "readings": sent,
                "door_us": round((_cpu_s(door) - before) / sent * 1e6, 2),
                "writer_us": round(_pumped("lake.observations").cpu_s / sent * 1e6, 2),
                "latest_us": round(_pumped("sensing.latest").cpu_s / sent * 1e6, 2),
                "latest_round_us": round(asyncio.run(_rounds(port, token, senders, series)) * 1e6, 2),
            }
        table.append(told)
        costs.append(told["door_us"] + told["writer_us"])
        print(told, flush=True)
    return Result(
        name="ingest curve",
        values=costs,
        unit="µs of processor time a reading (door and lake writer)",
        bar=2 * costs[0],
        limit_what="the same at the smallest number of datastreams",
        limit_values=costs[:1],
        also_met=max(costs) <= 2 * costs[0],
        more={"curve": table},
    )


async def _rounds(port: int, token: str, senders: int, series: list[str]) -> float:
    """Processor seconds that the newest values take for a reading when every reading is a row: each
    datastream reports once between two looks, as the devices of a city do."""
    rounds, spent = max(len(series) // ROWS, 1), 0.0
    repeats = max(3, 60 // rounds)
    for repeat in range(repeats):
        bodies = [_body(50_000 + repeat * rounds + i, series) for i in range(rounds)]
        await _ours(port, token, senders, 60, bodies)
        spent += (await asyncio.to_thread(_pumped, "sensing.latest")).cpu_s
    return spent / (repeats * rounds * ROWS)


SMALL_STREAM = 8 << 20


def _memory_mb(pid: int) -> float:
    """The most memory that a process has held."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


async def _offer(
    port: int, token: str, senders: int, seconds: float, series: list[str], refused: list[int]
) -> int:
    """Offer bodies as fast as they are made; how many readings were accepted."""
    accepted = number = 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        bodies = [_body(number + i, series) for i in range(8 * senders)]
        number += len(bodies)
        bodies.reverse()
        left = max(until - time.monotonic(), 0.1)
        taken = await asyncio.gather(
            *(_sender(port, token, bodies, time.monotonic() + left, refused) for _ in range(senders))
        )
        accepted += sum(taken)
    return accepted


def _overload(datastreams: int, seconds: float, senders: int) -> Result:
    series = names(datastreams)
    refused: list[int] = []
    with _town(datastreams, SMALL_STREAM) as (_, _, port, door, token):
        from yiwang.lake import api as lake
        from yiwang.sensing import _stream

        stop = threading.Event()

        def _drain() -> None:
            while not stop.wait(1.0):
                # Slower than what is offered: one commit, a second's rest, and what is committed may go.
                lake.commit_now(_stream.TABLE.name, "bench")
                _stream.forget(lake.committed_seq(_stream.TABLE.name))

        drain = threading.Thread(target=_drain)
        drain.start()
        began = _memory_mb(door)
        accepted = asyncio.run(_offer(port, token, senders, seconds, series, refused))
        held = _memory_mb(door)
        stop.set()
        drain.join()
        lake.commit_now(_stream.TABLE.name, "bench")
        found = lake.query("SELECT count(*) AS n FROM observations", tables=["observations"])
    stored = int(found.to_pylist()[0]["n"])
    return Result(
        name="ingest overload",
        values=[max(accepted - stored, 0)],
        unit="accepted readings that are missing",
        bar=0,
        limit_what="none",
        limit_values=[],
        also_met=bool(refused) and held < began + 300,
        more={
            "accepted": accepted,
            "stored": stored,
            "refused_batches": len(refused),
            "door_mb_before": round(began),
            "door_mb_most": round(held),
            "seconds": seconds,
        },
    )
