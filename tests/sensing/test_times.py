"""Times read by columns say what the reader of single times says, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import hypothesis.strategies as st
import pytest
from hypothesis import given

from yiwang.sensing._times import instants
from yiwang.sensing.logic import micros

MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 31))  # noqa: DTZ001 - zones are drawn apart
ZONES = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
SPECS = st.sampled_from(["seconds", "milliseconds", "microseconds", "auto"])


def _text(moment: datetime, zone: timezone, spec: str) -> str:
    text = moment.replace(tzinfo=zone).isoformat(timespec=spec)
    return text.replace("+00:00", "Z") if zone.utcoffset(None) == timedelta() else text


TEXTS = st.builds(_text, MOMENTS, ZONES | st.just(UTC), SPECS)


@given(st.lists(TEXTS, min_size=1, max_size=12))
def test_a_column_of_times_is_what_each_time_alone_is(texts: list[str]) -> None:
    found = instants(texts)
    assert found is not None
    assert found.tolist() == [micros(datetime.fromisoformat(text)) for text in texts]


@pytest.mark.parametrize(
    "wrong",
    [
        "2026-02-29T08:00:00Z", "2026-13-01T08:00:00Z", "2026-03-02T24:00:00Z", "2026-03-02T08:60:00Z",
        "2026-03-02T08:00:00", "2026/03/02T08:00:00Z", "2026-03-02T08:00:00.Z",
        "2026-03-02T08:00:00+24:00", "", "Z", "二〇二六-03-02T08:00:00Z", "2026-03-0²T08:00:00Z",
    ],
)  # fmt: skip
def test_one_wrong_time_spoils_the_column(wrong: str) -> None:
    right = "2026-03-02T08:00:00Z"
    assert instants([right, wrong]) is None
    assert instants([wrong, right]) is None
    assert instants([wrong]) is None


def test_a_round_of_many_devices_is_read_as_each_of_its_times_alone() -> None:
    times = ["2026-03-02T08:00:00+08:00", "2026-03-02T00:00:00.25Z"]
    alone = [instants([one]) for one in times]
    assert alone[0] is not None
    assert alone[1] is not None
    several, one = instants([times[0], *[times[1]] * 6, times[0]]), instants([times[0]] * 5)
    assert several is not None
    assert one is not None
    assert several.tolist() == [int(alone[0][0]), *[int(alone[1][0])] * 6, int(alone[0][0])]
    assert one.tolist() == [int(alone[0][0])] * 5
    assert instants(["2026-03-02T08:00:00"] * 5) is None
