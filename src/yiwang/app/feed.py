"""The demonstration feed: plays what the packs laid out, over and over, through the public doors only.

It knows the address, the token of each scene's source and the files under `<home>/replay`, nothing else: no
database, no bus, no noun. Every reading carries the present as its time of observation; the storm only runs
faster than it did. What it sends is a replay, and the things it speaks for are marked as demonstration.
"""

from __future__ import annotations

import http.client
import json
import logging
import secrets
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import msgspec

from yiwang.app import logs, options
from yiwang.app.feed_mqtt import GatewayAway, Publisher
from yiwang.kernel import clock, shapes

log = logging.getLogger(__name__)

TICK_S = 1.0
RESTING_EVERY_S = 20.0
CALM_S = 45 * 60.0
MOST_WAITING = 2_000
FAULT_SPACING_S = 60 * 60.0
CONTROL = "feed.control.json"
STATE = "feed.state.json"


class Fault(msgspec.Struct, frozen=True):
    """A device kept for the fault script: jumps, stands still, falls silent."""

    datastream: str
    jump: float
    still: float
    stuck_s: float
    silent_s: float
    every_s: float


class Replay(msgspec.Struct, frozen=True):
    """A file under `<home>/replay`, as packs wrote it; a reading is (seconds, index of datastream, value)."""

    pack: str
    scene: str
    name_zh: str
    name_en: str
    source_id: str
    source_zh: str
    source_en: str
    begins_s: float
    length_s: float
    step_s: float
    endless: bool
    datastreams: list[str]
    rest: dict[str, float]
    readings: list[tuple[float, int, float]]
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """One reading on its way."""

    datastream: str
    observed_at: datetime
    value: float

    def as_json(self) -> dict[str, Any]:
        return {
            "datastream": self.datastream,
            "observed_at": self.observed_at.isoformat(),
            "value": self.value,
        }


@dataclass(slots=True)
class Player:
    """One scene on its loop: plays its sample, rests, plays again. Time is handed in, never asked for."""

    replay: Replay
    speed: float
    state: Literal["playing", "calm"] = "playing"
    position_s: float = 0.0
    next_index: int = 0
    calm_until: datetime | None = None
    rested_at: datetime | None = None
    fault_at: datetime | None = None
    _last: datetime | None = None

    def __post_init__(self) -> None:
        self._seek(self.replay.begins_s)

    def _seek(self, position_s: float) -> None:
        self.position_s = position_s
        readings = self.replay.readings
        self.next_index = next((i for i, one in enumerate(readings) if one[0] >= position_s), len(readings))

    def storm(self) -> None:
        """Play from the beginning of the loop, now."""
        self.state, self.calm_until, self._last = "playing", None, None
        self._seek(self.replay.begins_s)

    def resume(self, now: datetime) -> None:
        """Go on from here: a pause is not made up for."""
        self._last = now

    def tick(self, now: datetime) -> list[Sent]:
        """What is to be sent now; every stamp lies between the last tick and this one."""
        last, self._last = self._last or now - timedelta(seconds=TICK_S), now
        if self.state == "calm" and self.calm_until is not None and now >= self.calm_until:
            self.storm()
            self._last = last = now
        if self.state == "calm":
            return self._resting(now)
        found = self._advance(last, now)
        if self.next_index >= len(self.replay.readings):
            if self.replay.endless:
                self._seek(0.0)
            else:
                self.state, self.calm_until = "calm", now + timedelta(seconds=CALM_S)
        return found

    def _advance(self, last: datetime, now: datetime) -> list[Sent]:
        found: dict[tuple[str, datetime], Sent] = {}
        start, self.position_s = self.position_s, self.position_s + (now - last).total_seconds() * self.speed
        readings = self.replay.readings
        while self.next_index < len(readings) and readings[self.next_index][0] <= self.position_s:
            at_s, index, value = readings[self.next_index]
            self.next_index += 1
            observed = last + timedelta(seconds=max(0.0, at_s - start) / self.speed)
            one = Sent(self.replay.datastreams[index], observed.replace(microsecond=0), value)
            found[(one.datastream, one.observed_at)] = one  # two readings of one second: the later one
        return list(found.values())

    def _resting(self, now: datetime) -> list[Sent]:
        if self.rested_at is not None and (now - self.rested_at).total_seconds() < RESTING_EVERY_S:
            return []
        self.rested_at = now
        at = now.replace(microsecond=0)
        return [Sent(name, at, value) for name, value in self.replay.rest.items()]

    def break_device(self, now: datetime) -> list[Sent]:
        """The fault script, told as a device does that was cut off and now hands in what it kept.

        It jumps and falls back, then stands still for longer than it may, then says nothing more. All of it
        lies in the past hour, which the doors take; nothing is dated into the future.
        """
        script = self.replay.fault
        if script is None:
            return []
        self.fault_at = now
        still_for = script.stuck_s + 2 * script.every_s
        step = timedelta(seconds=script.every_s)
        at = now.replace(microsecond=0) - timedelta(seconds=still_for) - 6 * step
        sent = [
            Sent(script.datastream, at + n * step, round(script.still + 0.1 * (n % 2), 2)) for n in range(4)
        ]
        sent.append(Sent(script.datastream, at + 4 * step, script.jump))
        sent.append(Sent(script.datastream, at + 5 * step, round(script.still + 0.1, 2)))
        moment = at + 6 * step
        while moment <= now:
            sent.append(Sent(script.datastream, moment, script.still))
            moment += step
        return sent

    def describe(self) -> dict[str, Any]:
        return {
            "scene": f"{self.replay.pack}/{self.replay.scene}",
            "name_zh": self.replay.name_zh,
            "source_zh": self.replay.source_zh,
            "state": self.state,
            "played": round(min(1.0, self.position_s / max(self.replay.length_s, 1.0)), 3),
            "next_storm_at": self.calm_until.isoformat() if self.calm_until else None,
        }


class Refused(Exception):
    """The server will not have this batch; sending it again would not help."""


class Away(Exception):
    """The server cannot be asked now; the batch waits."""


@dataclass(slots=True)
class Poster:
    """Hands batches in over HTTP, each with its own key, so that a batch sent twice is stored once."""

    host: str
    port: int
    token: str
    _connection: http.client.HTTPConnection | None = None

    def post(self, batch: list[Sent], key: str) -> int:
        """The sequence number of the batch; raises Refused or Away."""
        body = msgspec.json.encode({"observations": [one.as_json() for one in batch]})
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(self.host, self.port, timeout=10)
            self._connection.request("POST", "/api/ingest/observations", body, headers)
            answer = self._connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection = None
            raise Away(str(error)) from error
        if answer.status == 202:
            return int(msgspec.json.decode(content).get("seq", 0))
        if answer.status >= 500 or answer.status in (408, 425, 429):
            raise Away(f"HTTP {answer.status}")
        raise Refused(f"HTTP {answer.status}: {content[:400].decode('utf-8', 'replace')}")


@dataclass(slots=True)
class Line:
    """A scene's player and its ways out: every third thing by MQTT if the gateway is up, the rest by HTTP."""

    player: Player
    poster: Poster
    publisher: Publisher | None
    waiting: deque[tuple[str, list[Sent]]] = field(default_factory=deque)
    sent: int = 0
    by_mqtt: int = 0
    refused: int = 0
    error: str = ""

    def send(self, readings: list[Sent]) -> None:
        """Queue what is new and hand in what waits, oldest first."""
        direct, other = self._split(readings)
        if direct and self.publisher is not None:
            try:
                self.publisher.publish([(f"yiwang/{one.datastream}", _payload(one)) for one in direct])
                self.sent += len(direct)
                self.by_mqtt += len(direct)
            except GatewayAway as error:
                log.info("feed: the MQTT gateway is away (%s), these readings go by HTTP", error)
                other = readings
        if other:
            self.waiting.append((secrets.token_hex(12), other))
        while len(self.waiting) > MOST_WAITING:
            self.waiting.popleft()
        self._flush()

    def _split(self, readings: list[Sent]) -> tuple[list[Sent], list[Sent]]:
        if self.publisher is None:
            return [], readings
        things = sorted({name.rpartition(".")[0] for name in self.player.replay.datastreams})
        direct_things = set(things[2::3])
        direct = [one for one in readings if one.datastream.rpartition(".")[0] in direct_things]
        return direct, [one for one in readings if one not in direct]

    def _flush(self) -> None:
        while self.waiting:
            key, batch = self.waiting[0]
            try:
                self.poster.post(batch, key)
                self.sent += len(batch)
                self.error = ""
            except Away as error:
                self.error = str(error)
                return
            except Refused as error:
                self.refused += len(batch)
                self.error = str(error)
                log.warning(
                    "feed: %s refused a batch of %s: %s", self.player.replay.source_id, len(batch), error
                )
            self.waiting.popleft()


def _payload(one: Sent) -> bytes:
    return msgspec.json.encode({"t": one.observed_at.isoformat(), "v": one.value})


@dataclass(slots=True)
class Feed:
    """All scenes, and the two small files by which people steer the feed and see what it does."""

    lines: list[Line]
    run: Path
    stop: threading.Event = field(default_factory=threading.Event)
    paused: bool = False
    note_zh: str = ""
    note_en: str = ""
    _control_at: int = 0

    def loop(self) -> None:
        written = 0.0
        self._control_at = self._control_stamp()
        while not self.stop.is_set():
            now = clock.now()
            self._obey(now)
            for line in self.lines:
                line.send([] if self.paused else line.player.tick(now))
            if time.monotonic() - written >= 2.0:
                written = time.monotonic()
                self._tell()
            self.stop.wait(TICK_S)
        self._tell()

    def _control_stamp(self) -> int:
        try:
            return (self.run / CONTROL).stat().st_mtime_ns
        except OSError:
            return 0

    def _obey(self, now: datetime) -> None:
        """Do what the control file says, once for each time it is written."""
        stamp = self._control_stamp()
        if stamp == self._control_at:
            return
        self._control_at = stamp
        try:
            word = str(json.loads((self.run / CONTROL).read_text(encoding="utf-8"))["do"])
        except (OSError, ValueError, KeyError, TypeError):
            return
        self.note_zh = self.note_en = ""
        if word == "pause":
            self.paused = True
        elif word in ("resume", "storm"):
            self.paused = False
            for line in self.lines:
                line.player.resume(now)
                if word == "storm" and not line.player.replay.endless:
                    line.player.storm()
        elif word == "fault":
            self._break(now)
        self._tell()

    def _break(self, now: datetime) -> None:
        for line in self.lines:
            earlier = line.player.fault_at
            if line.player.replay.fault is None:
                continue
            if earlier is not None and (now - earlier).total_seconds() < FAULT_SPACING_S:
                again = (earlier + timedelta(seconds=FAULT_SPACING_S)).astimezone(clock.SHANGHAI)
                self.note_zh = f"演示设备上次故障未满一小时，{again:%H:%M} 后可再次触发"
                self.note_en = (
                    f"The device broke less than an hour ago; it can break again after {again:%H:%M}"
                )
                continue
            line.send(line.player.break_device(now))

    def _tell(self) -> None:
        """Write what the feed does, for `yiwang feed` and for whoever looks into the folder."""
        state = {
            "state": "paused" if self.paused else "running",
            "at": clock.now().isoformat(),
            "note_zh": self.note_zh,
            "note_en": self.note_en,
            "scenes": [
                {
                    **line.player.describe(),
                    "sent": line.sent,
                    "by_mqtt": line.by_mqtt,
                    "refused": line.refused,
                    "waiting": sum(len(batch) for _, batch in line.waiting),
                    "error": line.error,
                }
                for line in self.lines
            ],
        }
        _write(self.run / STATE, state)


def _write(path: Path, content: dict[str, Any]) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    fresh.replace(path)


def replays(home: Path) -> list[Replay]:
    """What packs laid out; a file that cannot be read is named and left out."""
    found = []
    for path in sorted((home / "replay").glob("*.json")):
        try:
            found.append(shapes.read(path.read_bytes(), Replay))
        except (OSError, msgspec.DecodeError) as error:
            log.error("feed: %s cannot be read: %s", path.name, error)
    return found


def lines_of(told: options.Settings, found: Iterable[Replay]) -> list[Line]:
    """A line for every replay whose source has a token."""
    host = told.host if told.host not in ("0.0.0.0", "::", "") else "127.0.0.1"  # noqa: S104
    made = []
    for replay in found:
        try:
            token = (told.secrets / "sources" / replay.source_id).read_text(encoding="ascii").strip()
        except OSError:
            log.error("feed: no token for %s; `yiwang load --force` issues it", replay.source_id)
            continue
        publisher = Publisher(host, told.mqtt_port, replay.source_id, token) if told.mqtt_port else None
        made.append(Line(Player(replay, told.feed_speed), Poster(host, told.port, token), publisher))
    return made


def main() -> None:
    """The feed process: plays until it is told to end."""
    told = options.read()
    logs.configure(told.log_level)
    feed = Feed(lines_of(told, replays(told.home)), told.home / "run")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: feed.stop.set())
    if not feed.lines:
        log.warning("feed: nothing to play")
        return
    feed.loop()


def command(home: Path, word: str) -> int:
    """`yiwang feed [pause|resume|storm|fault]`: steer the feed of an instance, or show its state."""
    run = home / "run"
    if word:
        run.mkdir(mode=0o700, parents=True, exist_ok=True)
        before = _state(run)
        _write(run / CONTROL, {"do": word, "at": clock.now().isoformat()})
        limit = time.monotonic() + 5.0
        while _state(run) == before and time.monotonic() < limit:
            time.sleep(0.1)
    state = _state(run)
    if not state:
        print("回放没有在运行。  The feed is not running.", file=sys.stderr)
        return 1
    print(json.dumps(state, ensure_ascii=False, indent=2))
    if word == "pause":
        print("注意：暂停后演示设备几分钟内会报离线故障。  Paused devices will soon be reported as silent.")
    return 0


def _state(run: Path) -> dict[str, Any]:
    try:
        state: dict[str, Any] = json.loads((run / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state


if __name__ == "__main__":
    main()
