"""Kept counts and newest readings always say what counting and searching the whole lake would say."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from tests.sensing.conftest import Town, stored
from yiwang.kernel import clock
from yiwang.lake import api as lake
from yiwang.sensing import _tally
from yiwang.sensing._sta import readings
from yiwang.sensing._sta.readings import Wanted
from yiwang.sensing._sta.sending import Outbox, Sent
from yiwang.sensing.contracts import DELETED
from yiwang.sensing.logic import micros
from yiwang.sensing.models import ObservationTally, StreamPosition

pytestmark = pytest.mark.database
STREAMS = ("g1.depth", "g1.battery", "g2.depth")


def _say(dice: random.Random, start: int) -> list[Sent]:
    """A few readings at a handful of instants, so that many are revisions, removals and returns."""
    made = []
    for _ in range(dice.randrange(1, 8)):
        us = start + dice.randrange(12) * 60_000_000
        gone, text = dice.random() < 0.25, dice.random() < 0.2
        value = float("nan") if gone or text else float(dice.randrange(3))
        more = {"r": "text"} if text and not gone else {}
        made.append(Sent(dice.choice(STREAMS), us, value, DELETED if gone else 0, more))
    return made


@pytest.mark.parametrize("seed", range(2))
def test_counts_and_newest_readings_follow_every_revision_removal_and_return(town: Town, seed: int) -> None:
    dice = random.Random(seed)
    start = micros(clock.now() - timedelta(hours=2))
    for _ in range(14):
        Outbox("gw", _say(dice, start)).send()
        if dice.random() < 0.5:
            lake.commit_now("observations", "test")
        if dice.random() < 0.5:
            town.pump_latest()
        if dice.random() < 0.1:
            # As after a crash between a commit and its tally.
            StreamPosition.objects.filter(pk=_tally.TALLY).update(seq=-1)
            Outbox("gw", _say(dice, start)).send()
            lake.commit_now("observations", "test")
        exact = {one: readings.count(Wanted(streams=frozenset({one}))) for one in STREAMS}
        assert readings.tallies(None) == {one: n for one, n in exact.items() if n}
        everything = readings.per_stream(Wanted(streams=frozenset(STREAMS)), ["us DESC"], 0, 1)
        newest = readings.newest(list(STREAMS))
        assert {one: row.us for one, row in newest.items()} == {
            one: rows[0].us for one, rows in everything.items()
        }
        assert {one: row.result for one, row in newest.items()} == {
            one: rows[0].result for one, rows in everything.items()
        }
    assert len(stored()) > 20
    lake.commit_now("observations", "test")
    kept = dict(ObservationTally.objects.filter(readings__gt=0).values_list("pk", "readings"))
    _tally.recount()
    assert kept == dict(ObservationTally.objects.filter(readings__gt=0).values_list("pk", "readings"))


def test_however_far_behind_what_is_kept_is_one_row_a_datastream_is_asked(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = micros(clock.now() - timedelta(hours=2))
    sent = [Sent(one, start + n * 1_000_000, float(n), 0, {}) for n in range(300) for one in STREAMS]
    Outbox("gw", sent).send()
    lake.commit_now("observations", "test")
    told: list[int] = []
    ask = readings.ask

    def watched(*given: Any) -> list[tuple[Any, ...]]:
        rows = ask(*given)
        told.append(len(rows))
        return rows

    monkeypatch.setattr(readings, "ask", watched)
    newest = readings.newest(list(STREAMS))
    assert {row.result for row in newest.values()} == {299}
    assert told == [len(STREAMS)] * 2, "the latest beyond what is kept, and exactly where nothing is kept"
