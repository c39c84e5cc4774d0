"""Boards that are declared: built in, or brought by a pack. A board that a city published itself stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.boards import _life as life
from yiwang.boards import logic
from yiwang.boards._checking import look
from yiwang.boards.contracts import BoardPublished, BoardsDeclared, BoardWithdrawn
from yiwang.boards.declarations import Board
from yiwang.boards.models import BoardEntry
from yiwang.identity.api import Subject
from yiwang.kernel import statements
from yiwang.kernel.declarations import DeclarationFaults, Loaded, Words, load_folder
from yiwang.kernel.facts import join_units

SHIPPED = Path(__file__).parent / "builtin"
BUILT_IN = "built-in"


def read(folder: Path, *, within: Path | None = None) -> list[Loaded[Board]]:
    """Every board of a folder with the faults of its words (`look` tells of what it names).

    A code that another file has is told at the later one.
    """
    return load_folder(folder, Board, what=Words(zh="看板", en="board"), within=within)


def load() -> BoardsDeclared:
    """The built-in boards. Repeatable. Raises DeclarationFaults."""
    files = read(SHIPPED)
    for file in files:
        look(file)
    if faults := [fault for file in files for fault in file.faults]:
        raise DeclarationFaults(faults)
    return declare([file.get() for file in files], source=BUILT_IN)


def declare(boards: Sequence[Board], *, source: str, actor: str = "system:boards") -> BoardsDeclared:
    """Publish what a source declares, in its words; what it no longer names is withdrawn.

    A board that a person published over it is the city's own from then on: nothing here touches it.
    """
    subject = Subject.system(actor.removeprefix("system:"))
    taken: list[str] = []
    unchanged: list[str] = []
    kept: list[str] = []
    with transaction.atomic():
        for board in boards:
            row = BoardEntry.objects.select_for_update().filter(pk=board.code).first()
            if row is not None and row.source != source:
                kept.append(board.code)
            elif row is not None and row.state == "published" and row.content == logic.plain(board):
                unchanged.append(board.code)
            else:
                _publish(row, board, source, subject)
                taken.append(board.code)
        gone = BoardEntry.objects.select_for_update().filter(source=source, state="published")
        for row in gone.exclude(pk__in=[board.code for board in boards]):
            row.state, row.review_due = "withdrawn", None
            statements.claim(row, "state", "review_due")
            said = "不再由来源声明"
            life.LIFE.keep(
                row, subject, "withdraw", BoardWithdrawn, "下架", "Withdrawn", note=said, reason=said
            )
    return BoardsDeclared(taken=taken, unchanged=unchanged, kept=kept)


def _publish(row: BoardEntry | None, board: Board, source: str, subject: Subject) -> None:
    fresh = row is None
    if row is None:
        row = statements.new(
            BoardEntry,
            code=board.code,
            title_zh=board.title.zh,
            title_en=board.title.en,
            area_path=areas.path_of(board.area) if board.area else areas.seat(),
            units=join_units([board.owner] if board.owner else []),
            state="published",
            source=source,
            composed_by=subject.user_id,
            version=1,
        )
    row.state = "published"
    life.put_in_force(row, board, by=subject.user_id)
    if fresh:
        statements.insert(row)
    else:
        statements.claim(row, *life.IN_FORCE)
    edition = row.edition
    life.LIFE.keep(
        row,
        subject,
        "publish",
        BoardPublished,
        f"随来源发布第 {edition} 版",
        f"Edition {edition} of its source",
    )
