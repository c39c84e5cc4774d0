"""One envelope for every list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

T = TypeVar("T")
MOST_COUNTED = 10_000
"""Rows beyond so many are not counted one by one: a list says "10,000+"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """A page of rows, 1-based; `position` is the last fact position read before the rows were.

    A `total` above `MOST_COUNTED` says no more than that there are more.
    """

    items: list[T]
    total: int
    page: int
    size: int
    position: int


def count(rows: QuerySet[Any]) -> int:
    """How many rows there are; `MOST_COUNTED` + 1 stands for more than that."""
    return rows.order_by()[: MOST_COUNTED + 1].count()
