"""The API: every noun's router under `/api`, one error shape, and the OpenAPI document."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as NinjaValidationError

from yiwang import __version__
from yiwang.app import rooms
from yiwang.app.front import Broken, MethodNotAllowed, UnknownAddress
from yiwang.kernel.errors import Invalid, Refusal, Unauthenticated, Unavailable
from yiwang.kernel.space import NoRoom, is_disk_full

log = logging.getLogger(__name__)


class InvalidRequest(Invalid):
    code = "http.invalid_request"
    zh = "请求内容有 {count} 处错误，见 faults。"
    en = "The request has {count} faults, see `faults`."


class MalformedRequest(Refusal):
    status = 400
    code = "http.malformed_request"
    zh = "请求内容无法解析：{reason}"
    en = "The request cannot be read: {reason}"


class DatabaseAway(Unavailable):
    code = "http.database_away"
    zh = "数据库暂时不可用，请稍后再试；未得到答复的操作请先刷新查看是否已生效。"
    en = "The database is away for now; try again shortly, and look first whether the act took effect."


def problem(refusal: Refusal) -> HttpResponse:
    """The answer that tells a refusal."""
    answer = HttpResponse(
        json.dumps(refusal.problem(), ensure_ascii=False, default=str),
        status=refusal.status,
        content_type="application/problem+json; charset=utf-8",
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error)


def _not_valid(request: HttpRequest, error: Any) -> HttpResponse:
    faults = [
        {"where": "/".join(str(part) for part in fault.get("loc", ())), "what": str(fault.get("msg", ""))}
        for fault in error.errors
    ]
    return problem(InvalidRequest(count=len(faults), faults=faults))


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    if error.status_code == 405:
        return problem(MethodNotAllowed(method=request.method))
    return problem(MalformedRequest(reason=str(error)))


def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(UnknownAddress(path=request.path[:200]))


def _not_signed_in(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(Unauthenticated())


def _database_away(request: HttpRequest, error: Any) -> HttpResponse:
    if is_disk_full(error):
        return _no_room(request, error)
    log.warning("request %s %s: the database is away: %s", request.method, request.path, error)
    return problem(DatabaseAway())


def _no_room(request: HttpRequest, error: Any) -> HttpResponse:
    log.warning("request %s %s: the disk is full: %s", request.method, request.path, error)
    return problem(NoRoom())


def _broken(request: HttpRequest, error: Any) -> HttpResponse:
    if is_disk_full(error):
        return _no_room(request, error)
    number = str(request.META.get("yiwang.request_id", ""))
    log.error("request %s %s failed (%s)", request.method, request.path, number, exc_info=error)
    return problem(Broken(request_id=number))


def one_error_shape(
    answer_to: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: what the framework refuses by itself (a wrong method) is told like every other refusal."""

    def shaped(request: HttpRequest) -> HttpResponseBase:
        answer = answer_to(request)
        if answer.status_code != 405 or answer["Content-Type"].startswith("application/problem+json"):
            return answer
        refused = problem(MethodNotAllowed(method=request.method))
        refused["Allow"] = answer.get("Allow", "")
        return refused

    return shaped


def _build() -> NinjaAPI:
    made = NinjaAPI(
        title="一网 Yiwang",
        version=__version__,
        description="城市运行和治理智能中枢 — a city operation and governance hub",
        docs_url=None,
        openapi_url="/openapi.json",
    )
    made.add_exception_handler(Refusal, _refused)
    made.add_exception_handler(NinjaValidationError, _not_valid)
    made.add_exception_handler(AuthenticationError, _not_signed_in)
    made.add_exception_handler(HttpError, _http_error)
    made.add_exception_handler(Http404, _not_found)
    made.add_exception_handler(
        RequestDataTooBig, lambda request, error: problem(MalformedRequest(reason="size"))
    )
    for away in (OperationalError, InterfaceError):
        made.add_exception_handler(away, _database_away)
    made.add_exception_handler(Exception, _broken)
    for noun in rooms.nouns():
        room = rooms.room(noun, "routes")
        router = getattr(room, "router", None)
        if router is not None:
            made.add_router("", router)
    return made


api = _build()


def api_document() -> dict[str, Any]:
    """The OpenAPI document as plain data."""
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/"), default=str))  # type: ignore[no-any-return]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    reason = type(exception).__name__ if isinstance(exception, SuspiciousOperation) else "request"
    return problem(MalformedRequest(reason=reason))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(UnknownAddress(path=request.path[:200]))


def broken(request: HttpRequest) -> HttpResponse:
    return problem(Broken(request_id=str(request.META.get("yiwang.request_id", ""))))


handler400 = f"{__name__}.bad_request"
handler404 = f"{__name__}.not_found"
handler500 = f"{__name__}.broken"

# A noun may speak a protocol that is no operation of ours (SensorThings): it brings its own addresses.
urlpatterns = [path("api/", api.urls)]
for noun in rooms.nouns():
    urlpatterns += getattr(rooms.room(noun, "routes"), "urlpatterns", [])
