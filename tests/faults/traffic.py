"""What goes on while processes die: devices that keep their readings until they are acknowledged, a storm
that rings again and again, and an officer who confirms what rings. Each resends what nobody answered. One
device says everything twice and in any order; the clocks of two others are an hour slow and fast."""

from __future__ import annotations

import contextlib
import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import paho.mqtt.client as paho

from tools.instance import Instance, Session

STORMY = [f"zj-ck-js-{number:02d}.depth" for number in range(1, 6)]
CALM = "zj-ck-js-06.depth"
BY_MQTT = "zj-ck-js-07.depth"
BROKEN = "zj-ck-js-08.depth"
MUDDLED = FAST = CALM
SLOW = BY_MQTT
HOUR_US = 3_600_000_000
PATIENCE_S = 900.0
"""How long whoever speaks says the same again: longer than an outage, on any machine."""
COMES_AGAIN_S = 0.8
"""The longest pause before the next try: a minute of them is dear where many lanes share a machine."""
FLOOD_CM, DRY_CM, IMPOSSIBLE_CM = 45.0, 2.0, 999.0
Reading = tuple[str, int]
"""Datastream and time of observation, microseconds since 1970: what makes a reading this one."""


def wait(ready: Callable[[], Any], seconds: float, what: str) -> Any:
    """Wait until `ready` answers something; that."""
    deadline = time.monotonic() + seconds
    while not (found := ready()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.05)
    return found


def text(us: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)).isoformat(timespec="microseconds")


class Clock:
    """Now in microseconds, never the same twice."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last_us = 0

    def __call__(self) -> int:
        with self._lock:
            self._last_us = max(self._last_us + 1, time.time_ns() // 1000)
            return self._last_us


moment = Clock()


@dataclass
class Device:
    """Sends over HTTP until it is taken; the same content under the same key each time."""

    instance: Instance
    token: str
    acked: dict[Reading, float] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    put_off: list[dict[str, Any]] = field(default_factory=list)
    """What was said with 503: come again."""
    tries: int = 0

    def send(self, *readings: tuple[str, float], key: str | None = None) -> list[Reading]:
        """What was acknowledged, as it is known from now on; nothing when it was refused for good."""
        return self.hand_in([((name, moment()), value) for name, value in readings], key)

    def hand_in(self, rows: list[tuple[Reading, float]], key: str | None = None) -> list[Reading]:
        """The same for readings that have their times."""
        said = [{"datastream": name, "observed_at": text(us), "value": value} for (name, us), value in rows]
        body = json.dumps({"observations": said}).encode()
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        if key:
            headers["idempotency-key"] = key
        limit, pause = time.monotonic() + PATIENCE_S, 0.05
        while time.monotonic() < limit:
            self.tries += 1
            status, _, answer = self.instance.ask(
                "POST", "/api/ingest/observations", body=body, headers=headers
            )
            if status == 202:
                self.acked |= dict(rows)
                return [reading for reading, _ in rows]
            if status == 503:
                self.put_off.append(json.loads(answer))
            elif status:
                self.refused.append(f"{status} {answer[:300]!r}")
                return []
            time.sleep(pause)
            pause = min(2 * pause, COMES_AGAIN_S)
        self.refused.append("never taken")
        return []


class Gauge:
    """Publishes over MQTT with QoS 1, and says again after each reconnection what was not acknowledged."""

    def __init__(self, instance: Instance, source: str, token: str) -> None:
        self._said: dict[int, tuple[Reading, float]] = {}
        self._heard: set[int] = set()
        client = paho.Client(
            paho.CallbackAPIVersion.VERSION2, client_id="fault-device", protocol=paho.MQTTv311
        )
        client.username_pw_set(source, token)
        client.reconnect_delay_set(1, 1)
        client.max_inflight_messages_set(20)
        # Only the number is kept: the message may be acknowledged before `publish` has given it to us.
        client.on_publish = lambda client, data, mid, code, properties: self._heard.add(mid)
        self._client = client
        port = int(instance.settings["mqtt_port"])
        wait(lambda: self._connects(port), PATIENCE_S, "the MQTT gateway listens")
        client.loop_start()

    def _connects(self, port: int) -> bool:
        try:
            self._client.connect("127.0.0.1", port, keepalive=20)
        except OSError:
            return False
        return True

    def say(self, value: float) -> None:
        self._say(moment(), value)

    def say_again(self, chance: random.Random) -> None:
        """Up to ten of the readings that were said, in any order."""
        said = list(self._said.values())
        for (_, us), value in chance.sample(said, min(len(said), 10)):
            self._say(us, value)

    def _say(self, us: int, value: float) -> None:
        payload = json.dumps({"t": text(us), "v": value}).encode()
        self._said[self._client.publish(f"yiwang/{BY_MQTT}", payload, qos=1).mid] = ((BY_MQTT, us), value)

    @property
    def acked(self) -> dict[Reading, float]:
        return {reading: value for mid, (reading, value) in list(self._said.items()) if mid in self._heard}

    def is_heard(self) -> bool:
        return set(self._said) <= self._heard

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


class Officer:
    """A duty officer who confirms every alert that is open."""

    def __init__(self, instance: Instance) -> None:
        self.session: Session = instance.sign_in("duty")
        self.confirmed: set[str] = set()
        self.refused: list[str] = []
        self.wound = False
        """Where the server's clock skips an hour, every session has been idle for too long; where it goes
        back one, rights given since then do not hold yet."""

    def look(self) -> int | None:
        """Confirm what is open; how many alerts that were, None when nobody answered."""
        status, _, body = self.session.instance.get(
            "/api/alerts?state=open&size=200", {"cookie": self.session.cookie}
        )
        if status == 401 and self.wound:
            with contextlib.suppress(RuntimeError):  # nobody answered: again at the next look
                self.session = self.session.instance.sign_in("duty")
            return None
        if status != 200:
            self._note(status, body)
            return None
        rows = json.loads(body)["items"]
        for row in rows:
            told, answer = self._confirm(row["id"])
            if told == 200:
                self.confirmed.add(row["id"])
            elif told != 409:  # confirmed by the request that nobody answered
                self._note(told, answer)
        return len(rows)

    def _confirm(self, alert: str) -> tuple[int, bytes]:
        headers = {"cookie": self.session.cookie, "x-csrf-token": self.session.csrf}
        body = json.dumps({"outcome": "true", "reason": "seen"}).encode()
        headers["content-type"] = "application/json"
        status, _, answer = self.session.instance.ask(
            "POST", f"/api/alerts/{alert}/end", body=body, headers=headers
        )
        return status, answer

    def _note(self, status: int, answer: bytes) -> None:
        if status not in ((0, 401, 403, 503) if self.wound else (0, 503)):
            self.refused.append(f"{status} {answer[:300]!r}")


class Traffic:
    """All of it, in threads of its own, until `end`.

    Where the instance has already seen traffic, `before` is it: what it said holds on. Where the server's own
    clock is `wound`, a right reading may be refused as one of the future, and a fast one taken.
    """

    def __init__(
        self, instance: Instance, seed: int, before: Traffic | None = None, *, wound: bool = False
    ) -> None:
        self.wound = wound
        self.wrong: list[tuple[int, int]] = []
        """From when to when the server's clock was wrong, by the right time."""
        self.source, self.token = token_of(instance)
        self.device = Device(instance, self.token)
        self.muddled = Device(instance, self.token)
        self.fast = Device(instance, self.token)
        self.future: set[Reading] = set()
        self.gauge = Gauge(instance, self.source, self.token)
        self.officer = Officer(instance)
        self.officer.wound = wound
        self.floods: set[Reading] = set()
        self.broken: set[Reading] = set()
        self._acked_before: dict[Reading, float] = {}
        self._seed = seed
        self._chance = random.Random(seed)
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=work, daemon=True)
            for work in (self._storm, self._murmur, self._muddle, self._publish, self._confirm)
        ]
        if before is not None:
            self.wrong += before.wrong
            self.future |= before.future
            self.floods |= before.floods
            self.broken |= before.broken
            self.officer.confirmed |= before.officer.confirmed
            self._acked_before = before.acked
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Nobody begins to say anything new."""
        self._over.set()

    def end(self) -> None:
        """Let everybody finish what he is saying; nothing rings when this returns."""
        self.stop()
        for thread in self._threads:
            thread.join(PATIENCE_S)
        assert not any(thread.is_alive() for thread in self._threads), "somebody was not answered"
        wait(self.gauge.is_heard, PATIENCE_S, "the MQTT device was acknowledged")
        self.gauge.close()
        refused = self.device.refused + self.muddled.refused
        assert [one for one in refused if not (self.wound and "future" in one)] == []
        # A reading of the future is no reading: each is refused, and none may be found.
        assert self.wound or self.fast.acked == {}
        self.future -= set(self.fast.acked)
        assert all("future" in one for one in self.fast.refused), self.fast.refused[:3]
        assert self.officer.refused == [], self.officer.refused[:3]

    @property
    def acked(self) -> dict[Reading, float]:
        said = self.device.acked | self.muddled.acked | self.fast.acked | self.gauge.acked
        return self._acked_before | said

    def _storm(self) -> None:
        """One place after the other is flooded and dries, while a broken gauge says what cannot be."""
        place = 0
        while not self._over.is_set():
            here, place = STORMY[place % len(STORMY)], place + 1
            height = FLOOD_CM + place % 100 / 10
            self.floods |= set(self.device.send((here, height)))
            self.broken |= set(self.device.send((BROKEN, IMPOSSIBLE_CM)))
            self._over.wait(self._chance.uniform(0.02, 0.3))
            self.device.send((here, DRY_CM + place % 7 / 10), (BROKEN, 1.0 + place % 50 / 10))
            self._over.wait(self._chance.uniform(0.02, 0.3))

    def _murmur(self) -> None:
        count = 0
        while not self._over.is_set():
            count += 1
            self.device.send((CALM, 0.6 + count % 40 / 100), key=f"murmur-{self._seed}-{count}")
            self._over.wait(0.05)

    def _muddle(self) -> None:
        """Readings twice and in any order, old ones among them, and those of a clock an hour fast."""
        kept: list[tuple[Reading, float]] = []
        chance = random.Random(self._chance.random())
        while not self._over.is_set():
            now = moment()
            kept.append(((MUDDLED, now), 0.5 + now % 50 / 100))
            kept.append(((SLOW, now - HOUR_US), 0.5 + now % 40 / 100))
            if len(kept) >= 8:
                for part in (kept[:5], kept[3:], kept):
                    self.muddled.hand_in(chance.sample(part, len(part)))
                kept = []
                ahead = (FAST, moment() + HOUR_US)
                self.future.add(ahead)
                self.fast.hand_in([(ahead, 0.7)])
            self._over.wait(0.1)

    def _publish(self) -> None:
        count = 0
        while not self._over.is_set():
            count += 1
            self.gauge.say(0.5 + count % 30 / 100)
            self._over.wait(0.2)

    def _confirm(self) -> None:
        while not (self._over.wait(0.7)):
            self.officer.look()


def token_of(instance: Instance) -> tuple[str, str]:
    """A source that may send for the gauges, with a token issued by the data steward: its id and token."""
    steward = instance.sign_in("steward")
    for source in steward.get("/api/sources"):
        status, issued = steward.post(f"/api/sources/{source['id']}/token", {})
        assert status == 200, issued
        probe = Device(instance, issued["token"])
        probe.send((CALM, 1.0))
        if not probe.refused:
            return source["id"], issued["token"]
    raise AssertionError("no source may send for the gauges")
