"""Scene 4-2: counties fill in the month, text in a cell is told and returned, who is late is 未报 and urged,
the city's own number differs from their sum, and the year's progress is read against time."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from tests.indicators.figures import (
    CITY,
    EAST,
    INVESTMENT,
    NOVEMBER,
    OCTOBER,
    WEST,
    ZONE,
    fill,
    filled_sheet,
    mine,
    published,
    row_of,
    seen,
    settle,
    who,
)
from yiwang.identity.api import reset_password
from yiwang.indicators import api
from yiwang.indicators._refusals import (
    FigureFaults,
    FigureMoved,
    NotCollected,
    NotYourFigure,
    OwnFigure,
    PeriodNotOver,
    TargetMoved,
    UnknownFigure,
    WhyNeeded,
)
from yiwang.indicators._urging import UrgeTask
from yiwang.indicators.contracts import Cell, FigureSaid, period_of
from yiwang.indicators.models import Figure
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow
from yiwang.kernel.tasks import Lease, acquire
from yiwang.messages.models import AddressRow, MessageRow

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TO_OCTOBER = period_of("to_date", date(2026, 10, 1))
LAST_YEAR = period_of("month", date(2025, 10, 1))
Cells = dict[str, str | float | None]
SEPTEMBER = period_of("month", date(2026, 9, 1))


@pytest.fixture
def month(db: None) -> Iterator[clock.VirtualClock]:
    """The second of November: October is over, its figures are due by the sixth."""
    virtual = clock.VirtualClock(NOVEMBER)
    with clock.use(virtual):
        settle()
        yield virtual


def figure_lease() -> Lease:
    held = acquire("indicators.urging", "test")
    assert held is not None
    return held


def told(kind: str) -> list[FactRow]:
    return list(FactRow.objects.filter(fact_type=f"indicators.{kind}").order_by("position"))


def test_the_month_is_collected_reviewed_published_and_read(month: clock.VirtualClock) -> None:
    # What the house holds already is there and is not asked again.
    for area, value in ((EAST, "80"), (WEST, "40"), (CITY, "130")):
        published(area, LAST_YEAR, value, final=True)
    published(EAST, SEPTEMBER, "81.5")
    asked = mine("sue")
    assert {(one.name_zh, one.value) for one in asked.held} == {
        ("上年同期", 80.0),
        ("2026年1—9月累计", 81.5),
    }
    assert (asked.state_zh, asked.asks_last_year, asked.version) == ("未报", False, 0)
    assert mine("zoe").asks_last_year

    # One county reports; one writes words into its sheet and is told the very cell.
    east = fill(EAST, OCTOBER, "100.25")
    cell = f"C{row_of('wes', OCTOBER)}"
    sheet = filled_sheet("wes", OCTOBER, {cell: "约12亿"})
    with pytest.raises(FigureFaults) as refusal:
        api.read(who("wes"), sheet, OCTOBER, report=True)
    [fault] = refusal.value.details["faults"]
    assert (fault["cell"], fault["zh"]) == (cell, f"{cell} 是文字“约12亿”，不是数字。")
    assert "text" in fault["en"]
    assert "亿元" in fault["cure_zh"]
    assert not Figure.objects.filter(area_id=WEST, last_day=OCTOBER.last).exists()
    # It writes a number then, which the reviewer returns with the field that is wrong.
    west = fill(WEST, OCTOBER, "12")
    cells = [Cell(cell=cell, zh="应为累计数", en="the sum since January", cure_zh="改正", cure_en="mend it")]
    west = api.send_back(who("rae"), west.id, "报成了当月数", cells, version=west.version)
    returned = mine("wes")
    assert (returned.state, returned.returned_reason) == ("returned", "报成了当月数")
    assert returned.returned_cells == cells
    assert {"fill", "report"} <= set(returned.allowed)
    again = FigureSaid(code=INVESTMENT, area_id=WEST, period=OCTOBER, value="39.75", version=returned.version)
    west = api.save(who("wes"), again)
    west = api.report(who("wes"), west.id, version=west.version)

    # A week later the third county has not reported: 未报, overdue, and urged once a day.
    month.advance(timedelta(days=8))
    found = api.collection(who("rae"), INVESTMENT, CITY, OCTOBER)
    assert {one.area_id: (one.state, one.overdue) for one in found.items} == {
        CITY: ("awaited", True),
        EAST: ("reported", False),
        WEST: ("reported", False),
        ZONE: ("awaited", True),
    }
    assert (found.reported, found.areas, found.overdue) == (2, 4, 2)
    for _ in range(2):
        api.urge(who("rae"), INVESTMENT, CITY, OCTOBER, [ZONE])
    [urged] = MessageRow.objects.filter(kind="indicators_urged")
    assert urged.title_zh == "请尽快报数：开发区 2026年1—10月 固定资产投资"
    assert list(AddressRow.objects.filter(message_id=urged.id).values_list("user", flat=True)) == ["zoe"]
    assert [one.area_path.split("/")[-2] for one in told("figure_urged")] == [ZONE, ZONE]
    published(ZONE, SEPTEMBER, "9")
    late = seen(ZONE, TO_OCTOBER)
    assert (late.value, late.state) == (None, "not_supplied")  # and never September's

    # A second person reviews and publishes; until then nobody sees the number.
    with pytest.raises(Forbidden):
        api.review(who("sue"), [(east.id, east.version)])
    assert seen(EAST, TO_OCTOBER).value is None
    rows = api.review(who("rae"), [(east.id, east.version), (west.id, west.version)])
    api.publish(who("ruth"), [(row.id, row.version) for row in rows])
    api.set_target(who("rae"), INVESTMENT, CITY, 2026, 180.0, "市政府工作报告", version=0)
    published(CITY, OCTOBER, "143")
    whole = seen(CITY, TO_OCTOBER)
    assert (whole.value, whole.state, whole.target) == (143.0, "preliminary", 180.0)
    assert whole.change_year == pytest.approx(0.1)
    assert whole.reached == pytest.approx(143 / 180 * 100)
    assert whole.progress_gap == pytest.approx((143 / 180 - 304 / 365) * 100)
    assert whole.level == "bad"  # it lags behind time

    # The city's number is not the sum of the counties: 差额, and no error.
    below = api.children(who("rae"), INVESTMENT, area_id=CITY, tree="statistical", period=TO_OCTOBER)
    assert {one.area_id: one.value for one in below if not one.remainder} == {
        EAST: 100.25,
        WEST: 39.75,
        ZONE: None,
    }
    [rest] = [one for one in below if one.remainder]
    assert (rest.value, rest.area_name_zh) == (3.0, "差额（公布数减下级合计，1 个下级未报）")
    found = api.collection(who("rae"), INVESTMENT, CITY, OCTOBER)
    assert (found.own, found.sum, found.difference) == (143.0, 140.0, 3.0)
    past = api.history(who("rae"), INVESTMENT, area_id=CITY, tree="statistical", kind="to_date", count=3)
    assert [one.value for one in past] == [None, None, 143.0]


def test_a_published_figure_changes_only_by_a_revision(month: clock.VirtualClock) -> None:
    row = published(EAST, OCTOBER, "100")
    assert mine("sue").allowed == ["revise"]
    for act in (
        lambda: api.save(who("sue"), FigureSaid(code=INVESTMENT, area_id=EAST, period=OCTOBER, value="1")),
        lambda: api.report(who("sue"), row.id, version=row.version),
    ):
        with pytest.raises(FigureMoved):
            act()
    with pytest.raises(WhyNeeded):
        api.revise(who("sue"), row.id, "101", "", version=row.version)
    with pytest.raises(FigureFaults):
        api.revise(who("sue"), row.id, "约101", "项目漏报", version=row.version)
    row = api.revise(who("sue"), row.id, "101", "项目漏报", version=row.version)
    assert seen(EAST, TO_OCTOBER).value == 100.0  # it stands until the other is published
    [row] = api.review(who("ruth"), [(row.id, row.version)])
    [row] = api.publish(who("rae"), [(row.id, row.version)])
    assert (seen(EAST, TO_OCTOBER).value, seen(EAST, TO_OCTOBER).state) == (101.0, "revised")
    [row] = api.publish(who("rae"), [(row.id, row.version)], final=True)
    assert (seen(EAST, TO_OCTOBER).state, row.revision) == ("final", 1)
    [kept] = api.revisions(who("rae"), INVESTMENT, area_id=EAST, tree="statistical", period=TO_OCTOBER)
    assert (kept.old, kept.new, kept.why_zh, kept.revision) == (100.0, 101.0, "项目漏报", 1)
    assert not api.revisions(
        who("rae"),
        INVESTMENT,
        area_id=EAST,
        tree="statistical",
        period=period_of("to_date", SEPTEMBER.first),
    )
    with pytest.raises(FigureMoved):  # it is final already
        api.publish(who("rae"), [(row.id, row.version)], final=True)
    assert len(told("figure_published")) == 3


def test_january_and_february_are_filled_in_as_one(month: clock.VirtualClock) -> None:
    january, february = period_of("month", date(2026, 1, 1)), period_of("month", date(2026, 2, 1))
    assert not [one for one in api.mine(who("sue"), january) if one.code == INVESTMENT]
    assert mine("sue", february).period.label_zh == "2026年1—2月"
    row = published(EAST, january, "10", code="stat.retail")
    assert row.last_day == date(2026, 2, 28)
    published(EAST, period_of("month", date(2026, 3, 1)), "16", code="stat.retail")
    both = seen(EAST, january, code="stat.retail")
    assert (both.value, both.period.label_zh) == (10.0, "2026年1—2月")
    march = seen(EAST, period_of("month", date(2026, 3, 1)), code="stat.retail")
    assert (march.value, march.change_previous) == (6.0, pytest.approx(-0.4))
    quarter = seen(EAST, period_of("quarter", date(2026, 3, 1)), code="stat.retail")
    assert quarter.value == 16.0
    # What is asked month by month is added up, and stops where a month is missing.
    for number, value in ((1, "3"), (2, "4")):
        published(EAST, period_of("month", date(2026, number, 1)), value, code="stat.revenue")
    assert seen(EAST, period_of("to_date", date(2026, 2, 1)), code="stat.revenue").value == 7.0
    assert seen(EAST, period_of("to_date", date(2026, 3, 1)), code="stat.revenue").state == "not_supplied"


def test_comparable_prices_by_the_city_s_index(month: clock.VirtualClock) -> None:
    fill(EAST, OCTOBER, "110", code="stat.industry_added", ago="100")
    published_row = Figure.objects.get(code="stat.industry_added")
    rows = api.review(who("rae"), [(published_row.id, published_row.version)])
    api.publish(who("rae"), [(one.id, one.version) for one in rows])
    assert seen(EAST, TO_OCTOBER, code="stat.industry_added").change_year_real is None
    published(CITY, OCTOBER, "104", code="stat.industry_prices")
    value = seen(EAST, TO_OCTOBER, code="stat.industry_added")
    assert value.change_year == pytest.approx(0.1)
    assert value.change_year_real == pytest.approx(110 / 1.04 / 100 - 1)
    with pytest.raises(NotCollected):
        fill(EAST, OCTOBER, "104", code="stat.industry_prices")


def test_everyone_fills_in_only_his_own_area_and_nobody_reviews_his_own(month: clock.VirtualClock) -> None:
    for login, area in (("sue", WEST), ("cora", EAST), ("sue", CITY)):
        with pytest.raises(NotYourFigure):
            api.save(who(login), FigureSaid(code=INVESTMENT, area_id=area, period=OCTOBER, value="1"))
    for login in ("alice", "rae"):
        with pytest.raises(Forbidden):
            api.save(who(login), FigureSaid(code=INVESTMENT, area_id=EAST, period=OCTOBER, value="1"))
    with pytest.raises(PeriodNotOver):
        fill(EAST, period_of("month", date(2026, 11, 1)), "1")
    with pytest.raises(NotCollected):
        fill(EAST, OCTOBER, "1", code="cases.opened")
    row = fill(EAST, OCTOBER, "1")
    Figure.objects.filter(pk=row.id).update(filled_by="rae")
    with pytest.raises(OwnFigure):
        api.review(who("rae"), [(row.id, row.version)])
    [row] = api.review(who("ruth"), [(row.id, row.version)])
    with pytest.raises(OwnFigure):
        api.publish(who("rae"), [(row.id, row.version)])
    with pytest.raises(UnknownFigure):
        api.report(who("wes"), row.id, version=row.version)
    # Both or none: the second of these is not as it was seen.
    other = fill(WEST, OCTOBER, "1")
    with pytest.raises(FigureMoved):
        api.publish(who("ruth"), [(row.id, row.version), (other.id, 99)])
    assert seen(EAST, TO_OCTOBER).value is None
    # Targets: by who publishes, on a basis, and not over another's hand.
    with pytest.raises(Forbidden):
        api.set_target(who("sue"), INVESTMENT, EAST, 2026, 1.0, "区政府工作报告", version=0)
    api.set_target(who("rae"), INVESTMENT, EAST, 2026, 1.0, "市政府工作报告", version=0)
    with pytest.raises(TargetMoved):
        api.set_target(who("ruth"), INVESTMENT, EAST, 2026, 2.0, "市政府工作报告", version=0)
    api.set_target(who("ruth"), INVESTMENT, EAST, 2026, 2.0, "人大批准调整", version=1)
    assert [(one.subject, one.subject_version) for one in told("target_set")] == [
        (f"target:{INVESTMENT}:{EAST}:2026", 1),
        (f"target:{INVESTMENT}:{EAST}:2026", 2),
    ]


def test_a_sheet_goes_out_and_comes_back(month: clock.VirtualClock) -> None:
    published(EAST, LAST_YEAR, "80")
    at = {code: row_of("sue", OCTOBER, code) for code in (INVESTMENT, "stat.retail", "stat.revenue")}
    out = load_workbook(io.BytesIO(filled_sheet("sue", OCTOBER, {}))).worksheets[0]
    line = [cell.value for cell in out[at[INVESTMENT]]]
    assert line[:4] == [INVESTMENT, EAST, None, "80"]
    assert "上年同期 80亿元" in str(line[-1])
    # As it went out it says nothing: every figure stays 未报.
    assert api.read(who("sue"), filled_sheet("sue", OCTOBER, {}), OCTOBER).kept == 0
    full: Cells = {
        f"C{at[INVESTMENT]}": "1,100.25",
        f"C{at['stat.retail']}": 12.5,
        f"D{at['stat.retail']}": 11,
    }
    wrong: Cells = {f"C{at['stat.revenue']}": "=1+1"}
    cases: list[tuple[Cells, str]] = [
        (wrong, f"C{at['stat.revenue']}"),
        ({f"D{at[INVESTMENT]}": 81, f"C{at[INVESTMENT]}": 1}, f"D{at[INVESTMENT]}"),
        ({f"B{at[INVESTMENT]}": WEST, f"C{at[INVESTMENT]}": 1}, f"B{at[INVESTMENT]}"),
        ({f"A{at[INVESTMENT]}": "stat.nothing", f"C{at[INVESTMENT]}": 1}, f"A{at[INVESTMENT]}"),
        ({f"F{at[INVESTMENT]}": "2026-09-30", f"C{at[INVESTMENT]}": 1}, f"F{at[INVESTMENT]}"),
        ({f"E{at[INVESTMENT]}": "还没算完", f"C{at[INVESTMENT]}": None}, f"C{at[INVESTMENT]}"),
        ({f"C{at[INVESTMENT]}": "1e3"}, f"C{at[INVESTMENT]}"),
        ({f"C{at[INVESTMENT]}": "9" * 20}, f"C{at[INVESTMENT]}"),
    ]
    for cells, cell in cases:
        with pytest.raises(FigureFaults) as refusal:
            api.read(who("sue"), filled_sheet("sue", OCTOBER, {**full, **cells}), OCTOBER)
        assert [one["cell"] for one in refusal.value.details["faults"]] == [cell], cells
    assert Figure.objects.filter(last_day=OCTOBER.last).count() == 0
    # Asked to, it keeps the right rows as drafts; and all over again changes nothing.
    sheet = filled_sheet("sue", OCTOBER, {**full, **wrong})
    first = api.read(who("sue"), sheet, OCTOBER, keep=True, report=True)
    assert (first.kept, first.again, first.reported, len(first.faults)) == (2, 0, 0, 1)
    facts = FactRow.objects.count()
    second = api.read(who("sue"), sheet, OCTOBER, keep=True)
    assert (second.kept, second.again, FactRow.objects.count()) == (0, 2, facts)
    row = Figure.objects.get(code=INVESTMENT, last_day=OCTOBER.last)
    assert (row.value, row.last_year, row.state) == (1100.25, None, "draft")
    assert Figure.objects.get(code="stat.retail").last_year == 11.0
    # Out and in without a loss, and reported.
    third = api.read(who("sue"), filled_sheet("sue", OCTOBER, {}), OCTOBER, report=True)
    assert (third.kept, third.again, third.reported, third.faults) == (0, 2, 2, [])
    # What is reported already is not written over by a sheet.
    with pytest.raises(FigureFaults):
        api.read(who("sue"), filled_sheet("sue", OCTOBER, {f"C{at[INVESTMENT]}": 1}), OCTOBER)
    with pytest.raises(FigureFaults):
        api.read(who("sue"), b"PK\x03\x04 no sheet", OCTOBER)


def test_what_is_computed_here_is_shown_beside_the_field(month: clock.VirtualClock) -> None:
    text = """
indicators:
  - code: own.closed
    name: {zh: 自报办结, en: closed as reported}
    definition: {zh: 一, en: one}
    source: {zh: 填报, en: filled in}
    unit: "1"
    direction: up
    kind: published
    periods: [month]
    owner: data
    collect: {asked: month, level: town, prefill: [cases.closed]}
"""
    Path(settings.YIWANG.home, "indicators.yaml").write_text(text, encoding="utf-8")
    [row] = [one for one in api.mine(who("cora"), OCTOBER) if one.code == "own.closed"]
    assert [(one.name_zh, one.value) for one in row.held] == [("办结件数", 0.0)]
    found = api.collection(who("rae"), "own.closed", CITY, OCTOBER)
    assert {one.area_id for one in found.items} == {CITY, "449901001", "449902001", "449901070"}


@pytest.mark.urls("tests.indicators.urls")
def test_over_http(month: clock.VirtualClock) -> None:
    browsers = {}
    for login in ("sue", "rae"):
        browsers[login] = Client()
        said = {"login": login, "password": reset_password(login)}
        answer = browsers[login].post("/api/session", said, content_type="application/json")
        browsers[login].defaults["HTTP_X_CSRF_TOKEN"] = answer.json()["csrf"]

    def post(login: str, path: str, body: Mapping[str, object], status: int = 200) -> Any:
        answer = browsers[login].post(f"/api/figures{path}", body, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json()

    on = "2026-10-15"
    rows = browsers["sue"].get("/api/figures/mine", {"on": on}).json()
    assert {one["code"] for one in rows} == {
        INVESTMENT,
        "stat.industry_added",
        "stat.retail",
        "stat.revenue",
    }
    assert browsers["sue"].get("/api/figures/form.xlsx", {"on": on}).status_code == 200
    assert browsers["sue"].get("/api/figures/mine", {"on": "0001-01-01"}).status_code == 422
    body = {"code": INVESTMENT, "area": EAST, "on": on, "value": "约12亿"}
    refused = post("sue", "", body, 422)
    assert refused["faults"][0]["cell"] == "本期数"
    row = post("sue", "", {**body, "value": "12.5"})
    row = post("sue", "/report", {"id": row["id"], "version": row["version"]})
    act = {"id": row["id"], "version": row["version"]}
    post("sue", "/review", {"figures": [act]}, 403)
    row = post(
        "rae", "/return", {**act, "reason": "与台账不符", "cells": [{"cell": "本期数", "text": "核对"}]}
    )
    assert row["returned_cells"][0]["zh"] == "核对"
    row = post("sue", "/report", {"id": row["id"], "version": row["version"]})
    for path in ("/review", "/publish"):
        [row] = post("rae", path, {"figures": [{"id": row["id"], "version": row["version"]}]})
    assert row["published"] == 12.5
    found = browsers["rae"].get("/api/figures/collection", {"code": INVESTMENT, "area": CITY, "on": on})
    assert found.json()["reported"] == 1
    assert len(post("rae", "/urge", {"code": INVESTMENT, "area": CITY, "on": on})) == 3
    target = {"code": INVESTMENT, "area": EAST, "year": 2026, "value": 15, "basis": "区政府工作报告"}
    assert post("rae", "/targets", target)["version"] == 1
    sheet = io.BytesIO(filled_sheet("sue", OCTOBER, {f"C{row_of('sue', OCTOBER, 'stat.retail')}": 3}))
    sheet.name = "figures.xlsx"
    read = browsers["sue"].post(f"/api/figures/sheet?on={on}&report=true", {"file": sheet})
    assert (read.status_code, read.json()["reported"]) == (200, 1), read.content


def test_who_is_late_is_urged_once_by_the_house_itself(month: clock.VirtualClock) -> None:
    fill(EAST, OCTOBER, "100")
    task = UrgeTask()
    assert task.pump(figure_lease()) == 0  # nobody is late yet
    month.advance(timedelta(days=8))
    # Three counties and the city owe four figures each, the city an index more; the east has one of them.
    assert task.pump(figure_lease()) == 4 * 4 + 1 - 1
    assert task.pump(figure_lease()) == 0
    [said] = MessageRow.objects.filter(kind="indicators_urged", title_zh__contains="开发区 2026年1—10月 固定")
    assert said.link == f"/desk/indicators/filling?on=2026-10-31&code={INVESTMENT}"
    zone = Figure.objects.get(code=INVESTMENT, area_id=ZONE)
    assert (zone.state, zone.urged, zone.reminded) == ("awaited", 1, True)
    # A person may urge all the same, and the house does not begin again by that.
    api.urge(who("rae"), INVESTMENT, CITY, OCTOBER, [ZONE])
    assert task.pump(figure_lease()) == 0
    lines = api.overview(who("rae"), "", OCTOBER)
    [line] = [one for one in lines if one.code == INVESTMENT]
    assert (line.areas, line.reported, line.overdue) == (4, 1, 3)
    assert {one.area_id: (one.state, one.overdue) for one in line.cells}[EAST] == ("reported", False)
    with pytest.raises(Forbidden):
        api.overview(who("sue"), "", OCTOBER)
