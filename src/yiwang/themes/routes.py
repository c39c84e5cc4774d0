"""HTTP of 未诉先办 and 每月一题."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Schema
from pydantic import Field

from yiwang.identity.api import HttpRequest, Routes, UserRef, export
from yiwang.identity.contracts import ListExported
from yiwang.kernel.pages import Page
from yiwang.themes import api
from yiwang.themes.api import AppealFilters, SignalFilters
from yiwang.themes.contracts import (
    Looked,
    Ranking,
    RepeatedRow,
    SeenAppeal,
    SignalDetail,
    SignalRow,
    TaskForm,
    ThemeAdopted,
    ThemeDetail,
    ThemeDropped,
    ThemeEdited,
    ThemeForm,
    ThemeProposed,
    ThemeRow,
    ThemeSentBack,
    ThemeSignedOff,
    ThemeSignOffAsked,
    ThemeTaskReopened,
    ThemeTaskReported,
)

router = Routes(tags=["themes"])
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=200)]
Said = Annotated[str, Field(max_length=2_000)]
Code = Annotated[str, Field(max_length=160)]


class ThemeTaskBody(Schema):
    text: Annotated[str, Field(max_length=500)]
    unit: Code
    due: date
    id: Code = ""


class ThemeBody(Schema):
    """A monthly theme as it is written, and its version as its author saw it (0: a new one)."""

    month: Annotated[str, Field(max_length=7)]
    title: Annotated[str, Field(max_length=100)]
    problem: Annotated[str, Field(max_length=4_000)]
    matters: Annotated[list[Code], Field(max_length=50)]
    classes: Annotated[list[Code], Field(max_length=50)]
    areas: Annotated[list[Code], Field(max_length=50)]
    tasks: Annotated[list[ThemeTaskBody], Field(max_length=60)]
    co_units: Annotated[list[Code], Field(max_length=50)]
    measures: Annotated[str, Field(max_length=4_000)] = ""
    signal_id: Code = ""
    lead_unit: Code = ""
    leader: Code = ""
    baseline_months: int = 3
    version: int = 0

    def form(self) -> ThemeForm:
        return ThemeForm(
            month=self.month,
            title=self.title,
            problem=self.problem,
            matters=tuple(self.matters),
            classes=tuple(self.classes),
            areas=tuple(self.areas),
            measures=self.measures,
            signal_id=self.signal_id,
            lead_unit=self.lead_unit,
            co_units=tuple(self.co_units),
            leader=self.leader,
            tasks=tuple(TaskForm(text=one.text, unit=one.unit, due=one.due, id=one.id) for one in self.tasks),
            baseline_months=self.baseline_months,
        )


class ThemeActBody(Schema):
    """An act on the theme's version as the person saw it; `note` is the reason where one is needed."""

    version: int
    note: Said = ""


class ThemeReportBody(Schema):
    """A task is done: what was done, and the ids of the documents that prove it."""

    version: int
    report: Said
    evidence: Annotated[list[Code], Field(max_length=20)]


@router.get("/themes/looked", permission="themes.see", response=Looked, operation_id="themes_looked")
def looked(request: HttpRequest) -> Looked:
    """When signals were last looked for, and whether the records suffice."""
    return api.looked()


@router.get("/themes/signals", permission="themes.see", response=Page[SignalRow], operation_id="list_signals")
def list_signals(
    request: HttpRequest,
    state: str = "",
    grade: str = "",
    level: str = "",
    area: str = "",
    window: Annotated[int, Query(ge=0, le=7)] = 0,
    on: date | None = None,
    page: PageNumber = 1,
    size: PageSize = 100,
) -> Page[SignalRow]:
    """热点 and 弱信号; `on` asks for those that stood open at the end of that day."""
    asked = SignalFilters(state=state, grade=grade, level=level, area=area, window=window, on=on)
    return api.list_signals(request.subject, asked, page=page, size=size)


@router.get(
    "/themes/signals/export.xlsx",
    permission="themes.see",
    tells=(ListExported,),
    operation_id="export_signals",
)
def export_signals(
    request: HttpRequest,
    state: str = "",
    grade: str = "",
    level: str = "",
    area: str = "",
    on: date | None = None,
) -> HttpResponse:
    """The list of signals as an Excel file."""
    asked = SignalFilters(state=state, grade=grade, level=level, area=area, on=on)
    sheet = api.signals_sheet(request.subject, asked)
    said = {"state": state, "grade": grade, "level": level, "area": area, "on": on or ""}
    return export(request.subject, "signals", sheet, said)


@router.get(
    "/themes/signals/{signal_id}",
    permission="themes.see",
    response=SignalDetail,
    operation_id="get_signal",
)
def get_signal(request: HttpRequest, signal_id: str) -> SignalDetail:
    """A signal with its history and why it is one."""
    return api.get_signal(request.subject, signal_id)


def _asked(
    since: date | None,
    until: date | None,
    area: str,
    kind: str = "",
    theme: str = "",
    unit: str = "",
    signal: str = "",
    own: bool = False,
) -> AppealFilters:
    return AppealFilters(
        since=since, until=until, area=area, kind=kind, theme=theme, unit=unit, signal=signal, own=own
    )


@router.get(
    "/themes/appeals", permission="themes.see", response=Page[SeenAppeal], operation_id="list_theme_appeals"
)
def list_appeals(
    request: HttpRequest,
    since: date | None = None,
    until: date | None = None,
    area: str = "",
    kind: str = "",
    theme: str = "",
    unit: str = "",
    signal: str = "",
    own: bool = False,
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[SeenAppeal]:
    """The appeals behind a signal or a figure, as far as one may see them."""
    asked = _asked(since, until, area, kind, theme, unit, signal, own)
    return api.list_appeals(request.subject, asked, page=page, size=size)


@router.get(
    "/themes/repeated", permission="themes.see", response=Page[RepeatedRow], operation_id="list_repeated"
)
def list_repeated(
    request: HttpRequest,
    since: date | None = None,
    until: date | None = None,
    area: str = "",
    kind: str = "",
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[RepeatedRow]:
    """重复诉求: `kind` event, person, redo or all."""
    return api.repeated(request.subject, _asked(since, until, area), kind=kind, page=page, size=size)


@router.get(
    "/themes/repeated/export.xlsx",
    permission="themes.see",
    tells=(ListExported,),
    operation_id="export_repeated",
)
def export_repeated(
    request: HttpRequest,
    since: date | None = None,
    until: date | None = None,
    area: str = "",
    kind: str = "",
) -> HttpResponse:
    """The list of repeats as an Excel file."""
    sheet = api.repeated_sheet(request.subject, _asked(since, until, area), kind)
    said = {"since": since or "", "until": until or "", "area": area, "kind": kind}
    return export(request.subject, "repeated", sheet, said)


@router.get("/themes/ranking", permission="themes.see", response=Ranking, operation_id="rank_appeals")
def ranking(
    request: HttpRequest,
    by: str = "area",
    since: date | None = None,
    until: date | None = None,
    area: str = "",
    kind: str = "",
    theme: str = "",
) -> Ranking:
    """Appeals by area, class, matter or unit, with the time before; rows add up to the total."""
    return api.ranking(request.subject, by, _asked(since, until, area, kind, theme))


@router.get(
    "/themes/ranking/export.xlsx",
    permission="themes.see",
    tells=(ListExported,),
    operation_id="export_ranking",
)
def export_ranking(
    request: HttpRequest,
    by: str = "area",
    since: date | None = None,
    until: date | None = None,
    area: str = "",
    kind: str = "",
    theme: str = "",
) -> HttpResponse:
    """The ranking as an Excel file."""
    sheet = api.ranking_sheet(request.subject, by, _asked(since, until, area, kind, theme))
    said = {"by": by, "since": since or "", "until": until or "", "area": area, "theme": theme}
    return export(request.subject, "ranking", sheet, said)


@router.get(
    "/themes/monthly", permission="themes.see", response=Page[ThemeRow], operation_id="list_monthly_themes"
)
def list_themes(
    request: HttpRequest,
    state: str = "",
    month: str = "",
    mine: bool = False,
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[ThemeRow]:
    """每月一题, the newest month first."""
    return api.list_themes(request.subject, state=state, month=month, mine=mine, page=page, size=size)


@router.get(
    "/themes/monthly/export.xlsx",
    permission="themes.see",
    tells=(ListExported,),
    operation_id="export_monthly_themes",
)
def export_themes(request: HttpRequest) -> HttpResponse:
    """All monthly themes in one's scope as an Excel file."""
    return export(request.subject, "monthly-themes", api.themes_sheet(request.subject), {})


@router.get(
    "/themes/signers", permission="themes.manage", response=list[UserRef], operation_id="list_signers"
)
def list_signers(request: HttpRequest, area: str) -> list[UserRef]:
    """The leaders who could sign a theme of this area."""
    return api.signers(request.subject, area)


@router.post(
    "/themes/monthly",
    permission="themes.manage",
    tells=(ThemeProposed,),
    response=ThemeDetail,
    operation_id="propose_theme",
)
def propose(request: HttpRequest, body: ThemeBody) -> ThemeDetail:
    """提出每月一题."""
    return api.detail(api.propose(request.subject, body.form()), request.subject)


@router.get(
    "/themes/monthly/{theme_id}",
    permission="themes.see",
    response=ThemeDetail,
    operation_id="get_monthly_theme",
)
def get_theme(request: HttpRequest, theme_id: str) -> ThemeDetail:
    """A monthly theme, whole, with its fall in appeals as of now."""
    return api.get_theme(request.subject, theme_id)


@router.put(
    "/themes/monthly/{theme_id}",
    permission="themes.manage",
    tells=(ThemeEdited,),
    response=ThemeDetail,
    operation_id="edit_theme",
)
def edit(request: HttpRequest, theme_id: str, body: ThemeBody) -> ThemeDetail:
    """修改: a proposal whole, of an adopted theme its measures and tasks."""
    row = api.edit(request.subject, theme_id, body.form(), version=body.version)
    return api.detail(row, request.subject)


@router.post(
    "/themes/monthly/{theme_id}/adopt",
    permission="themes.manage",
    tells=(ThemeAdopted,),
    response=ThemeDetail,
    operation_id="adopt_theme",
)
def adopt(request: HttpRequest, theme_id: str, body: ThemeActBody) -> ThemeDetail:
    """立题, by another person than the proposer."""
    return api.detail(api.adopt(request.subject, theme_id, version=body.version), request.subject)


@router.post(
    "/themes/monthly/{theme_id}/drop",
    permission="themes.manage",
    tells=(ThemeDropped,),
    response=ThemeDetail,
    operation_id="drop_theme",
)
def drop(request: HttpRequest, theme_id: str, body: ThemeActBody) -> ThemeDetail:
    """不予立题, with the reason."""
    return api.detail(api.drop(request.subject, theme_id, body.note, version=body.version), request.subject)


@router.post(
    "/themes/monthly/{theme_id}/tasks/{task_id}/report",
    permission="themes.see",
    tells=(ThemeTaskReported,),
    response=ThemeDetail,
    operation_id="report_theme_task",
)
def report_task(request: HttpRequest, theme_id: str, task_id: str, body: ThemeReportBody) -> ThemeDetail:
    """填报任务, by the people of its own unit."""
    row = api.report_task(
        request.subject, theme_id, task_id, body.report, tuple(body.evidence), version=body.version
    )
    return api.detail(row, request.subject)


@router.post(
    "/themes/monthly/{theme_id}/tasks/{task_id}/reopen",
    permission="themes.manage",
    tells=(ThemeTaskReopened,),
    response=ThemeDetail,
    operation_id="reopen_theme_task",
)
def reopen_task(request: HttpRequest, theme_id: str, task_id: str, body: ThemeActBody) -> ThemeDetail:
    """任务退回: it is not done after all."""
    row = api.reopen_task(request.subject, theme_id, task_id, body.note, version=body.version)
    return api.detail(row, request.subject)


@router.post(
    "/themes/monthly/{theme_id}/ask",
    permission="themes.see",
    tells=(ThemeSignOffAsked,),
    response=ThemeDetail,
    operation_id="ask_theme_sign_off",
)
def ask(request: HttpRequest, theme_id: str, body: ThemeActBody) -> ThemeDetail:
    """提请销题, by the lead unit."""
    return api.detail(api.ask(request.subject, theme_id, body.note, version=body.version), request.subject)


@router.post(
    "/themes/monthly/{theme_id}/sign-off",
    permission="themes.see",
    tells=(ThemeSignedOff,),
    response=ThemeDetail,
    operation_id="sign_off_theme",
)
def sign_off(request: HttpRequest, theme_id: str, body: ThemeActBody) -> ThemeDetail:
    """销题, by the leader whom the theme names."""
    row = api.sign_off(request.subject, theme_id, body.note, version=body.version)
    return api.detail(row, request.subject)


@router.post(
    "/themes/monthly/{theme_id}/send-back",
    permission="themes.see",
    tells=(ThemeSentBack,),
    response=ThemeDetail,
    operation_id="send_back_theme",
)
def send_back(request: HttpRequest, theme_id: str, body: ThemeActBody) -> ThemeDetail:
    """退回, by the leader whom the theme names, with the reason."""
    row = api.send_back(request.subject, theme_id, body.note, version=body.version)
    return api.detail(row, request.subject)
