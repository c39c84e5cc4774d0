"""The rule of the four lights: what turns each on, partly on and off, and that it says why."""

from __future__ import annotations

import pytest

from yiwang.shelf import logic
from yiwang.shelf._measures import measures
from yiwang.shelf.logic import LedgerCount, Seen

NONE = LedgerCount(zh="泵站", en="Pumps", records=0)
SOME = LedgerCount(zh="泵站", en="Pumps", records=12_345)


def state(code: str, seen: Seen) -> str:
    return next(one.state for one in logic.lights(seen, measures()) if one.code == code)


def said(code: str, seen: Seen) -> str:
    return " ".join(
        line.zh for one in logic.lights(seen, measures()) if one.code == code for line in one.lines
    )


@pytest.mark.parametrize(
    ("code", "seen", "expected"),
    [
        ("sensed", Seen(), "off"),
        ("sensed", Seen(series=3), "off"),
        ("sensed", Seen(series=3, answered=1), "on"),
        ("sensed", Seen(ledgers=(NONE,)), "off"),
        ("sensed", Seen(ledgers=(NONE, SOME)), "on"),
        ("seen", Seen(), "off"),
        ("seen", Seen(boards=1), "on"),
        ("seen", Seen(layers=1), "on"),
        ("controlled", Seen(), "off"),
        ("controlled", Seen(alerts=5, looked_into=5), "off"),
        ("controlled", Seen(rules=2), "on"),
        ("controlled", Seen(rules=2, alerts=10, looked_into=8), "on"),
        ("controlled", Seen(rules=2, alerts=10, looked_into=7), "part"),
        ("governed", Seen(), "off"),
        ("governed", Seen(matters=1, towns=9), "on"),
        ("governed", Seen(matters=1, towns=9, without=("积水",)), "part"),
        ("governed", Seen(matters=1, towns=9, decided=10, in_time=8), "on"),
        ("governed", Seen(matters=1, towns=9, decided=10, in_time=7), "part"),
    ],
)
def test_a_light_follows_what_was_found(code: str, seen: Seen, expected: str) -> None:
    assert state(code, seen) == expected


def test_a_light_says_why() -> None:
    assert said("sensed", Seen()) == "没有接入设备 没有台账"
    assert "3 条数据流中有 1 条在 24 小时内有读数" in said("sensed", Seen(series=3, answered=1))
    assert "泵站 10,000+ 条" in said("sensed", Seen(ledgers=(SOME,)))
    assert "10 条告警，7 条已受理或了结（70%，要求 80%）" in said(
        "controlled", Seen(rules=1, alerts=10, looked_into=7)
    )
    assert "积水" in said("governed", Seen(matters=1, without=("积水",)))


def test_every_reason_stands_in_both_languages() -> None:
    for seen in (
        Seen(),
        Seen(series=1, ledgers=(SOME,), boards=2, due_boards=1, layers=1, rules=1, alerts=2, looked_into=1),
        Seen(matters=2, without=("甲", "乙"), towns=3, decided=4, in_time=4),
    ):
        for light in logic.lights(seen, measures()):
            assert light.lines
            assert all(line.zh and line.en for line in light.lines)
