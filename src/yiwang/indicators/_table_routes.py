"""HTTP of imported tables: columns are declared, sheets come in, a table is withdrawn."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import File, Schema
from ninja.files import UploadedFile
from pydantic import Field

from yiwang.identity.api import HttpRequest, Routes
from yiwang.indicators import _imports as imports
from yiwang.indicators._definition_shapes import ImportedRow
from yiwang.indicators._shapes import TableRead
from yiwang.indicators.contracts import TableDeclared, TableImported, TableWithdrawn

tables = Routes(tags=["indicators"])
Note = Annotated[str, Field(max_length=2_000)]


class TableBody(Schema):
    """A table as its editor has it: code, name and columns."""

    table: dict[str, Any]


class TableActBody(Schema):
    """An act on a table as the person saw it, with the reason."""

    version: int
    note: Note = ""


@tables.get(
    "/imported_tables",
    permission="indicators.define",
    response=list[ImportedRow],
    operation_id="list_imported_tables",
)
def list_tables(request: HttpRequest) -> list[ImportedRow]:
    """The tables that are filled by Excel or CSV in my area."""
    return imports.list_tables(request.subject)


@tables.post(
    "/imported_tables",
    permission="indicators.define",
    tells=(TableDeclared,),
    response=ImportedRow,
    operation_id="declare_imported_table",
)
def declare(request: HttpRequest, body: TableBody) -> ImportedRow:
    """A new table with its columns."""
    return imports.row_of(imports.declare_table(request.subject, body.table))


@tables.post(
    "/imported_tables/{code}/rows",
    permission="indicators.define",
    tells=(TableImported,),
    response=TableRead,
    operation_id="import_table_rows",
)
def read(request: HttpRequest, code: str, version: int, file: File[UploadedFile]) -> TableRead:
    """The rows of a sheet (.xlsx or .csv), all of them or none."""
    return imports.import_table(request.subject, code, file.read(), version=version)


@tables.post(
    "/imported_tables/{code}/withdraw",
    permission="indicators.define",
    tells=(TableWithdrawn,),
    response=ImportedRow,
    operation_id="withdraw_imported_table",
)
def withdraw(request: HttpRequest, code: str, body: TableActBody) -> ImportedRow:
    """停用, with the reason; its rows stay."""
    row = imports.withdraw_table(request.subject, code, body.note, version=body.version)
    return imports.row_of(row)
