"""编制 → 审核 → 发布 → 到期复核 → 下架: each act claims the board, keeps its line and tells its fact.

The edition in force stands unchanged while its successor is composed, reviewed and approved beside it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.boards import logic
from yiwang.boards._checking import checked
from yiwang.boards.contracts import (
    BoardComposed,
    BoardDiscarded,
    BoardExists,
    BoardMoved,
    BoardOutside,
    BoardPublished,
    BoardReaffirmed,
    BoardReasonNeeded,
    BoardReviewed,
    BoardSentBack,
    BoardSubmitted,
    BoardWithdrawn,
    OwnBoard,
    UnknownBoard,
)
from yiwang.boards.declarations import Board
from yiwang.boards.models import BoardEdition, BoardEntry, BoardNumber, BoardStep
from yiwang.identity.api import Act, Life, Subject, reason_of, require, scope
from yiwang.kernel import clock, statements
from yiwang.kernel.facts import join_units, split_units
from yiwang.messages import api as messages

STANDING = ("new", "published", "withdrawn")
DRAFTS = ("", "composing", "review", "approved")
IN_FORCE = (
    "state", "edition", "content", "published_at", "review_due", "due_told", "title_zh", "title_en", "owner",
    "everywhere", "roles", "units",
)  # fmt: skip
"""What a new edition changes of its board."""


def _act(
    zh: str,
    en: str,
    duty: str,
    drafts: tuple[str, ...],
    states: tuple[str, ...] = STANDING,
    second: bool = False,
) -> Act:
    stages = [(state, draft) for state in states for draft in drafts]
    return Act(zh=zh, en=en, permission=f"boards.{duty}", stages=stages, second=second)


def _moved(row: BoardEntry, act: str) -> BoardMoved:
    zh, en = logic.STAGES[row.stage] if row.stage else logic.STATES[row.state]
    return BoardMoved(
        board=row.code, title_zh=row.title_zh, title_en=row.title_en,
        state_zh=zh, state_en=en, act_zh=LIFE.acts[act].zh, act_en=LIFE.acts[act].en,
    )  # fmt: skip


LIFE: Life[BoardEntry] = Life(
    rows=BoardEntry,
    step=BoardStep,
    named=lambda row, _: {"board": row.code, "state": row.state, "stage": row.stage},
    told=lambda row: {
        "board": row.code,
        "title_zh": row.title_zh,
        "title_en": row.title_en,
        "state": row.state,
        "stage": row.stage,
        "edition": row.edition,
    },
    about=lambda row: f"board:{row.code}",
    moved=_moved,
    stage=lambda row: (row.state, row.stage),
    hands=lambda row: (row.composed_by,),
    unknown=UnknownBoard,
    own=OwnBoard,
    acts={
        "compose": _act("编制", "composing", "compose", ("", "composing")),
        "discard": _act("放弃草稿", "discarding", "compose", ("composing",)),
        "submit": _act("提交审核", "submitting", "compose", ("composing",)),
        "send_back": _act("退回修改", "sending it back", "review", ("review", "approved")),
        "approve": _act("审核通过", "approving", "review", ("review",), second=True),
        "publish": _act("发布", "publishing", "publish", ("approved",)),
        "reaffirm": _act("复核通过", "reaffirming", "review", DRAFTS, ("published",)),
        "withdraw": _act("下架", "withdrawing", "publish", DRAFTS, ("published",)),
    },
)


def today() -> date:
    return clock.now().astimezone(clock.SHANGHAI).date()


def create(subject: Subject, said: dict[str, Any]) -> BoardEntry:
    """A new board, as a draft. Needs boards.compose. Raises BoardFaults, BoardExists, BoardOutside."""
    require(subject, "boards.compose")
    with transaction.atomic():
        if not str(said.get("code") or ""):
            said = {**said, "code": f"board-{statements.next_of(BoardNumber, 'board')}"}
        board = checked(said)
        if BoardEntry.objects.filter(pk=board.code).exists():
            raise BoardExists(board=board.code)
        row = statements.new(
            BoardEntry,
            code=board.code,
            title_zh=board.title.zh,
            title_en=board.title.en,
            area_path=_place(subject, board),
            units=join_units([subject.unit_id] if subject.unit_id else []),
            state="new",
            stage="composing",
            draft=logic.plain(board),
            composed_by=subject.user_id,
            version=1,
        )
        statements.insert(row)
        LIFE.keep(row, subject, "compose", BoardComposed, "新建看板草稿", "Began a draft")
    return row


def compose(subject: Subject, code: str, said: dict[str, Any], *, version: int) -> BoardEntry:
    """Write the draft of the next edition. Needs boards.compose. Raises BoardFaults, BoardOutside."""
    with transaction.atomic():
        row = LIFE.hold(subject, code, version, "compose")
        board = checked({**said, "code": row.code})
        row.area_path = _place(subject, board, row)
        LIFE.change(
            row,
            "compose",
            stage="composing",
            draft=logic.plain(board),
            composed_by=subject.user_id,
            reviewed_by="",
        )
        LIFE.keep(row, subject, "compose", BoardComposed, "修改草稿", "Changed the draft")
    return row


def discard(subject: Subject, code: str, *, version: int) -> BoardEntry:
    """Give the draft up; what is published stands. Needs boards.compose."""
    with transaction.atomic():
        row = LIFE.hold(subject, code, version, "discard")
        if row.edition == 0:
            LIFE.change(row, "discard", state="withdrawn", stage="", draft=None)
        else:
            LIFE.change(row, "discard", stage="", draft=None)
        LIFE.keep(row, subject, "discard", BoardDiscarded, "放弃草稿", "Gave the draft up")
    return row


def submit(subject: Subject, code: str, *, version: int) -> BoardEntry:
    """提交审核. Needs boards.compose; the draft is checked once more. Raises BoardFaults."""
    with transaction.atomic():
        row = LIFE.hold(subject, code, version, "submit")
        checked(row.draft or {})
        LIFE.change(row, "submit", stage="review", composed_by=row.composed_by or subject.user_id)
        LIFE.keep(row, subject, "submit", BoardSubmitted, "提交审核", "Submitted for review")
    return row


def send_back(subject: Subject, code: str, reason: str, *, version: int) -> BoardEntry:
    """退回修改, with the reason. Needs boards.review."""
    reason = reason_of(reason, BoardReasonNeeded)
    with transaction.atomic():
        row = LIFE.hold(subject, code, version, "send_back")
        LIFE.change(row, "send_back", stage="composing", reviewed_by="")
        LIFE.keep(
            row, subject, "send_back", BoardSentBack, "退回修改", "Sent back", note=reason, reason=reason
        )
        _say(row, "sent_back", "看板草稿被退回修改", "The draft of a board was sent back", to=row.composed_by)
    return row


def approve(subject: Subject, code: str, note: str, *, version: int) -> BoardEntry:
    """审核通过, by another person than the composer. Needs boards.review. Raises OwnBoard."""
    with transaction.atomic():
        row = LIFE.hold(subject, code, version, "approve")
        LIFE.change(row, "approve", stage="approved", reviewed_by=subject.user_id)
        LIFE.keep(row, subject, "approve", BoardReviewed, "审核通过", "Reviewed", note=note.strip())
    return row


def publish(subject: Subject, code: str, *, version: int) -> BoardEntry:
    """发布: the draft becomes the edition in force. Needs boards.publish."""
    with transaction.atomic():
        row = LIFE.hold(subject, code, version, "publish")
        board = checked(row.draft or {})
        put_in_force(row, board, by=subject.user_id)
        row.state, row.stage, row.draft, row.source = "published", "", None, ""
        LIFE.claim(row, "publish", *IN_FORCE, "stage", "draft", "source")
        LIFE.keep(
            row, subject, "publish", BoardPublished,
            f"发布第 {row.edition} 版", f"Published edition {row.edition}",
        )  # fmt: skip
    return row


def put_in_force(row: BoardEntry, board: Board, *, by: str) -> None:
    """The board's next edition, on the row and among its editions; the caller claims the row."""
    row.edition += 1
    row.content = logic.plain(board)
    row.published_at = clock.now()
    row.review_due, row.due_told = today() + timedelta(days=board.review_days), False
    row.title_zh, row.title_en = board.title.zh, board.title.en
    row.owner = board.owner or row.owner
    row.everywhere = board.area is None
    row.roles = list(board.roles)
    row.units = join_units([*split_units(row.units), *([board.owner] if board.owner else [])])
    statements.insert(
        statements.new(
            BoardEdition,
            board=row.code,
            edition=row.edition,
            content=row.content,
            published_at=row.published_at,
            composed_by=row.composed_by,
            reviewed_by=row.reviewed_by,
            published_by=by,
        )
    )


def reaffirm(subject: Subject, code: str, note: str, *, version: int) -> BoardEntry:
    """复核通过: it stays as it is until the next review. Needs boards.review."""
    with transaction.atomic():
        row = LIFE.hold(subject, code, version, "reaffirm")
        days = logic.board_of(row.content or {}).review_days
        LIFE.change(row, "reaffirm", review_due=today() + timedelta(days=days), due_told=False)
        until = str(row.review_due)
        LIFE.keep(
            row, subject, "reaffirm", BoardReaffirmed,
            f"复核通过，下次复核 {until}", f"Reaffirmed until {until}",
            note=note.strip(), until=until,
        )  # fmt: skip
    return row


def withdraw(subject: Subject, code: str, reason: str, *, version: int) -> BoardEntry:
    """下架, with the reason; its editions are kept, and a new one may be composed. Needs boards.publish."""
    reason = reason_of(reason, BoardReasonNeeded)
    with transaction.atomic():
        row = LIFE.hold(subject, code, version, "withdraw")
        LIFE.change(row, "withdraw", state="withdrawn", review_due=None)
        LIFE.keep(row, subject, "withdraw", BoardWithdrawn, "下架", "Withdrawn", note=reason, reason=reason)
    return row


def _place(subject: Subject, board: Board, row: BoardEntry | None = None) -> str:
    """Where those who keep the board sit: its own area, else where its composer sits. Raises BoardOutside."""
    if board.area is None:
        return row.area_path if row else subject.area_path
    found = areas.get_area(board.area)
    path = found.managed_path or found.statistical_path
    if not scope(subject, "boards.compose").sees(area_path=path):
        raise BoardOutside(area=found.name)
    return path


def _say(row: BoardEntry, kind: str, zh: str, en: str, *, to: str) -> None:
    messages.notify(
        to_users=[to],
        kind=f"boards_{kind}",
        title_zh=f"{zh}：{row.title_zh}",
        title_en=f"{en}: {row.title_en}",
        body_zh="",
        body_en="",
        link=f"/desk/boards/{row.code}",
        key=f"board:{row.code}:{kind}:{row.version}",
    )
