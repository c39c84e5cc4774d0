"""HTTP of 区划与网格. Areas are public knowledge inside the hub: whoever may see areas sees all of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from django.http import HttpResponse
from ninja import Field, File, Form, Query, Schema
from ninja.files import UploadedFile

from yiwang.areas import _outlines, api
from yiwang.areas.contracts import (
    Area,
    AreaCode,
    AreaMoved,
    GridAssigned,
    GridFaults,
    GridReport,
    GridScheme,
    GridsImported,
    Level,
    Located,
    Placement,
    Stop,
    StopDeclared,
    StopWithdrawn,
    Tree,
)
from yiwang.areas.models import AreaRow
from yiwang.identity.api import HttpRequest, Routes
from yiwang.kernel import facts
from yiwang.kernel.errors import Invalid
from yiwang.kernel.pages import Page

router = Routes(tags=["areas"])
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
MOST_BYTES = 20 * 1024 * 1024
MOST_IDS = 200


class TooLarge(Invalid):
    code = "areas.too_large"
    zh = "文件超过 {most} MB。"
    en = "The file is larger than {most} MB."


class GridPeople(Schema):
    head_user: str | None = None
    worker_user: str | None = None


class StopIn(Schema):
    first_day: date
    last_day: date
    reason: Annotated[str, Field(max_length=200)]


class StopWithdrawal(Schema):
    reason: Annotated[str, Field(min_length=2, max_length=200)]


class MoveIn(Schema):
    parent: str
    on: date
    reason: str
    trees: tuple[Tree, ...] = ("managed", "statistical")


@router.get("/areas", permission="areas.see", response=Page[Area], operation_id="list_areas")
def list_areas(
    request: HttpRequest,
    q: str = "",
    level: Level | None = None,
    within: str = "",
    ids: Annotated[str, Query(max_length=8_000)] = "",
    page: PageNumber = 1,
    size: int = 50,
) -> Page[Area]:
    """Areas by name or code (`q`), level, and the area (`within`: its id) below which they lie; or those with
    these ids (`ids`, with commas), closed ones too."""
    position = facts.last_position()
    if ids:
        named = list(api.areas(ids.split(",")[:MOST_IDS]).values())
        return Page(items=named, total=len(named), page=1, size=MOST_IDS, position=position)
    path = api.path_of(within) if within else ""
    size = min(max(size, 1), 500)
    if q.strip():
        found = [area for area in api.search_areas(q, path, 200) if level is None or area.level == level]
        total, items = len(found), found[(page - 1) * size : page * size]
    else:
        rows = AreaRow.objects.filter(managed_path__startswith=path, closed_on__isnull=True)
        if level is not None:
            rows = rows.filter(level=level)
        total = rows.count()
        wanted = list(rows.order_by("id").values_list("id", flat=True)[(page - 1) * size : page * size])
        areas = api.areas(wanted)
        items = [areas[area_id] for area_id in wanted]
    return Page(items=items, total=total, page=page, size=size, position=position)


@router.get("/areas/locate", permission="areas.see", response=Located, operation_id="locate")
def locate(request: HttpRequest, lon: float, lat: float, frame: str = "wgs84") -> Located:
    """Where a point lies. `frame`: wgs84, cgcs2000, gcj02 or bd09; the answer says what was converted."""
    return api.locate(lon, lat, frame)


@router.get("/areas/geometry", permission="areas.see", operation_id="area_geometry")
def geometry(
    request: HttpRequest, level: Level = "county", within: str = "", scheme: str = ""
) -> HttpResponse:
    """Simplified outlines as a GeoJSON FeatureCollection; each says if it is sourced or demonstration."""
    tag, body = _outlines.collection(level, api.path_of(within) if within else "", scheme)
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(body, content_type="application/geo+json")
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, max-age=60"
    return answer


@router.get("/areas/schemes", permission="areas.see", response=list[GridScheme], operation_id="grid_schemes")
def schemes(request: HttpRequest) -> list[GridScheme]:
    """The grid schemes with their code rules."""
    return list(api.grid_schemes())


@router.post(
    "/areas/schemes/{scheme}/grids",
    permission="areas.manage",
    tells=(GridsImported,),
    response=GridReport,
    operation_id="import_grids",
)
def import_grids(
    request: HttpRequest,
    scheme: str,
    file: File[UploadedFile],
    frame: Form[str] = "wgs84",
    dry_run: Form[bool] = False,
) -> GridReport:
    """Import grids from GeoJSON or CSV; nothing is stored while a fault blocks, and every fault is listed."""
    if (file.size or 0) > MOST_BYTES:
        raise TooLarge(most=MOST_BYTES // 1024 // 1024)
    report = api.import_grids(scheme, file.read(), frame, dry_run=dry_run, actor=request.subject.user_id)
    blocking = [fault for fault in report.faults if fault.blocks]
    if blocking and not dry_run:
        raise GridFaults(count=len(blocking), faults=msgspec.to_builtins(report.faults))
    return report


@router.put(
    "/areas/grids/{grid_id}/people",
    permission="areas.manage",
    tells=(GridAssigned,),
    response=Area,
    operation_id="assign_grid",
)
def assign(request: HttpRequest, grid_id: str, people: GridPeople) -> Area:
    """Name the 网格长 and 网格员 of a grid."""
    api.assign_grid(
        grid_id,
        head_user=people.head_user,
        worker_user=people.worker_user,
        actor=request.subject.user_id,
    )
    return api.get_area(grid_id)


@router.get("/areas/stops", permission="areas.see", response=list[Stop], operation_id="list_stops")
def list_stops(request: HttpRequest) -> list[Stop]:
    """Days on which areas do not work."""
    return list(api.stops())


@router.get("/areas/{area_id}", permission="areas.see", response=Area, operation_id="get_area")
def get_area(request: HttpRequest, area_id: str) -> Area:
    return api.get_area(area_id)


@router.get(
    "/areas/{area_id}/children", permission="areas.see", response=list[Area], operation_id="area_children"
)
def children(request: HttpRequest, area_id: str, tree: Tree = "managed") -> list[Area]:
    """The areas right below, in the managed or the statistical tree."""
    api.get_area(area_id)
    return list(api.children(area_id, tree))


@router.get(
    "/areas/{area_id}/history",
    permission="areas.see",
    response=list[Placement],
    operation_id="area_history",
)
def history(request: HttpRequest, area_id: str) -> list[Placement]:
    """Where the area has stood in both trees."""
    api.get_area(area_id)
    return list(api.placements(area_id))


@router.get(
    "/areas/{area_id}/codes", permission="areas.see", response=list[AreaCode], operation_id="area_codes"
)
def codes(request: HttpRequest, area_id: str) -> list[AreaCode]:
    """The codes that sources give to the area."""
    api.get_area(area_id)
    return list(api.codes_of(area_id))


@router.post(
    "/areas/{area_id}/move",
    permission="areas.manage",
    tells=(AreaMoved,),
    response=Area,
    operation_id="move_area",
)
def move(request: HttpRequest, area_id: str, wanted: MoveIn) -> Area:
    """Put an area under another from a day on; history keeps its path of the day."""
    api.move_area(
        area_id,
        wanted.parent,
        on=wanted.on,
        reason=wanted.reason,
        trees=wanted.trees,
        actor=request.subject.user_id,
    )
    return api.get_area(area_id)


@router.post(
    "/areas/{area_id}/stops",
    permission="areas.manage",
    tells=(StopDeclared,),
    response=Stop,
    operation_id="declare_stop",
)
def declare_stop(request: HttpRequest, area_id: str, stop: StopIn) -> Stop:
    """Days on which the area does not work; working-day limits skip them."""
    return api.declare_stop(
        area_id, stop.first_day, stop.last_day, stop.reason, actor=request.subject.user_id
    )


@router.post(
    "/areas/stops/{stop_id}/withdraw",
    permission="areas.manage",
    tells=(StopWithdrawn,),
    response=Stop,
    operation_id="withdraw_stop",
)
def withdraw_stop(request: HttpRequest, stop_id: str, asked: StopWithdrawal) -> Stop:
    """Lift stop days that are not over; limits are reckoned as if they had not been."""
    return api.withdraw_stop(stop_id, asked.reason, actor=request.subject.user_id)
