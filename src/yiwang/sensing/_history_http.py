"""HTTP of the past and the newest: buckets of many series, an area as a whole, many newest readings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from ninja import Query, Schema

from yiwang.areas import api as areas
from yiwang.identity.api import HttpRequest, Routes, scope
from yiwang.kernel import clock
from yiwang.sensing import _history, _things
from yiwang.sensing._history_shapes import AreaBuckets, BadRange, Buckets, TooManySeries
from yiwang.sensing.contracts import Latest

router = Routes(tags=["sensing"])
Step = Literal["1m", "5m", "10m", "15m", "30m", "1h", "3h", "6h", "12h", "1d"]


class BucketsAsked(Schema):
    ids: list[str]
    """Datastreams, at most 200: `ids=a&ids=b`."""
    start: datetime | None = None
    end: datetime | None = None
    step: Step = "1h"


class AreaAsked(Schema):
    property: str
    area: str = ""
    model: str = ""
    kind: str = ""
    start: datetime | None = None
    end: datetime | None = None
    step: Step = "1d"


class Ids(Schema):
    ids: list[str]


def _between(start: datetime | None, end: datetime | None, usual: timedelta) -> tuple[datetime, datetime]:
    until = end or clock.now() + timedelta(minutes=5)
    since = start or until - usual
    if since.tzinfo is None or until.tzinfo is None or since >= until:
        raise BadRange()
    return since, until


def _few(ids: list[str]) -> list[str]:
    if not 0 < len(ids) <= _history.MOST_SERIES:
        raise TooManySeries(limit=_history.MOST_SERIES)
    return ids


@router.get(
    "/observations/buckets",
    permission="observations.see",
    response=list[Buckets],
    operation_id="get_buckets",
)
def get_buckets(request: HttpRequest, asked: Query[BucketsAsked]) -> list[Buckets]:
    """Several datastreams in buckets of one width, days beginning in Beijing; by default the last week."""
    since, until = _between(asked.start, asked.end, timedelta(days=7))
    ids = _history.visible_ids(scope(request.subject, "observations.see"), _few(asked.ids))
    return _history.buckets(ids, since, until, asked.step)


@router.get(
    "/observations/latest",
    permission="observations.see",
    response=dict[str, Latest],
    operation_id="get_many_latest",
)
def get_many_latest(request: HttpRequest, asked: Query[Ids]) -> dict[str, Latest]:
    """The newest reading of each of at most 200 datastreams that has any."""
    ids = _history.visible_ids(scope(request.subject, "observations.see"), _few(asked.ids))
    return _things.latest(ids)


@router.get(
    "/observations/areas",
    permission="observations.see",
    response=list[AreaBuckets],
    operation_id="get_area_buckets",
)
def get_area_buckets(request: HttpRequest, asked: Query[AreaAsked]) -> list[AreaBuckets]:
    """One property of all visible things below an area, for each area right below it; by default 30 days."""
    since, until = _between(asked.start, asked.end, timedelta(days=30))
    path = areas.get_area(asked.area).managed_path if asked.area else "/"
    allowed = scope(request.subject, "observations.see")
    given = {"property": asked.property, "model": asked.model, "kind": asked.kind}
    return _history.by_area(allowed, path, given, since, until, asked.step)
