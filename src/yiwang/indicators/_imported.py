"""Imported tables as tables of the engine: known by name while open, kept in the lake by ourselves."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from yiwang.indicators import _tables
from yiwang.indicators._columns import TableColumn
from yiwang.indicators._refusals import TableVanished
from yiwang.indicators._sources import IMPORTED, SOURCES, Column, Row, Source
from yiwang.indicators.models import DefinitionMark, ImportedTable
from yiwang.kernel import shapes, statements
from yiwang.lake import api as lake
from yiwang.lake.contracts import Table

AT_ONCE = 10_000


def source_name(code: str) -> str:
    """What formulas call an imported table."""
    return f"{IMPORTED}{code}"


def columns_of(row: ImportedTable) -> list[TableColumn]:
    return shapes.convert(row.columns, list[TableColumn])


def imported() -> dict[str, Source]:
    """The open tables by the name that formulas have for them; one short query when nothing changed."""
    mark = statements.find(DefinitionMark, key="now")
    return _known(mark.token) if mark else {}


def find_source(name: str) -> Source | None:
    """The table of a name; None where there is none (any more)."""
    return imported().get(name) if name.startswith(IMPORTED) else SOURCES.get(name)


def get_source(name: str) -> Source:
    """The table of a name; raises TableVanished."""
    found = find_source(name)
    if found is None:
        raise TableVanished(table=name)
    return found


def every_source() -> list[Source]:
    """All tables that figures may be counted from."""
    return [*SOURCES.values(), *imported().values()]


@lru_cache(maxsize=8)
def _known(token: str) -> dict[str, Source]:
    return {one.name: one for one in map(source_of, ImportedTable.objects.filter(state="open"))}


def source_of(row: ImportedTable) -> Source:
    """An imported table as the engine knows it, readable in this process from now on."""
    kinds: dict[str, Any] = {"area": "text"}
    source = Source(
        name=source_name(row.code),
        zh=row.name_zh,
        en=row.name_en,
        table=f"import_{row.code}_rows",
        permission="indicators.see",
        page=f"/desk/indicators/tables?code={row.code}",
        columns=tuple(
            Column(
                name=one.name,
                type=kinds.get(one.type, one.type),
                unit=one.unit,
                dimension=one.dimension,
                zh=one.title.zh,
                en=one.title.en,
            )
            for one in columns_of(row)
            if one.type != "area"
        ),
        read=_nothing,
    )
    if source.table not in lake.tables():
        lake.declare_kept(
            Table(
                name=source.table,
                stream=source.name,
                schema=functools.partial(_tables.schema, source),
                decode=functools.partial(_tables.decode, source),
                # What is noted comes by `to_lake` alone: with a stream of its own it would be seen twice.
                read=lambda after, limit: [],
                last=lambda: 0,
                sort_by=("row_key", "seq"),
            )
        )
        _tables.declare_cube(source)
    return source


def _nothing(keys: Sequence[str]) -> list[Row]:
    """No fact tells of a row: a person brings it."""
    return []


def to_lake(source: Source) -> int:
    """Bring what was noted of an imported table into the lake; up to which sequence it holds all."""
    held = lake.mark(source.table, "seq")
    while messages := _tables.read(source.name, held, AT_ONCE):
        rows = _tables.decode(source, messages)
        lake.keep(source.table, [rows], {"seq": messages[-1].seq}, expected={"seq": held})
        held = messages[-1].seq
    _tables.forget(source.name, held)
    return held
