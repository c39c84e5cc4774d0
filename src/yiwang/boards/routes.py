"""HTTP of 看板 and 驾驶舱."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Schema
from pydantic import Field

from yiwang.boards import api
from yiwang.boards._shapes import BoardView, Cockpit, CockpitDetail, FigureLine, FigurePage, GraphView
from yiwang.boards.contracts import (
    BoardComposed,
    BoardDetail,
    BoardDiscarded,
    BoardPublished,
    BoardReaffirmed,
    BoardReviewed,
    BoardRow,
    BoardSentBack,
    BoardSubmitted,
    BoardWithdrawn,
)
from yiwang.boards.models import BoardEntry
from yiwang.identity.api import HttpRequest, Routes
from yiwang.kernel.calendar import CivilDay

router = Routes(tags=["boards"])
Word = Annotated[str, Field(max_length=120)]


class BoardBody(Schema):
    """A board as its editor has it: the record that a pack declares. `version`: as he read it (0: new)."""

    board: dict[str, Any]
    version: int = 0


class BoardActBody(Schema):
    """An act on the board's version as the person saw it; `note` is the reason where one is needed."""

    version: int
    note: Annotated[str, Field(max_length=2_000)] = ""


class SubscriptionBody(Schema):
    """The codes of the figures that a person wants in his cockpit before all others."""

    codes: Annotated[list[Word], Field(max_length=100)]


def _told(row: BoardEntry, request: HttpRequest) -> BoardDetail:
    return api.detail(request.subject, row.code)


@router.get("/boards", permission="boards.see", response=list[BoardRow], operation_id="list_boards")
def list_boards(request: HttpRequest, state: str = "", stage: str = "") -> list[BoardRow]:
    """The boards that are for me, and those that I keep."""
    return api.list_boards(request.subject, state=state, stage=stage)


@router.post(
    "/boards",
    permission="boards.compose",
    tells=(BoardComposed,),
    response=BoardDetail,
    operation_id="create_board",
)
def create(request: HttpRequest, body: BoardBody) -> BoardDetail:
    """编制: a new board, as a draft."""
    return _told(api.create(request.subject, body.board), request)


@router.get("/boards/{code}", permission="boards.see", response=BoardDetail, operation_id="get_board")
def get_board(request: HttpRequest, code: str) -> BoardDetail:
    """A board, whole; with its draft, what that changes, and its history for those who keep it."""
    return api.detail(request.subject, code)


@router.get("/boards/{code}/view", permission="boards.see", response=BoardView, operation_id="view_board")
def view(
    request: HttpRequest,
    code: str,
    area: Word = "",
    tree: Literal["", "managed", "statistical"] = "",
    period: Literal["", "day", "week", "month", "quarter", "year", "to_date"] = "",
    day: CivilDay | None = None,
    dimension: Word = "",
    member: Word = "",
    draft: bool = False,
) -> BoardView | HttpResponse:
    """A board with the values of all its parts, at one position; `draft`: of its next edition."""
    asked = {"area": area, "tree": tree, "kind": period, "day": day, "dimension": dimension, "member": member}
    if draft:
        return api.view(request.subject, code, **asked, draft=True)  # type: ignore[arg-type]
    look = api.allowed(request.subject, code, **asked)
    kept = api.ALLOWED.keep((request.headers.get("cookie", ""), request.get_full_path()), look)
    if kept and request.META.get("yiwang.looks"):
        # Whoever waits for the answer waits outside, and holds no thread of Django's.
        return HttpResponse(headers={"x-look-allowed": "1"})
    return HttpResponse(
        api.shared(look).plain, content_type="application/json", headers={"Cache-Control": "no-store"}
    )


@router.put(
    "/boards/{code}/draft",
    permission="boards.compose",
    tells=(BoardComposed,),
    response=BoardDetail,
    operation_id="compose_board",
)
def compose(request: HttpRequest, code: str, body: BoardBody) -> BoardDetail:
    """编制: the draft of the next edition."""
    return _told(api.compose(request.subject, code, body.board, version=body.version), request)


@router.post(
    "/boards/{code}/discard",
    permission="boards.compose",
    tells=(BoardDiscarded,),
    response=BoardRow,
    operation_id="discard_board_draft",
)
def discard(request: HttpRequest, code: str, body: BoardActBody) -> BoardRow:
    """放弃草稿."""
    return _told(api.discard(request.subject, code, version=body.version), request).row


@router.post(
    "/boards/{code}/submit",
    permission="boards.compose",
    tells=(BoardSubmitted,),
    response=BoardDetail,
    operation_id="submit_board",
)
def submit(request: HttpRequest, code: str, body: BoardActBody) -> BoardDetail:
    """提交审核."""
    return _told(api.submit(request.subject, code, version=body.version), request)


@router.post(
    "/boards/{code}/send-back",
    permission="boards.review",
    tells=(BoardSentBack,),
    response=BoardDetail,
    operation_id="send_back_board",
)
def send_back(request: HttpRequest, code: str, body: BoardActBody) -> BoardDetail:
    """退回修改, with the reason."""
    return _told(api.send_back(request.subject, code, body.note, version=body.version), request)


@router.post(
    "/boards/{code}/approve",
    permission="boards.review",
    tells=(BoardReviewed,),
    response=BoardDetail,
    operation_id="approve_board",
)
def approve(request: HttpRequest, code: str, body: BoardActBody) -> BoardDetail:
    """审核通过, by another person than the composer."""
    return _told(api.approve(request.subject, code, body.note, version=body.version), request)


@router.post(
    "/boards/{code}/publish",
    permission="boards.publish",
    tells=(BoardPublished,),
    response=BoardDetail,
    operation_id="publish_board",
)
def publish(request: HttpRequest, code: str, body: BoardActBody) -> BoardDetail:
    """发布."""
    return _told(api.publish(request.subject, code, version=body.version), request)


@router.post(
    "/boards/{code}/reaffirm",
    permission="boards.review",
    tells=(BoardReaffirmed,),
    response=BoardDetail,
    operation_id="reaffirm_board",
)
def reaffirm(request: HttpRequest, code: str, body: BoardActBody) -> BoardDetail:
    """到期复核: it stays as it is."""
    return _told(api.reaffirm(request.subject, code, body.note, version=body.version), request)


@router.post(
    "/boards/{code}/withdraw",
    permission="boards.publish",
    tells=(BoardWithdrawn,),
    response=BoardDetail,
    operation_id="withdraw_board",
)
def withdraw(request: HttpRequest, code: str, body: BoardActBody) -> BoardDetail:
    """下架, with the reason."""
    return _told(api.withdraw(request.subject, code, body.note, version=body.version), request)


@router.get("/cockpit", permission="boards.see", response=Cockpit, operation_id="get_cockpit")
def cockpit(request: HttpRequest) -> Cockpit:
    """驾驶舱: the five figures of my charge to look at first, each with why."""
    return api.cockpit(request.subject)


@router.put(
    "/cockpit/subscriptions",
    permission="boards.see",
    tells=(),
    because="what a person wants to see on his own page is nobody else's business",
    response=Cockpit,
    operation_id="subscribe_cockpit",
)
def subscribe(request: HttpRequest, body: SubscriptionBody) -> Cockpit:
    """Choose the figures of my cockpit."""
    return api.subscribe(request.subject, body.codes)


@router.get(
    "/cockpit/{code}", permission="boards.see", response=CockpitDetail, operation_id="get_cockpit_causes"
)
def causes(
    request: HttpRequest, code: str, area: Word = "", tree: Literal["", "managed", "statistical"] = ""
) -> CockpitDetail:
    """What made a figure move, by areas below and by dimension, and who owns it."""
    return api.causes(request.subject, code, area=area, tree=tree)


@router.get("/graph", permission="indicators.see", response=GraphView, operation_id="get_business_graph")
def graph(
    request: HttpRequest,
    kind: Literal["duty", "matter", "flow", "table", "indicator", "owner"] = "indicator",
    code: Word = "",
    area: Word = "",
) -> GraphView:
    """业务图谱: the chain duty, matter, flow, table, indicator, owner through one of its nodes."""
    return api.graph(request.subject, kind=kind, code=code, area=area)


Tree = Literal["", "managed", "statistical"]
Kind = Literal["", "day", "week", "month", "quarter", "year", "to_date"]


@router.get(
    "/figures/catalogue",
    permission="indicators.see",
    response=list[FigureLine],
    operation_id="list_figures",
)
def list_figures(request: HttpRequest, area: Word = "", tree: Tree = "") -> list[FigureLine]:
    """指标目录: every definition in force with its present value."""
    return api.catalogue(request.subject, area=area, tree=tree)


@router.get("/figures/{code}", permission="indicators.see", response=FigurePage, operation_id="get_figure")
def get_figure(
    request: HttpRequest,
    code: str,
    area: Word = "",
    tree: Tree = "",
    period: Kind = "",
    day: CivilDay | None = None,
) -> FigurePage:
    """One figure of an area and period, with its history and the areas below."""
    return api.figure(request.subject, code, area=area, tree=tree, kind=period, day=day)
