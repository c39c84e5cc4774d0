"""Whether a board can be drawn: its own grammar, and that what it names is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yiwang.areas import api as areas
from yiwang.boards._refusals import BoardFaults
from yiwang.boards.declarations import Board
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.indicators import api as indicators
from yiwang.kernel.declarations import Loaded, Problem, load_said, nearest

SYSTEM = Subject.system("boards")


def look(file: Loaded[Board]) -> None:
    """Tell of everything that the board names and that does not exist."""
    if file.record is None:
        return
    for problem in unknown(file.record):
        file.tell(problem)


def checked(said: dict[str, Any]) -> Board:
    """The board that an editor sent. Raises BoardFaults: all of them, each with its place in the record."""
    file = load_said(said, Board, name="board")
    look(file)
    found = file.faults
    if found or file.record is None:
        raise BoardFaults(
            count=len(found),
            first_zh=found[0].zh,
            first_en=found[0].en,
            faults=[{**fault.as_json(), "path": list(file.path_of(fault))} for fault in found],
        )
    return file.record


def unknown(board: Board) -> Iterator[Problem]:
    """What it names and nobody has, each with its place in the record."""
    known = {one.code: one for one in indicators.definitions(SYSTEM)}
    for number, part in enumerate(board.parts):
        for place, code in enumerate(part.indicators):
            if code not in known:
                guess = nearest(code, sorted(known))
                yield _missing(("parts", number, "indicators", place), "指标", "indicator", code, guess)
        dimensions = [set(known[code].dimensions) for code in part.indicators if code in known]
        if part.by != "area" and dimensions and part.by not in set.intersection(*dimensions):
            guess = nearest(part.by, sorted(set.intersection(*dimensions)))
            yield _missing(("parts", number, "by"), "维度", "dimension", part.by, guess)
    if board.owner is not None and identity.find_unit(board.owner) is None:
        yield _missing(("owner",), "单位", "unit", board.owner, None)
    if board.area is not None and areas.find_area(board.area) is None:
        yield _missing(("area",), "区划", "area", board.area, None)


def _missing(at: tuple[str | int, ...], zh: str, en: str, word: str, guess: str | None) -> Problem:
    return Problem(
        at=at,
        code="board.unknown",
        zh=f"没有“{word}”这个{zh}。",
        en=f"There is no {en} “{word}”.",
        cure_zh=f"是否想写“{guess}”？" if guess else f"写一个已有的{zh}。",
        cure_en=f"Did you mean “{guess}”?" if guess else f"Name one that exists ({en}).",
    )
