"""The routes of the situation center and of identity, with the error shape of the house."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from ninja import NinjaAPI

from yiwang.centers.situation.routes import router
from yiwang.identity.routes import router as identity
from yiwang.kernel.errors import Refusal

api = NinjaAPI(urls_namespace="situation-tests", docs_url=None, openapi_url=None)
api.add_router("", router)
api.add_router("", identity)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    return JsonResponse(error.problem(), status=error.status)


urlpatterns = [path("api/", api.urls)]
