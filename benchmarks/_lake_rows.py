"""Readings as rows of the lake's own table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


def readings(**told: Any) -> pa.Table:
    """A table of readings from Arrow columns by name. Columns that are not told are empty, so that a column
    declared later asks nothing of who makes rows here; one that is not declared is refused."""
    import pyarrow as pa

    from yiwang.sensing import _stream

    schema = _stream.schema()
    if unknown := told.keys() - set(schema.names):
        raise ValueError(f"readings have no {', '.join(sorted(unknown))}")
    count = len(next(iter(told.values())))
    return pa.table(
        [
            told[field.name].cast(field.type) if field.name in told else pa.nulls(count, field.type)
            for field in schema
        ],
        schema=schema,
    )
