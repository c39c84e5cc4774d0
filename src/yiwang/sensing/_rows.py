"""State that is kept of a whole city, written by columns: thousands of rows of one model at a time.

An object, a statement's text and Django's own care for every single value cost some sixty microseconds a row;
one statement, prepared once and run for each row by the driver, costs a tenth of that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connection, models
from numpy.typing import NDArray

from yiwang.sensing.logic import moment_of

_WHOLE = len("2026-03-02 08:00:00")
_SPACE = len("2026-03-02")


def put(
    model: type[models.Model],
    columns: Mapping[str, Sequence[Any]],
    *,
    owner: type[models.Model] | None = None,
    otherwise: str = "",
) -> None:
    """Write rows by their primary key, which is the first of `columns` (attribute name → a value a row).

    Values go to the database as they are, times as `moments` gives them. With `owner`, whose keys these are,
    what it does not have is left out. Where a row is already, the other columns take its values' place, or
    `otherwise` (our own SQL after SET) says what becomes of them.
    """
    quote = connection.ops.quote_name
    known = {field.attname: field.column for field in model._meta.concrete_fields}
    names = [quote(str(known[name])) for name in columns]
    said = otherwise or ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    rows: list[tuple[Any, ...]] = list(zip(*columns.values(), strict=True))
    where = "true"
    if owner is not None:
        where = f"EXISTS (SELECT 1 FROM {quote(owner._meta.db_table)} WHERE id = %s)"  # noqa: S608 - ours
        rows = [(*row, row[0]) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(names)}) "
            f"SELECT {', '.join(['%s'] * len(names))} "
            f"WHERE {where} ON CONFLICT ({names[0]}) DO UPDATE SET {said}",
            rows,
        )


def moments(us: NDArray[np.int64]) -> list[Any]:
    """Microseconds since 1970 UTC as the database of this process takes times."""
    if connection.vendor != "sqlite":
        return [moment_of(one) for one in us.tolist()]
    # Text as Django writes it, made of all of them at once: one by one takes longer than writing the row.
    texts = np.datetime_as_string(us.astype("M8[us]"), unit="us")
    if not len(texts):
        return []
    texts.view("U1").reshape(len(us), -1)[:, _SPACE] = " "
    said: list[Any] = texts.tolist()
    for place in np.flatnonzero(us % 1_000_000 == 0).tolist():
        said[place] = said[place][:_WHOLE]
    return said
