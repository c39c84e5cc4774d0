"""HTTP of 台账 and 城市码."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import File, Form, Query, Schema
from ninja.files import UploadedFile
from pydantic import Field

from yiwang.identity.api import HttpRequest, Routes, export
from yiwang.identity.contracts import ListExported
from yiwang.kernel.pages import Page
from yiwang.kernel.sheets import MEDIA_TYPE, workbook
from yiwang.ledgers import api
from yiwang.ledgers.api import Asked
from yiwang.ledgers.contracts import (
    Frame,
    LedgerCard,
    LedgerType,
    RecordChanged,
    RecordDetail,
    RecordMap,
    RecordMoved,
    RecordRecorded,
    RecordRetired,
    RecordRow,
    RecordsImported,
    RecordUnmasked,
    RecordUnmaskedValues,
)

router = Routes(tags=["ledgers"])
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=200)]
Word = Annotated[str, Field(max_length=160)]
Said = Annotated[str, Field(max_length=500)]
Lon = Annotated[float, Query(ge=-180, le=180)]
Lat = Annotated[float, Query(ge=-90, le=90)]


class AskedQuery(Schema):
    """What narrows and orders a list; `where` as `field:value` or `field:from..to`, `;` between several."""

    q: Annotated[str, Field(max_length=200)] = ""
    state: Word = ""
    area: Word = ""
    unit: Word = ""
    sort: Word = ""
    where: Annotated[str, Field(max_length=1_000)] = ""
    demonstration: bool | None = None

    def asked(self, box: tuple[float, float, float, float] | None = None) -> Asked:
        return Asked(
            q=self.q.strip(),
            state=self.state,
            area=self.area,
            unit=self.unit,
            sort=self.sort,
            where=tuple(one for one in self.where.split(";") if one),
            demonstration=self.demonstration,
            box=box,
        )


class RecordBody(Schema):
    """A new record: values by field, a point as [lon, lat] in `frame`. Without a unit the ledger's."""

    values: dict[Annotated[str, Field(max_length=60)], Any]
    unit: Word = ""
    frame: Frame = "wgs84"


class RecordChangeBody(RecordBody):
    """What changes of a record, at the version that the person saw; null empties a field."""

    version: int
    reason: Said = ""


class RecordMoveBody(Schema):
    """A step of the record's life, at the version that the person saw."""

    move: Word
    version: int
    reason: Said = ""


class RecordPurposeBody(Schema):
    """What somebody needs the personal data for."""

    purpose: Said


@router.get("/ledgers", permission="ledgers.see", response=list[LedgerCard], operation_id="list_ledgers")
def list_ledgers(request: HttpRequest) -> list[LedgerCard]:
    """The ledgers that I may see."""
    return api.cards(request.subject)


@router.get("/ledgers/{ledger}", permission="ledgers.see", response=LedgerType, operation_id="get_ledger")
def get_ledger(request: HttpRequest, ledger: str) -> LedgerType:
    """A ledger whole: fields, states, moves, and what I may do."""
    return api.type_of(request.subject, ledger)


@router.get(
    "/ledgers/{ledger}/records",
    permission="ledgers.see",
    response=Page[RecordRow],
    operation_id="list_ledger_records",
)
def list_records(
    request: HttpRequest,
    ledger: str,
    asked: Query[AskedQuery],
    page: PageNumber = 1,
    size: PageSize = 50,
    after: Word = "",
) -> Page[RecordRow]:
    """Records, newest first or in the order asked; `after` turns the page by the last row seen."""
    return api.list_records(request.subject, ledger, asked.asked(), page=page, size=size, after=after)


@router.get(
    "/ledgers/{ledger}/records/export.xlsx",
    permission="ledgers.see",
    tells=(ListExported,),
    operation_id="export_ledger_records",
)
def export_records(request: HttpRequest, ledger: str, asked: Query[AskedQuery]) -> HttpResponse:
    """The list as an Excel file that can be imported again; personal data masked."""
    said = asked.asked()
    told = {"q": said.q, "state": said.state, "area": said.area, "where": ";".join(said.where)}
    return export(request.subject, f"ledger-{ledger}", api.sheet(request.subject, ledger, said), told)


@router.get("/ledgers/{ledger}/template.xlsx", permission="ledgers.keep", operation_id="ledger_template")
def template(request: HttpRequest, ledger: str) -> HttpResponse:
    """An empty sheet with the headings of an import."""
    answer = HttpResponse(workbook(api.template(request.subject, ledger)), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="ledger-{ledger}.xlsx"'
    return answer


@router.get(
    "/ledgers/{ledger}/map", permission="ledgers.see", response=RecordMap, operation_id="map_ledger_records"
)
def map_records(
    request: HttpRequest,
    ledger: str,
    asked: Query[AskedQuery],
    west: Lon,
    south: Lat,
    east: Lon,
    north: Lat,
) -> RecordMap:
    """The records in a frame (degrees WGS 84), or how many lie about where, where there are too many."""
    return api.map_of(request.subject, ledger, asked.asked((west, south, east, north)))


@router.post(
    "/ledgers/{ledger}/records",
    permission="ledgers.keep",
    tells=(RecordRecorded,),
    response=RecordDetail,
    operation_id="record_ledger_record",
)
def record(request: HttpRequest, ledger: str, body: RecordBody) -> RecordDetail:
    """A new record."""
    row = api.record(request.subject, ledger, body.values, unit=body.unit, frame=body.frame)
    return api.detail(request.subject, row.id)


@router.post(
    "/ledgers/{ledger}/import",
    permission="ledgers.keep",
    tells=(RecordRecorded, RecordChanged),
    response=RecordsImported,
    operation_id="import_ledger_records",
)
def import_records(
    request: HttpRequest,
    ledger: str,
    file: File[UploadedFile],
    frame: Form[Frame] = "wgs84",
    preview: Form[bool] = False,
) -> RecordsImported:
    """Records from an .xlsx file, all rows or none, every fault by its cell; `preview` only says what would
    be done."""
    return api.import_sheet(request.subject, ledger, file.read(), frame=frame, preview=preview)


@router.get(
    "/ledger-records/{record_id}",
    permission="ledgers.see",
    response=RecordDetail,
    operation_id="get_ledger_record",
)
def get_record(request: HttpRequest, record_id: str) -> RecordDetail:
    """A record with its history, newest first, and what I may do with it."""
    return api.detail(request.subject, record_id)


@router.post(
    "/ledger-records/{record_id}/change",
    permission="ledgers.keep",
    tells=(RecordChanged,),
    response=RecordDetail,
    operation_id="change_ledger_record",
)
def change(request: HttpRequest, record_id: str, body: RecordChangeBody) -> RecordDetail:
    """Other values for some fields."""
    api.change(
        request.subject,
        record_id,
        body.values,
        version=body.version,
        unit=body.unit,
        frame=body.frame,
        reason=body.reason,
    )
    return api.detail(request.subject, record_id)


@router.post(
    "/ledger-records/{record_id}/move",
    permission="ledgers.see",
    tells=(RecordMoved, RecordRetired),
    response=RecordDetail,
    operation_id="move_ledger_record",
)
def move(request: HttpRequest, record_id: str, body: RecordMoveBody) -> RecordDetail:
    """A step of the record's life; whether I may, the step says (ledgers.keep or ledgers.review)."""
    api.move(request.subject, record_id, body.move, version=body.version, reason=body.reason)
    return api.detail(request.subject, record_id)


@router.post(
    "/ledger-records/{record_id}/unmask",
    permission="ledgers.unmask",
    tells=(RecordUnmasked,),
    response=RecordUnmaskedValues,
    operation_id="unmask_ledger_record",
)
def unmask(request: HttpRequest, record_id: str, body: RecordPurposeBody) -> RecordUnmaskedValues:
    """The personal data of a record in clear, for a purpose that is kept."""
    return api.unmask(request.subject, record_id, purpose=body.purpose)


@router.get(
    "/city-codes/{city_code}",
    permission="ledgers.see",
    response=RecordDetail,
    operation_id="scan_city_code",
)
def scan(request: HttpRequest, city_code: str) -> RecordDetail:
    """What the plate with this 城市码 belongs to; what I may not see is as unknown as what is not there."""
    return api.scan(request.subject, city_code)


@router.get("/city-codes/{city_code}/qr", permission="ledgers.see", operation_id="city_code_qr")
def qr(request: HttpRequest, city_code: str, form: Literal["svg", "png"] = "svg") -> HttpResponse:
    """The QR code of a record's plate: it opens the page of the scan on this instance."""
    found = api.scan(request.subject, city_code).row.city_code
    text = request.build_absolute_uri(f"/m/code/{found}")
    if form == "png":
        answer = HttpResponse(api.png(text), content_type="image/png")
    else:
        answer = HttpResponse(api.svg(text, found), content_type="image/svg+xml")
        answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer["Content-Disposition"] = f'inline; filename="{found}.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=86400"
    return answer
