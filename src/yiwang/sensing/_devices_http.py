"""HTTP of devices: registering one or a list, credentials, commands, coverage, and long lists by cursor."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Field, File, Query, Schema
from ninja.files import UploadedFile

from yiwang.areas import api as areas
from yiwang.areas.contracts import Level
from yiwang.identity.api import HttpRequest, Routes, scope
from yiwang.kernel.sheets import MEDIA_TYPE
from yiwang.sensing import _commands, _coverage, _devices, _enrol, _things
from yiwang.sensing._device_shapes import (
    CommandEnded,
    CommandRow,
    CoverageGaps,
    CoverageRow,
    DeviceEnrolled,
    DeviceRevoked,
    DeviceToken,
    ThingCommanded,
    ThingScroll,
)
from yiwang.sensing.contracts import BodyTooLarge, DeviceRow, ThingDeclared, ThingDetail
from yiwang.sensing.declarations import Frame, ThingDeclaration

router = Routes(tags=["sensing"])


class ThingFilter(Schema):
    """What the register may be narrowed by; `area` is an area id."""

    kind: str = ""
    model: str = ""
    state: Literal["", "online", "silent", "never", "faulty", "out_of_order"] = ""
    area: str = ""
    unit: str = ""
    owner_unit: str = ""
    maintainer_unit: str = ""
    part_of: str = ""
    warranty_before: date | None = None
    demonstration: bool | None = None
    q: str = ""


class ScrollAsked(ThingFilter):
    after: str = ""
    size: int = 100


class ThingIn(Schema):
    id: str
    name: str
    name_en: str = ""
    model: str
    lon: float
    lat: float
    frame: Frame = "wgs84"
    area_id: str | None = None
    address: str = ""
    owner_unit: str
    maintainer_unit: str
    warranty_until: date | None = None
    demonstration: bool = False
    expected_every_s: int | None = None
    city_code: str = ""
    part_of: str = ""
    role: str = ""


class CommandIn(Schema):
    command: str
    parameters: dict[str, Any] = Field(default_factory=dict)
    reason: str = ""


class Why(Schema):
    reason: str


def _file(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@router.get("/devices/scroll", permission="things.see", response=ThingScroll, operation_id="scroll_things")
def scroll_things(request: HttpRequest, asked: Query[ScrollAsked]) -> ThingScroll:
    """Things by id from a cursor on: no count, no page number, the same speed at any depth."""
    given = asked.dict()
    after, size = given.pop("after"), given.pop("size")
    return _things.scroll(scope(request.subject, "things.see"), given, after, size)


@router.get(
    "/devices/coverage",
    permission="things.see",
    response=list[CoverageRow],
    operation_id="device_coverage",
)
def device_coverage(request: HttpRequest, area: str = "") -> list[CoverageRow]:
    """在线率 by kind, for each area right below one; without an area from the top."""
    path = areas.get_area(area).managed_path if area else "/"
    return _coverage.coverage(scope(request.subject, "things.see"), path)


@router.get(
    "/devices/coverage/gaps",
    permission="things.see",
    response=CoverageGaps,
    operation_id="coverage_gaps",
)
def coverage_gaps(
    request: HttpRequest, area: str, level: Level = "town", kind: str = "", model: str = ""
) -> CoverageGaps:
    """感知空白: the areas of one level below an area in which no visible thing of a kind stands."""
    filters = {"kind": kind, "model": model}
    return _coverage.gaps(scope(request.subject, "things.see"), areas.get_area(area), level, filters)


@router.get(
    "/devices/by-code/{city_code}",
    permission="things.see",
    response=ThingDetail,
    operation_id="thing_by_city_code",
)
def thing_by_city_code(request: HttpRequest, city_code: str) -> ThingDetail:
    """The thing whose plate shows this 城市码."""
    allowed = scope(request.subject, "things.see")
    return _things.detail(allowed, _things.of_city_code(allowed, city_code))


@router.post(
    "/devices",
    permission="things.manage",
    tells=(ThingDeclared,),
    response={201: ThingDetail},
    operation_id="register_thing",
)
def register_thing(request: HttpRequest, given: ThingIn) -> tuple[int, ThingDetail]:
    """Register one thing, or change one that was registered so; packs' own things stay the packs'."""
    _enrol.register_one(ThingDeclaration(**given.dict()), request.subject)
    return 201, _things.detail(scope(request.subject, "things.manage"), given.id)


@router.get(
    "/devices/enrolment/template",
    permission="things.manage",
    response=Any,
    operation_id="enrolment_template",
)
def enrolment_template(request: HttpRequest) -> HttpResponse:
    """An empty list of devices as .xlsx."""
    return _file(_enrol.template(), "devices.xlsx")


@router.post(
    "/devices/enrolment",
    permission="things.manage",
    tells=(ThingDeclared, DeviceEnrolled),
    response=Any,
    operation_id="enrol_file",
)
def enrol_file(request: HttpRequest, file: File[UploadedFile]) -> HttpResponse:
    """Register a list of devices; answers the list of their tokens as .xlsx, shown this once."""
    if (file.size or 0) > _enrol.MOST_BYTES:
        raise BodyTooLarge(limit_bytes=_enrol.MOST_BYTES)
    _, tokens = _enrol.enrol_file(file.read(), request.subject)
    return _file(tokens, "tokens.xlsx")


@router.post(
    "/devices/{thing_id}/token",
    permission="things.manage",
    tells=(DeviceEnrolled,),
    response=DeviceToken,
    operation_id="enrol_device",
)
def enrol_device(request: HttpRequest, response: HttpResponse, thing_id: str) -> DeviceToken:
    """A new token, shown once; the one before stops working at once."""
    response["Cache-Control"] = "no-store"
    return _devices.enrol([thing_id], request.subject)[0]


@router.post(
    "/devices/{thing_id}/revoke",
    permission="things.manage",
    tells=(DeviceRevoked,),
    response=DeviceRow,
    operation_id="revoke_device",
)
def revoke_device(request: HttpRequest, thing_id: str, given: Why) -> DeviceRow:
    """Cut a device off at once; an open connection ends."""
    return _devices.revoke(thing_id, request.subject, given.reason)


@router.get(
    "/devices/{thing_id}/commands",
    permission="things.see",
    response=list[CommandRow],
    operation_id="list_commands",
)
def list_commands(request: HttpRequest, thing_id: str) -> list[CommandRow]:
    return _commands.commands(scope(request.subject, "things.see"), thing_id)


@router.post(
    "/devices/{thing_id}/commands",
    permission="things.command",
    tells=(ThingCommanded,),
    response={201: CommandRow},
    operation_id="command_thing",
)
def command_thing(request: HttpRequest, thing_id: str, given: CommandIn) -> tuple[int, CommandRow]:
    """Have a thing do something that its model offers."""
    return 201, _commands.ask(thing_id, given.command, given.parameters, given.reason, request.subject)


@router.post(
    "/commands/{command_id}/withdraw",
    permission="things.command",
    tells=(CommandEnded,),
    response=CommandRow,
    operation_id="withdraw_command",
)
def withdraw_command(request: HttpRequest, command_id: str) -> CommandRow:
    return _commands.withdraw(command_id, request.subject)
