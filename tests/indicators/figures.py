"""Counties that fill in figures, a city that reviews and publishes them: the small city and its people."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime

from openpyxl import load_workbook

from tests.cases import city
from yiwang.areas.models import AreaRow
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.indicators import api
from yiwang.indicators.contracts import FigureRow, FigureSaid, Period, Value, period_of
from yiwang.indicators.models import Figure
from yiwang.kernel import sheets

CITY, EAST, WEST, ZONE = "4499", "449901", "449902", "zone"
INVESTMENT = "stat.fixed_investment"
# login, unit, area path, role: a statistician of each county and of the city, two who review and publish.
PEOPLE = [
    ("sue", "e-zf", city.EAST, "statistician"),
    ("wes", "w-zf", city.WEST, "statistician"),
    ("zoe", "z-gwh", city.ZONE, "statistician"),
    ("cora", "c-zf", city.CITY, "statistician"),
    ("rae", "c-yx", city.CITY, "indicator_admin"),
    ("ruth", "c-yx", city.CITY, "indicator_admin"),
]
FILLERS = {EAST: "sue", WEST: "wes", ZONE: "zoe", CITY: "cora"}
NOVEMBER = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
OCTOBER = period_of("month", date(2026, 10, 1))


def settle() -> None:
    city.settle()
    counties = AreaRow.objects.filter(pk__in=[EAST, WEST, ZONE])
    counties.update(managed_parent=CITY, statistical_parent=CITY)
    for login, unit, path, role in PEOPLE:
        city.person(login, unit, path, role)


def who(login: str) -> Subject:
    return identity.subject_of(login)


def fill(
    area: str, month: Period, value: str, *, code: str = INVESTMENT, ago: str = "", note: str = ""
) -> Figure:
    """The area's own people report a figure."""
    subject = who(FILLERS[area])
    said = FigureSaid(code=code, area_id=area, period=month, value=value, last_year=ago, note=note)
    row = api.save(subject, said)
    return api.report(subject, row.id, version=row.version)


def published(area: str, month: Period, value: str, *, code: str = INVESTMENT, final: bool = False) -> Figure:
    """A figure all the way to the public."""
    row = fill(area, month, value, code=code)
    [row] = api.review(who("rae"), [(row.id, row.version)])
    [row] = api.publish(who("rae"), [(row.id, row.version)], final=final)
    return row


def seen(area: str, period: Period, *, code: str = INVESTMENT, login: str = "rae") -> Value:
    return api.values(who(login), [code], area_id=area, periods=[period])[0]


def mine(login: str, month: Period = OCTOBER, code: str = INVESTMENT) -> FigureRow:
    return next(one for one in api.mine(who(login), month) if one.code == code)


def filled_sheet(login: str, month: Period, cells: Mapping[str, str | float | None]) -> bytes:
    """The form as it goes out, with these cells written into it, as Excel would save it."""
    book = load_workbook(io.BytesIO(sheets.workbook(api.form(who(login), month))))
    for cell, value in cells.items():
        book.worksheets[0][cell] = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def row_of(login: str, month: Period, code: str = INVESTMENT) -> int:
    """In which row of the form a figure stands."""
    return [one.code for one in api.mine(who(login), month)].index(code) + 2
