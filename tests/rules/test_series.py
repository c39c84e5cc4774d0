"""Series that a noun above pushes down: alerts that open, clear, ring again and come late, each once."""

from __future__ import annotations

import random
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection

from tests.identity import people
from yiwang.identity.api import Subject, scope, subject_of
from yiwang.kernel import clock
from yiwang.kernel.models import FactRow
from yiwang.kernel.tasks import Lease, acquire
from yiwang.rules import api
from yiwang.rules._history import usual_of
from yiwang.rules.contracts import AlertFilters, Point, Series
from yiwang.rules.declarations import (
    AnyRule,
    Level,
    Rate,
    Targets,
    Threshold,
    Unusual,
    decode,
    encode,
    faults_of,
    version_of,
)
from yiwang.rules.models import AlertRow, EpisodeRow, SeriesRow

pytestmark = [pytest.mark.database]
CODE = "indicators/cases.in_time"
LOW = Threshold(
    code=f"{CODE}/threshold",
    name="按时办结率低于要求",
    hazard="indicator",
    matter="m",
    targets=Targets(series=CODE),
    direction="below",
    levels=(
        Level(raise_at=85.0, clear_at=88.0, severity="general"),
        Level(raise_at=60.0, severity="important"),
    ),
)
ODD = Unusual(
    code=f"{CODE}/unusual", name="按时办结率异常变动", hazard="indicator", targets=Targets(series=CODE)
)
EAST_ID = "449901"
JANUARY = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def world(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    people.settle()
    wound.set(datetime(2026, 12, 1, 1, tzinfo=UTC))
    people.on_shift("duty")
    api.declare([LOW], pack="indicators")
    return wound


def lease() -> Lease:
    held = acquire("indicators.watch", "test")
    assert held is not None
    return held


def month(number: int) -> datetime:
    return JANUARY.replace(year=2026 + (number - 1) // 12, month=(number - 1) % 12 + 1)


def pushed(*values: float | None, running: bool = True, first: int = 1, unit: str = "%") -> Series:
    """Months from January of 2026 on; the last one is not over yet where it is `running`."""
    points = [
        Point(
            starts_at=month(first + place),
            ends_at=month(first + place + 1),
            value=value,
            settled=not running or place < len(values) - 1,
            position=100 + place,
            label_zh=f"{first + place}月",
            label_en=f"month {first + place}",
            page=f"/figures/{first + place}",
        )
        for place, value in enumerate(values)
    ]
    return Series(
        id=f"{CODE}|managed|month|{EAST_ID}",
        code=CODE,
        who_zh="东区 按时办结率",
        who_en="东区 finished in time",
        area_id=EAST_ID,
        area_path=people.EAST,
        units=("u-east",),
        unit=unit,
        period="month",
        cycle=12,
        points=tuple(points),
    )


def push(*values: float | None, running: bool = True, unit: str = "%") -> int:
    return api.watch([pushed(*values, running=running, unit=unit)], lease())


def told() -> list[str]:
    facts = FactRow.objects.filter(fact_type__startswith="rules.alert_").order_by(
        "recorded_at", "subject_version"
    )
    return [row.fact_type.removeprefix("rules.alert_") for row in facts]


def kept() -> list[tuple[str, str, bool, bool]]:
    rows = AlertRow.objects.order_by("started_at", "raised_at", "id")
    return [(row.severity, row.state, row.late, row.cleared_at is None) for row in rows]


def officer() -> Subject:
    return subject_of("duty")


def test_a_figure_below_its_limit_raises_one_alert_with_its_numbers_and_its_page(
    world: clock.VirtualClock,
) -> None:
    assert push(93, 91, 71.25) == 1
    alert = AlertRow.objects.get()
    assert alert.sentence_zh == "东区 按时办结率 3月 71.25 %，低于 85 %"
    assert alert.sentence_en == "东区 finished in time, month 3: 71.25 %, below 85 %"
    assert (alert.severity, alert.state, alert.confirm, alert.late) == (
        "general",
        "open",
        "duty_officer",
        False,
    )
    assert (alert.page, alert.position, alert.series) == ("/figures/3", 102, pushed().id)
    assert (alert.area_id, alert.thing_id, alert.matter) == (EAST_ID, "", "m")
    assert told() == ["raised"]
    found = api.alerts(scope(officer(), "alerts.see"), AlertFilters(series=CODE))
    assert [one.id for one in found.items] == [alert.id]
    assert found.items[0].page == "/figures/3"
    assert not api.alerts(scope(officer(), "alerts.see"), AlertFilters(series="indicators/cases")).items


def test_the_same_push_again_and_after_a_restart_writes_nothing(world: clock.VirtualClock) -> None:
    push(93, 91, 71)
    facts = FactRow.objects.count()
    assert push(93, 91, 71) == 0
    # A worker that has forgotten everything, and rules that are loaded once more.
    SeriesRow.objects.update(digest="")
    api.declare([LOW], pack="indicators")
    assert push(93, 91, 71) == 0
    assert push(93, 91, 71.5) == 0
    assert (FactRow.objects.count(), EpisodeRow.objects.count()) == (facts, 1)


def test_it_clears_with_hysteresis_becomes_graver_and_rings_again_as_the_same_alert(
    world: clock.VirtualClock,
) -> None:
    push(93, 80)
    assert push(93, 86.5) == 0
    assert kept() == [("general", "open", False, True)]
    push(93, 89)
    assert kept() == [("general", "open", False, False)]
    push(93, 55)
    assert kept() == [("important", "open", False, True)]
    assert told() == ["raised", "cleared", "joined", "escalated"]
    assert "低于 60 %" in AlertRow.objects.get().sentence_zh
    push(93, 55, 91)
    assert kept() == [("important", "open", False, False)]


def test_a_breach_that_goes_on_is_one_alert_and_the_next_one_is_another(world: clock.VirtualClock) -> None:
    push(93, 80, running=False)
    push(93, 80, 79)
    push(93, 80, 79, 70)
    assert len(kept()) == 1
    push(93, 80, 79, 70, 95)
    push(93, 80, 79, 70, 95, 82)
    assert kept() == [("general", "open", False, False), ("general", "open", False, True)]
    assert told().count("raised") == 2


def test_history_before_the_first_push_rings_for_nobody(world: clock.VirtualClock) -> None:
    assert push(70, 60, 95) == 0
    assert push(70, 60, 95, 96) == 0
    assert kept() == []


def test_a_late_revision_is_told_late_and_dispatches_nobody(world: clock.VirtualClock) -> None:
    push(93, 91)
    push(93, 91, 92)
    push(93, 75, 92)
    alert = AlertRow.objects.get()
    assert (alert.late, alert.state, alert.confirm) == (True, "open", "duty_officer")
    assert alert.sentence_zh.startswith("（迟到数据）东区 按时办结率 2月 75 %")
    assert alert.cleared_at == month(3)
    assert push(93, 75, 92, 94) == 0
    push(93, 90, 92, 94)
    assert len(kept()) == 1


def test_a_revision_that_takes_the_breach_away_clears_the_alert(world: clock.VirtualClock) -> None:
    push(93, 75, running=False)
    push(93, 75, None)
    assert kept() == [("general", "open", False, True)]
    push(93, 95, None)
    assert kept() == [("general", "open", False, False)]


def test_a_false_alarm_stays_one_and_the_next_month_rings_anew(world: clock.VirtualClock) -> None:
    push(93, 75)
    api.end_alert(AlertRow.objects.get().id, "false_alarm", officer(), "口径有误")
    push(93, 70)
    assert len(kept()) == 1
    push(93, 70, 95)
    assert not AlertRow.objects.filter(cleared_at=None).exists()
    push(93, 70, 95, 60.5)
    assert kept()[-1] == ("general", "open", False, True)


def test_an_area_of_its_own_limit_is_judged_by_that_alone(world: clock.VirtualClock) -> None:
    own = replace(
        LOW,
        code=f"{LOW.code}/east",
        targets=Targets(series=CODE, area=EAST_ID),
        levels=(Level(raise_at=50.0),),
    )
    api.declare([LOW, own], pack="indicators")
    assert push(93, 70) == 0
    assert push(93, 45) == 1
    assert AlertRow.objects.get().rule_code == own.code


def test_a_kind_of_period_of_its_own_limit_is_judged_by_that_alone(world: clock.VirtualClock) -> None:
    def at(limit: float, area: str = "", period: str = "") -> Threshold:
        code = "/".join(part for part in (LOW.code, period, area) if part)
        return replace(
            LOW,
            code=code,
            targets=Targets(series=CODE, area=area, period=period),
            levels=(Level(raise_at=limit),),
        )

    month, year = at(50.0, period="month"), at(99.0, period="year")
    api.declare([LOW, month, year], pack="indicators")
    assert push(93, 70) == 0
    assert push(93, 45) == 1
    assert AlertRow.objects.get().rule_code == month.code
    # Its own area goes before its own kind of period.
    api.declare(
        [LOW, month, year, at(60.0, area=EAST_ID), at(99.0, area=EAST_ID, period="year")], pack="indicators"
    )
    push(93, 95, running=False)
    push(93, 95, 55)
    assert AlertRow.objects.get(cleared_at=None).rule_code == f"{LOW.code}/{EAST_ID}"


def test_other_words_leave_a_ringing_alert_to_the_words_that_raised_it(world: clock.VirtualClock) -> None:
    push(93, 80)
    api.declare([], pack="indicators")
    assert push(93, 81) == 0
    assert push(93, 90) == 1
    assert kept() == [("general", "open", False, False)]


def test_unlike_its_own_history_by_month_and_never_before_enough_of_it(world: clock.VirtualClock) -> None:
    api.declare([ODD], pack="indicators")
    assert push(100, 104, 98, 101, 40, running=False, unit="1") == 0
    api.declare([], pack="none")
    SeriesRow.objects.all().delete()
    assert push(100, 104, 98, 101, 99, 103, 160, running=False, unit="1") == 1
    alert = AlertRow.objects.get()
    assert alert.usual == 100.5
    assert "此前 6 个同类周期通常约 100.5，偏离为常年波动的 5.9 倍" in alert.sentence_zh
    assert "5.9 times the usual spread" in alert.sentence_en
    # What is not over is not compared with what was.
    assert push(100, 104, 98, 101, 99, 103, 160, 3, unit="1") == 0
    assert push(100, 104, 98, 101, 99, 103, 160, 102, running=False, unit="1") == 1
    assert kept() == [("notice", "open", False, False)]


def test_a_yearly_season_is_usual() -> None:
    year = [float(100 + 50 * (place % 12 == 6)) for place in range(12)]
    found = usual_of([*year, *[one + 5 for one in year], *[one + 10 for one in year[:6]]], 12, True)
    assert found is not None
    assert found.expected == 160.0
    week = [float(10 + 90 * (place % 7 == 5)) for place in range(7 * 8 + 5)]
    found = usual_of(week, 7, True)
    assert found is not None
    assert (found.expected, found.n) == (100.0, 8)
    assert usual_of([1.0] * 5, 12, True) is None
    assert usual_of([1.0] * 20, 7, True) is None


def test_confirmed_as_true_it_is_told_like_any_other(world: clock.VirtualClock) -> None:
    push(93, 75)
    api.end_alert(AlertRow.objects.get().id, "true", officer())
    ended = FactRow.objects.get(fact_type="rules.alert_ended")
    assert '"outcome":"true"' in ended.data.replace(" ", "")
    assert '"matter":"m"' in ended.data.replace(" ", "")


@pytest.mark.parametrize("seed", range(4))
def test_replayed_with_repeats_and_restarts_it_says_the_same(seed: int, world: clock.VirtualClock) -> None:
    chance = random.Random(seed)
    steps: list[list[float]] = []
    values: list[float] = [95.0]
    for _ in range(25):
        if chance.random() < 0.4:
            values = [*values, chance.choice([95.0, 80.0, 50.0])]
        else:
            place = chance.randrange(max(0, len(values) - 3), len(values))
            values = [*values[:place], chance.choice([95.0, 86.0, 80.0, 50.0]), *values[place + 1 :]]
        steps.append(values)

    def run(repeats: bool) -> list[tuple[str, str, bool, bool]]:
        for table in (AlertRow, EpisodeRow, SeriesRow, FactRow):
            table.objects.all().delete()
        for step in steps:
            for _ in range(chance.randrange(1, 4) if repeats else 1):
                if repeats and chance.random() < 0.3:
                    SeriesRow.objects.update(digest="")
                push(*step)
        return kept()

    once = run(False)
    assert once
    assert run(True) == once
    assert len(told()) == FactRow.objects.filter(fact_type__startswith="rules.alert_").count()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_raise_it_once(wound: clock.VirtualClock) -> None:
    people.settle()
    api.declare([LOW], pack="indicators")
    held = lease()
    faults: list[Exception] = []

    def work() -> None:
        try:
            api.watch([pushed(93, 75)], held)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert (AlertRow.objects.count(), EpisodeRow.objects.count(), told()) == (1, 1, ["raised"])
    assert not faults


def test_words_of_old_rules_keep_their_version_and_wrong_ones_are_told() -> None:
    plain: AnyRule = Rate(code="a", name="a", hazard="a", targets=Targets(datastreams=("x",)), limit=1.0)
    assert b"series" not in encode(plain)
    for one in (LOW, ODD):
        assert decode(encode(one)) == one
        assert version_of(decode(encode(one))) == version_of(one)
        assert faults_of(one) == []
    wrong = (
        replace(plain, targets=Targets(series=CODE)),
        replace(ODD, targets=Targets(model="gauge", property="depth")),
        replace(LOW, targets=Targets(series=CODE, model="gauge", property="depth")),
        replace(ODD, clear_spreads=5.0),
    )
    assert all(faults_of(one) for one in wrong)
