"""Ids, the clock, chance and refusals."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from yiwang.kernel import chance, clock, errors, ids


def test_ids_are_uuid7_and_increase_though_the_clock_stands_still(wound: clock.VirtualClock) -> None:
    made = [ids.new_id() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert {uuid.UUID(one).version for one in made} == {7}


def test_ids_from_many_threads_are_all_different() -> None:
    made: list[str] = []
    threads = [
        threading.Thread(target=lambda: made.extend(ids.new_id() for _ in range(500))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 4000


def test_a_wound_clock_moves_only_forwards(wound: clock.VirtualClock) -> None:
    before = clock.now()
    wound.advance(timedelta(days=5))
    assert clock.now() - before == timedelta(days=5)
    with pytest.raises(ValueError, match="never moves backwards"):
        wound.set(before)


def test_time_is_aware_and_utc_and_the_real_clock_comes_back() -> None:
    with clock.use(clock.VirtualClock(datetime(2020, 1, 1, tzinfo=UTC))):
        assert clock.now().year == 2020
    assert clock.now().year > 2020
    assert clock.now().utcoffset() == timedelta(0)


def test_a_naive_start_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        clock.VirtualClock(datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_named_stream_of_chance_repeats_and_two_names_differ() -> None:
    assert chance.rng("storm", 7).random() == chance.rng("storm", 7).random()
    assert chance.rng("storm", 7).random() != chance.rng("wind", 7).random()


class NoSuchLamp(errors.NotFound):
    code = "lamps.no_such_lamp"
    zh = "没有编号为 {lamp} 的路灯。"
    en = "There is no lamp {lamp}."


def test_a_refusal_is_a_problem_with_a_sentence_in_two_languages() -> None:
    problem = NoSuchLamp(lamp="塘㙍-7").problem()
    assert problem["status"] == 404
    assert problem["zh"] == problem["detail"] == "没有编号为 塘㙍-7 的路灯。"
    assert problem["en"] == "There is no lamp 塘㙍-7."
    assert problem["type"] == "urn:yiwang:problem:lamps.no_such_lamp"


def test_a_detail_may_not_take_the_place_of_a_member_of_the_shape() -> None:
    problem = NoSuchLamp(lamp="x", status="broken").problem()
    assert problem["status"] == 404
