"""The routes of identity alone, with the error shape of the house."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from ninja import NinjaAPI

from yiwang.identity.api import HttpRequest as SignedRequest
from yiwang.identity.api import Routes
from yiwang.identity.contracts import Unit
from yiwang.identity.routes import router
from yiwang.kernel.errors import Refusal
from yiwang.kernel.pages import Page

api = NinjaAPI(urls_namespace="identity-tests", docs_url=None, openapi_url=None)
api.add_router("", router)
probe = Routes()


@probe.get("/probe/page", permission="areas.see", response=Page[Unit])
def probe_page(request: SignedRequest) -> Page[Unit]:
    """A list route as every noun writes it."""
    return Page(items=[], total=0, page=1, size=1, position=len(request.subject.user_id))


api.add_router("", probe)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    return JsonResponse(error.problem(), status=error.status)


urlpatterns = [path("api/", api.urls)]
