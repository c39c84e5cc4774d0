"""HTTP of aims: targets of a year and thresholds from a day on, area by area, on screen and by Excel."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import File, Query, Schema
from ninja.files import UploadedFile
from pydantic import Field

from yiwang.identity.api import HttpRequest, Routes, export
from yiwang.identity.contracts import ListExported
from yiwang.indicators import _aim_desk as desk
from yiwang.indicators import _aim_sheet as sheet
from yiwang.indicators import _thresholds as thresholds
from yiwang.indicators._shapes import AimsRead, AimTable, SpanRow
from yiwang.indicators.contracts import PeriodKind, TargetSet, ThresholdsEnded, ThresholdsSet
from yiwang.kernel.calendar import CivilDay

aims = Routes(tags=["aims"])
Code = Annotated[str, Field(max_length=60)]
Asked = Annotated[str, Query(max_length=60)]
Year = Annotated[int, Query(ge=2000, le=2100)]
Bound = Annotated[float, Field(ge=-1e12, le=1e12)]
Text = Annotated[str, Field(max_length=500)]


class ThresholdsBody(Schema):
    """Thresholds of an area from a day until a day (none: until further notice), on what basis, and for which
    kinds of period (none: every kind)."""

    code: Code
    area: Code
    good: Bound
    watch: Bound
    first: CivilDay
    last: CivilDay | None = None
    periods: Annotated[tuple[PeriodKind, ...], Field(max_length=6)] = ()
    basis: Text


class ThresholdsEndBody(Schema):
    """They hold before `day` alone; the version is the one that the person saw."""

    day: CivilDay
    reason: Text
    version: int


@aims.get("/aims", permission="indicators.review", response=AimTable, operation_id="list_aims")
def table(
    request: HttpRequest,
    code: Asked,
    area: Asked = "",
    year: Year | None = None,
    kind: PeriodKind | None = None,
) -> AimTable:
    """Targets and thresholds of a figure in an area and right below it, with where each comes from; `kind` is
    the kind of period that is judged."""
    return desk.aim_table(request.subject, code, area, year or 0, kind)


@aims.get("/aims/form.xlsx", permission="indicators.review", tells=(ListExported,), operation_id="aims_form")
def form(
    request: HttpRequest,
    code: Asked,
    area: Asked = "",
    year: Year | None = None,
    kind: PeriodKind | None = None,
) -> HttpResponse:
    """The same as an Excel sheet to be filled in."""
    made = sheet.aim_form(request.subject, code, area, year or 0, kind)
    return export(request.subject, "aims", made, {"code": code, "area": area, "year": year})


@aims.post(
    "/aims/sheet",
    permission="indicators.publish",
    tells=(TargetSet, ThresholdsSet, ThresholdsEnded),
    response=AimsRead,
    operation_id="read_aims_sheet",
)
def read(request: HttpRequest, file: File[UploadedFile], code: Asked, year: Year) -> AimsRead:
    """Set what a filled-in sheet says, all of it or nothing."""
    return sheet.read_aims(request.subject, file.read(), code, year)


@aims.get(
    "/thresholds", permission="indicators.review", response=list[SpanRow], operation_id="list_thresholds"
)
def history(request: HttpRequest, code: Asked, area: Asked) -> list[SpanRow]:
    """Every stretch of days that an area's thresholds were set for, with who set them and why."""
    return desk.span_rows(request.subject, code, area)


@aims.post(
    "/thresholds",
    permission="indicators.publish",
    tells=(ThresholdsSet, ThresholdsEnded),
    response=SpanRow,
    operation_id="set_thresholds",
)
def set_here(request: HttpRequest, body: ThresholdsBody) -> SpanRow:
    """Thresholds of an area from a day on; those without an end end the day before."""
    row = thresholds.set_thresholds(
        request.subject,
        body.code,
        body.area,
        good=body.good,
        watch=body.watch,
        basis=body.basis,
        first=body.first,
        last=body.last,
        periods=body.periods,
    )
    return desk.span_row(row, [])


@aims.post(
    "/thresholds/{span}/end",
    permission="indicators.publish",
    tells=(ThresholdsEnded,),
    response=SpanRow,
    operation_id="end_thresholds",
)
def end(request: HttpRequest, span: str, body: ThresholdsEndBody) -> SpanRow:
    """They end before a day; those that have not begun are taken back."""
    row = thresholds.end_thresholds(request.subject, span, body.reason, day=body.day, version=body.version)
    return desk.span_row(row, [])
