"""One envelope for every list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """A page of rows, 1-based; `position` is the last fact position read before the rows were."""

    items: list[T]
    total: int
    page: int
    size: int
    position: int
