"""The small city that the scenes play in: the shipped packs, two more gauges, and weather on demand."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tools.instance import Instance

ROOT = Path(__file__).parents[2]
SOURCE = "replay-urban-drainage-waterlogging"
GAUGES = [f"zj-ck-js-0{n}" for n in range(1, 9)]
DONGJIAN, QUANZHUANG = "zj-kfq-js-01", "zj-kfq-js-02"
# Four that the weather leaves alone: their past and their present are told by the scene of the rules.
BANK, GATE, YARD, LANE = (f"zj-ck-js-2{n}" for n in range(1, 5))
MORE_GAUGES = (
    f"{DONGJIAN},东简村口低洼段（演示点）,Dongjian village road (demonstration),"
    "road_water_gauge,110.5052,20.9350,440811071201,东简村口,\n"
    f"{QUANZHUANG},人民大道南下穿（演示点）,Renmin Avenue underpass (demonstration),"
    "road_water_gauge,110.3825,21.2235,440803070001,人民大道南,\n"
    f"{BANK},海滨大道低洼段（演示点）,Haibin Avenue low section (demonstration),"
    "road_water_gauge,110.4040,21.2720,440802003004,海滨大道,\n"
    f"{GATE},北站路涵洞（演示点）,Beizhan Road culvert (demonstration),"
    "road_water_gauge,110.3660,21.2900,440802004003,北站路,\n"
    f"{YARD},湖光路口（演示点）,Huguang Road junction (demonstration),"
    "road_water_gauge,110.3800,21.2700,440802007003,湖光路,\n"
    f"{LANE},椹川大道地下通道（演示点）,Zhenchuan Avenue subway (demonstration),"
    "road_water_gauge,110.3720,21.2800,440802007002,椹川大道,\n"
)


def packs_with_more_gauges(folder: Path) -> Path:
    """The shipped packs with two gauges in the two towns of scene 1-3."""
    packs = folder / "packs"
    shutil.copytree(ROOT / "packs", packs)
    things = packs / "urban-drainage" / "things.csv"
    text = things.read_text(encoding="utf-8")
    things.write_text(text.rstrip("\n") + "\n" + MORE_GAUGES, encoding="utf-8")
    return packs


class Weather:
    """Says every two seconds how deep the water stands at every gauge, by the public door."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        _, answer = instance.sign_in("steward").post(f"/api/sources/{SOURCE}/token", {})
        self.token = str(answer["token"])
        self.depths = dict.fromkeys([*GAUGES, DONGJIAN, QUANZHUANG], 0.0)
        self.silent: set[str] = set()
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._tell, daemon=True)

    def start(self) -> Weather:
        self.thread.start()
        return self

    def stop(self) -> None:
        self.stopped.set()
        self.thread.join(10)

    def _tell(self) -> None:
        while not self.stopped.wait(2.0):
            at = datetime.now(UTC)
            spoken = [gauge for gauge in self.depths if gauge not in self.silent]
            # A gauge that stands dry trembles a little, as real ones do.
            self.send([(gauge, at, self.depths[gauge] + (at.second % 7) / 20) for gauge in spoken])

    def send(self, readings: list[tuple[str, datetime, float]]) -> None:
        """Hands readings in; raises when they are not taken."""
        body = {
            "observations": [
                {"datastream": f"{gauge}.depth", "observed_at": at.isoformat(), "value": round(value, 2)}
                for gauge, at, value in readings
            ]
        }
        status, _, text = self.instance.ask(
            "POST",
            "/api/ingest/observations",
            body=json.dumps(body).encode(),
            headers={"content-type": "application/json", "authorization": f"Bearer {self.token}"},
        )
        if status != 202:
            raise RuntimeError(f"the readings were not taken: {status} {text[:300]!r}")

    def rise(self, gauge: str, depth: float) -> None:
        """Water that rises within three seconds to `depth`, and stays."""
        self.silent.add(gauge)
        for n in range(1, 6):
            time.sleep(0.5)
            self.send([(gauge, datetime.now(UTC), depth * n / 6)])
        time.sleep(0.5)
        self.send([(gauge, datetime.now(UTC), depth)])
        self.depths[gauge] = depth
        self.silent.discard(gauge)

    def fall(self, gauge: str) -> None:
        self.depths[gauge] = 0.0

    def jump_then_stick(self, gauge: str) -> None:
        """A device that fails: a jump to 200 cm and back, half an hour of one value, then nothing."""
        self.silent.add(gauge)
        start = datetime.now(UTC) - timedelta(minutes=40)
        minutes = [2.0, 2.1, 200.0, 2.2, 2.1] + [12.4] * 34
        self.send([(gauge, start + timedelta(minutes=n), value) for n, value in enumerate(minutes)])


def wait_until(what: str, true: Callable[[], bool], within_s: float = 20.0) -> None:
    """Polls; the message says what did not come true."""
    until = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < until, f"{what}: not within {within_s:.0f} s"
        time.sleep(0.2)
