"""编制 → 审核 → 发布 → 到期复核 → 下架: each act claims the board, keeps its line and tells its fact.

The edition in force stands unchanged while its successor is composed, reviewed and approved beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.boards import logic
from yiwang.boards._checking import checked
from yiwang.boards.contracts import (
    BoardChanged,
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
from yiwang.identity.api import Subject, require, scope
from yiwang.kernel import clock, statements
from yiwang.kernel.facts import join_units, split_units, tell
from yiwang.messages import api as messages

LEAST_REASON = 4
LONGEST = 2_000

STANDING = ("new", "published", "withdrawn")
DRAFTS = ("", "composing", "review", "approved")
# Each act: what it is called, who does it, and at which stages of the draft, in which states of the board.
ACTS: dict[str, tuple[str, str, str, tuple[str, ...], tuple[str, ...]]] = {
    "compose": ("编制", "composing", "boards.compose", ("", "composing"), STANDING),
    "discard": ("放弃草稿", "discarding", "boards.compose", ("composing",), STANDING),
    "submit": ("提交审核", "submitting", "boards.compose", ("composing",), STANDING),
    "send_back": ("退回修改", "sending it back", "boards.review", ("review", "approved"), STANDING),
    "approve": ("审核通过", "approving", "boards.review", ("review",), STANDING),
    "publish": ("发布", "publishing", "boards.publish", ("approved",), STANDING),
    "reaffirm": ("复核通过", "reaffirming", "boards.review", DRAFTS, ("published",)),
    "withdraw": ("下架", "withdrawing", "boards.publish", DRAFTS, ("published",)),
}


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
        keep(row, subject, "compose", BoardComposed, "新建看板草稿", "Began a draft")
    return row


def compose(subject: Subject, code: str, said: dict[str, Any], *, version: int) -> BoardEntry:
    """Write the draft of the next edition. Needs boards.compose. Raises BoardFaults, BoardOutside."""
    with transaction.atomic():
        row = _for(subject, code, version, "compose")
        board = checked({**said, "code": row.code})
        row.area_path = _place(subject, board, row)
        _set(row, stage="composing", draft=logic.plain(board), composed_by=subject.user_id, reviewed_by="")
        keep(row, subject, "compose", BoardComposed, "修改草稿", "Changed the draft")
    return row


def discard(subject: Subject, code: str, *, version: int) -> BoardEntry:
    """Give the draft up; what is published stands. Needs boards.compose."""
    with transaction.atomic():
        row = _for(subject, code, version, "discard")
        if row.edition == 0:
            _set(row, state="withdrawn", stage="", draft=None)
        else:
            _set(row, stage="", draft=None)
        keep(row, subject, "discard", BoardDiscarded, "放弃草稿", "Gave the draft up")
    return row


def submit(subject: Subject, code: str, *, version: int) -> BoardEntry:
    """提交审核. Needs boards.compose; the draft is checked once more. Raises BoardFaults."""
    with transaction.atomic():
        row = _for(subject, code, version, "submit")
        checked(row.draft or {})
        _set(row, stage="review", composed_by=row.composed_by or subject.user_id)
        keep(row, subject, "submit", BoardSubmitted, "提交审核", "Submitted for review")
    return row


def send_back(subject: Subject, code: str, reason: str, *, version: int) -> BoardEntry:
    """退回修改, with the reason. Needs boards.review."""
    reason = _reason(reason)
    with transaction.atomic():
        row = _for(subject, code, version, "send_back")
        _set(row, stage="composing", reviewed_by="")
        keep(row, subject, "send_back", BoardSentBack, "退回修改", "Sent back", note=reason, reason=reason)
        _say(row, "sent_back", "看板草稿被退回修改", "The draft of a board was sent back", to=row.composed_by)
    return row


def approve(subject: Subject, code: str, note: str, *, version: int) -> BoardEntry:
    """审核通过, by another person than the composer. Needs boards.review. Raises OwnBoard."""
    with transaction.atomic():
        row = _for(subject, code, version, "approve")
        if row.composed_by == subject.user_id:
            raise OwnBoard()
        _set(row, stage="approved", reviewed_by=subject.user_id)
        keep(row, subject, "approve", BoardReviewed, "审核通过", "Reviewed", note=note.strip()[:LONGEST])
    return row


def publish(subject: Subject, code: str, *, version: int) -> BoardEntry:
    """发布: the draft becomes the edition in force. Needs boards.publish."""
    with transaction.atomic():
        row = _for(subject, code, version, "publish")
        board = checked(row.draft or {})
        put_in_force(row, board, by=subject.user_id)
        _set(
            row, state="published", stage="", draft=None, source="", edition=row.edition, content=row.content,
            published_at=row.published_at, review_due=row.review_due, due_told=False,
            title_zh=row.title_zh, title_en=row.title_en, owner=row.owner, everywhere=row.everywhere,
            roles=row.roles, units=row.units,
        )  # fmt: skip
        keep(
            row, subject, "publish", BoardPublished,
            f"发布第 {row.edition} 版", f"Published edition {row.edition}",
        )  # fmt: skip
    return row


def put_in_force(row: BoardEntry, board: Board, *, by: str) -> None:
    """The board's next edition, on the row and among its editions; the caller claims the row."""
    row.edition += 1
    row.content = logic.plain(board)
    row.published_at = clock.now()
    row.review_due = today() + timedelta(days=board.review_days)
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
        row = _for(subject, code, version, "reaffirm")
        days = logic.board_of(row.content or {}).review_days
        _set(row, review_due=today() + timedelta(days=days), due_told=False)
        until = str(row.review_due)
        keep(
            row, subject, "reaffirm", BoardReaffirmed,
            f"复核通过，下次复核 {until}", f"Reaffirmed until {until}",
            note=note.strip()[:LONGEST], until=until,
        )  # fmt: skip
    return row


def withdraw(subject: Subject, code: str, reason: str, *, version: int) -> BoardEntry:
    """下架, with the reason; its editions are kept, and a new one may be composed. Needs boards.publish."""
    reason = _reason(reason)
    with transaction.atomic():
        row = _for(subject, code, version, "withdraw")
        _set(row, state="withdrawn", review_due=None)
        keep(row, subject, "withdraw", BoardWithdrawn, "下架", "Withdrawn", note=reason, reason=reason)
    return row


def allowed(row: BoardEntry, subject: Subject) -> list[str]:
    """The acts that this person could do on this board now."""
    found = []
    for act, (_, _, permission, stages, states) in ACTS.items():
        if row.stage not in stages or row.state not in states or permission not in subject.permissions:
            continue
        if act == "approve" and row.composed_by == subject.user_id:
            continue
        if scope(subject, permission).sees(area_path=row.area_path, units=split_units(row.units)):
            found.append(act)
    return found


def _for(subject: Subject, code: str, version: int, act: str) -> BoardEntry:
    """The board, held, if the subject may do this act on it now. Raises UnknownBoard, BoardMoved."""
    _, _, permission, stages, states = ACTS[act]
    rows = BoardEntry.objects.select_for_update().filter(scope(subject, permission).q(secret=None))
    row = rows.filter(pk=code).first()
    if row is None:
        raise UnknownBoard()
    if row.version != version or row.stage not in stages or row.state not in states:
        raise _moved(row, act)
    return row


def _moved(row: BoardEntry, act: str) -> BoardMoved:
    zh, en = logic.STAGES[row.stage] if row.stage else logic.STATES[row.state]
    return BoardMoved(
        board=row.code, title_zh=row.title_zh, title_en=row.title_en,
        state_zh=zh, state_en=en, act_zh=ACTS[act][0], act_en=ACTS[act][1],
    )  # fmt: skip


def _place(subject: Subject, board: Board, row: BoardEntry | None = None) -> str:
    """Where those who keep the board sit: its own area, else where its composer sits. Raises BoardOutside."""
    if board.area is None:
        return row.area_path if row else subject.area_path
    found = areas.get_area(board.area)
    path = found.managed_path or found.statistical_path
    if not scope(subject, "boards.compose").sees(area_path=path):
        raise BoardOutside(area=found.name)
    return path


def _set(row: BoardEntry, **changed: Any) -> None:
    for name, value in changed.items():
        setattr(row, name, value)
    if not statements.claim(row, "area_path", *changed):
        raise _moved(row, "compose")


def keep(
    row: BoardEntry,
    subject: Subject,
    act: str,
    fact: Callable[..., BoardChanged],
    zh: str,
    en: str,
    *,
    note: str = "",
    **more: object,
) -> None:
    """The history line and the fact, at the version that was just claimed."""
    statements.insert(
        statements.new(
            BoardStep,
            board=row.code,
            version=row.version,
            act=act,
            state=row.state,
            stage=row.stage,
            actor=subject.user_id,
            actor_name=subject.name,
            unit_name=subject.unit_name,
            at=clock.now(),
            text_zh=zh,
            text_en=en,
            note=note,
        )
    )
    tell(
        fact(
            board=row.code,
            title_zh=row.title_zh,
            title_en=row.title_en,
            state=row.state,
            stage=row.stage,
            edition=row.edition,
            **more,
        ),
        subject=f"board:{row.code}",
        version=row.version,
        actor=subject.user_id,
        area_path=row.area_path,
        units=split_units(row.units),
    )


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


def _reason(text: str) -> str:
    text = text.strip()[:LONGEST]
    if len(text) < LEAST_REASON:
        raise BoardReasonNeeded(least=LEAST_REASON)
    return text
