"""A task that works and gets nowhere is no task that runs: the health page says so, and why."""

from __future__ import annotations

import json
import threading
from typing import cast

import pytest

from yiwang.app.health import Health
from yiwang.app.live import Hub
from yiwang.app.worker import Runner, Worker
from yiwang.kernel.tasks import Lease


class Pumped:
    """Does what it can once, and is ended."""

    name = "tests.pumped"
    wakes = ()
    every = 0.0
    pause = 0.0

    def __init__(self, trouble: str) -> None:
        self.trouble = trouble
        self.stop = threading.Event()

    def pump(self, lease: Lease) -> int:
        self.stop.set()
        return 0


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("trouble", "not_running"), [("", []), ("the stream takes nothing", ["tests.pumped"])]
)
def test_what_is_held_up_is_not_running_and_says_why(trouble: str, not_running: list[str]) -> None:
    task = Pumped(trouble)
    runner = Runner(task, "tests", task.stop)
    runner._hold_and_pump()
    worker = Worker("tests")
    worker.runners = [runner]
    health = Health(cast(Hub, None))
    health._heard("", json.dumps(worker.beat()).encode())
    told = health._worker()
    assert told["ok"] is not bool(trouble)
    assert told["not_running"] == not_running
    assert [one["error"] for one in told["troubles"].values()] == ([trouble] if trouble else [])
