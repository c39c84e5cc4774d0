"""HTTP of imported tables: columns are declared, sheets come in, a table is withdrawn."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import File, Schema
from ninja.files import UploadedFile
from pydantic import Field

from yiwang.identity.api import HttpRequest, Routes, export
from yiwang.identity.contracts import ListExported
from yiwang.indicators import _import_reading as reading
from yiwang.indicators import _imports as imports
from yiwang.indicators._definition_shapes import ImportedDetail, ImportedRow
from yiwang.indicators._shapes import TableRead
from yiwang.indicators.contracts import TableDeclared, TableImported, TableWithdrawn

tables = Routes(tags=["indicators"])
Note = Annotated[str, Field(max_length=2_000)]


class TableBody(Schema):
    """A table as its editor has it: code, name and columns."""

    table: dict[str, Any]


class TableActBody(Schema):
    """An act on a table as the person saw it, with the reason; `anyway`: although definitions count it."""

    version: int
    note: Note = ""
    anyway: bool = False


@tables.get(
    "/imported_tables",
    permission="indicators.define",
    response=list[ImportedRow],
    operation_id="list_imported_tables",
)
def list_tables(request: HttpRequest) -> list[ImportedRow]:
    """The tables that are filled by Excel or CSV in my area."""
    return reading.list_tables(request.subject)


@tables.get(
    "/imported_tables/{code}",
    permission="indicators.define",
    response=ImportedDetail,
    operation_id="get_imported_table",
)
def get_table(request: HttpRequest, code: str) -> ImportedDetail:
    """One table with its history, its newest rows, and who counts it."""
    return reading.get_table(request.subject, code)


@tables.get(
    "/imported_tables/{code}/form.xlsx",
    permission="indicators.define",
    tells=(ListExported,),
    operation_id="imported_table_form",
)
def form(request: HttpRequest, code: str) -> HttpResponse:
    """An empty Excel sheet with the headings of a table."""
    return export(request.subject, f"table-{code}", reading.table_form(request.subject, code), {"code": code})


@tables.post(
    "/imported_tables",
    permission="indicators.define",
    tells=(TableDeclared,),
    response=ImportedRow,
    operation_id="declare_imported_table",
)
def declare(request: HttpRequest, body: TableBody) -> ImportedRow:
    """A new table with its columns."""
    return reading.row_of(imports.declare_table(request.subject, body.table))


@tables.post(
    "/imported_tables/{code}/rows",
    permission="indicators.define",
    tells=(TableImported,),
    response=TableRead,
    operation_id="import_table_rows",
)
def read(
    request: HttpRequest, code: str, version: int, file: File[UploadedFile], replace: bool = False
) -> TableRead:
    """The rows of a sheet (.xlsx or .csv), all of them or none; with `replace` instead of those there are."""
    return imports.import_table(request.subject, code, file.read(), version=version, replace=replace)


@tables.post(
    "/imported_tables/{code}/withdraw",
    permission="indicators.define",
    tells=(TableWithdrawn,),
    response=ImportedRow,
    operation_id="withdraw_imported_table",
)
def withdraw(request: HttpRequest, code: str, body: TableActBody) -> ImportedRow:
    """停用, with the reason; its rows stay."""
    row = imports.withdraw_table(request.subject, code, body.note, version=body.version, anyway=body.anyway)
    return reading.row_of(row)
