"""目标与阈值 by area: what is set holds from its day on and below until somebody nearer says otherwise; two
that overlap are refused; values, colours and alerts follow; by Excel with every fault at its cell."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from tests.cases import city
from yiwang.areas import api as areas
from yiwang.areas.contracts import Area
from yiwang.identity.api import reset_password
from yiwang.indicators import _aim_desk as desk
from yiwang.indicators import _aim_sheet as sheet
from yiwang.indicators import _watching as watching
from yiwang.indicators import api
from yiwang.indicators._aims import aims
from yiwang.indicators._refusals import (
    FigureFaults,
    NoSuchAim,
    ThresholdsContradict,
    ThresholdsDay,
    ThresholdsMoved,
    ThresholdsOverlap,
    ThresholdsPeriod,
    UnknownFigure,
    WhyNeeded,
)
from yiwang.indicators._registry import registry
from yiwang.indicators._shapes import AimRow
from yiwang.indicators._thresholds import end_thresholds, set_thresholds
from yiwang.indicators.contracts import PeriodKind, Value, period_of
from yiwang.indicators.declarations import Alarm, Threshold
from yiwang.indicators.models import ThresholdSpan
from yiwang.kernel import clock, sheets
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow
from yiwang.kernel.tasks import acquire
from yiwang.rules.declarations import Threshold as Limit
from yiwang.rules.models import AlertRow

from . import figures, rows
from .figures import CITY, EAST, INVESTMENT, NOVEMBER, OCTOBER, WEST, fill, who
from .rows import Book

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]
IN_TIME = "cases.in_time"
WHY = "市政府工作报告"


@pytest.fixture
def town(wound: clock.VirtualClock) -> clock.VirtualClock:
    figures.settle()
    wound.set(NOVEMBER)
    return wound


def today() -> date:
    return clock.now().astimezone(clock.SHANGHAI).date()


def given(area: str, good: float, watch: float, *, code: str = IN_TIME, **more: Any) -> ThresholdSpan:
    said = {"first": today(), "basis": WHY, **more}
    return set_thresholds(who("rae"), code, area, good=good, watch=watch, **said)


def line(area: str, code: str = IN_TIME) -> AimRow:
    return next(row for row in desk.aim_table(who("rae"), code, CITY).rows if row.area_id == area)


def share(area: str, day: date | None = None) -> Value:
    return api.values(who("rae"), [IN_TIME], area_id=area, periods=[period_of("month", day or today())])[0]


def bounds(area: str, day: date | None = None) -> tuple[float | None, float | None]:
    value = share(area, day)
    return value.good, value.watch


def test_what_is_set_holds_below_until_somebody_nearer_says_otherwise(town: object) -> None:
    declared = bounds(CITY)
    assert declared != (None, None)
    assert line(CITY).thresholds_by == "definition"
    given(CITY, 97, 92)
    assert bounds(CITY) == bounds(EAST) == bounds(WEST) == (97, 92)
    assert (line(CITY).thresholds_by, line(EAST).thresholds_by) == ("set", "above")
    assert line(EAST).thresholds_area == line(CITY).area_name
    given(EAST, 90, 80)
    assert (bounds(EAST), bounds(WEST)) == ((90, 80), (97, 92))
    told = FactRow.objects.filter(fact_type="indicators.thresholds_set")
    assert sorted(one.area_path for one in told) == [city.CITY, city.EAST]
    span = line(EAST).span
    assert span is not None
    assert span.basis == WHY
    assert span.lines[0].actor_name == who("rae").name


def test_they_take_effect_on_their_day_and_days_before_keep_theirs(town: clock.VirtualClock) -> None:
    declared = bounds(CITY)
    given(CITY, 97, 92, first=today() + timedelta(days=3))
    assert bounds(CITY) == declared
    assert [one.good for one in line(CITY).coming] == [97]
    town.set(clock.now() + timedelta(days=3))
    assert bounds(CITY) == (97, 92)
    given(CITY, 98, 93, first=today() + timedelta(days=30))
    town.set(clock.now() + timedelta(days=40))
    # The one before ended by itself; a month is judged as of its last day, or today.
    assert (bounds(CITY), bounds(CITY, date(2026, 11, 1))) == ((98, 93), (97, 92))
    assert bounds(CITY, date(2026, 10, 1)) == declared
    ends = desk.span_rows(who("rae"), IN_TIME, CITY)
    assert [(one.good, one.last_day) for one in ends] == [(98, None), (97, date(2026, 12, 4))]


def test_what_overlaps_reaches_back_or_contradicts_is_refused(town: object) -> None:
    first = today() + timedelta(days=10)
    given(CITY, 97, 92, first=first, last=first + timedelta(days=20))
    for begin, end in ((0, 10), (15, 16), (30, None), (5, 60)):
        with pytest.raises(ThresholdsOverlap) as refused:
            given(
                CITY, 96, 91, first=today() + timedelta(days=begin),
                last=None if end is None else today() + timedelta(days=end),
            )  # fmt: skip
        assert str(first) in refused.value.sentence("zh")
        assert str(first) in refused.value.sentence("en")
    given(CITY, 96, 91, last=first - timedelta(days=1))
    given(CITY, 99, 95, first=first + timedelta(days=21))
    for wrong, good, watch, more in (
        (ThresholdsDay, 97, 92, {"first": today() - timedelta(days=1)}),
        (ThresholdsDay, 97, 92, {"last": today() - timedelta(days=1)}),
        (ThresholdsContradict, 90, 95, {}),
        (WhyNeeded, 97, 92, {"basis": "无"}),
    ):
        with pytest.raises(wrong):
            given(WEST, good, watch, **more)
    with pytest.raises(NoSuchAim):
        given(WEST, 97, 92, code="cases.opened")
    assert ThresholdSpan.objects.count() == 3


def test_they_are_ended_from_a_day_on_or_taken_back(town: clock.VirtualClock) -> None:
    declared = bounds(CITY)
    span = given(CITY, 97, 92)
    with pytest.raises(ThresholdsMoved):
        end_thresholds(who("ruth"), span.id, "口径调整", day=today() + timedelta(days=2), version=7)
    end_thresholds(who("ruth"), span.id, "口径调整", day=today() + timedelta(days=2), version=1)
    assert bounds(CITY) == (97, 92)
    town.set(clock.now() + timedelta(days=2))
    assert bounds(CITY) == declared
    coming = given(CITY, 99, 95, first=today() + timedelta(days=5))
    end_thresholds(who("ruth"), coming.id, "设错了日期", day=today(), version=1)
    assert not line(CITY).coming
    assert desk.span_rows(who("rae"), IN_TIME, CITY)[0].dropped
    given(CITY, 99, 95, first=today() + timedelta(days=5))


def test_only_those_who_publish_or_own_the_figure_set_them(town: object) -> None:
    with pytest.raises(Forbidden):
        set_thresholds(who("sue"), IN_TIME, EAST, good=90, watch=80, basis=WHY, first=today())
    city.person("edna", "e-zf", city.EAST, "indicator_admin")
    set_thresholds(who("edna"), IN_TIME, EAST, good=90, watch=80, basis=WHY, first=today())
    with pytest.raises(UnknownFigure):
        set_thresholds(who("edna"), IN_TIME, CITY, good=90, watch=80, basis=WHY, first=today())
    table = desk.aim_table(who("edna"), IN_TIME, EAST)
    assert table.rows[0].area_id == EAST
    assert all(row.may_set for row in table.rows)


def test_a_target_of_a_share_holds_below_and_one_that_adds_up_does_not(town: object) -> None:
    api.set_target(who("rae"), IN_TIME, CITY, 2026, 96.0, WHY, version=0)
    api.set_target(who("rae"), INVESTMENT, CITY, 2026, 180.0, WHY, version=0)
    assert (share(CITY).target, share(EAST).target) == (96.0, 96.0)
    assert (line(EAST).target_by, line(CITY).target_by) == ("above", "set")
    assert (line(CITY, INVESTMENT).target, line(EAST, INVESTMENT).target) == (180.0, None)
    # Progress follows what is set, for what is counted as for what is filled in.
    api.set_target(who("rae"), "cases.opened", CITY, 2026, 1000.0, WHY, version=0)
    year = api.values(who("rae"), ["cases.opened"], area_id=CITY, periods=[period_of("to_date", today())])[0]
    assert year.target == 1000.0
    assert year.reached == 0
    assert (year.progress_gap or 0) < 0


def test_a_published_figure_is_judged_by_what_is_set(town: object) -> None:
    row = fill(EAST, OCTOBER, "120")
    [row] = api.review(who("rae"), [(row.id, row.version)])
    api.publish(who("rae"), [(row.id, row.version)])
    period = period_of("to_date", date(2026, 10, 1))
    assert figures.seen(EAST, period).level is None
    # October was over: it is judged as it was then, November by what holds from now on.
    given(EAST, 200, 150, code=INVESTMENT)
    assert figures.seen(EAST, period).level is None
    api.set_target(who("rae"), INVESTMENT, EAST, 2026, 200.0, WHY, version=0)
    assert figures.seen(EAST, period).level == "bad"  # lags behind the year


def test_alerts_follow_the_thresholds(town: clock.VirtualClock) -> None:
    def watch(task: watching.WatchTask) -> None:
        held = acquire("indicators.watch", "test")
        assert held is not None
        task.pump(held)

    def ringing() -> set[tuple[str, str]]:
        rows = AlertRow.objects.filter(
            rule_code__startswith="indicators/cases.in_time/threshold", cleared_at=None
        )
        return {(row.area_id, row.rule_code.rsplit("/", 1)[-1]) for row in rows}

    book = Book(random.Random(3))
    for at, path in enumerate((city.EAST, city.WEST)):
        made = []
        for number in range(40):
            row = book.row(f"k{at}{number:02}", (path, path)) | {"secret": False, "living": 1}
            row |= {"opened_day": today().isoformat()}
            for code in ("finish", "contact", "solved", "satisfied"):
                row[f"{code}_of"], row[f"{code}_so"] = 1, 1
            made.append(row | {"finish_so": int(number % 10 > 0)})
        book.note(made)
    rows.count()
    task = watching.WatchTask()
    watch(task)
    assert share(EAST).value == 90
    assert ringing() == set()
    given(EAST, 99, 95)
    watch(task)
    assert ringing() == {(EAST, EAST)}
    given(CITY, 99, 95, first=today() + timedelta(days=1))
    watch(task)
    assert ringing() == {(EAST, EAST)}
    town.set(clock.now() + timedelta(days=1))
    watch(task)
    assert {area for area, _ in ringing()} == {EAST, WEST, CITY}
    [span] = ThresholdSpan.objects.filter(area_id=EAST)
    end_thresholds(who("rae"), span.id, "改由全市统一", day=today(), version=span.version)
    given(EAST, 80, 70)
    watch(task)
    assert EAST not in {area for area, _ in ringing()}


def level(area: str, kind: PeriodKind) -> tuple[float | None, float | None]:
    [value] = api.values(who("rae"), [IN_TIME], area_id=area, periods=[period_of(kind, today())])
    return value.good, value.watch


def test_a_month_is_not_judged_by_what_was_set_for_a_year(town: clock.VirtualClock) -> None:
    declared = level(CITY, "month")
    given(CITY, 97, 92, periods=["year", "quarter"])
    assert (level(CITY, "month"), level(CITY, "year"), level(CITY, "quarter")) == (
        declared,
        (97, 92),
        (97, 92),
    )
    # What is for every kind leaves the named ones theirs, whichever came first; a nearer area goes first.
    given(CITY, 90, 80)
    assert (level(CITY, "month"), level(EAST, "year")) == ((90, 80), (97, 92))
    given(EAST, 70, 60, periods=["month"])
    assert (level(EAST, "month"), level(EAST, "year"), level(EAST, "day")) == ((70, 60), (97, 92), (90, 80))
    with pytest.raises(ThresholdsPeriod) as refused:
        given(WEST, 97, 92, code=INVESTMENT, periods=["day"])
    assert "日" in refused.value.sentence("zh")
    # The same kinds end by themselves; others that share one are refused, by name.
    later = today() + timedelta(days=5)
    with pytest.raises(ThresholdsOverlap) as overlaps:
        given(CITY, 96, 91, periods=["year"], first=later)
    assert "季、年" in overlaps.value.sentence("zh")
    given(CITY, 96, 91, periods=["quarter", "year"], first=later)
    table = desk.aim_table(who("rae"), IN_TIME, CITY, kind="year")
    [top] = [row for row in table.rows if row.area_id == CITY]
    assert (top.good, top.span and top.span.periods) == (97, ["quarter", "year"])
    assert [(one.good, one.periods) for one in top.others] == [(90, [])]
    assert [(one.good, one.last_day) for one in top.coming] == [(96, None)]
    town.set(clock.now() + timedelta(days=5))
    assert (level(CITY, "year"), level(CITY, "month")) == ((96, 91), (90, 80))


def test_what_a_definition_says_of_a_kind_of_period(town: object) -> None:
    one = registry().current()[0]
    said = (
        Threshold(good=90, watch=80),
        Threshold(good=10, watch=5, periods=("day", "week")),
        Threshold(good=95, watch=85, area=EAST, periods=("month",)),
    )
    made = replace(one, direction="up", thresholds=said, periods=("day", "week", "month", "year"))
    east, west = areas.get_area(EAST), areas.get_area(WEST)

    def good(area: Area, kind: PeriodKind) -> float | None:
        found = aims().threshold(made, area, today(), kind)
        return found.good if found else None

    assert [good(west, kind) for kind in made.periods] == [10, 10, 90, 90]
    assert [good(east, kind) for kind in made.periods] == [10, 10, 95, 90]
    assert not list(made.problems())
    wrong = replace(made, thresholds=(*said, Threshold(good=9, watch=8, periods=("day", "quarter"))))
    assert [problem.at for problem in wrong.problems()] == [
        ("thresholds", 3, "periods", 0), ("thresholds", 3, "periods", 1),
    ]  # fmt: skip
    alarm = Alarm(periods=("month", "day"), bad="general")
    assert not list(replace(made, alarm=alarm).problems())
    silent = replace(made, alarm=alarm, thresholds=said[1:2])
    assert ("alarm", "bad") in [problem.at for problem in silent.problems()]


def test_the_rules_of_alerts_are_those_of_their_kind_of_period(town: object) -> None:
    known = registry()
    one = known.on(IN_TIME, today())
    assert one is not None
    assert one.alarm is not None
    two = replace(one, alarm=replace(one.alarm, periods=("month", "year")))

    def judged() -> set[tuple[str, str, float]]:
        found = watching.rules_of(replace(known, found=(two,)))
        return {
            (rule.targets.area, rule.targets.period, rule.levels[0].raise_at)
            for rule in found
            if isinstance(rule, Limit)
        }

    [(nowhere, every, bound)] = judged()
    assert (nowhere, every) == ("", "")
    given(EAST, 99, 95, periods=["year"])
    assert judged() == {("", "", bound), (EAST, "year", 95), (EAST, "month", bound)}
    given(EAST, 99, 95, periods=["month"])
    assert judged() == {("", "", bound), (EAST, "", 95)}


# -- by Excel


def form(changes: dict[str, Any], code: str = IN_TIME) -> bytes:
    book = load_workbook(io.BytesIO(sheets.workbook(sheet.aim_form(who("rae"), code, CITY, 2026))))
    for cell, value in changes.items():
        book.worksheets[0][cell] = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def at(area: str, code: str = IN_TIME) -> int:
    return [row.area_id for row in desk.aim_table(who("rae"), code, CITY).rows].index(area) + 2


def test_a_sheet_sets_what_it_says_and_the_same_again_changes_nothing(town: object) -> None:
    row = at(EAST)
    said = form({f"C{row}": "95", f"D{row}": 92, f"E{row}": "85", f"F{row}": str(today()), f"H{row}": WHY})
    read = sheet.read_aims(who("rae"), said, IN_TIME, 2026)
    assert (read.targets, read.thresholds) == (1, 1)
    assert (line(EAST).target, line(EAST).good, line(EAST).watch) == (95, 92, 85)
    assert line(WEST).target is None
    for data in (said, form({})):
        again = sheet.read_aims(who("rae"), data, IN_TIME, 2026)
        assert (again.targets, again.thresholds) == (0, 0)
    assert ThresholdSpan.objects.count() == 1


def test_a_sheet_has_a_line_for_each_kind_of_period_that_is_judged_by_itself(town: object) -> None:
    row = at(EAST)
    said = {
        f"C{row}": "95",
        f"D{row}": 92,
        f"E{row}": "85",
        f"F{row}": str(today()),
        f"H{row}": WHY,
        f"I{row}": "月、季",
    }
    read = sheet.read_aims(who("rae"), form(said), IN_TIME, 2026)
    assert (read.targets, read.thresholds) == (1, 1)
    assert (level(EAST, "quarter"), level(EAST, "year")) == ((92, 85), level(WEST, "year"))
    given(EAST, 70, 60)
    book = load_workbook(io.BytesIO(form({})))
    lines = [line for line in book.worksheets[0].iter_rows(values_only=True) if line[0] == EAST]
    assert {(line[2] or "", line[3], line[8] or "") for line in lines} == {
        ("95", "70", ""),
        ("", "92", "月、季"),
    }
    again = sheet.read_aims(who("rae"), form({}), IN_TIME, 2026)
    assert (again.targets, again.thresholds) == (0, 0)
    for cell, words in (("旬", "旬"), ("月、季", "同一个区划")):
        with pytest.raises(FigureFaults) as refused:
            sheet.read_aims(who("rae"), form({f"H{row}": WHY, f"I{row}": cell}), IN_TIME, 2026)
        assert any(words in one["zh"] for one in refused.value.details["faults"])


def test_every_wrong_cell_is_told_and_nothing_is_taken(town: object) -> None:
    east, west, top = at(EAST), at(WEST), at(CITY)
    wrong = form(
        {
            f"C{east}": "约九成", f"H{east}": WHY,
            f"D{west}": "80", f"E{west}": "85", f"F{west}": str(today()), f"H{west}": WHY,
            f"C{top}": "95", f"D{top}": "97", f"F{top}": "明天", f"H{top}": WHY,
        }
    )  # fmt: skip
    with pytest.raises(FigureFaults) as refused:
        sheet.read_aims(who("rae"), wrong, IN_TIME, 2026)
    cells = {one["cell"]: one for one in refused.value.details["faults"]}
    assert set(cells) == {f"C{east}", f"D{west}", f"F{top}"}
    assert "约九成" in cells[f"C{east}"]["zh"]
    assert "text" in cells[f"C{east}"]["en"]
    assert all(one["cure_zh"] and one["cure_en"] for one in cells.values())
    assert not ThresholdSpan.objects.exists()
    assert line(CITY).target is None
    with pytest.raises(FigureFaults):
        sheet.read_aims(who("rae"), b"\x00\x01", IN_TIME, 2026)


@pytest.mark.urls("tests.indicators.urls")
def test_the_doors_of_aims(town: object) -> None:
    browsers = {}
    for login in ("sue", "rae"):
        browsers[login] = Client()
        signing = {"login": login, "password": reset_password(login)}
        answer = browsers[login].post("/api/session", signing, content_type="application/json")
        browsers[login].defaults["HTTP_X_CSRF_TOKEN"] = answer.json()["csrf"]
    rae = browsers["rae"]
    said = {"code": IN_TIME, "area": EAST, "good": 95, "watch": 90, "first": str(today()), "basis": WHY}
    assert browsers["sue"].get("/api/aims", {"code": IN_TIME}).status_code == 403
    assert browsers["sue"].post("/api/thresholds", said, "application/json").status_code == 403
    kept = rae.post("/api/thresholds", said, "application/json").json()
    assert (kept["good"], kept["last_day"]) == (95, None)
    refused = rae.post("/api/thresholds", said, "application/json")
    assert refused.status_code == 409
    asked: dict[str, str | int] = {"code": IN_TIME, "area": CITY, "year": 2026}
    table = rae.get("/api/aims", asked).json()
    assert [row["good"] for row in table["rows"] if row["area_id"] == EAST] == [95]
    row = next(at for at, row in enumerate(table["rows"], 2) if row["area_id"] == EAST)
    file = rae.get("/api/aims/form.xlsx", asked)
    book = load_workbook(io.BytesIO(file.content))
    assert book.worksheets[0][f"D{row}"].value == "95"
    upload = SimpleUploadedFile("aims.xlsx", form({f"C{row}": "98", f"H{row}": WHY}))
    read = rae.post(f"/api/aims/sheet?code={IN_TIME}&year=2026", {"file": upload})
    assert read.json() == {"rows": len(table["rows"]), "targets": 1, "thresholds": 0}
    ended = {"day": str(today() + timedelta(days=1)), "reason": "口径调整", "version": 1}
    assert rae.post(f"/api/thresholds/{kept['id']}/end", ended, "application/json").status_code == 200
    [span] = rae.get("/api/thresholds", {"code": IN_TIME, "area": EAST}).json()
    assert [one["act"] for one in span["lines"]] == ["set", "end"]
