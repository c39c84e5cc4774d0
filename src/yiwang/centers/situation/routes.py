"""HTTP of the situation center."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from ninja import Body, Query

from yiwang.centers.situation import api
from yiwang.centers.situation.contracts import DutyDesk, Found, Overview, Standing, Tree
from yiwang.identity.api import HandOver, HttpRequest, Routes
from yiwang.identity.contracts import HandOverDrawn

router = Routes(tags=["situation"])
Code = Annotated[str, Query(max_length=60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverBody:
    desk: str
    note: str = ""


@router.get(
    "/situation/overview", permission="situation.see", response=Overview, operation_id="situation_overview"
)
def overview(request: HttpRequest, tree: Tree = "managed", area: Code = "") -> Overview:
    """Open alerts, events and cases by area and hazard, device health; by one of the two trees."""
    return api.overview(request.subject, tree=tree, area=area)


@router.get("/situation/standing", permission="areas.see", response=Standing, operation_id="standing")
def standing(request: HttpRequest, area: Code = "") -> Standing:
    """平急状态 of an area (default: mine), and whether what I see is partly a demonstration."""
    return api.standing(request.subject, area)


@router.get("/situation/duty", permission="shifts.see", response=DutyDesk, operation_id="duty_desk")
def duty_desk(request: HttpRequest, desk: Code = "") -> DutyDesk:
    """The duty desk: shift, open items, log, hand-over."""
    return api.duty_desk(request.subject, desk)


@router.post(
    "/situation/hand-over",
    permission="shifts.hand_over",
    tells=(HandOverDrawn,),
    response=HandOver,
    operation_id="draw_up_hand_over",
)
def draw_up_hand_over(request: HttpRequest, body: Body[HandOverBody]) -> HandOver:
    """Draw up (or, unsigned, draw again) the hand-over with everything that is open now."""
    return api.hand_over(request.subject, body.desk, body.note)


@router.get("/search", permission="search.use", response=Found, operation_id="search")
def search(request: HttpRequest, q: Annotated[str, Query(max_length=60)]) -> Found:
    """Find cases, events, alerts, things, units and areas within what I may see."""
    return api.search(request.subject, q)
