"""Rules and alerts over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Schema
from pydantic import AwareDatetime, Field

from yiwang.identity.api import HttpRequest, Routes, export, scope
from yiwang.identity.contracts import ListExported
from yiwang.kernel.pages import Page
from yiwang.rules import api
from yiwang.rules.contracts import (
    Alert,
    AlertAcknowledged,
    AlertDetail,
    AlertEnded,
    AlertFilters,
    Draft,
    DraftChanged,
    DraftReviewed,
    Preview,
    PreviewProgress,
    QuietHours,
    QuietHoursCancelled,
    QuietHoursSet,
    RuleDeclared,
    RuleDetail,
    RuleForm,
    RuleHazard,
    RuleRow,
    Window,
    WindowCancelled,
    WindowSet,
)

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
    series: str = ""
    fault: bool | None = None
    late: bool | None = None
    ringing: bool | None = None
    held: bool | None = None
    acknowledged: bool | None = None
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


@router.post(
    "/alerts/{alert_id}/acknowledge",
    permission="alerts.confirm",
    tells=(AlertAcknowledged,),
    response=Alert,
    operation_id="acknowledge_alert",
)
def acknowledge_alert(request: HttpRequest, alert_id: str) -> Alert:
    """已知悉: somebody is looking into the alert. It says nothing about its ending; the first one is kept."""
    return api.acknowledge_alert(alert_id, request.subject)


@router.get(
    "/rules/hazards", permission="rules.see", response=list[RuleHazard], operation_id="list_rule_hazards"
)
def list_hazards(request: HttpRequest) -> list[RuleHazard]:
    """What the rules in force watch for: whatever their packs declare."""
    return api.hazards()


@router.get("/rules", permission="rules.see", response=Page[RuleRow], operation_id="list_rules")
def list_rules(
    request: HttpRequest,
    active: bool = True,
    kind: str = "",
    hazard: str = "",
    pack: str = "",
    severity: str = "",
    q: str = "",
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[RuleRow]:
    """研判规则 with their false-alarm rates; `active=false` shows earlier versions too."""
    return api.rules(
        active=active, kind=kind, hazard=hazard, pack=pack, severity=severity, q=q, page=page, size=size
    )


# ---------------------------------------------------------------------------------------------- the rule desk


class DraftBody(Schema):
    """`declaration`: the whole rule with its `kind`, as `GET /rules/forms` describes it."""

    declaration: dict[str, Any]
    reason: str = ""


class ReviewBody(Schema):
    """`version`: the draft as the reviewer saw it."""

    approve: bool
    note: str = ""
    version: int


class PreviewBody(Schema):
    """Either a kept draft or words that are not kept yet, and the span to run them over."""

    draft: str = ""
    declaration: dict[str, Any] | None = None
    start: AwareDatetime
    end: AwareDatetime
    ticket: Annotated[str, Field(max_length=64)] = ""
    """Drawn by the caller: under it he may ask how far the preview is, and cancel it."""


class WindowBody(Schema):
    """A thing, an area or a rule (all that is said must hold), from when to when, and why."""

    thing: str = ""
    area: str = ""
    rule: str = ""
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    reason: str


class QuietBody(Schema):
    """Minutes of the local day; `severities` of notice and general; `deliver`: call when they are over."""

    area: str
    from_minute: int
    to_minute: int
    severities: list[str]
    deliver: bool = True
    reason: str = ""


@router.get("/rules/forms", permission="rules.see", response=list[RuleForm], operation_id="list_rule_forms")
def list_rule_forms(request: HttpRequest) -> list[RuleForm]:
    """Every kind of rule with the JSON Schema of its words and their defaults."""
    return api.forms()


@router.get("/rules/detail", permission="rules.see", response=RuleDetail, operation_id="get_rule")
def get_rule(request: HttpRequest, code: str) -> RuleDetail:
    """A rule by its code: the version in force, every version with who wrote and who reviewed it, drafts."""
    return api.rule_detail(code, request.subject)


@router.get("/rules/drafts", permission="rules.see", response=Page[Draft], operation_id="list_rule_drafts")
def list_rule_drafts(
    request: HttpRequest, state: str = "", code: str = "", page: PageNumber = 1, size: PageSize = 50
) -> Page[Draft]:
    """Drafts of rules, the newest first."""
    return api.drafts(request.subject, state=state, code=code, page=page, size=size)


@router.get("/rules/drafts/{draft_id}", permission="rules.see", response=Draft, operation_id="get_rule_draft")
def get_rule_draft(request: HttpRequest, draft_id: str) -> Draft:
    """One draft, and what this person may do with it."""
    return api.draft(draft_id, request.subject)


@router.post(
    "/rules/drafts",
    permission="rules.manage",
    tells=(DraftChanged,),
    response=Draft,
    operation_id="write_rule_draft",
)
def write_rule_draft(request: HttpRequest, body: DraftBody) -> Draft:
    """Propose a new rule, or other words for one in force. Every fault of the words is told at once."""
    return api.write_draft(request.subject, body.declaration, body.reason)


@router.put(
    "/rules/drafts/{draft_id}",
    permission="rules.manage",
    tells=(DraftChanged,),
    response=Draft,
    operation_id="change_rule_draft",
)
def change_rule_draft(request: HttpRequest, draft_id: str, body: DraftBody) -> Draft:
    """Other words in one's own draft; a refused one is a draft again."""
    return api.write_draft(request.subject, body.declaration, body.reason, draft_id)


@router.post(
    "/rules/drafts/{draft_id}/submit",
    permission="rules.manage",
    tells=(DraftChanged,),
    response=Draft,
    operation_id="submit_rule_draft",
)
def submit_rule_draft(request: HttpRequest, draft_id: str) -> Draft:
    """Ask for a second person's review."""
    return api.submit_draft(draft_id, request.subject)


@router.post(
    "/rules/drafts/{draft_id}/withdraw",
    permission="rules.manage",
    tells=(DraftChanged,),
    response=Draft,
    operation_id="withdraw_rule_draft",
)
def withdraw_rule_draft(request: HttpRequest, draft_id: str) -> Draft:
    """Take one's own draft back."""
    return api.withdraw_draft(draft_id, request.subject)


@router.post(
    "/rules/drafts/{draft_id}/review",
    permission="rules.review",
    tells=(DraftReviewed, RuleDeclared),
    response=Draft,
    operation_id="review_rule_draft",
)
def review_rule_draft(request: HttpRequest, draft_id: str, body: ReviewBody) -> Draft:
    """Approve or refuse another's draft; an approved one is in force at once. Nobody reviews his own."""
    return api.review_draft(
        draft_id, request.subject, approve=body.approve, note=body.note, version=body.version
    )


@router.post(
    "/rules/preview",
    permission="rules.see",
    tells=(),
    because="a preview reads the lake and changes nothing that anybody acts upon",
    response=Preview,
    operation_id="preview_rule",
)
def preview_rule(request: HttpRequest, body: PreviewBody) -> Preview:
    """预演: how often a rule would have rung, beside the version in force; each time can be opened."""
    return api.preview(
        request.subject,
        body.start,
        body.end,
        declaration=body.declaration,
        draft_id=body.draft,
        ticket=body.ticket,
    )


@router.get(
    "/rules/preview/{ticket}",
    permission="rules.see",
    response=PreviewProgress,
    operation_id="get_preview_progress",
)
def get_preview_progress(request: HttpRequest, ticket: str) -> PreviewProgress:
    """How far one's own preview is while it is under way."""
    return api.preview_progress(request.subject, ticket)


@router.post(
    "/rules/preview/{ticket}/cancel",
    permission="rules.see",
    tells=(),
    because="a preview changes nothing that anybody acts upon, nor does its end",
    response={204: None},
    operation_id="cancel_preview",
)
def cancel_preview(request: HttpRequest, ticket: str) -> tuple[int, None]:
    """End one's own preview; whoever waits for it is answered 409."""
    api.cancel_preview(request.subject, ticket)
    return 204, None


@router.get("/alert-windows", permission="alerts.see", response=Page[Window], operation_id="list_windows")
def list_windows(
    request: HttpRequest, current: bool = True, page: PageNumber = 1, size: PageSize = 50
) -> Page[Window]:
    """检修时段 within the caller's scope; `current=false` shows those that are over, too."""
    return api.windows(scope(request.subject, "alerts.see"), current=current, page=page, size=size)


@router.post(
    "/alert-windows",
    permission="alerts.hold",
    tells=(WindowSet,),
    response=Window,
    operation_id="set_window",
)
def set_window(request: HttpRequest, body: WindowBody) -> Window:
    """Set a maintenance window: alerts within it are kept and marked, and call nobody."""
    return api.set_window(
        request.subject,
        thing_id=body.thing,
        area_id=body.area,
        rule_code=body.rule,
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        reason=body.reason,
    )


@router.post(
    "/alert-windows/{window_id}/cancel",
    permission="alerts.hold",
    tells=(WindowCancelled,),
    response=Window,
    operation_id="cancel_window",
)
def cancel_window(request: HttpRequest, window_id: str) -> Window:
    """End a window before its time; what still rings calls people then."""
    return api.cancel_window(window_id, request.subject)


@router.get(
    "/quiet-hours", permission="rules.see", response=list[QuietHours], operation_id="list_quiet_hours"
)
def list_quiet_hours(request: HttpRequest) -> list[QuietHours]:
    """免打扰时段 in force."""
    return api.quiet_hours()


@router.post(
    "/quiet-hours",
    permission="rules.manage",
    tells=(QuietHoursSet,),
    response=QuietHours,
    operation_id="set_quiet_hours",
)
def set_quiet_hours(request: HttpRequest, body: QuietBody) -> QuietHours:
    """Set quiet hours of an area for notice and general alerts; graver ones never wait."""
    return api.set_quiet_hours(
        request.subject,
        area_id=body.area,
        from_minute=body.from_minute,
        to_minute=body.to_minute,
        severities=body.severities,
        deliver=body.deliver,
        reason=body.reason,
    )


@router.post(
    "/quiet-hours/{quiet_id}/cancel",
    permission="rules.manage",
    tells=(QuietHoursCancelled,),
    response=QuietHours,
    operation_id="cancel_quiet_hours",
)
def cancel_quiet_hours(request: HttpRequest, quiet_id: str) -> QuietHours:
    """Take quiet hours back; what waited goes its way."""
    return api.cancel_quiet_hours(quiet_id, request.subject)
