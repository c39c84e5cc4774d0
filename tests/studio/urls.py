"""The routes of the studio with sign-in, and the error shape of the house."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from ninja import NinjaAPI

from yiwang.identity.routes import router as sessions
from yiwang.kernel.errors import Refusal
from yiwang.studio.routes import router

api = NinjaAPI(urls_namespace="studio-tests", docs_url=None, openapi_url=None)
api.add_router("", sessions)
api.add_router("", router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    return JsonResponse(error.problem(), status=error.status)


urlpatterns = [path("api/", api.urls)]
