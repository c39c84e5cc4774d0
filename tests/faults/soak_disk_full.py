"""The disk is full under load: `make soak` only, because it takes the right to mount a small disk (root, or a
machine that lends it to a user's namespace), which not every machine that runs `make test` gives.

The data folder lies on a tmpfs of its own. At a moment drawn from the seed not a byte is left on it, for some
seconds: doors answer 503 with a sentence and acknowledge nothing that is not kept. Space comes back, and so
does everything: `truth` as after a kill. PostgreSQL's own disk is no part of it (its data lies elsewhere).
YIWANG_TEST_DISKS seeds (200 by `make soak`), YIWANG_TEST_SIDE_BY_SIDE of them at a time.
"""

from __future__ import annotations

import os
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.lanes import FIRST, Fault, side_by_side
from tests.faults.outages import disk_full
from tests.faults.traffic import Traffic, wait
from tools.instance import Instance
from yiwang.kernel import broker

DISKS = int(os.environ.get("YIWANG_TEST_DISKS", "200"))
SIZE_MB = 700
REFUSED_WITHIN_S = 15.0
pytestmark = pytest.mark.timeout(600 + 120 * DISKS)


@contextmanager
def small_disk() -> Iterator[Path]:
    """A folder that is a disk of its own. Skips, with the reason, where nobody may mount one."""
    with tempfile.TemporaryDirectory(prefix="yiwang-disk-") as name:
        told = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m,mode=700", "tmpfs", name],
            capture_output=True,
            text=True,
            check=False,
        )
        if told.returncode:
            pytest.skip(f"no disk may be mounted here: {told.stderr.strip()}")
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "-l", name], check=False)


@contextmanager
def house() -> Iterator[tuple[Instance, Fault]]:
    with small_disk() as disk:
        instance = Instance(home=disk / "home", feed="off", mqtt_port=str(broker.free_port()))
        instance.home.mkdir(mode=0o700)
        instance.fill()
        with instance:
            yield instance, lambda seed, traffic: fills(disk, seed, traffic)


def fills(disk: Path, seed: int, traffic: Traffic) -> str:
    refused = len(traffic.device.put_off)
    with disk_full(disk / "filler"):
        time.sleep(random.Random(f"disk {seed}").uniform(2.0, 12.0))
        # What was on its way to the bus when the last byte went is refused when the bus has not answered.
        wait(lambda: len(traffic.device.put_off) > refused, REFUSED_WITHIN_S, "somebody was refused")
        said = traffic.device.put_off[refused:]
    assert all(one.get("zh") and one.get("en") for one in said), said[:2]
    return "disk full"


def test_a_full_disk_loses_nothing_and_everything_comes_back_with_the_space() -> None:
    with small_disk():
        pass  # said once, and not by every lane
    seeds = range(FIRST, FIRST + DISKS)
    assert side_by_side([(house, seeds)]) == []
