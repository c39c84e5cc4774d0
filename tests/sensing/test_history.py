"""The past in buckets is what the last word on every reading comes to, however it came in and was rolled."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.sensing.conftest import STEWARD, Town, everything
from yiwang.identity.api import Scope
from yiwang.kernel import clock
from yiwang.kernel.tasks import registered
from yiwang.lake import api as lake
from yiwang.sensing import _history, _stream, api
from yiwang.sensing._history_shapes import Buckets, RangeTooLong
from yiwang.sensing.contracts import ObservationIn, Quality, UnknownDatastream
from yiwang.sensing.logic import micros

NAMES = ("g1.depth", "g2.depth")
HOUR = timedelta(hours=1)
Said = dict[tuple[str, datetime], tuple[float, Quality]]


def roll(town: Town) -> None:
    """Commit what was said and let the tables of hours and days look."""
    lake.commit_now("observations", "test")
    for task in registered():
        if task.name in ("lake.observations_hour", "lake.observations_day"):
            while task.pump(town.lease(task.name)):
                pass


def expected(said: Said, name: str, step_us: int) -> dict[datetime, tuple[int, float, float, float, float]]:
    found: dict[int, list[tuple[int, float]]] = {}
    for (one, moment), (value, quality) in said.items():
        if one == name and quality in ("good", "suspect"):
            us = micros(moment)
            found.setdefault(us - (us + _stream.SHIFT_US) % step_us, []).append((us, value))
    return {
        datetime.fromtimestamp(at / 1e6, clock.now().tzinfo): (
            len(rows),
            min(value for _, value in rows),
            max(value for _, value in rows),
            min(rows)[1],
            max(rows)[1],
        )
        for at, rows in found.items()
    }


def told(one: Buckets) -> dict[datetime, tuple[int, float, float, float, float]]:
    columns = zip(one.n, one.low, one.high, one.first, one.last, strict=True)
    return dict(zip(one.begins_at, columns, strict=True))


def test_a_series_says_which_readings_are_flagged_late_and_corrected(
    town: Town, wound: clock.VirtualClock
) -> None:
    start = clock.now() - timedelta(minutes=30)

    def say(minute: int, value: float, quality: Quality = "good") -> None:
        at = start + timedelta(minutes=minute)
        api.accept([ObservationIn(datastream="g1.depth", observed_at=at, value=value, quality=quality)], "gw")

    say(0, 0.1)
    say(29, 0.2)
    say(29, 0.25)
    say(30, 0.4, "calibration")
    told = [(0.1, "good", True, None), (0.25, "good", False, 0.2), (0.4, "calibration", False, None)]

    def read(*, marked: bool) -> list[tuple[float, Quality, bool, float | None]]:
        series = api.series("g1.depth", start, clock.now() + HOUR, marked=marked)
        return list(zip(series.values, series.qualities, series.late, series.was, strict=True))

    assert read(marked=False) == told
    roll(town)  # from the lake's own rows it is the same
    wound.advance(timedelta(minutes=1))
    say(31, 0.2)
    assert read(marked=False) == [*told, (0.2, "good", False, None)]
    assert read(marked=True) == told


@pytest.fixture
def noon(wound: clock.VirtualClock) -> datetime:
    return clock.now().replace(minute=20, second=0, microsecond=0)


@pytest.mark.parametrize("seed", [1, 2])
def test_buckets_hold_the_last_word_through_late_readings_corrections_and_deletions(
    town: Town, noon: datetime, wound: clock.VirtualClock, seed: int
) -> None:
    chance = random.Random(seed)
    said: Said = {}
    for _ in range(4):
        batch: dict[tuple[str, datetime], ObservationIn] = {}
        for _ in range(60):
            name = chance.choice(NAMES)
            old = [moment for one, moment in said if one == name]
            moment = (
                chance.choice(old)
                if old and chance.random() < 0.2
                else clock.now() - timedelta(minutes=chance.randrange(1, 4 * 24 * 60))
            )
            quality: Quality = chance.choice(("good", "good", "good", "suspect", "fault", "deleted"))
            value = 0.0 if quality == "deleted" else float(chance.randrange(1000))
            batch[name, moment] = ObservationIn(
                datastream=name, observed_at=moment, value=value, quality=quality
            )
            said[name, moment] = (value, quality)
        api.accept(list(batch.values()), "gw")
        if chance.random() < 0.8:
            roll(town)
        wound.advance(timedelta(minutes=chance.randrange(10, 200)))
    roll(town)
    start, end = clock.now() - timedelta(days=6), clock.now() + HOUR
    for step in ("10m", "1h", "6h", "1d"):
        for one in _history.buckets(NAMES, start, end, step):
            assert told(one) == expected(said, one.datastream, _history.STEPS[step]), step


def test_a_correction_of_a_closed_hour_is_a_next_revision_beside_the_first(
    town: Town, noon: datetime, wound: clock.VirtualClock
) -> None:
    moment = clock.now() - 3 * HOUR
    for value in (1.0, 7.0):
        api.accept([ObservationIn(datastream="g1.depth", observed_at=moment, value=value)], "gw")
        roll(town)
        wound.advance(timedelta(minutes=10))
    rows = lake.query(
        "SELECT revision, n, total FROM observations_hour ORDER BY revision", tables=["observations_hour"]
    ).to_pylist()
    assert rows == [{"revision": 0, "n": 1, "total": 1.0}, {"revision": 1, "n": 1, "total": 7.0}]


def test_nothing_is_rolled_twice_and_an_idle_table_costs_no_write(
    town: Town, noon: datetime, wound: clock.VirtualClock
) -> None:
    moment = clock.now() - 3 * HOUR
    api.accept([ObservationIn(datastream="g1.depth", observed_at=moment, value=1.0)], "gw")
    roll(town)
    before = lake.ask("SELECT 1", tables=["observations_hour"]).versions
    for _ in range(5):
        wound.advance(timedelta(minutes=30))
        roll(town)
    assert lake.ask("SELECT 1", tables=["observations_hour"]).versions == before


def test_raw_days_are_dropped_after_their_time_and_their_hours_stay(
    town: Town, noon: datetime, wound: clock.VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = clock.now() - 72 * HOUR
    for hours in (0, 70):
        api.accept([ObservationIn(datastream="g1.depth", observed_at=moment + hours * HOUR, value=2.0)], "gw")
    roll(town)
    from yiwang.lake._store import Store

    store = Store(_stream.TABLE, lake.root())
    store.refresh()
    floor = (clock.now() - timedelta(days=1)).date().isoformat()
    assert store.expire(floor) == 1
    raw = lake.query("SELECT count(*) AS n FROM observations", tables=["observations"]).to_pylist()
    assert raw == [{"n": 1}]
    (found,) = _history.buckets(["g1.depth"], moment - HOUR, clock.now(), "1h")
    assert found.n == [1, 1]


def test_raw_readings_that_nothing_was_rolled_from_are_never_dropped(town: Town, noon: datetime) -> None:
    assert _stream.floor() == "1970-01-01"


def test_an_area_is_the_sum_of_what_may_be_seen_of_it(town: Town, noon: datetime) -> None:
    moment = clock.now() - 30 * HOUR
    for name, value in zip(NAMES, (1.0, 3.0), strict=True):
        api.accept([ObservationIn(datastream=name, observed_at=moment, value=value)], "gw")
    roll(town)
    asked: dict[str, Any] = {"property": "depth"}
    start, end = moment - HOUR, clock.now()
    both = _history.by_area(everything(), "/99/9901/", asked, start, end, "1d")
    assert [(one.area_path, one.series, one.mean) for one in both] == [
        ("/99/9901/north/", 1, 1.0),
        ("/99/9901/south/", 1, 3.0),
    ]
    (whole,) = _history.by_area(everything(), "/99/", asked, start, end, "1d")
    assert (whole.area_path, whole.series, whole.n, whole.mean) == ("/99/9901/", 2, 2, 2.0)
    south = Scope(
        subject=STEWARD, permission="observations.see", user_id="x", area_paths=("/99/9901/south/",)
    )
    (seen,) = _history.by_area(south, "/99/", asked, start, end, "1d")
    assert (seen.series, seen.mean) == (1, 3.0)
    with pytest.raises(UnknownDatastream):
        _history.visible_ids(south, NAMES)


def test_more_buckets_than_one_answer_holds_are_refused(town: Town, noon: datetime) -> None:
    with pytest.raises(RangeTooLong):
        _history.buckets(NAMES, clock.now() - timedelta(days=300), clock.now(), "1m")


@pytest.mark.parametrize("before", [True, False])
def test_a_roll_that_fails_around_its_commit_is_done_once(
    town: Town, noon: datetime, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    from yiwang.lake._store import Store

    amend = Store.amend

    def failing(self: Store, rows: Any, marks: Any) -> None:
        if not before:
            amend(self, rows, marks)
        raise OSError("the disk went away")

    moments = [clock.now() - 3 * HOUR, clock.now() - 2 * HOUR]
    api.accept([ObservationIn(datastream="g1.depth", observed_at=one, value=1.0) for one in moments], "gw")
    with monkeypatch.context() as broken:
        broken.setattr(Store, "amend", failing)
        with pytest.raises(OSError, match="disk"):
            roll(town)
    roll(town)
    rows = lake.query("SELECT revision, n FROM observations_hour", tables=["observations_hour"]).to_pylist()
    assert rows == [{"revision": 0, "n": 1}] * 2
