"""The mission's own targets: what this system can count is counted, what others report is 未报 until it is
published, and a figure of 2019 or 2020 is never a present value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.indicators.conftest import lake_of_its_own
from tests.indicators.figures import CITY, NOVEMBER, OCTOBER, fill, settle, who
from yiwang.centers.decision import api
from yiwang.centers.decision.contracts import TargetRow
from yiwang.centers.decision.declarations import mission
from yiwang.indicators import api as indicators
from yiwang.kernel import clock
from yiwang.packs.models import PackRow

__all__ = ["lake_of_its_own"]
pytestmark = [pytest.mark.django_db, pytest.mark.database]
HUTS = "mission.f27"


@pytest.fixture
def autumn(db: None) -> Iterator[clock.VirtualClock]:
    virtual = clock.VirtualClock(NOVEMBER)
    with clock.use(virtual):
        settle()
        yield virtual


def rows() -> dict[str, TargetRow]:
    return {one.id: one for one in api.targets(who("rae")).rows}


def test_every_target_is_there_and_names_a_figure_that_exists(autumn: clock.VirtualClock) -> None:
    assert [one.id for one in mission()] == [f"F{number}" for number in range(1, 68)]
    known = {one.code for one in indicators.definitions(who("rae"))}
    assert {one.indicator for one in mission() if one.indicator} <= known


def test_nothing_has_a_value_before_somebody_has_told_it(autumn: clock.VirtualClock) -> None:
    found = rows()
    for one in found.values():
        if one.way != "computed":
            assert (one.value, one.state, one.met) == (None, "not_supplied", None), one.id
    assert (found["F21"].baseline, found["F21"].baseline_on) == ("91.33%", "2020-11")
    assert (found["F4"].target, found["F37"].target) == (100.0, 30.0)
    whole = api.targets(who("rae"))
    assert whole.area_id == CITY
    assert whole.reported == 0


def test_what_an_owner_reports_stands_once_it_is_published(autumn: clock.VirtualClock) -> None:
    # Nobody is asked for it, and nobody is late with it.
    assert HUTS not in {one.code for one in indicators.mine(who("cora"), OCTOBER)}
    row = fill(CITY, OCTOBER, "36", code=HUTS)
    assert rows()["F27"].value is None
    assert HUTS in {one.code for one in indicators.overview(who("rae"), "", OCTOBER)}
    [row] = indicators.review(who("rae"), [(row.id, row.version)])
    indicators.publish(who("rae"), [(row.id, row.version)])
    autumn.advance(timedelta(days=60))  # no later month takes its date
    found = rows()["F27"]
    assert (found.value, found.as_of, found.target, found.met) == (36.0, "2026-10-31", 100.0, False)


def test_what_the_center_counts_itself(autumn: clock.VirtualClock) -> None:
    found = rows()
    loaded = PackRow.objects.filter(state="loaded").count()
    assert (found["F57"].value, found["F57"].target) == (float(loaded), 30.0)
    # Without a list of matters and without topics nothing divides: no value, and not nought.
    assert (found["F1"].value, found["F1"].denominator) == (None, 0.0)
    assert (found["F10"].value, found["F10"].state) == (None, "not_supplied")
