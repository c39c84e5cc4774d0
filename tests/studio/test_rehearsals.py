"""Rehearsals of drafts, played for real beside the city: step by step, cancelled, ended with their worker."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.studio.conftest import Begin
from yiwang.kernel.models import FactRow
from yiwang.kernel.tasks import Lease, acquire
from yiwang.sensing.models import Thing
from yiwang.studio import api
from yiwang.studio._runs import BESIDE, Runner
from yiwang.studio.contracts import StudioRehearsal

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
WITHIN_S = 600.0


@pytest.fixture
def runner() -> Iterator[Runner]:
    made = Runner()
    yield made
    made.close()


@pytest.fixture
def lease(db: None) -> Lease:
    held = acquire("studio.rehearsals", "test")
    assert held is not None
    return held


def until(runner: Runner, lease: Lease, holds: Callable[[], Any]) -> None:
    """Pump as the worker does until something holds."""
    limit = time.monotonic() + WITHIN_S
    while not holds():
        assert time.monotonic() < limit, "it did not come"
        runner.pump(lease)
        time.sleep(0.1)


def test_a_rehearsal_tells_its_steps_as_they_come_and_leaves_the_city_alone(
    who: Any, begin: Begin, any_unit: None, runner: Runner, lease: Lease
) -> None:
    ann = who("ann")
    draft = begin(ann, "sweeps", "patrol-evidence").row.id
    run = api.rehearse(ann, draft)

    def now() -> StudioRehearsal:
        return api.rehearsal(ann, run.id)

    until(runner, lease, lambda: any("took_ms" in line for line in now().lines))
    assert now().state == "running", "the first step is told while the others are still played"
    until(runner, lease, lambda: now().state != "running")
    done = now()
    assert (done.state, done.error) == ("passed", "")
    steps = [line for line in done.lines if "took_ms" in line]
    assert len(steps) > 5
    assert all(step["held"] for step in steps)
    begun = [line["variant"] for line in done.lines if "variant" in line]
    assert begun == [line["ended"] for line in done.lines if "ended" in line]
    assert not Thing.objects.filter(pk__startswith="sweeps").exists()
    states = [json.loads(row.data)["state"] for row in FactRow.objects.filter(fact_type="studio.rehearsed")]
    assert states == ["queued", "running", "passed"]
    assert not runner.playing


def test_two_run_beside_each_other_a_third_waits_and_what_is_cancelled_is_gone(
    who: Any, begin: Begin, any_unit: None, runner: Runner, lease: Lease
) -> None:
    draft = begin(who("ann")).row.id
    people = [who(login) for login in ("ann", "abe", "sam")]
    runs = [api.rehearse(one, draft).id for one in people]
    runner.pump(lease)
    states = [api.rehearsal(who("ann"), run).state for run in runs]
    assert states == ["running"] * BESIDE + ["queued"]
    first = runner.playing[runs[0]].process.pid
    api.cancel(who("ann"), runs[0])
    until(runner, lease, lambda: api.rehearsal(who("ann"), runs[0]).state == "cancelled")
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    runner.pump(lease)
    assert api.rehearsal(who("ann"), runs[2]).state == "running", "the third had its turn"


def test_what_ran_with_a_worker_that_is_gone_is_told_as_broken_off(
    who: Any, begin: Begin, any_unit: None, runner: Runner, lease: Lease
) -> None:
    ann = who("ann")
    run = api.rehearse(ann, begin(ann).row.id)
    runner.pump(lease)
    child = runner.playing[run.id].process
    stdin = child.stdin
    assert stdin is not None
    stdin.close()  # as when the worker is killed: its end of the pipe closes
    assert child.wait(60) != 0, "nobody watches, so nobody plays"
    again = Runner()
    again.pump(lease)
    found = api.rehearsal(ann, run.id)
    assert (found.state, "中断" in found.error) == ("failed", True)
