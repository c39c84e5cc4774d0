"""HTTP of the SensorThings service, below `/sta/v1.1`: who may call, and errors that say what is wrong.

It is no ninja router: addresses such as Things('a')/Datastreams are a language of their own, a batch holds
many requests, and devices come with a source's token where people come with a session. So each request asks
for `observations.see` at the door (sources see what they send for), and every change for `things.manage` in
its place, or for the source's own right.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path

from yiwang.kernel.errors import Refusal
from yiwang.sensing._sta import batch
from yiwang.sensing._sta.caller import caller_of
from yiwang.sensing._sta.refusals import MethodRefused
from yiwang.sensing._sta.service import Answer, Asked, Service, problem

PATH = "/sta/v1.1"
METHODS = frozenset({"GET", "POST", "PATCH", "PUT", "DELETE"})


def service(request: HttpRequest, path: str) -> HttpResponse:
    """The one view."""
    try:
        return _answer(request, path)
    except Refusal as refusal:
        made = _json(refusal.status, problem(refusal), "application/problem+json")
        if refusal.status == 401:
            made["WWW-Authenticate"] = 'Bearer realm="yiwang", Basic realm="yiwang"'
        if refusal.status == 405:
            made["Allow"] = "GET, POST, PATCH, PUT, DELETE"
        if refusal.status == 503:
            made["Retry-After"] = str(refusal.details.get("retry_after_s", 5))
        return made


def _answer(request: HttpRequest, path: str) -> HttpResponse:
    method = request.method or ""
    if method not in METHODS:
        raise MethodRefused(method=method)
    caller = caller_of(request)
    host = request.get_host()
    root = f"{request.scheme}://{host}{PATH}"
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    media = request.headers.get("Content-Type", "")
    if path.strip("/") == "$batch":
        if method != "POST":
            raise MethodRefused(method=method)
        return _batch(request.body, media, lambda: Service(caller, root, name), root)
    asked = Asked(
        method=method,
        path=path,
        query=request.META.get("QUERY_STRING", ""),
        body=request.body,
        media=media.split(";")[0].strip().lower(),
    )
    return _http(Service(caller, root, name).answer(asked))


def _batch(body: bytes, media: str, open_service: batch.Open, root: str) -> HttpResponse:
    if media.split(";")[0].strip().lower() == "application/json":
        return _json(200, batch.json_answer(batch.run(batch.read_json_batch(body, root), open_service, root)))
    parts = batch.read_multipart(body, media, root)
    content, kind = batch.multipart_answer(batch.run(parts, open_service, root))
    return HttpResponse(content, content_type=kind)


def _http(answer: Answer) -> HttpResponse:
    if answer.text is not None:
        made = HttpResponse(answer.text, status=answer.status, content_type="text/plain; charset=utf-8")
    elif answer.body is None:
        made = HttpResponse(status=answer.status)
    else:
        made = _json(answer.status, answer.body)
    for name, value in answer.headers.items():
        made[name] = value
    made["Cache-Control"] = "no-store"
    return made


def _json(status: int, body: Any, media: str = "application/json") -> HttpResponse:
    text = json.dumps(body, ensure_ascii=False, default=str)
    made = HttpResponse(text, status=status, content_type=f"{media}; charset=utf-8")
    made["Cache-Control"] = "no-store"
    return made


urlpatterns: list[URLPattern] = [re_path(r"^sta/v1\.1(?P<path>(?:/.*)?)$", service)]
