"""A whole instance offered several times what it can hold: refusals are told, memory stays, nothing accepted
is lost.

Its observation stream holds `--stream-mb` and is emptied of what the lake has committed every `--empty-s`
seconds, or once three times as much was offered as it took, so that is what it can take. Senders offer
batches over HTTP and devices single readings over MQTT without a pause to think. A refused batch must have
got 503 or 429 with Retry-After; a device that is not acknowledged is cut off, comes back, and sends again. In
the end every single accepted reading is looked for in the lake.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks._ingest_town import names
from benchmarks._mqtt_devices import Device
from benchmarks.ingest import ROWS, _settings
from benchmarks.mqtt import settled
from benchmarks.result import Result
from tools.instance import Instance

WHAT = "accepted readings that are missing after an overload of 3 times, with refusals and peak memory"
MOST_MB = 600.0
"""The most that one process may come to hold."""
MQTT_STREAMS = 1_000
REFUSED = 2.5
"""So many batches are refused for each that is taken before there is room again."""
Key = tuple[str, int]


@dataclass(slots=True)
class Told:
    """What the senders heard."""

    accepted: list[tuple[int, int]] = field(default_factory=list)
    """Of each accepted batch: its first datastream and its time in microseconds."""
    refused: int = 0
    without_retry_after: int = 0
    acked: list[tuple[str, bytes]] = field(default_factory=list)
    cut_off: int = 0


class Memory(threading.Thread):
    """The most proportional memory of each process, looked at twice a second."""

    def __init__(self, pids: dict[str, int]) -> None:
        super().__init__(daemon=True)
        self.pids, self.first, self.most = pids, dict[str, float](), dict[str, float]()
        self.minutes: dict[str, list[float]] = {name: [] for name in pids}
        """The most of each minute, which tells what grows from what comes and goes."""
        self.over = threading.Event()

    def run(self) -> None:
        began = time.monotonic()
        while not self.over.wait(0.5):
            minute = int((time.monotonic() - began) / 60)
            for name, pid in self.pids.items():
                held = _pss_mb(pid)
                self.first.setdefault(name, held)
                self.most[name] = max(held, self.most.get(name, 0.0))
                told = self.minutes[name]
                told += [0.0] * (minute + 1 - len(told))
                told[minute] = max(held, told[minute])

    @property
    def largest(self) -> str:
        """The process that came to hold the most."""
        return max(self.most, key=lambda name: self.most[name])


def _pss_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


async def _batches(
    port: int, token: str, series: list[str], counter: itertools.count[int], until: float, told: Told
) -> None:
    """Offer one batch after the other on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    base = datetime.now(UTC) - timedelta(hours=2)
    while time.monotonic() < until:
        number = next(counter)
        at = base.replace(microsecond=0) + timedelta(milliseconds=number)
        first = number * ROWS % len(series)
        rows = [
            {"datastream": name, "observed_at": at.isoformat(), "value": 1.5}
            for name in series[first : first + ROWS]
        ]
        body = json.dumps({"observations": rows}).encode()
        while time.monotonic() < until:
            writer.write(
                f"POST /api/ingest/observations HTTP/1.1\r\nhost: 127.0.0.1\r\n"
                f"authorization: Bearer {token}\r\n"
                f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode()
                + body
            )
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
            answer = await reader.readexactly(int(fields[b"content-length"]))
            status = head.split(b" ", 2)[1]
            if status == b"202":
                told.accepted.append((first, int(at.timestamp() * 1e6)))
                break
            if status not in (b"503", b"429"):
                raise RuntimeError(answer.decode())
            told.refused += 1
            told.without_retry_after += b"retry-after" not in fields
            # A good sender would wait for as long as it is told; these do not.
            await asyncio.sleep(0.05)
    writer.close()
    await writer.wait_closed()


async def _device(port: int, number: int, token: str, streams: list[str], until: float, told: Told) -> None:
    """One device that comes back whenever it is cut off, and sends again what was not acknowledged."""
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    made = (
        (
            f"yiwang/{streams[count % len(streams)]}",
            json.dumps({"t": (start + timedelta(milliseconds=count)).isoformat(), "v": 2}).encode(),
        )
        for count in itertools.count()
    )
    left: list[tuple[str, bytes]] = []
    loop = asyncio.get_running_loop()
    while time.monotonic() < until:
        messages = itertools.chain(left, made)
        device = Device(f"d{number}", "bench", token, messages, 8, until)
        try:
            line, _ = await loop.create_connection(lambda one=device: one, "127.0.0.1", port)  # type: ignore[misc]
        except OSError:
            await asyncio.sleep(0.3)
            continue
        try:
            await device.connected
            device.send()
            await device.finished
        except (OSError, RuntimeError):
            told.cut_off += 1
            await asyncio.sleep(0.3)
        line.close()
        left = [message for message, _ in device._waiting.values()]
        told.acked += device.acked


async def _offer(
    port: int,
    mqtt: int,
    token: str,
    series: list[str],
    seconds: float,
    senders: int,
    devices: int,
    told: Told,
) -> None:
    until, counter = time.monotonic() + seconds, itertools.count()
    small, large = series[:MQTT_STREAMS], series[MQTT_STREAMS:]
    await asyncio.gather(
        *(_batches(port, token, large, counter, until, told) for _ in range(senders)),
        *(_device(mqtt, one, token, small[one::devices], until, told) for one in range(devices)),
    )


def _missing(told: Told, series: list[str]) -> tuple[int, int]:
    """How many readings were accepted, and how many of them the lake does not hold."""
    from yiwang.lake import api as lake

    rows = lake.query("SELECT datastream AS s, epoch_us(observed_at) AS us FROM observations",
                      tables=["observations"])  # fmt: skip
    held = set(zip(rows.column("s").to_pylist(), rows.column("us").to_pylist(), strict=True))
    large = series[MQTT_STREAMS:]
    wanted: set[Key] = {(name, us) for first, us in told.accepted for name in large[first : first + ROWS]}
    for topic, payload in told.acked:
        at = datetime.fromisoformat(json.loads(payload)["t"])
        wanted.add((topic.partition("/")[2], round(at.timestamp() * 1e6)))
    return len(wanted), len(wanted - held)


def main(arguments: Sequence[str]) -> Result:
    words = argparse.ArgumentParser(prog="make bench NAME=overload")
    words.add_argument("--minutes", type=float, default=5.0)
    words.add_argument("--senders", type=int, default=16)
    words.add_argument("--devices", type=int, default=100)
    words.add_argument("--datastreams", type=int, default=10_000)
    words.add_argument("--stream-mb", type=int, default=8, help="what the observation stream may hold")
    words.add_argument("--empty-s", type=float, default=5.0)
    asked = words.parse_args(arguments)
    series = names(asked.datastreams)
    with Instance(bare=True) as instance:
        token = settled(instance, asked.datastreams)
        _settings({"YIWANG_HOME": str(instance.home), "DJANGO_SETTINGS_MODULE": "yiwang.app.settings"})
        from yiwang.kernel import bus
        from yiwang.lake import api as lake
        from yiwang.sensing import _stream

        # The stream is there since the token was issued; now it is small.
        bus.bus().ensure_stream(_stream.STREAM, ["obs.>"], max_bytes=asked.stream_mb << 20)
        over, told = threading.Event(), Told()

        def _empty() -> None:
            while not over.wait(asked.empty_s):
                # On a busy machine the senders need longer to offer that much.
                if told.refused >= REFUSED * len(told.accepted):
                    _stream.forget(lake.committed_seq(_stream.TABLE.name))

        emptying = threading.Thread(target=_empty, daemon=True)
        emptying.start()
        memory = Memory(instance.pids())
        memory.start()
        port = int(instance.url.rpartition(":")[2].strip("/"))
        seconds = asked.minutes * 60
        asyncio.run(
            _offer(port, instance.mqtt_port, token, series, seconds, asked.senders, asked.devices, told)
        )
        over.set()
        emptying.join()
        memory.over.set()
        memory.join()
        accepted, missing = _missing(told, series)
        bus.disconnect()
        logs = "" if accepted else instance.logs()
    if not accepted:
        raise RuntimeError("nothing was accepted\n" + logs)
    offered = accepted + told.refused * ROWS
    return Result(
        name="overload",
        values=[missing],
        unit="accepted readings that are missing",
        bar=0,
        limit_what="none",
        limit_values=[],
        also_met=told.refused > 0
        and told.cut_off > 0
        and not told.without_retry_after
        and offered >= 3 * accepted
        and max(memory.most.values()) < MOST_MB,
        more={
            "minutes": asked.minutes,
            "accepted": accepted,
            "offered": offered,
            "offered_ratio": round(offered / accepted, 2),
            "refused_batches": told.refused,
            "refused_without_retry_after": told.without_retry_after,
            "mqtt_acknowledged": len(told.acked),
            "mqtt_cut_off": told.cut_off,
            "pss_mb_at_first": {name: round(held) for name, held in memory.first.items()},
            "pss_mb_most": {name: round(held) for name, held in memory.most.items()},
            "pss_mb_by_minute": [round(held) for held in memory.minutes[memory.largest]],
            "largest": memory.largest,
            "processors": os.cpu_count(),
        },
    )
