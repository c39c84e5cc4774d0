"""HTTP of published figures on their way: forms, sheets, review, publishing, targets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.http import HttpResponse
from ninja import File, Query, Schema
from ninja.files import UploadedFile
from pydantic import Field

from yiwang.identity.api import HttpRequest, Routes, export
from yiwang.identity.contracts import ListExported
from yiwang.indicators import _filling as filling
from yiwang.indicators import api
from yiwang.indicators._shapes import Collected, CollectionLine, FiguresRead
from yiwang.indicators.contracts import (
    Cell,
    FigureFilled,
    FigurePublished,
    FigureReported,
    FigureReturned,
    FigureReviewed,
    FigureRow,
    FigureSaid,
    FigureUrged,
    Period,
    TargetSet,
    period_of,
)
from yiwang.indicators.models import Figure
from yiwang.kernel import clock
from yiwang.kernel.calendar import CivilDay

own = Routes(tags=["figures"])
Code = Annotated[str, Field(max_length=60)]
# The days that a calendar of figures can mean; a year before the first has none before it.
Key = Annotated[str, Field(max_length=160)]
Number = Annotated[str, Field(max_length=60)]
Text = Annotated[str, Field(max_length=500)]
MOST = 200


class FigureBody(Schema):
    """One figure as it is filled in; numbers as they were written, so that a word among them can be told."""

    code: Code
    area: Code
    on: CivilDay
    value: Number
    last_year: Number = ""
    note: Text = ""
    version: int = 0


class FigureActBody(Schema):
    """An act on a figure at the version that the person saw."""

    id: Key
    version: int


class FigureReasonBody(FigureActBody):
    reason: Text


class FigureCellBody(Schema):
    """What a reviewer says of one field."""

    cell: Annotated[str, Field(max_length=20)]
    text: Annotated[str, Field(max_length=200)]


class FigureReturnBody(FigureReasonBody):
    cells: Annotated[list[FigureCellBody], Field(default_factory=list, max_length=50)]


class FigureReviseBody(FigureReasonBody):
    value: Number


class FiguresBody(Schema):
    figures: Annotated[list[FigureActBody], Field(min_length=1, max_length=MOST)]

    def pairs(self) -> list[tuple[str, int]]:
        return [(one.id, one.version) for one in self.figures]


class FiguresPublishBody(FiguresBody):
    final: bool = False


class FiguresUrgeBody(Schema):
    code: Code
    area: Code
    on: CivilDay
    areas: Annotated[list[Code], Field(default_factory=list, max_length=MOST)]


class TargetBody(Schema):
    """An area's target of a year, on what basis, and the version that the person saw (0: none)."""

    code: Code
    area: Code
    year: Annotated[int, Field(ge=2000, le=2100)]
    value: Annotated[float, Field(ge=-1e12, le=1e12)]
    basis: Annotated[str, Field(max_length=300)]
    version: int = 0


class TargetKept(Schema):
    code: str
    area: str
    year: int
    value: float
    basis: str
    version: int


class TargetStepKept(Schema):
    """A target as it was set, with its basis."""

    version: int
    value: float
    basis: str
    set_by_name: str
    at: datetime


def _month(on: date | None) -> Period:
    """The month a day lies in; where none is said, the one that ended last."""
    if on is not None:
        return period_of("month", on)
    return period_of("month", clock.now().astimezone(clock.SHANGHAI).date()).previous()


def _rows(request: HttpRequest, rows: list[Figure]) -> list[FigureRow]:
    return [filling.one_row(request.subject, row) for row in rows]


@own.get("/figures/mine", permission="indicators.fill", response=list[FigureRow], operation_id="my_figures")
def my_figures(request: HttpRequest, on: CivilDay | None = None) -> list[FigureRow]:
    """What the caller's area has to fill in for a month, with what is held already."""
    return api.mine(request.subject, _month(on))


@own.get(
    "/figures/form.xlsx",
    permission="indicators.fill",
    tells=(ListExported,),
    operation_id="figure_form",
)
def figure_form(request: HttpRequest, on: CivilDay | None = None) -> HttpResponse:
    """The same as an Excel sheet to be filled in."""
    month = _month(on)
    return export(request.subject, "figures", api.form(request.subject, month), {"month": month.label_zh})


@own.post(
    "/figures/sheet",
    permission="indicators.fill",
    tells=(FigureFilled, FigureReported),
    response=FiguresRead,
    operation_id="read_figure_sheet",
)
def read_sheet(
    request: HttpRequest, file: File[UploadedFile], on: CivilDay, keep: bool = False, report: bool = False
) -> FiguresRead:
    """Keep a filled-in sheet as drafts; with a fault nothing, unless `keep` asks for the right rows."""
    return api.read(request.subject, file.read(), _month(on), keep=keep, report=report)


@own.post(
    "/figures",
    permission="indicators.fill",
    tells=(FigureFilled,),
    response=FigureRow,
    operation_id="fill_figure",
)
def fill(request: HttpRequest, body: FigureBody) -> FigureRow:
    """填报 one figure as a draft."""
    said = FigureSaid(
        code=body.code,
        area_id=body.area,
        period=_month(body.on),
        value=body.value,
        last_year=body.last_year,
        note=body.note,
        version=body.version,
    )
    return filling.one_row(request.subject, api.save(request.subject, said))


@own.post(
    "/figures/report",
    permission="indicators.fill",
    tells=(FigureReported,),
    response=FigureRow,
    operation_id="report_figure",
)
def report(request: HttpRequest, body: FigureActBody) -> FigureRow:
    """上报."""
    return filling.one_row(request.subject, api.report(request.subject, body.id, version=body.version))


@own.post(
    "/figures/revise",
    permission="indicators.fill",
    tells=(FigureReported,),
    response=FigureRow,
    operation_id="revise_figure",
)
def revise(request: HttpRequest, body: FigureReviseBody) -> FigureRow:
    """修订: another number for what is published, with the reason; it stands until that is published."""
    row = api.revise(request.subject, body.id, body.value, body.reason, version=body.version)
    return filling.one_row(request.subject, row)


@own.get(
    "/figures/collection",
    permission="indicators.review",
    response=Collected,
    operation_id="figure_collection",
)
def collection(
    request: HttpRequest,
    code: Annotated[str, Query(max_length=60)],
    area: Annotated[str, Query(max_length=60)] = "",
    on: CivilDay | None = None,
) -> Collected:
    """How far a figure is collected from the areas (of the widest one that one reviews), what is overdue, and
    差额."""
    return api.collection(request.subject, code, area, _month(on))


@own.get(
    "/figures/overview",
    permission="indicators.review",
    response=list[CollectionLine],
    operation_id="figure_overview",
)
def overview(
    request: HttpRequest, area: Annotated[str, Query(max_length=60)] = "", on: CivilDay | None = None
) -> list[CollectionLine]:
    """Everything that is asked for with a month, and where each area stands."""
    return api.overview(request.subject, area, _month(on))


@own.post(
    "/figures/return",
    permission="indicators.review",
    tells=(FigureReturned,),
    response=FigureRow,
    operation_id="return_figure",
)
def send_back(request: HttpRequest, body: FigureReturnBody) -> FigureRow:
    """退回, with the reason and the fields that are wrong."""
    cells = [
        Cell(
            cell=one.cell,
            zh=one.text,
            en=one.text,
            cure_zh="改正后再报。",
            cure_en="Mend it and report again.",
        )
        for one in body.cells
    ]
    row = api.send_back(request.subject, body.id, body.reason, cells, version=body.version)
    return filling.one_row(request.subject, row)


@own.post(
    "/figures/review",
    permission="indicators.review",
    tells=(FigureReviewed,),
    response=list[FigureRow],
    operation_id="review_figures",
)
def review(request: HttpRequest, body: FiguresBody) -> list[FigureRow]:
    """审核通过, by another person than the filler; all or none."""
    return _rows(request, api.review(request.subject, body.pairs()))


@own.post(
    "/figures/publish",
    permission="indicators.publish",
    tells=(FigurePublished,),
    response=list[FigureRow],
    operation_id="publish_figures",
)
def publish(request: HttpRequest, body: FiguresPublishBody) -> list[FigureRow]:
    """发布 as 初步 or 最终; all or none."""
    return _rows(request, api.publish(request.subject, body.pairs(), final=body.final))


@own.post(
    "/figures/urge",
    permission="indicators.review",
    tells=(FigureUrged,),
    response=list[FigureRow],
    operation_id="urge_figures",
)
def urge(request: HttpRequest, body: FiguresUrgeBody) -> list[FigureRow]:
    """催报 everyone who has not reported."""
    return _rows(request, api.urge(request.subject, body.code, body.area, _month(body.on), body.areas))


@own.post(
    "/figures/targets",
    permission="indicators.publish",
    tells=(TargetSet,),
    response=TargetKept,
    operation_id="set_figure_target",
)
def set_target(request: HttpRequest, body: TargetBody) -> TargetKept:
    """What an area is to reach in a year."""
    row = api.set_target(
        request.subject, body.code, body.area, body.year, body.value, body.basis, version=body.version
    )
    return TargetKept(
        code=row.code, area=row.area_id, year=row.year, value=row.value, basis=row.basis, version=row.version
    )


@own.get(
    "/figures/targets",
    permission="indicators.review",
    response=list[TargetStepKept],
    operation_id="list_figure_targets",
)
def targets(
    request: HttpRequest,
    code: Annotated[str, Query(max_length=60)],
    area: Annotated[str, Query(max_length=60)],
    year: Annotated[int, Query(ge=2000, le=2100)],
) -> list[TargetStepKept]:
    """Every target of a year that was set here, the one in force last."""
    return [
        TargetStepKept(
            version=one.version, value=one.value, basis=one.basis, set_by_name=one.set_name, at=one.at
        )
        for one in api.target_steps(request.subject, code, area, year)
    ]
