"""Flows for drawing, and rates with the cases behind them, over HTTP."""

from __future__ import annotations

from datetime import datetime

from yiwang.cases import api
from yiwang.cases._http import PageNumber, PageSize, router
from yiwang.cases.contracts import CaseOrderRow, CaseRow, FlowRow, FlowView, Rates, UnitLoad
from yiwang.identity.api import HttpRequest
from yiwang.kernel.pages import Page


@router.get("/flows", permission="cases.see", response=list[FlowRow], operation_id="list_flows")
def list_flows(request: HttpRequest) -> list[FlowRow]:
    """Every case flow, in the version that new cases get."""
    return api.flows()


@router.get("/flows/{code}", permission="cases.see", response=FlowView, operation_id="get_flow")
def get_flow(request: HttpRequest, code: str, version: str = "") -> FlowView:
    """A flow as nodes and edges, for drawing; without a version the one that new cases get."""
    return api.get_flow(code, version)


@router.get("/case_rates", permission="cases.see", response=Rates, operation_id="get_case_rates")
def get_case_rates(
    request: HttpRequest,
    since: datetime,
    until: datetime,
    area: str = "",
    flow: str = "",
    unit: str = "",
) -> Rates:
    """The rates of the lead cases opened in [since, until), within the caller's scope, raw and adjusted."""
    return api.rates(request.subject, since, until, area=area, flow=flow, unit=unit)


@router.get(
    "/case_rates/{code}/cases", permission="cases.see", response=Page[CaseRow], operation_id="list_rate_cases"
)
def list_rate_cases(
    request: HttpRequest,
    code: str,
    since: datetime,
    until: datetime,
    side: str = "missed",
    area: str = "",
    flow: str = "",
    unit: str = "",
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[CaseRow]:
    """The cases behind one side of a rate: denominator, numerator, missed, left_out, excluded."""
    return api.rate_cases(
        request.subject, code, side, since, until, area=area, flow=flow, unit=unit, page=page, size=size
    )


@router.get("/case_units", permission="cases.see", response=list[UnitLoad], operation_id="list_case_units")
def list_case_units(request: HttpRequest, area: str = "") -> list[UnitLoad]:
    """The open cases of each unit within the caller's scope, near due and overdue; most overdue first."""
    return api.unit_loads(request.subject, area=area)


@router.get(
    "/case_orders", permission="cases.see", response=list[CaseOrderRow], operation_id="list_case_orders"
)
def list_case_orders(request: HttpRequest, area: str = "") -> list[CaseOrderRow]:
    """The supervision orders that are not signed off yet, with their deadlines and cases."""
    return api.open_orders(request.subject, area=area)
