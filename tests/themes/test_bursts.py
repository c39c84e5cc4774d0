"""Bursts are found, noise is not, and the order in which things were told does not matter."""

from __future__ import annotations

from bisect import bisect_left
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.kernel import chance
from yiwang.themes import logic
from yiwang.themes._method import method
from yiwang.themes.logic import DAYS, Book, Found, Key

from . import year

DAYS_KEPT = (8 + 1) * DAYS


def book_on(rows: list[year.Row], day: int, extra: tuple[Key, ...] = ()) -> Book:
    """The book as it stands at the end of a day."""
    first = day - DAYS_KEPT + 1
    return logic.make_book(
        [(at - first, matter, path, many) for at, matter, path, many in rows if first <= at <= day],
        days=DAYS_KEPT,
        weeks=min(8, max(0, (day - (DAYS - 1)) // DAYS)),
        above={path: year.above(path) for path in year.paths()},
        levels=year.levels(),
        parts=year.parts(),
        method=method(),
        extra=extra,
    )


def episodes(rows: list[year.Row], first: int, last: int) -> list[tuple[int, Found]]:
    """Each signal on the day it is raised, as the look of each day raises and ends them."""
    raised: list[tuple[int, Found]] = []
    open_now: set[Key] = set()
    rows = sorted(rows)
    for day in range(first, last):
        kept = rows[bisect_left(rows, (day - DAYS_KEPT + 1,)) : bisect_left(rows, (day + 1,))]  # type: ignore[type-var]
        found, lasting = logic.find(book_on(kept, day, tuple(open_now)), method(), open_now)
        raised += [(day, one) for one in found if one.key not in open_now]
        open_now = {one.key for one in found} | lasting
    return raised


def of(burst: year.Planted, one: Found) -> bool:
    """Does a signal tell this burst: its matter or the class of it, in its area or one above or below?"""
    same = one.key.theme in (burst.key.theme, burst.key.theme.split("m")[0])
    near = one.key.path.startswith(burst.key.path) or burst.key.path.startswith(one.key.path)
    return same and near


@pytest.mark.slow
def test_a_planted_year_gives_its_bursts_and_little_else(capsys: pytest.CaptureFixture[str]) -> None:
    first, last = 70, 365
    bursts = year.planted(1, first + 7, last - 7)
    rows = year.quiet(last, 1) + [row for burst in bursts for row in year.rows_of(burst, 1)]
    raised = episodes(rows, first, last)
    told = {
        burst: [day for day, one in raised if of(burst, one) and 0 <= day - burst.last + burst.days <= 7]
        for burst in bursts
    }
    false = [
        (day, one)
        for day, one in raised
        if not any(of(burst, one) and -1 <= day - burst.last + burst.days <= 14 for burst in bursts)
    ]
    strong = [burst for burst in bursts if burst.strong]
    weak = [burst for burst in bursts if not burst.strong]
    with capsys.disabled():
        print(
            f"\n  {last - first} days, {sum(row[3] for row in rows)} appeals, {len(raised)} signals; "
            f"strong bursts {sum(bool(told[one]) for one in strong)} of {len(strong)}, "
            f"weak ones {sum(bool(told[one]) for one in weak)} of {len(weak)}, "
            f"false signals {len(false)}"
        )
    assert all(told[burst] for burst in strong)
    assert len(false) <= 30
    for burst in strong:
        assert min(told[burst]) <= burst.last


@settings(max_examples=8)
@given(st.integers())
def test_counts_in_any_order_give_the_same_signals(seed: int) -> None:
    rows = quiet_with_burst()
    shuffled = list(rows)
    chance.rng("themes.shuffled", seed).shuffle(shuffled)
    # One count told in parts is the same count.
    parted = [(day, matter, path, 1) for day, matter, path, many in shuffled for _ in range(many)]
    expected = logic.find(book_on(rows, 90), method())
    assert expected[0]
    assert logic.find(book_on(shuffled, 90), method()) == expected
    assert logic.find(book_on(parted, 90), method()) == expected


_made: list[year.Row] = []


def quiet_with_burst() -> list[year.Row]:
    if not _made:
        burst = year.Planted(
            key=Key("matter", "k1m1", year.above(year.paths()[7])[0]), last=90, days=3, many=12, strong=True
        )
        _made.extend([row for row in year.quiet(91, 3) if row[0] > 20] + year.rows_of(burst, 3))
    return _made


def test_three_of_a_rare_theme_in_one_village_are_a_weak_signal() -> None:
    village = year.paths()[11]
    rare = "k9m9"  # seen twice elsewhere in all those weeks
    rows = [row for row in year.quiet(91, 5) if row[1] != rare]
    rows += [(50, rare, year.paths()[20], 1), (61, rare, year.paths()[30], 1)]
    rows += [(88, rare, village, 1), (89, rare, village, 1), (90, rare, village, 1)]
    found, _ = logic.find(book_on(rows, 90), method())
    mine = [one for one in found if one.key == Key("matter", rare, village)]
    assert [one.grade for one in mine] == ["weak"]
    assert mine[0].figures.count == 3


def test_the_same_three_of_an_everyday_theme_are_nothing() -> None:
    village = year.paths()[11]
    rows = [(day, "k1m1", village, 1) for day in range(91)]
    rows += [row for row in year.quiet(91, 5) if row[1:3] != ("k1m1", village)]
    found, _ = logic.find(book_on(rows, 90), method())
    assert not [one for one in found if one.key.theme == "k1m1" and one.key.path == village]


def test_with_few_weeks_of_records_nothing_is_unusual_yet() -> None:
    burst = [(20, "k1m1", year.paths()[0], 50)]
    assert logic.find(book_on(burst, 20), method()) == ([], set())


def test_the_narrowest_area_and_theme_that_hold_the_excess_speak_for_the_wider() -> None:
    found, _ = logic.find(book_on(quiet_with_burst(), 90), method())
    told = [one.key for one in found if one.key.theme in ("k1", "k1m1")]
    assert told == [Key("matter", "k1m1", year.above(year.paths()[7])[0])]


def test_an_episode_ends_when_the_count_has_fallen_back() -> None:
    key = Key("matter", "k1m1", year.above(year.paths()[7])[0])
    rows = quiet_with_burst() + [row for row in year.quiet(120, 3) if row[0] > 90]
    _, on_the_day = logic.find(book_on(rows, 92, (key,)), method(), [key])
    _, later = logic.find(book_on(rows, 101, (key,)), method(), [key])
    assert on_the_day == {key}
    assert later == set()


@given(st.integers(1, 12), st.floats(0.01, 20), st.floats(0.2, 50))
def test_the_tail_is_that_of_the_negative_binomial(count: int, mean: float, spread: float) -> None:
    below, term = 0.0, (spread / (spread + mean)) ** spread
    for k in range(count):
        below += term
        term *= (k + spread) / (k + 1) * mean / (mean + spread)
    assert logic.tail(count, mean, spread) == pytest.approx(1 - below, rel=1e-6, abs=1e-9)


@given(st.integers(0, 20), st.integers(1, 40), st.integers(0, 30), st.integers(1, 40))
def test_a_fall_is_judged_by_the_binomial(before: int, days: int, after: int, later: int) -> None:
    share, every = later / (days + later), before + after
    exact = sum(comb(every, k) * share**k * (1 - share) ** (every - k) for k in range(after + 1))
    assert logic.fell(before, days, after, later) == pytest.approx(exact, rel=1e-9)
