"""The tables of the lake that rows of sources go to: one version a row, keyed by the position of the fact."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
from django.db.models import Max

from yiwang.indicators import cube
from yiwang.indicators._sources import SOURCES, Source
from yiwang.indicators.models import Counted, Noted
from yiwang.kernel.bus import Message
from yiwang.lake import api as lake
from yiwang.lake.contracts import Table

if TYPE_CHECKING:
    import pyarrow as pa

TEXTS = (
    "row_key",
    "number",
    "title_zh",
    "title_en",
    "area_id",
    "area_name",
    "managed_path",
    "statistical_path",
    "units",
)


def schema(source: Source) -> pa.Schema:
    """The columns every table has, and those of the source."""
    import pyarrow as pa

    kinds: dict[str, Any] = {"text": pa.string(), "day": pa.date32(), "number": pa.float64()}
    return pa.schema(
        [
            ("seq", pa.int64()),
            ("position", pa.int64()),
            ("secret", pa.bool_()),
            *((name, pa.string()) for name in TEXTS),
            *((one.name, kinds[one.type]) for one in source.columns),
        ]
    )


def read(source: str, after: int, limit: int) -> list[Message]:
    rows = Noted.objects.filter(source=source, id__gt=after).order_by("id")[:limit]
    return [
        Message(
            seq=row.pk,
            subject=source,
            data=row.row.encode(),
            time="",
            headers={"position": str(row.position)},
        )
        for row in rows
    ]


def last(source: str) -> int:
    return Noted.objects.filter(source=source).aggregate(last=Max("id"))["last"] or 0


def decode(source: Source, messages: Sequence[Message]) -> pa.Table:
    import pyarrow as pa

    found = []
    for message in messages:
        row = msgspec.json.decode(message.data)
        for one in source.columns:
            # What is not said is nothing: it is no member that could be counted.
            said = row.get(one.name) if one.type == "number" else row.get(one.name) or None
            row[one.name] = date.fromisoformat(said) if said and one.type == "day" else said
        found.append({**row, "seq": message.seq, "position": int(message.headers["position"])})
    form = schema(source)
    return pa.Table.from_pylist([{name: row.get(name) for name in form.names} for row in found], schema=form)


def forget(source: str, seq: int) -> None:
    """Drop what the lake has held for a day and what is counted. The newest stays: it says how far we came,
    and no number is given twice."""
    counted = Counted.objects.filter(pk=source).values_list("seq", flat=True).first() or 0
    Noted.objects.filter(source=source, id__lt=min(seq, counted)).delete()


def declare() -> None:
    """Make the tables known to the lake."""
    for source in SOURCES.values():
        lake.declare(
            Table(
                name=source.table,
                stream=source.name,
                schema=functools.partial(schema, source),
                decode=functools.partial(decode, source),
                read=functools.partial(read, source.name),
                last=functools.partial(last, source.name),
                sort_by=("row_key", "seq"),
                forget=functools.partial(forget, source.name),
            )
        )
        declare_cube(source)


def declare_cube(source: Source) -> None:
    """Make the table known that the rows of a source are summed in."""
    lake.declare_kept(
        Table(
            name=source.cube,
            stream=source.cube,
            schema=functools.partial(cube.schema, source),
            decode=functools.partial(_none, source),
            read=lambda after, limit: [],
            last=lambda: 0,
            sort_by=("by_column", "item", "day", "managed_path"),
            partition_by="month",
            period="month",
        )
    )


def _none(source: Source, messages: Sequence[Message]) -> pa.Table:
    return cube.schema(source).empty_table()


declare()
