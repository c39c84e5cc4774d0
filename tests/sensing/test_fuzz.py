"""Bytes and documents that mean nothing: streams cut anywhere, frames gone wrong, records of any shape.

As many inputs for each reader as `tests.fuzz` says.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz import INPUTS, WITHIN_S, dice, numbers
from tests.sensing.test_protocols import BEIJING, TIMED, read, upload
from yiwang.sensing import _records
from yiwang.sensing.declarations import RecordLayout
from yiwang.sensing.protocols import Frame, FrameFault, spoken

pytestmark = pytest.mark.timeout(WITHIN_S)
LAYOUT = RecordLayout(station="st", time="tm", code="item", value="v")

GOOD = {
    "hj212": upload("DataTime=20260302090000;a21026-Rtd=41.5,a21026-Flag=N", flag=9),
    "sl651": bytes.fromhex(TIMED),
}


def plain(found: list[Frame | FrameFault]) -> list[Any]:
    return [(type(one).__name__, one.raw, getattr(one, "readings", one.station)) for one in found]


@pytest.mark.parametrize("protocol", sorted(GOOD))
class TestAnyStream:
    @given(
        pieces=st.lists(
            st.sampled_from(["good", "good", "cut", "flip", "noise", "head"]), min_size=1, max_size=6
        ),
        cuts=st.lists(st.integers(0, 2_000), max_size=12),
        seed=st.integers(0, 2**16),
    )
    def test_where_it_is_cut_changes_nothing(
        self, protocol: str, pieces: list[str], cuts: list[int], seed: int
    ) -> None:
        chance = random.Random(seed)
        data = b"".join(piece(protocol, word, chance) for word in pieces)
        assert plain(read(protocol, data, *cuts)) == plain(read(protocol, data))

    def test_bytes_that_mean_nothing_never_raise_and_a_good_frame_is_read_afterwards(
        self, protocol: str
    ) -> None:
        chance = dice(protocol)
        words = ["cut", "flip", "noise", "head", "good"]
        frames = faults = 0
        for _ in numbers(protocol):
            data = b"".join(
                piece(protocol, chance.choice(words), chance) for _ in range(chance.randint(1, 3))
            )
            for one in read(protocol, data, chance.randrange(2_000)):
                frames += isinstance(one, Frame)
                faults += isinstance(one, FrameFault)
        assert frames > INPUTS // 10
        assert faults > INPUTS // 10
        left = spoken(protocol).decoder(BEIJING)
        left.feed(b"\x00\xff##99" * 50)
        left.end()
        assert [type(one) for one in left.feed(GOOD[protocol])] == [Frame]


def piece(protocol: str, word: str, chance: random.Random) -> bytes:
    """A portion of a stream: a good frame, or one of the ways in which frames go wrong."""
    good = GOOD[protocol]
    if word == "good":
        return good
    if word == "cut":
        return good[: chance.randrange(len(good))]
    if word == "flip":
        at = chance.randrange(len(good))
        return good[:at] + bytes([chance.randrange(256)]) + good[at + 1 :]
    if word == "head":
        return {"hj212": b"##%04d" % chance.randrange(60), "sl651": b"\x7e\x7e"}[protocol] + chance.randbytes(
            chance.randrange(40)
        )
    return chance.randbytes(chance.randrange(40))


def test_records_of_any_shape_never_raise() -> None:
    chance = dice("records")
    likely: dict[str, list[Any]] = {
        "st": ["S1", "S1", "", 7, None, []],
        "tm": ["2026-03-02T08:00:00+08:00", "20260302", 1_772_409_600_000, "", 1e400, 2**70, {}],
        "item": ["z", "z", "y", None],
        "v": [1, "2.5", "-", None, "x", True, 1e400, 2**2000, []],
        "z": [3, "4"],
    }
    layouts = [
        LAYOUT,
        replace(LAYOUT, records="rows", time_format="epoch_ms"),
        RecordLayout(records="rows.0", time="tm", time_format="%Y%m%d", mark="st"),
    ]

    def anything(depth: int) -> Any:
        dice = chance.random()
        if depth and dice < 0.15:
            return [anything(depth - 1) for _ in range(chance.randrange(4))]
        if depth and dice < 0.45:
            return {"rows": anything(depth - 1)}
        return {name: chance.choice(words) for name, words in likely.items() if chance.random() < 0.9}

    codes = {"S1": ["z"], "": ["z", "v"]}
    taken = faults = 0
    for _ in numbers("records"):
        found = _records.read(anything(4), chance.choice(layouts), timezone(timedelta(hours=8)), codes)
        taken += len(found.readings)
        faults += len(found.faults)
    assert taken > INPUTS // 1_000
    assert faults > INPUTS // 10
