"""Imported tables as those see them who keep them: what is in them, since when, and who counts them."""

from __future__ import annotations

from yiwang.areas import api as areas
from yiwang.identity.api import Subject, scope
from yiwang.indicators import _imported as imported
from yiwang.indicators._definition_shapes import DefinitionLine, GroundLine, ImportedDetail, ImportedRow
from yiwang.indicators._imports import newest, says, used_by
from yiwang.indicators._refusals import UnknownTable
from yiwang.indicators.models import Counted, ImportedTable, ImportStep
from yiwang.kernel import sheets
from yiwang.kernel.sheets import Sheet

SHOWN = 20


def list_tables(subject: Subject) -> list[ImportedRow]:
    """The tables in one's scope, in order of code. Needs indicators.define."""
    rows = ImportedTable.objects.filter(scope(subject, "indicators.define").q(secret=None))
    return [row_of(row) for row in rows.order_by("code")]


def get_table(subject: Subject, code: str) -> ImportedDetail:
    """One of them with its history and the rows that came last. Raises UnknownTable."""
    row = _seen(subject, code)
    return ImportedDetail(
        row=row_of(row),
        history=[_line(step) for step in ImportStep.objects.filter(table=code).order_by("-version")],
        sample=_sample(row) if row.state == "open" else [],
    )


def table_form(subject: Subject, code: str) -> Sheet:
    """An empty sheet with the headings of a table."""
    row = _seen(subject, code)
    return Sheet(title=row.code, headings=[one.title.zh for one in imported.columns_of(row)], rows=[])


def _seen(subject: Subject, code: str) -> ImportedTable:
    rows = ImportedTable.objects.filter(scope(subject, "indicators.define").q(secret=None))
    row = rows.filter(pk=code).first()
    if row is None:
        raise UnknownTable(table=code)
    return row


def row_of(row: ImportedTable) -> ImportedRow:
    counted = Counted.objects.filter(pk=imported.source_name(row.code)).first()
    return ImportedRow(
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        columns=row.columns,
        state=row.state,
        rows=row.rows,
        imported_at=row.imported_at,
        counted_at=counted.at if counted else None,
        used_by=[
            GroundLine(code=one.code, name_zh=one.name.zh, name_en=one.name.en, unit=one.unit)
            for one in used_by(row.code)
        ],
        version=row.version,
    )


def _line(step: ImportStep) -> DefinitionLine:
    return DefinitionLine(
        version=step.version,
        at=step.at,
        act=step.act,
        actor_name=step.actor_name,
        unit_name=step.unit_name,
        text_zh=step.text_zh,
        text_en=step.text_en,
        note=step.note,
    )


def _sample(row: ImportedTable) -> list[list[str]]:
    """The rows that came last, as they stand."""
    columns = imported.columns_of(row)
    found = [said for said in newest(row, columns).values() if says(columns, said)][: -SHOWN - 1 : -1]
    named = {one.id: one.name for one in areas.areas(sorted({each["area_id"] for each in found})).values()}
    return [
        [
            named.get(each["area_id"], "") if one.type == "area" else sheets.plain(each[one.name])
            for one in columns
        ]
        for each in found
    ]
