"""The door of indicators: definitions, values by area and period, the rows beneath them."""

from __future__ import annotations

from yiwang.indicators._reading import (
    children,
    definitions,
    get_definition,
    history,
    movers,
    values,
)
from yiwang.indicators._revisions import revisions
from yiwang.indicators._rows import rows

__all__ = [
    "children",
    "definitions",
    "get_definition",
    "history",
    "movers",
    "revisions",
    "rows",
    "values",
]
