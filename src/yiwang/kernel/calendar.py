"""Working time of a city hall: the State Council's calendar with 调休, office hours, stop days, limits.

Dates are civil dates in Asia/Shanghai; datetimes are aware and come back in UTC. A year without its data
file is not guessed: `CalendarMissing` is raised, and `due` turns that into a warning beside an open deadline.
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from annotated_types import Ge, Le

from yiwang.kernel.clock import SHANGHAI
from yiwang.kernel.errors import Invalid

LimitKind = Literal["working_day", "working_hour", "urgent_hour", "natural_day", "fixed"]
LIMIT_KINDS: tuple[str, ...] = get_args(LimitKind)
DATA = Path(__file__).parent / "data" / "calendar"
_DAY = timedelta(days=1)
CivilDay = Annotated[date, Ge(date(2000, 1, 1)), Le(date(2100, 12, 31))]
"""A day that a door takes: the months and years before and after it are days too."""


class CalendarMissing(Invalid):
    code = "calendar.missing"
    zh = "没有 {year} 年的节假日安排，期限不能推算；请导入国务院办公厅当年通知。"
    en = "There is no calendar for {year}, so the limit is not computed; load the State Council's notice."


class BadLimit(Invalid):
    code = "calendar.bad_limit"
    zh = "时限“{kind}”不成立：{reason_zh}"
    en = "The limit “{kind}” does not hold: {reason_en}"


class BadCalendar(Invalid):
    code = "calendar.bad_calendar"
    zh = "日历文件有误：{reason}"
    en = "The calendar file is wrong: {reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit of time.

    working_day (工作日): whole days, from the next working day to the close of the nth; 0 = this day's close
    working_hour (工作时): hours counted in office hours only
    urgent_hour (紧急工作时): hours by the clock, 7×24
    natural_day (自然日): whole days, from the next day to 24:00 of the nth
    fixed (固定时点): `at` is "HH:MM" (that time `amount` days later; 0 = its next coming) or an ISO moment
    """

    kind: LimitKind
    amount: float = 0.0
    at: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in LIMIT_KINDS:
            raise BadLimit(kind=self.kind, reason_zh="没有这种时限", reason_en="no such kind")
        if not 0 <= self.amount <= 10_000:
            raise BadLimit(
                kind=self.kind, reason_zh="数值须在 0 与 10000 之间", reason_en="amount must be 0 to 10000"
            )
        if self.kind in ("working_day", "natural_day", "fixed") and self.amount != int(self.amount):
            raise BadLimit(kind=self.kind, reason_zh="天数须为整数", reason_en="days must be whole")
        if (self.kind == "fixed") != (self.at is not None):
            raise BadLimit(
                kind=self.kind, reason_zh="固定时点须写 at", reason_en="`at` belongs to a fixed limit"
            )
        if self.at is not None:
            _moment(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A deadline, or None and the reason why there is none yet."""

    at: datetime | None
    warning_zh: str = ""
    warning_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopDays:
    """Days (both inclusive) on which nobody in the area works."""

    area_path: str
    first: date
    last: date
    reason: str = ""

    def holds(self, day: date, area_path: str) -> bool:
        return self.first <= day <= self.last and area_path.startswith(self.area_path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One year's notice: the days off and the weekend days that are worked."""

    year: int
    notice: str
    off: Mapping[date, str]
    worked: frozenset[date]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working days and hours. `spans` are the office hours of a working day in minutes after midnight."""

    years: Mapping[int, Year]
    spans: Sequence[tuple[int, int]] = ((510, 720), (870, 1050))
    stops: Sequence[StopDays] = field(default=())

    def with_stops(self, stops: Iterable[StopDays]) -> WorkCalendar:
        return WorkCalendar(self.years, self.spans, tuple(stops))

    def is_working_day(self, day: date, area_path: str = "") -> bool:
        """Whether offices work on `day`; raises CalendarMissing for a year that has no notice."""
        known = self.years.get(day.year)
        if known is None:
            raise CalendarMissing(year=day.year)
        if any(stop.holds(day, area_path) for stop in self.stops):
            return False
        if day in known.worked:
            return True
        return day.weekday() < 5 and day not in known.off

    def name_of(self, day: date, area_path: str = "") -> str:
        """Why `day` is special: the holiday, 调休上班, the reason of a stop, or "" on an ordinary day."""
        for stop in self.stops:
            if stop.holds(day, area_path):
                return stop.reason
        known = self.years.get(day.year)
        if known is None:
            raise CalendarMissing(year=day.year)
        return "调休上班" if day in known.worked else known.off.get(day, "")

    def next_working_day(self, day: date, area_path: str = "") -> date:
        """The first working day after `day`."""
        day += _DAY
        while not self.is_working_day(day, area_path):
            day += _DAY
        return day

    def end_of_working_day(self, start: datetime, n: int, area_path: str = "") -> datetime:
        """The close of the nth working day, counted from the working day after `start`'s own day.

        n = 0 is the close of this day, or of the next working day where this one is off or already closed.
        """
        day = _local(start).date()
        if n == 0 and not (self.is_working_day(day, area_path) and start < self._at(day, self.spans[-1][1])):
            n = 1
        for _ in range(n):
            day = self.next_working_day(day, area_path)
        return self._at(day, self.spans[-1][1])

    def add_working_hours(self, start: datetime, hours: float, area_path: str = "") -> datetime:
        """The moment at which `hours` of office time after `start` have passed."""
        left = timedelta(hours=hours)
        for opens, closes in self._spans_from(start, area_path):
            begins = max(opens, start)
            if closes - begins >= left:
                return begins + left
            left -= max(closes - begins, timedelta(0))
        raise AssertionError("spans never end")  # pragma: no cover - the generator is endless or raises

    def working_hours_between(self, start: datetime, end: datetime, area_path: str = "") -> float:
        """Office hours between two moments; negative where `end` comes first."""
        if end < start:
            return -self.working_hours_between(end, start, area_path)
        total = timedelta(0)
        for opens, closes in self._spans_from(start, area_path):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), timedelta(0))
        return total / timedelta(hours=1)

    def add(self, limit: Limit, start: datetime, area_path: str = "") -> datetime:
        """The deadline of `limit` from `start`; raises CalendarMissing rather than guess."""
        if start.tzinfo is None:
            raise ValueError("a limit starts at an aware time")
        whole = int(limit.amount)
        if limit.kind == "working_day":
            return self.end_of_working_day(start, whole, area_path)
        if limit.kind == "working_hour":
            return self.add_working_hours(start, limit.amount, area_path)
        if limit.kind == "urgent_hour":
            return (start + timedelta(hours=limit.amount)).astimezone(UTC)
        if limit.kind == "natural_day":
            return self._at(_local(start).date() + (whole + 1) * _DAY, 0)
        moment = _moment(limit.at or "")
        if isinstance(moment, datetime):
            return moment.astimezone(UTC)
        day = _local(start).date() + whole * _DAY
        due = self._at(day, moment.hour * 60 + moment.minute)
        return due if due > start else self._at(day + _DAY, moment.hour * 60 + moment.minute)

    def due(self, limit: Limit, start: datetime, area_path: str = "") -> Due:
        """The deadline, or a warning where the calendar of a year is missing. Never a guess."""
        try:
            return Due(at=self.add(limit, start, area_path))
        except CalendarMissing as missing:
            return Due(at=None, warning_zh=missing.sentence("zh"), warning_en=missing.sentence("en"))

    def _spans_from(self, start: datetime, area_path: str) -> Iterable[tuple[datetime, datetime]]:
        day = _local(start).date()
        while True:
            if self.is_working_day(day, area_path):
                for opens, closes in self.spans:
                    if (until := self._at(day, closes)) > start:
                        yield self._at(day, opens), until
            day += _DAY

    @staticmethod
    def _at(day: date, minutes: int) -> datetime:
        return (datetime.combine(day, time(0), SHANGHAI) + timedelta(minutes=minutes)).astimezone(UTC)


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a limit starts at an aware time")
    return moment.astimezone(SHANGHAI)


def _moment(text: str) -> time | datetime:
    try:
        return time.fromisoformat(text) if len(text) <= 5 else _aware(datetime.fromisoformat(text))
    except ValueError:
        raise BadLimit(
            kind="fixed", reason_zh=f"看不懂时点“{text}”", reason_en=f"cannot read “{text}”"
        ) from None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def read_year(path: Path) -> Year:
    """One year's file, checked: days inside the year, worked days on weekends, nothing both off and
    worked."""
    raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        year, notice = int(raw["year"]), str(raw["notice"])
        off: dict[date, str] = {}
        for row in raw["holidays"]:
            day = row["from"]
            while day <= row["to"]:
                off[day] = row["name"]
                day += _DAY
        worked = frozenset(raw["worked"])
    except (KeyError, TypeError, ValueError) as cause:
        raise BadCalendar(reason=f"{path.name}: {cause!r}") from cause
    wrong = sorted(
        day
        for day in worked | off.keys()
        if day.year != year or (day in worked and (day.weekday() < 5 or day in off))
    )
    if wrong:
        raise BadCalendar(reason=f"{path.name}: {', '.join(map(str, wrong))}")
    return Year(year=year, notice=notice, off=off, worked=worked)


def read_spans(path: Path) -> tuple[tuple[int, int], ...]:
    """Office hours as minutes after midnight, in order."""
    raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))

    def minutes(text: str) -> int:
        moment = time.fromisoformat(text)
        return moment.hour * 60 + moment.minute

    spans = tuple((minutes(row["from"]), minutes(row["to"])) for row in raw["hours"])
    flat = [edge for span in spans for edge in span]
    if not flat or flat != sorted(set(flat)) or bisect.bisect(flat, 24 * 60) != len(flat):
        raise BadCalendar(reason=path.name)
    return spans


def load(folder: Path = DATA) -> WorkCalendar:
    """The calendar of a folder of `<year>.yaml` files and `hours.yaml`."""
    years = {year.year: year for year in map(read_year, sorted(folder.glob("[0-9]*.yaml")))}
    return WorkCalendar(years, read_spans(folder / "hours.yaml"))


@functools.cache
def default() -> WorkCalendar:
    """The calendar shipped with the product, without stop days (areas.api.work_calendar() has them)."""
    return load()
