"""Rules and alerts over HTTP."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Schema

from yiwang.identity.api import HttpRequest, Routes, export, scope
from yiwang.identity.contracts import ListExported
from yiwang.kernel.pages import Page
from yiwang.rules import api
from yiwang.rules.contracts import Alert, AlertDetail, AlertEnded, AlertFilters, RuleRow

router = Routes(tags=["rules"])
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=200)]


class AlertsAsked(Schema):
    """What a list may be narrowed by; `severity` may name several with commas."""

    state: str = ""
    outcome: str = ""
    severity: str = ""
    hazard: str = ""
    area: str = ""
    rule: str = ""
    thing: str = ""
    datastream: str = ""
    fault: bool | None = None
    late: bool | None = None
    ringing: bool | None = None
    q: str = ""

    def given(self) -> AlertFilters:
        return AlertFilters(**self.dict())


class EndBody(Schema):
    """`outcome`: true, false_alarm, device_fault, duplicate or drill. `version`: the one that was seen."""

    outcome: str
    reason: str = ""
    version: int | None = None


@router.get("/alerts", permission="alerts.see", response=Page[Alert], operation_id="list_alerts")
def list_alerts(
    request: HttpRequest, filters: Query[AlertsAsked], page: PageNumber = 1, size: PageSize = 50
) -> Page[Alert]:
    """告警, newest first, within the caller's scope."""
    return api.alerts(scope(request.subject, "alerts.see"), filters.given(), page=page, size=size)


@router.get(
    "/alerts/export.xlsx", permission="alerts.see", tells=(ListExported,), operation_id="export_alerts"
)
def export_alerts(request: HttpRequest, filters: Query[AlertsAsked]) -> HttpResponse:
    """The same list as an Excel file, within the same scope and filters."""
    sheet = api.sheet(scope(request.subject, "alerts.see"), filters.given())
    return export(request.subject, "alerts", sheet, filters.dict())


@router.get("/alerts/{alert_id}", permission="alerts.see", response=AlertDetail, operation_id="get_alert")
def get_alert(request: HttpRequest, alert_id: str) -> AlertDetail:
    """An alert with the rule version that raised it and the episodes it stands for."""
    return api.alert_detail(request.subject, alert_id)


@router.post(
    "/alerts/{alert_id}/end",
    permission="alerts.confirm",
    tells=(AlertEnded,),
    response=Alert,
    operation_id="end_alert",
)
def end_alert(request: HttpRequest, alert_id: str, body: EndBody) -> Alert:
    """Judge an alert: 属实, 误报, 设备故障, 重复 or 演练. The first one to do so is the one who did."""
    return api.end_alert(alert_id, body.outcome, request.subject, body.reason, body.version)


@router.get("/rules", permission="rules.see", response=Page[RuleRow], operation_id="list_rules")
def list_rules(
    request: HttpRequest,
    active: bool = True,
    kind: str = "",
    hazard: str = "",
    pack: str = "",
    q: str = "",
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[RuleRow]:
    """研判规则 with their false-alarm rates; `active=false` shows earlier versions too."""
    return api.rules(active=active, kind=kind, hazard=hazard, pack=pack, q=q, page=page, size=size)
