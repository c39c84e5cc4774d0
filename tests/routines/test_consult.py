"""Votes are counted exactly as their rule says; the public gives opinions and votes without an account."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.appeals import api as appeals
from yiwang.routines import _consult as consulting
from yiwang.routines.declarations import Quorum

OWNERS = Quorum(
    takes_part="2/3", takes_part_share="2/3", consents="3/4", consents_share="3/4"
)  # 民法典第二百七十八条
MEETING = Quorum(takes_part="2/3", consents="1/2", over=True)  # 村民委员会组织法


def vote(quorum: Quorum, *, of: int, yes: int, no: int = 0, shares: list[str] | None = None) -> Any:
    voters = [(f"v{n}", Fraction(shares[n]) if shares else Fraction(1)) for n in range(of)]
    cast = {f"v{n}": "yes" if n < yes else "no" for n in range(yes + no)}
    return consulting.tally(quorum, voters, cast)


@pytest.mark.parametrize(
    ("quorum", "of", "yes", "no", "passed"),
    [
        (OWNERS, 9, 6, 0, True),  # two thirds, exactly
        (OWNERS, 9, 5, 0, False),  # too few take part, though all consent
        (OWNERS, 12, 6, 2, True),  # three quarters of eight, exactly
        (OWNERS, 12, 6, 3, False),
        (MEETING, 10, 4, 4, False),  # half is not more than half
        (MEETING, 10, 5, 4, True),
        (MEETING, 10, 6, 0, False),  # six of ten are not two thirds
        (MEETING, 0, 0, 0, False),  # where nobody is entitled nothing passes
        (Quorum(consents="2/3", of="entitled"), 9, 6, 0, True),
        (Quorum(consents="2/3", of="entitled"), 9, 5, 0, False),
    ],
)
def test_bounds_are_what_the_rule_says(quorum: Quorum, of: int, yes: int, no: int, passed: bool) -> None:
    found = vote(quorum, of=of, yes=yes, no=no)
    assert found.passed is passed, [one.zh for one in found.lines]
    assert any("✗" in one.zh for one in found.lines) is not passed


def test_heads_do_not_stand_for_area() -> None:
    # Three of four take part and consent, but they own the small flats.
    found = vote(OWNERS, of=4, yes=3, shares=["60", "60", "60", "400"])
    assert not found.passed
    assert [one.zh[0] for one in found.lines] == ["✓", "✗", "✓", "✓"]
    assert found.lines[1].zh == "✗参加表决份额 180/580，占 31.03%，须达到 2/3"


def test_a_ballot_of_somebody_who_is_not_entitled_does_not_count() -> None:
    found = consulting.tally(MEETING, [("a", Fraction(1))], {"a": "yes", "stranger": "no"})
    assert (found.voted, found.entitled, found.choices["no"], found.passed) == (1, 1, 0, True)


@given(
    shares=st.lists(st.integers(1, 500), min_size=1, max_size=40),
    choices=st.lists(st.sampled_from(["yes", "no", "abstain", ""]), min_size=40, max_size=40),
)
def test_one_more_consent_never_undoes_a_vote(shares: list[int], choices: list[str]) -> None:
    voters = [(f"v{n}", Fraction(share)) for n, share in enumerate(shares)]
    cast = {f"v{n}": choices[n] for n in range(len(shares)) if choices[n]}
    before = consulting.tally(OWNERS, voters, cast)
    more = {**cast, **{one: "yes" for one, choice in cast.items() if choice != "yes"}}
    assert not before.passed or consulting.tally(OWNERS, voters, more).passed
    assert sum(before.choices.values()) == before.voted <= before.entitled


def test_opinions_in_other_words_are_not_joined_and_those_alike_are() -> None:
    one = appeals.grams("中午午休时间不要施工，老人小孩多，噪声太大受不了")
    alike = appeals.grams("老人小孩多，中午午休时间不要施工，噪声太大")
    other = appeals.grams("三楼以下分摊比例偏高，建议重新测算")
    assert consulting.likeness(one, alike) >= consulting.ALIKE > consulting.likeness(one, other)
    assert consulting.likeness(frozenset(), frozenset()) == 0
