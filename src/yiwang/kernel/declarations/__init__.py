"""Declarations: YAML and CSV files → typed records, or every fault at once with its place and its cure.

A record is a frozen dataclass; its type hints are the grammar. Beyond plain types a hint may carry bounds
(`Limits`, `Pattern`, `Size`, `Unique`) or a unit (`In`), in `typing.Annotated`. A record that knows rules
between its fields has a method ``problems() -> Iterable[Problem]``.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Generic, TypeVar, get_type_hints

from yiwang.kernel.declarations._build import MISSING, Builder, hints_of, is_required, nearest, spelled
from yiwang.kernel.declarations._faults import Fault, Spot, in_order
from yiwang.kernel.declarations._schema import field_docs, json_schema
from yiwang.kernel.declarations._tree import Block, Scalar, Text, parse_yaml, read_text
from yiwang.kernel.declarations._types import (
    SLUG,
    In,
    Limits,
    Pattern,
    Problem,
    Quantity,
    Size,
    Unique,
    Words,
    parse_duration,
    shown_type,
)
from yiwang.kernel.errors import Refusal

__all__ = [
    "SLUG",
    "DeclarationFaults",
    "Fault",
    "In",
    "Limits",
    "Loaded",
    "Pattern",
    "Problem",
    "Quantity",
    "Size",
    "Spot",
    "Unique",
    "Words",
    "field_docs",
    "hints_of",
    "in_order",
    "is_required",
    "json_schema",
    "load_folder",
    "load_rows",
    "load_said",
    "load_yaml",
    "nearest",
    "parse_duration",
    "read_yaml",
    "shown_type",
    "spelled",
]

R = TypeVar("R")
MOST_ROWS = 200_000


class DeclarationFaults(Refusal):
    """A declaration is wrong in one or more places; `faults` has them all."""

    status = 422
    code = "declarations.faults"
    zh = "声明有 {count} 处错误，第一处在 {first}。"
    en = "The declaration has {count} faults, the first at {first}."

    def __init__(self, found: Iterable[Fault]) -> None:
        self.found = in_order(tuple(found))
        super().__init__(
            count=len(self.found),
            first=self.found[0].where if self.found else "",
            faults=[fault.as_json() for fault in self.found],
        )


@dataclass(slots=True)
class Loaded(Generic[R]):
    """What came out of one file: the record, or None and the faults; and where each value was written."""

    name: str
    record: R | None
    builder: Builder

    @property
    def faults(self) -> tuple[Fault, ...]:
        return in_order(self.builder.source.faults)

    def get(self) -> R:
        """The record; raises DeclarationFaults."""
        if self.record is None or self.builder.source.faults:
            raise DeclarationFaults(self.builder.source.faults)
        return self.record

    def part(self, *path: str | int) -> Any:
        """The value built at a path, also where the record around it could not be; None if there is none."""
        return self.builder.parts.get(path)

    def text(self, *path: str | int) -> str | None:
        """The text written at a path."""
        place = self.builder.places.get(path)
        return place.text if place else None

    def count(self, *path: str | int) -> int:
        """How many entries the list at a path has."""
        number = 0
        while (*path, number) in self.builder.places:
            number += 1
        return number

    def path_of(self, fault: Fault) -> tuple[str | int, ...]:
        """The deepest place written where a fault points: for an editor that knows no lines."""
        at = Spot(line=fault.line, column=fault.column)
        found = [path for path, place in self.builder.places.items() if place.spot == at]
        return max(found, key=len, default=())

    def tell(self, problem: Problem) -> None:
        """Add a fault that only a wider view shows (a unit that the city does not have)."""
        self.builder.tell_at(problem)


def load_yaml(path: Path, cls: type[R], *, name: str | None = None) -> Loaded[R]:
    """Read one YAML file as a `cls`; `name` is what faults call the file (default: its path)."""
    source, text = read_text(path, name or str(path), suffix=".yaml")
    return _load(source, text, cls)


def load_folder(folder: Path, cls: type[R], *, what: Words, within: Path | None = None) -> list[Loaded[R]]:
    """Every YAML file of a folder as a `cls` that has a `code`, by name; none where there is no folder.

    A code that another file has is told at the later one; `what` is what has that code ("看板", "board").
    `within`: faults name a file by its path from there.
    """
    found: list[Loaded[R]] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.suffix not in (".yaml", ".yml"):
            continue
        file = load_yaml(path, cls, name=path.relative_to(within).as_posix() if within else path.name)
        found.append(file)
        if file.record is None:
            continue
        code = str(getattr(file.record, "code"))  # noqa: B009  a record of any class
        first = seen.setdefault(code, file.name)
        if first != file.name:
            file.tell(
                Problem(
                    at=("code",),
                    code="code.double",
                    zh=f"{what.zh}编号“{code}”已在 {first} 用过。",
                    en=f"The code “{code}” of a {what.en} is already used in {first}.",
                    cure_zh="给它另一个编号。",
                    cure_en="Give it another code.",
                )
            )
    return found


def load_said(said: Any, cls: type[R], *, name: str) -> Loaded[R]:
    """Read what an editor on screen sent (plain JSON values) as a `cls`: same grammar, same faults."""
    text = json.dumps(said, ensure_ascii=False, indent=1)
    return _load(Text(name, text), text, cls)


def _load(source: Text, text: str | None, cls: type[R]) -> Loaded[R]:
    builder = Builder(source)
    node = parse_yaml(source, text) if text is not None else None
    value: Any = MISSING if node is None else builder.build(node, cls)
    return Loaded(source.name, None if value is MISSING or source.faults else value, builder)


def read_yaml(path: Path, cls: type[R], *, name: str | None = None) -> R:
    """`load_yaml(…).get()`: the record, or DeclarationFaults."""
    return load_yaml(path, cls, name=name).get()


def load_rows(path: Path, cls: type[R], *, name: str | None = None) -> Loaded[tuple[R, ...]]:
    """Read a CSV file with a heading line, each row as a `cls`; an empty cell is a key not written."""
    source, text = read_text(path, name or str(path), suffix=".csv")
    builder = Builder(source)
    records: list[R] = []
    if text is not None:
        _read_rows(source, builder, text, cls, records)
    return Loaded(source.name, None if source.faults else tuple(records), builder)


def _read_rows(source: Text, builder: Builder, text: str, cls: type[Any], records: list[Any]) -> None:
    lines = csv.reader(io.StringIO(text), strict=True)
    known = {spelled(field.name) for field in fields(cls)}
    heading: list[str] = []
    before = 0
    try:
        for cells in lines:
            line, before = before + 1, lines.line_num
            if not heading:
                heading = [cell.strip() for cell in cells]
                if not _check_heading(source, heading, known, get_type_hints(cls)):
                    return
                continue
            if not any(cell.strip() for cell in cells):
                continue
            starts = _columns(source.lines[line - 1] if line <= len(source.lines) else "", cells)
            row = Block(Spot(line=line, column=1))
            if len(cells) != len(heading) or len(records) >= MOST_ROWS:
                source.add(
                    row.spot,
                    "row.cells",
                    ",".join(cells),
                    zh=f"这一行有 {len(cells)} 格，表头有 {len(heading)} 格（至多 {MOST_ROWS} 行）。",
                    en=f"Here are {len(cells)} cells, the heading {len(heading)} ({MOST_ROWS} rows at most).",
                    cure_zh="补齐或删去多余的格；格中有逗号时加引号。",
                    cure_en="Add or remove cells; quote a cell that contains a comma.",
                )
                continue
            for key, cell, column in zip(heading, cells, starts, strict=True):
                if cell.strip():
                    spot = Spot(line=line, column=column)
                    row.entries.append((Scalar(key, False, spot), Scalar(cell.strip(), False, spot)))
            value = builder.build(row, cls, (len(records),))
            records.append(value)
    except csv.Error as error:
        source.add(
            Spot(line=max(lines.line_num, 1), column=1),
            "row.syntax",
            "",
            zh=f"这里不合 CSV 格式：{error}。",
            en=f"This is not CSV: {error}.",
            cure_zh="检查引号是否成对。",
            cure_en="Check that quotes are closed.",
        )


def _check_heading(source: Text, heading: list[str], known: set[str], hints: dict[str, Any]) -> bool:
    sound = True
    for index, (key, column) in enumerate(zip(heading, _columns(source.lines[0], heading), strict=True)):
        if key in known and key not in heading[:index]:
            continue
        sound = False
        guess = nearest(key, sorted(known))
        source.add(
            Spot(line=1, column=column),
            "key.duplicate" if key in known else "key.unknown",
            key,
            zh=f"表头“{key}”重复。" if key in known else f"不认识的表头“{key}”。",
            en=f"The heading “{key}” is doubled." if key in known else f"The heading “{key}” is not known.",
            cure_zh=f"是否想写“{guess}”？" if guess else "可写：" + "、".join(sorted(known)) + "。",
            cure_en=f"Did you mean “{guess}”?" if guess else "Known: " + ", ".join(sorted(known)) + ".",
        )
    return sound


def _columns(line: str, cells: list[str]) -> list[int]:
    """Where each cell starts in its line; good enough for a caret when cells are quoted."""
    starts, at = [], 0
    for cell in cells:
        found = line.find(cell.strip().split("\n")[0], at)
        starts.append((found if found >= 0 else at) + 1)
        at = found + len(cell) if found >= 0 else at
    return starts
