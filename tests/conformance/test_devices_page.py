"""The page for makers of devices is run: each piece of code, as it stands, against a running instance."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conformance.conftest import Client, prepared
from tools import system
from tools.instance import Instance
from yiwang.kernel import broker

PAGE = Path(__file__).parents[2] / "docs" / "devices.md"
BLOCKS: dict[str, tuple[str, str]] = {
    name: (kind, text)
    for kind, name, text in re.findall(
        r"^```(\w+) (\S+)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
}
SAYS = {
    "http": (3.41, "202"),
    "curl": (3.42, '"accepted"'),
    "batch": (3.59, '"accepted":10'),
    "mosquitto_pub": (3.43, ""),
    "mqtt": (3.44, ""),
    "sensorthings": (3.45, "Observations("),
    "sensorthings-mqtt": (3.46, ""),
    "hj212": (3.47, "CN=9014"),
    "sl651": (3.48, "7e7e0044080001"),
}
"""For each piece of code what the datastream holds afterwards, and what is printed."""


@dataclass
class River:
    """The running instance, with the settings that the page names."""

    client: Client
    environment: dict[str, str]
    ports: dict[str, str]
    """The page's ports, and free ones in their place."""

    def text(self, name: str) -> str:
        text = BLOCKS[name][1]
        for port, free in self.ports.items():
            text = text.replace(port, free)
        return text

    def run(self, name: str) -> subprocess.CompletedProcess[str]:
        for package, command in system.COMMANDS.items():
            if BLOCKS[name][1].startswith(command) and shutil.which(command) is None:
                pytest.skip(f"no {command} here (Debian: apt install {package})")
        shell = [sys.executable, "-c"] if BLOCKS[name][0] == "python" else ["/bin/sh", "-euc"]
        return subprocess.run(
            [*shell, self.text(name)], env=self.environment, capture_output=True, text=True, timeout=60
        )

    def holds(self, value: float) -> bool:
        found = self.client.values(f"Datastreams('river-01.level')/Observations?$filter=result eq {value}")
        return len(found) > 0


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Iterator[River]:
    folder = tmp_path_factory.mktemp("river")
    port = broker.free_port()
    instance = Instance(home=folder / "home", bare=True, mqtt_port=str(port))
    token = prepared(instance, "river")
    ports = {"9212": str(broker.free_port()), "9651": str(broker.free_port())}
    with instance:
        told = {"YIWANG": instance.url, "MQTT_HOST": "127.0.0.1", "MQTT_PORT": str(port)}
        told |= {"DEVICE": "river-01", "TOKEN": token}
        yield River(Client(instance, token), {**os.environ, **told}, ports)


@pytest.fixture(scope="module")
def connected(river: River, tmp_path_factory: pytest.TempPathFactory) -> River:
    """With the page's connectors imported by the page's command, and their ports open."""
    path = tmp_path_factory.mktemp("connectors") / "connectors.yaml"
    path.write_text(river.text("connectors.yaml"), "utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "yiwang", "import", "connectors", str(path)],
        env=river.client.instance.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert "2 created" in told.stdout
    return river


def test_every_piece_of_code_on_the_page_is_run() -> None:
    assert set(BLOCKS) == {*SAYS, "connectors.yaml"}


def test_a_first_reading_beyond_the_model_is_refused_by_sensorthings_as_by_the_other_doors(
    river: River,
) -> None:
    answer = river.client.ask("POST", "Datastreams('river-01.level')/Observations", {"result": 341})
    assert answer.status == 400
    assert "0.0 … 20.0 m" in answer.json["en"]


@pytest.mark.parametrize("name", [name for name in SAYS if name not in ("hj212", "sl651")])
def test_a_device_sends_as_the_page_says(river: River, name: str) -> None:
    value, printed = SAYS[name]
    told = river.run(name)
    assert told.returncode == 0, told.stderr
    assert printed in told.stdout
    assert river.holds(value), "acknowledged, and not to be read"


@pytest.mark.parametrize("name", ["hj212", "sl651"])
def test_a_logger_in_the_field_is_only_given_another_address(connected: River, name: str) -> None:
    value, printed = SAYS[name]
    for _ in range(50):  # the port opens seconds after the import
        told = connected.run(name)
        if told.returncode == 0:
            break
        time.sleep(0.3)
    assert told.returncode == 0, told.stderr
    assert printed in told.stdout
    assert connected.holds(value), "acknowledged, and not to be read"
