"""HTTP of sensing: things, newest readings and series for people; the ingest and MQTT doors for devices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpResponse
from ninja import Field, Query, Schema

from yiwang.areas import api as areas
from yiwang.identity.api import HttpRequest, Routes, export, scope
from yiwang.identity.contracts import ListExported
from yiwang.kernel import clock
from yiwang.kernel.pages import Page
from yiwang.sensing import _devices_http, _history_http, _ingest, _things, api
from yiwang.sensing._devices_http import ThingFilter
from yiwang.sensing._gateway import Gateway
from yiwang.sensing._history_shapes import BadRange
from yiwang.sensing._ports import Devices
from yiwang.sensing._sta.http import urlpatterns
from yiwang.sensing.contracts import (
    ConnectorRow,
    DeviceHealth,
    IssuedToken,
    KeptRow,
    Latest,
    Series,
    SourceInfo,
    SourceIssued,
    SourceRevoked,
    ThingDetail,
    ThingModel,
    ThingRow,
)

__all__ = ["ingest", "router", "start", "stop", "urlpatterns"]

PageNumber = Annotated[int, Query(ge=1, le=100_000)]
ingest = _ingest.ingest
router = Routes(tags=["sensing"])
router.add_router("", _history_http.router)
router.add_router("", _devices_http.router)

_gateway: Gateway | None = None
_devices: Devices | None = None


async def start() -> None:
    """Open the MQTT gateway and the ports of device connectors in this event loop.

    Raises OSError where the MQTT port is taken. A connector's port that is taken is told of in its health.
    """
    global _gateway, _devices
    told = settings.YIWANG
    if told.mqtt_port:
        _gateway = Gateway()
        await _gateway.start(told.host, told.mqtt_port, shared=told.on_postgresql)
    _devices = Devices(told.host, shared=told.on_postgresql)
    await _devices.start()


async def stop() -> None:
    """Close the doors for devices after what is under way has been answered."""
    global _gateway, _devices
    if _devices is not None:
        await _devices.stop()
        _devices = None
    if _gateway is not None:
        await _gateway.stop()
        _gateway = None
    await _ingest.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestAnswer:
    """The newest reading, None before the first."""

    latest: Latest | None


class ThingPage(ThingFilter):
    page: PageNumber = 1
    size: int = 50


class Reason(Schema):
    reason: str


@router.get("/things", permission="things.see", response=Page[ThingRow], operation_id="list_things")
def list_things(request: HttpRequest, asked: Query[ThingPage]) -> Page[ThingRow]:
    given = asked.dict()
    number, size = given.pop("page"), given.pop("size")
    return api.things(scope(request.subject, "things.see"), given, page=number, size=size)


@router.get(
    "/things/export.xlsx", permission="things.see", tells=(ListExported,), operation_id="export_things"
)
def export_things(request: HttpRequest, asked: Query[ThingFilter]) -> HttpResponse:
    """The same list as an Excel file, within the same scope and filters."""
    sheet = api.sheet(scope(request.subject, "things.see"), asked.dict())
    return export(request.subject, "things", sheet, asked.dict())


Longitude = Annotated[float | None, Field(ge=-180, le=180)]
Latitude = Annotated[float | None, Field(ge=-90, le=90)]


class PointsAsked(Schema):
    """Which things, and the box they stand in: degrees of CGCS2000, a side that is left out is open."""

    kind: str = ""
    west: Longitude = None
    south: Latitude = None
    east: Longitude = None
    north: Latitude = None


@router.get("/things/points", permission="things.see", operation_id="thing_points", response=dict[str, Any])
def thing_points(request: HttpRequest, asked: Query[PointsAsked]) -> dict[str, Any]:
    """Things as GeoJSON; where the box holds more than 5,000, cells with how many stand in each."""
    return api.points(scope(request.subject, "things.see"), asked.dict())


@router.get("/things/health", permission="things.see", response=DeviceHealth, operation_id="device_health")
def device_health(request: HttpRequest, asked: Query[ThingFilter]) -> DeviceHealth:
    """How many of the things that a list with these filters shows are online, silent, never heard, faulty."""
    given = asked.dict()
    path = areas.get_area(given["area"]).managed_path if given["area"] else ""
    return _things.health(scope(request.subject, "things.see"), given, path)


@router.get("/things/{thing_id}", permission="things.see", response=ThingDetail, operation_id="get_thing")
def get_thing(request: HttpRequest, thing_id: str) -> ThingDetail:
    return api.thing_detail(scope(request.subject, "things.see"), thing_id)


@router.get(
    "/thing-models", permission="things.see", response=list[ThingModel], operation_id="list_thing_models"
)
def list_thing_models(request: HttpRequest) -> list[ThingModel]:
    return api.thing_models()


@router.get(
    "/datastreams/{datastream_id}/latest",
    permission="observations.see",
    response=LatestAnswer,
    operation_id="get_latest",
)
def get_latest(request: HttpRequest, datastream_id: str) -> LatestAnswer:
    row = _things.visible_datastream(scope(request.subject, "observations.see"), datastream_id)
    return LatestAnswer(latest=api.latest([row.pk]).get(row.pk))


@router.get(
    "/datastreams/{datastream_id}/series",
    permission="observations.see",
    response=Series,
    operation_id="get_series",
)
def get_series(
    request: HttpRequest,
    datastream_id: str,
    start: datetime | None = None,
    end: datetime | None = None,
    limit: int = 5_000,
    marked: bool = False,
) -> Series:
    """Readings with start <= observed_at < end, by default the last 24 hours; `marked`: only those that are
    flagged, late or corrected."""
    row = _things.visible_datastream(scope(request.subject, "observations.see"), datastream_id)
    until = end or clock.now() + timedelta(minutes=5)
    since = start or until - timedelta(hours=24)
    if since.tzinfo is None or until.tzinfo is None or since >= until:
        raise BadRange()
    return api.series(row.pk, since, until, limit, marked=marked)


@router.get("/sources", permission="things.manage", response=list[SourceInfo], operation_id="list_sources")
def list_sources(request: HttpRequest) -> list[SourceInfo]:
    return api.sources()


@router.post(
    "/sources/{source_id}/token",
    permission="things.manage",
    tells=(SourceIssued,),
    response=IssuedToken,
    operation_id="issue_source_token",
)
def issue_source_token(request: HttpRequest, response: HttpResponse, source_id: str) -> IssuedToken:
    """A new token, shown once; the one before stops working at once."""
    response["Cache-Control"] = "no-store"
    return api.issue_token(source_id, request.subject)


@router.post(
    "/sources/{source_id}/revoke",
    permission="things.manage",
    tells=(SourceRevoked,),
    response=SourceInfo,
    operation_id="revoke_source",
)
def revoke_source(request: HttpRequest, source_id: str, given: Reason) -> SourceInfo:
    return api.revoke_source(source_id, request.subject, given.reason)


@router.get(
    "/connectors", permission="things.see", response=Page[ConnectorRow], operation_id="list_connectors"
)
def list_connectors(request: HttpRequest, page: PageNumber = 1, size: int = 50) -> Page[ConnectorRow]:
    """Platforms and device ports with their health, those in trouble first."""
    return api.connectors(scope(request.subject, "things.see"), page=page, size=size)


@router.get(
    "/connectors/{connector_id}/kept",
    permission="things.manage",
    response=Page[KeptRow],
    operation_id="list_kept_frames",
)
def list_kept_frames(
    request: HttpRequest, connector_id: str, page: PageNumber = 1, size: int = 50
) -> Page[KeptRow]:
    """Frames and documents that could not be taken, the newest first."""
    return api.kept_frames(scope(request.subject, "things.manage"), connector_id, page=page, size=size)
