"""Many devices: registered, enrolled, listed, searched, and connected over MQTT.

`--things` gauges are declared in lists of 5,000 and `--connected` of them get a credential and a connection.
Ours is the slowest of the questions that a page asks (a page of the list, deep pages by cursor, a search, a
thing by its 城市码, coverage by area and kind, one enrolment with the doors' look at it); the peer is the
first page read by one plain SQL statement with its index.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.result import Result
from yiwang.kernel import broker

WHAT = "ms of the slowest question about 100,000 devices (list, cursor, search, code, coverage, enrolment)"
BAR_MS = 1_000.0


def _ms(work: Callable[[], Any], runs: int) -> list[float]:
    work()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return times


def _connect(user: str, token: str) -> bytes:
    """A 3.1.1 CONNECT."""
    fields = b"".join(len(word).to_bytes(2, "big") + word.encode() for word in (user, user, token))
    body = b"\x00\x04MQTT\x04\xc2\x02\x58" + fields
    length = len(body)
    head = bytes([0x10, length]) if length < 128 else bytes([0x10, length % 128 | 128, length // 128])
    return head + body


async def _connected(tokens: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Open a connection for each device; how long it took, and what the gateway holds for them."""
    from yiwang.sensing import _ingest
    from yiwang.sensing._gateway import Gateway

    gateway = Gateway()
    port = await gateway.start("127.0.0.1", 0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    gate = asyncio.Semaphore(100)
    open_: list[asyncio.StreamWriter] = []

    async def one(user: str, token: str) -> None:
        async with gate:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(_connect(user, token))
            answer = await reader.readexactly(4)
            if answer[3] != 0:
                raise RuntimeError(f"{user} was refused: {answer[3]}")
            open_.append(writer)

    began = time.monotonic()
    await asyncio.gather(*(one(user, token) for user, token in tokens))
    told = {
        "connected": len(gateway.connections),
        "connect_s": round(time.monotonic() - began, 1),
        "mb_both_ends": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, 1),
    }
    for writer in open_:
        writer.close()
    await gateway.stop()
    await _ingest.close()
    return told


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=things")
    words.add_argument("--runs", type=int, default=9)
    words.add_argument("--things", type=int, default=100_000)
    words.add_argument("--connected", type=int, default=5_000)
    asked = words.parse_args(arguments)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 3 * asked.connected + 200)), hard))
    home = Path(tempfile.mkdtemp(prefix="yiwang-bench-"))
    port = broker.free_port()
    (home / "nats.conf").write_text(broker.configuration(home / "nats", port), encoding="utf-8")
    os.environ.update(
        YIWANG_HOME=str(home),
        YIWANG_NATS_URL=f"nats://127.0.0.1:{port}",
        DJANGO_SETTINGS_MODULE="yiwang.app.settings",
    )
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    child = subprocess.Popen([broker.binary(), "-c", str(home / "nats.conf")], **quiet)  # type: ignore[call-overload]
    try:
        from benchmarks.ingest import wait_for

        wait_for(port)
        return _measure(asked.things, asked.connected, asked.runs)
    finally:
        from yiwang.kernel import bus

        bus.disconnect()
        child.terminate()
        child.wait(20)
        shutil.rmtree(home, ignore_errors=True)


def _measure(many: int, connected: int, runs: int) -> Result:
    from benchmarks._ingest_town import TOWNS, gauge_of, settle

    settle(0)
    from django.db import connection

    from yiwang.identity.api import Scope
    from yiwang.identity.contracts import Subject
    from yiwang.sensing import _coverage, _devices, _registry, _things, api
    from yiwang.sensing.declarations import ThingDeclaration

    steward = Subject.system("bench")
    north = Scope(subject=steward, permission="things.see", user_id="x", area_paths=("/t/",))
    began, cpu = time.monotonic(), time.process_time()
    for start in range(0, many, 5_000):
        api.declare(
            [
                ThingDeclaration(
                    id=gauge_of(number),
                    name=f"{number % 977} 号积水点",
                    model="gauge",
                    lon=110.36,
                    lat=21.27,
                    area_id=f"t{number % TOWNS:02d}",
                    owner_unit="u",
                    maintainer_unit="u",
                    city_code=f"440802.{number:08d}",
                )
                for number in range(start, min(start + 5_000, many))
            ],
            pack="bench",
        )
    registered_s, registered_cpu = time.monotonic() - began, time.process_time() - cpu
    print(f"{many:,} registered in {registered_s:.0f} s", flush=True)
    began = time.monotonic()
    _registry.forget()
    _registry.current()
    load_ms = (time.monotonic() - began) * 1000
    ids = [gauge_of(number) for number in range(connected)]
    tokens = [(one.thing_id, one.token) for one in _devices.enrol(ids, steward)]
    deep = _things.scroll(north, {}, gauge_of(many - 500), 100).items[0].id

    def plain() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, name, kind, lon, lat, area_id FROM sensing_thing WHERE area_path LIKE '/t/%%' "
                "ORDER BY name, id LIMIT 50"
            )
            return cursor.fetchall()

    def enrol_and_look() -> None:
        _devices.enrol([ids[0]], steward)
        _registry.current()

    questions: dict[str, Callable[[], Any]] = {
        "page 1 of the list": lambda: _things.page(north, {}, 1, 50),
        "page 1,000 of the list": lambda: _things.page(north, {}, 1_000, 50),
        "by cursor, at the end": lambda: _things.scroll(north, {}, deep, 100),
        "search of a rare word": lambda: _things.page(north, {"q": gauge_of(many // 2)}, 1, 50),
        "search of a common word": lambda: _things.page(north, {"q": "积水点"}, 1, 50),
        "by city code": lambda: _things.of_city_code(north, f"440802.{many // 2:08d}"),
        "silent ones of an area": lambda: _things.page(north, {"area": "t03", "state": "silent"}, 1, 50),
        "coverage by area and kind": lambda: _coverage.coverage(north, "/t/"),
        "one enrolment and the look": enrol_and_look,
    }
    table: dict[str, float] = {}
    times: dict[str, list[float]] = {}
    for name, work in questions.items():
        times[name] = _ms(work, runs)
        table[name] = round(statistics.median(times[name]), 1)
        print(f"{name:<28} {table[name]} ms", flush=True)
    lines = asyncio.run(_connected(tokens[1:])) if connected else {}
    print(lines)
    slowest = max(table, key=lambda name: table[name])
    return Result(
        name="things",
        values=times[slowest],
        unit="ms",
        bar=BAR_MS,
        limit_what="page 1 of the list by one plain SQL statement",
        limit_values=_ms(plain, runs),
        more={
            "things": many,
            "slowest": slowest,
            "questions_ms": table,
            "registered_per_s": round(many / registered_s),
            "register_cpu_ms": round(registered_cpu / many * 1000, 2),
            "registry_load_ms": round(load_ms),
            **lines,
        },
    )
