"""Rows written by columns are the rows that the ORM would have written."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sensing.conftest import Town
from yiwang.kernel import statements
from yiwang.sensing import _rows
from yiwang.sensing.logic import moment_of
from yiwang.sensing.models import Datastream, LatestValue

pytestmark = pytest.mark.database
# A whole second, a whole millisecond, a microsecond, the epoch.
TIMES = [1_772_438_400_000_000, 1_772_438_400_250_000, 1_772_438_400_000_001, 0]


def _columns(names: list[str], us: list[int], value: float) -> dict[str, list[object]]:
    times = _rows.moments(np.array(us, np.int64))
    n = len(names)
    return {
        "datastream_id": list(names), "observed_at": times, "received_at": times, "value": [value] * n,
        "quality": [0] * n, "seq": [7] * n, "more": [None] * n,
    }  # fmt: skip


def test_times_are_written_as_django_writes_them(town: Town) -> None:
    assert _rows.moments(np.array(TIMES, np.int64)) == [statements.moment(moment_of(us)) for us in TIMES]
    assert _rows.moments(np.empty(0, np.int64)) == []


def test_a_row_is_written_and_then_replaced_and_read_back_as_it_was_meant(town: Town) -> None:
    names = sorted(Datastream.objects.values_list("pk", flat=True))[:2]
    _rows.put(LatestValue, _columns(names, TIMES[:2], 1.5), owner=Datastream)
    _rows.put(LatestValue, _columns(names[:1], TIMES[2:3], 2.5), owner=Datastream)
    assert {(row.pk, row.observed_at, row.value) for row in LatestValue.objects.filter(pk__in=names)} == {
        (names[0], moment_of(TIMES[2]), 2.5),
        (names[1], moment_of(TIMES[1]), 1.5),
    }
    # A filter of the ORM finds it by its very instant.
    assert LatestValue.objects.filter(observed_at=moment_of(TIMES[2]), pk=names[0]).exists()


def test_what_nobody_declared_gets_no_row(town: Town) -> None:
    _rows.put(LatestValue, _columns(["nobody.knows"], TIMES[:1], 1.0), owner=Datastream)
    assert not LatestValue.objects.filter(pk="nobody.knows").exists()
