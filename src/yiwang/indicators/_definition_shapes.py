"""Shapes of definitions as a desk sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yiwang.indicators.contracts import Kind, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionRow:
    """A definition on the list of those who keep them. `number` is its newest version (0: none is published
    yet), `effective_from` the day from which that holds; `source` names the pack or "built-in" whose words it
    has, "" is the city's own; `version` is that of the entry, 0 where nothing was ever done to it here.
    `vanished`: the table that it is counted from and that is there no more."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    kind: Kind
    owner: str
    owner_name: str
    provisional: bool
    number: int
    effective_from: date | None
    state: str
    state_zh: str
    state_en: str
    stage: str
    stage_zh: str
    stage_en: str
    source: str
    retired_from: date | None
    vanished: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionLine:
    """One act on a definition."""

    version: int
    at: datetime
    act: str
    actor_name: str
    unit_name: str
    text_zh: str
    text_en: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionChange:
    """One difference between two versions: what it is about, and both wordings."""

    what_zh: str
    what_en: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionEdition:
    """A version with the days from and to which it holds (None: on and on), and what it changed of the one
    before it."""

    number: int
    effective_from: date
    effective_to: date | None
    content: dict[str, Any]
    changes: list[DefinitionChange]
    published_at: datetime | None
    composed_by_name: str
    reviewed_by_name: str
    published_by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionDetail:
    """A definition, whole: the versions it has had, the newest first; its draft with what that changes, and
    its history, for those who keep it."""

    row: DefinitionRow
    draft: dict[str, Any] | None
    changes: list[DefinitionChange]
    editions: list[DefinitionEdition]
    history: list[DefinitionLine]
    allowed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionPreview:
    """What a draft would come to: over the last periods, the present one last, and in the areas below now."""

    values: list[Value]
    children: list[Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundColumn:
    """A column of a table: its type (`text`, `day`, `number`), the unit of a number, whether figures may be
    split by it."""

    name: str
    name_zh: str
    name_en: str
    type: str
    unit: str
    dimension: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A table that figures may be counted from."""

    code: str
    name_zh: str
    name_en: str
    columns: list[GroundColumn]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundLine:
    """An indicator that others may be made from, or a line of units that may own one."""

    code: str
    name_zh: str
    name_en: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionGround:
    """What a definition may be made from."""

    ways: list[str]
    tables: list[Ground]
    indicators: list[GroundLine]
    lines: list[GroundLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRow:
    """An imported table: its columns, how many rows it has, since when, where it stands; `used_by` how many
    definitions are counted from it. `counted_at`: when figures were last made from it."""

    code: str
    name_zh: str
    name_en: str
    columns: list[dict[str, Any]]
    state: str
    rows: int
    imported_at: datetime | None
    counted_at: datetime | None
    used_by: list[GroundLine]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedDetail:
    """An imported table with what was done to it, and the rows that were taken last, in the order of its
    columns."""

    row: ImportedRow
    history: list[DefinitionLine]
    sample: list[list[str]]
