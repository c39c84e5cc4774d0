"""Lamps, limits in working time, and the table of acts, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from yiwang.cases import logic
from yiwang.kernel import calendar
from yiwang.kernel.calendar import Limit
from yiwang.kernel.clock import SHANGHAI

CAL = calendar.default()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def test_a_lamp_is_green_then_yellow_then_red() -> None:
    near, due = at("2026-03-02 11:00"), at("2026-03-02 12:00")
    assert logic.lamp(near, due, at("2026-03-02 10:59")) == "green"
    assert logic.lamp(near, due, at("2026-03-02 11:00")) == "yellow"
    assert logic.lamp(near, due, at("2026-03-02 12:00")) == "yellow"
    assert logic.lamp(near, due, at("2026-03-02 12:01")) == "red"


def test_a_stopped_clock_keeps_the_lamp_of_its_stop() -> None:
    near, due = at("2026-03-02 11:00"), at("2026-03-02 12:00")
    assert logic.lamp(near, due, at("2026-03-09 12:00"), at("2026-03-02 11:59")) == "green"
    assert logic.lamp(near, due, at("2026-03-09 12:00"), at("2026-03-02 12:01")) == "red"


def test_a_limit_without_a_calendar_has_no_red_lamp_to_guess() -> None:
    assert logic.lamp(None, None, at("2030-01-01 00:00")) == "green"


def test_five_working_days_before_the_october_holiday_count_the_weekend_days_that_are_worked() -> None:
    start = at("2026-09-30 16:00")
    limit = Limit(kind="working_day", amount=5)
    due = CAL.add(limit, start)
    off, worked = logic.days_between(start, due, CAL, "")
    day, counted = start.astimezone(SHANGHAI).date(), 0
    while counted < 5:  # an independent count, day by day
        day += timedelta(days=1)
        counted += CAL.is_working_day(day)
    assert due.astimezone(SHANGHAI).date() == day
    assert any(one.month == 10 and one.day == 1 for one in off)
    zh, en = logic.why_due("total", limit, start, due, CAL, "", ("依据m", "by m"))
    assert "5个工作日" in zh
    assert "休息不计" in zh
    assert logic.local(due) in zh
    assert logic.local(due) in en
    assert all(one.weekday() >= 5 for one in worked)
    if worked:
        assert "调休上班" in zh


def test_a_worked_weekend_day_is_named_in_the_reason() -> None:
    year = CAL.years[2026]
    saturday = min(year.worked)
    start = datetime(saturday.year, saturday.month, saturday.day, 9, 0, tzinfo=SHANGHAI) - timedelta(days=1)
    due = CAL.add(Limit(kind="working_day", amount=1), start.astimezone(UTC))
    zh, en = logic.why_due("total", Limit(kind="working_day", amount=1), start, due, CAL, "", ("x", "x"))
    if CAL.is_working_day(start.date()):
        assert due.astimezone(SHANGHAI).date() == saturday
    assert f"{saturday:%m-%d}" in zh
    assert "调休上班" in zh
    assert f"{saturday:%m-%d}" in en


@pytest.mark.parametrize(
    "limit",
    [
        Limit(kind="working_hour", amount=2),
        Limit(kind="urgent_hour", amount=1),
        Limit(kind="working_day", amount=1),
        Limit(kind="working_day", amount=5),
        Limit(kind="natural_day", amount=3),
        Limit(kind="fixed", amount=1, at="18:00"),
    ],
)
def test_near_due_lies_between_the_start_and_the_limit(limit: Limit) -> None:
    start = at("2026-03-06 16:30")  # a Friday afternoon
    due = CAL.add(limit, start)
    near = logic.near_of(limit, start, due, CAL, "")
    assert start <= near <= due
    assert near > start


def test_near_due_of_working_hours_never_falls_into_the_weekend() -> None:
    start = at("2026-03-06 16:30")
    limit = Limit(kind="working_hour", amount=4)
    near = logic.near_of(limit, start, CAL.add(limit, start), CAL, "")
    assert CAL.is_working_day(near.astimezone(SHANGHAI).date())


@pytest.mark.parametrize(
    ("limit", "zh", "en"),
    [
        (Limit(kind="urgent_hour", amount=0.25), "15分钟（7×24）", "15 minutes"),
        (Limit(kind="working_hour", amount=0.5), "30分钟（工作时间内）", "30 working minutes"),
        (Limit(kind="urgent_hour", amount=24), "24小时（7×24）", "24 hour(s), 7×24"),
        (Limit(kind="working_day", amount=5), "5个工作日", "5 working day(s)"),
    ],
)
def test_a_limit_is_said_as_people_say_it(limit: Limit, zh: str, en: str) -> None:
    assert (logic.limit_zh(limit), logic.limit_en(limit)) == (zh, en)
    start = at("2026-03-02 09:00")
    said = logic.why_due("total", limit, start, CAL.add(limit, start), CAL, "", ("依据m", "by m"))[0]
    assert said.count("时限") == 1


def test_days_are_written_as_people_write_them() -> None:
    days = [datetime(2026, 10, day, tzinfo=UTC).date() for day in (1, 2, 3, 10)]
    assert logic.spans(days) == "10-01—10-03、10-10"


def test_a_handling_unit_stands_wrong_for_verifying_even_after_it_lost_the_case() -> None:
    case = logic.Standing(
        kind="city", role="lead", stage="verifiable", state="open", lead_unit="b", units=("a", "b", "co")
    )
    act = logic.ACTS["verify"]
    assert [unit for unit in ("a", "b", "co", "c-yx") if logic.stands_right(act, case, unit)] == ["c-yx"]


def test_a_person_without_a_unit_holds_nothing() -> None:
    case = logic.Standing(kind="city", role="lead", stage="opened", state="open", lead_unit="", units=())
    assert not logic.stands_right(logic.ACTS["take"], case, "")


def test_the_photographs_asked_for_are_those_missing() -> None:
    assert logic.missing_photos(("before", "after"), ["d1"], []) == ["after"]
    assert logic.missing_photos((), [], []) == []
