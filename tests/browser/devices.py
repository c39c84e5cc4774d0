"""What scenes 2-1 and 2-2 play with: a polluter, a county's gauge and a lamp pole, and who sends for them."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho

from tests.browser.city import ROOT
from tests.sensing.simulators import Logger, platform_document
from tools.instance import Instance

STACK, COUNTY_GAUGE, POLE = "zj-xs-py-01", "zj-lz-sw-01", "zj-ck-dg-01"
PLATFORM, STATION = "leizhou-water", "44088201"

HERE = Path(__file__).parent


def packs_with_outskirts(folder: Path, port: int) -> Path:
    """The shipped packs and `packs/outskirts`, whose data loggers call `port`."""
    packs = folder / "packs"
    shutil.copytree(ROOT / "packs", packs)
    shutil.copytree(HERE / "packs" / "outskirts", packs / "outskirts")
    connectors = packs / "outskirts" / "connectors.yaml"
    text = connectors.read_text(encoding="utf-8")
    connectors.write_text(text.replace("port: 9290", f"port: {port}"), encoding="utf-8")
    return packs


def send_packets(port: int, *packets: tuple[float, str, float, bool]) -> None:
    """Packets of the data logger as (value, mark, seconds ago, whether its check is right)."""

    async def _send() -> None:
        async with Logger(port) as logger:
            for value, mark, ago_s, right in packets:
                packet = logger.packet(value, mark, ago_s=ago_s, flag=9 if mark == "N" else 5)
                await logger.send(packet if right else packet.replace(f"Rtd={value}".encode(), b"Rtd=1.5"))
                if right:
                    await logger.answer()

    # In a thread of its own: the browser of the test holds the event loop of this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(_send())).result()


class Platform:
    """The county's platform: an hour of levels, cut off in the middle of it."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        _, answer = instance.sign_in("steward").post(f"/api/sources/{PLATFORM}/token", {})
        self.token = str(answer["token"])
        now = datetime.now(UTC).replace(second=0, microsecond=0)
        self.before = [(now - timedelta(minutes=66 - n), 2.0) for n in range(5)]
        self.after = [(now, 2.0)]
        # In its middle the river stands above its limit of 4 m for ten minutes.
        self.missed = [
            (now - timedelta(minutes=61 - n), 4.6 if 20 <= n < 30 else 2.0 + n / 100) for n in range(61)
        ]

    def push(self, records: list[tuple[datetime, float]]) -> None:
        status, _, text = self.instance.ask(
            "POST",
            f"/api/ingest/connectors/{PLATFORM}",
            body=platform_document(STATION, records),
            headers={"content-type": "application/json", "authorization": f"Bearer {self.token}"},
        )
        assert status == 202, (status, text[:300])

    def fill(self) -> None:
        """What was missed, out of order and a tenth of it twice."""
        chance = random.Random(22)
        sent = self.missed + chance.sample(self.missed, 6)
        chance.shuffle(sent)
        for at in range(0, len(sent), 11):
            self.push(sent[at : at + 11])


class Lamp:
    """A lamp with a credential of its own, on MQTT: sends its power, does what it is told."""

    def __init__(self, port: int, thing: str, token: str) -> None:
        self.thing = thing
        self.told: list[dict[str, Any]] = []
        self.client = paho.Client(paho.CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
        self.client.username_pw_set(thing, token)
        self.client.on_connect = self._connected
        self.client.on_message = self._commanded
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()

    def _connected(self, client: paho.Client, *_: Any) -> None:
        client.subscribe(f"yiwang/{self.thing}/commands", 0)

    def _commanded(self, client: paho.Client, _: Any, message: paho.MQTTMessage) -> None:
        command = json.loads(message.payload)
        self.told.append(command)
        answer = {"id": command["id"], "state": "done", "answer": "已调光"}
        client.publish(f"yiwang/{self.thing}/answers", json.dumps(answer), 1)

    def say(self, value: float) -> None:
        reading = {"t": datetime.now(UTC).isoformat(), "v": value}
        self.client.publish(f"yiwang/{self.thing}.power", json.dumps(reading), 1).wait_for_publish(10)

    def stop(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


def kill_the_judge(instance: Instance, within_s: float = 60) -> None:
    """SIGKILL to the process in which the judge lives; returns when the supervisor has started it anew."""
    pid = instance.pids()["worker"]
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + within_s
    while instance.pids().get("worker") in (pid, None):
        assert time.monotonic() < until, "the worker was not started again"
        time.sleep(0.2)
