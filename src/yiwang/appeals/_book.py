"""The book of appeals: the city's own file in the data folder, else the shipped one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from yiwang.appeals.declarations import Book
from yiwang.kernel.declarations import read_yaml

SHIPPED = Path(__file__).parent / "data" / "book.yaml"


@cache
def book() -> Book:
    """Read once a process; raises DeclarationFaults with file, line and cure."""
    own = Path(settings.YIWANG.home) / "appeals.yaml"
    return read_yaml(own if own.exists() else SHIPPED, Book)
