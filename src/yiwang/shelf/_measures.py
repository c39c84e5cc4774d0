"""When lights are on: the city's own file in the data folder, else the shipped one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from yiwang.kernel.declarations import read_yaml
from yiwang.shelf.declarations import Measures

SHIPPED = Path(__file__).parent / "data" / "shelf.yaml"


@cache
def measures() -> Measures:
    """Read once a process; raises DeclarationFaults with file, line and cure."""
    own = Path(settings.YIWANG.home) / "shelf.yaml"
    return read_yaml(own if own.exists() else SHIPPED, Measures)
