"""What every recipe is: one typed record, what a scene of it expands into, and the rehearsal it brings.

A recipe says nothing that a pack could not write by hand: what it expands into are declarations of nouns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from yiwang.boards.declarations import Board
from yiwang.indicators.declarations import IndicatorDeclaration
from yiwang.kernel.declarations import Fault, Loaded, Problem, Words, nearest
from yiwang.ledgers.declarations import Ledger
from yiwang.matters.declarations import Matter, MatterClass
from yiwang.packs.contracts import LayerRow, Sample
from yiwang.packs.declarations import Pack, SceneHead
from yiwang.reports.declarations import Template
from yiwang.routines.declarations import Routine
from yiwang.rules.declarations import AnyRule
from yiwang.sensing.declarations import SourceDeclaration, ThingDeclaration, ThingModelDeclaration

S = TypeVar("S", bound=SceneHead)
At = tuple[str | int, ...]
Place = tuple[str, At]
"""Where something was written: the key of the table (`SCENE`: the scene itself), and the path in it."""
Told = tuple[str, Problem]
"""A problem, and the key of the table that it stands in."""
SCENE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """What a scene becomes, for each noun's door."""

    key: str
    """`topic/scene`, under which the nouns keep what it declared."""
    models: tuple[ThingModelDeclaration, ...] = ()
    things: tuple[ThingDeclaration, ...] = ()
    source: SourceDeclaration | None = None
    rules: tuple[AnyRule, ...] = ()
    classes: tuple[MatterClass, ...] = ()
    matters: tuple[Matter, ...] = ()
    indicators: tuple[IndicatorDeclaration, ...] = ()
    boards: tuple[Board, ...] = ()
    reports: tuple[Template, ...] = ()
    ledgers: tuple[Ledger, ...] = ()
    rows: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    """First records of its ledgers, by code: field → text, as rows of a pack's CSV."""
    routines: tuple[Routine, ...] = ()
    layer: LayerRow | None = None
    hazard: str = ""
    handles: tuple[str, ...] = ()
    """Codes of the matters that its cases are about, its own or its pack's."""
    written: Mapping[str, Place] = field(default_factory=dict)
    """Where what a noun may refuse was written, by the name that the noun calls it (`ledger:` or `routine:`
    before the code of one)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A CSV file that a scene names, and what a row of it says."""

    at: At
    row: type[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One course that the rehearsal takes."""

    code: str
    name: Words
    drawn: bool = False
    """Whether it draws the scene's board: in this one course of a recipe the scene is looked at."""


@dataclass(slots=True, kw_only=True)
class SceneFiles(Generic[S]):
    """One scene while it is read: its record, its tables, and what its pack says beside it."""

    folder: Path
    """The pack's."""
    pack: Pack | None
    recipe: Recipe | None
    file: Loaded[S]
    tables: dict[str, Loaded[tuple[Any, ...]]] = field(default_factory=dict)
    catalogue: Mapping[str, Matter] = field(default_factory=dict)
    """The matters of the pack's own files, by code."""
    ledgers: Mapping[str, Ledger] = field(default_factory=dict)
    """The ledgers of the pack's own files, by code."""
    expansion: Expansion | None = None

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (*self.file.faults, *(fault for one in self.tables.values() for fault in one.faults))

    @property
    def record(self) -> S:
        return self.file.get()

    @property
    def form(self) -> Recipe:
        """The recipe of a sound scene."""
        if self.recipe is None:
            raise LookupError(self.file.name)
        return self.recipe

    @property
    def declared(self) -> Expansion:
        """What a sound scene expands into."""
        if self.expansion is None:
            raise LookupError(self.file.name)
        return self.expansion

    def rows(self, table: str) -> tuple[Any, ...]:
        return self.tables[table].get()

    def tell(self, told: Told) -> None:
        """Add a fault to the scene's file or to one of its tables."""
        table, problem = told
        (self.tables[table] if table else self.file).tell(problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A recipe (配方): how a kind of scene is written, what it becomes, how it is rehearsed."""

    code: str
    name: Words
    flow: Words
    """The steps that it always takes."""
    about: Words
    """When to take it."""
    record: type[SceneHead]
    tables: Mapping[str, Table] = field(default_factory=dict)
    problems: Callable[[SceneFiles[Any]], Iterator[Told]]
    """What does not hold together; sound parts are looked at even when others are not."""
    expand: Callable[[SceneFiles[Any]], Expansion]
    """The declarations of a scene without a fault."""
    becomes: tuple[Words, ...]
    """What it expands into, a line for each noun."""
    measures: tuple[str, ...] = ()
    """The figures of `_figures` that every scene of it brings."""
    variants: tuple[Variant, ...]
    script: str
    """The module of the rehearsal, imported on the stage alone; its `SCRIPTS` has an act for each variant."""
    sample: Callable[[SceneFiles[Any], Path], Sample] | None = None
    """The readings that a scene replays; what was computed is kept in the folder. None: it replays none."""
    replay: Callable[[SceneFiles[Any], Sample], dict[str, Any]] | None = None
    """What the feed plays of them."""


def unknown(at: At, code: str, zh: str, en: str, word: str, known: Sequence[str]) -> Problem:
    """Something is named that is not there."""
    guess = nearest(word, known)
    listed_zh, listed_en = "、".join(known[:12]), ", ".join(known[:12])
    return Problem(
        at=at,
        code=f"unknown.{code}",
        zh=f"没有名为“{word}”的{zh}。",
        en=f"There is no {en} called “{word}”.",
        cure_zh=f"是否想写“{guess}”？" if guess else f"可写：{listed_zh}。",
        cure_en=f"Did you mean “{guess}”?" if guess else f"Known: {listed_en}.",
    )


def doubled(at: At, code: str, zh: str, en: str, word: str) -> Problem:
    """An id stands twice in one table."""
    return Problem(
        at=at,
        code=f"{code}.double",
        zh=f"{zh}“{word}”在本表重复。",
        en=f"{en} “{word}” stands twice in this file.",
        cure_zh="给它另一个编号。",
        cure_en="Give it another id.",
    )


def path_of(field: str) -> At:
    """`levels[1].clear_at`, as a noun names what it refuses, as the path of a place in a scene."""
    names = {"raise_at": "at", "clear_at": "clear", "hold_s": "for_"}
    parts = re.findall(r"\[(\d+)\]|([A-Za-z_]+)", field)
    return tuple(int(index) if index else names.get(word, word) for index, word in parts)
