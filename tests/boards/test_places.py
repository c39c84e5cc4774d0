"""The rule by which figures earn a place in a cockpit."""

from __future__ import annotations

import pytest

from yiwang.boards._places import PLACES, Candidate, ordinary, places


def one(
    code: str, move: float | None = 0.0, usual: float | None = 0.1, *, bad: bool = False, asked: bool = False
) -> Candidate:
    return Candidate(
        code=code, topic=code.partition(".")[0], subscribed=asked, bad=bad, move=move, ordinary=usual
    )


def stand(*found: Candidate) -> list[str]:
    return [each.code for each in places(found)[0]]


def test_a_move_is_weighed_against_the_figures_own_ordinary_moves() -> None:
    restless, still = one("a.restless", 0.9, 0.8), one("b.still", -0.2, 0.02)
    assert stand(restless, still) == ["b.still", "a.restless"]
    assert (still.unusual, restless.unusual) == (True, False)
    # Before enough months are known a fifth is taken for ordinary, and nothing is called unusual.
    young = one("c.young", 3.0, None)
    assert (young.unusual, young.wrong) == (False, False)
    assert stand(young, one("d.one", 0.15)) == ["c.young", "d.one"]


def test_what_is_ordinary_is_never_less_than_chance() -> None:
    assert ordinary([0.1, -0.2, 0.3], 10_000) == pytest.approx(0.2)
    assert ordinary([0.0, 0.0, 0.0], 4) == pytest.approx(0.5)
    assert ordinary([0.0, 0.0, 0.0], 0) == pytest.approx(0.01)
    assert ordinary([0.1, 0.1], 100) is None


def test_no_topic_has_a_second_place_before_each_in_which_something_is_wrong_has_one() -> None:
    flood = [one(f"flood.{n}", 5.0 - n / 10) for n in range(6)]
    others = [one("fire.one", 0.3), one("road.one", 0.25)]
    found, left = places([*flood, *others])
    assert [each.code for each in found] == ["flood.0", "fire.one", "road.one", "flood.1", "flood.2"]
    assert [each.code for each in left] == ["flood.3", "flood.4", "flood.5"]
    # What has merely moved does not come before what is wrong.
    assert stand(*flood, one("calm.one", 0.1))[:PLACES] == [f"flood.{n}" for n in range(PLACES)]


def test_what_was_asked_for_comes_first_and_leaves_the_last_place_to_what_is_wrong() -> None:
    asked = [one(f"mine.{n}", n / 100, asked=True) for n in range(6)]
    assert stand(*asked, one("calm.one", 0.1)) == [f"mine.{n}" for n in (5, 4, 3, 2, 1)]
    found, left = places([*asked, one("red.one", None, bad=True), one("odd.one", 0.9)])
    # Shown red first, then in the order in which they earned their places.
    assert [each.code for each in found] == ["red.one", "mine.5", "mine.4", "mine.3", "mine.2"]
    assert [each.code for each in left] == ["odd.one"]


def test_what_has_not_moved_has_no_place_unless_it_was_asked_for_or_is_red() -> None:
    found = [
        one("a.still", None),
        one("b.same", 0.0),
        one("c.red", None, bad=True),
        one("d.mine", None, asked=True),
    ]
    assert stand(*found) == ["c.red", "d.mine"]
