"""Events over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Schema

from yiwang.events import api
from yiwang.events.contracts import Event, EventFilters, EventGraded, EventRow
from yiwang.identity.api import HttpRequest, Routes, export
from yiwang.identity.contracts import ListExported
from yiwang.kernel.pages import Page

router = Routes(tags=["events"])
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=200)]


class EventsAsked(Schema):
    """What a list may be narrowed by; `area` is an area id or a managed path."""

    state: str = ""
    hazard: str = ""
    area: str = ""
    kind: str = ""
    parent: str = ""
    q: str = ""
    since: datetime | None = None

    def given(self) -> EventFilters:
        return EventFilters(**self.dict())


class GradeBody(Schema):
    """`version` is the version the client saw; another one is a conflict."""

    grade: str
    reason: str
    version: int | None = None


@router.get("/events", permission="events.see", response=Page[EventRow], operation_id="list_events")
def list_events(
    request: HttpRequest, filters: Query[EventsAsked], page: PageNumber = 1, size: PageSize = 50
) -> Page[EventRow]:
    """城市事件, newest first, within the caller's scope."""
    return api.list_events(request.subject, filters.given(), page=page, size=size)


@router.get(
    "/events/export.xlsx", permission="events.see", tells=(ListExported,), operation_id="export_events"
)
def export_events(request: HttpRequest, filters: Query[EventsAsked]) -> HttpResponse:
    """The same list as an Excel file, within the same scope and filters."""
    return export(request.subject, "events", api.sheet(request.subject, filters.given()), filters.dict())


@router.get("/events/{event_id}", permission="events.see", response=Event, operation_id="get_event")
def get_event(request: HttpRequest, event_id: str) -> Event:
    """An event with its alerts, its process or its children, and its history."""
    return api.get_event(request.subject, event_id)


@router.post(
    "/events/{event_id}/grade",
    permission="events.grade",
    tells=(EventGraded,),
    response=EventRow,
    operation_id="grade_event",
)
def grade_event(request: HttpRequest, event_id: str, body: GradeBody) -> EventRow:
    """Grade an event (事件分级): by a person, with a reason; no other ladder moves with it."""
    return api.grade(request.subject, event_id, grade=body.grade, reason=body.reason, version=body.version)
