"""指标异常: figures of counted rows and published ones raise alerts, once, and clear them."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tests.cases import city
from yiwang.identity import api as identity
from yiwang.indicators import _watching as watching
from yiwang.indicators import tasks as indicator_tasks
from yiwang.indicators._registry import registry
from yiwang.indicators.contracts import period_of
from yiwang.indicators.declarations import IndicatorFile
from yiwang.kernel import clock
from yiwang.kernel.declarations import load_yaml
from yiwang.kernel.models import FactRow
from yiwang.kernel.tasks import Lease, acquire
from yiwang.rules import api as rules
from yiwang.rules.contracts import AlertFilters
from yiwang.rules.models import AlertRow, RuleVersion, SeriesRow

from . import figures, rows
from .rows import Book, Row

assert indicator_tasks
pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("wound")]
EAST_TOWN = (city.EAST_TOWN, city.EAST_TOWN)


def lease() -> Lease:
    held = acquire("indicators.watch", "test")
    assert held is not None
    return held


def watch(task: watching.WatchTask | None = None) -> int:
    return (task or watching.WatchTask()).pump(lease())


def case(book: Book, key: str, day: str, *, in_time: bool) -> Row:
    row = book.row(key, EAST_TOWN) | {"secret": False, "living": 1, "opened_day": day}
    for code in ("finish", "contact", "solved", "satisfied"):
        row[f"{code}_of"], row[f"{code}_so"] = 1, 1
    return row | {"finish_so": int(in_time)}


def alerts(code: str = "cases.in_time") -> list[AlertRow]:
    return list(
        AlertRow.objects.filter(rule_code__startswith=f"indicators/{code}").order_by("area_path", "key")
    )


@pytest.fixture
def book(wound: clock.VirtualClock) -> Book:
    city.settle()
    wound.set(wound.now() + timedelta(days=20))
    return Book(random.Random(3))


def test_a_share_beyond_its_threshold_alerts_for_the_county_and_the_city_and_clears(book: Book) -> None:
    task = watching.WatchTask()
    book.note(case(book, f"k{number:02}", "2026-03-05", in_time=number % 2 == 0) for number in range(30))
    rows.count()
    assert watch(task)
    city_alert, county = alerts()
    assert (city_alert.area_id, county.area_id) == ("4499", "449901")
    assert "按时办结率 2026年3月 50 %，低于 85 %" in county.sentence_zh
    assert county.page.startswith(
        "/desk/indicators/one?code=cases.in_time&area=449901&tree=managed&period=month"
    )
    assert county.position == book.position
    assert (county.severity, county.hazard, county.state, county.late) == (
        "general",
        "indicator",
        "open",
        False,
    )
    assert not AlertRow.objects.exclude(rule_code__startswith="indicators/cases.in_time").exists()
    # Nothing moved; and a worker that has forgotten everything finds what stands.
    facts = FactRow.objects.count()
    assert (watch(task), watch()) == (0, 0)
    SeriesRow.objects.update(digest="")
    assert watch() == 0
    assert FactRow.objects.count() == facts
    book.note(book.latest[f"k{number:02}"] | {"finish_so": 1} for number in range(30))
    rows.count()
    assert watch(task) == 2
    assert all(one.cleared_at for one in alerts())
    assert len(alerts()) == 2


def test_a_share_of_few_rows_alerts_nobody(book: Book) -> None:
    book.note(case(book, f"k{number:02}", "2026-03-05", in_time=False) for number in range(19))
    rows.count()
    watch()
    assert alerts() == []
    book.note([case(book, "k19", "2026-03-06", in_time=False)])
    rows.count()
    watch()
    assert len(alerts()) == 2


def test_a_month_that_a_late_correction_spoils_is_told_late(book: Book, wound: clock.VirtualClock) -> None:
    task = watching.WatchTask()
    for month in ("2026-02-05", "2026-03-05"):
        book.note(case(book, f"{month}-{number:02}", month, in_time=True) for number in range(25))
    rows.count()
    watch(task)
    assert alerts() == []
    book.note(book.latest[f"2026-02-05-{number:02}"] | {"finish_so": 0} for number in range(25))
    rows.count()
    watch(task)
    assert [(one.late, one.sentence_zh[:6]) for one in alerts()] == [(True, "（迟到数据）")] * 2
    assert all("2026年2月 0 %" in one.sentence_zh for one in alerts())


def test_a_day_unlike_its_weekdays_alerts_when_it_is_over(wound: clock.VirtualClock) -> None:
    city.settle()
    one = registry().on("appeals.accepted", date(2026, 3, 1))
    assert one is not None
    assert one.alarm is not None
    told = [
        watching.Told(
            period=period_of("day", date(2026, 3, 1) + timedelta(days=number)),
            value=100.0 if number < 63 else 300.0,
            n=100,
            position=number,
            over=number < 63,
        )
        for number in range(64)
    ]
    assert not watching.judgeable(one, one.alarm, told[-1])
    assert watching.judgeable(one, one.alarm, told[0])


def test_a_published_figure_unlike_its_history_alerts_once_it_is_published(wound: clock.VirtualClock) -> None:
    figures.settle()
    wound.set(figures.NOVEMBER)
    task = watching.WatchTask()
    months = [period_of("month", date(2026, number, 1)) for number in range(1, 10)]
    for place, month in enumerate(months[:-1]):
        figures.published(figures.EAST, month, str(10 + place % 2), code="stat.revenue")
    watch(task)
    assert alerts("stat.revenue") == []
    figures.published(figures.EAST, months[-1], "25", code="stat.revenue")
    assert watch(task) == 1
    [alert] = alerts("stat.revenue")
    assert (alert.severity, alert.rule_kind, alert.area_id) == ("notice", "unusual", figures.EAST)
    assert "一般公共预算收入 2026年9月 25 亿元，此前 8 个同类周期通常约 10.5 亿元" in alert.sentence_zh
    assert watch(task) == 0


def test_its_rules_stand_among_all_and_are_declared_once(book: Book) -> None:
    watch()
    stand = RuleVersion.objects.filter(active=True, pack="indicators")
    assert stand.filter(kind="threshold", code="indicators/cases.in_time/threshold").exists()
    assert stand.filter(kind="unusual", code="indicators/appeals.accepted/unusual").exists()
    before = FactRow.objects.count()
    watch()
    assert FactRow.objects.count() == before
    row = next(one for one in rules.rules(q="按时办结率").items if one.rule.pack == "indicators")
    assert row.rule.targets["series"] == "indicators/cases.in_time"


def test_who_may_see_the_area_sees_its_alerts(book: Book) -> None:
    book.note(case(book, f"k{number:02}", "2026-03-05", in_time=False) for number in range(20))
    rows.count()
    watch()
    asked = AlertFilters(series="indicators/cases.in_time")
    seen = rules.alerts(identity.scope(identity.subject_of("alice"), "alerts.see"), asked)
    assert {one.area_id for one in seen.items} == {"4499", "449901"}


ALARM = """indicators:
  - code: cases.made_up
    name: {zh: 甲, en: a}
    definition: {zh: 甲, en: a}
    source: {zh: 甲, en: a}
    unit: "1"
    periods: [month]
    owner: data
    formula: {of: cases, by: opened_day, sum: {column: living}}
    alarm: %s
"""


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("{bad: general}", "须有阈值"),
        ("{least: 3}", "没有写告警等级"),
        ("{unusual: notice, periods: [day]}", "周期"),
    ],
)
def test_an_alarm_that_could_not_ring_is_refused(said: str, word: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "indicators.yaml"
    path.write_text(ALARM % said, encoding="utf-8")
    faults = load_yaml(path, IndicatorFile, name=path.name).faults
    assert any(word in fault.zh for fault in faults)
