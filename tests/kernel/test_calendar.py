"""The working calendar: State Council days, five kinds of limit, stop days, no guess for a missing year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from yiwang.kernel import calendar
from yiwang.kernel.calendar import CalendarMissing, CivilDay, Limit, StopDays
from yiwang.kernel.clock import SHANGHAI

DAYS = calendar.default()
MOMENTS = st.datetimes(datetime(2024, 1, 2), datetime(2026, 9, 1)).map(lambda at: at.replace(tzinfo=SHANGHAI))  # noqa: DTZ001
HOURS = st.integers(1, 60 * 60).map(lambda minutes: minutes / 60)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-02-04", True),  # Sunday, worked for the Spring Festival
        ("2024-02-09", True),  # New Year's Eve was a working day in 2024
        ("2024-02-12", False),
        ("2025-01-26", True),
        ("2025-10-08", False),  # Mid-Autumn joined to the National Day
        ("2025-10-09", True),
        ("2026-01-04", True),
        ("2026-02-14", True),
        ("2026-02-23", False),
        ("2026-02-28", True),
        ("2026-10-10", True),
        ("2026-11-21", False),  # a plain Saturday
        ("2026-11-23", True),
    ],
)
def test_days_are_worked_as_the_state_council_says(day: str, works: bool) -> None:
    assert DAYS.is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(("year", "worked"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_its_known_number_of_working_days(year: int, worked: int) -> None:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range(366) if (first + timedelta(days=n)).year == year]
    assert sum(DAYS.is_working_day(day) for day in days) == worked


def test_five_working_days_across_a_holiday_with_worked_weekends() -> None:
    """16:00 before the National Day of 2026; the 10th is a worked Saturday: 8, 9, 10, 12, 13 October."""
    due = DAYS.add(Limit(kind="working_day", amount=5), at("2026-09-30T16:00"))
    assert due == at("2026-10-13T17:30")


def test_working_hours_pause_at_noon_at_night_and_on_holidays() -> None:
    assert DAYS.add(Limit(kind="working_hour", amount=2), at("2026-03-02T11:00")) == at("2026-03-02T15:30")
    assert DAYS.add(Limit(kind="working_hour", amount=1), at("2026-09-30T17:00")) == at("2026-10-08T09:00")


def test_urgent_hours_never_pause() -> None:
    assert DAYS.add(Limit(kind="urgent_hour", amount=4), at("2026-09-30T23:00")) == at("2026-10-01T03:00")


def test_natural_days_end_at_midnight_of_the_nth() -> None:
    assert DAYS.add(Limit(kind="natural_day", amount=3), at("2026-03-02T10:00")) == at("2026-03-06T00:00")


def test_a_fixed_time_is_its_next_coming_or_a_moment() -> None:
    evening = Limit(kind="fixed", at="17:00")
    assert DAYS.add(evening, at("2026-03-02T10:00")) == at("2026-03-02T17:00")
    assert DAYS.add(evening, at("2026-03-02T17:00")) == at("2026-03-03T17:00")
    moment = Limit(kind="fixed", at="2026-03-05T12:00:00+08:00")
    assert DAYS.add(moment, at("2026-03-02T10:00")) == at("2026-03-05T12:00")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "week", "amount": 1},
        {"kind": "working_day", "amount": 1.5},
        {"kind": "working_hour", "amount": -1},
        {"kind": "working_hour", "amount": float("nan")},
        {"kind": "fixed"},
        {"kind": "fixed", "at": "half past nine"},
        {"kind": "working_day", "amount": 1, "at": "09:00"},
    ],
)
def test_a_limit_that_does_not_hold_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(calendar.BadLimit):
        Limit(**wrong)  # type: ignore[arg-type]


def test_a_year_without_a_notice_warns_and_does_not_guess() -> None:
    limit = Limit(kind="working_day", amount=30)
    with pytest.raises(CalendarMissing):
        DAYS.add(limit, at("2026-12-20T10:00"))
    due = DAYS.due(limit, at("2026-12-20T10:00"))
    assert due.at is None
    assert "2027" in due.warning_zh
    assert DAYS.due(Limit(kind="urgent_hour", amount=1), at("2030-01-01T10:00")).at is not None


def test_stop_days_of_an_area_hold_below_it_and_nowhere_else() -> None:
    typhoon = StopDays(
        area_path="/44/4408/", first=date(2026, 9, 22), last=date(2026, 9, 23), reason="台风五停"
    )
    days = DAYS.with_stops([typhoon])
    limit = Limit(kind="working_day", amount=1)
    assert days.add(limit, at("2026-09-21T10:00"), "/44/4408/440802/") == at("2026-09-24T17:30")
    assert days.add(limit, at("2026-09-21T10:00"), "/44/4407/440703/") == at("2026-09-22T17:30")
    assert days.name_of(date(2026, 9, 22), "/44/4408/") == "台风五停"


def test_a_holiday_can_be_named() -> None:
    assert DAYS.name_of(date(2026, 2, 17)) == "春节"
    assert DAYS.name_of(date(2026, 2, 28)) == "调休上班"
    assert DAYS.name_of(date(2026, 3, 3)) == ""


@given(start=MOMENTS, hours=HOURS)
def test_the_hours_added_are_the_hours_between(start: datetime, hours: float) -> None:
    end = DAYS.add_working_hours(start, hours)
    assert DAYS.working_hours_between(start, end) == pytest.approx(hours, abs=1e-6)


@given(start=MOMENTS, first=HOURS, then=HOURS)
def test_hours_added_in_two_steps_are_hours_added_at_once(start: datetime, first: float, then: float) -> None:
    stepwise = DAYS.add_working_hours(DAYS.add_working_hours(start, first), then)
    assert abs(stepwise - DAYS.add_working_hours(start, first + then)) < timedelta(seconds=1)


@given(start=MOMENTS, days=st.integers(0, 40))
def test_a_working_day_limit_ends_at_a_close_of_business_after_n_working_days(
    start: datetime, days: int
) -> None:
    due = DAYS.end_of_working_day(start, days).astimezone(SHANGHAI)
    assert DAYS.is_working_day(due.date())
    assert due.strftime("%H:%M") == "17:30"
    assert due > start
    between = [
        day
        for n in range(1, (due.date() - start.date()).days + 1)
        if DAYS.is_working_day(day := start.date() + timedelta(days=n))
    ]
    assert len(between) == max(days, len(between) if days == 0 else 0)


@given(start=MOMENTS, later=st.integers(0, 10_000), days=st.integers(0, 20))
def test_a_later_start_never_ends_earlier(start: datetime, later: int, days: int) -> None:
    other = start + timedelta(minutes=later)
    assert DAYS.end_of_working_day(start, days) <= DAYS.end_of_working_day(other, days)


def test_deadlines_come_back_in_utc() -> None:
    due = DAYS.add(Limit(kind="working_day", amount=1), datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    assert due.tzinfo is UTC


def test_a_calendar_file_with_a_worked_weekday_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "2026.yaml"
    file.write_text("year: 2026\nnotice: x\nholidays: []\nworked: [2026-03-03]\n", encoding="utf-8")
    with pytest.raises(calendar.BadCalendar, match="2026-03-03"):
        calendar.read_year(file)


def test_a_case_without_time_zone_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="aware"):
        DAYS.add(Limit(kind="urgent_hour", amount=1), datetime(2026, 3, 2))  # noqa: DTZ001


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_whose_years_have_no_neighbours_is_refused_at_the_door(day: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(CivilDay).validate_python(day)
    assert TypeAdapter(CivilDay).validate_python("2026-02-28") == date(2026, 2, 28)
