"""Looking at boards: those that are for a person, and those that he keeps."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from yiwang.areas import api as areas
from yiwang.boards import _life as life
from yiwang.boards import logic
from yiwang.boards.contracts import (
    BoardDetail,
    BoardEditionRow,
    BoardLine,
    BoardRow,
    UnknownBoard,
)
from yiwang.boards.models import BoardEdition, BoardEntry, BoardStep
from yiwang.identity import api as identity
from yiwang.identity.api import Subject, scope
from yiwang.kernel.facts import split_units

KEEPERS = ("boards.compose", "boards.review", "boards.publish")


def list_boards(subject: Subject, *, state: str = "", stage: str = "") -> list[BoardRow]:
    """The boards that are for the subject, and those that he keeps, in order of code."""
    rows = BoardEntry.objects.filter(Q(state="published") | _kept(subject))
    if state:
        rows = rows.filter(state=state)
    if stage:
        rows = rows.filter(stage=stage)
    return [_row(one) for one in rows.order_by("code") if _is_for(one, subject)]


def detail(subject: Subject, code: str) -> BoardDetail:
    """A board, whole; its draft and history only for those who keep it. Raises UnknownBoard."""
    mine = _keeping(subject).filter(pk=code).first()
    row = mine or shown(subject, code)
    editions = BoardEdition.objects.filter(board=code).order_by("-edition")
    history = BoardStep.objects.filter(board=code).order_by("-version") if mine else ()
    return BoardDetail(
        row=_row(row),
        content=row.content,
        draft=row.draft if mine else None,
        changes=logic.differences(row.content, row.draft) if mine else [],
        editions=[
            BoardEditionRow(
                edition=one.edition,
                published_at=one.published_at,
                composed_by_name=_person(one.composed_by),
                reviewed_by_name=_person(one.reviewed_by),
                published_by_name=_person(one.published_by),
            )
            for one in editions
        ],
        history=[
            BoardLine(
                version=one.version,
                at=one.at,
                act=one.act,
                actor_name=one.actor_name,
                unit_name=one.unit_name,
                text_zh=one.text_zh,
                text_en=one.text_en,
                note=one.note,
            )
            for one in history
        ],
        allowed=life.LIFE.allowed(row, subject),
    )


def shown(subject: Subject, code: str) -> BoardEntry:
    """The board in force, if it is for the subject. Raises UnknownBoard."""
    row = BoardEntry.objects.filter(state="published", pk=code).first()
    if row is None or not _is_for(row, subject):
        raise UnknownBoard()
    return row


def kept(subject: Subject, code: str) -> BoardEntry:
    """The board with its draft, if the subject keeps it. Raises UnknownBoard."""
    row = _keeping(subject).filter(pk=code).first()
    if row is None:
        raise UnknownBoard()
    return row


def is_due(row: BoardEntry) -> bool:
    return row.state == "published" and row.review_due is not None and row.review_due <= life.today()


def _keeping(subject: Subject) -> QuerySet[BoardEntry]:
    return BoardEntry.objects.filter(_kept(subject))


def _kept(subject: Subject) -> Q:
    found = Q(pk__in=())
    for permission in KEEPERS:
        if permission in subject.permissions:
            found |= scope(subject, permission).q(secret=None)
    return found


def _is_for(row: BoardEntry, subject: Subject) -> bool:
    """Whether a board is made for this person: by its area and roles, or because he keeps it. What its
    figures show him is another question, which the indicators' own scope answers."""
    if subject.is_system or _keeps(row, subject):
        return True
    # scope: a board holds no rows of anybody
    if row.roles and set(row.roles).isdisjoint(subject.roles):
        return False
    held = scope(subject, "boards.see")
    return row.everywhere or subject.area_path.startswith(row.area_path) or held.sees(area_path=row.area_path)


def _keeps(row: BoardEntry, subject: Subject) -> bool:
    return any(
        permission in subject.permissions
        and scope(subject, permission).sees(area_path=row.area_path, units=split_units(row.units))
        for permission in KEEPERS
    )


def _row(row: BoardEntry) -> BoardRow:
    content = row.content or row.draft or {}
    area = areas.find_area(content["area"]) if content.get("area") else None
    owner = identity.find_unit(row.owner) if row.owner else None
    about = content.get("about") or {}
    return BoardRow(
        code=row.code,
        title_zh=row.title_zh,
        title_en=row.title_en,
        about_zh=about.get("zh", ""),
        about_en=about.get("en", ""),
        owner=row.owner,
        owner_name=owner.name if owner else row.owner,
        area_id=area.id if area else "",
        area_name=area.name if area else "",
        roles=list(row.roles),
        parts=len(content.get("parts", [])),
        edition=row.edition,
        state=row.state,
        state_zh=logic.STATES[row.state][0],
        state_en=logic.STATES[row.state][1],
        stage=row.stage,
        stage_zh=logic.STAGES[row.stage][0],
        stage_en=logic.STAGES[row.stage][1],
        source=row.source,
        published_at=row.published_at,
        review_due=row.review_due,
        due=is_due(row),
        version=row.version,
    )


def _person(user_id: str) -> str:
    found = identity.find_user(user_id) if user_id and not user_id.startswith("system:") else None
    return found.name if found else ""
