"""The mission's own targets: what this system can count is counted, what others report is 未报 until it is
published, and a figure of 2019 or 2020 is never a present value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

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


def test_every_row_that_is_not_counted_here_is_reported_with_its_date_and_source(
    autumn: clock.VirtualClock,
) -> None:
    others = [one for one in mission() if one.indicator.startswith("mission.")]
    computed = [one for one in mission() if one.counted or one.indicator.startswith("target.")]
    assert len(others) + len(computed) == len(mission())
    rows_in = [fill(CITY, OCTOBER, "36", code=one.indicator, note="年报第三页") for one in others]
    filled = [(row.id, row.version) for row in rows_in]
    reviewed = indicators.review(who("rae"), filled)
    indicators.publish(who("rae"), [(row.id, row.version) for row in reviewed])
    found = rows()
    for one in others:
        row = found[one.id]
        assert (row.way, row.value, row.as_of) == ("reported", 36.0, "2026-10-31"), one.id
        assert row.source == "年报第三页", one.id
        assert row.provisional, one.id
        # What the plans tell of 2019 or 2020 stays beside it.
        assert (row.baseline, row.baseline_on) == (
            (one.baseline.said, one.baseline.on) if one.baseline else ("", "")
        )


def test_what_the_center_counts_itself(autumn: clock.VirtualClock) -> None:
    found = rows()
    loaded = PackRow.objects.filter(state="loaded").count()
    assert (found["F57"].value, found["F57"].target) == (float(loaded), 30.0)
    # Without a list of matters and without topics nothing divides: no value, and not nought.
    assert (found["F1"].value, found["F1"].denominator) == (None, 0.0)
    assert (found["F10"].value, found["F10"].state) == (None, "not_supplied")


def topic(number: int, in_scene: str = "", **said: str) -> None:
    none = dict.fromkeys(("name_zh", "name_en", "recipe_zh", "recipe_en", "source_zh", "source_en"), "")
    scene: dict[str, Any] = {**none, "id": "s", "recipe": "r", "hazard": "waterlogging", "matters": ["M"]}
    scene |= {"demonstration": True, "things": 0, "rules": 0, "layer": None, "domain": in_scene}
    scene |= {name: [] for name in ("answers", "indicators", "boards", "reports")}
    body: dict[str, Any] = dict.fromkeys(("name_zh", "name_en", "about_zh", "about_en", "lead_unit"), "")
    body |= {"number": f"T-{number}", "co_units": [], "operator": "", "licence": "", "demonstration": True}
    body |= {"scenes": [scene], "grades": [], **said}
    PackRow.objects.create(
        id=f"t{number}", version=1, state="loaded", content_hash="", body=body, loaded_at=clock.now()
    )


def test_domains_fields_and_centers_are_those_that_work_now(
    autumn: clock.VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic(1, domain="emergency", field="social-management")
    topic(2, domain="emergency", field="ecology", in_scene="ecology")  # a scene may be of another domain
    topic(3)  # as an earlier release kept it: it says neither
    found = rows()
    # No scene has had an alert or a case: a topic that is only there is no running one.
    assert (found["F58"].value, found["F58"].target, found["F58"].met) == (0.0, 14.0, False)
    assert (found["F59"].value, found["F59"].denominator) == (4.0, 10.0)  # two fields and two lines
    classed = {one.name_zh: (one.there, one.said_zh) for one in found["F59"].parts}
    assert classed["社会管理"] == classed["社会建设"] == (True, "1 个专题、1 个场景")
    assert classed["政治建设"] == (False, "0 个专题、0 个场景")
    assert len(found["F59"].parts) == len(classed) == 10
    assert [one.there for one in found["F58"].parts] == [False] * 14
    counted = api._members
    monkeypatch.setattr(
        api, "_members", lambda *asked: {"waterlogging"} if asked[-1] == "hazard" else counted(*asked)
    )
    assert rows()["F58"].value == 2.0
    # Somebody of each of four levels has to be let in.
    assert found["F60"].value == 0.0
    monkeypatch.setattr(api.identity, "levels_with", lambda permission: frozenset(api.FOUR_LEVELS))
    assert (rows()["F60"].value, rows()["F60"].target) == (4.0, 4.0)
    assert [one.there for one in rows()["F60"].parts] == [True] * 4
    assert [one.there for one in rows()["F57"].parts] == [True, True, True, False]
